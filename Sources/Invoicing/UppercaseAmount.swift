/// The uppercase Chinese amount (价税合计大写): written for invoices, and parsed so that it can be compared
/// with the digits as a number, never as a string.
///
/// Source: 会计基础工作规范 (财政部令第98号) art. 52. Real invoices write 圆 or 元, end with 整, 正 or nothing,
/// and may omit 零 where the 元 digit is 0.
public enum UppercaseAmount {
    /// The uppercase form of an amount of CNY, as `壹万陆仟圆整` or `（负数）伍佰圆整`.
    public static func text(for amount: Money) -> String {
        let magnitude = amount.minor.magnitude
        let prefix = amount.minor < 0 ? "（负数）" : ""
        let (yuan, fenPart) = magnitude.quotientAndRemainder(dividingBy: 100)
        let (jiao, fen) = fenPart.quotientAndRemainder(dividingBy: 10)
        guard magnitude > 0 else { return "零圆整" }
        var result = yuan > 0 ? integerText(yuan) + "圆" : ""
        if jiao > 0 {
            result += digits[Int(jiao)] + "角"
        } else if fen > 0, yuan > 0 {
            result += "零"
        }
        result += fen > 0 ? digits[Int(fen)] + "分" : "整"
        return prefix + result
    }

    /// The amount that an uppercase text says, or nothing when the text is not a well-formed amount.
    public static func parse(_ text: String) -> Money? {
        var rest = Substring(text.filter { !$0.isWhitespace })
        guard rest.count <= 80 else { return nil }
        for prefix in marks where rest.hasPrefix(prefix) {
            rest = rest.dropFirst(prefix.count)
        }
        var isNegative = false
        for prefix in ["（负数）", "(负数)", "负"] where rest.hasPrefix(prefix) {
            isNegative = true
            rest = rest.dropFirst(prefix.count)
            break
        }
        for prefix in marks where rest.hasPrefix(prefix) {
            rest = rest.dropFirst(prefix.count)
        }
        while let last = rest.last, last == "整" || last == "正" { rest = rest.dropLast() }
        guard !rest.isEmpty else { return nil }

        var yuan: UInt64 = 0
        var hasYuan = false
        if let end = rest.firstIndex(where: { $0 == "圆" || $0 == "元" || $0 == "圓" }) {
            guard let value = integer(rest[..<end]) else { return nil }
            yuan = value
            hasYuan = true
            rest = rest[rest.index(after: end)...]
        }
        var cents: UInt64 = 0
        var seenUnit = 0
        while let character = rest.first {
            rest = rest.dropFirst()
            if character == "零", rest.first.map({ digit($0) != nil }) == true { continue }
            guard let value = digit(character), let unit = rest.first else { return nil }
            rest = rest.dropFirst()
            switch (unit, seenUnit) {
            case ("角", 0):
                cents += value * 10
                seenUnit = 1
            case ("分", 0), ("分", 1):
                cents += value
                seenUnit = 2
            default: return nil
            }
        }
        guard hasYuan || seenUnit > 0 else { return nil }
        let (scaled, overflow) = yuan.multipliedReportingOverflow(by: 100)
        guard !overflow, scaled <= UInt64(Int64.max) - cents else { return nil }
        let minor = Int64(scaled + cents)
        return Money(minor: isNegative ? -minor : minor)
    }

    /// What may stand before the amount: the cross that fills the line on printed forms, and the currency.
    private static let marks = ["ⓧ", "⊗", "人民币", "¥", "￥"]
    private static let digits = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"]
    private static let units = ["", "拾", "佰", "仟"]

    private static func digit(_ character: Character) -> UInt64? {
        digits.firstIndex(of: String(character)).map(UInt64.init)
    }

    /// Sections of four digits: 亿 closes everything before it, 万 the four digits before it; one 零 stands where the
    /// lower part begins with a zero.
    private static func integerText(_ value: UInt64) -> String {
        for (unit, name) in [(UInt64(100_000_000), "亿"), (10_000, "万")] where value >= unit {
            let (high, low) = value.quotientAndRemainder(dividingBy: unit)
            let lowText = low == 0 ? "" : (low < unit / 10 ? "零" : "") + integerText(low)
            return integerText(high) + name + lowText
        }
        return sectionText(value)
    }

    private static func sectionText(_ section: UInt64) -> String {
        var result = ""
        var hasZeroRun = false
        for place in (0..<4).reversed() {
            let digit = Int(section / [1, 10, 100, 1_000][place] % 10)
            if digit == 0 {
                hasZeroRun = !result.isEmpty
            } else {
                if hasZeroRun { result += "零" }
                hasZeroRun = false
                result += digits[digit] + units[place]
            }
        }
        return result
    }

    /// Reads the part before 圆: units must fall from left to right inside a section, 万 and 亿 close sections.
    private static func integer(_ text: Substring) -> UInt64? {
        guard !text.isEmpty else { return nil }
        if text == "零" { return 0 }
        var total: UInt64 = 0
        var section: UInt64 = 0
        var pending: UInt64?
        var lastUnit: UInt64 = 10_000
        func closed() -> UInt64 { section + (pending ?? 0) }
        for character in text {
            switch character {
            case "零":
                guard pending == nil else { return nil }
            case "拾", "佰", "仟":
                let unit: UInt64 = character == "拾" ? 10 : character == "佰" ? 100 : 1_000
                // 拾 may stand alone at the very start, as in 拾元.
                let value = pending ?? (character == "拾" && section == 0 && total == 0 ? 1 : 0)
                guard value > 0, unit < lastUnit else { return nil }
                section += value * unit
                pending = nil
                lastUnit = unit
            case "万":
                guard closed() > 0 else { return nil }
                guard total % 100_000_000 == 0 else { return nil }
                total += closed() * 10_000
                section = 0
                pending = nil
                lastUnit = 10_000
            case "亿":
                let value = total + closed()
                guard value > 0, value < 100_000_000_000 else { return nil }
                total = value * 100_000_000
                section = 0
                pending = nil
                lastUnit = 10_000
            default:
                guard let value = digit(character), pending == nil else { return nil }
                pending = value
            }
        }
        return total + closed()
    }
}
