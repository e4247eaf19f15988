/// The tax rate of a line (税率/征收率), as printed.
public enum TaxRate: Hashable, Sendable {
    /// A percentage in hundredths of a per cent: 13 % is 1300, 1.5 % is 150.
    case basisPoints(Int)
    /// 免税: exempt.
    case exempt
    /// 不征税: outside the scope of VAT.
    case notTaxable
    /// `***`: margin scheme (差额征税) or several rates on one line.
    case various
    /// A text that is none of these, kept as it was written.
    case unreadable(String)

    /// Reads every encoding seen on real files: `0.06`, `6%`, `13.00%`, `免税`, `不征税`, `普通零税率`, `***`.
    public init(parsing text: String) {
        let trimmed = text.filter { !$0.isWhitespace }
        switch trimmed {
        case "免税", "免征增值税": self = .exempt
        // lslbs 3 of the tax bureau's interface.
        case "普通零税率", "零税率", "出口零税率": self = .basisPoints(0)
        case "不征税": self = .notTaxable
        case "***", "*": self = .various
        default:
            let isPercent = trimmed.hasSuffix("%") || trimmed.hasSuffix("％")
            let number = ExactDecimal(isPercent ? String(trimmed.dropLast()) : trimmed)
            guard let number, number.mantissa >= 0,
                let points = number.product(with: ExactDecimal(isPercent ? 100 : 10_000), decimals: 0),
                points <= 10_000
            else {
                self = .unreadable(text)
                return
            }
            self = .basisPoints(Int(points))
        }
    }

    /// The tax on an amount at this rate, rounded half up to the minor unit; nothing where the rate does not
    /// say (``various``, ``unreadable(_:)``).
    public func tax(on net: Money) -> Money? {
        switch self {
        case .basisPoints(let points):
            guard let amount = ExactDecimal(mantissa: net.minor, scale: 0),
                let rate = ExactDecimal(mantissa: Int64(points), scale: 4),
                let minor = amount.product(with: rate, decimals: 0)
            else { return nil }
            return Money(minor: minor, currency: net.currency)
        case .exempt, .notTaxable: return Money(minor: 0, currency: net.currency)
        case .various, .unreadable: return nil
        }
    }
}

extension TaxRate: CustomStringConvertible {
    /// The printed form: `13%`, `1.5%`, `免税`, `不征税`, `***`, or the unreadable text.
    public var description: String {
        switch self {
        case .basisPoints(let points):
            let (whole, hundredths) = points.quotientAndRemainder(dividingBy: 100)
            guard hundredths > 0 else { return "\(whole)%" }
            let fraction =
                hundredths % 10 == 0
                ? "\(hundredths / 10)" : hundredths < 10 ? "0\(hundredths)" : "\(hundredths)"
            return "\(whole).\(fraction)%"
        case .exempt: return "免税"
        case .notTaxable: return "不征税"
        case .various: return "***"
        case .unreadable(let text): return text
        }
    }
}

extension TaxRate: Codable {
    /// Reads the printed form.
    public init(from decoder: any Decoder) throws {
        self.init(parsing: try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the printed form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
