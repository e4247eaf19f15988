import Foundation
import GRDB
import Invoicing
import OAProfile
import Store
import Testing

@Suite("The file of the ledger")
struct LedgerFileTests {
    /// A folder that is removed after its use.
    static func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("countersign-ledger-\(UUID().uuidString)", isDirectory: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    static func open(_ folder: URL) throws(StoreError) -> Ledger {
        try Ledger(folder: folder, session: LedgerFixture.session())
    }

    static func mode(_ url: URL) -> mode_t? {
        var status = stat()
        return lstat(url.path, &status) == 0 ? status.st_mode & 0o7777 : nil
    }

    @Test("the folder is made for its owner alone, and so are the file and its journal")
    func modes() throws {
        try Self.withFolder { parent in
            let folder = parent.appendingPathComponent("a/b", isDirectory: true)
            let ledger = try Self.open(folder)
            #expect(Self.mode(parent) == 0o700 && Self.mode(folder) == 0o700)
            let file = folder.appendingPathComponent("ledger.db")
            #expect(Self.mode(file) == 0o600)
            // A journal exists while a transaction is open.
            let queue = try DatabaseQueue(path: file.path)
            try queue.inDatabase { db in
                try db.inTransaction(.immediate) {
                    try db.execute(sql: "INSERT INTO draft VALUES ('T', 'x', 1)")
                    #expect(Self.mode(folder.appendingPathComponent("ledger.db-journal")) == 0o600)
                    return .rollback
                }
            }
            #expect(try ledger.counts().isEmpty)
        }
    }

    @Test("a folder and a file that others could read are closed to them")
    func tightened() throws {
        try Self.withFolder { folder in
            _ = try Self.open(folder)
            let file = folder.appendingPathComponent("ledger.db")
            #expect(chmod(folder.path, 0o755) == 0 && chmod(file.path, 0o644) == 0)
            _ = try Self.open(folder)
            #expect(Self.mode(folder) == 0o700 && Self.mode(file) == 0o600)
        }
    }

    @Test(
        "a file that is no ledger is named, and not one byte of it changes",
        arguments: ["garbage", "SQLite format 3\u{0}but no more", String(repeating: "发票", count: 9_000)])
    func notADatabase(content: String) throws {
        try Self.withFolder { folder in
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let file = folder.appendingPathComponent("ledger.db")
            try Data(content.utf8).write(to: file)
            for open in [
                Self.open, { try Ledger.openReadOnly(folder: $0, session: LedgerFixture.session()) },
            ] {
                #expect(throws: StoreError.notADatabase(file: file.path)) { _ = try open(folder) }
                #expect(try Data(contentsOf: file) == Data(content.utf8))
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["ledger.db"])
        }
    }

    @Test("a database of another program is left alone")
    func foreign() throws {
        try Self.withFolder { folder in
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let file = folder.appendingPathComponent("ledger.db")
            try DatabaseQueue(path: file.path).write { db in try db.execute(sql: "CREATE TABLE places(url)") }
            let before = try Data(contentsOf: file)
            #expect(throws: StoreError.notADatabase(file: file.path)) { _ = try Self.open(folder) }
            #expect(try Data(contentsOf: file) == before)
        }
    }

    @Test("a damaged page is told as damage and not as something else")
    func damaged() throws {
        try Self.withFolder { folder in
            let file = folder.appendingPathComponent("ledger.db")
            do {
                let fixture = try Self.open(folder)
                _ = try fixture.record(
                    NewOperation(
                        id: try LedgerFixture().id(), task: LedgerFixture.task("T-1"),
                        decision: .approve(comment: ""), actor: "zhang.wei", recordedAt: 1))
            }
            var bytes = try Data(contentsOf: file)
            // Everything behind the first page.
            bytes.replaceSubrange(4_096..., with: Data(repeating: 0xA5, count: bytes.count - 4_096))
            try bytes.write(to: file)
            #expect(throws: StoreError.notADatabase(file: file.path)) {
                try Self.open(folder).operations(in: [.recorded], limit: 10)
            }
        }
    }

