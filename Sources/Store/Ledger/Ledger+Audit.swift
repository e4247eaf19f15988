import Audit
import Foundation
import GRDB
import OAProfile

extension Ledger {
    /// Entries of the audit log in its order, from a place that counts from 1.
    public func auditEntries(from sequence: Int64, limit: Int) throws(StoreError) -> [SealedEntry] {
        try connection.read { db in
            try AuditRow.fetch(db, from: sequence, limit: max(limit, 0)).map(\.sealed)
        }
    }

    /// Reads the whole audit log and compares it with the operations: each link, each step of each operation, its state,
    /// its digest, its receipt and its evidence. Works in short reads, so that others can go on.
    /// - Parameters:
    ///   - anchors: checkpoints that were kept outside of the ledger.
    ///   - progress: is told after each read how many entries were read, of how many.
    public func verifyAudit(
        anchors: [Checkpoint] = [], progress: ((_ done: Int, _ total: Int) -> Void)? = nil
    ) throws(StoreError) -> LedgerVerification {
        var replay = AuditReplay(anchors: anchors)
        let total = progress == nil ? 0 : try auditSize()
        while try connection.read({ db in try replay.readEntries(db) }) {
            progress?(replay.entryCount, max(total, replay.entryCount))
        }
        // Each page of operations is compared right after the newest entries were read, in one transaction.
        while try connection.read({ db in
            while try replay.readEntries(db) {}
            let hasMore = try replay.compareOperations(db)
            if !hasMore { try replay.compareOverrides(db) }
            if !hasMore {
                try replay.compareArchive(db)
                try replay.compareConcealed(db)
            }
            return hasMore
        }) {}
        return replay.finish()
    }
}

/// A row of the audit table.
struct AuditRow {
    let sequence: Int64
    let previous: ContentDigest?
    let sealed: SealedEntry

    static func fetch(_ db: Database, from sequence: Int64, limit: Int) throws -> [AuditRow] {
        // The text as bytes: what stands behind a NUL byte must not escape the hash.
        let statement = try db.cachedStatement(
            sql: "SELECT seq, prev, leaf, CAST(entry AS BLOB) FROM audit WHERE seq >= ? ORDER BY seq LIMIT ?")
        return try Row.fetchAll(statement, arguments: [sequence, limit]).map { row in
            let leaf: Data = row[2]
            let text: Data = row[3]
            return AuditRow(
                sequence: row[0], previous: ContentDigest(bytes: row[1] as Data),
                // A hash of another length cannot be that of the text.
                sealed: SealedEntry(
                    text: String(decoding: text, as: UTF8.self),
                    leaf: ContentDigest(bytes: leaf) ?? AuditChain.origin))
        }
    }
}
