import Foundation
import GRDB
import Invoicing
import OAProfile

// The reference OA's own SQLite file: users, claims, tasks, decisions, the op store, the change feed, the files.
// In: sample claims once, then decisions. Out: documents as JSON text, pages of the feed, stored answers.
// There is one writer, and sequence numbers are taken inside its transaction: the feed is in the order of commits.

/// The database of a reference OA.
final class OADatabase: Sendable {
    /// What an open database is asked with.
    let pool: DatabasePool
    /// Signs receipts; made with the database and never shown.
    let secret: [UInt8]
    /// The clock, in milliseconds since 1970.
    let now: @Sendable () -> Int64

    /// The name of the file in its folder.
    static let fileName = "oa.db"

    /// Opens the database of a folder. Where there is none, one is made with the given claims,
    /// under another name first: a process that dies half way leaves no half-filled database behind.
    /// - Throws: ``ReferenceServerError``.
    init(
        folder: URL, now: @escaping @Sendable () -> Int64, claims: () -> SampleClaims
    ) throws {
        self.now = now
        let file = folder.appendingPathComponent(Self.fileName)
        try Self.prepare(folder)
        do {
            if !FileManager.default.fileExists(atPath: file.path) {
                try Self.make(file, now: now(), claims: claims())
            }
            pool = try Self.open(file)
            secret = try pool.read { try Self.secret(in: $0) }
        } catch let error as DatabaseError {
            throw Self.explain(error, file: file)
        } catch let error as CocoaError {
            throw ReferenceServerError.folderUnusable(path: folder.path, cause: "\(error.code.rawValue)")
        }
    }

    /// The history that cursors belong to.
    static func epoch(in database: Database) throws -> String {
        try value("epoch", in: database)
    }

    /// The last sequence number that was given out.
    static func head(in database: Database) throws -> Int64 {
        try Int64.fetchOne(database, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'change'") ?? 0
    }

    /// The cursor before which the feed was trimmed.
    static func floor(in database: Database) throws -> Int64 {
        Int64(try value("floor", in: database)) ?? 0
    }

    /// A value of the table `meta`; empty where there is none.
    static func value(_ name: String, in database: Database) throws -> String {
        try String.fetchOne(
            database.cachedStatement(sql: "SELECT value FROM meta WHERE name = ?"), arguments: [name]) ?? ""
    }

    /// Sets a value of the table `meta`.
    static func set(_ name: String, to value: String, in database: Database) throws {
        try database.execute(
            sql:
                "INSERT INTO meta(name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            arguments: [name, value])
    }

    private static func secret(in database: Database) throws -> [UInt8] {
        guard let digest = ContentDigest(hex: try value("secret", in: database)) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "the receipt secret is missing")
        }
        return digest.bytes
    }

    // MARK: - Opening

    static func prepare(_ folder: URL) throws {
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw ReferenceServerError.folderUnusable(path: folder.path, cause: reason(error))
        }
    }

    private static func make(
        _ file: URL, now: Int64, claims: SampleClaims
    ) throws {
        let draft = file.appendingPathExtension("new")
        for leftover in [draft.path, draft.path + "-journal"]
        where FileManager.default.fileExists(atPath: leftover) {
            try FileManager.default.removeItem(atPath: leftover)
        }
        // SQLite gives its side files the permissions of the file itself.
        guard
            FileManager.default.createFile(
                atPath: draft.path, contents: nil, attributes: [.posixPermissions: 0o600])
        else {
            throw ReferenceServerError.folderUnusable(
                path: file.deletingLastPathComponent().path, cause: "no file can be created in it")
        }
        var configuration = Configuration()
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = OFF") }
        let queue = try DatabaseQueue(path: draft.path, configuration: configuration)
        try Schema.migrator.migrate(queue)
        try queue.write { database in
            var random = SystemRandomNumberGenerator()
            try set("epoch", to: String(BearerToken(using: &random).text.prefix(16)), in: database)
            try set("secret", to: BearerToken(using: &random).sha256.hex, in: database)
            try set("floor", to: "0", in: database)
        }
        var filling = SampleImport(now: now)
        try filling.run(claims, into: queue)
        try queue.close()
        let handle = try FileHandle(forUpdating: draft)
        try handle.synchronize()
        try handle.close()
        try FileManager.default.moveItem(at: draft, to: file)
    }

    private static func open(_ file: URL) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.label = "reference-oa"
        let pool = try DatabasePool(path: file.path, configuration: configuration)
        // An answer is sent only for what survives a power cut; the pool's own default is NORMAL.
        try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        let owner = try pool.read { try Int.fetchOne($0, sql: "PRAGMA application_id") }
        guard owner == Schema.applicationID else {
            throw ReferenceServerError.notOurDatabase(path: file.path)
        }
        if try pool.read(Schema.migrator.hasBeenSuperseded) {
            throw ReferenceServerError.newerDatabase(path: file.path)
        }
        try Schema.migrator.migrate(pool)
        return pool
    }

    private static func explain(_ error: DatabaseError, file: URL) -> ReferenceServerError {
        switch error.resultCode {
        case .SQLITE_NOTADB, .SQLITE_CORRUPT:
            .notADatabase(path: file.path, cause: error.message ?? error.resultCode.description)
        default:
            .databaseUnusable(path: file.path, cause: error.message ?? error.resultCode.description)
        }
    }

    private static func reason(_ error: any Error) -> String {
        let underlying = (error as? CocoaError)?.userInfo[NSUnderlyingErrorKey] as? any Error
        if let posix = underlying as? POSIXError { return "\(posix.code)" }
        return (error as NSError).localizedDescription
    }
}
