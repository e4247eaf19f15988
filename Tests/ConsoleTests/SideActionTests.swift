import Invoicing
import OAProfile
import Store
import Sync
import Terminal
import Testing

@testable import Console

@Suite("Comment, added approver, hold and release by keys")
struct SideActionTests {
    private static let people = Directory(
        people: [
            Person(user: "chen.jing", name: "陈静"), Person(user: "zhang.wei", name: "张伟"),
            Person(user: "zhao.min", name: "赵敏"),
        ], isComplete: true)

    private func bench(_ language: Language = .zh, columns: Int = 120, rows: Int = 40) throws -> Bench {
        var bench = try Bench(context: context(language: language), columns: columns, rows: rows)
        bench.directory = Self.people
        return bench
    }

    @Test(
        "a comment is typed, confirmed and recorded; the task stays where it is and can be decided",
        arguments: Language.allCases)
    func comment(language: Language) throws {
        var bench = try bench(language)
        bench.press("j", "c", "<Enter>")
        #expect(bench.screen.contains(language == .zh ? "请先写评论内容。" : "Write the comment first."))
        bench.type("合同在哪？")
        bench.press("<Enter>")
        #expect(bench.screen.contains(language == .zh ? "评论这张发票（不作决定）？" : "Comment on this invoice"))
        #expect(bench.recorded.isEmpty)
        bench.press("y")
        let text = try #require(Decision.Reason("合同在哪？"))
        #expect(bench.recorded.map(\.decision) == [.remark(text)])
        #expect(
            bench.selected == TaskID(rawValue: "t-2") && bench.state.queue.keys.contains(TaskKey(rawValue: 2))
        )
        bench.press("a", "y")
        #expect(bench.recorded.map(\.decision.action) == [.remark, .approve])
    }

    @Test("the own comment that arrives at the OA leaves an open bar as it is; what others say does not")
    func ownComment() throws {
        for (actor, stays) in [("zhang.wei", true), ("li.na", false)] {
            var bench = try bench()
            bench.press("a")
            bench.change(1) { $0.remarks = [TaskRemark(kind: "comment", actor: actor, at: 1, text: "x")] }
            bench.tellChanged(1)
            bench.press("y")
            #expect(bench.recorded.count == (stays ? 1 : 0))
            #expect(bench.screen.contains("此决定作废") == !stays)
            if stays { #expect(bench.recorded[0].baseRev == bench.entries[0].task.rev) }
        }
    }

    @Test("an own comment does not carry a changed amount along")
    func notMoreThanComment() throws {
        var bench = try bench()
        bench.press("a")
        bench.change(1) {
            $0.remarks = [TaskRemark(kind: "comment", actor: "zhang.wei", at: 1, text: "x")]
            $0.invoice.totals.gross = Money(minor: 999_999)
        }
        bench.tellChanged(1)
        bench.press("y")
        #expect(bench.recorded.isEmpty)
    }

    @Test(
        "an approver is added before or after: completed from the directory, confirmed, recorded",
        arguments: [("i", Decision.ApproverPlace.before), ("A", .after)])
    func addApprover(key: String, place: Decision.ApproverPlace) throws {
        for size in [(80, 24), (120, 40)] {
            var bench = try bench(columns: size.0, rows: size.1)
            bench.press(key)
            bench.type("zm")
            #expect(bench.screen.contains("zhao.min  赵敏"))
            bench.press("<Tab>", "<Enter>")
            bench.type("请先看")
            bench.press("<Enter>")
            #expect(bench.screen.contains("zhao.min  赵敏") && bench.recorded.isEmpty)
            bench.press("y")
            #expect(
                bench.recorded.map(\.decision)
                    == [.addApprover(person: "zhao.min", place: place, comment: "请先看")])
            // Before: it sleeps and goes. After: it waits as it did.
            #expect(bench.state.queue.keys.contains(TaskKey(rawValue: 1)) == (place == .after))
        }
    }

    @Test("a name is taken for its user; TAB goes through the candidates")
    func names() throws {
        var bench = try bench()
        bench.press("t")
        bench.type("赵敏")
        bench.press("<Enter>", "<Enter>", "y")
        #expect(bench.recorded.map(\.decision) == [.transfer(to: "zhao.min", comment: "")])
        bench.press("t")
        bench.type("z")
        bench.press("<Tab>", "<Tab>")
        #expect(bench.screen.contains("> zhao.min"))
    }

    @Test(
        "nobody, oneself and an ambiguous name are refused before anything is recorded",
        arguments: [("nosuch", "OA 里没有「nosuch」"), ("zhang.wei", "这就是您自己"), ("王芳", "叫「王芳」的有")])
    func refusedPerson(name: String, told: String) throws {
        for key in ["t", "i", "A"] {
            var bench = try bench()
            bench.directory.people += [
                Person(user: "wang.fang", name: "王芳"), Person(user: "wang.fang2", name: "王芳"),
            ]
            bench.press(key)
            bench.type(name)
            bench.press("<Enter>", "<Enter>", "y")
            #expect(bench.screen.contains(told) && bench.recorded.isEmpty)
            #expect(bench.bar != nil, "what was typed can be mended")
        }
    }

    @Test("without a directory a name goes to the OA as it was typed")
    func unknownDirectory() throws {
        var bench = try Bench(context: context())
        bench.press("t")
        bench.type("somebody")
        bench.press("<Enter>", "<Enter>", "y")
        #expect(bench.recorded.map(\.decision.target) == ["somebody"])
    }

    @Test("a hold leaves what is to be decided; the held view shows it, and a release brings it back")
    func holdAndRelease() throws {
        var bench = try bench(.en)
        bench.press("z", "c")
        bench.type("waiting for the contract")
        bench.press("<Enter>", "y")
        #expect(bench.recorded.map(\.decision) == [.hold(comment: "waiting for the contract")])
        #expect(!bench.state.queue.keys.contains(TaskKey(rawValue: 1)))
        _ = bench.settle(bench.recorded[0].id, .acked)
        bench.change(1) { $0.held = TaskHold(actor: "zhang.wei", since: noon, comment: "waiting") }
        bench.send(.operationsLoaded(bench.operations))
        bench.tellChanged(1)
        #expect(!bench.state.queue.keys.contains(TaskKey(rawValue: 1)))
        bench.press("V")
        bench.type("Held")
        bench.press("<Enter>")
        #expect(bench.state.queue.keys == [TaskKey(rawValue: 1)] && bench.screen.contains("on hold"))
        bench.press("<Enter>")
        #expect(bench.screen.contains("On hold by"))
        bench.press("<Esc>", "z")
        #expect(bench.screen.contains("put it on hold already") && bench.recorded.count == 1)
        bench.press("Z", "y")
        #expect(bench.recorded.map(\.decision.action) == [.hold, .release])
        #expect(bench.state.queue.keys.isEmpty)
    }

    @Test("what the OA's session does not offer is refused before it is recorded")
    func unknownToOA() throws {
        var bench = try bench()
        let session = SessionDocument(
            user: "zhang.wei", displayName: "张伟", environment: "DEMO", delegations: [], epoch: "e",
            serverTime: 1,
            capabilities: .init(level: 3, batchMax: 1, features: ["comment"]))
        bench.send(.sync(.health(SyncHealth(connection: .online, session: session))))
        for key in ["i", "A", "z"] {
            bench.press(key)
            #expect(bench.screen.contains("这个 OA 不支持") && bench.bar == nil)
        }
        bench.press("c")
        #expect(bench.bar != nil)
    }

    @Test("comments on many marked tasks go through the plan, and nothing leaves the list")
    func bulkComment() throws {
        var bench = try bench()
        bench.press("m", "m", "c")
        bench.type("请补充合同")
        bench.press("<Enter>", "y")
        #expect(bench.recorded.map(\.decision.action) == [.remark, .remark])
        bench.press("<Esc>")
        #expect(bench.state.queue.keys.count == 8)
    }

    @Test("for whom a delegate decides stands in the bar")
    func onBehalf() throws {
        var bench = try bench()
        #expect(!bench.screen.contains("代"))
        bench.entries[0].task.onBehalfOf = "wang.fang"
        bench.send(.storesChanged)
        bench.paint()
        bench.press("a")
        #expect(bench.screen.contains("wang.fang"))
        bench.press("y")
        #expect(bench.recorded.count == 1)
    }

    @Test("remarks stand in the timeline where they were said")
    func timeline() throws {
        var task = Fixtures.task(1)
        task.remarks = [
            TaskRemark(kind: "addsign-after", actor: "张伟", at: noon, text: "", target: "li.na"),
            TaskRemark(kind: "comment", actor: "王芳", at: noon - 86_400_000, text: "\u{1B}[31m合同？"),
        ]
        let entry = MirrorEntry(key: TaskKey(rawValue: 1), task: task, findings: [])
        let text = DetailDocument(
            entry, operation: nil, changes: nil,
            setting: .init(width: 100, language: .zh, utcOffset: 28_800, now: noon)
        ).string
        let places = ["评论  王芳", "合同？", "后加签  张伟  > li.na", "部门经理审批"].compactMap {
            text.range(of: $0)?.lowerBound
        }
        #expect(places.count == 4 && places == places.sorted())
        #expect(!text.contains("\u{1B}"))
    }
}

