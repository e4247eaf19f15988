import Audit
import Foundation
import GRDB
import Invoicing
import OAProfile

/// A list of what is to be destroyed as the ledger keeps it, byte for byte as it was signed.
public struct KeptDestructionList: Hashable, Sendable {
    /// The list.
    public var text: String
    /// Its proposer's signature, in its armour.
    public var signature: String
    /// The second person's consent; empty while there is none.
    public var consent: String
    /// The signature of that.
    public var consentSignature: String

    /// Puts it together.
    public init(text: String, signature: String, consent: String = "", consentSignature: String = "") {
        self.text = text
        self.signature = signature
        self.consent = consent
        self.consentSignature = consentSignature
    }

    /// SHA-256 of the list: its name.
    public var digest: ContentDigest { ContentDigest(of: text) }
}

extension Ledger {
    /// Keeps a list that its proposer signed, with an audit entry. A second time changes nothing.
    public func propose(
        _ list: KeptDestructionList, packages: Int, reason: String, at now: Int64
    ) throws(StoreError) {
        try write(at: now) { transaction in
            try transaction.keep(list, packages: packages, reason: reason)
        }
    }

    /// A list that was proposed here; nothing where there is none of that digest.
    public func destructionList(_ digest: ContentDigest) throws(StoreError) -> KeptDestructionList? {
        try connection.read { db in
            try Row.fetchOne(
                db,
                sql: """
                    SELECT l.text, l.signature, coalesce(c.text, ''), coalesce(c.signature, '')
                    FROM destruction_list AS l LEFT JOIN destruction_consent AS c ON c.digest = l.digest
                    WHERE l.digest = ?
                    """, arguments: [Data(digest.bytes)]
            ).map {
                KeptDestructionList(
                    text: $0[0], signature: $0[1], consent: $0[2], consentSignature: $0[3])
            }
        }
    }

    /// Whether something of a claim is still under way here.
    public func hasOpenOperation(on instance: InstanceID) throws(StoreError) -> Bool {
        try connection.read { try Self.hasOpenOperation(on: instance, in: $0) }
    }

    /// Orders that packages are destroyed by a list on which two persons agreed: all of them or none, in one transaction.
    /// What was ordered by the same list before is left as it is. From here on only their tombstones count.
    /// - Parameter words: who proposed, who agreed, and by which law, for the log.
    /// - Throws: ``ArchiveRefusal`` where one of them was held, moved or ordered meanwhile; ``StoreError``.
    public func order(
        _ ids: [OperationID], by list: KeptDestructionList, words: String, at now: Int64
    ) throws {
        var refusal: ArchiveRefusal?
        try write(at: now) { transaction in
            let db = transaction.db
            var records: [ArchivedRecord] = []
            for id in ids {
                guard let record = try ArchivedRecord.fetch(db, where: "a.op_id = ?", [id.rawValue]).first
                else {
                    refusal = .notRegistered(id.rawValue)
                    return
                }
                if let known = record.list {
                    guard known == list.digest else {
                        refusal = .destroyed(record.registration.number)
                        return
                    }
                    continue
                }
                let isOpen = try Self.hasOpenOperation(on: record.instance, in: db)
                guard record.holds.isEmpty, record.package != nil, !isOpen else {
                    refusal = .keptBack(record.registration.number)
                    return
                }
                records.append(record)
            }
            guard !records.isEmpty else { return }
            try transaction.keep(list, packages: ids.count, reason: "")
            let isKnown =
                try Int.fetchOne(
                    db, sql: "SELECT count(*) FROM destruction_consent WHERE digest = ?",
                    arguments: [Data(list.digest.bytes)]) == 1
            if !isKnown {
                try db.execute(
                    sql: "INSERT INTO destruction_consent(digest, text, signature, at) VALUES (?, ?, ?, ?)",
                    arguments: [
                        Data(list.digest.bytes), list.consent, list.consentSignature, now,
                    ])
            }
            for record in records {
                try transaction.take(.ordered, on: record, digest: list.digest, reason: words)
            }
        }
        if let refusal { throw refusal }
    }

    /// Empties the evidence of an ordered package and writes down that its content is gone. To be called when nothing of
    /// the package is left on the disk. A second time changes nothing.
    /// - Throws: ``ArchiveRefusal``, ``StoreError``.
    public func finishDestruction(of id: OperationID, at now: Int64) throws {
        _ = try step(on: id, at: now) { transaction, record in
            guard record.list != nil, let package = record.package else {
                return .keptBack(record.registration.number)
            }
            guard record.destroyedAt == nil else { return nil }
            // Freed pages are overwritten, or the text would stay in the file.
            try transaction.db.execute(sql: "PRAGMA secure_delete = ON")
            try transaction.db.execute(
                sql: "UPDATE evidence SET doc_json = '' WHERE op_id = ?", arguments: [id.rawValue])
            try transaction.take(.destroyed, on: record, digest: package)
            return nil
        }
    }

    /// Whether an imported invoice came in the file of a digest: its bytes are no package's alone.
    public func hasImport(of digest: ContentDigest) throws(StoreError) -> Bool {
        try connection.read { db in
            try Int.fetchOne(
                db, sql: "SELECT count(*) FROM local_invoice WHERE sha256 = ?",
                arguments: [Data(digest.bytes)]) != 0
        }
    }

    private static func hasOpenOperation(on instance: InstanceID, in db: Database) throws -> Bool {
        try Int.fetchOne(
            db, sql: "SELECT count(*) FROM op WHERE instance_id = ? AND terminal_at IS NULL",
            arguments: [instance.rawValue]) != 0
    }
}

extension LedgerTransaction {
    fileprivate func keep(_ list: KeptDestructionList, packages: Int, reason: String) throws {
        let isKnown =
            try Int.fetchOne(
                db, sql: "SELECT count(*) FROM destruction_list WHERE digest = ?",
                arguments: [Data(list.digest.bytes)]) == 1
        guard !isKnown else { return }
        let entry = try note(
            .destructionProposed(packages: packages, digest: list.digest, reason: reason))
        try db.execute(
            sql: """
                INSERT INTO destruction_list(digest, text, signature, actor, at, entry) VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [Data(list.digest.bytes), list.text, list.signature, session.actor, now, entry])
    }
}
