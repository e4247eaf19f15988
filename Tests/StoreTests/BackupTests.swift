import Foundation
import GRDB
import Invoicing
import OAProfile
import SeededRandom
import Testing

@testable import Store

@Suite("Backup and salvage")
struct BackupTests {
    @Test("a backup is a whole ledger for its owner alone, made while others record")
    func backup() throws {
        let fixture = try LedgerFixture(withEveryState: true)
        let target = fixture.folder.appendingPathComponent("copy/ledger.db")
        try FileManager.default.createDirectory(
            at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        // Another process is in the middle of a decision.
        let other = try DatabaseQueue(path: fixture.file.path)
        let made = try other.writeWithoutTransaction { db in
            try db.execute(sql: "BEGIN IMMEDIATE; INSERT INTO draft VALUES ('T-9', 'x', 1);")
            defer { try? db.execute(sql: "ROLLBACK") }
            let reader = try Ledger.openReadOnly(folder: fixture.folder, session: LedgerFixture.session())
            return try reader.backUp(to: target.path)
        }
        #expect(LedgerFileTests.mode(target) == 0o600 && made.size > 0)
        let before = try fixture.ledger.verifyAudit()
        #expect(made.entries == before.entries && made.root == before.root)
        // The copy is a ledger like any other, with which work can go on.
        let copy = try Ledger(folder: target.deletingLastPathComponent(), session: LedgerFixture.session())
        #expect(try copy.verifyAudit() == before)
        #expect(
            try copy.operations(in: Set(OperationState.allCases), limit: 100)
                == fixture.ledger.operations(in: Set(OperationState.allCases), limit: 100))
        let names = try FileManager.default.contentsOfDirectory(
            atPath: target.deletingLastPathComponent().path)
        #expect(!names.contains { $0.hasSuffix(".part") })
    }

