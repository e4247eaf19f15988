import Invoicing
import OAClient
import OAProfile
import Store
import Sync

// The proof by trying: the real Sync and Store against an OA, a network, a disk and a user made of chance.
// In: a seed, from which a list of steps is planned; each step carries its own chance, so that leaving one out changes
// nothing in the others. Out: nothing, or the promise that was broken, with the shortest list of steps that breaks it.
// `Model/` is the same idea without Sync and Store: the protocol alone, fast enough for a hundred thousand seeds.

/// A promise of the program that did not hold.
package struct BrokenPromise: Error {
    /// Its number in the list of properties, as `P3`.
    package let promise: String
    /// What was seen.
    package let what: String
}

/// A seed that breaks a promise.
package struct SimulationFailure: Error, CustomStringConvertible {
    package let seed: UInt64
    package let broken: BrokenPromise
    /// How many steps the seed has.
    package let planned: Int
    /// The fewest steps that still break the same promise.
    package let steps: [SimulationStep]
    /// What happened in each of them.
    package let trace: [String]

    package var description: String {
        let lines = trace.enumerated().map { "  \($0.offset + 1). \($0.element)" }
        return "seed \(seed): \(broken.promise): \(broken.what)\n"
            + "shortest trace (\(steps.count) of \(planned) steps):\n" + lines.joined(separator: "\n")
    }
}

/// Runs seeds.
package enum Simulation {
    /// Runs a seed; when it breaks a promise, the shortest trace is looked for.
    /// - Throws: ``FaultyDisk/Unavailable`` or an error of the file system.
    package static func failure(seed: UInt64, planted: PlantedFault? = nil) async throws -> SimulationFailure?
    {
        let plan = SimulationStep.plan(seed: seed)
        guard let broken = try await run(plan, seed: seed, planted: planted).broken else { return nil }
        let steps = try await shortest(plan, simpler: \.simpler, limit: 600) { steps in
            try await run(steps, seed: seed, planted: planted).broken?.promise == broken.promise
        }
        let short = try await run(steps, seed: seed, planted: planted)
        return SimulationFailure(
            seed: seed, broken: short.broken ?? broken, planned: plan.count, steps: steps, trace: short.trace)
    }

    /// Runs steps and the judgement that follows them.
    package static func run(_ steps: [SimulationStep], seed: UInt64, planted: PlantedFault? = nil)
        async throws
        -> (broken: BrokenPromise?, trace: [String])
    {
        let run = try SimulationRun(seed: seed, planted: planted)
        do {
            try await run.go(steps)
            return (nil, run.trace)
        } catch let broken as BrokenPromise {
            return (broken, run.trace)
        }
    }
}

/// One thing that happens in a simulation.
package struct SimulationStep: Hashable, Sendable, CustomStringConvertible {
    /// What.
    package enum Action: Hashable, Sendable {
        /// People do something at the OA.
        case live
        /// The user decides on something that the mirror shows.
        case decide
        /// A round of sync.
        case round
        /// The user takes something back.
        case cancel
        /// The user gives up something in conflict.
        case abandon
        /// A request that was still on its way arrives.
        case delayed
        /// The OA is restored from a backup, as far as its feed is concerned.
        case restore
        /// Time passes, in milliseconds.
        case wait(Int64)
    }

    /// When the program is killed in a step: at a call that changes one of the store's files. The calls of a commit are all
    /// among them, and so are those of the recovery after the kill before.
    package struct Kill: Hashable, Sendable {
        /// After how many such calls.
        package var calls: Int
        /// Whether the last call is still done.
        package var isDone: Bool
    }

    package var action: Action
    /// The seed of everything that is left to chance in the step.
    package var chance: UInt64
    package var kill: Kill?
    /// Whether the program is killed once more while it starts again.
    package var killAtStart: Kill?
    /// Whether the network behaves.
    package var isCalm: Bool

    package var description: String {
        var text = "\(action)"
        if let kill {
            text += ", killed \(kill.isDone ? "after" : "before") change \(kill.calls + 1) on the disk"
        }
        if kill != nil, let killAtStart {
            text += ", and again at change \(killAtStart.calls + 1) of the start"
        }
        if isCalm { text += ", calm network" }
        return text
    }

    /// Simpler forms, the simplest first.
    var simpler: [SimulationStep] {
        var forms: [SimulationStep] = []
        func add(_ change: (inout SimulationStep) -> Void) {
            var form = self
            change(&form)
            if form != self { forms.append(form) }
        }
        add {
            $0.isCalm = true
            $0.kill = nil
            $0.killAtStart = nil
        }
        add { $0.isCalm = true }
        add {
            $0.kill = nil
            $0.killAtStart = nil
        }
        add { $0.killAtStart = nil }
        return forms
    }

    /// The steps of a seed.
    package static func plan(seed: UInt64, steps: Int = 45) -> [SimulationStep] {
        let dice = Dice(seed: seed)
        return (0..<steps).map { _ in
            let action: Action =
                switch dice.below(20) {
                case 0..<4: .live
                case 4..<9: .decide
                case 9..<15: .round
                case 15: .cancel
                case 16: .abandon
                case 17: .delayed
                case 18 where dice.percent(30): .restore
                default: .wait(Int64(dice.below(20_000)))
                }
            // As far as a step of its kind goes on the disk, and a little further.
            let reach: Int? =
                switch action {
                case .round: 130
                case .decide, .cancel, .abandon: 30
                default: nil
                }
            let kill = reach.flatMap { reach in
                dice.percent(15) ? Kill(calls: dice.below(reach), isDone: dice.percent(50)) : nil
            }
            let again =
                kill != nil && dice.percent(25) ? Kill(calls: dice.below(8), isDone: dice.percent(50)) : nil
            return SimulationStep(
                action: action, chance: dice.next(), kill: kill, killAtStart: again, isCalm: false)
        }
    }
}
