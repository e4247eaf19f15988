import Audit
import Foundation
import GRDB
import Invoicing
import OAProfile

/// What became of one invoice of an imported file.
public enum ImportOutcome: Hashable, Sendable {
    /// It is in the store now.
    case new
    /// It was there already: under which name.
    case known(TaskID)
}

extension Ledger {
    /// Imports the invoices of one file, all or none: one transaction, one entry of the log, durable when it returns. The
    /// file's bytes must lie in the ``BlobStore`` before.
    /// - Parameters:
    ///   - tasks: one an invoice, each with a name that begins with `local:`.
    ///   - digest: SHA-256 of the file.
    ///   - name: the file's name, for the log.
    ///   - now: milliseconds since 1970.
    /// - Returns: the outcome of each, in order.
    public func importLocal(
        _ tasks: [ApprovalTask], of digest: ContentDigest, named name: String, at now: Int64
    ) throws(StoreError) -> [ImportOutcome] {
        try write(at: now) { transaction in
            let outcomes = try tasks.map { try Self.insert($0, digest, at: now, in: transaction.db) }
            let new = outcomes.count { $0 == .new }
            if new > 0 { try transaction.note(.imported(name, invoices: new, digest: digest)) }
            return outcomes
        }
    }

    /// Every imported invoice, in the order of import.
    public func localInvoices() throws(StoreError) -> [ApprovalTask] {
        try connection.read { db in
            try String.fetchAll(db, sql: "SELECT doc_json FROM local_invoice ORDER BY rowid")
                .map { try TaskJSON.task(from: $0) }
        }
    }

    /// How many invoices were imported.
    public func localCount() throws(StoreError) -> Int {
        try connection.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM local_invoice") ?? 0 }
    }

    private static func insert(
        _ task: ApprovalTask, _ digest: ContentDigest, at now: Int64, in db: Database
    ) throws -> ImportOutcome {
        let keys = task.invoice.number.identityKeys
        let find = try db.cachedStatement(sql: "SELECT task_id FROM local_key WHERE key = ?")
        for key in keys {
            if let known = try String.fetchOne(find, arguments: [key]) {
                return .known(TaskID(rawValue: known))
            }
        }
        try db.cachedStatement(
            sql: "INSERT INTO local_invoice(task_id, sha256, imported_at, doc_json) VALUES(?, ?, ?, ?)"
        ).execute(arguments: [task.id.rawValue, Data(digest.bytes), now, TaskJSON.text(of: task)])
        let insert = try db.cachedStatement(sql: "INSERT INTO local_key(key, task_id) VALUES(?, ?)")
        for key in keys { try insert.execute(arguments: [key, task.id.rawValue]) }
        return .new
    }
}
