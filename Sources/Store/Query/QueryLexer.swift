/// A word or sign of a query, with its place.
struct QueryToken: Hashable {
    /// What it is.
    enum Kind: Hashable {
        case word(String)
        case quoted(String)
        case comparison(Comparison)
        case open, close, minus, end
    }

    var kind: Kind
    /// Its first character, counted from 0.
    var position: Int
}

/// How a field is compared with its value.
enum Comparison: String {
    case equal = "="
    case unequal = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
}

/// Cuts a query into words and signs. Full-width signs and digits count as their ASCII twins, so that nobody
/// has to leave the Chinese input method.
struct QueryLexer {
    private let characters: [Character]
    private var place = 0
    private var tokens: [QueryToken] = []

    /// The tokens of a text, the last of which is the end.
    static func tokens(of text: String) throws(QueryError) -> [QueryToken] {
        let beginning = text.prefix(Query.lengthLimit + 1)
        guard beginning.count <= Query.lengthLimit else { throw .tooLong }
        var lexer = QueryLexer(characters: Array(beginning))
        try lexer.run()
        return lexer.tokens
    }

    private init(characters: [Character]) {
        self.characters = characters
    }

    private mutating func run() throws(QueryError) {
        while let sign = sign(at: place) {
            let start = place
            switch sign {
            case _ where sign.isWhitespace || Self.isControl(sign): place += 1
            case "(": add(.open, length: 1)
            case ")": add(.close, length: 1)
            case "\"": try quoted()
            case "-" where canNegate: add(.minus, length: 1)
            default:
                if let (comparison, length) = comparison(at: place) {
                    add(.comparison(comparison), length: length)
                } else {
                    word()
                }
            }
            assert(place > start)
        }
        tokens.append(QueryToken(kind: .end, position: characters.count))
    }

    private mutating func add(_ kind: QueryToken.Kind, length: Int) {
        tokens.append(QueryToken(kind: kind, position: place))
        place += length
    }

    /// A minus negates where a term may begin and something follows it; elsewhere it belongs to a word or a
    /// number.
    private var canNegate: Bool {
        if case .comparison? = tokens.last?.kind { return false }
        if place > 0, let before = sign(at: place - 1), !before.isWhitespace, before != "(", before != "-" {
            return false
        }
        guard let next = sign(at: place + 1) else { return false }
        return !next.isWhitespace && next != ")"
    }

    private mutating func quoted() throws(QueryError) {
        let start = place
        place += 1
        var text = ""
        while let sign = sign(at: place), sign != "\"" {
            // The words themselves stay as they were typed.
            text.append(characters[place])
            place += 1
        }
        guard place < characters.count else { throw .openQuote(at: start) }
        place += 1
        tokens.append(QueryToken(kind: .quoted(text), position: start))
    }

    private mutating func word() {
        let start = place
        var text = ""
        while let sign = sign(at: place), !sign.isWhitespace, !Self.isControl(sign), !"()\"".contains(sign),
            comparison(at: place) == nil
        {
            text.append(sign)
            place += 1
        }
        tokens.append(QueryToken(kind: .word(text), position: start))
    }

    private func comparison(at place: Int) -> (Comparison, length: Int)? {
        guard let first = sign(at: place) else { return nil }
        let second = sign(at: place + 1)
        switch (first, second) {
        case ("<", "="): return (.lessOrEqual, 2)
        case (">", "="): return (.greaterOrEqual, 2)
        case ("!", "="), ("<", ">"): return (.unequal, 2)
        case ("<", _): return (.less, 1)
        case (">", _): return (.greater, 1)
        case (":", _), ("=", _): return (.equal, 1)
        case ("≤", _): return (.lessOrEqual, 1)
        case ("≥", _): return (.greaterOrEqual, 1)
        case ("≠", _): return (.unequal, 1)
        default: return nil
        }
    }

    /// The character at a place as it counts: half width for full width, one sign for each quotation mark.
    private func sign(at place: Int) -> Character? {
        guard characters.indices.contains(place) else { return nil }
        let character = characters[place]
        guard character.unicodeScalars.count == 1, let value = character.unicodeScalars.first?.value else {
            return character
        }
        switch value {
        case 0xFF01...0xFF5E: return Unicode.Scalar(value - 0xFEE0).map(Character.init) ?? character
        case 0x3000: return " "
        case 0x201C, 0x201D, 0x300C...0x300F: return "\""
        case 0x2212, 0x2013, 0x2014: return "-"
        case 0x3001: return ","
        case 0x2264, 0x2266: return "≤"
        case 0x2265, 0x2267: return "≥"
        case 0x301C: return "~"
        default: return character
        }
    }

    private static func isControl(_ character: Character) -> Bool {
        character.unicodeScalars.allSatisfy { $0.properties.generalCategory == .control }
    }
}
