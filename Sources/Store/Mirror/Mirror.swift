import Foundation
import GRDB
import Invoicing
import OAProfile

// cache.db: what the OA last told, with findings, search index and one narrow row a task for the queue.
// In: pages of changes and snapshots, each with its cursor in one transaction. Out: keys by query, rows, documents.
// `MirrorWriter` writes, `MirrorJudge` keeps findings, `MirrorTables` is the schema, `MirrorFile` opens the file.

/// cache.db: what the OA last told, with findings and search index. May be deleted at any time.
///
/// Every method may be called from any thread. Reading never waits for writing; each call sees one state of
/// the mirror.
public final class Mirror: Sendable {
    let file: MirrorFile
    let path: String
    let rules: TaskRules

    /// Opens or makes cache.db in a folder. A damaged or unreadable one is set aside and made anew, see
    /// ``wasRebuilt``.
    /// - Parameter now: the time in milliseconds since 1970, for the name of a file that is set aside; the
    ///   system's clock where it is not given.
    /// - Parameter rules: how tasks are judged.
    /// - Throws: ``StoreError`` where the folder or file cannot be used at all.
    public init(folder: URL, at now: Int64? = nil, rules: TaskRules = .inForce) throws(StoreError) {
        self.rules = rules
        try StoreFolder.prepare(folder)
        path = folder.appendingPathComponent("cache.db").path
        do {
            let now = now ?? Int64(Date().timeIntervalSince1970 * 1_000)
            file = try MirrorFile.open(path, at: now)
        } catch {
            throw storeError(error, file: path)
        }
        beginJudgingAgain()
    }

    /// Remembers that other rules judged so far. A file that is damaged or locked shows that in use, where it is told.
    private func beginJudgingAgain() {
        let known = try? file.pool.read { try String.fetchOne($0, sql: "SELECT mark FROM judgement") }
        if known != rules.mark { try? file.pool.write { try RulesMark.begin(rules.mark, in: $0) } }
    }

    /// Opens an existing cache.db for reading: every call that would change something throws
    /// ``StoreError/readOnly(file:)``. A damaged or unreadable one is an error here, and left where it is.
    /// - Parameter rules: how tasks are judged when they are looked at.
    public static func openReadOnly(folder: URL, rules: TaskRules = .inForce) throws(StoreError) -> Mirror {
        let path = folder.appendingPathComponent("cache.db").path
        do {
            return Mirror(file: try MirrorFile.openReadOnly(path), path: path, rules: rules)
        } catch {
            throw storeError(error, file: path)
        }
    }

    private init(file: MirrorFile, path: String, rules: TaskRules) {
        self.file = file
        self.path = path
        self.rules = rules
    }

    deinit {
        // The one that only reads goes first: the last to close folds the write-ahead log into the file.
        try? file.watch.close()
        try? file.pool.close()
    }

    /// Whether the file had to be made anew because it could not be read.
    public var wasRebuilt: Bool { file.wasRebuilt }

    /// Epoch and cursor of the last page that was applied; nothing before the first.
    public func syncState() throws(StoreError) -> SyncState? {
        try read { try Self.syncState(in: $0) }
    }

    /// Applies a page: upserts, tombstones, findings of what changed (and of its neighbours), cursor and
    /// epoch, in one transaction. Applying a page again changes nothing. A snapshot that was begun and not
    /// finished is forgotten.
    public func apply(_ page: ChangesPage, at now: Int64) throws(StoreError) -> AppliedChanges {
        let changes = try write { db in
            if try Snapshot.current(in: db) != nil { try Snapshot.forget(in: db) }
            let state = try Self.syncState(in: db)
            let writer = try MirrorWriter(
                db, tables: .live, rules: rules, isSameEpoch: state?.epoch == page.epoch)
            let changes = try writer.take(page.items, at: now)
            try Self.setSyncState(
                SyncState(epoch: page.epoch, cursor: page.newCursor, updatedAt: now), in: db)
            return changes
        }
        // The store has caught up: from here on it is searched more than it is filled.
        if !page.hasMore { makeSearchIndexes() }
        return changes
    }

    /// A number that changes whenever any process commits to the mirror.
    public func changeMark() throws(StoreError) -> Int64 {
        do {
            return try file.watch.read { try Int64.fetchOne($0, sql: "PRAGMA data_version") ?? 0 }
        } catch {
            throw explained(error)
        }
    }

    // MARK: Transactions

    func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        do {
            return try file.pool.read(body)
        } catch {
            throw explained(error)
        }
    }

    func write<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        do {
            return try file.pool.write(body)
        } catch {
            throw explained(error)
        }
    }

    private func explained(_ error: any Error) -> StoreError {
        let explained = storeError(error, file: path)
        if case .notADatabase = explained { MirrorFile.markDamaged(path) }
        return explained
    }

    // MARK: Sync state

    private static func syncState(in db: Database) throws -> SyncState? {
        let statement = try db.cachedStatement(
            sql: "SELECT epoch, cursor, updated_at FROM sync_state WHERE id = 1")
        return try Row.fetchOne(statement).map {
            SyncState(epoch: $0[0], cursor: $0[1], updatedAt: $0[2] ?? 0)
        }
    }

    /// Sets epoch and cursor, unless they are so already: then nothing is written, and no reader is woken.
    static func setSyncState(_ state: SyncState, in db: Database) throws {
        if let known = try syncState(in: db), known.epoch == state.epoch, known.cursor == state.cursor {
            return
        }
        try db.cachedStatement(
            sql: "INSERT OR REPLACE INTO sync_state(id, epoch, cursor, updated_at) VALUES(1, ?, ?, ?)"
        ).execute(arguments: [state.epoch, state.cursor, state.updatedAt])
    }
}

/// Where the mirror stands in the OA's history.
public struct SyncState: Hashable, Sendable {
    /// The history.
    public var epoch: String
    /// The place in it.
    public var cursor: String
    /// When it was reached, in milliseconds since 1970.
    public var updatedAt: Int64

    /// Makes a state.
    public init(epoch: String, cursor: String, updatedAt: Int64) {
        self.epoch = epoch
        self.cursor = cursor
        self.updatedAt = updatedAt
    }
}

/// What a page or a snapshot changed.
public struct AppliedChanges: Hashable, Sendable {
    /// Tasks that are new or have another version.
    public var changed: [TaskID]
    /// Tasks that are no longer there.
    public var gone: [TaskID]
    /// Tasks whose document could not be read, with the cause. They are kept as they were, and must be told.
    public var unreadable: [TaskID: String]

    /// Makes a result.
    public init(changed: [TaskID] = [], gone: [TaskID] = [], unreadable: [TaskID: String] = [:]) {
        self.changed = changed
        self.gone = gone
        self.unreadable = unreadable
    }
}
