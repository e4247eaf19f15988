import Audit
import Foundation
import GRDB
import Invoicing
import OAProfile

extension Ledger {
    /// Keeps an archived invoice from being destroyed, durably, with an audit entry. Several holds may stand on one.
    /// - Parameter now: milliseconds since 1970.
    /// - Throws: ``ArchiveRefusal``, ``StoreError``.
    @discardableResult
    public func hold(
        _ id: OperationID, as kind: ArchivedRecord.Hold.Kind = .legal, reason: String, at now: Int64
    ) throws -> ArchivedRecord {
        let reason = try Self.archiveReason(reason)
        return try step(on: id, at: now) { transaction, record in
            guard record.list == nil else { return .destroyed(record.registration.number) }
            try transaction.take(.held, on: record, sort: kind.rawValue, reason: reason)
            return nil
        }
    }

    /// Ends a hold; who does, and why, is in the log.
    /// - Parameter entry: which one, where there are several.
    /// - Throws: ``ArchiveRefusal``, ``StoreError``.
    @discardableResult
    public func release(_ id: OperationID, hold entry: Int64? = nil, reason: String, at now: Int64) throws
        -> ArchivedRecord
    {
        let reason = try Self.archiveReason(reason)
        return try step(on: id, at: now) { transaction, record in
            let number = record.registration.number
            let meant = record.holds.filter { entry == nil || $0.entry == entry }
            guard meant.count <= 1 else { return .severalHolds(number, meant.map(\.entry)) }
            guard let hold = meant.first else { return .notHeld(number) }
            try transaction.take(.released, on: record, reason: reason, refers: hold.entry)
            return nil
        }
    }

    static func archiveReason(_ text: String) throws(ArchiveRefusal) -> String {
        let kept = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard (1...2_000).contains(kept.unicodeScalars.count) else { throw .noReason }
        return kept
    }
}
