import Audit
import Foundation
import GRDB
import Invoicing
import OAProfile
import Testing

@testable import Store

@Suite("Personal data in the log lie behind salted commitments")
struct ConcealedTextTests {
    private static let phone = "13800138000"

    /// A ledger with three entries, the second of which has a telephone number in its reason.
    private static func fixture() throws -> LedgerFixture {
        let fixture = try LedgerFixture()
        try fixture.ledger.note(.login(oa: "https://oa.example.com"), at: 1_000)
        _ = try fixture.ledger.override(
            OverriddenFinding(
                rule: "line.tax", version: 1, reason: "已电话核对 \(phone)，尾差", findings: ContentDigest(of: "f"),
                policy: ""),
            on: LedgerFixture.task("T-9"), at: 2_000)
        try fixture.ledger.note(.logout(oa: "https://oa.example.com"), at: 3_000)
        return fixture
    }

    private static func entry(_ fixture: LedgerFixture, _ place: Int64) throws -> AuditEntry {
        try #require(try fixture.ledger.auditEntries(from: place, limit: 1).first).entry()
    }

    @Test("the entry covers the number and commits to it; nothing else of the log changes its form")
    func covered() throws {
        let fixture = try Self.fixture()
        let entry = try Self.entry(fixture, 2)
        #expect(entry.reason == "已电话核对 138****8000，尾差")
        let kept = try #require(try fixture.ledger.concealedText(of: 2))
        #expect(kept.commitment == entry.concealed && kept.text.contains(Self.phone))
        #expect(
            try fixture.ledger.overrides(on: TaskID(rawValue: "T-9")).first?.finding.reason == entry.reason)
        let texts = try fixture.ledger.auditEntries(from: 1, limit: 3).map(\.text)
        #expect(texts.map { $0.contains("\"v\":2") } == [false, true, false])
        #expect(!texts.joined().contains(Self.phone))
        #expect(try Self.entry(fixture, 1).concealed == nil)
        #expect(try fixture.ledger.verifyAudit().isIntact)
        // The same words once more have another commitment: nobody can compare them.
        try fixture.ledger.note(.loginFailed(oa: "x", reason: "call \(Self.phone)"), at: 4_000)
        try fixture.ledger.note(.loginFailed(oa: "x", reason: "call \(Self.phone)"), at: 4_000)
        #expect(try Self.entry(fixture, 4).concealed != Self.entry(fixture, 5).concealed)
        #expect(try fixture.ledger.entriesConcealing(Self.phone) == [2, 4, 5])
    }

    @Test("erasing leaves the chain whole, and nothing of the number in the file")
    func erased() throws {
        let fixture = try Self.fixture()
        let leaves = try fixture.ledger.auditLeaves()
        #expect(try fixture.ledger.erase([1, 2, 3, 99], reason: "本人要求删除", at: 5_000) == [2])
        #expect(try fixture.ledger.concealedText(of: 2) == nil)
        #expect(try fixture.ledger.auditLeaves().prefix(3) == leaves.prefix(3))
        let found = try fixture.ledger.verifyAudit()
        #expect(found.isIntact, "\(found.discrepancies)")
        let told = try Self.entry(fixture, 4)
        #expect(told.event == "personal-data-erased" && told.subject == "#2")
        #expect(try fixture.ledger.erase([2], reason: "again", at: 6_000).isEmpty)
        #expect(throws: ArchiveRefusal.noReason) { try fixture.ledger.erase([2], reason: "", at: 6_000) }
        // Between two transactions the file is complete.
        #expect(try Data(contentsOf: fixture.file).range(of: Data(Self.phone.utf8)) == nil)
    }

    @Test(
        "what is kept beside the log cannot be changed, and past the triggers that is found",
        arguments: [
            "UPDATE concealed_text SET text = 'x'", "UPDATE concealed_text SET salt = zeroblob(32)",
            "DELETE FROM concealed_text",
            "UPDATE concealed_text SET salt = NULL, text = NULL, erasure = 1",
        ])
    func guarded(sql: String) throws {
        let fixture = try Self.fixture()
        if !sql.contains("erasure") { #expect(throws: DatabaseError.self) { try fixture.raw(sql) } }
        try fixture.raw("DROP TRIGGER concealed_text_stays; DROP TRIGGER concealed_text_is_erased")
        try fixture.raw(sql)
        #expect(try fixture.ledger.verifyAudit().discrepancies.map(\.kind) == [.concealedDiffers])
    }

    @Test("an entry of the second form without a commitment, or of the first with one, is none")
    func oneSpelling() throws {
        let fixture = try Self.fixture()
        let texts = try fixture.ledger.auditEntries(from: 1, limit: 2).map(\.text)
        #expect(throws: AuditEntryFault.unknownVersion(2)) {
            try AuditEntry(canonical: texts[0].replacing("\"v\":1", with: "\"v\":2"))
        }
        #expect(throws: AuditEntryFault.unknownVersion(1)) {
            try AuditEntry(canonical: texts[1].replacing("\"v\":2", with: "\"v\":1"))
        }
    }
}
