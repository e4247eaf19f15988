import Invoicing
import SeededRandom
import Testing

@Suite("Money")
struct MoneyTests {
    @Test(
        "an amount is read to the fen",
        arguments: [
            ("526.00", 52_600), ("-12.5", -1_250), ("1,234.50", 123_450), ("¥112", 11_200), ("￥0.05", 5),
            ("-¥500", -50_000), ("0", 0), ("1,234,567.89", 123_456_789), ("92233720368547758.07", Int64.max),
        ] as [(String, Int64)])
    func reads(text: String, minor: Int64) throws {
        #expect(try Money(parsing: text).minor == minor)
    }

    @Test(
        "nothing is guessed from a text that is no amount",
        arguments: [
            "", "-", "¥", ".5", "5.", "1.234", "1,23.00", "1,2345", ",123", "1e3", "１２", "12 ", "+5", "--5",
            "5-",
            "1.2.3", "0x10", "NaN", "12,34", "一百",
        ])
    func refuses(text: String) {
        #expect(throws: MoneyError.unreadable(text)) { try Money(parsing: text) }
    }

    @Test("an amount beyond 64 bits is refused, not wrapped")
    func tooLarge() {
        #expect(throws: MoneyError.tooLarge) { try Money(parsing: "92233720368547758.08") }
        #expect(throws: MoneyError.tooLarge) {
            try Money(minor: .max).adding(Money(minor: 1))
        }
    }

    @Test("currencies are never added to each other")
    func mismatch() throws {
        let yen = try #require(Currency(code: "JPY", scale: 0))
        #expect(throws: MoneyError.currencyMismatch("CNY", "JPY")) {
            try Money(minor: 1).adding(Money(minor: 1, currency: yen))
        }
    }

    @Test(
        "an amount is written with its own decimals",
        arguments: [
            (123_450, "CNY", 2, "1234.50", "1,234.50"), (-5, "CNY", 2, "-0.05", "-0.05"),
            (100_000_000, "CNY", 2, "1000000.00", "1,000,000.00"), (1_234, "JPY", 0, "1234", "1,234"),
            (1_234, "KWD", 3, "1.234", "1.234"), (0, "CNY", 2, "0.00", "0.00"),
        ] as [(Int64, String, Int, String, String)])
    func writes(minor: Int64, code: String, scale: Int, plain: String, grouped: String) throws {
        let money = Money(minor: minor, currency: try #require(Currency(code: code, scale: scale)))
        #expect(money.plain == plain)
        #expect(money.grouped == grouped)
    }

    @Test("reading what was written gives the same amount, in every scale", arguments: 0...4)
    func roundTrip(scale: Int) throws {
        let seed: UInt64 = 23
        var random = SeededGenerator(seed: seed)
        let currency = try #require(Currency(code: "XTS", scale: scale))
        for _ in 0..<2_000 {
            let shift = UInt64.random(in: 0...62, using: &random)
            let minor = Int64(truncatingIfNeeded: random.next()) >> Int64(shift)
            guard minor != .min else { continue }
            let money = Money(minor: minor, currency: currency)
            #expect(try Money(parsing: money.plain, currency: currency) == money, "seed \(seed)")
            #expect(try Money(parsing: money.grouped, currency: currency) == money, "seed \(seed)")
        }
    }

    @Test("a currency is three upper-case letters and a scale of 0 to 4")
    func currencies() {
        #expect(Currency(code: "CNY", scale: 2) == .cny)
        for code in ["cny", "CN", "CNYY", "C1Y", "元", ""] { #expect(Currency(code: code, scale: 2) == nil) }
        for scale in [-1, 5] { #expect(Currency(code: "CNY", scale: scale) == nil) }
    }
}
