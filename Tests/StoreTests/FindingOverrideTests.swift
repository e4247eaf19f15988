import Audit
import Foundation
import GRDB
import Invoicing
import OAProfile
import Testing

@testable import Store

@Suite("A finding that a reviewer let pass")
struct FindingOverrideTests {
    private static let finding = Finding(
        rule: "arithmetic.gross", ruleVersion: 2, severity: .error,
        title: LocalizedText(zh: "合计", en: "Total"), reason: LocalizedText(zh: "不符", en: "differs"),
        evidence: [Evidence(field: "totals.gross", expected: "1.00", found: "2.00")])

    private func overridden(_ reason: String = "与供应商核对过，尾差由折扣造成") -> OverriddenFinding {
        OverriddenFinding(
            rule: Self.finding.rule, version: Self.finding.ruleVersion, reason: reason,
            findings: OverriddenFinding.digest(of: [Self.finding]), policy: "2026-1")
    }

    @Test("is one row and one entry of the log, with reason, rule, digest seen and policy")
    func recorded() throws {
        let fixture = try LedgerFixture()
        let task = LedgerFixture.task("T-1")
        let known = try fixture.ledger.override(overridden(), on: task, at: 5_000)
        #expect(known.actor == "zhang.wei" && known.at == 5_000 && known.withdrawal == nil)
        #expect(try fixture.other().overrides(on: task.id) == [known])
        #expect(try fixture.ledger.overridesInForce() == [known])
        let entry = try #require(
            try fixture.ledger.auditEntries(from: known.entry, limit: 1).first
        ).entry()
        #expect(entry.event == "finding-overridden" && entry.outcome == "done")
        #expect(entry.subject == "arithmetic.gross v2" && entry.reason == overridden().reason)
        #expect(entry.task == "T-1" && entry.instance == task.instance.rawValue)
        #expect(entry.seenDigest == SeenContent(of: task).digest && entry.revAfter == "2026-1")
        #expect(entry.digest == overridden().findings)
        #expect(try fixture.ledger.verifyAudit().isIntact)
        // The same once more is no second override.
        #expect(try fixture.ledger.override(overridden("又一次"), on: task, at: 6_000) == known)
        #expect(try fixture.ledger.auditSize() == 1)
    }

    @Test("is taken back by a new entry, once, and may be let pass again after that")
    func withdrawn() throws {
        let fixture = try LedgerFixture()
        let task = LedgerFixture.task("T-1")
        let known = try fixture.ledger.override(overridden(), on: task, at: 5_000)
        let back = try fixture.ledger.withdrawOverride(known.id, at: 6_000)
        #expect(back.withdrawal == FindingOverride.Withdrawal(actor: "zhang.wei", at: 6_000, entry: 2))
        #expect(try fixture.ledger.withdrawOverride(known.id, at: 7_000) == back)
        #expect(try fixture.ledger.overridesInForce().isEmpty)
        #expect(try fixture.ledger.overrides(on: task.id) == [back])
        let entry = try #require(try fixture.ledger.auditEntries(from: 2, limit: 1).first).entry()
        #expect(entry.event == "override-withdrawn" && entry.reason == "withdraws entry 1")
        let again = try fixture.ledger.override(overridden("再次核对"), on: task, at: 8_000)
        #expect(again.id != known.id)
        #expect(try fixture.ledger.verifyAudit().isIntact)
    }

    @Test("holds for what was seen and nothing else")
    func bound() throws {
        let fixture = try LedgerFixture()
        let task = LedgerFixture.task("T-1")
        let known = try fixture.ledger.override(overridden(), on: task, at: 5_000)
        #expect(known.covers([Self.finding], on: task))
        var newer = Self.finding
        newer.ruleVersion = 3
        var other = Self.finding
        other.evidence[0].found = "3.00"
        var graver = Self.finding
        graver.severity = .warning
        for findings in [[newer], [other], [graver], [Self.finding, Self.finding], []] {
            #expect(!known.covers(findings, on: task))
        }
        var changed = task
        changed.invoice.seller.account = "6222"
        #expect(!known.covers([Self.finding], on: changed))
        changed = task
        changed.rev = "another"
        #expect(
            known.covers([Self.finding], on: changed), "a row version alone changes nothing that was seen")
        #expect(!known.covers([Self.finding], on: LedgerFixture.task("T-2")))
    }

    @Test(
        "cannot be changed, removed or replaced by a hand at the file",
        arguments: [
            "UPDATE finding_override SET reason = 'x'", "DELETE FROM finding_override",
            "UPDATE override_withdrawal SET actor = 'x'", "DELETE FROM override_withdrawal",
            "INSERT OR REPLACE INTO finding_override SELECT * FROM finding_override",
            "INSERT OR REPLACE INTO override_withdrawal SELECT * FROM override_withdrawal",
        ])
    func guarded(sql: String) throws {
        let fixture = try LedgerFixture()
        let known = try fixture.ledger.override(overridden(), on: LedgerFixture.task("T-1"), at: 5_000)
        _ = try fixture.ledger.withdrawOverride(known.id, at: 6_000)
        #expect(throws: DatabaseError.self) { try fixture.raw(sql) }
    }

    @Test(
        "that was changed past the triggers, or has no entry, is found by the check of the log",
        arguments: [
            ("UPDATE finding_override SET reason = 'x'", LedgerDiscrepancy.Kind.overrideDiffers),
            ("UPDATE finding_override SET policy = 'x'", .overrideDiffers),
            ("UPDATE override_withdrawal SET at = 1", .overrideDiffers),
            ("DELETE FROM override_withdrawal", .overrideNotInLedger),
            (
                """
                INSERT INTO finding_override SELECT 99, task_id, instance_id, rule, rule_version, reason, rev,
                seen_digest, findings_digest, policy, actor, at, 3 FROM finding_override
                """, .overrideNotInLog
            ),
        ])
    func found(sql: String, kind: LedgerDiscrepancy.Kind) throws {
        let fixture = try LedgerFixture()
        let known = try fixture.ledger.override(overridden(), on: LedgerFixture.task("T-1"), at: 5_000)
        _ = try fixture.ledger.withdrawOverride(known.id, at: 6_000)
        try fixture.ledger.note(.logout(oa: "https://oa.example.com"), at: 7_000)
        for name in [
            "finding_override_is_immutable", "finding_override_is_new", "finding_override_stays",
            "override_withdrawal_is_immutable", "override_withdrawal_stays",
        ] {
            try fixture.raw("DROP TRIGGER \(name)")
        }
        try fixture.raw(sql)
        let verification = try fixture.ledger.verifyAudit()
        #expect(verification.discrepancies.map(\.kind) == [kind])
        for language in Language.allCases {
            #expect(verification.discrepancies.first?.explanation[language].isEmpty == false)
        }
    }

    @Test(
        "has a reason that fits, or is not recorded",
        arguments: ["", "  ", String(repeating: "长", count: 2_001)])
    func reason(text: String) throws {
        let fixture = try LedgerFixture()
        #expect(throws: StoreError.self) {
            try fixture.ledger.override(overridden(text), on: LedgerFixture.task("T-1"), at: 5_000)
        }
        #expect(try fixture.ledger.auditSize() == 0)
    }

    @Test("of one task among many is read by an index")
    func plan() throws {
        let fixture = try LedgerFixture()
        let queue = try DatabaseQueue(path: fixture.file.path)
        let plan = try queue.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    EXPLAIN QUERY PLAN SELECT o.id FROM finding_override AS o
                    LEFT JOIN override_withdrawal AS w ON w.override_id = o.id WHERE o.task_id = ? ORDER BY o.id
                    """, arguments: ["T-1"]
            ).map { $0["detail"] as String }.joined(separator: "; ")
        }
        #expect(plan.contains("finding_override_by_task") && !plan.contains("SCAN"), "\(plan)")
    }
}
