import Audit
import Foundation
import GRDB
import Invoicing
import OAProfile

/// One sending of an operation.
public struct DeliveryAttempt: Hashable, Sendable {
    /// Which one, from 1.
    public let number: Int
    /// When the first byte was about to leave, in milliseconds since 1970.
    public let startedAt: Int64
    /// When it was known or given up, in milliseconds since 1970; nothing while it is under way.
    public let endedAt: Int64?
    /// The HTTP status of the answer; nothing where none came.
    public let httpStatus: Int?
    /// The code of the OA's problem, where it had one.
    public let problemCode: String?

    /// Makes one.
    public init(number: Int, startedAt: Int64, endedAt: Int64?, httpStatus: Int?, problemCode: String?) {
        self.number = number
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.httpStatus = httpStatus
        self.problemCode = problemCode
    }
}

extension Ledger {
    /// Every sending of an operation, in order.
    public func attempts(of id: OperationID) throws(StoreError) -> [DeliveryAttempt] {
        try connection.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT n, started_at, ended_at, http_status, problem_code FROM attempt WHERE op_id = ?
                    ORDER BY n
                    """, arguments: [id.rawValue]
            ).map {
                DeliveryAttempt(
                    number: $0[0], startedAt: $0[1], endedAt: $0[2], httpStatus: $0[3], problemCode: $0[4])
            }
        }
    }

    /// The audit entries about an operation, in order.
    public func auditEntries(about id: OperationID) throws(StoreError) -> [AuditEntry] {
        try connection.read { db in
            let rows = try Data.fetchCursor(
                db,
                sql: """
                    SELECT CAST(entry AS BLOB) FROM audit INDEXED BY audit_by_operation
                    WHERE \(AuditPath.operation.sql) = ? ORDER BY seq
                    """, arguments: [id.rawValue])
            var found: [AuditEntry] = []
            while let text = try rows.next() {
                let entry = try? AuditEntry(canonical: String(decoding: text, as: UTF8.self))
                if let entry, entry.operation == id.rawValue { found.append(entry) }
            }
            return found
        }
    }

    /// The operation that took the place of another one; nothing where none did.
    public func replacement(of id: OperationID) throws(StoreError) -> RecordedOperation? {
        try connection.read { db in
            try RecordedOperation.fetch(db, where: "supersedes = ? ORDER BY seq LIMIT 1", [id.rawValue]).first
        }
    }
}
