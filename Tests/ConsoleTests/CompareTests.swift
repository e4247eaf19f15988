import Foundation
import Invoicing
import OAProfile
import Store
import Terminal
import Testing

@testable import Console

@Suite("Two invoices beside each other, only what differs, money first")
struct CompareTests {
    private func comparison(_ room: StoreRoom) -> ComparePage? {
        if case .compare(let page) = room.stage.state.overview { page } else { nil }
    }

    private func tasks() -> [ApprovalTask] {
        var tasks = (1...3).map { Fixtures.task($0) }
        tasks[1].invoice.seller = tasks[0].invoice.seller
        return tasks
    }

    @Test(
        "two marked ones are compared field by field; what agrees is shown on request",
        arguments: Language.allCases, [(80, 24), (120, 40), (200, 60)])
    func marked(language: Language, size: (columns: Int, rows: Int)) throws {
        let room = try StoreRoom(
            tasks(), context(language: language), columns: size.columns, rows: size.rows)
        room.press("m", "m", "=")
        let page = try #require(comparison(room))
        let lines = page.lines(for: room.stage.state)
        let text = lines.map(\.string)
        let amount = try #require(text.firstIndex { $0.contains("! " + Strings.label(.amount)[language]) })
        let number = try #require(
            text.firstIndex { $0.contains("! " + Strings.label(.invoiceNumber)[language]) })
        #expect(amount < number, "money first")
        let beside = size.columns >= 100 ? text[amount] : text[amount + 1]
        #expect(beside.contains("CNY 1,695.13") && beside.contains("CNY 2,825.26"), "\(beside)")
        #expect(!text.contains { $0.contains(Strings.label(.payeeName)[language]) })
        #expect(lines.allSatisfy { $0.columns <= size.columns - 4 })
        room.press("a")
        let all = try #require(comparison(room)).lines(for: room.stage.state).map(\.string)
        #expect(all.contains { $0.contains(Strings.label(.payeeName)[language]) })
        #expect(room.stage.state.modal == nil, "nothing is decided here")
        room.press("<Esc>")
        #expect(room.stage.state.screens.isEmpty)
    }

    @Test("one mark and the selected row are two, and so are the mark and the open invoice")
    func oneMark() throws {
        let room = try StoreRoom(tasks(), context(language: .en))
        room.press("=")
        #expect(room.said?.en.hasPrefix("Mark two with m") == true)
        room.press("m", "G", "=")
        #expect(comparison(room)?.pair?.left?.id.rawValue == "t-1")
        #expect(comparison(room)?.pair?.right?.id.rawValue == "t-3")
        room.press("<Esc>", "<Enter>", "=")
        #expect(comparison(room)?.pair?.right?.id.rawValue == "t-3")
    }

    @Test("a head that is too long for its column goes on below", arguments: [40, 76, 116])
    func heads(width: Int) {
        let long = String(repeating: "决定时所见", count: 12)
        let lines = SideBySide(width: width).head(field: "字段", left: long, right: "现在")
        #expect(lines.allSatisfy { $0.columns <= width })
        #expect(lines.map(\.string).joined().filter { "决定时所见".contains($0) } == long)
        #expect(lines.map(\.string).joined().contains("字段") == (width == 116))
    }

    @Test("what was seen when it was decided stands beside what is there now", arguments: Language.allCases)
    func seenAndNow(language: Language) throws {
        let room = try StoreRoom(tasks(), context(language: language))
        room.press("a", "y")
        var task = tasks()[0]
        task.rev = "r2"
        task.invoice.seller.account = "6222 0000"
        try room.apply([task])
        room.press("v", "v", "g", "<Enter>", "=")
        let page = try #require(comparison(room))
        #expect(page.pair?.operation != nil)
        #expect(room.screen.contains(Strings.compareNow(rev: "r2")[language]))
        #expect(room.screen.contains("****0001") && room.screen.contains("****0000"))
        #expect(!room.screen.contains("! " + Strings.label(.amount)[language]))
    }

    @Test("a change at the OA shows while the two are compared; one that goes is told")
    func changes() throws {
        let room = try StoreRoom(tasks(), context(language: .en))
        room.press("m", "m", "=")
        var task = tasks()[1]
        task.rev = "r2"
        task.invoice.totals.gross = Money(minor: 300_000)
        try room.apply([task])
        #expect(room.screen.contains("CNY 3,000.00"))
    }

    @Test("lists show the entries that only one of them has, and a hidden character shows")
    func lists() throws {
        var (left, right) = (Fixtures.task(1), Fixtures.task(1))
        right.references = ["PO-1", "HT-9"]
        right.invoice.seller.name += "\u{202E}"
        let fields = ComparedFields(left, right, language: .zh, utcOffset: 0)
        let differing = fields.all.filter(\.differs)
        #expect(differing.map(\.label) == [Strings.label(.payeeName).zh, Strings.label(.references).zh])
        #expect(differing[1].left == [Strings.none.zh] && differing[1].right == ["HT-9"])
        let table = SideBySide(width: 76).rows(
            field: differing[0].label, left: differing[0].left, right: differing[0].right)
        #expect(table.map(\.string).joined().contains("⟦RLO⟧"))
        left.references = ["HT-9", "PO-1"]
        let order = ComparedFields(left, right, language: .zh, utcOffset: 0).all.filter(\.differs)
        #expect(
            order.map(\.label) == [Strings.label(.payeeName).zh, Strings.label(.references).zh]
                || order.map(\.label) == [Strings.label(.payeeName).zh])
    }
}
