import Foundation
import GRDB
import Invoicing
import OAProfile
import Store
import Testing

/// cache.db as a file: what cannot be read is set aside, never fatal; nobody else can read it.
struct MirrorFileTests {
    /// A folder with a mirror of one task that nobody has open any more.
    private func leftBehind() throws -> MirrorFolder {
        let folder = try MirrorFolder()
        let mirror = try Mirror(folder: folder.url, at: 1, rules: MirrorFixture.rules)
        _ = try mirror.apply(
            ChangesPage(
                epoch: "e", oldCursor: "0", newCursor: "1", hasMore: false,
                items: (0..<50).map { MirrorFixture.upsert(.sample("T\($0)")) }), at: 1)
        #expect(!mirror.wasRebuilt)
        return folder
    }

    private final class MirrorFolder {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("countersign-mirror-\(UUID().uuidString)")

        init() throws {
            try FileManager.default.createDirectory(
                at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }

        deinit { try? FileManager.default.removeItem(at: url) }

        var file: URL { url.appendingPathComponent("cache.db") }

        var names: [String] {
            get throws { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
        }
    }

    @Test("what was written is there after the next start")
    func reopened() throws {
        let folder = try leftBehind()
        let mirror = try Mirror(folder: folder.url, at: 2, rules: MirrorFixture.rules)
        #expect(!mirror.wasRebuilt)
        #expect(try mirror.count(.everything) == 50)
        #expect(try mirror.syncState()?.cursor == "1")
    }

    @Test(
        "a file that is no database, or not ours, or of a later version, is set aside and made anew",
        arguments: ["garbage", "truncated", "foreign", "later"])
    func setAside(damage: String) throws {
        let folder = try leftBehind()
        switch damage {
        case "garbage":
            for suffix in ["-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: folder.file.path + suffix)
            }
            try Data(repeating: 0x5A, count: 20_000).write(to: folder.file)
        case "truncated":
            for suffix in ["-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: folder.file.path + suffix)
            }
            try Data("SQLite format 3\0".utf8).write(to: folder.file)
        case "foreign":
            try FileManager.default.removeItem(at: folder.file)
            let queue = try DatabaseQueue(path: folder.file.path)
            try queue.write { try $0.execute(sql: "CREATE TABLE recipe(name TEXT)") }
        default:
            let queue = try DatabaseQueue(path: folder.file.path)
            try queue.write { try $0.execute(sql: "PRAGMA user_version = 99") }
        }
        let mirror = try Mirror(folder: folder.url, at: 77, rules: MirrorFixture.rules)
        #expect(mirror.wasRebuilt)
        #expect(try folder.names.contains("cache.db.unreadable-77"))
        #expect(try mirror.syncState() == nil)
        #expect(try mirror.count(.everything) == 0)
    }

    @Test("damage that shows only in use is told, and mended at the next start")
    func damagedPage() throws {
        let folder = try leftBehind()
        do {
            let queue = try DatabaseQueue(path: folder.file.path)
            try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
        }
        // Everything behind the first two pages is overwritten; the header still looks right.
        let handle = try FileHandle(forUpdating: folder.file)
        let size = try handle.seekToEnd()
        try handle.seek(toOffset: 8_192)
        try handle.write(contentsOf: Data(repeating: 0xFF, count: Int(size) - 8_192))
        try handle.close()
        do {
            let mirror = try Mirror(folder: folder.url, at: 5, rules: MirrorFixture.rules)
            if !mirror.wasRebuilt {
                #expect(throws: StoreError.notADatabase(file: folder.file.path)) {
                    try mirror.rows(mirror.keys(.everything))
                }
            }
        }
        let mirror = try Mirror(folder: folder.url, at: 6, rules: MirrorFixture.rules)
        #expect(try mirror.count(.everything) == 0)
        #expect(try folder.names.contains { $0.hasPrefix("cache.db.unreadable-") })
    }

    @Test("only the newest file that was set aside is kept")
    func newest() throws {
        let folder = try leftBehind()
        for now in [10, 11] as [Int64] {
            for suffix in ["-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: folder.file.path + suffix)
            }
            try Data("no database, and long enough to be looked at".utf8).write(to: folder.file)
            #expect(try Mirror(folder: folder.url, at: now).wasRebuilt)
        }
        #expect(
            try folder.names.filter {
                $0.contains("unreadable") && !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm")
            }
                == ["cache.db.unreadable-11"])
    }

    @Test("nobody but the user can read the files or the folder")
    func modes() throws {
        let fixture = try MirrorFixture()
        try fixture.apply([.sample("T1")])
        func mode(_ path: String) throws -> Int {
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
        }
        #expect(try mode(fixture.folder.path) == 0o700)
        for name in try FileManager.default.contentsOfDirectory(atPath: fixture.folder.path) {
            #expect(try mode(fixture.folder.path + "/" + name) == 0o600, "\(name)")
        }
    }

    @Test("the tables are those of the protocol, in WAL mode")
    func schema() throws {
        let fixture = try MirrorFixture()
        let queue = try DatabaseQueue(path: fixture.file.path)
        try queue.read { db in
            #expect(try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal")
            let strict = try String.fetchAll(
                db,
                sql: "SELECT name FROM pragma_table_list WHERE strict = 1 AND schema = 'main' ORDER BY name")
            #expect(Set(strict).isSuperset(of: ["sync_state", "task", "tombstone", "summary", "finding"]))
        }
    }
}
