import Invoicing
import SeededRandom
import Testing

@Suite("Amounts in words, in every form")
struct UppercaseFormTests {
    private static let digits = Array("零壹贰叁肆伍陆柒捌玖")

    /// The words of a whole number below 10^16, written digit by digit with every choice that art. 52 of the basic accounting
    /// rules and real invoices leave: where zeros end a section, a 零 before the next digit may stand or not.
    private static func words(_ yuan: Int64, _ random: inout SeededGenerator) -> String {
        let text = Array(String(yuan))
        var result = ""
        var zeros = 0
        var hasDigitInSection = false
        for (place, character) in text.enumerated() {
            let digit = Int(String(character)) ?? 0
            let power = text.count - 1 - place
            if digit == 0 {
                zeros += 1
            } else {
                if zeros > 0, !result.isEmpty {
                    // Inside a section the zero is read; at its edge it may be left out.
                    let isInside = hasDigitInSection
                    if isInside || Bool.random(using: &random) { result += "零" }
                }
                zeros = 0
                result += String(digits[digit]) + ["", "拾", "佰", "仟"][power % 4]
                hasDigitInSection = true
            }
            guard power % 4 == 0 else { continue }
            let unit = ["", "万", "亿", "万亿"][power / 4]
            // A section of zeros has no name, but for 亿 behind 万亿, which closes it.
            if hasDigitInSection {
                result += power / 4 == 3 && yuan / 100_000_000 % 10_000 > 0 ? "万" : unit
            } else if power / 4 == 2, yuan >= 1_000_000_000_000, yuan / 100_000_000 % 10_000 == 0 {
                result += ""
            }
            hasDigitInSection = false
        }
        return result
    }

    private static func form(of minor: Int64, _ random: inout SeededGenerator) -> String {
        func pick(_ texts: [String]) -> String { texts[Int.random(in: 0..<texts.count, using: &random)] }
        let (yuan, cents) = minor.magnitude.quotientAndRemainder(dividingBy: 100)
        let (jiao, fen) = (Int(cents / 10), Int(cents % 10))
        var text = ""
        if yuan > 0 { text += words(Int64(yuan), &random) + pick(["圆", "元", "圓"]) }
        if yuan == 0, cents == 0 { text = "零" + pick(["圆", "元"]) }
        if yuan == 0, cents > 0, Bool.random(using: &random) { text = "零" + pick(["圆", "元"]) }
        if jiao > 0 {
            // The 元 digit is zero: 零 may stand or not.
            if yuan > 0, yuan % 10 == 0, Bool.random(using: &random) { text += "零" }
            text += String(digits[jiao]) + "角"
        } else if fen > 0, !text.isEmpty {
            text += pick(["零", "零角", ""])
        }
        if fen > 0 {
            text += String(digits[fen]) + "分"
            text += pick(["", "整"])
        } else {
            text += pick(["整", "正", ""])
        }
        let sign = minor < 0 ? pick(["（负数）", "(负数)", "负"]) : ""
        return pick(["", "人民币", "¥", "ⓧ", "⊗ "]) + sign + text
    }

    @Test(
        "every form of every amount says that amount, and what is written of it is read as it again",
        arguments: 1...4 as ClosedRange<UInt64>)
    func forms(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for round in 0..<3_000 {
            // Every length of number, and many zeros inside.
            var minor = Int64.random(in: 0...(1 << Int64.random(in: 1...59, using: &random)), using: &random)
            if Bool.random(using: &random) {
                let unit =
                    [10, 100, 1_000, 100_000, 1_000_000, 10_000_000_000]
                    .randomElement(using: &random) ?? 1
                minor = minor / Int64(unit) * Int64(unit)
            }
            if Bool.random(using: &random) { minor.negate() }
            let form = Self.form(of: minor, &random)
            let read = UppercaseAmount.parse(form)
            #expect(read?.minor == minor, "\(form), seed \(seed), round \(round)")
            guard let read, read.minor == minor else { return }
            #expect(UppercaseAmount.parse(UppercaseAmount.text(for: read)) == read, "\(form)")
        }
    }

    @Test(
        "a form with one digit or one unit changed is never read as the same amount",
        arguments: [9] as [UInt64])
    func changed(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<3_000 {
            let minor = Int64.random(in: 1...99_999_999_999, using: &random)
            var form = Array(UppercaseAmount.text(for: Money(minor: minor)))
            let place = Int.random(in: 0..<form.count, using: &random)
            guard let digit = Self.digits.dropFirst().firstIndex(of: form[place]) else { continue }
            form[place] = Self.digits[digit % 9 + 1]
            #expect(UppercaseAmount.parse(String(form))?.minor != minor, "\(String(form))")
        }
    }
}
