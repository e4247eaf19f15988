import Foundation
import Invoicing
import Testing

@Suite("Dates")
struct CalendarDateTests {
    @Test(
        "the forms of real documents are read",
        arguments: [
            "2024-01-24", "20240124", "2024年01月24日", "2024-01-24 16:23:48", "2024-01-24T16:23:48",
            "2024-1-24",
            "2024-01-24T16:23:48+08:00", "20240124162348", "2024年1月24日",
        ])
    func reads(text: String) {
        #expect(CalendarDate(parsing: text) == CalendarDate(year: 2_024, month: 1, day: 24))
    }

    @Test(
        "what is no date is not read",
        arguments: [
            "", "2024", "2024-02-30", "2023-02-29", "2024-13-01", "2024-00-10", "20240230", "2024-01-24x",
            "24-01",
            "2024/01/24", "0000-01-01", "2024--01-24", "昨天", "99999-01-01", "2024年01月",
            String(repeating: "9", count: 60),
        ])
    func refuses(text: String) { #expect(CalendarDate(parsing: text) == nil) }

    @Test(
        "29 February is there exactly in leap years",
        arguments: [(2_000, true), (1_900, false), (2_024, true), (2_025, false)])
    func leap(year: Int, exists: Bool) {
        #expect((CalendarDate(year: year, month: 2, day: 29) != nil) == exists)
    }

    @Test("days are counted without a gap for eight hundred years")
    func counts() {
        var previous: CalendarDate?
        for days in -150_000...150_000 {
            let date = CalendarDate(daysSince1970: days)
            #expect(date.daysSince1970 == days)
            if let previous { #expect(previous < date) }
            previous = date
        }
        #expect(CalendarDate(daysSince1970: 0).description == "1970-01-01")
        #expect(CalendarDate(daysSince1970: 19_746).description == "2024-01-24")
    }

    @Test("an unreadable date is kept as it stood, through JSON too")
    func unreadable() throws {
        let date = IssueDate(parsing: "2024-02-30")
        #expect(date.day == nil)
        #expect(date.description == "2024-02-30")
        let data = try JSONEncoder().encode([date, IssueDate(parsing: "2024年02月03日")])
        #expect(String(decoding: data, as: UTF8.self) == #"["2024-02-30","2024-02-03"]"#)
        #expect(try JSONDecoder().decode([IssueDate].self, from: data)[0] == date)
    }
}

@Suite("Tax rates")
struct TaxRateTests {
    @Test(
        "every encoding seen on real files is read",
        arguments: [
            ("0.06", .basisPoints(600)), ("6%", .basisPoints(600)), ("13.00%", .basisPoints(1_300)),
            ("0.015", .basisPoints(150)), ("1.5%", .basisPoints(150)), ("０％", .unreadable("０％")),
            ("0", .basisPoints(0)),
            ("6％", .basisPoints(600)), ("免税", .exempt), ("不征税", .notTaxable), ("***", .various),
            ("13", .unreadable("13")),
            ("-6%", .unreadable("-6%")), ("", .unreadable("")), ("abc", .unreadable("abc")),
        ] as [(String, TaxRate)])
    func reads(text: String, rate: TaxRate) { #expect(TaxRate(parsing: text) == rate) }

    @Test(
        "the printed form is read as the same rate",
        arguments: [0, 1, 10, 50, 100, 150, 300, 600, 1_300, 1_705, 10_000])
    func roundTrip(points: Int) {
        let rate = TaxRate.basisPoints(points)
        #expect(TaxRate(parsing: rate.description) == rate)
    }

    @Test(
        "the tax of real invoices",
        arguments: [
            (51_068, 300, 1_532), (1_584_158, 100, 15_842), (991, 1_300, 129), (52_075, 600, 3_125),
            (-51_068, 300, -1_532),
            (50, 100, 1), (49, 100, 0),
        ] as [(Int64, Int, Int64)])
    func tax(net: Int64, points: Int, tax: Int64) {
        #expect(TaxRate.basisPoints(points).tax(on: Money(minor: net))?.minor == tax)
    }

    @Test("a rate that says nothing gives no tax")
    func none() {
        #expect(TaxRate.various.tax(on: Money(minor: 100)) == nil)
        #expect(TaxRate.unreadable("?").tax(on: Money(minor: 100)) == nil)
        #expect(TaxRate.exempt.tax(on: Money(minor: 100))?.minor == 0)
    }
}

@Suite("Exact decimals")
struct ExactDecimalTests {
    @Test(
        "numbers are kept digit by digit",
        arguments: [
            "12", "-0.5", "15841.5841584158", "0.10", "9.91150442", "0", "0.000000000000000001",
            "999999999999999999",
        ])
    func keeps(text: String) { #expect(ExactDecimal(text)?.description == text) }

    @Test(
        "anything else is refused",
        arguments: [
            "", ".", "1.", ".5", "1e3", "+1", "--1", "1.2.3", "１", "1,000", "9223372036854775808",
            "0.0000000000000000001",
        ])
    func refuses(text: String) { #expect(ExactDecimal(text) == nil) }

    @Test(
        "products are rounded half away from zero",
        arguments: [
            ("1", "15841.5841584158", 1_584_158), ("1", "9.91150442", 991), ("3", "0.335", 101),
            ("-3", "0.335", -101),
            ("2", "0.0025", 1), ("1", "0.0049", 0), ("100", "0.3333333", 3_333), ("1", "0.005", 1),
            ("1", "-0.005", -1),
        ] as [(String, String, Int64)])
    func products(left: String, right: String, minor: Int64) throws {
        let (one, two) = (try #require(ExactDecimal(left)), try #require(ExactDecimal(right)))
        #expect(one.product(with: two, decimals: 2) == minor)
        #expect(two.product(with: one, decimals: 2) == minor)
    }

    @Test("a product beyond 64 bits is nothing, not a trap")
    func tooLarge() {
        let large = ExactDecimal(.max)
        #expect(large.product(with: large, decimals: 2) == nil)
        #expect(large.rounded(decimals: 18) == nil)
        #expect(ExactDecimal(mantissa: .min, scale: 18)?.product(with: large, decimals: 18) == nil)
        #expect(ExactDecimal(mantissa: 1, scale: 19) == nil)
    }
}
