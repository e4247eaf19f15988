import Audit
import Foundation
import GRDB
import OAProfile

extension Ledger {
    /// Writes down something that happened beside the decisions: one entry, one transaction, durable when it returns.
    /// Who, from where and in which run is taken from the session.
    /// - Parameter now: milliseconds since 1970.
    public func note(_ event: AuditEvent, at now: Int64) throws(StoreError) {
        try write(at: now) { transaction in _ = try transaction.note(event) }
    }

    /// Writes down that the company's policy is another one than the last that was written down; does nothing where it is
    /// the same. Reads before it asks for the write lock, because this happens at every start.
    /// - Parameter policy: SHA-256 of the file; nothing where there is none.
    public func notePolicy(_ policy: ContentDigest?, at now: Int64) throws(StoreError) {
        func isSame(_ known: ContentDigest??) -> Bool { (known ?? nil) == policy }
        guard !isSame(try connection.read(Self.lastPolicy)) else { return }
        try write(at: now) { transaction in
            let known = try Self.lastPolicy(transaction.db)
            if !isSame(known) { try transaction.note(.policyChanged(from: known ?? nil, to: policy)) }
        }
    }

    /// The policy that was written down last; nothing where none ever was, and nothing inside where it had been removed.
    private static func lastPolicy(_ db: Database) throws -> ContentDigest?? {
        let text = try Data.fetchOne(
            db,
            sql: """
                SELECT CAST(entry AS BLOB) FROM audit INDEXED BY audit_of_policy
                WHERE instr(entry, '"event":"policy-changed"') > 0
                ORDER BY seq DESC LIMIT 1
                """)
        guard let text else { return nil }
        let entry = try? AuditEntry(canonical: String(decoding: text, as: UTF8.self))
        return .some(entry.flatMap { ContentDigest(hex: $0.revAfter) })
    }
}
