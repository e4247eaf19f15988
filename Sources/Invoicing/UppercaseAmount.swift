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
        guard text.utf8.count <= longest else { return nil }
        var all: [Unicode.Scalar] = []
        for scalar in text.unicodeScalars where !isSpace(scalar) { all.append(scalar) }
        var rest = withoutMarks(all[...])
        var isNegative = false
        for prefix in negativePrefixes where rest.starts(with: prefix) {
            isNegative = true
            rest = withoutMarks(rest.dropFirst(prefix.count))
            break
        }
        while let last = rest.last, last == "整" || last == "正" { rest = rest.dropLast() }
        guard !rest.isEmpty else { return nil }

        var yuan: UInt64 = 0
        var hasYuan = false
        if let end = rest.firstIndex(where: { $0 == "圆" || $0 == "元" || $0 == "圓" }) {
            guard let value = integer(rest[..<end]) else { return nil }
            yuan = value
            hasYuan = true
            rest = rest[(end + 1)...]
        }
        guard let cents = fen(rest), hasYuan || !rest.isEmpty else { return nil }
        let (scaled, overflow) = yuan.multipliedReportingOverflow(by: 100)
        guard !overflow, scaled <= UInt64(Int64.max) - cents else { return nil }
        let minor = Int64(scaled + cents)
        return Money(minor: isNegative ? -minor : minor)
    }

    /// Reads the part behind 圆: 角, then 分, each at most once.
    private static func fen(_ text: ArraySlice<Unicode.Scalar>) -> UInt64? {
        var rest = text
        var cents: UInt64 = 0
        var lastUnit: UInt64 = 100
        while let scalar = rest.popFirst() {
            if scalar == "零", let next = rest.first, digit(next) != nil { continue }
            guard let value = digit(scalar), let name = rest.popFirst() else { return nil }
            let unit: UInt64
            switch name {
            case "角": unit = 10
            case "分": unit = 1
            default: return nil
            }
            guard unit < lastUnit else { return nil }
            cents += value * unit
            lastUnit = unit
        }
        return cents
    }

    /// The longest text that is read, in bytes of UTF-8: no amount of 64 bits has as many.
    private static let longest = 240
    private static let currencyName = Array("人民币".unicodeScalars)
    private static let negativePrefixes = ["（负数）", "(负数)", "负"].map { Array($0.unicodeScalars) }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value <= 0x20 || scalar.value == 0xA0 || scalar.value == 0x3000
    }

    /// Drops what may stand before the amount: the cross that fills the line on printed forms, and the currency.
    private static func withoutMarks(_ text: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
        var rest = text
        while let first = rest.first {
            switch first {
            case "ⓧ", "⊗", "¥", "￥": rest = rest.dropFirst()
            case "人" where rest.starts(with: currencyName): rest = rest.dropFirst(3)
            default: return rest
            }
        }
        return rest
    }

    private static let digits = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"]
    private static let units = ["", "拾", "佰", "仟"]

    private static func digit(_ scalar: Unicode.Scalar) -> UInt64? {
        switch scalar {
        case "零": 0
        case "壹": 1
        case "贰": 2
        case "叁": 3
        case "肆": 4
        case "伍": 5
        case "陆": 6
        case "柒": 7
        case "捌": 8
        case "玖": 9
        default: nil
        }
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
    private static func integer(_ text: ArraySlice<Unicode.Scalar>) -> UInt64? {
        guard !text.isEmpty else { return nil }
        if text.count == 1, text.first == "零" { return 0 }
        var total: UInt64 = 0
        var section: UInt64 = 0
        var pending: UInt64?
        var lastUnit: UInt64 = 10_000
        func closed() -> UInt64 { section + (pending ?? 0) }
        for scalar in text {
            switch scalar {
            case "零":
                guard pending == nil else { return nil }
            case "拾", "佰", "仟":
                let unit: UInt64 = scalar == "拾" ? 10 : scalar == "佰" ? 100 : 1_000
                // 拾 may stand alone at the very start, as in 拾元.
                let value = pending ?? (scalar == "拾" && section == 0 && total == 0 ? 1 : 0)
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
                guard let value = digit(scalar), pending == nil else { return nil }
                pending = value
            }
        }
        return total + closed()
    }
}
