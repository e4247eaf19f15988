import OAProfile

/// A seed of the model that shows a violation.
package struct ModelFailure: Error, CustomStringConvertible {
    package let seed: UInt64
    package let violation: Violation
    /// How many steps the seed has.
    package let planned: Int
    /// The fewest steps that still show the violation.
    package let steps: [ModelStep]

    package var description: String {
        let lines = steps.enumerated().map { "  \($0.offset + 1). \($0.element)" }
        return "seed \(seed): \(violation)\nshortest trace (\(steps.count) of \(planned) steps):\n"
            + lines.joined(separator: "\n")
    }

    /// Runs a seed; when it shows a violation, the shortest trace is looked for.
    package static func find(seed: UInt64, mutant: Mutant? = nil) async throws -> ModelFailure? {
        let plan = ModelRun.plan(seed: seed)
        guard let violation = violation(plan, seed: seed, mutant: mutant) else { return nil }
        let steps = await shortest(plan) { Self.violation($0, seed: seed, mutant: mutant) == violation }
        return ModelFailure(seed: seed, violation: violation, planned: plan.count, steps: steps)
    }

    private static func violation(_ steps: [ModelStep], seed: UInt64, mutant: Mutant?) -> Violation? {
        do throws(Violation) {
            _ = try ModelRun.check(steps, seed: seed, mutant: mutant)
            return nil
        } catch {
            return error
        }
    }
}
