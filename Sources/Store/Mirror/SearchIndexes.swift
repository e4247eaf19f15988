import GRDB

/// The indexes of `summary` that only searching needs. Each holds every column that a filter asks for, so that a walk along
/// it never reads the table.
///
/// They are made when the store has caught up with the OA, not before: filling a store of a million tasks through them
/// would cost more than making them at the end, and while it fills the two indexes of ``MirrorTables`` do.
struct SearchIndexes: Sendable {
    /// What an index is ordered by.
    enum Kind: String, CaseIterable, Sendable {
        case amount, issued, seller
        /// Only tasks in a foreign currency: few, and wanted by name.
        case foreign

        fileprivate func definition(on table: String) -> String {
            switch self {
            case .amount:
                "\(table)(amount, due, submitted, key, status, issued, worst, kind, currency, assignee)"
            case .issued:
                "\(table)(issued, due, submitted, key, status, amount, worst, kind, currency, assignee)"
            case .seller:
                "\(table)(seller, due, submitted, key, status, amount, issued, worst, kind, currency, assignee)"
            case .foreign: "\(table)(currency, key) WHERE currency <> 'CNY'"
            }
        }
    }

    /// The names of the indexes that are there, those of ``MirrorTables`` among them: each has one of two suffixes.
    private let names: [String]

    /// Nothing is there beyond what the tables came with.
    static let none = SearchIndexes(names: [])

    private init(names: [String]) { self.names = names }

    /// What the live tables have.
    init(in db: Database) throws {
        names = try String.fetchAll(
            db.cachedStatement(
                sql: "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'summary'"))
    }

    /// The name of an index; nothing where it is not there.
    subscript(kind: Kind) -> String? { named("summary_by_\(kind.rawValue)_") }

    /// In the default order, over every task.
    var due: String? { named("summary_by_due_") }
    /// In the default order, the tasks of a status.
    var status: String? { named("summary_by_status_") }

    private func named(_ prefix: String) -> String? { names.first { $0.hasPrefix(prefix) } }

    /// With fewer tasks than this every search is a short walk.
    static let leastTasks = 5_000

    /// The next index to make; nothing where all are there, or the tasks are few.
    static func missing(in db: Database, leastTasks: Int) throws -> Kind? {
        let last = try Int.fetchOne(db.cachedStatement(sql: "SELECT max(key) FROM summary")) ?? 0
        guard last >= leastTasks else { return nil }
        let indexes = try SearchIndexes(in: db)
        return Kind.allCases.first { indexes[$0] == nil }
    }

    /// Makes an index.
    static func make(_ kind: Kind, in db: Database) throws {
        let name = "summary_by_\(kind.rawValue)_"
        // The tables that a snapshot replaced may still have theirs.
        let isTaken = try Bool.fetchOne(
            db, sql: "SELECT count(*) > 0 FROM sqlite_schema WHERE name = ?", arguments: [name + "a"])
        try db.execute(
            sql: "CREATE INDEX \(name)\(isTaken == true ? "b" : "a") ON \(kind.definition(on: "summary"))")
    }
}

extension Mirror {
    /// Makes the indexes that searching needs and the store lacks. Each takes a transaction of its own, of some seconds over
    /// a million tasks, so that another process need not wait for all of them. Where that fails, searches are slower and
    /// the next page tries again.
    func makeSearchIndexes(leastTasks: Int = SearchIndexes.leastTasks) {
        while let kind = try? read({ try SearchIndexes.missing(in: $0, leastTasks: leastTasks) }) {
            guard (try? write { try SearchIndexes.make(kind, in: $0) }) != nil else { return }
        }
    }
}
