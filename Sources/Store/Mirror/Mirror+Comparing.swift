import Foundation
import GRDB
import Invoicing
import OAProfile

/// A comparison of the mirror with the OA, and what it found.
public struct MirrorComparison: Hashable, Sendable {
    /// When, in milliseconds since 1970.
    public var at: Int64
    /// How many tasks the OA has for the user.
    public var compared: Int
    /// The tasks that differed although no change of the feed told so, and were fetched again; at most ``mostNamed``.
    public var differing: [TaskID]
    /// How many they were.
    public var differences: Int

    /// How many tasks are named.
    public static let mostNamed = 100

    /// Makes a comparison.
    public init(at: Int64, compared: Int, differing: [TaskID], differences: Int) {
        self.at = at
        self.compared = compared
        self.differing = differing
        self.differences = differences
    }

    static func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS comparison(id INTEGER PRIMARY KEY CHECK(id=1), at INTEGER NOT NULL,
                 compared INTEGER NOT NULL, differences INTEGER NOT NULL, differing TEXT NOT NULL) STRICT;
                """)
    }
}

extension Mirror {
    /// What is here, in digests; nothing before the first pull.
    public func inventory() throws(StoreError) -> Inventory? {
        try read { db in
            guard let epoch = try String.fetchOne(db, sql: "SELECT epoch FROM sync_state WHERE id = 1") else {
                return nil
            }
            var inventory = Inventory(epoch: epoch)
            try Self.eachEntry(in: db) { inventory.add($0) }
            return inventory
        }
    }

    /// What is here in some buckets.
    public func inventory(ofBuckets buckets: Set<Int>) throws(StoreError) -> [TaskID: InventoryEntry] {
        try read { db in
            var found: [TaskID: InventoryEntry] = [:]
            try Self.eachEntry(in: db) { if buckets.contains($0.bucket) { found[$0.id] = $0 } }
            return found
        }
    }

    /// The entry of one task; nothing where it is not here.
    public func inventoryEntry(_ id: TaskID) throws(StoreError) -> InventoryEntry? {
        try read { db in
            let row = try Row.fetchOne(
                db.cachedStatement(sql: "SELECT task_id, rev, digest FROM task WHERE task_id = ?"),
                arguments: [id.rawValue])
            return try row.map(Self.entry)
        }
    }

    /// Puts in what was fetched for tasks that differ, whatever version is here; cursor and epoch stay.
    public func repair(_ items: [ChangeItem], at now: Int64) throws(StoreError) -> AppliedChanges {
        try write { db in
            try MirrorWriter(db, tables: .live, rules: rules, isSameEpoch: false).take(items, at: now)
        }
    }

    /// The last comparison with the OA; nothing where there was none since the mirror was made.
    public func lastComparison() throws(StoreError) -> MirrorComparison? {
        try read { db in
            let row = try Row.fetchOne(
                db, sql: "SELECT at, compared, differences, differing FROM comparison WHERE id = 1")
            guard let row else { return nil }
            let names: String = row[3]
            let differing = (try? JSONDecoder().decode([String].self, from: Data(names.utf8))) ?? []
            return MirrorComparison(
                at: row[0], compared: row[1], differing: differing.map(TaskID.init(rawValue:)),
                differences: row[2])
        }
    }

    /// Keeps a comparison in place of the one before.
    public func keep(_ comparison: MirrorComparison) throws(StoreError) {
        try write { db in
            let names = comparison.differing.prefix(MirrorComparison.mostNamed).map(\.rawValue)
            try db.execute(
                sql: """
                    INSERT OR REPLACE INTO comparison(id, at, compared, differences, differing) VALUES(1, ?, ?, ?, ?)
                    """,
                arguments: [
                    comparison.at, comparison.compared, comparison.differences,
                    String(decoding: try JSONEncoder().encode(names), as: UTF8.self),
                ])
        }
    }

    private static func eachEntry(in db: Database, _ visit: (InventoryEntry) -> Void) throws {
        // What was imported here is not the OA's.
        let rows = try Row.fetchCursor(
            db, sql: "SELECT task_id, rev, digest FROM task WHERE status <> 'local'")
        while let row = try rows.next() { visit(try entry(row)) }
    }

    private static func entry(_ row: Row) throws -> InventoryEntry {
        let bytes: Data = row[2]
        let id: String = row[0]
        guard let digest = ContentDigest(bytes: bytes) else {
            throw DamagedRow(cause: "task.digest of \(id)")
        }
        return InventoryEntry(id: TaskID(rawValue: id), rev: row[1], decisionDigest: digest)
    }
}
