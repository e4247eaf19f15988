import Audit
import Foundation
import GRDB
import Invoicing
import OAProfile

extension Ledger {
    /// What was covered of an entry; nothing where nothing was, or where it was erased.
    public func concealedText(of entry: Int64) throws(StoreError) -> ConcealedText? {
        try connection.read { db in
            try Row.fetchOne(
                db, sql: "SELECT salt, text FROM concealed_text WHERE entry = ? AND erasure IS NULL",
                arguments: [entry]
            ).flatMap { row in
                ContentDigest(bytes: row[0] as Data).map { ConcealedText(salt: $0, text: row[1]) }
            }
        }
    }

    /// The entries of which a value was covered and is not erased, in their order.
    /// - Parameter value: as it was written, such as a telephone number.
    public func entriesConcealing(_ value: String) throws(StoreError) -> [Int64] {
        guard !value.isEmpty else { return [] }
        return try connection.read { db in
            // The text is canonical JSON: what is looked for has the spelling that it has there.
            let needle = JSONValue.string(value).canonical.dropFirst().dropLast()
            return try Int64.fetchAll(
                db, sql: "SELECT entry FROM concealed_text WHERE instr(text, ?) > 0 ORDER BY entry",
                arguments: [String(needle)])
        }
    }

    /// Erases what was covered of entries, with its salts, for ever: one transaction, one entry of the log. The entries stand
    /// as they were, and the chain verifies; what they committed to nobody can tell any more. What was erased before, or never
    /// covered, is left out.
    /// - Returns: the entries of which something was erased.
    /// - Throws: ``ArchiveRefusal/noReason``, ``StoreError``.
    public func erase(_ entries: [Int64], reason: String, at now: Int64) throws -> [Int64] {
        let reason = try Self.archiveReason(reason)
        return try write(at: now) { transaction in
            let db = transaction.db
            let known = try Int64.fetchAll(
                db, sql: "SELECT entry FROM concealed_text WHERE erasure IS NULL ORDER BY entry"
            ).filter { Set(entries).contains($0) }
            guard !known.isEmpty else { return [] }
            // Freed pages are overwritten, or the text would stay in the file.
            try db.execute(sql: "PRAGMA secure_delete = ON")
            let erasure = try transaction.note(.personalDataErased(entries: known, reason: reason))
            for entry in known {
                try db.execute(
                    sql: "UPDATE concealed_text SET salt = NULL, text = NULL, erasure = ? WHERE entry = ?",
                    arguments: [erasure, entry])
            }
            return known
        }
    }
}

extension AuditReplay {
    /// Compares each commitment of the log with what is kept of it, or with the log's word that it was erased. To be called in
    /// the transaction in which the last page was read.
    mutating func compareConcealed(_ db: Database) throws {
        let rows = try Row.fetchCursor(
            db, sql: "SELECT entry, salt, CAST(text AS BLOB), erasure FROM concealed_text ORDER BY entry")
        while let row = try rows.next() {
            let erasure: Int64? = row[3]
            let salt: Data? = row[1]
            let text: Data? = row[2]
            let kept = salt.flatMap { ContentDigest(bytes: $0) }.map {
                ConcealedText(salt: $0, text: String(decoding: text ?? Data(), as: UTF8.self)).commitment
            }
            compareConcealed(at: row[0], kept: kept, erasure: erasure)
        }
        finishConcealed()
    }
}
