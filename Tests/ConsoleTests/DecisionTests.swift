import Invoicing
import OAProfile
import SeededRandom
import Store
import Terminal
import Testing

@testable import Console

@Suite("A decision is bound to what was painted")
struct DecisionTests {
    private let second = TaskID(rawValue: "t-2")

    @Test(
        "approve from the queue: bar, confirm, record, next task",
        arguments: [(80, 24), (120, 40), (200, 60)])
    func approve(size: (Int, Int)) throws {
        var bench = try Bench(context: context(), columns: size.0, rows: size.1)
        bench.press("j", "a")
        for text in [
            "同意这张发票？", "Siemens Ltd., China", "CNY 2,825.26", "****0002", "26312000000010000002",
            "中国工商银行上海市奉贤支行", "北京示范科技有限公司",
        ] {
            #expect(bench.screen.contains(text), "\(text)")
        }
        bench.press("y")
        #expect(bench.recorded.map(\.task) == [second])
        #expect(bench.recorded[0].decision == .approve(comment: ""))
        #expect(bench.recorded[0].seenDigest == SeenContent(of: Fixtures.task(2)).digest)
        #expect(bench.screen.contains("已记录 同意：Siemens Ltd., China CNY 2,825.26。"))
        #expect(bench.selected == TaskID(rawValue: "t-3"))
        #expect(!bench.state.queue.keys.contains(TaskKey(rawValue: 2)))
        #expect(bench.asked.contains(.nudgeSync))
    }

    @Test("nothing is said to be recorded before the ledger has committed")
    func commitFirst() throws {
        var bench = try Bench(context: context())
        bench.holdsRecords = true
        bench.press("a", "y")
        #expect(bench.screen.contains("正在写入.."))
        #expect(!bench.screen.contains("已记录"))
        bench.press("y", "<Esc>", "q", "y")
        #expect(bench.asked.count { if case .record = $0 { true } else { false } } == 1)
        bench.release()
        #expect(bench.screen.contains("已记录 同意"))
    }

    @Test("a ledger that refuses is told, nothing is recorded, and the bar stays")
    func ledgerRefuses() throws {
        var bench = try Bench(context: context(language: .en))
        bench.refusal = .store(.diskFull(file: "ledger.db"))
        bench.press("a", "y")
        #expect(bench.state.message?.text.en.hasPrefix("Nothing was recorded.") == true)
        #expect(bench.bar != nil && bench.recorded.isEmpty)
        bench.refusal = nil
        bench.press("y")
        #expect(bench.recorded.count == 1)
    }

    @Test("a confirmation within 250 ms is not heard, and what was typed before is thrown away")
    func arming() throws {
        var bench = try Bench(context: context())
        bench.pressAtOnce("a")
        #expect(bench.asked.last == .discardInput)
        bench.now += 249
        bench.pressAtOnce("y")
        #expect(bench.recorded.isEmpty)
        bench.now += 1
        bench.pressAtOnce("y")
        #expect(bench.recorded.count == 1)
    }

    @Test("neither the same key twice nor Enter confirms")
    func doubleKey() throws {
        for action in ["a", "<Enter>"] {
            var bench = try Bench(context: context())
            bench.press("a", action, action, action)
            #expect(bench.recorded.isEmpty)
            #expect(bench.bar != nil)
        }
    }

    @Test("a task that changes while the bar is open voids the decision", arguments: [false, true])
    func changesInBar(isOpen: Bool) throws {
        var bench = try Bench(context: context())
        bench.press("j")
        if isOpen { bench.press("<Enter>") }
        bench.press("a")
        bench.change(2) { $0.invoice.seller.account = "6222000000000000" }
        bench.tellChanged(2)
        bench.paint()
        #expect(bench.screen.contains("此决定作废"))
        bench.press("y", "y")
        #expect(bench.recorded.isEmpty)
        bench.press("v")
        #expect(bench.openTask == second)
        #expect(bench.screen.contains("****0000"))
        bench.press("a", "y")
        #expect(bench.recorded.map(\.baseRev) == ["r1+"])
    }

    @Test("a task that leaves the OA while the bar is open voids the decision")
    func gone() throws {
        var bench = try Bench(context: context())
        bench.press("j", "a")
        bench.remove(2)
        bench.tellChanged(2)
        #expect(bench.screen.contains("已不在 OA 的待办中"))
        bench.press("y")
        #expect(bench.recorded.isEmpty)
    }