    @Test("a backup never overwrites, and leaves nothing where it cannot be made")
    func refused() throws {
        let fixture = try LedgerFixture()
        _ = try fixture.record("T-1")
        let taken = fixture.folder.appendingPathComponent("taken")
        try Data("mine".utf8).write(to: taken)
        #expect(throws: BackupError.exists(file: taken.path)) { try fixture.ledger.backUp(to: taken.path) }
        #expect(try Data(contentsOf: taken) == Data("mine".utf8))
        let nowhere = fixture.folder.appendingPathComponent("no/folder").path
        #expect(
            throws: BackupError.unwritable(file: nowhere, cause: "No such file or directory")
        ) { try fixture.ledger.backUp(to: nowhere) }
        // A log that does not hold is no backup to rely on.
        try fixture.raw(
            "DROP TRIGGER audit_is_immutable; UPDATE audit SET entry = replace(entry, 'T-1', 'T-2')")
        let target = fixture.folder.appendingPathComponent("copy").path
        #expect(throws: BackupError.self) { try fixture.ledger.backUp(to: target) }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: fixture.folder.path).sorted()
                == ["ballast", "ledger.db", "taken"])
    }

    /// Overwrites pages of a file that nobody has open.
    private static func damage(_ file: URL, pages: Range<Int>) throws {
        let handle = try FileHandle(forUpdating: file)
        try handle.seek(toOffset: UInt64(pages.lowerBound * 4_096))
        try handle.write(contentsOf: Data(repeating: 0xA5, count: pages.count * 4_096))
        try handle.close()
    }

    @Test(
        "with a damaged ledger nothing is decided; what can be read is exported; a restored one is taken up again"
    )
    func damaged() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("countersign-damaged-\(UUID().uuidString)", isDirectory: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("ledger.db")
        let good = folder.appendingPathComponent("good.db")
        let count = 120
        do {
            let ledger = try LedgerFileTests.open(folder)
            var random = SeededGenerator(seed: 5)
            for number in 0..<count {
                _ = try ledger.record(
                    NewOperation(
                        id: OperationID(milliseconds: Int64(number), using: &random),
                        task: LedgerFixture.task("T-\(number)"), decision: .approve(comment: ""),
                        actor: "zhang.wei", recordedAt: 1))
            }
            _ = try ledger.backUp(to: good.path)
        }
        let size = try #require(
            FileManager.default.attributesOfItem(atPath: file.path)[.size] as? NSNumber)
        let pages = size.intValue / 4_096
        try Self.damage(file, pages: pages / 2..<pages / 2 + 6)
        let told = StoreError.notADatabase(file: file.path)
        do {
            let ledger = try LedgerFileTests.open(folder)
            #expect(throws: told) { try ledger.verifyAudit() }
            // Once met, damage is not forgotten: not by this process, not by the next.
            #expect(throws: told) { try ledger.saveDraft("x", on: TaskID(rawValue: "T-1"), at: 1) }
        }
        #expect(throws: told) { _ = try LedgerFileTests.open(folder) }
        #expect(told.remedy.en.contains("backup --salvage"))

        let saved = folder.appendingPathComponent("saved", isDirectory: true)
        let salvage = try Salvage.run(folder: folder, into: saved)
        #expect(!salvage.isComplete)
        #expect(LedgerFileTests.mode(saved) == 0o700)
        var rows = 0
        for table in salvage.tables {
            let name = saved.appendingPathComponent("\(table.table).jsonl")
            #expect(LedgerFileTests.mode(name) == 0o600)
            let lines = try String(contentsOf: name, encoding: .utf8).split(separator: "\n")
            #expect(lines.count == table.rows && Set(lines).count == lines.count)
            for line in lines { _ = try JSONSerialization.jsonObject(with: Data(line.utf8)) }
            #expect(table.isComplete == (table.problem == nil))
            rows += table.rows
        }
        // Six pages of some hundred: most of it is there, and from both sides of the damage.
        #expect(rows > count * 2 && rows < count * 3)
        #expect(throws: BackupError.exists(file: saved.path)) {
            _ = try Salvage.run(folder: folder, into: saved)
        }

        try FileManager.default.removeItem(at: file)
        try FileManager.default.moveItem(at: good, to: file)
        let restored = try LedgerFileTests.open(folder)
        #expect(try restored.verifyAudit().isIntact)
        try restored.saveDraft("x", on: TaskID(rawValue: "T-1"), at: 1)
    }

    @Test("of a whole ledger salvage exports every row")
    func whole() throws {
        let fixture = try LedgerFixture(withEveryState: true)
        let salvage = try Salvage.run(
            folder: fixture.folder, into: fixture.folder.appendingPathComponent("saved"))
        #expect(salvage.isComplete)
        // Nothing that no OA can send again is missing.
        let names = Set(salvage.tables.map(\.table))
        #expect(
            names.isSuperset(of: [
                "op", "evidence", "finding_override", "override_withdrawal", "local_invoice",
            ]))
        for table in salvage.tables {
            #expect(try fixture.value("SELECT count(*) FROM \(table.table)", as: Int.self) == table.rows)
        }
    }

    @Test("imported originals are copied with the ledger, and a store restored from both is whole")
    func originals() throws {
        let fixture = try LedgerFixture()
        let blobs = BlobStore(folder: fixture.folder)
        let copy = fixture.folder.appendingPathComponent("copy.db").path
        let folder = fixture.folder.appendingPathComponent("copy.blobs").path
        #expect(try fixture.ledger.backUpOriginals(from: blobs, to: folder) == 0)
        #expect(!FileManager.default.fileExists(atPath: folder))
        var digests: [ContentDigest] = []
        for number in 1...3 {
            let bytes = Data("an invoice \(number)".utf8)
            digests.append(try blobs.put(bytes))
            var task = LedgerFixture.task("local:\(number)")
            task.status = .local
            task.attachments = []
            task.invoice.number = InvoiceNumber(number: "2611200000004854216\(number)")
            _ = try fixture.ledger.importLocal([task], of: digests[number - 1], named: "a.xml", at: 5)
        }
        _ = try fixture.ledger.backUp(to: copy)
        #expect(try fixture.ledger.backUpOriginals(from: blobs, to: folder) == 3)
        #expect(LedgerFileTests.mode(URL(fileURLWithPath: folder)) == 0o700)
        #expect(throws: BackupError.exists(file: folder)) {
            try fixture.ledger.backUpOriginals(from: blobs, to: folder)
        }
        let restored = fixture.folder.appendingPathComponent("restored", isDirectory: true)
        try FileManager.default.createDirectory(at: restored, withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: copy, toPath: restored.path + "/ledger.db")
        try FileManager.default.moveItem(atPath: folder, toPath: restored.path + "/blobs")
        let ledger = try Ledger(folder: restored, session: LedgerFixture.session())
        #expect(try ledger.verifyAudit().isIntact && ledger.localCount() == 3)
        for (index, digest) in digests.enumerated() {
            let bytes = try BlobStore(folder: restored).read(digest)
            #expect(bytes == Data("an invoice \(index + 1)".utf8))
        }
        // A lost or damaged original makes no backup, and leaves nothing.
        try Data("other".utf8).write(to: URL(fileURLWithPath: blobs.path(of: digests[0])))
        #expect(throws: StoreError.self) {
            try fixture.ledger.backUpOriginals(from: blobs, to: folder)
        }
        try blobs.remove(digests[0])
        #expect(throws: BackupError.self) {
            try fixture.ledger.backUpOriginals(from: blobs, to: folder)
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: fixture.folder.path)
        #expect(!names.contains { $0.hasSuffix(".part") || $0 == "copy.blobs" })
    }

    @Test("salvage holds overrides, imports and the archive's rows too")
    func salvagesEverything() throws {
        let fixture = try LedgerFixture()
        let operation = try fixture.operation(in: .acked, task: "T-1")
        _ = try fixture.ledger.register(operation.id, as: ArchiveRegistrationTests.plan(), at: 1)
        try fixture.ledger.place(operation.id, package: ContentDigest(of: "p"), at: 2)
        let target = fixture.folder.appendingPathComponent("saved")
        let salvage = try Salvage.run(folder: fixture.folder, into: target)
        let names = Set(salvage.tables.map(\.table))
        #expect(
            names.isSuperset(of: [
                "op", "audit", "finding_override", "override_withdrawal", "local_invoice", "archived",
                "archive_step", "destruction_list", "destruction_consent", "acknowledged",
            ]))
        #expect(salvage.isComplete)
        let archived = try String(
            contentsOf: target.appendingPathComponent("archived.jsonl"), encoding: .utf8)
        #expect(archived.contains("J001-2026-D30-0001"))
    }

    @Test("what is no database at all is refused, and no folder stays")
    func nothing() throws {
        try LedgerFileTests.withFolder { folder in
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let file = folder.appendingPathComponent("ledger.db")
            try Data(repeating: 0x41, count: 9_000).write(to: file)
            let target = folder.appendingPathComponent("saved")
            #expect(throws: StoreError.notADatabase(file: file.path)) {
                _ = try Salvage.run(folder: folder, into: target)
            }
            #expect(!FileManager.default.fileExists(atPath: target.path))
        }
    }

    @Test(
        "each error names its file and a remedy, in both languages",
        arguments: [
            BackupError.exists(file: "/b/x"), .notIntact(file: "/b/x", cause: "c"),
            .unwritable(file: "/b/x", cause: "c"),
        ])
    func texts(_ error: BackupError) {
        for text in [error.explanation, error.remedy] {
            #expect(text.zh.hasSuffix("。") && text.en.hasSuffix(".") && text.zh != text.en)
        }
        #expect(error.explanation.zh.contains("/b/x") && error.explanation.en.contains("/b/x"))
    }
}
