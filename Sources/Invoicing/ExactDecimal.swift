/// An exact decimal number, for quantities and unit prices, which invoices print with many decimals
/// (`15841.5841584158`): compare after multiplying, never price by price.
public struct ExactDecimal: Hashable, Sendable {
    /// All digits as one integer.
    public let mantissa: Int64
    /// How many of the digits stand behind the decimal point, 0 to 18.
    public let scale: Int

    /// Makes a number from its digits and the place of its point; nothing for a scale outside 0 to 18.
    public init?(mantissa: Int64, scale: Int) {
        guard (0...18).contains(scale) else { return nil }
        self.mantissa = mantissa
        self.scale = scale
    }

    /// Makes a whole number.
    public init(_ whole: Int64) {
        mantissa = whole
        scale = 0
    }

    /// Parses `12`, `-0.5`, `15841.5841584158`; nothing for anything else or for more digits than 18.
    public init?(_ text: String) {
        let isNegative = text.hasPrefix("-")
        let body = isNegative ? text.dropFirst() : Substring(text)
        let parts = body.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard body.utf8.count <= 40, parts.allSatisfy({ !$0.isEmpty }),
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else { return nil }
        let fraction = parts.count == 2 ? parts[1] : ""
        guard let whole = parts.first, fraction.utf8.count <= 18, let magnitude = Int64(whole + fraction)
        else { return nil }
        mantissa = isNegative ? -magnitude : magnitude
        scale = fraction.utf8.count
    }

    /// The product with another number, rounded half away from zero (四舍五入) to `decimals` places and given
    /// as an integer of that many decimals; nothing when it does not fit 64 bits.
    public func product(with other: ExactDecimal, decimals: Int) -> Int64? {
        let raw = Int128(mantissa) * Int128(other.mantissa)
        return Self.rounded(raw, fromScale: scale + other.scale, toScale: decimals)
    }

    /// This number rounded half away from zero to `decimals` places, as an integer of that many decimals.
    public func rounded(decimals: Int) -> Int64? {
        Self.rounded(Int128(mantissa), fromScale: scale, toScale: decimals)
    }

    private static func rounded(_ value: Int128, fromScale: Int, toScale: Int) -> Int64? {
        var result = value
        if toScale >= fromScale {
            for _ in fromScale..<toScale {
                let (product, overflow) = result.multipliedReportingOverflow(by: 10)
                guard !overflow else { return nil }
                result = product
            }
        } else {
            var divisor: Int128 = 1
            for _ in toScale..<fromScale { divisor *= 10 }
            let (quotient, remainder) = result.quotientAndRemainder(dividingBy: divisor)
            let isAtLeastHalf = remainder.magnitude * 2 >= divisor.magnitude
            result = quotient + (isAtLeastHalf ? (value < 0 ? -1 : 1) : 0)
        }
        return Int64(exactly: result)
    }
}

extension ExactDecimal: CustomStringConvertible {
    /// The digits with their point, as they were parsed but for leading zeros.
    public var description: String {
        let digits = String(mantissa.magnitude)
        let sign = mantissa < 0 ? "-" : ""
        guard scale > 0 else { return sign + digits }
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
        return sign + padded.dropLast(scale) + "." + padded.suffix(scale)
    }
}

extension ExactDecimal: Codable {
    /// Reads a JSON string, so that no digit is lost in a floating-point number on the way.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = ExactDecimal(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not a decimal number: \(text)")
        }
        self = value
    }

    /// Writes a JSON string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
