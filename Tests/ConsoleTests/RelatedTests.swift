import Foundation
import Invoicing
import OAProfile
import Store
import Terminal
import Testing

@testable import Console

@Suite("The invoices that belong to the open one, each a key away")
struct RelatedTests {
    private func room(_ language: Language = .en, columns: Int = 120, rows: Int = 60) throws -> StoreRoom {
        var tasks = (1...3).map { Fixtures.task($0) }
        tasks[1].invoice.number = tasks[0].invoice.number
        tasks[2].invoice.seller = tasks[0].invoice.seller
        return try StoreRoom(tasks, context(language: language), columns: columns, rows: rows)
    }

    private func opened(_ room: StoreRoom) -> DetailState? {
        if case .detail(let detail) = room.stage.state.screens.last { detail } else { nil }
    }

    @Test("they are listed with how they belong", arguments: Language.allCases, [80, 120])
    func listed(language: Language, columns: Int) throws {
        let room = try room(language, columns: columns)
        room.press("<Enter>", "G")
        let text = try #require(opened(room)).document.string
        #expect(text.contains(Strings.sectionRelated[language]))
        #expect(text.contains("1. \(Strings.relation(.sameInvoice)[language])"))
        #expect(text.contains("2. \(Strings.relation(.closeNumber)[language])"), "\(text)")
        #expect(text.contains("BX-2026-002") && text.contains("BX-2026-003"))
    }

    @Test("a number and Enter open that one; going back returns to the first")
    func byNumber() throws {
        let room = try room()
        room.press("<Enter>", "2", "<Enter>")
        #expect(opened(room)?.identity.task.rawValue == "t-3")
        room.press("<Esc>")
        #expect(opened(room)?.identity.task.rawValue == "t-1")
        room.press("9", "<Enter>")
        #expect(room.said == Strings.noSuchRelated(2))
    }

    @Test(
        "Enter alone lists them to choose from; what is decided is the opened one",
        arguments: Language.allCases)
    func choose(language: Language) throws {
        let room = try room(language)
        room.press("<Enter>", "<Enter>")
        #expect(room.screen.contains(Strings.relatedPrompt[language].prefix(6)))
        #expect(room.screen.contains(Strings.relation(.sameInvoice)[language]))
        room.press("<Enter>")
        #expect(opened(room)?.identity.task.rawValue == "t-2")
        room.press("r")
        room.type("重复")
        room.press("<Enter>", "y")
        #expect(try room.ledger.operations(in: [.recorded], limit: 9).map(\.task.rawValue) == ["t-2"])
    }

    @Test("an invoice that nothing belongs to says so, and offers no key for it")
    func none() throws {
        let room = try StoreRoom([Fixtures.task(1)], context(language: .en), rows: 60)
        room.press("<Enter>")
        #expect(opened(room)?.document.string.contains(Strings.noRelated.en) == true)
        #expect(!room.screen.contains("Enter Related"))
        room.press("<Enter>")
        #expect(room.said == Strings.noRelated && room.stage.state.modal == nil)
    }

    @Test("linear mode opens one by its number")
    func linear() throws {
        let room = try room()
        var stage = try LinearStage(
            context: context(language: .en),
            services: ConsoleServices(ledger: room.ledger, mirror: room.mirror))
        _ = stage.open()
        #expect(stage.take("1").joined(separator: "\n").contains("1. same invoice"))
        #expect(stage.take("1").joined(separator: "\n").contains("BX-2026-002"))
    }
}
