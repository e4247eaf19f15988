import Invoicing

/// How issuers, portals and spreadsheets write numbers, days, rates and identifiers: with digits of full width, a sign of
/// the currency, spaces, slashes. Only the way of writing is undone here; what is still unreadable is kept as it stood.
enum PrintedForm {
    /// The text with letters, digits and signs of full width as ASCII, and every space and minus as that of ASCII.
    static func plain(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0xFF01...0xFF5E: result.append(Unicode.Scalar(UInt8(scalar.value - 0xFEE0)))
            case 0x3000, 0xA0, 0x2000...0x200A, 0x202F: result.append(" ")
            case 0x2212, 0x2010...0x2015, 0xFE63: result.append("-")
            case 0x200B...0x200F, 0x2060, 0xFEFF: continue
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// A code, number or taxpayer number. Characters that are hidden in it stay, because a rule looks for them.
    static func identifier(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if (0xFF01...0xFF5E).contains(scalar.value) {
                result.append(Unicode.Scalar(UInt8(scalar.value - 0xFEE0)))
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// An amount of CNY; nothing where it is none. `￥ 1 234.50`, `+1,234.5`, `1234.500000`, `1234.`, `CNY1234`, `1234元`.
    static func amount(_ text: String) -> Money? {
        var digits = Substring(plain(text).filter { $0 != " " })
        for unit in ["元", "圆"] where digits.hasSuffix(unit) { digits = digits.dropLast() }
        var isNegative = false
        if let sign = digits.first, sign == "-" || sign == "+" {
            isNegative = sign == "-"
            digits = digits.dropFirst()
        }
        for mark in ["CNY", "RMB", "¥", "￥"] where digits.hasPrefix(mark) {
            digits = digits.dropFirst(mark.count)
            break
        }
        if let sign = digits.first, !isNegative, sign == "-" {
            isNegative = true
            digits = digits.dropFirst()
        }
        guard let first = digits.first, first.isASCII, first.isNumber else { return nil }
        // Some issuers print more decimals than fen have; they may only be zeros.
        if let point = digits.firstIndex(of: ".") {
            while digits.last == "0", digits.distance(from: point, to: digits.endIndex) > 3 {
                digits.removeLast()
            }
            if digits.last == "." { digits.removeLast() }
        }
        return try? Money(parsing: (isNegative ? "-" : "") + digits)
    }

    /// A quantity or unit price; nothing where it is none. Unit prices come with up to 30 decimals; those beyond 18 digits
    /// in all are rounded away, which moves the product by less than one part in 10^16.
    static func decimal(_ text: String) -> ExactDecimal? {
        var digits = plain(text).filter { $0 != "," && !$0.isWhitespace }
        if digits.hasPrefix("+") { digits.removeFirst() }
        guard digits.utf8.count <= 64 else { return nil }
        if digits.hasPrefix(".") { digits = "0" + digits }
        if digits.hasPrefix("-.") { digits = "-0" + digits.dropFirst() }
        if digits.hasSuffix(".") { digits.removeLast() }
        if let number = ExactDecimal(digits) { return number }
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x2D }) else {
            return nil
        }
        let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let whole = parts.first, !parts[1].contains(".") else { return nil }
        let room = 18 - whole.utf8.count { (0x30...0x39).contains($0) }
        guard room >= 1, parts[1].utf8.count > room,
            let next = parts[1].dropFirst(room).first.flatMap({ $0.wholeNumberValue }),
            let cut = ExactDecimal(whole + "." + parts[1].prefix(room))
        else { return nil }
        let isNegative = digits.hasPrefix("-")
        let carry: Int64 = next >= 5 ? (isNegative ? -1 : 1) : 0
        return ExactDecimal(mantissa: cut.mantissa + carry, scale: cut.scale)
    }

    /// A day. Besides the forms of `CalendarDate`: `2026/5/28`, `2026.05.28`, digits of full width, spaces between the parts,
    /// 17 digits with milliseconds, and a time of UTC, of which the day in China counts.
    static func day(_ text: String) -> IssueDate {
        if let day = CalendarDate(parsing: text) { return .date(chineseDay(day, of: text)) }
        let plain = plain(text)
        var numbers: [Int] = []
        var run = ""
        for scalar in plain.unicodeScalars.prefix(40) {
            if ("0"..."9").contains(scalar) {
                run.unicodeScalars.append(scalar)
                continue
            }
            if !run.isEmpty, let number = Int(run) { numbers.append(number) }
            run = ""
            if numbers.count == 3 {
                guard " T日".unicodeScalars.contains(scalar) else { return .unreadable(text) }
                break
            }
            guard "/.-年月日 ".unicodeScalars.contains(scalar) else { return .unreadable(text) }
        }
        if numbers.isEmpty, run.utf8.count == 17, run.utf8.count == plain.utf8.count {
            return IssueDate(parsing: String(run.prefix(8))).day.map(IssueDate.date) ?? .unreadable(text)
        }
        if numbers.count < 3, let number = Int(run) { numbers.append(number) }
        guard numbers.count == 3, (1_900...9_999).contains(numbers[0]),
            let day = CalendarDate(year: numbers[0], month: numbers[1], day: numbers[2])
        else { return .unreadable(text) }
        return .date(day)
    }

    /// A tax rate. Besides the forms of `TaxRate`: full width, and whole per cent (`13`), which no fraction can be.
    static func rate(_ text: String) -> TaxRate {
        let rate = TaxRate(parsing: text)
        let isWhole = rate == .basisPoints(10_000)
        if case .unreadable = rate {} else if !isWhole { return rate }
        let digits = plain(text).filter { !$0.isWhitespace }
        if let number = ExactDecimal(digits), number.mantissa > 0,
            let points = number.product(with: ExactDecimal(100), decimals: 0), (100..<10_000).contains(points)
        {
            return .basisPoints(Int(points))
        }
        let folded = TaxRate(parsing: digits)
        if case .unreadable = folded { return .unreadable(text) }
        return folded
    }

    /// The day in China of a time that ends in `Z`: from 16:00 UTC on it is the next.
    private static func chineseDay(_ day: CalendarDate, of text: String) -> CalendarDate {
        guard text.utf8.last == UInt8(ascii: "Z") || text.hasSuffix("+00:00"),
            let mark = text.firstIndex(of: "T"),
            let hour = Int(text[text.index(after: mark)...].prefix(2)), (16..<24).contains(hour)
        else { return day }
        return CalendarDate(daysSince1970: day.daysSince1970 + 1)
    }
}
