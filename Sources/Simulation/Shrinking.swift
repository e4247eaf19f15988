/// Finds a short list of steps that still fails (delta debugging: A. Zeller, R. Hildebrandt, "Simplifying and Isolating
/// Failure-Inducing Input", 2002): no single step can be left out, and none replaced by one of its simpler forms.
///
/// - Parameters:
///   - simpler: simpler forms of a step, the simplest first.
///   - limit: how often it is tried at most.
///   - fails: whether a list still fails; the given one does.
package func shortest<Step>(
    _ steps: [Step], simpler: (Step) -> [Step] = { _ in [] }, limit: Int = 2_000,
    fails: ([Step]) async throws -> Bool
) async rethrows -> [Step] {
    var best = steps
    var tries = 0
    func holds(_ candidate: [Step]) async throws -> Bool {
        guard tries < limit else { return false }
        tries += 1
        guard try await fails(candidate) else { return false }
        best = candidate
        return true
    }
    var isSmaller = true
    while isSmaller, tries < limit {
        isSmaller = false
        var size = max(1, best.count / 2)
        while true {
            var start = 0
            while start < best.count {
                let rest = Array(best[..<start]) + best[min(best.count, start + size)...]
                if try await holds(rest) { isSmaller = true } else { start += size }
            }
            if size == 1 { break }
            size /= 2
        }
        for index in best.indices {
            for form in simpler(best[index]) {
                var candidate = best
                candidate[index] = form
                if try await holds(candidate) {
                    isSmaller = true
                    break
                }
            }
        }
    }
    return best
}