    @Test("a ledger of a later version is refused with its number and left as it is")
    func tooNew() throws {
        try Self.withFolder { folder in
            _ = try Self.open(folder)
            let file = folder.appendingPathComponent("ledger.db")
            try DatabaseQueue(path: file.path).write { db in try db.execute(sql: "PRAGMA user_version = 99") }
            let before = try Data(contentsOf: file)
            #expect(throws: StoreError.tooNew(file: file.path, version: 99)) { _ = try Self.open(folder) }
            #expect(throws: StoreError.tooNew(file: file.path, version: 99)) {
                _ = try Ledger.openReadOnly(folder: folder, session: LedgerFixture.session())
            }
            #expect(try Data(contentsOf: file) == before)
        }
    }

    @Test("a file with a second name is refused")
    func aliases() throws {
        try Self.withFolder { folder in
            let real = folder.appendingPathComponent("real", isDirectory: true)
            _ = try Self.open(real)
            let file = real.appendingPathComponent("ledger.db")
            for make in [symlink, link] {
                let second = folder.appendingPathComponent(UUID().uuidString, isDirectory: true)
                try FileManager.default.createDirectory(at: second, withIntermediateDirectories: true)
                let alias = second.appendingPathComponent("ledger.db")
                #expect(make(file.path, alias.path) == 0)
                #expect(throws: StoreError.aliased(file: alias.path)) { _ = try Self.open(second) }
            }
            #expect(throws: StoreError.aliased(file: file.path)) { _ = try Self.open(real) }
        }
    }

    @Test(
        "what cannot be opened for writing is told so: a folder in the file's place, a file in the folder's place"
    )
    func unwritable() throws {
        try Self.withFolder { folder in
            let file = folder.appendingPathComponent("ledger.db", isDirectory: true)
            try FileManager.default.createDirectory(at: file, withIntermediateDirectories: true)
            #expect(throws: StoreError.readOnly(file: folder.path + "/ledger.db")) {
                _ = try Self.open(folder)
            }
            let plain = folder.appendingPathComponent("plain")
            try Data("x".utf8).write(to: plain)
            #expect(throws: StoreError.failed(file: plain.path, cause: "Not a directory")) {
                _ = try Self.open(plain)
            }
            // No folder can be made in the kernel's own file systems, not even by root.
            #expect(throws: StoreError.self) {
                _ = try Self.open(URL(fileURLWithPath: "/proc/self/countersign"))
            }
        }
    }

    @Test("pragmas are those of a file that must not lose a commit")
    func pragmas() throws {
        try Self.withFolder { folder in
            let ledger = try Self.open(folder)
            let found = try ledger.settings()
            #expect(
                found == [
                    "journal_mode": "delete", "synchronous": "3", "foreign_keys": "1", "trusted_schema": "0",
                    "cell_size_check": "1", "busy_timeout": "5000",
                ])
        }
    }

    @Test("a ledger opened for reading reads everything and changes nothing")
    func readOnly() throws {
        let fixture = try LedgerFixture()
        let operation = try fixture.record("T-1")
        let reader = try Ledger.openReadOnly(
            folder: fixture.folder, session: LedgerFixture.session("auditor"))
        #expect(try reader.operation(operation.id) == operation)
        #expect(try reader.verifyAudit().isIntact)
        let denied = StoreError.readOnly(file: fixture.file.path)
        #expect(throws: denied) { try reader.cancel(operation.id, at: 2_000) }
        #expect(throws: denied) { try reader.saveDraft("x", on: operation.task, at: 2_000) }
        #expect(try fixture.ledger.cancel(operation.id, at: 2_000).state == .cancelled)
        #expect(try reader.operation(operation.id)?.state == .cancelled)
        try Self.withFolder { nowhere in
            #expect(throws: StoreError.self) {
                _ = try Ledger.openReadOnly(folder: nowhere, session: LedgerFixture.session())
            }
            #expect(!FileManager.default.fileExists(atPath: nowhere.path))
        }
    }

    @Test("when the room ends in the middle of a transaction, all of it is undone and told", arguments: 0..<8)
    func full(spare: Int) throws {
        let fixture = try LedgerFixture()
        // The n-th page that is needed is the one that is not there: growth ends at another statement each time.
        try fixture.ledger.limitPages(spare: spare)
        var recorded: [RecordedOperation] = []
        var failure: StoreError?
        while failure == nil, recorded.count < 200 {
            do throws(StoreError) {
                recorded.append(try fixture.record("T-\(recorded.count)"))
            } catch {
                failure = error
            }
        }
        #expect(failure == .diskFull(file: fixture.file.path))
        for ledger in [fixture.ledger, try fixture.other()] {
            #expect(try ledger.operations(in: [.recorded], limit: 1_000) == recorded.reversed())
            let verification = try ledger.verifyAudit()
            #expect(verification.isIntact && verification.entries == recorded.count)
        }
        // With room again, the same step succeeds.
        try fixture.ledger.limitPages(spare: 1_000)
        #expect(try fixture.record("T-\(recorded.count)").sequence == Int64(recorded.count) + 1)
        #expect(try fixture.other().verifyAudit().isIntact)
    }
}