    @Test("a task that changed in the mirror after its row was painted is not decided")
    func changedBeforeKey() throws {
        var bench = try Bench(context: context())
        bench.press("j")
        bench.change(2) { $0.invoice.totals.gross = Money(minor: 999_999_00) }
        // Sync has not told yet: the row on the screen is the old one.
        bench.pressAtOnce("a")
        #expect(bench.bar == nil)
        #expect(bench.state.message?.text == Strings.changedUnderHand)
        bench.paint()
        #expect(bench.screen.contains("999,999.00"))
        bench.press("a")
        #expect(bench.screen.contains("CNY 999,999.00"))
    }

    @Test("a task that changed between two paints is not decided by a key typed before")
    func changedBetweenPaints() throws {
        var bench = try Bench(context: context())
        bench.press("j", "<Enter>")
        bench.change(2) { $0.invoice.totals.gross = Money(minor: 1) }
        bench.tellChanged(2)
        bench.pressAtOnce("a")
        #expect(bench.bar == nil)
        bench.paint()
        #expect(bench.screen.contains("您查看期间，OA 更新了这张单据：价税合计"))
    }

    @Test("rows that come, go and move while the bar is open never change its target", arguments: 1...20)
    func barIsBound(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var bench = try Bench((1...30).map { Fixtures.entry($0) }, context: context())
        for _ in 0..<Int.random(in: 0...20, using: &random) { bench.press("j") }
        let target = try #require(bench.selected)
        bench.press("a")
        for round in 0..<10 {
            switch Int.random(in: 0...2, using: &random) {
            case 0:
                bench.entries.insert(
                    Fixtures.entry(100 + round), at: Int.random(in: 0...bench.entries.count, using: &random))
            case 1:
                let victim = Int.random(in: 0..<bench.entries.count, using: &random)
                if bench.entries[victim].task.id != target { bench.entries.remove(at: victim) }
            default: bench.entries.shuffle(using: &random)
            }
            bench.send(.storesChanged)
            bench.paint()
        }
        bench.now += 300
        bench.press("y")
        #expect(bench.recorded.map(\.task) == [target], "seed \(seed)")
    }

    @Test("a rejection needs a reason")
    func reason() throws {
        var bench = try Bench(context: context(), columns: 80, rows: 24)
        bench.press("r", "<Enter>")
        #expect(bench.state.message?.text == Strings.reasonRequired)
        bench.type("  ")
        bench.press("<Enter>")
        #expect(bench.bar?.scope == .editor)
        bench.type("金额与合同不符")
        bench.press("<Enter>")
        #expect(bench.screen.contains("金额与合同不符"))
        bench.press("y")
        #expect(bench.recorded.first?.decision == Decision(action: .reject, comment: "金额与合同不符", target: ""))
    }

    @Test("an unfinished reason is saved on a pause and on leaving, and comes back")
    func drafts() throws {
        var bench = try Bench(context: context())
        let first = TaskID(rawValue: "t-1")
        bench.press("r")
        bench.type("数量")
        #expect(bench.drafts.isEmpty)
        let due = try #require(bench.state.nextDeadline)
        bench.now = due
        bench.send(.tick)
        #expect(bench.drafts[first] == "数量")
        #expect(bench.state.nextDeadline == nil)
        bench.type("不符")
        bench.press("<Esc>")
        #expect(bench.drafts[first] == "数量不符")
        bench.press("r")
        #expect(bench.bar?.draft == "数量不符")
        bench.press("<Enter>", "y")
        #expect(bench.recorded.first?.decision.comment == "数量不符")
        #expect(bench.drafts.isEmpty)
    }

    @Test("a half-typed reason is saved when the line drops")
    func hangUp() throws {
        var bench = try Bench(context: context())
        bench.press("r")
        bench.type("写到一半")
        bench.send(.leaving)
        #expect(bench.drafts[TaskID(rawValue: "t-1")] == "写到一半")
    }

