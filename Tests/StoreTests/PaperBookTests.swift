import Audit
import Foundation
import GRDB
import Invoicing
import OAProfile
import Testing

@testable import Store

@Suite("Working papers stand in a log of their own, bound to what was looked at")
struct PaperBookTests {
    private final class Room {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "papers-\(UUID().uuidString)")
        let book: PaperBook

        init() throws {
            book = try PaperBook(
                folder: folder,
                session: Ledger.Session(id: "s", actor: "os:auditor", host: "h", appVersion: "1"))
        }

        deinit { try? FileManager.default.removeItem(at: folder) }
    }

    private func paper(_ form: WorkingPaper.Form, _ subject: WorkingPaper.Subject, _ text: String) throws
        -> WorkingPaper
    {
        try #require(WorkingPaper(form, on: subject, text: text))
    }

    @Test("a paper names the content, the entry or the sample that it is about, and comes back by its task")
    func subjects() throws {
        let room = try Room()
        let task = LedgerFixture.task("T-9")
        let digest = ContentDigest(of: "x")
        #expect(try room.book.add(paper(.tick, .invoice(SeenTask(task)), "已核对原件"), at: 5) == 1)
        #expect(try room.book.add(paper(.note, .entry(7, leaf: digest, task: "T-9"), "与日志一致"), at: 6) == 2)
        #expect(
            try room.book.add(paper(.conclusion, .sample("random", population: digest), "未见例外"), at: 7) == 3)
        let about = try room.book.papers(about: "T-9")
        #expect(about.map(\.place) == [1, 2] && about.map(\.form) == [.tick, .note])
        #expect(about[0].entry?.seenDigest == SeenContent(of: task).digest)
        #expect(about[1].entry?.digest == digest && about[1].entry?.subject == "entry 7")
        #expect(try room.book.papers().map { $0.entry?.reason } == ["已核对原件", "与日志一致", "未见例外"])
        #expect(try room.book.ledger.verifyAudit().isIntact)
        let mode =
            try FileManager.default.attributesOfItem(
                atPath: room.folder.appendingPathComponent("ledger.db").path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test(
        "a paper that was changed behind the program's back is told apart, and the book no longer proves itself"
    )
    func tampering() throws {
        let room = try Room()
        for text in ["a", "b", "c"] {
            _ = try room.book.add(paper(.note, .invoice(SeenTask(named: "T")), text), at: 1)
        }
        let queue = try DatabaseQueue(path: room.folder.appendingPathComponent("ledger.db").path)
        try queue.write { db in
            try db.execute(
                sql: """
                    DROP TRIGGER audit_is_immutable;
                    UPDATE audit SET entry = replace(entry, '"reason":"b"', '"reason":"z"');
                    """)
        }
        #expect(try room.book.papers().map(\.isSealed) == [true, false, true])
        #expect(try !room.book.ledger.verifyAudit().isIntact)
    }

    @Test(
        "an empty text, or one that is too long, is no paper",
        arguments: ["", "  ", String(repeating: "字", count: 2_001)])
    func texts(_ text: String) {
        #expect(WorkingPaper(.note, on: .sample("x", population: .zero), text: text) == nil)
    }

    @Test("reading where there is no book makes none; a book that is only read takes nothing")
    func reading() throws {
        let session = Ledger.Session(id: "s", actor: "a", host: "h", appVersion: "1")
        let nowhere = FileManager.default.temporaryDirectory.appendingPathComponent(
            "none-\(UUID().uuidString)")
        #expect(try PaperBook.reading(folder: nowhere, session: session) == nil)
        #expect(!FileManager.default.fileExists(atPath: nowhere.path))
        let room = try Room()
        let reader = try #require(try PaperBook.reading(folder: room.folder, session: session))
        #expect(throws: StoreError.self) {
            try reader.add(paper(.note, .invoice(SeenTask(named: "T")), "x"), at: 1)
        }
    }
}
