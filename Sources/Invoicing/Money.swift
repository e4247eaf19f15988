/// A currency of ISO 4217 and the number of decimals of its minor unit.
public struct Currency: Hashable, Codable, Sendable {
    /// Three upper-case letters, as `CNY`.
    public let code: String
    /// Decimals of the minor unit: 2 for CNY, 0 for JPY, 3 for KWD.
    public let scale: Int

    /// Renminbi, in fen (分).
    public static let cny = Currency(uncheckedCode: "CNY", scale: 2)

    /// Makes a currency, or nothing when the code is not three upper-case letters or the scale not in 0 to 4.
    public init?(code: String, scale: Int) {
        guard code.utf8.count == 3, code.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else { return nil }
        guard (0...4).contains(scale) else { return nil }
        self.init(uncheckedCode: code, scale: scale)
    }

    private init(uncheckedCode: String, scale: Int) {
        code = uncheckedCode
        self.scale = scale
    }
}

/// An exact amount: an integer of minor units with its currency. There is no rounding and no floating point.
public struct Money: Hashable, Sendable {
    /// Minor units: fen for CNY. Negative on red invoices and discount lines.
    public let minor: Int64
    /// The currency of the amount.
    public let currency: Currency

    /// Makes an amount of minor units.
    public init(minor: Int64, currency: Currency = .cny) {
        self.minor = minor
        self.currency = currency
    }

    /// Parses a decimal amount such as `526.00`, `-12.5`, `1,234.50` or `¥112`.
    ///
    /// Thousands separators must stand at every third digit, and there may be no more decimals than the
    /// currency has. Anything else throws ``MoneyError/unreadable(_:)``: nothing is guessed or cut off.
    public init(parsing text: String, currency: Currency = .cny) throws(MoneyError) {
        var rest = Substring(text)
        var isNegative = false
        if rest.hasPrefix("-") {
            isNegative = true
            rest = rest.dropFirst()
        }
        if let first = rest.first, "¥￥".contains(first) { rest = rest.dropFirst() }
        let parts = rest.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first.flatMap(Self.digitsWithoutSeparators), rest.utf8.count <= 40 else {
            throw .unreadable(text)
        }
        let fraction = parts.count == 2 ? String(parts[1]) : ""
        guard parts.count == 1 || !fraction.isEmpty, fraction.utf8.count <= currency.scale,
            fraction.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { throw .unreadable(text) }
        let padding = String(repeating: "0", count: currency.scale - fraction.utf8.count)
        guard let magnitude = Int64(whole + fraction + padding) else { throw .tooLarge }
        self.init(minor: isNegative ? -magnitude : magnitude, currency: currency)
    }

    /// The sum. Throws ``MoneyError/currencyMismatch(_:_:)`` or ``MoneyError/tooLarge``.
    public func adding(_ other: Money) throws(MoneyError) -> Money {
        guard currency == other.currency else {
            throw .currencyMismatch(currency.code, other.currency.code)
        }
        let (sum, overflow) = minor.addingReportingOverflow(other.minor)
        guard !overflow else { throw .tooLarge }
        return Money(minor: sum, currency: currency)
    }

    /// The sum of amounts of one currency; zero of `currency` for none.
    public static func sum(_ amounts: some Sequence<Money>, currency: Currency = .cny) throws(MoneyError)
        -> Money
    {
        var total = Money(minor: 0, currency: currency)
        for amount in amounts { total = try total.adding(amount) }
        return total
    }

    /// The amount without grouping, as `-1234.50`: for JSON, CSV and comparison by people.
    public var plain: String {
        let digits = String(minor.magnitude)
        let sign = minor < 0 ? "-" : ""
        guard currency.scale > 0 else { return sign + digits }
        let padded = String(repeating: "0", count: max(0, currency.scale + 1 - digits.count)) + digits
        return sign + padded.dropLast(currency.scale) + "." + padded.suffix(currency.scale)
    }

    /// The amount with thousands separators, as `1,234.50`.
    public var grouped: String {
        let text = plain
        let isNegative = text.hasPrefix("-")
        let body = isNegative ? text.dropFirst() : Substring(text)
        let parts = body.split(separator: ".", omittingEmptySubsequences: false)
        var whole = ""
        for (index, digit) in parts[0].enumerated() {
            if index > 0, (parts[0].count - index) % 3 == 0 { whole.append(",") }
            whole.append(digit)
        }
        return (isNegative ? "-" : "") + ([whole] + parts.dropFirst().map(String.init)).joined(separator: ".")
    }

    private static func digitsWithoutSeparators(_ text: Substring) -> String? {
        let groups = text.split(separator: ",", omittingEmptySubsequences: false)
        guard let first = groups.first, !first.isEmpty,
            groups.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else { return nil }
        if groups.count > 1 {
            guard first.count <= 3, groups.dropFirst().allSatisfy({ $0.count == 3 }) else { return nil }
        }
        return groups.joined()
    }
}

extension Money: Codable {
    private enum CodingKeys: String, CodingKey {
        case minor
        case currency
        case scale
    }

    /// Reads `{"minor": 52600, "currency": "CNY", "scale": 2}`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let code = try container.decode(String.self, forKey: .currency)
        let scale = try container.decode(Int.self, forKey: .scale)
        guard let currency = Currency(code: code, scale: scale) else {
            throw DecodingError.dataCorruptedError(
                forKey: .currency, in: container,
                debugDescription: "not a currency: \(code) with scale \(scale)")
        }
        self.init(minor: try container.decode(Int64.self, forKey: .minor), currency: currency)
    }

    /// Writes the form that ``init(from:)`` reads.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(minor, forKey: .minor)
        try container.encode(currency.code, forKey: .currency)
        try container.encode(currency.scale, forKey: .scale)
    }
}

/// Why an amount could not be read or computed.
public enum MoneyError: Error, Hashable, Sendable {
    /// The text is not an amount.
    case unreadable(String)
    /// The amount does not fit 64 bits of minor units.
    case tooLarge
    /// Two currencies cannot be added.
    case currencyMismatch(String, String)
}
