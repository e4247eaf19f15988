import Foundation
import GRDB
import Invoicing
import OAProfile

extension Ledger {
    /// An operation by name.
    public func operation(_ id: OperationID) throws(StoreError) -> RecordedOperation? {
        try connection.read { db in try RecordedOperation.fetch(db, id) }
    }

    /// Operations in any of the states, newest first.
    public func operations(in states: Set<OperationState>, limit: Int) throws(StoreError)
        -> [RecordedOperation]
    {
        try connection.read { db in
            // One indexed read a state: a handful of conflicts must not cost a walk over all that was ever confirmed.
            let found = try states.flatMap { state in
                try RecordedOperation.fetch(
                    db, where: "state = ? ORDER BY seq DESC LIMIT ?", [state.rawValue, max(limit, 0)])
            }
            return Array(found.sorted { $0.sequence > $1.sequence }.prefix(max(limit, 0)))
        }
    }

    /// The newest operation on each of the tasks that decides or moves it, for the overlay: comments are left out.
    public func newestOperations(on tasks: [TaskID]) throws(StoreError) -> [TaskID: RecordedOperation] {
        try connection.read { db in
            var newest: [TaskID: RecordedOperation] = [:]
            for task in Set(tasks) {
                let found = try RecordedOperation.fetch(
                    db, where: "task_id = ? AND action <> 'comment' ORDER BY seq DESC LIMIT 1",
                    [task.rawValue])
                // A name with a NUL byte is bound up to it, and would find another task.
                newest[task] = found.first { $0.task == task }
            }
            return newest
        }
    }

    /// How many operations stand in each state.
    public func counts() throws(StoreError) -> [OperationState: Int] {
        try connection.read { db in
            var counts: [OperationState: Int] = [:]
            for row in try Row.fetchAll(db, sql: "SELECT state, count(*) FROM op GROUP BY state") {
                if let state = OperationState(rawValue: row[0]) { counts[state] = row[1] }
            }
            return counts
        }
    }

    /// The task as it was rendered when the decision was made.
    public func evidence(of id: OperationID) throws(StoreError) -> ApprovalTask? {
        try connection.read { db in
            // What was destroyed with its package is empty.
            guard let evidence = try Self.evidence(db, of: id), !evidence.json.isEmpty else { return nil }
            return try evidence.task()
        }
    }

    /// The text of an unfinished comment.
    public func draft(on task: TaskID) throws(StoreError) -> String? {
        try connection.read { db in
            try UnstorableText.refuse(task.rawValue, "the task's id")
            return try String.fetchOne(
                db, sql: "SELECT text FROM draft WHERE task_id = ?", arguments: [task.rawValue])
        }
    }

    static func evidence(_ db: Database, of id: OperationID) throws -> Evidence? {
        // As bytes: a text would end at a NUL byte.
        let sql = "SELECT CAST(doc_json AS BLOB) FROM evidence WHERE op_id = ?"
        return try Data.fetchOne(try db.cachedStatement(sql: sql), arguments: [id.rawValue])
            .map { Evidence(json: String(decoding: $0, as: UTF8.self)) }
    }
}
