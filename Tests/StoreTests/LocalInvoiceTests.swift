import Foundation
import Invoicing
import OAProfile
import Testing

@testable import Store

@Suite("Imported invoices")
struct LocalInvoiceTests {
    private static func invoice(_ name: String, number: String) -> ApprovalTask {
        var task = LedgerFixture.task(name)
        task.status = .local
        task.attachments = []
        task.invoice.number = InvoiceNumber(number: number)
        return task
    }

    private static func claim(_ name: String) -> ApprovalTask {
        var task = LedgerFixture.task(name)
        task.invoice.number = InvoiceNumber(number: "261120000000485" + (name == "T-1" ? "42163" : "42164"))
        task.attachments = []
        return task
    }

    private static let numbers = ["26112000000048542161", "26112000000048542162"]
    private static let digest = ContentDigest(of: "file")

    @Test("an invoice is new once, whatever file it comes in, and one file is one entry of the log")
    func newAndKnown() throws {
        let fixture = try LedgerFixture()
        let tasks = zip(["local:1", "local:2"], Self.numbers).map { Self.invoice($0, number: $1) }
        let before = try fixture.ledger.auditSize()
        #expect(
            try fixture.ledger.importLocal(tasks, of: Self.digest, named: "a.csv", at: 5) == [.new, .new])
        #expect(try fixture.ledger.auditSize() == before + 1)
        let again = Self.invoice("local:3", number: Self.numbers[1])
        #expect(
            try fixture.ledger.importLocal([again], of: ContentDigest(of: "other"), named: "b.xml", at: 6)
                == [.known(TaskID(rawValue: "local:2"))])
        #expect(try fixture.ledger.auditSize() == before + 1)
        #expect(try fixture.ledger.localInvoices() == tasks)
        #expect(try fixture.ledger.localCount() == 2)
    }

    @Test("of a file with one invoice that cannot be kept, none is kept")
    func allOrNone() throws {
        let fixture = try LedgerFixture()
        let bad = Self.invoice("T-1", number: Self.numbers[1])
        #expect(throws: StoreError.self) {
            try fixture.ledger.importLocal(
                [Self.invoice("local:1", number: Self.numbers[0]), bad], of: Self.digest, named: "a", at: 5)
        }
        #expect(try fixture.ledger.localCount() == 0 && fixture.ledger.auditSize() == 0)
    }

    @Test("what was imported can neither be changed nor deleted")
    func immutable() throws {
        let fixture = try LedgerFixture()
        _ = try fixture.ledger.importLocal(
            [Self.invoice("local:1", number: Self.numbers[0])], of: Self.digest, named: "a", at: 5)
        for sql in [
            "DELETE FROM local_invoice", "UPDATE local_invoice SET doc_json = '{}'",
            "INSERT OR REPLACE INTO local_invoice VALUES('local:1', zeroblob(32), 1, '{}')",
        ] { #expect(throws: (any Error).self) { try fixture.raw(sql) } }
    }

    @Test(
        "the queue shows them, judged among the OA's; a snapshot keeps them, and a new mirror gets them again"
    )
    func shown() throws {
        let ledger = try LedgerFixture()
        let mirror = try MirrorFixture()
        let local = Self.invoice("local:1", number: Self.numbers[0])
        var claim = Self.claim("T-1")
        claim.invoice.number = local.invoice.number
        try mirror.apply([claim])
        _ = try ledger.ledger.importLocal([local], of: Self.digest, named: "a", at: 5)
        try mirror.mirror.restoreLocal(from: ledger.ledger)
        #expect(try mirror.found("status:local") == ["local:1"])
        #expect(try mirror.mirror.entry(local.id)?.findings.map(\.rule) == ["duplicate.number"])
        #expect(try mirror.mirror.entry(claim.id)?.findings.count == 1)
        // It is nothing that the OA could have, so it is not compared with what the OA has.
        let all = try mirror.mirror.inventory(ofBuckets: Set(0..<256))
        #expect(Set(all.keys) == [claim.id])
        // Figures are those of the OA's claims, unless imports are asked for.
        for (text, total) in [
            ("", 1), ("status:local", 1), ("-status:local", 1), ("status:local,pending", 2),
        ] {
            let query = try Query(parsing: text, in: MirrorFixture.context)
            let scope = ReportScope(query: query, now: 5, utcOffset: 0)
            #expect(try mirror.mirror.report(.sellers, over: scope)?.total == total, "\(text)")
        }
        let everything = try Query(parsing: "", in: MirrorFixture.context)
        #expect(try mirror.mirror.count(everything.ofImports) == 1)
        #expect(try mirror.mirror.count(everything.leavingOutImports) == 1)
        // A snapshot without the claim: the finding on the imported one goes with it.
        try mirror.mirror.beginSnapshot()
        try mirror.mirror.addToSnapshot(
            SnapshotPage(
                epoch: "e2", cursor: "9", nextPage: nil, items: [MirrorFixture.upsert(Self.claim("T-2"))]))
        let changes = try mirror.mirror.finishSnapshot(at: 7)
        #expect(changes.gone == [claim.id])
        #expect(try mirror.found("status:local") == ["local:1"])
        #expect(try mirror.mirror.entry(local.id)?.findings.isEmpty == true)
        try mirror.mirror.forgetAll()
        #expect(try mirror.mirror.localCount() == 0)
        try mirror.mirror.restoreLocal(from: ledger.ledger)
        #expect(try mirror.found("status:local") == ["local:1"])
    }

    @Test("an OA can neither change an imported invoice nor claim to have one")
    func notTheOAs() throws {
        let mirror = try MirrorFixture()
        let local = Self.invoice("local:1", number: Self.numbers[0])
        _ = try mirror.mirror.putLocal([local])
        var forged = local
        forged.status = .pending
        forged.rev = "2"
        let changes = try mirror.mirror.apply(
            mirror.page([
                MirrorFixture.upsert(forged), MirrorFixture.gone("local:1", rev: "3"),
                MirrorFixture.upsert(Self.invoice("T-9", number: Self.numbers[1])),
            ]), at: 6)
        #expect(Set(changes.unreadable.keys.map(\.rawValue)) == ["local:1", "T-9"])
        #expect(try mirror.mirror.entry(local.id)?.task == local)
    }
}

@Suite("Original bytes")
struct BlobStoreTests {
    @Test("bytes are kept once, privately, under their digest, and damaged ones are noticed and mended")
    func kept() throws {
        try LedgerFileTests.withFolder { folder in
            let blobs = BlobStore(folder: folder)
            let bytes = Data("invoice".utf8)
            let digest = try blobs.put(bytes)
            #expect(digest == ContentDigest(of: bytes))
            #expect(try blobs.read(digest) == bytes)
            #expect(try blobs.read(ContentDigest(of: "other")) == nil)
            let file = URL(fileURLWithPath: blobs.path(of: digest))
            #expect(LedgerFileTests.mode(file) == 0o600)
            #expect(LedgerFileTests.mode(file.deletingLastPathComponent()) == 0o700)
            try Data("forged".utf8).write(to: file)
            #expect(throws: StoreError.self) { try blobs.read(digest) }
            try blobs.put(bytes)
            #expect(try blobs.read(digest) == bytes)
            let names = try FileManager.default.contentsOfDirectory(
                atPath: file.deletingLastPathComponent().path)
            #expect(names == [file.lastPathComponent])
        }
    }
}
