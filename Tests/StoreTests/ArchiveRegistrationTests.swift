import Audit
import Foundation
import GRDB
import Invoicing
import OAProfile
import Testing

@testable import Store

@Suite("An archive number")
struct ArchiveRegistrationTests {
    static func plan(
        _ prefix: String = "J001-2026-D30-", category: RecordCategory = .voucher, width: Int = 4
    ) -> ArchivePlan {
        ArchivePlan(
            series: NumberSeries(prefix: prefix, width: width), category: category, fiscalYear: 2026,
            retention: category.lawful)
    }

    @Test("is given once, with its entry, and stays whatever the plan says later")
    func givenOnce() throws {
        let fixture = try LedgerFixture()
        let one = try fixture.operation(in: .acked, task: "T-1")
        let two = try fixture.operation(in: .acked, task: "T-2")
        let before = try fixture.ledger.auditSize()
        let first = try fixture.ledger.register(one.id, as: Self.plan(), at: 5_000)
        #expect(first.registration.number == "J001-2026-D30-0001" && first.registration.running == 1)
        #expect(first.registration.start == CalendarDate(year: 2027, month: 1, day: 1))
        #expect(first.registration.end == CalendarDate(year: 2057, month: 1, day: 1))
        let again = try fixture.ledger.register(one.id, as: Self.plan("OTHER-"), at: 6_000)
        #expect(again == first)
        #expect(try fixture.ledger.auditSize() == before + 1)
        let second = try fixture.other().register(two.id, as: Self.plan(), at: 7_000)
        #expect(second.registration.number == "J001-2026-D30-0002")
        #expect(try fixture.ledger.archived().map(\.registration.running) == [1, 2])
        let entry = try #require(try fixture.ledger.auditEntries(from: first.entry, limit: 1).first).entry()
        #expect(entry.event == "archive-numbered" && entry.subject == first.registration.number)
        #expect(entry.fingerprint == one.request.fingerprint && entry.task == "T-1")
        #expect(entry.reason == "voucher D30 from 2027-01-01 until 2057-01-01")
        #expect(try fixture.ledger.verifyAudit().isIntact)
    }

    @Test("runs without gaps in each series of its own, and another width is the same series")
    func series() throws {
        let fixture = try LedgerFixture()
        var numbers: [String] = []
        for (index, plan) in [
            Self.plan("A-"), Self.plan("B-"), Self.plan("A-"), Self.plan("A-", width: 6), Self.plan("B-"),
        ].enumerated() {
            let operation = try fixture.operation(in: .acked, task: "T-\(index)")
            numbers.append(
                try fixture.ledger.register(operation.id, as: plan, at: 5_000).registration.number)
        }
        #expect(numbers == ["A-0001", "B-0001", "A-0002", "A-000003", "B-0002"])
    }

