import Audit
import Foundation
import GRDB
import Invoicing
import OAProfile

/// A change of the company's policy, as the log tells it.
public struct PolicyChange: Hashable, Sendable {
    /// SHA-256 of the file; nothing where the policy was taken away.
    public var digest: ContentDigest?
    /// Who was the first to run with it.
    public var author: String
    /// When, in milliseconds since 1970.
    public var at: Int64
    /// Who agreed; nothing while nobody did.
    public var confirmedBy: String?
    /// When, in milliseconds since 1970.
    public var confirmedAt: Int64?
}

/// Why a change of policy was not confirmed.
public enum PolicyRefusal: ExplainedError, Hashable {
    /// Nothing changed since the log began.
    case nothingToConfirm
    /// Somebody agreed already.
    case confirmed(by: String)
    /// Segregation of duties (职责分离): nobody confirms a change of their own.
    case ownChange(by: String)

    public var explanation: LocalizedText {
        switch self {
        case .nothingToConfirm:
            LocalizedText(zh: "没有待复核的制度变更。", en: "No change of the policy waits for confirmation.")
        case .confirmed(let name):
            LocalizedText(
                zh: "最近一次制度变更已由\(name)复核。", en: "The last change of the policy was confirmed by \(name).")
        case .ownChange(let name):
            LocalizedText(
                zh: "这次制度变更由\(name)启用，不能由同一人复核。",
                en: "\(name) made this change of the policy and cannot confirm it.")
        }
    }

    public var remedy: LocalizedText {
        switch self {
        case .nothingToConfirm, .confirmed: LocalizedText(zh: "无需操作。", en: "There is nothing to do.")
        case .ownChange:
            LocalizedText(
                zh: "请另一位同事登录后运行 countersign policy confirm。",
                en: "Another person signs in and runs countersign policy confirm.")
        }
    }
}

extension Ledger {
    /// The last changes of the company's policy with their confirmations, the newest first.
    public func policyChanges(limit: Int = 20) throws(StoreError) -> [PolicyChange] {
        try connection.read { try Self.policyChanges(in: $0, limit: limit) }
    }

    /// Confirms the last change of the policy, as the user of this session: one entry of the log, durable when it returns.
    /// - Throws: ``PolicyRefusal``, ``StoreError``.
    public func confirmPolicy(at now: Int64) throws -> PolicyChange {
        var refusal: PolicyRefusal?
        try write(at: now) { transaction in
            guard let change = try Self.policyChanges(in: transaction.db, limit: 1).first else {
                refusal = .nothingToConfirm
                return
            }
            if let name = change.confirmedBy {
                refusal = .confirmed(by: name)
            } else if change.author == session.actor {
                refusal = .ownChange(by: change.author)
            } else {
                try transaction.note(.policyConfirmed(change.digest, author: change.author))
            }
        }
        if let refusal { throw refusal }
        guard let change = try policyChanges(limit: 1).first else { throw PolicyRefusal.nothingToConfirm }
        return change
    }

    private static func policyChanges(in db: Database, limit: Int) throws -> [PolicyChange] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT seq, CAST(entry AS BLOB) FROM audit INDEXED BY audit_of_policy
                WHERE instr(entry, '"event":"policy-changed"') > 0 ORDER BY seq DESC LIMIT ?
                """, arguments: [limit])
        guard let oldest = rows.last else { return [] }
        let confirmations = try Row.fetchAll(
            db,
            sql: """
                SELECT seq, CAST(entry AS BLOB) FROM audit INDEXED BY audit_of_confirmation
                WHERE seq > ? AND instr(entry, '"event":"policy-confirmed"') > 0 ORDER BY seq
                """, arguments: [oldest[0] as Int64]
        ).compactMap { row in entry(row).map { (sequence: row[0] as Int64, entry: $0) } }
        var end = Int64.max
        return rows.compactMap { row in
            let sequence: Int64 = row[0]
            defer { end = sequence }
            guard let entry = entry(row) else { return nil }
            var change = PolicyChange(
                digest: ContentDigest(hex: entry.revAfter), author: entry.actor, at: entry.wallTime)
            // Only what was said of this digest, by somebody else, before the next change.
            let confirmation = confirmations.first {
                $0.sequence > sequence && $0.sequence < end && $0.entry.revAfter == entry.revAfter
                    && $0.entry.actor != entry.actor
            }
            change.confirmedBy = confirmation?.entry.actor
            change.confirmedAt = confirmation?.entry.wallTime
            return change
        }
    }

    private static func entry(_ row: Row) -> AuditEntry? {
        let text: Data = row[1]
        guard let entry = try? AuditEntry(canonical: String(decoding: text, as: UTF8.self)) else {
            return nil
        }
        // A text that holds the words elsewhere is no such event.
        return entry.eventKind == .policyChanged || entry.eventKind == .policyConfirmed ? entry : nil
    }
}
