import Invoicing
import SeededRandom
import Testing

@testable import InvoiceFiles

@Suite("Amounts as files write them")
struct PrintedAmountTests {
    private static func wide(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    (0x21...0x7E).contains(scalar.value)
                        ? Unicode.Scalar(scalar.value + 0xFEE0) ?? scalar : scalar
                }))
    }

    @Test(
        "reading any amount in any way of writing gives that amount", arguments: 1...3 as ClosedRange<UInt64>)
    func identity(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<400 {
            let minor = Int64(truncatingIfNeeded: random.next()) >> Int64.random(in: 1...62, using: &random)
            let money = Money(minor: minor)
            let unsigned = minor < 0 ? String(money.plain.dropFirst()) : money.plain
            let sign = minor < 0 ? "-" : ""
            let forms = [
                money.plain, money.grouped, Self.wide(money.plain), sign + "¥" + unsigned,
                "￥" + sign + unsigned,
                " " + money.plain + " 元", sign + "CNY " + unsigned, money.plain + "0000",
                money.grouped.replacing("-", with: "−"), money.grouped.replacing(",", with: " "),
            ]
            for form in forms {
                #expect(PrintedForm.amount(form) == money, "\(form), seed \(seed)")
                #expect(PrintedForm.amount(form)?.plain == money.plain)
            }
        }
    }

    @Test("any text is an amount or none, never a trap", arguments: [5] as [UInt64])
    func noise(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("0123456789.,-+¥￥元 ０．－CNYRMB圆E\u{200B}年/%*").map { $0 }
        for _ in 0..<5_000 {
            let text = String(
                (0..<Int.random(in: 0...24, using: &random)).map { _ in
                    alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
                })
            if let money = PrintedForm.amount(text) {
                #expect(PrintedForm.amount(money.plain) == money, "\(text)")
            }
            if let number = PrintedForm.decimal(text) {
                #expect(PrintedForm.decimal(number.description) == number, "\(text)")
            }
            if let day = PrintedForm.day(text).day { #expect(PrintedForm.day(day.description).day == day) }
            let rate = PrintedForm.rate(text)
            #expect(TaxRate(parsing: rate.description) == rate, "\(text)")
        }
    }
}
