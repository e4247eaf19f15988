import Invoicing
import OAProfile
import Store
import Sync
import Terminal
import Testing

@testable import Console

@Suite("The outbox and its conflicts")
struct OutboxTests {
    /// An approval of the first task that met a conflict because account and amount changed.
    private func conflict(language: Language = .zh, columns: Int = 120) throws -> Bench {
        var bench = try Bench(context: context(language: language), columns: columns)
        bench.press("a", "y")
        bench.change(1) {
            $0.invoice.seller.account = "6222 0000"
            $0.invoice.totals.gross = Money(minor: 200_000)
        }
        bench.tellChanged(1)
        let settled = bench.settle(bench.operations[0].id, .conflict, reason: "内容已变")
        let operation = try #require(settled)
        bench.send(.sync(.operation(operation)))
        bench.paint()
        return bench
    }

    @Test("a conflict is told, counted, back in the queue and listed with its reason")
    func told() throws {
        var bench = try conflict()
        #expect(bench.state.message?.text.zh == "「同意」遇到冲突，按 o 处理。")
        #expect(bench.screen.contains("冲突 1"))
        #expect(bench.screen.contains("! 冲突"))
        bench.press("o")
        #expect(bench.screen.contains("内容已变"))
    }

    @Test(
        "it shows what was seen above what is there now: money first, only what differs",
        arguments: Language.allCases)
    func compare(language: Language) throws {
        // On a wide screen they stand beside each other, see ConflictTests.
        var bench = try conflict(language: language, columns: 80)
        bench.press("o", "<Enter>")
        let lines = bench.surface.lines().map {
            $0.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
        }
        let start = try #require(lines.firstIndex(of: Strings.label(.amount)[language]))
        let saw = Strings.youSaw[language]
        let now = Strings.nowThere[language]
        #expect(
            Array(lines[start..<(start + 6)]) == [
                Strings.label(.amount)[language], "\(saw) CNY 1,695.13", "! \(now) CNY 2,000.00",
                Strings.label(.payeeAccount)[language], "\(saw) ****0001", "! \(now) ****0000",
            ])
        #expect(!lines.contains(Strings.label(.buyerName)[language]))
    }

    @Test("deciding anew records a new operation that replaces the old one")
    func decideAnew() throws {
        var bench = try conflict()
        bench.press("o", "<Enter>", "a")
        #expect(bench.screen.contains("替代冲突中的决定"))
        bench.press("y")
        #expect(bench.operations.map(\.state) == [.superseded, .recorded])
        #expect(bench.operations[1].supersedes == bench.operations[0].id)
        #expect(bench.operations[1].baseRev == "r1+")
        #expect(bench.state.screens.count == 1)
    }

    @Test("the key to decide in the queue leads to the conflict first")
    func fromQueue() throws {
        var bench = try conflict()
        bench.press("g", "a")
        #expect(bench.bar == nil)
        guard case .conflict = bench.state.screens.last else {
            Issue.record("the conflict is not open")
            return
        }
    }

    @Test("abandoning needs a reason, and the task waits for a decision again")
    func abandon() throws {
        var bench = try conflict()
        bench.press("o", "<Enter>", "x", "<Enter>")
        #expect(bench.operations[0].state == .conflict)
        bench.type("供应商改了账号")
        bench.press("<Enter>")
        #expect(bench.operations[0].state == .abandoned)
        #expect(bench.operations[0].reason == "供应商改了账号")
        bench.press("<Esc>")
        #expect(bench.state.queue.keys.contains(TaskKey(rawValue: 1)))
    }

    @Test("a task that changes again under the conflict is not decided by a key typed before")
    func changesAgain() throws {
        var bench = try conflict()
        bench.press("o", "<Enter>")
        bench.change(1) { $0.invoice.totals.gross = Money(minor: 300_000) }
        bench.tellChanged(1)
        bench.pressAtOnce("a")
        #expect(bench.bar == nil)
        bench.paint()
        #expect(bench.screen.contains("CNY 3,000.00"))
    }

    @Test("the conflict says what the OA did meanwhile: its content was changed")
    func meanwhile() throws {
        var bench = try conflict(language: .en)
        bench.press("o", "<Enter>")
        #expect(bench.screen.contains("Meanwhile"), "\(bench.screen)")
        #expect(bench.screen.contains("was changed after you looked at it"), "\(bench.screen)")
    }

    @Test("a task that is gone can only be abandoned")
    func gone() throws {
        var bench = try conflict()
        bench.remove(1)
        bench.tellChanged(1)
        bench.press("o", "<Enter>")
        #expect(bench.screen.contains("只能放弃这个决定"))
        bench.press("a")
        #expect(bench.bar == nil)
    }

    @Test("undo in the outbox takes back the selected operation")
    func undo() throws {
        var bench = try Bench(context: context())
        bench.press("a", "y", "a", "y", "o", "j", "u")
        #expect(bench.operations.map(\.state) == [.cancelled, .recorded])
    }

    @Test("a refused decision lets its task be decided again")
    func refused() throws {
        var bench = try Bench(context: context())
        bench.press("a", "y")
        #expect(!bench.state.queue.keys.contains(TaskKey(rawValue: 1)))
        let settled = bench.settle(bench.operations[0].id, .refused, reason: "超出权限")
        let operation = try #require(settled)
        bench.send(.sync(.operation(operation)))
        bench.paint()
        #expect(bench.screen.contains("! 被拒收"))
        bench.press("g", "a")
        #expect(bench.bar != nil)
    }

    @Test("an answer of the OA to an older operation does not hide a newer one")
    func order() throws {
        var bench = try Bench(context: context())
        bench.press("a", "y", "u", "a", "y")
        let settled = bench.settle(bench.operations[0].id, .cancelled)
        let old = try #require(settled)
        bench.send(.sync(.operation(old)))
        #expect(bench.state.operations[TaskID(rawValue: "t-1")]?.state == .recorded)
    }
}
