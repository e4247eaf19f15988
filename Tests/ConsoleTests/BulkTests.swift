import Invoicing
import OAProfile
import SeededRandom
import Store
import Terminal
import Testing

@testable import Console

/// What a decision says, without what differs by chance and time.
private struct Said: Hashable, Comparable {
    let task: String
    let decision: Decision
    let rev: String
    let digest: ContentDigest

    init(_ operation: RecordedOperation) {
        task = operation.task.rawValue
        decision = operation.decision
        rev = operation.baseRev
        digest = operation.seenDigest
    }

    static func < (left: Said, right: Said) -> Bool { left.task < right.task }
}

extension Bench {
    fileprivate var plan: BulkPlan? { state.plan }
}

@Suite("Many decisions in one plan")
struct BulkTests {
    private static let actions = ["a", "r", "t"]

    /// Confirms a plan as a person does: the text first where one is needed, then every page, then the key.
    private func decideAll(_ bench: inout Bench, _ key: String) {
        bench.press(key)
        if key != "a" {
            bench.type(key == "r" ? "金额不符" : "wang.fang")
            bench.press("<Enter>")
        }
        for _ in 0..<4 { bench.press("<PageDown>") }
        bench.press("y")
    }

    @Test("marks stand beside the marker and are counted", arguments: Language.allCases)
    func marks(language: Language) throws {
        var bench = try Bench(context: context(language: language), columns: 80, rows: 24)
        bench.press("m", "j", "m")
        #expect(bench.surface.text(row: 3).hasPrefix(" *"))
        #expect(bench.surface.text(row: 4).hasPrefix("  "))
        #expect(bench.surface.text(row: 5).hasPrefix(" *"))
        #expect(bench.surface.text(row: 6).hasPrefix("> "))
        #expect(bench.surface.text(row: 1).contains(Strings.markCount(2)[language]))
        bench.press("k", "m")
        #expect(bench.state.marks.keys == [TaskKey(rawValue: 1)])
        bench.press("G", "M")
        #expect(bench.state.marks.count == 8)
        bench.press("-")
        #expect(bench.state.marks.isEmpty)
        bench.press("*")
        #expect(bench.state.marks.count == 8)
        #expect(bench.state.painted.rows.count == 8)
    }

    @Test("the plan at 80 by 24 in Chinese, cell by cell")
    func chinesePlan() throws {
        var entries = (1...4).map { Fixtures.entry($0) }
        entries[1].findings = [Fixtures.finding(.error)]
        entries[2].task.invoice.totals.gross = Money(minor: 10_000_000)
        var bench = try Bench(entries, context: context(), columns: 80, rows: 24)
        bench.press("*", "a")
        let lines = bench.surface.lines()
        #expect(lines[1] == " 批量计划：同意 2 张（标记了 4 张）")
        #expect(lines[2] == " 合计      CNY 6,780.65 x2")
        #expect(lines[3] == " 销售方    深圳市顺丰速运有限公司 CNY 5,085.52 x1；北京京东世纪信息技术有.. C..")
        #expect(lines[4] == " 成本中心  CC-100 CNY 6,780.65 x2")
        #expect(lines[5] == " ! 除外 1 张：有 1 个错误，请逐张看")
        #expect(lines[6] == " ! 除外 1 张：金额较大，请逐张处理")
        #expect(lines[7] == " [y] 同意这 2 张   [Esc] 取消")
        #expect(lines[11] == "        价税合计 核验      除外原因 / 结果              销售方")
        #expect(lines[12] == ">       1,695.13                                        北京京东世纪信息技术..")
        #expect(lines[14] == "        2,825.26 !! 错误1  - 有 1 个错误，请逐张看      Siemens Ltd., China")
        #expect(bench.recorded.isEmpty)
    }

    @Test("the plan at 120 by 40 in English, and its result a row")
    func englishPlan() throws {
        var entries = (1...4).map { Fixtures.entry($0) }
        entries[1].findings = [Fixtures.finding(.error)]
        var bench = try Bench(entries, context: context(language: .en))
        bench.refusals[TaskID(rawValue: "t-3")] = .store(.failed(file: "ledger.db", cause: "disk full"))
        bench.press("*", "a")
        #expect(bench.surface.text(row: 1) == " Plan: approve 3 of 4 marked")
        #expect(bench.surface.text(row: 2) == " Total         CNY 10,736.04 x3")
        #expect(bench.screen.contains(" ! 1 left out: 1 err: one by one"))
        #expect(bench.screen.contains(" [y] approve these 3   [Esc] cancel"))
        bench.press("y")
        #expect(bench.recorded.map(\.task.rawValue).sorted() == ["t-1", "t-4"])
        #expect(bench.screen.contains("2 recorded, 1 not: R retries only those"))
        #expect(bench.surface.lines().count { $0.contains("\u{2713} recorded") } == 2)
        #expect(bench.surface.lines().contains { $0.contains("3,955.39") && $0.contains("! ") })
    }

    @Test("nothing is recorded before the confirmation, and a key pressed too early is not one")
    func armed() throws {
        var bench = try Bench(context: context())
        bench.press("*", "r")
        #expect(bench.state.scope == .editor)
        bench.press("<Enter>")
        #expect(bench.state.message?.text == Strings.reasonRequired)
        bench.type("不符")
        bench.pressAtOnce("<Enter>")
        #expect(bench.asked.last == .discardInput)
        bench.pressAtOnce("y")
        #expect(bench.recorded.isEmpty)
        bench.now += 300
        bench.paint()
        bench.press("y")
        #expect(bench.recorded.count == 8)
        #expect(Set(bench.recorded.map(\.decision.comment)) == ["不符"])
    }

