/// A JSON value without floating-point numbers: everything that is hashed or signed is made of these.
public enum JSONValue: Hashable, Sendable {
    /// `null`
    case null
    /// `true` or `false`
    case bool(Bool)
    /// A whole number.
    case integer(Int64)
    /// A text; it is normalised to NFC when it is written.
    case string(String)
    /// A list; its order counts.
    case array([JSONValue])
    /// Members by name; their order does not count.
    case object([String: JSONValue])

    /// The canonical form of RFC 8785 (JCS): members sorted by UTF-16 code units, no white space, the shortest
    /// escapes. Texts are NFC; whole numbers beyond ±(2^53 − 1) are written as strings, as JCS can only carry
    /// what an IEEE double holds exactly.
    public var canonical: String {
        var output = ""
        write(to: &output)
        return output
    }

    private func write(to output: inout String) {
        switch self {
        case .null: output += "null"
        case .bool(let value): output += value ? "true" : "false"
        case .integer(let value):
            let isExact = value.magnitude <= 9_007_199_254_740_991
            output += isExact ? String(value) : "\"\(value)\""
        case .string(let text): Self.write(text, to: &output)
        case .array(let values):
            output += "["
            for (index, value) in values.enumerated() {
                if index > 0 { output += "," }
                value.write(to: &output)
            }
            output += "]"
        case .object(let members):
            output += "{"
            // Names are sorted as they are written: in NFC.
            let named = members.map { (key: $0.key.normalizedToNFC, value: $0.value) }
            let sorted = named.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
            for (index, member) in sorted.enumerated() {
                if index > 0 { output += "," }
                Self.write(member.key, to: &output)
                output += ":"
                member.value.write(to: &output)
            }
            output += "}"
        }
    }

    private static func write(_ text: String, to output: inout String) {
        output += "\""
        for scalar in text.normalizedToNFC.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\u{08}": output += "\\b"
            case "\u{09}": output += "\\t"
            case "\u{0A}": output += "\\n"
            case "\u{0C}": output += "\\f"
            case "\u{0D}": output += "\\r"
            case let control where control.value < 0x20:
                let hex = String(control.value, radix: 16)
                output += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: output.unicodeScalars.append(scalar)
            }
        }
        output += "\""
    }
}
