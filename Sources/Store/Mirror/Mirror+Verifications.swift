import Foundation
import GRDB
import Invoicing
import Verification

/// What the tax bureau says of invoices, and when each may be asked about again. By the invoice, not the task: one that is in
/// two claims is asked about once.
enum VerificationTable {
    static func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS verification(invoice TEXT PRIMARY KEY, task_id TEXT NOT NULL,
                 day INTEGER NOT NULL, asked INTEGER NOT NULL, failures INTEGER NOT NULL,
                 next_at INTEGER NOT NULL, result TEXT, raw TEXT) STRICT;
                CREATE INDEX IF NOT EXISTS verification_by_time ON verification(next_at);
                CREATE TABLE IF NOT EXISTS verification_seen(id INTEGER PRIMARY KEY CHECK(id=1),
                 key INTEGER NOT NULL) STRICT;
                """)
    }

    static func clear(in db: Database) throws {
        try db.execute(sql: "DELETE FROM verification; DELETE FROM verification_seen;")
    }

    /// What is recorded of an invoice, without the raw answer.
    static func result(of number: InvoiceNumber, in db: Database) throws -> VerificationResult? {
        for key in number.identityKeys {
            let text = try String.fetchOne(
                db.cachedStatement(sql: "SELECT result FROM verification WHERE invoice = ?"), arguments: [key]
            )
            if let text { return try decoded(text) }
        }
        return nil
    }

    static func decoded(_ text: String) throws -> VerificationResult {
        do {
            return try JSONDecoder().decode(VerificationResult.self, from: Data(text.utf8))
        } catch {
            throw DamagedRow(cause: "verification.result: \(error)")
        }
    }
}

/// An invoice that may be asked about now.
public struct DueVerification: Sendable {
    /// Its key, see `InvoiceNumber.identityKeys`.
    public let invoice: String
    /// What is asked.
    public let request: VerificationRequest
    let schedule: VerificationSchedule
}

extension Mirror {
    /// Puts the invoices of tasks that were not looked at yet on the list of what is to be verified: those that wait for a
    /// decision, and those with findings, the worst first.
    /// - Parameter limit: how many tasks are looked at.
    public func enqueueVerifications(limit: Int) throws(StoreError) {
        let sql = """
            SELECT s.key, t.task_id, s.status, s.worst, t.doc_json FROM summary s JOIN task t ON t.rowid = s.key
            WHERE s.key > ? ORDER BY s.key LIMIT ?
            """
        let rows = try read { db in
            let seen = try Int64.fetchOne(db, sql: "SELECT key FROM verification_seen") ?? 0
            return try Row.fetchAll(db, sql: sql, arguments: [seen, max(1, limit)])
        }
        guard let last = rows.last else { return }
        try write { db in
            for row in rows {
                let worst: Int = row[3]
                guard (row[2] as String) == TaskStatus.pending.rawValue || worst > 0 else { continue }
                let number = try TaskJSON.task(from: row[4]).invoice.number
                guard case .malformed = number.form else {
                    guard let invoice = number.identityKeys.first else { continue }
                    try db.cachedStatement(
                        sql: """
                            INSERT INTO verification(invoice, task_id, day, asked, failures, next_at)
                            VALUES(?, ?, 0, 0, 0, ?)
                            ON CONFLICT(invoice) DO UPDATE SET task_id = excluded.task_id
                            """
                    ).execute(arguments: [invoice, row[1] as String, -worst])
                    continue
                }
            }
            try db.execute(
                sql: "INSERT OR REPLACE INTO verification_seen(id, key) VALUES(1, ?)",
                arguments: [last[0] as Int64])
        }
    }

    /// The next invoice that may be asked about, the one that waited longest.
    public func dueVerification(at now: Int64) throws(StoreError) -> DueVerification? {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT v.invoice, v.day, v.asked, v.failures, v.next_at, t.doc_json
                    FROM verification v JOIN task t ON t.task_id = v.task_id
                    WHERE v.next_at <= ? ORDER BY v.next_at LIMIT 1
                    """, arguments: [now])
            guard let row = rows.first else { return nil }
            let task = try TaskJSON.task(from: row[5])
            let schedule = VerificationSchedule(day: row[1], asked: row[2], failures: row[3], nextAt: row[4])
            return DueVerification(
                invoice: row[0], request: VerificationRequest(task: task.id, invoice: task.invoice),
                schedule: schedule)
        }
    }

    /// Writes down an answer, or that none came, and judges the tasks of the invoice again where something is new. An answer
    /// that says nothing of the invoice changes nothing but when it is asked about again.
    /// - Returns: the tasks whose findings changed.
    public func record(_ answer: VerificationResult?, of due: DueVerification, at now: Int64)
        throws(StoreError) -> [TaskID]
    {
        try write { db in
            let known = try String.fetchOne(
                db, sql: "SELECT result FROM verification WHERE invoice = ?", arguments: [due.invoice]
            ).map(VerificationTable.decoded)
            let next = due.schedule.after(answer, at: now)
            try db.execute(
                sql:
                    "UPDATE verification SET day = ?, asked = ?, failures = ?, next_at = ? WHERE invoice = ?",
                arguments: [next.day, next.asked, next.failures, next.nextAt, due.invoice])
            guard let answer, answer.saysSomething else { return [] }
            var result = known?.replaced(by: answer) ?? answer
            let raw = result.raw
            result.raw = ""
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            try db.execute(
                sql: "UPDATE verification SET result = ?, raw = ? WHERE invoice = ?",
                arguments: [String(decoding: try encoder.encode(result), as: UTF8.self), raw, due.invoice])
            guard result != known else { return [] }
            let keys = try Int64.fetchAll(
                db, sql: "SELECT task FROM neighbour_key WHERE key = ? ORDER BY task LIMIT 200",
                arguments: [due.invoice])
            return try MirrorWriter(db, tables: .live, rules: rules, isSameEpoch: true).judgeAgain(keys)
        }
    }

    /// What is recorded of an invoice, with the answer as it came; nothing where nobody asked.
    public func verification(of number: InvoiceNumber) throws(StoreError) -> VerificationResult? {
        try read { db in
            guard var result = try VerificationTable.result(of: number, in: db) else { return nil }
            for key in number.identityKeys {
                let raw = try String.fetchOne(
                    db, sql: "SELECT raw FROM verification WHERE invoice = ?", arguments: [key])
                if let raw { result.raw = raw }
            }
            return result
        }
    }
}