@Suite("Taking back in time, texts that are kept, reasons used last")
struct KeptTextTests {
    @Test(
        "the seconds that are left are counted down to nothing, and no tick is asked for afterwards",
        arguments: [(Language.zh, "u 撤销 %d 秒"), (.en, "u undo %d s")])
    func countdown(language: Language, pattern: String) throws {
        func told(_ seconds: Int) -> String { pattern.replacing("%d", with: String(seconds)) }
        var bench = try Bench(context: context(language: language))
        #expect(bench.state.nextDeadline == nil)
        bench.press("a", "y")
        bench.now = try #require(bench.recorded[0].holdUntil) - 5_000
        bench.send(.tick)
        for seconds in stride(from: 5, to: 0, by: -1) {
            #expect(bench.screen.contains(told(seconds)), "\(seconds)")
            bench.now = try #require(bench.state.nextCountdownStep)
            bench.send(.tick)
        }
        #expect(bench.now == bench.recorded[0].holdUntil)
        #expect(!bench.screen.contains(told(0)) && bench.state.nextCountdownStep == nil)
    }

    @Test("it ends when the decision was taken back, or is on its way")
    func countdownEnds() throws {
        var bench = try Bench(context: context())
        bench.press("a", "y")
        #expect(bench.state.countdown != nil)
        bench.press("u")
        #expect(bench.state.countdown == nil && bench.recorded[0].state == .cancelled)
        bench.press("a", "y")
        let settled = bench.settle(bench.recorded[1].id, .sending)
        let sent = try #require(settled)
        bench.send(.sync(.operation(sent)))
        #expect(bench.state.countdown == nil)
    }

