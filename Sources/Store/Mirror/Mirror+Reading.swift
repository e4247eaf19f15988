import Foundation
import GRDB
import Invoicing
import OAProfile

extension Mirror {
    /// The keys of all tasks that a query selects, in the query's order; a million keys are 8 MB. How they are found is
    /// ``KeySearch``'s: the first rows come at once for what is rare and for what is common.
    public func keys(_ query: Query, limit: Int? = nil) throws(StoreError) -> [TaskKey] {
        try keys(query, limit: limit, limits: KeySearch.Limits())
    }

    func keys(_ query: Query, limit: Int?, limits: KeySearch.Limits) throws(StoreError) -> [TaskKey] {
        let count = max(0, limit ?? Int.max)
        guard count > 0 else { return [] }
        return try read { db in
            let sql = try QuerySQL(query, in: db)
            return try KeySearch(sql, order: sql.terms, limits: limits, in: db).keys(limit: count)
        }
    }

    /// How many tasks a query selects.
    public func count(_ query: Query) throws(StoreError) -> Int {
        try count(query, limits: KeySearch.Limits())
    }

    func count(_ query: Query, limits: KeySearch.Limits) throws(StoreError) -> Int {
        try read { db in
            let sql = try QuerySQL(query, in: db)
            return try KeySearch(sql, order: sql.terms, limits: limits, in: db).count()
        }
    }

    /// The rows of the given keys, in their order; keys that are gone are left out.
    public func rows(_ keys: [TaskKey]) throws(StoreError) -> [QueueRow] {
        try read { db in
            let statement = try db.cachedStatement(sql: Self.rowSQL)
            return try keys.compactMap { key in
                try Row.fetchOne(statement, arguments: [key.rawValue]).map { try QueueRow(key: key, row: $0) }
            }
        }
    }

    /// The key of a task.
    public func key(of task: TaskID) throws(StoreError) -> TaskKey? {
        try read { db in
            try Int64.fetchOne(
                db.cachedStatement(sql: "SELECT rowid FROM task WHERE task_id = ?"),
                arguments: [task.rawValue]
            ).map(TaskKey.init(rawValue:))
        }
    }

    /// A task with its findings.
    public func entry(_ task: TaskID) throws(StoreError) -> MirrorEntry? {
        try read { try Self.entry(task, in: $0) }
    }

    static func entry(_ task: TaskID, in db: Database) throws -> MirrorEntry? {
        let statement = try db.cachedStatement(sql: "SELECT rowid, doc_json FROM task WHERE task_id = ?")
        guard let row = try Row.fetchOne(statement, arguments: [task.rawValue]) else { return nil }
        let key: Int64 = row[0]
        return MirrorEntry(
            key: TaskKey(rawValue: key), task: try TaskJSON.task(from: row[1]),
            findings: try MirrorJudge.stored(key, in: db))
    }

    /// The tasks whose id, title or invoice number is exactly the text, for the command line: at most 100, in
    /// the default order.
    public func tasks(named text: String) throws(StoreError) -> [TaskID] {
        // Code and number run together, and the 20 digits of a digital invoice on paper, which no column
        // shows.
        let identity = InvoiceNumber(number: text).identityKeys.first ?? ""
        return try read { db in
            if let id = try String.fetchOne(
                db.cachedStatement(sql: "SELECT task_id FROM task WHERE task_id = ?"), arguments: [text])
            {
                return [TaskID(rawValue: id)]
            }
            // The index finds candidates, the columns decide.
            guard let expression = SearchWords.expression(containing: text) else { return [] }
            let rows = try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT task.task_id FROM (
                         SELECT summary.key AS member FROM search CROSS JOIN summary ON summary.key = search.rowid
                         WHERE search MATCH ?1 AND (summary.title = ?2 OR summary.number = ?2
                          OR substr(summary.title, 1, length(?2) + 1) = ?2 || ' '
                          OR substr(summary.number, -length(?2) - 1) = ' ' || ?2)
                         UNION SELECT task FROM neighbour_key WHERE key = ?3)
                        CROSS JOIN summary ON summary.key = member CROSS JOIN task ON task.rowid = member
                        ORDER BY summary.due, summary.submitted, summary.key LIMIT 100
                        """),
                arguments: [expression, text, identity])
            return rows.map { TaskID(rawValue: $0[0]) }
        }
    }

    static let rowSQL = """
        SELECT t.task_id, t.instance_id, t.round, t.rev, t.digest, t.status, t.assignee, t.due_at, t.amount_minor,
         t.currency, t.scale, s.title, s.seller, s.department, s.submitter, s.number, s.kind, s.issued, s.issued_text,
         s.submitted, s.findings, s.worst, s.status,
         CASE WHEN s.findings < 2 THEN s.findings ELSE (SELECT count(*) FROM finding f WHERE f.task = s.key
          AND f.severity = CASE s.worst WHEN 3 THEN 'error' WHEN 2 THEN 'warning' ELSE 'info' END) END
        FROM summary s JOIN task t ON t.rowid = s.key WHERE s.key = ?
        """
}

extension Mirror {
    /// The version of the SQLite library that the program runs with, as `3.40.1`.
    public static let sqliteVersion: String = {
        let queue = try? DatabaseQueue()
        let version = try? queue?.read { try String.fetchOne($0, sql: "SELECT sqlite_version()") }
        return version ?? "?"
    }()
}
