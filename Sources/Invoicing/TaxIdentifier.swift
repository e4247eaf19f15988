/// A taxpayer number (纳税人识别号) as it stands on an invoice, with what its check digits say.
///
/// A failed check digit is a warning that a person may override: a code that fails is white-listed by real
/// products. Only a letter outside the alphabet makes the number impossible.
public struct TaxIdentifier: Hashable, Sendable {
    /// The text, upper-cased, without white space.
    public let text: String

    /// What a number turned out to be.
    public enum Verdict: Hashable, Sendable {
        /// No number is given: a natural person, or forgotten.
        case empty
        /// A unified social credit code (统一社会信用代码, GB 32100-2015) whose check digit is right.
        case valid
        /// An 18-character code or a 15-digit number whose check digit should be the one given.
        case wrongCheckDigit(expected: Character)
        /// A character that the alphabet of GB 32100-2015 does not have (I, O, S, V, Z or no letter at all).
        case impossibleCharacter(Character)
        /// A length for which no check is known (17, 18 or 20 characters of other registers): no verdict.
        case unknownForm
    }

    /// Takes the text as it stands.
    public init(_ text: String) {
        self.text = text.filter { !$0.isWhitespace }.uppercased()
    }

    /// Checks the number.
    public var verdict: Verdict {
        guard !text.isEmpty else { return .empty }
        // The identity number of a natural person (a farmer who sells, a driver) is printed with its middle masked.
        guard !text.utf8.contains(UInt8(ascii: "*")) else { return .unknownForm }
        let bytes = Array(halfWidth.utf8)
        guard bytes.allSatisfy({ $0 < 0x80 }) else {
            let stranger = text.first { !$0.isASCII }
            return text.count == 18 ? stranger.map(Verdict.impossibleCharacter) ?? .unknownForm : .unknownForm
        }
        switch bytes.count {
        case 18 where Self.isPersonalIdentityNumber(bytes): return .unknownForm
        case 18:
            for byte in bytes where Self.value(of: byte) == nil {
                return .impossibleCharacter(Character(Unicode.Scalar(byte)))
            }
            return Self.verdict(last: bytes[17], expected: Self.checkByte(forFirst17: bytes[..<17]))
        case 15:
            // Six digits of region and nine of the organisation code (GB 11714-1997). UNCONFIRMED layout: hint only.
            return Self.verdict(
                last: bytes[14], expected: Self.organisationCheckByte(forFirst8: bytes[6..<14]))
        default: return .unknownForm
        }
    }

    /// The text with letters and digits of full width as ASCII: the way of writing is no fault of the number.
    public var halfWidth: String {
        guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
        return String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    (0xFF01...0xFF5E).contains(scalar.value)
                        ? Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar : scalar
                }))
    }

    /// The check character of GB 32100-2015 for the first 17 characters: weights 3^i mod 31, alphabet of 31.
    public static func checkCharacter(forFirst17 characters: some Collection<Character>) -> Character? {
        character(checkByte(forFirst17: characters.map { $0.asciiValue ?? 0 }[...]))
    }

    /// The check character of GB 11714-1997 for the first 8 characters of an organisation code.
    public static func organisationCheckCharacter(forFirst8 characters: some Collection<Character>)
        -> Character?
    {
        character(organisationCheckByte(forFirst8: characters.map { $0.asciiValue ?? 0 }[...]))
    }

    private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)

    private static func character(_ byte: UInt8?) -> Character? {
        byte.map { Character(Unicode.Scalar($0)) }
    }

    private static func verdict(last: UInt8, expected: UInt8?) -> Verdict {
        guard let expected else { return .unknownForm }
        return last == expected ? .valid : .wrongCheckDigit(expected: Character(Unicode.Scalar(expected)))
    }

    /// The place in the alphabet of GB 32100-2015, which leaves out I, O, S, V and Z.
    private static func value(of byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30
        case UInt8(ascii: "I"), UInt8(ascii: "O"), UInt8(ascii: "S"), UInt8(ascii: "V"), UInt8(ascii: "Z"):
            nil
        case 0x41...0x48: Int(byte) - 0x41 + 10
        case 0x4A...0x4E: Int(byte) - 0x4A + 18
        case 0x50...0x52: Int(byte) - 0x50 + 23
        case 0x54...0x55: Int(byte) - 0x54 + 26
        case 0x57...0x59: Int(byte) - 0x57 + 28
        default: nil
        }
    }

    private static func checkByte(forFirst17 bytes: ArraySlice<UInt8>) -> UInt8? {
        guard bytes.count == 17 else { return nil }
        var sum = 0
        var weight = 1
        for byte in bytes {
            guard let value = value(of: byte) else { return nil }
            sum += value * weight
            weight = weight * 3 % 31
        }
        return alphabet[(31 - sum % 31) % 31]
    }

    private static func organisationCheckByte(forFirst8 bytes: ArraySlice<UInt8>) -> UInt8? {
        guard bytes.count == 8 else { return nil }
        var sum = 0
        for (byte, weight) in zip(bytes, [3, 7, 9, 10, 5, 8, 4, 2]) {
            switch byte {
            case 0x30...0x39: sum += (Int(byte) - 0x30) * weight
            case 0x41...0x5A: sum += (Int(byte) - 0x41 + 10) * weight
            default: return nil
            }
        }
        switch 11 - sum % 11 {
        case 10: return UInt8(ascii: "X")
        case 11: return UInt8(ascii: "0")
        case let digit: return UInt8(ascii: "0") + UInt8(digit)
        }
    }

    /// A sole trader may use the 18 characters of an identity card, which has another check rule (GB 11643-1999):
    /// 17 digits, of which the 7th to 14th are a day of birth, and one digit or X.
    static func isPersonalIdentityNumber(_ text: String) -> Bool {
        text.utf8.count == 18 && isPersonalIdentityNumber(Array(text.utf8))
    }

    private static func isPersonalIdentityNumber(_ bytes: [UInt8]) -> Bool {
        var digits: [Int] = []
        for byte in bytes.dropLast() {
            guard (0x30...0x39).contains(byte) else { return false }
            digits.append(Int(byte) - 0x30)
        }
        let (year, month, day) = (
            digits[6..<10].reduce(0) { $0 * 10 + $1 }, digits[10] * 10 + digits[11],
            digits[12] * 10 + digits[13]
        )
        guard year >= 1_900, CalendarDate(year: year, month: month, day: day) != nil else { return false }
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 }
        return bytes[17] == Array("10X98765432".utf8)[sum % 11]
    }
}

extension TaxIdentifier: Codable {
    /// Reads a string.
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes a string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
