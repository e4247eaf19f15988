import Audit
import Foundation
import GRDB
import OAProfile

/// A member of the entries that an index leads to. The words are those of the schema.
enum AuditPath: String {
    case actor
    case event
    case task = "task_id"
    case operation = "op_id"
    case time = "ts_wall"

    /// The member as the indexes have it.
    var sql: String {
        guard self != .time else {
            return "CAST(substr(entry, instr(entry, '\"ts_wall\":') + 10, 20) AS INTEGER)"
        }
        let found = "instr(entry, '\"\(rawValue)\":\"')"
        let start = "\(found) + \(rawValue.utf8.count + 4)"
        return
            "CASE WHEN \(found) > 0 THEN substr(entry, \(start), instr(substr(entry, \(start)), '\"') - 1) END"
    }

    /// A text as the indexes have it: as the entry spells it, up to its first quotation mark.
    static func key(of text: String) -> String {
        String(JSONValue.string(text).canonical.dropFirst().dropLast().prefix { $0 != "\"" })
    }
}

/// A part of the log that was searched, newest first.
public struct AuditStretch: Hashable, Sendable {
    /// The places of the entries that may be meant, the newest first.
    public var sequences: [Int64]
    /// Below which place the search goes on; nothing where it is at its end.
    public var next: Int64?
    /// Above which place the search ends; nothing before it began.
    public var floor: Int64?

    /// Makes a stretch.
    public init(sequences: [Int64], next: Int64?, floor: Int64?) {
        self.sequences = sequences
        self.next = next
        self.floor = floor
    }
}

/// An entry with its place, as it is kept.
public struct AuditRecord: Hashable, Sendable {
    /// Its place in the log, from 1.
    public var sequence: Int64
    /// The entry; nothing where its text cannot be read.
    public var entry: AuditEntry?
    /// Its text, for who wants to see it whole.
    public var sealed: SealedEntry
    /// Whether the text is the one that was hashed, and says its own place.
    public var isSealed: Bool

    /// Takes an entry as it is kept.
    public init(sequence: Int64, sealed: SealedEntry) {
        self.sequence = sequence
        self.sealed = sealed
        entry = try? sealed.entry()
        isSealed =
            MerkleTree.leafHash(of: sealed.text.utf8) == sealed.leaf && entry?.sequence == sequence
    }
}

extension Ledger {
    /// The place of the newest entry; 0 in an empty log. One step along the index, however long the log is.
    public func auditHead() throws(StoreError) -> Int64 {
        try connection.read { db in try Int64.fetchOne(db, sql: "SELECT max(seq) FROM audit") ?? 0 }
    }

    /// The entries at some places, in the given order; what is not there is left out.
    public func auditRecords(at sequences: [Int64]) throws(StoreError) -> [AuditRecord] {
        try connection.read { db in
            try sequences.compactMap { sequence in
                try AuditRow.fetch(db, from: sequence, limit: 1).first
                    .flatMap { row in
                        row.sequence == sequence
                            ? AuditRecord(sequence: sequence, sealed: row.sealed) : nil
                    }
            }
        }
    }

    /// Searches a part of the log from the newest entry on: one short read, so that a person sees the first finds at once and
    /// others can go on. What is found by an index is found by it; words are looked for in the texts.
    /// - Parameters:
    ///   - below: the place that the last stretch ended with (``AuditStretch/next``).
    ///   - floor: what the last stretch said; nothing for the first.
    ///   - most: how many places are enough.
    public func auditStretch(
        matching filter: AuditFilter, below: Int64 = .max, floor: Int64? = nil, most: Int
    ) throws(StoreError) -> AuditStretch {
        try connection.read { db in
            let newest = try Int64.fetchOne(
                db, sql: "SELECT max(seq) FROM audit WHERE seq < ?", arguments: [below])
            guard var top = newest, top > 0 else {
                return AuditStretch(sequences: [], next: nil, floor: floor)
            }
            var floor = floor ?? 0
            if below == .max, filter.from != nil || filter.before != nil {
                // Clocks may have been set back: the whole range between the first and the last entry of that time.
                guard let range = try Self.places(from: filter.from, before: filter.before, in: db) else {
                    return AuditStretch(sequences: [], next: nil, floor: floor)
                }
                (floor, top) = (range.lowerBound - 1, min(top, range.upperBound))
            }
            let search = AuditSearch(filter)
            let bottom = max(floor, top - min(search.span, top))
            let sequences = try Int64.fetchAll(
                db,
                sql: """
                    SELECT seq FROM audit \(search.source) WHERE seq <= ? AND seq > ?\(search.condition)
                    ORDER BY seq DESC LIMIT ?
                    """,
                arguments: StatementArguments([top, bottom]) + search.arguments
                    + StatementArguments([max(1, most)]))
            let reached = sequences.count >= most ? (sequences.last ?? top) : bottom + 1
            return AuditStretch(
                sequences: sequences, next: reached - 1 > floor ? reached : nil, floor: floor)
        }
    }

    private static func places(from: Int64?, before: Int64?, in db: Database) throws -> ClosedRange<Int64>? {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT min(seq), max(seq) FROM audit INDEXED BY audit_by_time
                WHERE \(AuditPath.time.sql) >= ? AND \(AuditPath.time.sql) < ?
                """, arguments: [from ?? .min, before ?? .max])
        guard let row, let first: Int64 = row[0], let last: Int64 = row[1] else { return nil }
        return first...last
    }
}

/// A filter as a search: one index leads, everything else is looked for in the texts, which is faster than taking each apart.
private struct AuditSearch {
    /// Which index leads.
    var source = ""
    var condition = ""
    var arguments = StatementArguments()
    /// How much of the log one read goes through.
    var span: Int64

    init(_ filter: AuditFilter) {
        if let about = filter.about {
            condition = """
                 AND seq IN (SELECT seq FROM audit INDEXED BY audit_by_task WHERE \(AuditPath.task.sql) = ?
                 UNION ALL SELECT seq FROM audit INDEXED BY audit_by_operation
                 WHERE \(AuditPath.operation.sql) = ?)
                """
            arguments += [AuditPath.key(of: about), AuditPath.key(of: about)]
            span = .max
        } else if let event = filter.event {
            source = "INDEXED BY audit_by_event"
            condition = " AND \(AuditPath.event.sql) = ?"
            arguments += [AuditPath.key(of: event)]
            span = 200_000
        } else if let actor = filter.actor {
            source = "INDEXED BY audit_by_actor"
            condition = " AND \(AuditPath.actor.sql) = ?"
            arguments += [AuditPath.key(of: actor)]
            span = 200_000
        } else {
            span = 50_000
        }
        let needles = filter.needles
        // What an index answers alone needs no look at the text, and no end: the limit is its end.
        let leading = [filter.about, filter.event, filter.actor].compactMap { $0 }
        let isAnswered = needles.count == 1 && leading.count == 1 && !leading[0].contains("\"")
        if isAnswered { span = .max }
        for needle in needles where !isAnswered {
            condition += " AND instr(entry, ?) > 0"
            arguments += [needle]
        }
        if let from = filter.from {
            condition += " AND \(AuditPath.time.sql) >= ?"
            arguments += [from]
        }
        if let before = filter.before {
            condition += " AND \(AuditPath.time.sql) < ?"
            arguments += [before]
        }
    }
}