    @Test("the text of a plan is kept at every pause, when it is left, and comes back")
    func planText() throws {
        var bench = try Bench(context: context())
        bench.press("m", "m", "r")
        bench.type("金额不符")
        let due = try #require(bench.state.nextDeadline)
        bench.now = due
        bench.send(.tick)
        let name = ConsoleState.draftName(planning: .reject)
        #expect(bench.drafts[name] == "金额不符")
        bench.type("，请核对")
        bench.press("<Esc>")
        #expect(bench.drafts[name] == "金额不符，请核对" && bench.recorded.isEmpty)
        bench.press("r")
        #expect(bench.screen.contains("金额不符，请核对"))
        bench.press("<Enter>", "y")
        #expect(bench.recorded.count == 2 && bench.drafts[name] == nil)
    }

    @Test("why a decision is given up is kept when the terminal is lost, and comes back")
    func abandonText() throws {
        var bench = try Bench(context: context())
        bench.press("a", "y")
        _ = bench.settle(bench.recorded[0].id, .conflict)
        let name = ConsoleState.draftName(abandoning: bench.recorded[0].id)
        bench.press("o", "<Enter>", "x")
        bench.type("供应商已重开")
        bench.send(.leaving)
        #expect(bench.drafts[name] == "供应商已重开")
        bench.press("<Esc>", "x")
        #expect(bench.screen.contains("供应商已重开"))
        bench.press("<Enter>")
        #expect(bench.recorded[0].state == .abandoned && bench.drafts[name] == nil)
    }

    @Test("the reason used last is offered first, in either language, also after a new start")
    func reasons() throws {
        let used = Strings.reasonBudget
        for language in Language.allCases {
            var bench = try Bench(context: context(language: language))
            bench.reasons = [used.zh]
            bench.execute(bench.state.start())
            bench.press("r", "<Tab>")
            #expect(bench.screen.contains(used[language]))
            // Another one is used: it is the first from now on.
            bench.press("<Tab>")
            let bar = try #require(bench.bar)
            guard case .typing(_, let editor) = bar.phase else {
                Issue.record("not typing")
                return
            }
            #expect(editor.text != used[language])
            bench.press("<Enter>", "y", "r", "<Tab>")
            #expect(bench.bar?.draft == editor.text)
        }
    }
}
