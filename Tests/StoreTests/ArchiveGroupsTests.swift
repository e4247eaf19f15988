import Foundation
import GRDB
import Invoicing
import OAProfile
import SeededRandom
import Testing

@testable import Store

@Suite("The archive by year, month and department")
struct ArchiveGroupsTests {
    private struct Item {
        let id: String
        let status: TaskStatus
        let day: String
        let department: String
    }

    /// Decided and waiting claims of some years and departments, some with a day that nobody can read.
    private static func items() -> [Item] {
        var random = SeededGenerator(seed: 7)
        let days = ["2024-02-29", "2024-12-31", "2025-01-01", "2026-07-01", "2026-07-31", "2026-08-01", "不详"]
        return (0..<120).map { index in
            Item(
                id: "T-\(index)",
                status: [.approved, .rejected, .pending, .withdrawn].randomElement(using: &random)
                    ?? .approved,
                day: days.randomElement(using: &random) ?? days[0],
                department: ["采购部", "市场部", ""].randomElement(using: &random) ?? "")
        }
    }

    private static func fixture() throws -> (MirrorFixture, [Item]) {
        let fixture = try MirrorFixture()
        let items = items()
        try fixture.apply(
            items.map { item in
                var task = ApprovalTask.sample(item.id, issued: item.day)
                task.status = item.status
                task.department = item.department
                return task
            })
        return (fixture, items.filter { $0.status != .pending })
    }

    @Test(
        "the parts of a scope hold together what the scope holds, and each what a look at every claim finds",
        arguments: ArchiveGrouping.allCases,
        [
            ArchiveScope(), ArchiveScope(year: 2024), ArchiveScope(department: "采购部"),
            ArchiveScope(year: 2026, month: 7), ArchiveScope(year: 2026, department: ""),
        ])
    func parts(_ grouping: ArchiveGrouping, _ scope: ArchiveScope) throws {
        let (fixture, items) = try Self.fixture()
        func holds(_ item: Item, _ scope: ArchiveScope) -> Bool {
            let date = CalendarDate(parsing: item.day)
            if scope.isUndated, date != nil { return false }
            if let year = scope.year, date?.year != year { return false }
            if let month = scope.month, date?.month != month { return false }
            if let department = scope.department, item.department != department { return false }
            return true
        }
        #expect(try fixture.mirror.archiveCount(of: scope) == items.count { holds($0, scope) })
        let parts = try fixture.mirror.archiveGroups(by: grouping, in: scope)
        for part in parts {
            let count = try fixture.mirror.archiveCount(of: part)
            #expect(count > 0 && count == items.count { holds($0, part) }, "\(part)")
        }
        // A scope that is one part already has no others; months without a year leave out what has no date.
        switch grouping {
        case .year where scope.year != nil, .department where scope.department != nil: return
        case .month where scope.year == nil: return
        default: break
        }
        let sum = try parts.reduce(0) { try $0 + fixture.mirror.archiveCount(of: $1) }
        #expect(sum == items.count { holds($0, scope) })
        #expect(Set(parts).count == parts.count)
    }

    @Test(
        "page by page the rows of a scope come once each, newest first, undated ones last",
        arguments: [1, 7, 500])
    func rows(limit: Int) throws {
        let (fixture, items) = try Self.fixture()
        var keys: [TaskKey] = []
        var place: ArchivePlace?
        var pages = 0
        repeat {
            let found = try fixture.mirror.archiveKeys(in: ArchiveScope(), after: place, limit: limit)
            keys += found.keys
            place = found.next
            pages += 1
            try #require(pages < 500)
        } while place != nil
        let rows = try fixture.mirror.rows(keys)
        #expect(Set(rows.map(\.task.rawValue)) == Set(items.map(\.id)))
        #expect(rows.count == items.count)
        let days = rows.map { CalendarDate(parsing: $0.issued)?.daysSince1970 ?? Int.min }
        #expect(days == days.sorted(by: >))
    }

    @Test("a query selects inside a scope")
    func query() throws {
        let (fixture, items) = try Self.fixture()
        let query = try Query(parsing: "status:rejected", in: MirrorFixture.context)
        let found = try fixture.mirror.archiveKeys(
            in: ArchiveScope(year: 2024), matching: query, limit: 1_000)
        #expect(found.keys.count == items.count { $0.status == .rejected && $0.day.hasPrefix("2024") })
        #expect(found.next == nil)
    }

    @Test("counting and listing never read a row that is not asked for, and never sort")
    func plans() throws {
        let (fixture, _) = try Self.fixture()
        let decided = MirrorTables.decided
        let (day, department) = try fixture.mirror.read { db in
            (
                try Mirror.source(ArchiveScope(), in: db),
                try Mirror.source(ArchiveScope(department: "x"), in: db)
            )
        }
        for (sql, index) in [
            ("SELECT count(*) FROM \(day) WHERE \(decided) AND issued >= 1 AND issued <= 2", "by_day"),
            (
                "SELECT count(*) FROM \(department) WHERE \(decided) AND department = 'x' AND issued >= 1",
                "by_department"
            ),
            (
                "SELECT department FROM \(department) WHERE \(decided) AND department > 'x' ORDER BY department LIMIT 1",
                "by_department"
            ),
            (
                "SELECT key, issued FROM \(day) WHERE \(decided) AND 1 ORDER BY issued DESC, key DESC LIMIT 9",
                "by_day"
            ),
        ] {
            let plan = try fixture.mirror.read { db in
                try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN \(sql)").map { $0["detail"] as String }
                    .joined(separator: "; ")
            }
            #expect(plan.contains("summary_decided_\(index)"), "\(plan)")
            #expect(!plan.contains("TEMP B-TREE"), "\(plan)")
        }
    }

    @Test("a file of before there were these ways gets them")
    func older() throws {
        let (fixture, items) = try Self.fixture()
        try fixture.mirror.write { db in
            let names = try String.fetchAll(
                db, sql: "SELECT name FROM sqlite_schema WHERE name LIKE 'summary_decided_%'")
            #expect(names.count == 2)
            for name in names { try db.execute(sql: "DROP INDEX \(name)") }
        }
        #expect(try fixture.mirror.archiveCount(of: ArchiveScope()) == items.count)
        let again = try fixture.another()
        let count = try again.read { db in
            try Int.fetchOne(
                db, sql: "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'summary_decided_%'")
        }
        #expect(count == 2)
    }
}
