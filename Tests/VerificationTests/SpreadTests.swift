import Invoicing
import SeededRandom
import Testing

@testable import Verification

@Suite("Statistics")
struct SpreadTests {
    @Test("a bucket is off by a thirty-second at most, and buckets grow with values")
    func buckets() {
        var last = -1
        for value in 0...5_000 as ClosedRange<Int64> {
            let bucket = Spread.bucket(of: value)
            #expect(bucket == last || bucket == last + 1)
            last = bucket
            #expect(abs(Spread.value(of: bucket) - value) * 32 <= value)
        }
        for value in [Int64.max, Int64.max / 3, 1 << 62, 1 << 40] {
            let middle = Spread.value(of: Spread.bucket(of: value))
            #expect(middle > value / 100 * 96 && middle / 100 * 96 < value)
        }
        #expect(Spread.bucket(of: 64) == 64 && Spread.bucket(of: 128) == 96)
        #expect(Spread.bucket(of: -5) == 0)
    }

    @Test(
        "what is added in any order, with others that go again, is the same",
        arguments: 1...20 as ClosedRange<UInt64>)
    func order(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let values = (0..<200).map { _ in Int.random(in: 0...400, using: &random) }
        let others = (0..<50).map { _ in Int.random(in: 0...400, using: &random) }
        var straight = Spread()
        for value in values { straight.add(value) }
        var shuffled = Spread()
        for value in (values + others).shuffled(using: &random) { shuffled.add(value) }
        for value in others.shuffled(using: &random) { shuffled.add(value, times: -1) }
        #expect(straight == shuffled)
        #expect(try #require(Spread(bytes: straight.bytes)) == straight)
        let sorted = values.sorted()
        let median = sorted[99]
        let deviation = values.map { abs($0 - median) }.sorted()[99]
        let summary = try #require(straight.summary(least: 1))
        #expect(summary.median == median)
        #expect(summary.fence == median + max(1, 35_000 * deviation / 6_745))
        #expect(summary.atLeast == 200)
    }

    @Test("fewer than twenty values say nothing; hostile bytes are refused")
    func edges() {
        var spread = Spread()
        for _ in 0..<19 { spread.add(5) }
        #expect(spread.summary(least: 3) == nil)
        spread.add(5)
        #expect(spread.summary(least: 3) == Spread.Summary(atLeast: 20, median: 5, fence: 8))
        spread.add(9, times: -1)
        #expect(spread.total == 20)
        for bytes in [[0x80], [1], [1, 0], [1, 1, 0, 1], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 1]] as [[UInt8]] {
            #expect(Spread(bytes: bytes) == nil)
        }
        #expect(Spread(bytes: [])?.total == 0)
    }

    private func claim(_ price: Int64, submitter: String = "li.na", day: String = "2026-03-02") -> Claim {
        let invoice = Invoices.digital {
            $0.lines = [
                InvoiceLine(
                    item: "*文具*笔", unit: "支", quantity: ExactDecimal(1),
                    unitPrice: ExactDecimal(mantissa: price, scale: 2),
                    amount: Money(minor: price), rate: .basisPoints(0), tax: Money(minor: 0))
            ]
            $0.totals = InvoiceTotals(
                net: Money(minor: price), tax: Money(minor: 0), gross: Money(minor: price), grossInWords: "")
            $0.number = InvoiceNumber(number: "26112000000048542163")
            $0.issued = IssueDate(parsing: day)
        }
        return Claim(invoice: invoice, submitter: submitter)
    }

    @Test(
        "a price beyond twice the usual is an outlier where prices hardly differ; nineteen others are too few",
        arguments: [(20, 1_900, false), (20, 2_200, true), (18, 9_900, false), (20, 100, false)]
            as [(Int, Int64, Bool)])
    func price(others: Int, price: Int64, isFound: Bool) {
        var census = Census((0..<others).map { Observations(of: claim(1_000 + Int64($0 % 3))) })
        var own = claim(price)
        let observations = Observations(of: own)
        census.add(observations)
        own.standing = census.standing(of: observations)
        #expect(
            RuleBook.findings(on: own).map(\.rule) == (isFound ? ["price.outlier"] : []))
    }

    @Test("one person with far more claims a week than others is told", arguments: [(5, false), (6, true)])
    func frequency(count: Int, isFound: Bool) {
        let usual = (0..<25).map { Observations(of: claim(1_000, submitter: "p\($0)")) }
        let own = claim(1_000, submitter: "often")
        var census = Census(usual)
        for _ in 0..<count { census.add(Observations(of: own)) }
        var judged = own
        judged.standing = census.standing(of: Observations(of: own))
        #expect(RuleBook.findings(on: judged).map(\.rule) == (isFound ? ["frequency.outlier"] : []))
        let monday = claim(1_000, submitter: "often", day: "2026-03-09")
        #expect(Observations(of: monday).rate?.cell != Observations(of: own).rate?.cell)
        let sunday = claim(1_000, submitter: "often", day: "2026-03-08")
        #expect(Observations(of: sunday).rate?.cell == Observations(of: own).rate?.cell)
    }
}
