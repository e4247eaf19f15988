/// A value of the PDF language (ISO 32000-1, 7.3), as far as embedded files need it.
indirect enum PDFValue {
    /// A whole number.
    case integer(Int)
    /// A string as its bytes.
    case string([UInt8])
    /// A name without its slash.
    case name(String)
    case array([PDFValue])
    case dictionary([String: PDFValue])
    /// The number of another object.
    case reference(Int)
    /// A stream: its dictionary, and where its raw bytes are.
    case stream([String: PDFValue], Range<Int>)
    /// A real, a boolean or null: nothing here asks for its value.
    case other

    /// The entries of a dictionary or of a stream's dictionary.
    var entries: [String: PDFValue]? {
        switch self {
        case .dictionary(let entries), .stream(let entries, _): entries
        default: nil
        }
    }
}

/// Reads one value after another. The bytes are hostile: nesting is bounded, every step moves on, nothing is trusted.
struct PDFParser {
    /// Arrays and dictionaries inside each other.
    static let deepest = 32

    let bytes: [UInt8]
    private(set) var position: Int

    init(_ bytes: [UInt8], at position: Int) {
        self.bytes = bytes
        self.position = position
    }

    /// The next value; nothing where there is none, with the position at the place where reading ended.
    mutating func value(depth: Int = 0) -> PDFValue? {
        skipSpace()
        guard position < bytes.count, depth < Self.deepest else { return nil }
        switch bytes[position] {
        case UInt8(ascii: "/"): return .name(name())
        case UInt8(ascii: "("): return literalString()
        case UInt8(ascii: "["):
            position += 1
            return array(depth: depth)
        case UInt8(ascii: "<"):
            if isAt("<<") {
                position += 2
                return dictionary(depth: depth)
            }
            return hexString()
        case 0x30...0x39, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): return numberOrReference()
        default: return keyword()
        }
    }

    /// Whether a word stands at the position.
    func isAt(_ word: StaticString) -> Bool {
        word.withUTF8Buffer { position >= 0 && bytes[min(position, bytes.count)...].starts(with: $0) }
    }

    /// Goes past white space and comments.
    mutating func skipSpace() {
        while position < bytes.count {
            if Self.isSpace(bytes[position]) {
                position += 1
            } else if bytes[position] == UInt8(ascii: "%") {
                while position < bytes.count, bytes[position] != 0x0A, bytes[position] != 0x0D {
                    position += 1
                }
            } else {
                return
            }
        }
    }

    /// Goes past the word that stands at the position.
    mutating func skip(_ count: Int) { position = min(bytes.count, position + count) }

    /// White space of PDF, which NUL is as well.
    static func isSpace(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x00, 0x09, 0x0A, 0x0C, 0x0D, 0x20: true
        default: false
        }
    }

    private static func isDelimiter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x28, 0x29, 0x3C, 0x3E, 0x5B, 0x5D, 0x7B, 0x7D, 0x2F, 0x25: true
        default: isSpace(byte)
        }
    }

    private mutating func name() -> String {
        position += 1
        var text: [UInt8] = []
        while position < bytes.count, !Self.isDelimiter(bytes[position]), text.count < 128 {
            if bytes[position] == UInt8(ascii: "#"), position + 2 < bytes.count,
                let high = Self.hex(bytes[position + 1]), let low = Self.hex(bytes[position + 2])
            {
                text.append(high << 4 | low)
                position += 3
            } else {
                text.append(bytes[position])
                position += 1
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func literalString() -> PDFValue? {
        position += 1
        var text: [UInt8] = []
        var open = 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\\"):
                // Escapes only matter in names of files, which are for people: what follows is kept as it stands.
                if position < bytes.count {
                    text.append(bytes[position])
                    position += 1
                }
                continue
            case UInt8(ascii: "("): open += 1
            case UInt8(ascii: ")"):
                open -= 1
                if open == 0 { return .string(text) }
            default: break
            }
            text.append(byte)
        }
        return nil
    }

    private mutating func hexString() -> PDFValue? {
        position += 1
        var text: [UInt8] = []
        var high: UInt8?
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: ">") {
                if let high { text.append(high << 4) }
                return .string(text)
            }
            if let digit = Self.hex(byte) {
                if let first = high {
                    text.append(first << 4 | digit)
                    high = nil
                } else {
                    high = digit
                }
            } else if !Self.isSpace(byte) {
                return nil
            }
        }
        return nil
    }

    private mutating func array(depth: Int) -> PDFValue? {
        var items: [PDFValue] = []
        while true {
            skipSpace()
            if isAt("]") {
                position += 1
                return .array(items)
            }
            guard let item = value(depth: depth + 1) else { return nil }
            items.append(item)
        }
    }

    private mutating func dictionary(depth: Int) -> PDFValue? {
        var entries: [String: PDFValue] = [:]
        while true {
            skipSpace()
            if isAt(">>") {
                position += 2
                return .dictionary(entries)
            }
            guard isAt("/") else { return nil }
            let key = name()
            guard let item = value(depth: depth + 1) else { return nil }
            entries[key] = item
        }
    }

    private mutating func numberOrReference() -> PDFValue? {
        guard let first = integer() else {
            let start = position
            while position < bytes.count, !Self.isDelimiter(bytes[position]) { position += 1 }
            return position > start ? .other : nil
        }
        let after = position
        skipSpace()
        if first >= 0, position > after, integer() != nil {
            skipSpace()
            if isAt("R"), position + 1 >= bytes.count || Self.isDelimiter(bytes[position + 1]) {
                position += 1
                return .reference(first)
            }
        }
        position = after
        return .integer(first)
    }

    /// A whole number that ends at a delimiter; the position stays where it is no such number.
    private mutating func integer() -> Int? {
        var end = position
        while end < bytes.count, end - position < 20, !Self.isDelimiter(bytes[end]) { end += 1 }
        guard end > position, let number = Int(String(decoding: bytes[position..<end], as: UTF8.self)) else {
            return nil
        }
        position = end
        return number
    }

    private mutating func keyword() -> PDFValue? {
        for (word, count) in [("true", 4), ("false", 5), ("null", 4)] as [(StaticString, Int)]
        where isAt(word) {
            position += count
            return .other
        }
        return nil
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
