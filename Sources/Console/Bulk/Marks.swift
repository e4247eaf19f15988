import Store

// Deciding on many tasks: marks, the plan that stands before anything happens, and a result for every row.
// In: marked keys and the tasks behind them. Out: one order a row, through the same record path as a single decision.
// Marks.swift what is marked; BulkPlan.swift the plan as a value; Exclusion.swift what is left out of it and why.

/// The marked tasks, in the order in which they were marked.
struct Marks: Hashable, Sendable {
    private(set) var keys: [TaskKey] = []
    /// The rows as they were painted when they were marked; a row that was marked unseen has none.
    private(set) var seen: [TaskKey: TaskIdentity] = [:]
    private var members: Set<TaskKey> = []
    /// Where a range begins: the row marked last.
    private(set) var anchor: TaskKey?

    /// The most that one plan holds: what a person can still look through.
    static let limit = 2_000

    var isEmpty: Bool { keys.isEmpty }
    var count: Int { keys.count }

    func contains(_ key: TaskKey) -> Bool { members.contains(key) }

    /// - Parameter identity: the row as painted; nothing when it was not on the screen.
    /// - Returns: whether there was room.
    @discardableResult
    mutating func add(_ key: TaskKey, as identity: TaskIdentity?) -> Bool {
        guard members.contains(key) || keys.count < Marks.limit else { return false }
        if members.insert(key).inserted { keys.append(key) }
        if let identity { seen[key] = identity }
        anchor = key
        return true
    }

    mutating func remove(_ gone: Set<TaskKey>) {
        keys.removeAll { gone.contains($0) }
        members.subtract(gone)
        for key in gone { seen[key] = nil }
        if let anchor, gone.contains(anchor) { self.anchor = keys.last }
    }
}
