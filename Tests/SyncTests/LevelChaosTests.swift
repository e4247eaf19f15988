import Foundation
import Invoicing
import OAClient
import OAProfile
import ReferenceOA
import Simulation
import Store
import Testing

@testable import Sync

/// Real connectors over real HTTP to an OA of each level, while requests and answers get lost, the program starts anew, and
/// people change what is being decided. Everything by chance comes from one seed.
@Suite("Chaos between console and OA, at each capability level")
struct LevelChaosTests {
    struct Run: CustomTestStringConvertible {
        let level: CapabilityLevel
        let seed: UInt64
        var testDescription: String { "level \(level.rawValue), seed \(seed)" }
    }

    /// Seeds a level; `LEVEL_SEEDS` asks for more than the test run of every day.
    static let seeds = ProcessInfo.processInfo.environment["LEVEL_SEEDS"].flatMap { UInt64($0) } ?? 2
    static let runs = CapabilityLevel.allCases.flatMap { level in
        (1...seeds).map { Run(level: level, seed: $0) }
    }

    @Test(
        "at most once whatever gets lost, nothing called done without it, and settled in the end",
        arguments: runs)
    func chaos(_ run: Run) async throws {
        let actions: [Decision.Action] = [
            .approve, .reject, .returnToStep, .transfer, .remark, .hold, .addApproverBefore,
            .addApproverAfter,
        ]
        try await LevelBench.run(run.level, claims: 6, seed: run.seed) { bench in
            _ = await bench.sync.round()
            var recorded: [(id: OperationID, task: TaskID, text: String)] = []
            for step in 1...14 {
                bench.server.setFaults(Self.faults(bench.dice))
                if bench.dice.percent(70), let task = bench.dice.pick(try bench.tasks()),
                    let action = bench.dice.pick(actions)
                {
                    let text = "step-\(step)!"
                    let decision = LevelBench.decision(action, saying: text)
                    // A task that is being decided takes no second decision.
                    if let id = try? bench.record(decision, on: task) {
                        recorded.append((id, task.id, text))
                    }
                }
                if bench.dice.percent(30) { try Self.live(bench) }
                if bench.dice.percent(20), let one = bench.dice.pick(recorded) {
                    _ = await bench.sync.cancel(one.id)
                }
                if bench.dice.percent(15) { try bench.restart() }
                _ = await bench.sync.round()
                bench.clock.advance(Int64(bench.dice.below(60_000)))
            }
            bench.server.setFaults(.none)
            try await bench.settle(rounds: 20)
            #expect(!recorded.isEmpty)
            for one in recorded { try await Self.check(one.text, on: one.task, from: one.id, bench) }
        }
    }

    /// What holds for a decision in the end, through all operations that took its place.
    private static func check(
        _ text: String, on task: TaskID, from id: OperationID, _ bench: LevelBench
    ) async throws {
        var operation = try #require(try bench.ledger.operation(id))
        while let next = try bench.ledger.replacement(of: operation.id) { operation = next }
        let count: Int
        do {
            count = try await bench.carriedOut(text, on: task)
        } catch {
            // The task went to another person: its history cannot be read any more.
            #expect(operation.state != .acked)
            return
        }
        let why = Comment(rawValue: "\(operation.decision.action) \(operation.state) \(operation.reason)")
        #expect(count <= 1, why)
        switch operation.state {
        case .acked: #expect(count == 1, why)
        case .refused, .cancelled: #expect(count == 0, why)
        case .conflict where operation.problem?.code == .other(Problem.changedAtDecision):
            #expect(count == 1 && !bench.level.hasRowVersions, why)
        case .conflict where operation.problem?.code == .other(Problem.outcomeUnknown):
            #expect(!bench.level.isSafeToRepeat(operation.decision.action) || bench.level == .versioned, why)
        case .conflict: #expect(count == 0, why)
        default: Issue.record(why)
        }
    }

    private static func faults(_ dice: Dice) -> FaultPlan {
        let kinds: [FaultPlan.Kind] = [
            .loseRequest, .dropAnswer, .html, .status(503, retryAfter: nil), .wrongOperation, .truncated,
            .status(429, retryAfter: 1), .delay(milliseconds: 2),
        ]
        return FaultPlan(
            (0..<dice.below(4)).compactMap { _ in
                dice.pick(kinds).map {
                    .init($0, on: dice.percent(60) ? .decisions : .everything, times: 1 + dice.below(2))
                }
            })
    }

    /// Something that people do at the OA.
    private static func live(_ bench: LevelBench) throws {
        guard let task = bench.dice.pick(try bench.tasks()) else { return }
        let change: OutsideChange =
            switch bench.dice.below(4) {
            case 0: .amend(task.id, to: task.corrected)
            case 1: .withdraw(task.id)
            default: .comment(on: task.id)
            }
        do {
            try bench.server.apply(change)
        } catch is ReferenceServerError {
            // It is closed already, which the console does not know yet.
        }
    }
}
