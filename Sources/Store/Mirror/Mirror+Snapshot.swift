import Foundation
import GRDB
import Invoicing
import OAProfile

extension Mirror {
    /// Starts a snapshot into shadow tables, forgetting an unfinished one.
    public func beginSnapshot() throws(StoreError) {
        try write { db in
            try Snapshot.forget(in: db)
            try MirrorTables.next.create(in: db, withQueueIndexes: false)
            try db.execute(sql: "INSERT INTO snapshot(id) VALUES(1)")
        }
    }

    /// Of which history and place the snapshot under way is; nothing where there is none, or it has no page.
    public func snapshotUnderWay() throws(StoreError) -> (epoch: String, cursor: String)? {
        let snapshot = try read { db in try Snapshot.current(in: db) }
        guard let epoch = snapshot?.epoch, let cursor = snapshot?.cursor else { return nil }
        return (epoch, cursor)
    }

    /// Adds a page to the snapshot.
    /// - Throws: ``StoreError/failed(file:cause:)`` when no snapshot is under way, or the page is of another
    ///   history.
    public func addToSnapshot(_ page: SnapshotPage) throws(StoreError) {
        try addToSnapshot(prepare(page))
    }

    /// Adds a page that was made ready to the snapshot.
    /// - Throws: as ``addToSnapshot(_:)-(SnapshotPage)``.
    public func addToSnapshot(_ prepared: PreparedPage) throws(StoreError) {
        let page = prepared.page
        try write { db in
            let snapshot = try underWay(in: db)
            if let epoch = snapshot.epoch, epoch != page.epoch {
                throw StoreError.failed(file: path, cause: "the OA's history changed during the snapshot")
            }
            if snapshot.epoch == nil {
                try db.execute(
                    sql: "UPDATE snapshot SET epoch = ?, cursor = ?", arguments: [page.epoch, page.cursor])
            }
            let writer = try MirrorWriter(
                db, tables: .next, rules: rules, isSameEpoch: true, defersJudging: true)
            let unreadable = try writer.take(page.items, prepared: prepared.tasks, at: 0).unreadable
            for (task, cause) in unreadable {
                try db.cachedStatement(
                    sql: "INSERT OR REPLACE INTO next_change(task_id, unreadable) VALUES(?, ?)"
                )
                .execute(arguments: [task.rawValue, cause])
            }
        }
    }

    /// One step of what a snapshot needs behind its last page; whether more are left. First some of the tasks that pages
    /// touched after they had come are judged, then one index of the queue after the other is made, which costs a third of
    /// what keeping it up row by row does. In the shadow tables, so that the swap need not wait for it;
    /// ``finishSnapshot(at:)`` does what is left.
    /// - Throws: ``StoreError/failed(file:cause:)`` when no snapshot is under way.
    public func judgeSnapshot() throws(StoreError) -> Bool {
        try write { db in
            _ = try underWay(in: db)
            let isJudging = try MirrorWriter(db, tables: .next, rules: rules, isSameEpoch: true)
                .judgeDeferred(limit: 500)
            return try isJudging || MirrorTables.next.createQueueIndex(in: db)
        }
    }

