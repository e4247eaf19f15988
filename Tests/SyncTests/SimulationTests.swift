import Foundation
import Simulation
import Testing

/// The real synchroniser, ledger and mirror against an OA, a network and a disk made of chance. Many more seeds run with
/// `countersign-bench simulate --seeds N`.
@Suite("Simulation")
struct SimulationTests {
    static let seeds: [UInt64] = {
        let environment = ProcessInfo.processInfo.environment
        let first = environment["COUNTERSIGN_FIRST_SEED"].flatMap { UInt64($0) } ?? 1
        let count = environment["COUNTERSIGN_SEEDS"].flatMap { UInt64($0) } ?? 160
        return Array(first..<first + count)
    }()

    @Test("no decision is lost, doubled, or applied to what was not seen, whatever happens", arguments: 0..<4)
    func simulate(_ lane: Int) async throws {
        for (index, seed) in Self.seeds.enumerated() where index % 4 == lane {
            if let failure = try await Simulation.failure(seed: seed) {
                Issue.record("\(failure)")
                return
            }
        }
    }

    @Test("a seed replays exactly", arguments: [3, 4] as [UInt64])
    func replay(seed: UInt64) async throws {
        let plan = SimulationStep.plan(seed: seed)
        let first = try await Simulation.run(plan, seed: seed).trace
        #expect(first.contains { $0.contains("killed") })
        #expect(try await Simulation.run(plan, seed: seed).trace == first)
    }

    /// Where the search begins, so that it is short. Wherever it begins, each is found.
    static let begin: [PlantedFault: UInt64] = [
        .nameForgotten: 57, .noPrecondition: 11, .anyConflictCounts: 5, .gapInFeed: 8, .toldTooEarly: 2,
        .journalTidiedUp: 11,
    ]

    @Test("a planted fault is found, and its shortest trace shows it again", arguments: PlantedFault.allCases)
    func planted(_ fault: PlantedFault) async throws {
        let begin = Self.begin[fault] ?? 1
        for seed in begin...begin + 100 {
            guard let failure = try await Simulation.failure(seed: seed, planted: fault) else { continue }
            #expect(failure.steps.count <= 12, "\(failure)")
            #expect(failure.trace.count == failure.steps.count)
            let again = try await Simulation.run(failure.steps, seed: seed, planted: fault)
            #expect(again.broken?.promise == failure.broken.promise && again.trace == failure.trace)
            // Without the fault the same steps break nothing.
            #expect(try await Simulation.run(failure.steps, seed: seed).broken == nil)
            return
        }
        Issue.record("\(fault) was never noticed")
    }
}

@Suite("The shortest list that fails")
struct ShrinkingTests {
    @Test("only what is needed stays, in its simplest form")
    func found() async {
        let found = await shortest(
            Array(1...100), simpler: { $0 > 50 ? [$0 - 50] : [] },
            fails: { $0.contains { $0 % 50 == 7 } && $0.contains { $0 % 50 == 31 } })
        #expect(found == [7, 31])
    }
}
