import Foundation
import GRDB

/// cache.db as a file: how it is opened, when it is set aside, and its schema.
struct MirrorFile {
    /// Writer and readers.
    let pool: DatabasePool
    /// A connection that only ever looks whether somebody committed, see ``Mirror/changeMark()``.
    let watch: DatabaseQueue
    /// Whether an unreadable file was set aside.
    let wasRebuilt: Bool

    /// `CSgn`: tells our file from any other SQLite database.
    private static let applicationID = 0x4353_676E
    private static let schemaVersion = 2

    /// Opens the file, or makes it; sets an unreadable one aside. One process at a time does this.
    static func open(_ path: String, at now: Int64) throws -> MirrorFile {
        try StoreFolder.refuseAlias(path)
        return try withLock(path + ".lock") {
            let isMarked = DamageMark.isSet(on: path)
            if !isMarked {
                do {
                    return try connect(path, wasRebuilt: false)
                } catch let error where isUnreadable(error) {
                    // Falls through: it can be fetched again, so it is made anew.
                }
            }
            try setAside(path, at: now)
            return try connect(path, wasRebuilt: true)
        }
    }

    /// Opens a file that is there, and changes nothing in it.
    static func openReadOnly(_ path: String) throws -> MirrorFile {
        try StoreFolder.refuseAlias(path)
        guard !DamageMark.isSet(on: path) else {
            throw StoreError.notADatabase(file: path)
        }
        var configuration = configuration(of: path, isReadOnly: true)
        let pool = try DatabasePool(path: path, configuration: configuration)
        do {
            let isOurs = try pool.read { db in
                try Int.fetchOne(db, sql: "PRAGMA application_id") == applicationID
                    && Int.fetchOne(db, sql: "PRAGMA user_version") == schemaVersion
            }
            guard isOurs else { throw StoreError.notADatabase(file: path) }
            configuration.label = "cache.db watch"
            return MirrorFile(
                pool: pool, watch: try DatabaseQueue(path: path, configuration: configuration),
                wasRebuilt: false)
        } catch {
            try? pool.close()
            throw error
        }
    }

    /// Remembers that the file turned out to be damaged while it was in use, so that the next start sets it
    /// aside.
    static func markDamaged(_ path: String) {
        DamageMark.set(on: path)
    }

    /// A file that is not ours or not of this version, which SQLite itself has no objection to.
    private struct Foreign: Error {}

    private static func isUnreadable(_ error: any Error) -> Bool {
        if error is Foreign { return true }
        if case .notADatabase = storeError(error, file: "") { return true }
        return false
    }

    private static func configuration(of path: String, isReadOnly: Bool) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = isReadOnly
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = 4
        configuration.label = "cache.db"
        configuration.prepareDatabase { db in
            if !isReadOnly { try StoreFolder.makePrivate(path) }
            db.add(function: KnownNames.soundsLike)
            try db.execute(
                sql: """
                    PRAGMA trusted_schema = OFF;
                    PRAGMA cell_size_check = ON;
                    PRAGMA secure_delete = OFF;
                    PRAGMA cache_size = \(db.configuration.readonly ? -1_024 : -4_096);
                    PRAGMA wal_autocheckpoint = 4000;
                    """)
        }
        return configuration
    }

    private static func connect(_ path: String, wasRebuilt: Bool) throws -> MirrorFile {
        var configuration = configuration(of: path, isReadOnly: false)
        let pool = try DatabasePool(path: path, configuration: configuration)
        do {
            try pool.write { try prepareSchema(in: $0) }
            for suffix in ["-wal", "-shm"] { try StoreFolder.makePrivate(path + suffix) }
            configuration.readonly = true
            configuration.label = "cache.db watch"
            return MirrorFile(
                pool: pool, watch: try DatabaseQueue(path: path, configuration: configuration),
                wasRebuilt: wasRebuilt)
        } catch {
            try? pool.close()
            throw error
        }
    }

    /// Makes the schema in an empty file; refuses any file with another one.
    private static func prepareSchema(in db: Database) throws {
        let application = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        let isEmpty = try Bool.fetchOne(db, sql: "SELECT count(*) = 0 FROM sqlite_schema") ?? false
        if application == 0, version == 0, isEmpty {
            try MirrorTables.live.create(in: db)
            try db.execute(sql: KnownNames.schema)
            try db.execute(
                sql: """
                    CREATE TABLE sync_state(id INTEGER PRIMARY KEY CHECK(id=1), epoch TEXT NOT NULL,
                     cursor TEXT NOT NULL, updated_at INTEGER) STRICT;
                    CREATE TABLE tombstone(task_id TEXT PRIMARY KEY, reason TEXT NOT NULL, at INTEGER,
                     rev TEXT NOT NULL) STRICT;
                    CREATE TABLE key_counter(id INTEGER PRIMARY KEY CHECK(id=1), last INTEGER NOT NULL) STRICT;
                    CREATE TABLE snapshot(id INTEGER PRIMARY KEY CHECK(id=1), epoch TEXT, cursor TEXT) STRICT;
                    CREATE TABLE next_change(task_id TEXT PRIMARY KEY, unreadable TEXT) STRICT, WITHOUT ROWID;
                    PRAGMA application_id = \(applicationID);
                    PRAGMA user_version = \(schemaVersion);
                    """)
            try Directory.create(in: db)
            try MirrorComparison.create(in: db)
            try RulesMark.create(in: db)
            try VerificationTable.create(in: db)
            try Snapshot.create(in: db)
            return
        }
        guard application == applicationID, version == schemaVersion else { throw Foreign() }
        // A file of before there was one: making it is no reason to fetch a million tasks again.
        try Directory.create(in: db)
        try MirrorComparison.create(in: db)
        try MirrorTables.live.createStatistics(in: db)
        if try MirrorTables.next.exist(in: db) { try MirrorTables.next.createStatistics(in: db) }
        try MirrorTables.live.createArchivePaths(in: db)
        try RulesMark.create(in: db)
        try VerificationTable.create(in: db)
        try Snapshot.create(in: db)
        // What a crash after a swap left behind.
        try MirrorTables.old.drop(in: db)
    }

    /// Renames the file with its companions; only the newest such set is kept.
    private static func setAside(_ path: String, at now: Int64) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        let prefix = URL(fileURLWithPath: path).lastPathComponent + ".unreadable-"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for name in names where name.hasPrefix(prefix) { unlink(folder.appendingPathComponent(name).path) }
        for suffix in ["-wal", "-shm", ""] {
            guard rename(path + suffix, folder.path + "/" + prefix + "\(now)" + suffix) != 0 else { continue }
            if errno != ENOENT { throw storeError(errno: errno, file: path + suffix) }
        }
        DamageMark.clear(on: path)
    }

    /// Holds an exclusive `flock` on a file of its own: never on a database file, where closing it would take
    /// away SQLite's locks.
    private static func withLock<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw storeError(errno: errno, file: path) }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw storeError(errno: errno, file: path) }
        }
        return try body()
    }
}
