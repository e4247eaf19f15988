import Foundation
import GRDB
import Synchronization

/// The one connection to ledger.db: how the file is opened, and the two ways to work in it.
///
/// State: `commits` counts what this connection committed, `isDamaged` says that the file turned out to be damaged, after
/// which nothing more is written; everything else lives in SQLite behind the queue.
final class LedgerConnection: Sendable {
    /// The path of the file, for errors.
    let path: String
    private let queue: DatabaseQueue
    private let commits = Atomic<Int64>(0)
    private let isDamaged = Atomic<Bool>(false)
    /// Room that is given up when the disk is full; nothing where only reading is allowed.
    let ballast: Ballast?

    /// Opens the file, makes it where it is missing, and brings its schema up to date.
    init(folder: URL, isReadOnly: Bool) throws(StoreError) {
        let path = folder.appendingPathComponent("ledger.db").path
        self.path = path
        ballast = isReadOnly ? nil : Ballast(folder: folder)
        if !isReadOnly { try StoreFolder.prepare(folder) }
        try StoreFolder.refuseAlias(path)
        var configuration = Configuration()
        configuration.label = "ledger"
        configuration.readonly = isReadOnly
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { db in
            if !isReadOnly {
                // SQLite has just made the file, if it was missing, and has not written a byte to it yet.
                try StoreFolder.makePrivate(path)
                try db.execute(sql: "PRAGMA journal_mode = DELETE")
                try db.execute(sql: "PRAGMA synchronous = EXTRA")
            }
            try db.execute(sql: "PRAGMA trusted_schema = OFF")
            try db.execute(sql: "PRAGMA cell_size_check = ON")
        }
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            do {
                try Self.adopt(queue, path: path, isReadOnly: isReadOnly)
            } catch {
                guard storeError(error, file: path) == .diskFull(file: path), ballast?.release() == true
                else { throw error }
                try Self.adopt(queue, path: path, isReadOnly: isReadOnly)
            }
        } catch {
            throw storeError(error, file: path)
        }
        if ballast?.wasReleased == false { ballast?.hold() }
    }

    /// Opens a copy that nobody else works on, whatever its name.
    init(readingCopy path: String) throws(StoreError) {
        self.path = path
        ballast = nil
        var configuration = Configuration()
        configuration.readonly = true
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA trusted_schema = OFF") }
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try Self.adopt(queue, path: path, isReadOnly: true)
        } catch {
            throw storeError(error, file: path)
        }
    }

    /// Reads every page and index.
    /// - Throws: ``StoreError/notADatabase(file:)`` when something is wrong with one.
    func checkIntegrity() throws(StoreError) {
        let verdict = try read { try String.fetchOne($0, sql: "PRAGMA integrity_check(1)") }
        guard verdict == "ok" else { throw .notADatabase(file: path) }
    }

    /// Writes a copy of the whole file into an empty one, seen as of one moment.
    func copy(into file: String) throws(StoreError) {
        do {
            try queue.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [file]) }
        } catch {
            throw explained(error)
        }
    }

    /// Reads in one transaction.
    func read<T>(_ body: (Database) throws -> T) throws(StoreError) -> T {
        do {
            return try queue.read(body)
        } catch {
            throw explained(error)
        }
    }

    /// Writes in one transaction that holds the write lock from its start (BEGIN IMMEDIATE): a transaction that reads first
    /// and asks for the lock later fails at once when another process wrote in between. Returns after COMMIT. When the disk
    /// is full, the ballast is given up and the transaction tried once more.
    func write<T>(_ body: (Database) throws -> T) throws(StoreError) -> T {
        guard !isDamaged.load(ordering: .sequentiallyConsistent) else { throw .notADatabase(file: path) }
        do throws(StoreError) {
            let result = try commit(body)
            // There may be room again.
            if let ballast, ballast.wasReleased { ballast.hold() }
            return result
        } catch {
            guard error == .diskFull(file: path), ballast?.release() == true else { throw error }
        }
        return try commit(body)
    }

    private func commit<T>(_ body: (Database) throws -> T) throws(StoreError) -> T {
        do {
            return try queue.writeWithoutTransaction { db in
                var result: T?
                try db.inTransaction(.immediate) {
                    result = try body(db)
                    return .commit
                }
                commits.add(1, ordering: .sequentiallyConsistent)
                guard let result else { throw DatabaseError(resultCode: .SQLITE_INTERNAL) }
                return result
            }
        } catch {
            throw explained(error)
        }
    }

    /// Damage is remembered: whoever decides on top of it could not prove anything afterwards.
    private func explained(_ error: any Error) -> StoreError {
        if DamageMark.isCalledFor(by: error) {
            isDamaged.store(true, ordering: .sequentiallyConsistent)
            if ballast != nil { DamageMark.set(on: path) }
        }
        return storeError(error, file: path)
    }

    /// Grows with every commit of this connection and, by SQLite's own count, of every other one.
    func changeMark() throws(StoreError) -> Int64 {
        do {
            let others = try queue.read { db in try Int64.fetchOne(db, sql: "PRAGMA data_version") ?? 0 }
            return others + commits.load(ordering: .sequentiallyConsistent)
        } catch {
            throw storeError(error, file: path)
        }
    }

    private static func adopt(_ queue: DatabaseQueue, path: String, isReadOnly: Bool) throws {
        func version(_ db: Database) throws -> Int {
            let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
            let application = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
            let isEmpty = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0
            // A database of another program is left alone, whatever number it carries.
            guard application == LedgerSchema.applicationID || (isEmpty && version == 0) else {
                throw StoreError.notADatabase(file: path)
            }
            guard version <= LedgerSchema.version else {
                throw StoreError.tooNew(file: path, version: version)
            }
            return version
        }
        let found = try queue.read { db in
            let found = try version(db)
            if !isReadOnly { try DamageMark.check(db, file: path) }
            return found
        }
        guard found < LedgerSchema.version else { return }
        guard !isReadOnly else { throw StoreError.readOnly(file: path) }
        try queue.writeWithoutTransaction { db in
            // Only outside of a transaction does this have an effect.
            try db.execute(sql: "PRAGMA foreign_keys = OFF")
            let migration = Result {
                try db.inTransaction(.immediate) {
                    // Another process may have been faster while this one waited for the lock.
                    try LedgerSchema.migrate(db, from: try version(db))
                    return .commit
                }
            }
            try db.execute(sql: "PRAGMA foreign_keys = ON")
            try migration.get()
        }
    }
}
