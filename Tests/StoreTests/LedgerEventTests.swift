import Audit
import Foundation
import Invoicing
import OAProfile
import Store
import Testing

@Suite("What happens beside decisions is in the log")
struct LedgerEventTests {
    private static let digest = ContentDigest(of: "policy")

    private static func events() -> [AuditEvent] {
        let seen = SeenTask(LedgerFixture.task("T-9"))
        var random = SystemRandomNumberGenerator()
        let operation = OperationID(milliseconds: 1, using: &random)
        return [
            .login(oa: "https://oa.example.com"),
            .loginFailed(oa: "https://oa.example.com", reason: "凭证无效"),
            .logout(oa: "https://oa.example.com"),
            .decisionFailed(.approve, on: seen, reason: "another decision is open"),
            .decisionFailed(.reject, on: SeenTask(named: "nothing"), reason: "no such task"),
            .acknowledged(operation, on: seen),
            .revealed("bank-account", on: seen), .copied("invoice-number", on: seen),
            .exported(.archive, to: "/tmp/a", digest: digest), .exported(.log, to: "日志", digest: digest),
            .exported(.proof, to: "p", digest: nil), .exported(.report, to: "r.csv", digest: digest),
            .exported(.sample, to: "s", digest: digest),
            .mirrorDiffered(oa: "oa.example.com", differences: 3, compared: 100),
            .imported("发票.xml", invoices: 1, digest: digest),
            .policyChanged(from: nil, to: digest), .policyChanged(from: digest, to: nil),
            .policyConfirmed(digest, author: "li.na"),
            .destructionProposed(packages: 3, digest: digest, reason: "保管期满"),
            .destructionCountersigned(digest, proposer: "li.na"),
            .personalDataErased(entries: [3, 4], reason: "本人要求"),
        ]
            + [WorkingPaper(.tick, on: .invoice(seen), text: "已核对原件")].compactMap {
                $0.map { .workingPaper($0) }
            }
    }

    @Test("each event is one entry with its own word, and the whole log still replays without a finding")
    func kinds() throws {
        let fixture = try LedgerFixture(withEveryState: true)
        let before = try fixture.ledger.auditSize()
        let events = Self.events()
        for event in events { try fixture.ledger.note(event, at: 9_000) }
        // Those that have a row of their own are written with it.
        let overridden = try fixture.ledger.override(
            OverriddenFinding(
                rule: "line.tax", version: 1, reason: "尾差", findings: Self.digest, policy: ""),
            on: LedgerFixture.task("T-9"), at: 9_000)
        _ = try fixture.ledger.withdrawOverride(overridden.id, at: 9_000)
        let entries = try fixture.ledger.auditEntries(from: Int64(before) + 1, limit: 100)
            .map { try $0.entry() }
        let rows: [AuditEvent.Kind] = [.findingOverridden, .overrideWithdrawn]
        #expect(entries.map(\.event) == (events.map(\.kind) + rows).map(\.rawValue))
        let others = AuditEvent.Kind.allCases.filter { !$0.isArchiveStep }
        #expect(Set(entries.map(\.event)) == Set(others.map(\.rawValue)))
        for entry in entries {
            #expect(entry.actor == "zhang.wei" && entry.host == "jump-01" && entry.sessionID == "s-1")
            #expect(entry.client == "192.0.2.7" && entry.wallTime == 9_000 && entry.operation.isEmpty)
        }
        let refused = try #require(entries.first { $0.event == "decision-failed" })
        #expect(refused.outcome == "failed" && refused.subject == "approve" && refused.task == "T-9")
        #expect(refused.onBehalfOf == "li.na" && refused.revBefore == "7")
        #expect(refused.seenDigest == SeenContent(of: LedgerFixture.task("T-9")).digest)
        let exported = try #require(entries.first { $0.event == "log-exported" })
        #expect(exported.subject == "日志" && exported.digest == Self.digest && exported.outcome == "done")
        #expect(try fixture.ledger.verifyAudit().isIntact)
    }

    @Test("a policy is written down when it changed, appeared or went, and not when it is the same")
    func policy() throws {
        let fixture = try LedgerFixture()
        let other = ContentDigest(of: "another")
        for policy in [nil, Self.digest, Self.digest, other, nil, nil, Self.digest] {
            try fixture.ledger.notePolicy(policy, at: 1_000)
        }
        let steps = try fixture.ledger.auditEntries(from: 1, limit: 100).map { try $0.entry() }
            .map { [$0.revBefore, $0.revAfter] }
        let (one, two) = (Self.digest.hex, other.hex)
        #expect(steps == [["", one], [one, two], [two, ""], ["", one]])
    }

    @Test("an entry of an event that nobody knows is a finding, although its hashes fit")
    func unknown() throws {
        let fixture = try LedgerFixture()
        let entry = AuditEntry(
            sequence: 1, previous: AuditChain.origin, wallTime: 1, actor: "zhang.wei",
            event: "approved-by-magic")
        let sealed = SealedEntry(entry)
        try fixture.raw(
            "INSERT INTO audit(seq, prev, leaf, entry) VALUES (1, zeroblob(32), ?, ?)",
            [Data(sealed.leaf.bytes), sealed.text])
        let found = try fixture.ledger.verifyAudit().breaks
        #expect(found == [AuditBreak(position: 1, kind: .unknownEvent("approved-by-magic"))])
    }

    @Test(
        "the client is the first word that sshd says, and nothing where that is no address",
        arguments: [
            ("192.0.2.7 51234 198.51.100.1 22", "192.0.2.7"),
            ("2001:db8::1%eth0 1 ::1 22", "2001:db8::1%eth0"),
            (nil, ""), ("", ""), ("\u{1B}[2J 1 2 3", ""), (String(repeating: "1", count: 65) + " 1", ""),
        ] as [(String?, String)])
    func client(value: String?, address: String) {
        #expect(Ledger.Session.client(inConnection: value) == address)
    }

    @Test(
        "a decision is the same in log and ledger whatever its comment is made of",
        arguments: ["", "同意，金额与合同一致", "say \"yes\" \\ now", "e\u{301}", "\u{1F600}\n\t", "a/b", "\u{202E}x"])
    func words(comment: String) throws {
        let fixture = try LedgerFixture()
        try fixture.record("T-1", decision: .approve(comment: comment))
        try fixture.record(
            "T-\(comment.filter { $0 != "\u{0}" })2",
            decision: .transfer(to: comment + "李娜", comment: comment))
        #expect(try fixture.ledger.verifyAudit().isIntact)
        try LedgerAuditTests.tamper(fixture, "UPDATE op SET round = 2")
        let found = try fixture.ledger.verifyAudit().discrepancies.map(\.kind)
        #expect(found == [.decisionDiffers, .decisionDiffers])
    }

    @Test(
        "evidence whose words on the screen were changed beside what is digested is found, its hash put right or not"
    )
    func evidence() throws {
        let fixture = try LedgerFixture()
        let operation = try fixture.record("T-1")
        let json = try #require(try fixture.value("SELECT doc_json FROM evidence", as: String.self))
        let forged = json.replacing("研发一部", with: "研发二部")
        #expect(forged != json)
        let hash = ContentDigest(of: forged).hex
        try LedgerAuditTests.tamper(
            fixture,
            "UPDATE evidence SET doc_json = replace(doc_json, '研发一部', '研发二部'), rendered_sha = x'\(hash)'")
        let found = try fixture.ledger.verifyAudit().discrepancies
        #expect(found.map(\.kind) == [.evidenceDiffers])
        #expect(found.map(\.operation) == [operation.id.rawValue])
    }
}