    /// Puts the snapshot in place of the mirror in one transaction; the cursor is that of its first page.
    /// Keys of tasks that are in both stay the same.
    /// - Throws: ``StoreError/failed(file:cause:)`` when no snapshot is under way, or it has no page.
    public func finishSnapshot(at now: Int64) throws(StoreError) -> AppliedChanges {
        while try judgeSnapshot() {}
        let changes = try write { db in
            let snapshot = try underWay(in: db)
            guard let epoch = snapshot.epoch, let cursor = snapshot.cursor else {
                throw StoreError.failed(file: path, cause: "the snapshot has no page")
            }
            // What was imported here is in no snapshot, and stays.
            let local = try Self.local(in: db)
            if !local.isEmpty {
                _ = try MirrorWriter(db, tables: .next, rules: rules, isSameEpoch: true).takeLocal(local)
            }
            let changes = try Snapshot.changes(in: db)
            try MirrorTables.old.drop(in: db)
            try MirrorTables.live.rename(to: .old, in: db)
            try MirrorTables.next.rename(to: .live, in: db)
            // Versions of another history say nothing about this one, so no earlier tombstone stays.
            try db.execute(
                sql:
                    "DELETE FROM tombstone; DELETE FROM next_change; DELETE FROM next_judged; DELETE FROM snapshot;"
            )
            for task in changes.gone {
                try Tombstone(task: task, reason: "not in the snapshot", rev: "", at: now)
                    .insert(in: db, isSameEpoch: false)
            }
            try Self.setSyncState(SyncState(epoch: epoch, cursor: cursor, updatedAt: now), in: db)
            return changes
        }
        // The swap is done; freeing millions of pages need not be part of it. Where that fails, the snapshot
        // counts all the same: the next one, or the next start, frees them.
        _ = try? write { try MirrorTables.old.drop(in: $0) }
        makeSearchIndexes()
        return changes
    }

    /// Forgets everything that the OA told, for another user's sign-in: the next pull takes a snapshot.
    public func forgetAll() throws(StoreError) {
        try write { db in
            try Snapshot.forget(in: db)
            try MirrorTables.live.drop(in: db)
            try MirrorTables.live.create(in: db)
            try VerificationTable.clear(in: db)
            try db.execute(
                sql:
                    "DELETE FROM tombstone; DELETE FROM sync_state; DELETE FROM known_name; DELETE FROM comparison;"
            )
        }
    }

    private func underWay(in db: Database) throws -> Snapshot {
        guard let snapshot = try Snapshot.current(in: db) else {
            throw StoreError.failed(file: path, cause: "no snapshot is under way")
        }
        return snapshot
    }
}

/// A snapshot under way: of which history and place, once its first page has come.
struct Snapshot {
    var epoch: String?
    var cursor: String?

    static func current(in db: Database) throws -> Snapshot? {
        try Row.fetchOne(db.cachedStatement(sql: "SELECT epoch, cursor FROM snapshot WHERE id = 1")).map {
            Snapshot(epoch: $0[0], cursor: $0[1])
        }
    }

    /// Makes the table of tasks that are to be judged at the end.
    static func create(in db: Database) throws {
        try db.execute(sql: "CREATE TABLE IF NOT EXISTS next_judged(key INTEGER PRIMARY KEY) STRICT")
    }

    /// Drops the shadow tables and everything that is remembered beside them.
    static func forget(in db: Database) throws {
        try MirrorTables.next.drop(in: db)
        try MirrorTables.old.drop(in: db)
        try db.execute(sql: "DELETE FROM snapshot; DELETE FROM next_change; DELETE FROM next_judged;")
    }

    /// What the swap will change, from the mirror as it is.
    static func changes(in db: Database) throws -> AppliedChanges {
        // Both sides are read from the indexes on task_id alone.
        let new = try String.fetchAll(
            db,
            sql: """
                SELECT task_id FROM next_task
                WHERE NOT EXISTS (SELECT 1 FROM task WHERE task.task_id = next_task.task_id)
                """)
        let changed = try String.fetchAll(db, sql: "SELECT task_id FROM next_change WHERE unreadable IS NULL")
        let gone = try String.fetchAll(
            db,
            sql: """
                SELECT task_id FROM task
                WHERE NOT EXISTS (SELECT 1 FROM next_task WHERE next_task.task_id = task.task_id)
                """)
        let unreadable = try Row.fetchAll(
            db, sql: "SELECT task_id, unreadable FROM next_change WHERE unreadable IS NOT NULL")
        return AppliedChanges(
            changed: (new + changed).map(TaskID.init(rawValue:)), gone: gone.map(TaskID.init(rawValue:)),
            unreadable: Dictionary(
                unreadable.map { (TaskID(rawValue: $0[0]), $0[1]) }, uniquingKeysWith: { first, _ in first }))
    }
}
