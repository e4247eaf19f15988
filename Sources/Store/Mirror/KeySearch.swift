import GRDB

/// Finds the keys that a query selects: what sets of keys answer is put together in memory, the rest is read along the index
/// of the order.
///
/// Words, sounds, rules and foreign currencies are always sets; a range of amounts or days and a status are where few tasks
/// have it, which is tried. The sets are cut with each other. Few keys that are left are looked up and sorted; many are
/// marked, and the index of the order is walked until enough were met. So both what is rare and what is common shows its
/// first rows at once.
struct KeySearch {
    /// What decides between the ways; they differ in time alone.
    struct Limits: Sendable {
        /// A term that more tasks have is no set.
        var set = 30_000
        /// So many are looked up for the first rows.
        var lookUps = 4_000
        /// So many are looked up where all are wanted.
        var lookUpsOfAll = 10_000
        /// So many are looked up where no index has the order.
        var lookUpsUnordered = 60_000
    }

    private let db: Database
    private let sql: QuerySQL
    private let order: [String]
    private let rest: Condition
    private let limits: Limits
    /// What every key must be in; nothing where no term is a set.
    private let marks: KeyMarks?
    /// The one term that is a set, with the index in which its tasks stand together; nothing where others are sets too.
    private let only: (condition: Condition, index: String)?

    init(_ sql: QuerySQL, order: [String], limits: Limits, in db: Database) throws {
        self.db = db
        self.sql = sql
        self.order = order
        var parts = sql.rest
        var marks: KeyMarks?
        func cut(_ set: KeyMarks) {
            marks?.formIntersection(set)
            marks = marks ?? set
        }
        for piece in sql.sets { if let set = try KeyMarks(piece, in: db) { cut(set) } }
        var only: (condition: Condition, index: String)?
        // A range costs its reading, so it is tried only while it may still save more than that.
        for (place, part) in parts.enumerated().reversed() {
            guard let piece = sql.set(of: part, orderedBy: order),
                marks.map({ $0.count > limits.lookUps }) ?? true,
                let set = try KeyMarks(piece, most: limits.set, in: db)
            else { continue }
            only = marks == nil ? sql.index(selecting: part, orderedBy: order).map { (part, $0) } : nil
            cut(set)
            parts.remove(at: place)
        }
        self.only = only
        self.marks = marks
        rest = parts.isEmpty ? .everything : parts.count == 1 ? parts[0] : .all(parts)
        self.limits = limits
    }

    /// The keys in the order, at most so many.
    func keys(limit: Int) throws -> [TaskKey] {
        guard let marks else { return try walk(limit: limit) { _ in true } }
        let count = marks.count
        guard count > 0 else { return [] }
        let isOrdered = sql.index(ordering: order, for: rest) != nil
        let most =
            !isOrdered ? limits.lookUpsUnordered : limit < .max ? limits.lookUps : limits.lookUpsOfAll
        if count <= most {
            return try lookUp(marks.keys, limit: limit)
        }
        if let only { return try sort(only.condition, along: only.index, limit: limit) }
        return try walk(limit: limit) { marks.contains($0) }
    }

    /// The tasks of one term as the index has them, sorted: days go with due dates, so that a walk may meet them late.
    private func sort(_ condition: Condition, along index: String, limit: Int) throws -> [TaskKey] {
        let (condition, arguments) = QuerySQL.statement(of: .all([condition, rest]))
        let bound = limit < Int.max ? " LIMIT \(limit)" : ""
        return try Int64.fetchAll(
            db,
            sql: """
                SELECT key FROM summary INDEXED BY \(index) WHERE \(condition)
                ORDER BY \(order.joined(separator: ", "))\(bound)
                """, arguments: arguments
        ).map(TaskKey.init(rawValue:))
    }

    /// How many keys there are.
    func count() throws -> Int {
        guard let marks else { return try count(in: sql.index(holding: rest)) }
        let count = marks.count
        guard count > 0, rest != .everything else { return count }
        if count <= limits.lookUpsOfAll { return try lookUp(marks.keys, limit: .max).count }
        let (condition, arguments) = QuerySQL.statement(of: rest)
        let cursor = try Int64.fetchCursor(
            db, sql: "SELECT key FROM summary\(hint(sql.index(holding: rest))) WHERE \(condition)",
            arguments: arguments)
        var found = 0
        while let key = try cursor.next() { if marks.contains(key) { found += 1 } }
        return found
    }

    private func count(in index: String?) throws -> Int {
        let (condition, arguments) = QuerySQL.statement(of: rest)
        return try Int.fetchOne(
            db, sql: "SELECT count(*) FROM summary\(hint(index)) WHERE \(condition)", arguments: arguments)
            ?? 0
    }

    private func walk(limit: Int, where isWanted: (Int64) -> Bool) throws -> [TaskKey] {
        // Without a filter of ours SQLite may stop by itself.
        let bound = marks == nil && limit < Int.max ? " LIMIT \(limit)" : ""
        let (condition, arguments) = QuerySQL.statement(of: rest)
        let cursor = try Int64.fetchCursor(
            db,
            sql: """
                SELECT key FROM summary\(hint(sql.index(ordering: order, for: rest))) WHERE \(condition)
                ORDER BY \(order.joined(separator: ", "))\(bound)
                """, arguments: arguments)
        var keys: [TaskKey] = []
        while keys.count < limit, let key = try cursor.next() {
            if isWanted(key) { keys.append(TaskKey(rawValue: key)) }
        }
        return keys
    }

    private func lookUp(_ keys: [Int64], limit: Int) throws -> [TaskKey] {
        let bound = limit < Int.max ? " LIMIT \(limit)" : ""
        let (condition, arguments) = QuerySQL.statement(of: rest)
        let list = "[" + keys.map { String($0) }.joined(separator: ",") + "]"
        // CROSS JOIN keeps SQLite from turning the two tables round.
        return try Int64.fetchAll(
            db,
            sql: """
                SELECT summary.key FROM (SELECT value AS member FROM json_each(?)) AS wanted
                CROSS JOIN summary ON summary.key = wanted.member
                WHERE \(condition) ORDER BY \(order.joined(separator: ", "))\(bound)
                """, arguments: StatementArguments([list]) + arguments
        ).map(TaskKey.init(rawValue:))
    }

    private func hint(_ index: String?) -> String { index.map { " INDEXED BY \($0)" } ?? "" }
}
