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
        let characters = Array(text)
        switch characters.count {
        case 18 where Self.isPersonalIdentityNumber(characters): return .unknownForm
        case 18:
            for character in characters where !Self.alphabet.contains(character) {
                return .impossibleCharacter(character)
            }
            guard let expected = Self.checkCharacter(forFirst17: characters.dropLast()) else {
                return .unknownForm
            }
            return characters.last == expected ? .valid : .wrongCheckDigit(expected: expected)
        case 15:
            // Six digits of region and nine of the organisation code (GB 11714-1997). UNCONFIRMED layout: hint only.
            guard let expected = Self.organisationCheckCharacter(forFirst8: characters[6..<14]) else {
                return .unknownForm
            }
            return characters.last == expected ? .valid : .wrongCheckDigit(expected: expected)
        default: return .unknownForm
        }
    }

    /// The check character of GB 32100-2015 for the first 17 characters: weights 3^i mod 31, alphabet of 31.
    public static func checkCharacter(forFirst17 characters: some Collection<Character>) -> Character? {
        guard characters.count == 17 else { return nil }
        var sum = 0
        var weight = 1
        for character in characters {
            guard let value = alphabet.firstIndex(of: character) else { return nil }
            sum += value * weight
            weight = weight * 3 % 31
        }
        return alphabet[(31 - sum % 31) % 31]
    }

    /// The check character of GB 11714-1997 for the first 8 characters of an organisation code.
    public static func organisationCheckCharacter(forFirst8 characters: some Collection<Character>)
        -> Character?
    {
        guard characters.count == 8 else { return nil }
        var sum = 0
        for (character, weight) in zip(characters, [3, 7, 9, 10, 5, 8, 4, 2]) {
            guard character.isASCII, let value = character.hexDigitValue ?? Int(String(character), radix: 36)
            else {
                return nil
            }
            sum += value * weight
        }
        switch 11 - sum % 11 {
        case 10: return "X"
        case 11: return "0"
        case let digit: return Character(String(digit))
        }
    }

    private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")

    /// A sole trader may use the 18 characters of an identity card, which has another check rule (GB 11643-1999):
    /// 17 digits, of which the 7th to 14th are a day of birth, and one digit or X.
    private static func isPersonalIdentityNumber(_ characters: [Character]) -> Bool {
        guard characters.count == 18, characters.dropLast().allSatisfy({ $0.isASCII && $0.isNumber }) else {
            return false
        }
        guard let birth = CalendarDate(parsing: String(characters[6..<14])), birth.year >= 1900 else {
            return false
        }
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(characters, weights).reduce(0) { $0 + ($1.0.wholeNumberValue ?? 0) * $1.1 }
        return characters[17] == Array("10X98765432")[sum % 11]
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
