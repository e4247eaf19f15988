import Audit
import Foundation
import GRDB
import Invoicing
import OAProfile

/// A checkpoint as the ledger keeps it.
public struct KeptCheckpoint: Hashable, Sendable {
    /// What it states.
    public var checkpoint: Checkpoint
    /// An SSH signature of its text; empty without one.
    public var signature: String
    /// When somebody outside took it, in milliseconds since 1970; nothing while nobody has.
    public var anchoredAt: Int64?
    /// Who took it.
    public var anchor: String
}

/// What the ledger holds of one decision beside the log, byte for byte as it is hashed.
public struct OperationRecord: Hashable, Sendable {
    /// The operation.
    public var operation: RecordedOperation
    /// The task as it was seen, JSON.
    public var evidence: String
    /// The OA's receipt, JSON; nothing where the OA has not confirmed it.
    public var receipt: String?
    /// What its author signed; nothing where no signature was asked for.
    public var signed: SignedStatement?
}

extension Ledger {
    /// How many entries the audit log has.
    public func auditSize() throws(StoreError) -> Int {
        try connection.read { db in try Int.fetchOne(db, sql: "SELECT max(seq) FROM audit") ?? 0 }
    }

    /// The leaf hashes of the log, in its order. Works in short reads, so that others can go on.
    public func auditLeaves() throws(StoreError) -> [ContentDigest] {
        var leaves: [ContentDigest] = []
        var last = Int64.min
        var isMore = true
        while isMore {
            isMore = try connection.read { db in
                let page = 20_000
                let statement = try db.cachedStatement(
                    sql: "SELECT seq, leaf FROM audit WHERE seq > ? ORDER BY seq LIMIT ?")
                let rows = try Row.fetchAll(statement, arguments: [last, page])
                for row in rows {
                    guard let leaf = ContentDigest(bytes: row[1] as Data) else {
                        throw DamagedRow(cause: "audit.leaf")
                    }
                    leaves.append(leaf)
                    last = row[0]
                }
                return rows.count == page
            }
        }
        return leaves
    }

    /// The entries of an operation or of a task, with their places in the log, which count from 1.
    public func auditEntries(about name: String) throws(StoreError) -> [(
        sequence: Int64, sealed: SealedEntry
    )] {
        try connection.read { db in
            // The indexes only find candidates; the entry itself says what it is about.
            let rows = try Int64.fetchAll(
                db,
                sql: """
                    SELECT seq FROM audit INDEXED BY audit_by_operation WHERE \(AuditPath.operation.sql) = ?1
                    UNION SELECT seq FROM audit INDEXED BY audit_by_task WHERE \(AuditPath.task.sql) = ?1
                    ORDER BY seq
                    """, arguments: [AuditPath.key(of: name)])
            return try rows.compactMap { sequence in
                guard let row = try AuditRow.fetch(db, from: sequence, limit: 1).first,
                    let entry = try? row.sealed.entry(), entry.operation == name || entry.task == name
                else { return nil }
                return (sequence, row.sealed)
            }
        }
    }

    /// An operation with its evidence and receipt.
    public func record(of id: OperationID) throws(StoreError) -> OperationRecord? {
        try connection.read { db in
            guard let operation = try RecordedOperation.fetch(db, id),
                let evidence = try Self.evidence(db, of: id)
            else { return nil }
            let receipt = try String.fetchOne(
                db, sql: "SELECT receipt_json FROM op WHERE op_id = ?", arguments: [id.rawValue])
            let signature = try Data.fetchOne(
                db, sql: "SELECT signature FROM op WHERE op_id = ?", arguments: [id.rawValue])
            return OperationRecord(
                operation: operation, evidence: evidence.json, receipt: receipt,
                signed: signature.flatMap { SignedStatement(bytes: $0) })
        }
    }

    /// The checkpoints that were kept, smallest first; those whose text is none are left out.
    public func checkpoints() throws(StoreError) -> [KeptCheckpoint] {
        try connection.read { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT text, sig, anchored_at, anchor FROM checkpoint ORDER BY size")
            return rows.compactMap { row in
                Checkpoint(text: row[0]).map {
                    KeptCheckpoint(
                        checkpoint: $0, signature: row[1], anchoredAt: row[2], anchor: row[3] ?? "")
                }
            }
        }
    }

    /// Keeps a checkpoint; one of the same size that is kept already stays as it is. Where somebody outside took it, that
    /// is written beside it.
    public func keep(_ kept: KeptCheckpoint) throws(StoreError) {
        try connection.write { db in
            let checkpoint = kept.checkpoint
            let isKnown =
                try Int.fetchOne(
                    db, sql: "SELECT count(*) FROM checkpoint WHERE size = ?", arguments: [checkpoint.size])
                == 1
            if !isKnown {
                try db.execute(
                    sql: "INSERT INTO checkpoint(size, root, text, sig) VALUES (?, ?, ?, ?)",
                    arguments: [
                        checkpoint.size, Data(checkpoint.root.bytes), checkpoint.text, kept.signature,
                    ])
            }
            guard let time = kept.anchoredAt else { return }
            try db.execute(
                sql: "UPDATE checkpoint SET anchored_at = ?, anchor = ? WHERE size = ? AND root = ?",
                arguments: [time, kept.anchor, checkpoint.size, Data(checkpoint.root.bytes)])
        }
    }
}

extension KeptCheckpoint {
    /// Makes one.
    public init(
        _ checkpoint: Checkpoint, signature: String = "", anchoredAt: Int64? = nil, anchor: String = ""
    ) {
        self.init(checkpoint: checkpoint, signature: signature, anchoredAt: anchoredAt, anchor: anchor)
    }
}
