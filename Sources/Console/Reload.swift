/// Keeps one request on its way at a time. Wishes meanwhile become one more request, a moment after the answer, so that a
/// long run of changes does not keep a worker busy without end.
struct Reload: Hashable, Sendable {
    /// When to ask again, in milliseconds since 1970.
    private(set) var dueAt: Int64?
    private var isRunning = false
    private var isWanted = false

    /// The least time between an answer and the next request, in milliseconds.
    static let pause: Int64 = 300

    /// - Returns: whether to ask now.
    mutating func ask() -> Bool {
        if isRunning { isWanted = true }
        guard !isRunning && dueAt == nil else { return false }
        isRunning = true
        return true
    }

    /// A request leaves that answers every wish so far.
    mutating func begin() {
        isRunning = true
        isWanted = false
        dueAt = nil
    }

    /// The answer came.
    mutating func finish(at now: Int64) {
        dueAt = isWanted ? now + Reload.pause : nil
        isRunning = false
        isWanted = false
    }

    /// - Returns: whether to ask now what had to wait.
    mutating func isDue(at now: Int64) -> Bool {
        guard let due = dueAt, due <= now else { return false }
        begin()
        return true
    }
}
