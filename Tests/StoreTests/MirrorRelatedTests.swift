import Foundation
import GRDB
import Invoicing
import OAProfile
import Testing
import Verification

@testable import Store

@Suite("What belongs to an invoice is found by indexes, and in bounds")
struct MirrorRelatedTests {
    private func task(
        _ number: Int, seller: String = "上海晨光文具股份有限公司", gross: Int64? = nil, digits: Int? = nil,
        references: [String] = [], file: String? = nil, instance: String? = nil
    ) -> ApprovalTask {
        var task = ApprovalTask.sample("T-\(number)")
        task.instance = InstanceID(rawValue: instance ?? "I-\(number)")
        task.references = references
        task.invoice.seller.name = seller
        task.invoice.number = InvoiceNumber(
            number: "26312000000" + "\(100_000_000 + (digits ?? number * 1_000))")
        task.invoice.totals.gross = Money(minor: gross ?? Int64(10_000 + number))
        task.attachments =
            file.map {
                [Attachment(name: "a.pdf", mediaType: "application/pdf", size: 1, sha256: $0)]
            } ?? []
        return task
    }

    private func related(_ tasks: [ApprovalTask]) throws -> [String: [Relation]] {
        let fixture = try MirrorFixture(rules: .inForce)
        try fixture.apply(tasks)
        let found = try #require(try fixture.mirror.related(to: tasks[0].id))
        return Dictionary(uniqueKeysWithValues: found.tasks.map { ($0.row.task.rawValue, $0.relations) })
    }

    @Test("each way of belonging is told, the closest first")
    func relations() throws {
        let file = String(repeating: "ab", count: 32)
        let other = "北京京东世纪信息技术有限公司"
        let found = try related([
            task(1, gross: 500, digits: 1, references: ["HT-2026-0007"], file: file),
            task(2, seller: other, digits: 1), task(3, seller: other, file: file),
            task(4, gross: 500), task(5, references: ["PO-1", "HT-2026-0007"]),
            task(6, seller: other, digits: 3), task(7), task(8, seller: other),
            task(9, digits: 1, instance: "I-1"),
        ])
        #expect(
            found == [
                "T-2": [.sameInvoice, .closeNumber], "T-3": [.sameFile],
                "T-4": [.sameSellerAndAmount, .sameSeller],
                "T-5": [.sameReference, .sameSeller], "T-6": [.closeNumber], "T-7": [.sameSeller],
            ])
    }

    @Test("the closest come first, of the seller's other invoices only the newest few")
    func order() throws {
        let fixture = try MirrorFixture(rules: .inForce)
        try fixture.apply([task(1, gross: 700)] + (2...40).map { task($0) } + [task(41, gross: 700)])
        let found = try #require(try fixture.mirror.related(to: TaskID(rawValue: "T-1")))
        #expect(found.tasks.map(\.row.task.rawValue) == ["T-41", "T-40", "T-39", "T-38", "T-37", "T-36"])
        #expect(!found.isSellerCut)
    }

    @Test("a name that is part of another seller's is another seller")
    func partOfName() throws {
        #expect(
            try related([task(1, seller: "晨光文具"), task(2, seller: "晨光文具有限公司"), task(3, seller: "晨光文具")])
                .keys.sorted() == ["T-3"])
    }

    @Test("a task that is gone has none, and one without a seller's name is no trouble")
    func nothing() throws {
        let fixture = try MirrorFixture(rules: .inForce)
        #expect(try fixture.mirror.related(to: TaskID(rawValue: "T-404")) == nil)
        try fixture.apply([task(1, seller: "")])
        #expect(try fixture.mirror.related(to: TaskID(rawValue: "T-1"))?.tasks.isEmpty == true)
    }

    @Test(
        "every read is by an index, never a walk through rows or documents",
        arguments: [Mirror.ownKeysSQL, Mirror.neighbourSQL, Mirror.sellerSQL])
    func plans(sql: String) throws {
        let fixture = try MirrorFixture()
        let count = sql.count { $0 == "?" }
        let plan = try fixture.mirror.read { db in
            try Row.fetchAll(
                db, sql: "EXPLAIN QUERY PLAN " + sql,
                arguments: StatementArguments(Array(repeating: "1", count: count))
            ).map { $0["detail"] as String }
        }
        // The only thing that is gone through is the list of at most 500 matches of the full-text index.
        let scans = plan.filter { $0.contains("SCAN") }
        #expect(
            scans.allSatisfy {
                $0.contains("VIRTUAL TABLE") || $0.contains("(subquery") || $0.contains("CO-ROUTINE")
            },
            "\(plan)")
        #expect(
            plan.contains {
                $0.contains("INDEX") || $0.contains("PRIMARY KEY") || $0.contains("VIRTUAL TABLE")
            }, "\(plan)")
    }
}
