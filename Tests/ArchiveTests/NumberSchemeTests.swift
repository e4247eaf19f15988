import Foundation
import Invoicing
import Store
import Testing

@testable import Archive

@Suite("A scheme of archive numbers and retention")
struct NumberSchemeTests {
    @Test(
        "makes numbers of fields, text and a running number with a least width",
        arguments: [
            ("{fonds}-{category}-{year}-{retention}-{number:6}", 1, "J001-KU.PZ-2026-D30-000001"),
            ("{category}·{year}-{number:4}", 12_345, "KU.PZ·2026-12345"), ("{number}", 7, "7"),
            ("{number:3}/{year}", 7, "007/2026") as (String, Int, String),
            ("{department}_{user}-{number:2}", 1, "研发一部_zhang.wei-01"),
        ])
    func numbers(_ text: String, _ running: Int, _ number: String) throws {
        let series = try NumberScheme(parsing: text).series([
            .fonds: "J001", .category: "KU.PZ", .year: "2026", .retention: "D30", .department: "研发一部",
            .user: "zhang.wei",
        ])
        #expect(series.number(running) == number)
    }

    @Test(
        "is refused where numbers could meet, repeat or carry signs that do not belong there",
        arguments: [
            ("{fonds}-{year}", NumberScheme.Problem.oneNumber), ("", .oneNumber),
            ("{number}-{number}", .oneNumber), ("{years}-{number}", .unknownField("years")),
            ("{year}{number}", .crowded), ("{number}{year}", .crowded), ("A1{number}", .crowded),
            ("{number}2", .crowded), ("{year-{number}", .unknownField("year-{number")), ("{number", .brace),
            ("a}-{number}", .brace), ("{number:0}", .width("number:0")),
            ("{number:13}", .width("number:13")), ("a b-{number}", .character(" ")),
            ("\u{1B}[2J-{number}", .character("\u{1B}")), ("\u{202E}-{number}", .character("\u{202E}")),
            (String(repeating: "a", count: 100) + "{number}", .tooLong),
        ])
    func refused(_ text: String, _ problem: NumberScheme.Problem) {
        #expect(throws: problem) { try NumberScheme(parsing: text) }
        #expect(!problem.explanation.zh.isEmpty && !problem.explanation.en.isEmpty)
    }

    @Test("takes nothing hostile from a department's name")
    func hostile() throws {
        let scheme = try NumberScheme(parsing: "{department}-{number:3}")
        for (name, number) in [
            ("../../etc", ".._.._etc-001"), ("A-001\n", "A_001_-001"), ("\u{1B}]0;x\u{7}", "__0_x_-001"),
            ("", "_-001"), (String(repeating: "部", count: 99), String(repeating: "部", count: 40) + "-001"),
        ] {
            #expect(scheme.series([.department: name]).number(1) == number)
        }
    }

    @Test("retention begins after the accounting year and is never shorter than the law")
    func retention() throws {
        var rules = ArchiveRules()
        rules.retention = [.voucher: .years(5), .bankStatement: .permanent]
        #expect(rules.retention(of: .voucher) == .years(30))
        #expect(rules.retention(of: .bankStatement) == .permanent)
        #expect(rules.retention(of: .annualReport) == .permanent)
        #expect(Retention.years(10).end(after: 2026) == CalendarDate(year: 2037, month: 1, day: 1))
        #expect(Retention.permanent.end(after: 2026) == nil)
        for retention in [Retention.years(30), .permanent] {
            let text = try JSONEncoder().encode(retention)
            #expect(try JSONDecoder().decode(Retention.self, from: text) == retention)
        }
    }

    @Test(
        "the accounting year is that of the approval where the books are kept; implausible times count as now",
        arguments: [
            // 2025-12-31T23:30:00+08:00, and half an hour later.
            (1_767_195_000_000, 28_800, "2025-12-20", 2025), (1_767_196_800_000, 28_800, "2025-12-20", 2026),
            (1_767_195_000_000, 28_800, "2026-01-03", 2026), (1_767_195_000_000, 28_800, "9999-01-01", 2026),
            (0, 0, "2026-05-05", 2026), (-5, 0, "1999-05-05", 2026), (Int64.max, 0, "2026-05-05", 2026),
            (Int64.min, 0, "x", 2026),
        ] as [(Int64, Int, String, Int)])
    func fiscalYear(_ decidedAt: Int64, _ offset: Int, _ issued: String, _ year: Int) {
        var task = ArchiveFixture.task("T-1")
        task.invoice.issued = IssueDate(parsing: issued)
        let plan = ArchiveRules().plan(
            for: task, as: .voucher, decidedAt: decidedAt, utcOffset: offset, user: "zhang.wei",
            now: 1_780_000_000_000)
        #expect(plan.fiscalYear == year)
        #expect(plan.series.number(1) == "KU.PZ-\(year)-D30-000001")
    }
}