    @Test("is for a confirmed approval alone, and never for two invoices")
    func refused() throws {
        let fixture = try LedgerFixture()
        let waiting = try fixture.operation(in: .recorded, task: "T-1")
        #expect(throws: ArchiveRefusal.notApproved(waiting.id.rawValue)) {
            try fixture.ledger.register(waiting.id, as: Self.plan(), at: 1)
        }
        let one = try fixture.operation(in: .acked, task: "T-2")
        let two = try fixture.operation(in: .acked, task: "T-3")
        _ = try fixture.ledger.register(one.id, as: Self.plan("A-1", width: 1), at: 1)
        var other = Self.plan("A-", width: 1)
        other.series.suffix = ""
        // Series that can meet are refused by the scheme; here the last guard behind it.
        for number in 1...10 {
            let id = try fixture.operation(in: .acked, task: "F-\(number)").id
            _ = try fixture.ledger.register(id, as: other, at: 1)
        }
        #expect(throws: ArchiveRefusal.numberTaken("A-11")) {
            try fixture.ledger.register(two.id, as: other, at: 1)
        }
        #expect(try fixture.ledger.verifyAudit().isIntact)
    }

    @Test(
        "cannot be changed, removed, skipped or replaced by a hand at the file",
        arguments: [
            "UPDATE archived SET number = 'X'", "DELETE FROM archived",
            "INSERT OR REPLACE INTO archived SELECT * FROM archived",
            "UPDATE archive_step SET reason = 'x'", "DELETE FROM archive_step",
            "INSERT OR REPLACE INTO archive_step SELECT * FROM archive_step",
            """
            INSERT INTO archived SELECT (SELECT op_id FROM op WHERE task_id = 'T-2'), 'A-9', series, 9, category,
            fiscal_year, years, actor, at, entry - 1 FROM archived
            """,
            "UPDATE evidence SET doc_json = ''",
        ])
    func guarded(sql: String) throws {
        let fixture = try LedgerFixture()
        _ = try fixture.operation(in: .acked, task: "T-2")
        let one = try fixture.operation(in: .acked, task: "T-1")
        _ = try fixture.ledger.register(one.id, as: Self.plan(), at: 5_000)
        try fixture.ledger.place(one.id, package: ContentDigest(of: "package"), at: 6_000)
        #expect(throws: DatabaseError.self) { try fixture.raw(sql) }
    }

    @Test(
        "that was changed past the triggers is found by the check of the log",
        arguments: [
            ("UPDATE archived SET number = 'X'", LedgerDiscrepancy.Kind.archiveDiffers),
            ("UPDATE archived SET years = 10", .archiveDiffers),
            ("UPDATE archived SET actor = 'li.na'", .archiveDiffers),
            ("UPDATE archive_step SET digest = zeroblob(32)", .archiveDiffers),
            ("DELETE FROM archive_step", .archiveNotInLedger),
            ("DELETE FROM archive_step; DELETE FROM archived", .archiveNotInLedger),
            ("UPDATE archive_step SET entry = 1", .archiveNotInLog),
        ])
    func found(sql: String, kind: LedgerDiscrepancy.Kind) throws {
        let fixture = try LedgerFixture()
        let one = try fixture.operation(in: .acked, task: "T-1")
        _ = try fixture.ledger.register(one.id, as: Self.plan(), at: 5_000)
        try fixture.ledger.place(one.id, package: ContentDigest(of: "package"), at: 6_000)
        #expect(try fixture.ledger.verifyAudit().isIntact)
        for trigger in [
            "archived_stays", "archived_is_immutable", "archive_step_stays", "archive_step_is_immutable",
        ] {
            try fixture.raw("DROP TRIGGER \(trigger)")
        }
        try fixture.raw(sql)
        let found = try fixture.ledger.verifyAudit()
        #expect(found.discrepancies.contains { $0.kind == kind }, "\(found.discrepancies)")
        for one in found.discrepancies {
            #expect(!one.explanation.zh.isEmpty && !one.explanation.en.isEmpty)
        }
    }

    @Test("of a package that stands on the shelf names it once and for good")
    func placed() throws {
        let fixture = try LedgerFixture()
        let one = try fixture.operation(in: .acked, task: "T-1")
        let package = ContentDigest(of: "package")
        #expect(throws: ArchiveRefusal.notRegistered(one.id.rawValue)) {
            try fixture.ledger.place(one.id, package: package, at: 1)
        }
        _ = try fixture.ledger.register(one.id, as: Self.plan(), at: 5_000)
        #expect(try fixture.ledger.archived(one.id)?.package == nil)
        #expect(try fixture.ledger.place(one.id, package: package, at: 6_000).package == package)
        let size = try fixture.ledger.auditSize()
        try fixture.ledger.place(one.id, package: package, at: 7_000)
        #expect(try fixture.ledger.auditSize() == size)
        #expect(throws: ArchiveRefusal.self) {
            try fixture.ledger.place(one.id, package: ContentDigest(of: "other"), at: 8_000)
        }
    }
}