    @Test("what was not on the screen is not decided: the plan asks to look through it")
    func unseen() throws {
        var bench = try Bench((1...60).map { Fixtures.entry($0) }, context: context(), columns: 80, rows: 24)
        bench.press("*", "a")
        let shown = Set(bench.plan?.rows.filter(\.isIncluded).map(\.key) ?? [])
        #expect(shown.count < 60)
        #expect(bench.screen.contains("还没看到"))
        for _ in 0..<9 { bench.press("<PageDown>") }
        #expect(!bench.screen.contains("还没看到"))
        bench.press("y")
        #expect(bench.recorded.count == 60)
        #expect(bench.state.marks.isEmpty)
    }

    @Test("a task that changed after it was marked is left out; one that changed after the plan is refused")
    func changed() throws {
        var bench = try Bench(context: context())
        bench.press("*")
        bench.change(1) { $0.invoice.totals.gross = Money(minor: 99) }
        bench.press("a")
        #expect(bench.plan?.rows.last?.exclusion == .changed)
        bench.change(2) { $0.invoice.seller.account = "6222" }
        bench.tellChanged(2)
        #expect(bench.plan?.rows.count { $0.exclusion == .changed } == 2)
        bench.change(3) { $0.invoice.seller.account = "6222" }
        bench.press("y")
        #expect(bench.recorded.count == 5)
        #expect(bench.plan?.failedKeys == [TaskKey(rawValue: 3)])
        bench.press("R")
        #expect(bench.plan?.rows.map(\.key) == [TaskKey(rawValue: 3)])
        bench.press("y")
        #expect(bench.recorded.count == 6)
        let last = try #require(bench.recorded.last)
        #expect(last.baseRev == "r1+")
    }

    @Test("leaving a row out, undoing all of a plan, and stopping in the middle")
    func control() throws {
        var bench = try Bench((1...60).map { Fixtures.entry($0) }, context: context(), columns: 120, rows: 60)
        bench.press("*", "a", "m")
        #expect(bench.plan?.rows.first?.exclusion == .leftOut)
        bench.press("k", "m", "<PageDown>", "<PageDown>")
        bench.holdsRecords = true
        bench.press("y")
        #expect(bench.plan?.phase == .recording(rest: (26...60).map { TaskKey(rawValue: $0) }))
        bench.press("<Esc>")
        bench.release()
        #expect(bench.recorded.count == 25)
        #expect(bench.plan?.failedKeys.count == 35)
        bench.press("u")
        #expect(bench.recorded.allSatisfy { $0.state == .cancelled })
        bench.press("<Esc>")
        #expect(bench.state.screens.isEmpty)
        #expect(bench.state.marks.count == 35)
    }

    @Test("a read-only session has no plan")
    func readOnly() throws {
        var bench = try Bench(context: context(isReadOnly: true))
        bench.press("*", "a", "y")
        #expect(bench.state.screens.isEmpty && bench.recorded.isEmpty)
    }

    @Test("a plan of n rows records what n single decisions record", arguments: 1...24)
    func equalsSingles(seed: Int) throws {
        var chance = SeededGenerator(seed: UInt64(seed))
        let action = try #require(BulkTests.actions.randomElement(using: &chance))
        var expected: Set<String> = []
        let count = Int.random(in: 1...16, using: &chance)
        let severities: [Severity?] = [nil, nil, nil, .info, .warning, .error]
        var entries: [MirrorEntry] = []
        var moving: [Int] = []
        for number in 1...count {
            let severity = severities.randomElement(using: &chance) ?? nil
            var entry = Fixtures.entry(number, findings: severity.map { [Fixtures.finding($0)] } ?? [])
            let isLarge = Int.random(in: 0..<6, using: &chance) == 0
            if isLarge { entry.task.invoice.totals.gross = Money(minor: 10_000_000 + Int64(number)) }
            let isMine = Int.random(in: 0..<6, using: &chance) > 0
            if !isMine { entry.task.assignee = "li.na" }
            let moves = Int.random(in: 0..<8, using: &chance) == 0
            if moves { moving.append(number) }
            if severity != .error || action != "a", !isLarge, isMine, !moves {
                expected.insert("t-\(number)")
            }
            entries.append(entry)
        }
        var bulk = try Bench(entries, context: context(), columns: 80, rows: 40)
        bulk.press("*")
        for number in moving {
            bulk.change(number) {
                $0.invoice.remark += "!"; $0.budgetCode += "X"
            }
        }
        decideAll(&bulk, action)
        #expect(Set(bulk.recorded.map(\.task.rawValue)) == expected, "seed \(seed)")
        #expect(bulk.recorded.count == expected.count, "seed \(seed): a row was decided twice")

        var single = try Bench(entries, context: context(), columns: 80, rows: 40)
        for number in 1...count where expected.contains("t-\(number)") {
            let place = try #require(single.state.queue.keys.firstIndex(of: TaskKey(rawValue: Int64(number))))
            for digit in String(place + 1) { single.press(String(digit)) }
            single.press("G", action)
            if action != "a" {
                single.type(action == "r" ? "金额不符" : "wang.fang")
                single.press("<Enter>")
            }
            if action == "t" { single.press("<Enter>") }
            single.press("y")
        }
        #expect(
            bulk.recorded.map { Said($0) }.sorted() == single.recorded.map { Said($0) }.sorted(),
            "seed \(seed)")
        #expect(bulk.state.queue.keys.count == count - expected.count)
    }
}
