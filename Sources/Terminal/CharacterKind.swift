/// What the sanitiser does with a character.
enum CharacterKind {
    /// Drawn as it is.
    case visible(columns: Int)
    /// Drawn over the character before it.
    case joining
    /// Chooses between two drawings of the character before it.
    case variation
    /// A no-break space, drawn as a plain one.
    case space
    /// Half of a flag, drawn as its letter: terminals disagree whether a pair takes two or four columns.
    case flagLetter(Unicode.Scalar)
    /// Acts, hides, reorders or has no agreed look: shown by name.
    case hidden

    init(_ scalar: Unicode.Scalar) {
        let value = scalar.value
        switch value {
        case 0x20...0x7E: self = .visible(columns: 1)
        case 0xA0, 0x202F: self = .space
        case 0xFE00...0xFE0F, 0xE0100...0xE01EF, 0x180B...0x180D, 0x180F, 0x1F3FB...0x1F3FF: self = .variation
        case 0x2800, 0xFFFD: self = .hidden
        case 0x3000: self = .visible(columns: 2)
        case 0x1F1E6...0x1F1FF:
            self = Unicode.Scalar(value - 0x1F1E6 + 0x41).map { .flagLetter($0) } ?? .hidden
        default: self = CharacterKind(byProperties: scalar)
        }
    }

    private init(byProperties scalar: Unicode.Scalar) {
        let properties = scalar.properties
        guard let age = properties.age, age.major <= CharacterWidth.newestKnownUnicode,
            !properties.isDefaultIgnorableCodePoint
        else {
            self = .hidden
            return
        }
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator, .enclosingMark:
            self = .hidden
        default:
            let columns = CharacterWidth.columns(of: scalar)
            self = columns == 0 ? .joining : .visible(columns: columns)
        }
    }

    static func isHangulLeading(_ scalar: Unicode.Scalar) -> Bool {
        (0x1100...0x115E).contains(scalar.value) || (0xA960...0xA97C).contains(scalar.value)
    }

    static func isHangulVowelOrFinal(_ scalar: Unicode.Scalar) -> Bool {
        (0x1160...0x11FF).contains(scalar.value) || (0xD7B0...0xD7FB).contains(scalar.value)
    }

    /// The name inside the mark: the standard abbreviation where there is one, else the number.
    static func name(of scalar: Unicode.Scalar) -> String {
        let value = scalar.value
        if value < 0x20 { return controlNames[Int(value)] }
        if let name = names[value] { return name }
        let digits = String(value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    private static let controlNames = [
        "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "TAB", "LF", "VT", "FF", "CR", "SO",
        "SI",
        "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS",
        "US",
    ]

    private static let names: [UInt32: String] = [
        0x7F: "DEL", 0x85: "NEL", 0x90: "DCS", 0x98: "SOS", 0x9B: "CSI", 0x9C: "ST", 0x9D: "OSC", 0x9E: "PM",
        0x9F: "APC", 0xAD: "SHY", 0x34F: "CGJ", 0x61C: "ALM", 0x180E: "MVS", 0x200B: "ZWSP", 0x200C: "ZWNJ",
        0x200D: "ZWJ", 0x200E: "LRM", 0x200F: "RLM", 0x2028: "LS", 0x2029: "PS", 0x202A: "LRE", 0x202B: "RLE",
        0x202C: "PDF", 0x202D: "LRO", 0x202E: "RLO", 0x2060: "WJ", 0x2066: "LRI", 0x2067: "RLI",
        0x2068: "FSI",
        0x2069: "PDI", 0xFE0E: "VS15", 0xFE0F: "VS16", 0xFEFF: "BOM",
    ]
}
