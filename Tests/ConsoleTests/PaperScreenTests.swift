import Audit
import Foundation
import Invoicing
import OAProfile
import Store
import Terminal
import Testing

@testable import Console

@Suite("Working papers and samples are made from the console, also where the store is only read")
struct PaperScreenTests {
    private final class Room {
        let room: StoreRoom
        let book: PaperBook
        private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "book-\(UUID().uuidString)")

        init(_ language: Language = .en, isReadOnly: Bool = false) throws {
            let book = try PaperBook(
                folder: folder,
                session: Ledger.Session(id: "s", actor: "os:auditor", host: "h", appVersion: "1"))
            self.book = book
            var desk = AuditorDesk()
            desk.papers = PaperDesk(
                about: { try book.papers(about: $0) }, add: { try book.add($0, at: noon) })
            desk.sample = { order in
                guard order.seed != "bad" else { throw StoreError.readOnly(file: "x") }
                return DrawnSample(
                    order: order, population: order.population.count,
                    populationDigest: String(repeating: "cd", count: 32),
                    withoutAmount: 1,
                    items: [
                        DrawnSample.Item(
                            task: TaskID(rawValue: "t-2"), amount: "CNY 1.00", stratum: "采购部", hits: 2)
                    ],
                    folder: order.folder)
            }
            let tasks = (1...4).map { number -> ApprovalTask in
                var task = Fixtures.task(number)
                task.status = .approved
                return task
            }
            room = try StoreRoom(tasks, context(language: language, isReadOnly: isReadOnly), desk: desk)
        }

        deinit { try? FileManager.default.removeItem(at: folder) }
    }

    @Test(
        "a tick mark, a conclusion and a note stand in the timeline, bound to what was seen",
        arguments: Language.allCases, [false, true])
    func papers(language: Language, isReadOnly: Bool) throws {
        let stage = try Room(language, isReadOnly: isReadOnly)
        let room = stage.room
        room.press("H", "g", "t")
        for text in ["+ 已核对原件", "= 未见例外", "单价待询证"] {
            room.press("N")
            room.type(text)
            room.press("<Enter>")
        }
        #expect(room.said == Strings.paperKept(3))
        for form in WorkingPaper.Form.allCases {
            #expect(room.screen.contains(Strings.paperTitle(form, "")[language]), "\(form)")
        }
        let kept = try stage.book.papers()
        #expect(kept.map(\.form) == [.tick, .conclusion, .note])
        #expect(kept.map { $0.entry?.reason } == ["已核对原件", "未见例外", "单价待询证"])
        let task = try #require(kept.first?.entry?.task)
        let seen = try #require(try room.mirror.entry(TaskID(rawValue: task))?.task)
        #expect(kept.allSatisfy { $0.entry?.seenDigest == SeenContent(of: seen).digest })
        // Nothing of it is in the log that is audited.
        #expect(try room.ledger.auditHead() == 0)
    }

    @Test("a paper about an entry is bound to its hash; an empty one is none")
    func entries() throws {
        let stage = try Room()
        try stage.room.ledger.note(.login(oa: "https://oa"), at: noon)
        stage.room.press("E", "N")
        stage.room.type("  ")
        stage.room.press("<Enter>", "N")
        stage.room.type("clock compared")
        stage.room.press("<Enter>")
        let kept = try stage.book.papers()
        #expect(kept.count == 1 && kept[0].entry?.subject == "entry 1")
        #expect(kept[0].entry?.digest == (try stage.room.ledger.auditLeaves())[0])
    }

    @Test(
        "a sample is drawn from the part in sight, and shown with what draws it again",
        arguments: Language.allCases)
    func sample(language: Language) throws {
        let stage = try Room(language, isReadOnly: true)
        let room = stage.room
        room.press("H", "B", "$")
        room.type(language == .zh ? "货币单位 1 2026年报 /tmp/样本" : "monetary 1 seed-1 /tmp/out")
        room.press("<Enter>")
        #expect(room.stage.state.screenScope == .sample)
        for text in ["t-2", "CNY 1.00", "采购部", "cdcd", "monetary"] {
            #expect(room.screen.contains(text), "\(text)")
        }
        room.press("<Enter>")
        #expect(room.stage.state.screenScope == .timeline && room.screen.contains("t-2"))
    }

    @Test(
        "an order that cannot be read, and a sample that cannot be drawn, are told",
        arguments: [
            "random", "random x seed", "guess 3 seed", "random 0 seed", "random 3 a b c", "random 1 bad",
        ])
    func badOrders(_ text: String) throws {
        let stage = try Room()
        stage.room.press("H", "B", "$")
        stage.room.type(text)
        stage.room.press("<Enter>")
        #expect(stage.room.stage.state.screenScope == .archiveGroups)
        #expect(stage.room.said != nil)
        // What was typed is there for another try.
        #expect(stage.room.stage.state.scope == .editor && stage.room.screen.contains(text))
    }

    @Test("a paper is written on the open invoice as well", arguments: Language.allCases)
    func openInvoice(language: Language) throws {
        let stage = try Room(language)
        try stage.room.apply([Fixtures.task(7)])
        stage.room.press("<Enter>")
        #expect(stage.room.stage.state.screenScope == .detail)
        stage.room.press("N")
        #expect(stage.room.screen.contains(Strings.paperPanelTitle[language]))
        stage.room.type("+ 已核对原件")
        stage.room.press("<Enter>")
        #expect(stage.room.said == Strings.paperKept(1))
        #expect(try stage.book.papers().map(\.form) == [.tick])
        #expect(stage.room.stage.state.screenScope == .detail)
    }
}
