import Invoicing
import Store
import Terminal
import Testing

@testable import Console

@Suite("Something of a task is put into the terminal's clipboard")
struct CopyingTests {
    private static let line =
        "t-1\t26312000000010000001\t1695.13\t北京京东世纪信息技术有限公司\t"

    @Test(
        "each part is chosen, noted by its name, and then copied", arguments: [[], ["<Enter>"], ["P"]],
        CopyItem.allCases)
    func parts(way: [String], item: CopyItem) throws {
        var bench = try Bench([Fixtures.entry(1)], context: context(), columns: 200)
        for key in way { bench.press(key) }
        bench.press("\"")
        let place = try #require(CopyItem.allCases.firstIndex(of: item))
        for _ in 0..<place { bench.press("<Down>") }
        bench.press("<Enter>")
        let expected =
            switch item {
            case .number: "26312000000010000001"
            case .amount: "1695.13"
            case .seller: "北京京东世纪信息技术有限公司"
            case .account: "****0001"
            case .task: "t-1"
            case .line: CopyingTests.line + "****0001"
            }
        #expect(bench.clipboard == [expected])
        let isCovered = item == .account || item == .line
        #expect(bench.copies == [item.rawValue + (isCovered ? " (masked)" : "") + " of t-1"])
        #expect(bench.asked.last == .putIntoClipboard(expected))
        #expect(bench.screen.contains("已送往终端剪贴板"))
    }

    @Test("a revealed account is copied in full, and the log says so")
    func revealed() throws {
        var bench = try Bench([Fixtures.entry(1)], context: context())
        bench.press("<Enter>", "U", "\"")
        bench.type("账号")
        bench.press("<Enter>")
        #expect(bench.clipboard == ["1001784309300001"] && bench.copies == ["bank-account of t-1"])
        bench.press("<Esc>", "\"")
        bench.type("账号")
        bench.press("<Enter>")
        #expect(bench.clipboard.last == "****0001")
    }

    @Test("what cannot be noted is not copied")
    func unlogged() throws {
        var bench = try Bench([Fixtures.entry(1)], context: context())
        bench.revealFailure = .failed(file: "ledger.db", cause: "disk")
        bench.press("\"", "<Enter>")
        #expect(bench.clipboard.isEmpty && bench.screen.contains("ledger.db"))
    }

    @Test("where there is no clipboard nothing is offered, and it is said")
    func off() throws {
        var without = try context()
        without.hasClipboard = false
        var bench = try Bench([Fixtures.entry(1)], context: without)
        bench.press("\"")
        #expect(bench.state.modal == nil && bench.screen.contains(Strings.noClipboard.zh))
    }

    @Test("a hostile name is copied as it is shown, and one that is too long is not copied")
    func hostile() throws {
        var entry = Fixtures.entry(1)
        entry.task.invoice.seller.name = "晨光\u{202E}文具\u{1B}]52;c;eA==\u{7}\r\nrm -rf"
        var bench = try Bench([entry], context: context())
        bench.press("\"", "<Down>", "<Down>", "<Enter>")
        let copied = try #require(bench.clipboard.first)
        #expect(copied.hasPrefix("晨光⟦RLO⟧文具⟦ESC⟧"))
        #expect(!copied.unicodeScalars.contains { $0.value < 0x20 || $0 == "\u{202E}" })
        entry.task.invoice.seller.name = String(repeating: "长", count: 2_000)
        var other = try Bench([entry], context: context())
        other.press("\"", "<Down>", "<Down>", "<Enter>")
        #expect(other.clipboard.isEmpty && other.copies.isEmpty)
    }
}
