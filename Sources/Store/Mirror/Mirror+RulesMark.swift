import GRDB
import Invoicing
import OAProfile

/// By which rules the mirror was judged: when they change, with the program or with the company's policy, every task is
/// judged again, some at a time, while the console goes on.
enum RulesMark {
    static func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS judgement(id INTEGER PRIMARY KEY CHECK(id=1), mark TEXT NOT NULL,
                 done INTEGER) STRICT;
                """)
    }

    /// Begins to judge again where other rules judged before. `done` is the last key that was judged, and nothing once
    /// all are.
    static func begin(_ mark: String, in db: Database) throws {
        guard try String.fetchOne(db, sql: "SELECT mark FROM judgement WHERE id = 1") != mark else { return }
        let isEmpty = try Bool.fetchOne(db, sql: "SELECT NOT EXISTS(SELECT 1 FROM task)") == true
        try db.execute(
            sql: "INSERT OR REPLACE INTO judgement(id, mark, done) VALUES(1, ?, ?)",
            arguments: [mark, isEmpty ? nil : 0])
        // A snapshot under way was judged by the others, too.
        if try Snapshot.current(in: db) != nil { try Snapshot.forget(in: db) }
        try MirrorStatistics.clear(.live, in: db)
    }
}

extension Mirror {
    /// Judges some of the tasks again that other rules judged before.
    /// - Parameter limit: how many at most.
    /// - Returns: the tasks whose findings changed; nothing once all are judged.
    public func judgeAgain(limit: Int) throws(StoreError) -> [TaskID]? {
        let isDone = try read { db in
            try Row.fetchOne(db, sql: "SELECT done FROM judgement WHERE id = 1 AND done IS NOT NULL") == nil
        }
        guard !isDone else { return nil }
        return try write { db in
            guard let done = try Int64.fetchOne(db, sql: "SELECT done FROM judgement WHERE id = 1") else {
                return nil
            }
            let keys = try Int64.fetchAll(
                db, sql: "SELECT rowid FROM task WHERE rowid > ? ORDER BY rowid LIMIT ?",
                arguments: [done, max(1, limit)])
            guard let last = keys.last else {
                try db.execute(sql: "UPDATE judgement SET done = NULL")
                return nil
            }
            let writer = try MirrorWriter(db, tables: .live, rules: rules, isSameEpoch: true)
            let changed = try writer.judgeAgain(keys)
            try db.execute(sql: "UPDATE judgement SET done = ?", arguments: [last])
            return changed
        }
    }
}
