import ArgumentParser
import Foundation
import Simulation

/// Proof by trying: many seeds of the simulation, or of the model of the protocol.
struct SimulateBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Runs seeds of the simulation; a failing one is printed with its shortest trace.",
        discussion: """
            The real Sync and Store run over an OA, a network and a disk made of chance, and are killed at any call that \
            changes a file. With --model the protocol alone runs, far faster. --planted and --mutants put in a fault on \
            purpose, to see that it is found. One seed again: --seeds 1 --first-seed S.
            """)
    @Option(help: "How many seeds; else 1,000, with --mutants at most 20,000 for each fault.")
    var seeds: UInt64?
    @Option(help: "The first seed.")
    var firstSeed: UInt64 = 1
    @Option(help: "How many seeds run at once; else one a processor.")
    var jobs: Int?
    @Flag(help: "Run the model of the protocol.")
    var model = false
    @Flag(help: "Run the model with each of its deliberate faults until it is noticed.")
    var mutants = false
    @Option(
        help: "Plant a fault: \(PlantedFault.allCases.map(\.rawValue).joined(separator: ", ")).",
        transform: { text in
            guard let fault = PlantedFault(rawValue: text) else { throw ValidationError("no fault \(text)") }
            return fault
        })
    var planted: PlantedFault?

    /// The fault that is found last, a refusal that is not final, shows itself in about one seed of a thousand.
    private var seedCount: UInt64 { seeds ?? (mutants ? 20_000 : 1_000) }

    func run() async throws {
        let start = ContinuousClock.now
        let isGood: Bool
        if mutants {
            isGood = try await killMutants()
        } else if model {
            isGood = try await each { try await ModelFailure.find(seed: $0) }
        } else {
            let planted = planted
            isGood = try await each { try await Simulation.failure(seed: $0, planted: planted) }
        }
        print("\((ContinuousClock.now - start).milliseconds) ms")
        guard isGood else { throw ExitCode.failure }
    }

    /// Runs every seed; stops at the first that fails, and tells of it.
    private func each(
        _ find: @escaping @Sendable (UInt64) async throws -> (any Sendable & CustomStringConvertible)?
    )
        async throws -> Bool
    {
        let (jobs, last) = (UInt64(jobCount), firstSeed + seedCount)
        let failure = try await withThrowingTaskGroup(of: (any Sendable & CustomStringConvertible)?.self) {
            group in
            for lane in 0..<jobs {
                group.addTask { [firstSeed] in
                    for seed in stride(from: firstSeed + lane, to: last, by: Int(jobs)) {
                        try Task.checkCancellation()
                        if let failure = try await find(seed) { return failure }
                    }
                    return nil
                }
            }
            do {
                while let result = try await group.next() {
                    guard let result else { continue }
                    group.cancelAll()
                    return result as (any Sendable & CustomStringConvertible)?
                }
            } catch is CancellationError {}
            return nil
        }
        if let failure {
            print(failure)
            return false
        }
        print("\(seedCount) seeds from \(firstSeed): no promise broken")
        return true
    }

    /// Each deliberate fault must be noticed by some seed.
    private func killMutants() async throws -> Bool {
        var alive: [Mutant] = []
        for mutant in Mutant.allCases {
            var found: ModelFailure?
            for seed in firstSeed..<firstSeed + seedCount {
                found = try await ModelFailure.find(seed: seed, mutant: mutant)
                if found != nil { break }
            }
            if let found {
                print("\(mutant): \(found)")
            } else {
                print("\(mutant): not noticed in \(seedCount) seeds")
                alive.append(mutant)
            }
        }
        print("\(Mutant.allCases.count - alive.count) of \(Mutant.allCases.count) deliberate faults noticed")
        return alive.isEmpty
    }

    private var jobCount: Int { max(1, jobs ?? ProcessInfo.processInfo.activeProcessorCount) }
}
