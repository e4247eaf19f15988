import OAProfile

/// Why a text is no audit entry.
public enum AuditEntryFault: Error, Hashable, Sendable {
    /// It is longer than ``AuditEntry/largestSize``.
    case tooLong
    /// It is not canonical JSON of one flat object; the place is counted in bytes.
    case notCanonical(at: Int)
    /// It was written in a version of the form that is not known here.
    case unknownVersion(Int64)
    /// A member is missing.
    case missing(String)
    /// A member is not one of the entry's.
    case unexpected(String)
    /// A member has a value that it cannot have.
    case invalid(String)
}

extension AuditEntry {
    /// Reads the canonical form, and nothing but it: what is read here is written back byte for byte.
    public init(canonical text: String) throws(AuditEntryFault) {
        guard text.utf8.count <= Self.largestSize else { throw .tooLong }
        var reader = FlatObjectReader(text)
        let members = try reader.members()
        var left = members

        func take(_ name: String) -> FlatObjectReader.Value? { left.removeValue(forKey: name) }
        func integer(_ name: String) throws(AuditEntryFault) -> Int64 {
            switch take(name) {
            case .integer(let value): return value
            // Beyond what a double holds exactly, the canonical form of an integer is a text.
            case .text(let digits):
                guard let value = Int64(digits), value.magnitude > 9_007_199_254_740_991,
                    String(value) == digits
                else { throw .invalid(name) }
                return value
            case nil: throw .missing(name)
            }
        }
        func word(_ name: String) throws(AuditEntryFault) -> String {
            switch take(name) {
            case .text(let value) where !value.isEmpty: return value
            case nil: return ""
            default: throw .invalid(name)
            }
        }
        func digest(_ name: String) throws(AuditEntryFault) -> ContentDigest? {
            let hex = try word(name)
            if hex.isEmpty { return nil }
            guard let digest = ContentDigest(hex: hex) else { throw .invalid(name) }
            return digest
        }

        let version = try integer("v")
        guard version == Self.version else { throw .unknownVersion(version) }
        guard let previous = try digest("prev") else { throw .missing("prev") }
        self.init(
            sequence: try integer("seq"), previous: previous, wallTime: try integer("ts_wall"),
            monotonicTime: try integer("ts_mono"), bootID: try word("boot_id"),
            sessionID: try word("session_id"), actor: try word("actor"), onBehalfOf: try word("on_behalf_of"),
            host: try word("host"), ttyHash: try word("tty_hash"), event: try word("event"),
            operation: try word("op_id"), task: try word("task_id"), instance: try word("instance_id"),
            revBefore: try word("rev_before"), revAfter: try word("rev_after"),
            seenDigest: try digest("seen_digest"), fingerprint: try digest("fingerprint"),
            outcome: try word("outcome"), reason: try word("reason"),
            httpStatus: members["http_status"] == nil ? nil : Int(try integer("http_status")),
            serverReceipt: try digest("server_receipt"), appVersion: try word("app_version"))
        if let name = left.keys.min() { throw .unexpected(name) }
    }
}

/// Reads one flat JSON object whose members are texts or whole numbers, in canonical form only.
private struct FlatObjectReader {
    enum Value {
        case integer(Int64)
        case text(String)
    }

    private let bytes: [UInt8]
    private var place = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    mutating func members() throws(AuditEntryFault) -> [String: Value] {
        var members: [String: Value] = [:]
        var last: String?
        try expect(UInt8(ascii: "{"))
        repeat {
            let start = place
            let name = try string()
            // Names of entries are ASCII, where order by UTF-16 code units is order by bytes.
            if let last, !last.utf8.lexicographicallyPrecedes(name.utf8) { throw .notCanonical(at: start) }
            last = name
            try expect(UInt8(ascii: ":"))
            members[name] = peek == UInt8(ascii: "\"") ? .text(try string()) : .integer(try integer())
        } while skip(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"))
        guard place == bytes.count else { throw .notCanonical(at: place) }
        return members
    }

    private var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        place += 1
        return true
    }

    private mutating func expect(_ byte: UInt8) throws(AuditEntryFault) {
        guard skip(byte) else { throw .notCanonical(at: place) }
    }

    private mutating func integer() throws(AuditEntryFault) -> Int64 {
        let start = place
        _ = skip(UInt8(ascii: "-"))
        while let digit = peek, (0x30...0x39).contains(digit) { place += 1 }
        let digits = String(decoding: bytes[start..<place], as: UTF8.self)
        guard let value = Int64(digits), String(value) == digits, value.magnitude <= 9_007_199_254_740_991
        else { throw .notCanonical(at: start) }
        return value
    }

    private mutating func string() throws(AuditEntryFault) -> String {
        let start = place
        try expect(UInt8(ascii: "\""))
        var content: [UInt8] = []
        var isPlain = true
        while let byte = peek {
            place += 1
            switch byte {
            case UInt8(ascii: "\""):
                let text = String(decoding: content, as: UTF8.self)
                // Only where something may be written in two ways is it worth writing it again.
                if !isPlain {
                    let written = JSONValue.string(text).canonical
                    guard written.utf8.elementsEqual(bytes[start..<place]) else {
                        throw .notCanonical(at: start)
                    }
                }
                return text
            case UInt8(ascii: "\\"):
                isPlain = false
                content += try escape()
            case 0x00..<0x20: throw .notCanonical(at: place - 1)
            default:
                if byte >= 0x80 { isPlain = false }
                content.append(byte)
            }
        }
        throw .notCanonical(at: start)
    }

    private mutating func escape() throws(AuditEntryFault) -> [UInt8] {
        let start = place - 1
        guard let byte = peek else { throw .notCanonical(at: start) }
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "u"):
            guard place + 4 <= bytes.count,
                let value = UInt8(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16),
                value < 0x20
            else { throw .notCanonical(at: start) }
            place += 4
            return [value]
        default: throw .notCanonical(at: start)
        }
    }
}