    @Test("a return names a step and a reason")
    func returning() throws {
        var bench = try Bench(context: context())
        bench.press("b")
        #expect(bench.screen.contains("选择退回到哪一步："))
        bench.press("<Enter>")
        bench.type("缺附件")
        bench.press("<Enter>")
        // As it is called where it was chosen.
        #expect(bench.screen.contains("提交  李娜"))
        bench.press("y")
        #expect(
            bench.recorded.first?.decision
                == Decision(action: .returnToStep, comment: "缺附件", target: "submit"))
    }

    @Test("a transfer names a person and may have a comment")
    func transfer() throws {
        var bench = try Bench(context: context())
        bench.press("t", "<Enter>")
        #expect(bench.state.message?.text == Strings.personRequired)
        bench.type("wang.fang")
        bench.press("<Enter>")
        bench.type("请财务看")
        bench.press("<Enter>", "y")
        #expect(bench.recorded.first?.decision == .transfer(to: "wang.fang", comment: "请财务看"))
    }

    @Test("an approval may carry a comment, and changing it keeps the decision")
    func comment() throws {
        var bench = try Bench(context: context())
        bench.press("a", "c")
        bench.type("已核对")
        bench.press("<Enter>", "c", "<Esc>")
        #expect(bench.bar?.comment == "已核对")
        bench.press("y")
        #expect(bench.recorded.first?.decision == .approve(comment: "已核对"))
    }

    @Test("findings of severity error ask for another key; lesser ones do not", arguments: Severity.allCases)
    func errorsAsk(severity: Severity) throws {
        var bench = try Bench([Fixtures.entry(1, findings: [Fixtures.finding(severity)])], context: context())
        bench.press("a", "y")
        #expect(bench.recorded.isEmpty == (severity == .error))
        if severity == .error {
            #expect(bench.state.message?.text == Strings.useTheOtherKey("Y"))
            #expect(bench.screen.contains("价税合计与大写不一致"))
            bench.press("Y")
            #expect(bench.recorded.count == 1)
        }
    }

    @Test("a payee that does not fit the bar untruncated must be read in the document")
    func longPayee() throws {
        var entries = [Fixtures.entry(1)]
        entries[0].task.invoice.seller.name = String(repeating: "上海晨光文具", count: 120)
        var bench = try Bench(entries, context: context(), columns: 80, rows: 24)
        bench.press("a")
        #expect(bench.bar == nil)
        #expect(bench.openTask == TaskID(rawValue: "t-1"))
        #expect(bench.state.message?.text == Strings.barNeedsDetail)
        bench.press("a")
        #expect(bench.screen.contains("此处截断"))
        bench.press("y")
        #expect(bench.recorded.count == 1)
    }

    @Test("a task that is not open, or already decided, is not decided again")
    func notAgain() throws {
        var bench = try Bench(context: context())
        bench.press("v", "v", "a", "y")
        #expect(bench.recorded.count == 1)
        #expect(bench.screen.contains("✓ 已记录"))
        bench.press("k", "a")
        #expect(bench.bar == nil)
        #expect(bench.state.message?.text.zh.hasPrefix("您已对这张单据记录过") == true)
        bench.change(3) { $0.status = .withdrawn }
        bench.tellChanged(3)
        bench.paint()
        bench.press("j", "j", "a")
        #expect(bench.state.message?.text == Strings.notOpen(.withdrawn))
    }

    @Test("from the document the decision leads to the next document")
    func advanceInDetail() throws {
        var bench = try Bench(context: context())
        bench.press("j", "<Enter>", "a", "y")
        #expect(bench.openTask == TaskID(rawValue: "t-3"))
        bench.press("G", "n", "n")
        #expect(bench.openTask == TaskID(rawValue: "t-5"))
        for _ in 0..<3 { bench.press("n") }
        #expect(bench.openTask == TaskID(rawValue: "t-8"))
        bench.press("n")
        #expect(bench.state.message?.text == Strings.lastOfQueue)
        for _ in 0..<7 { bench.press("a", "y") }
        #expect(bench.recorded.count == 8)
        #expect(bench.state.screens.isEmpty && bench.screen.contains("没有待审的单据。"))
    }

    @Test("undo takes back what was not sent, selects it again, and says so when it is too late")
    func undo() throws {
        var bench = try Bench(context: context())
        bench.press("j", "a", "y", "u")
        #expect(bench.operations[0].state == .cancelled)
        #expect(bench.selected == second)
        #expect(bench.state.message?.text == Strings.cancelled(.approve))
        bench.press("a", "y")
        let settled = bench.settle(bench.operations[1].id, .acked)
        let sent = try #require(settled)
        bench.send(.sync(.operation(sent)))
        bench.press("u")
        #expect(bench.state.message?.text == Strings.nothingToUndo)
        bench.send(.storeFailed(.impossibleStep(operation: sent.id, from: .sending, to: .cancelled)))
        #expect(bench.state.message?.text == Strings.tooLateToUndo(.sending))
    }

    @Test("a read-only session has no key that decides")
    func readOnly() throws {
        var bench = try Bench(context: context(isReadOnly: true))
        #expect(bench.screen.contains("[只读]") && bench.screen.contains("不联网"))
        #expect(bench.state.queue.view == .everything)
        for key in ["a", "r", "b", "t", "y", "Y", "u", "x", "c"] { bench.press(key) }
        bench.press("<Enter>", "a", "r")
        #expect(bench.bar == nil && bench.recorded.isEmpty)
        #expect(!bench.surface.text(row: 39).contains("同意"))
    }
}
