import Invoicing
import OAProfile
import SeededRandom
import Store
import Terminal
import Testing

@testable import Console

@Suite("What a decision is bound to stays as it was painted, whatever happens to the rows")
struct TargetTests {
    /// Keys that open a bar, and what is still missing before it can be confirmed.
    private static let openings: [(key: String, rest: [String])] = [
        ("a", []), ("r", ["type:金额不符", "<Enter>"]), ("b", ["<Enter>", "type:缺附件", "<Enter>"]),
        ("t", ["type:wang.fang", "<Enter>", "<Enter>"]), ("c", ["type:合同？", "<Enter>"]),
        ("i", ["type:li.na", "<Enter>", "<Enter>"]), ("A", ["type:li.na", "<Enter>", "<Enter>"]), ("z", []),
    ]

    /// What became of a target.
    private enum Fate: Int, Comparable {
        case kept
        case changed
        case gone

        static func < (left: Fate, right: Fate) -> Bool { left.rawValue < right.rawValue }
    }

    /// What sync and other people do to the rows; tells what became of the target.
    private func disturb(
        _ bench: inout Bench, sparing target: TaskID?, with random: inout SeededGenerator
    ) -> Fate {
        var touched: Set<TaskID> = []
        var fate = Fate.kept
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0..<bench.entries.count, using: &random)
            let task = bench.entries[place].task.id
            // One time in twelve the target itself.
            let mayHit = target == nil || Int.random(in: 0..<12, using: &random) == 0
            switch Int.random(in: 0...4, using: &random) {
            case 0:
                let number = Int.random(in: 1_000...999_999, using: &random)
                guard !bench.entries.contains(where: { $0.task.id.rawValue == "t-\(number)" }) else {
                    continue
                }
                bench.entries.insert(Fixtures.entry(number), at: place)
            case 1 where bench.entries.count > 3 && (task != target || mayHit):
                bench.entries.remove(at: place)
                touched.insert(task)
                if task == target { fate = .gone }
            case 2: bench.entries.shuffle(using: &random)
            case 3: bench.entries.swapAt(0, place)
            case 4 where task != target || mayHit:
                // What is painted of a row, or what is not.
                if Bool.random(using: &random) {
                    bench.entries[place].task.invoice.totals.gross = Money(
                        minor: Int64.random(in: 1...9_000_000, using: &random))
                } else {
                    bench.entries[place].task.invoice.seller.account += "9"
                }
                bench.entries[place].task.rev += "+"
                touched.insert(task)
                if task == target { fate = .changed }
            default: break
            }
        }
        if Bool.random(using: &random) {
            bench.send(.storesChanged)
        } else {
            let here = Set(bench.entries.map(\.task.id))
            bench.send(
                .sync(
                    .mirror(
                        AppliedChanges(
                            changed: touched.filter { here.contains($0) },
                            gone: touched.filter { !here.contains($0) }))))
        }
        bench.paint()
        return fate
    }

    @Test("a bar, from the list and from the document", arguments: 1...24)
    func bar(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var bench = try Bench((1...25).map { Fixtures.entry($0) }, context: context())
        for _ in 0..<Int.random(in: 0...20, using: &random) { bench.press("j") }
        if Bool.random(using: &random) { bench.press("<Enter>") }
        let opening = try #require(Self.openings.randomElement(using: &random))
        let row = try #require(bench.selectedIdentity)
        bench.press(opening.key)
        #expect(bench.bar?.identity == row, "seed \(seed)")
        var fate = Fate.kept
        var steps = opening.rest[...]
        for _ in 0..<8 {
            fate = max(fate, disturb(&bench, sparing: row.task, with: &random))
            #expect(bench.bar == nil || bench.bar?.identity == row, "seed \(seed): the target is another one")
            if let step = steps.popFirst() { bench.perform(step) }
        }
        while let step = steps.popFirst() { bench.perform(step) }
        bench.now += 300
        bench.press("y")
        // A comment rests on no version: it is void only where there is nothing to comment on.
        let isVoid = fate == .gone || (fate == .changed && opening.key != "c")
        #expect(bench.recorded.allSatisfy { Target($0) == Target(row) }, "seed \(seed)")
        #expect(bench.recorded.count == (isVoid ? 0 : 1), "seed \(seed): \(opening.key), void: \(isVoid)")
    }

    @Test("every row of a plan", arguments: 1...24)
    func plan(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var bench = try Bench(
            (1...12).map { Fixtures.entry($0) }, context: context(), columns: 120, rows: 60)
        for _ in 0..<Int.random(in: 1...8, using: &random) {
            bench.press("m")
            for _ in 0..<Int.random(in: 1...3, using: &random) { bench.press("j") }
        }
        let marked = Set(bench.state.marks.keys)
        let painted = Set(
            bench.entries.filter { marked.contains($0.key) }.map { Target(TaskIdentity($0.task)) })
        let opening = try #require(
            Self.openings.filter { ["a", "r", "t"].contains($0.key) }.randomElement(using: &random))
        bench.press(opening.key)
        #expect(bench.state.plan != nil)
        var steps = opening.rest.prefix(2)
        for _ in 0..<6 {
            _ = disturb(&bench, sparing: nil, with: &random)
            let rows = Set((bench.state.plan?.rows ?? []).map(\.key))
            #expect(rows.isSubset(of: marked), "seed \(seed): a row came into the plan")
            if let step = steps.popFirst() { bench.perform(step) }
        }
        let still = Set(bench.entries.map { Target(TaskIdentity($0.task)) })
        bench.now += 300
        bench.press("y")
        let decided = Set(bench.recorded.map { Target($0) })
        #expect(decided.count == bench.recorded.count, "seed \(seed): a row was decided twice")
        #expect(decided == painted.intersection(still), "seed \(seed): only what is as it was painted")
    }
}

extension Bench {
    /// The version and content of the selected row, or of the open document.
    fileprivate var selectedIdentity: TaskIdentity? {
        let task = openTask ?? selected
        return entries.first { $0.task.id == task }.map { TaskIdentity($0.task) }
    }
}

/// What an operation was recorded on.
private struct Target: Hashable {
    let task: TaskID
    let rev: String
    let digest: ContentDigest

    init(_ identity: TaskIdentity) { (task, rev, digest) = (identity.task, identity.rev, identity.digest) }
    init(_ operation: RecordedOperation) {
        (task, rev, digest) = (operation.task, operation.baseRev, operation.seenDigest)
    }
}
