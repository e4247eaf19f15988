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
    /// A member is not one of the entry's, or stands twice or in the wrong place.
    case unexpected(String)
    /// A member has a value that it cannot have.
    case invalid(String)
}

extension AuditEntry {
    /// Reads the canonical form, and nothing but it: what is read here is written back byte for byte.
    public init(canonical text: String) throws(AuditEntryFault) {
        guard text.utf8.count <= Self.largestSize else { throw .tooLong }
        var text = text
        // Without a copy: an auditor reads millions of these.
        self = try text.withUTF8 { bytes in
            Result { () throws(AuditEntryFault) in
                var reader = MemberReader(bytes)
                return try AuditEntry(from: &reader)
            }
        }.get()
    }

    /// Asks for the members in the one order in which they can stand.
    private init(from reader: inout MemberReader) throws(AuditEntryFault) {
        try reader.begin()
        let actor = try reader.text("actor")
        let appVersion = try reader.text("app_version")
        let bootID = try reader.text("boot_id")
        let client = try reader.text("client")
        let digest = try reader.digest("digest")
        let event = try reader.text("event")
        let fingerprint = try reader.digest("fingerprint")
        let host = try reader.text("host")
        let httpStatus = try reader.integer("http_status")
        let instance = try reader.text("instance_id")
        let onBehalfOf = try reader.text("on_behalf_of")
        let operation = try reader.text("op_id")
        let outcome = try reader.text("outcome")
        let previous = try reader.digest("prev")
        let reason = try reader.text("reason")
        let revAfter = try reader.text("rev_after")
        let revBefore = try reader.text("rev_before")
        let seenDigest = try reader.digest("seen_digest")
        let sequence = try reader.integer("seq")
        let serverReceipt = try reader.digest("server_receipt")
        let sessionID = try reader.text("session_id")
        let subject = try reader.text("subject")
        let task = try reader.text("task_id")
        let monotonicTime = try reader.integer("ts_mono")
        let wallTime = try reader.integer("ts_wall")
        let ttyHash = try reader.text("tty_hash")
        let version = try reader.integer("v")
        try reader.end()

        guard let version else { throw .missing("v") }
        guard version == Self.version else { throw .unknownVersion(version) }
        guard let previous else { throw .missing("prev") }
        guard let sequence else { throw .missing("seq") }
        guard let monotonicTime else { throw .missing("ts_mono") }
        guard let wallTime else { throw .missing("ts_wall") }
        self.init(
            sequence: sequence, previous: previous, wallTime: wallTime, monotonicTime: monotonicTime,
            bootID: bootID, sessionID: sessionID, actor: actor, onBehalfOf: onBehalfOf, host: host,
            ttyHash: ttyHash, client: client, event: event, subject: subject, digest: digest,
            operation: operation, task: task, instance: instance,
            revBefore: revBefore, revAfter: revAfter, seenDigest: seenDigest, fingerprint: fingerprint,
            outcome: outcome, reason: reason, httpStatus: httpStatus.map(Int.init),
            serverReceipt: serverReceipt, appVersion: appVersion)
    }
}

/// Reads the members of one flat JSON object in canonical form, where they stand sorted by name: whoever asks for them in
/// that order meets each at once or knows that it is missing.
private struct MemberReader {
    private static let largestExactInteger: UInt64 = 9_007_199_254_740_991

    private let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0
    private var isFirst = true

    /// The bytes must outlive the reader.
    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    mutating func begin() throws(AuditEntryFault) { try expect(UInt8(ascii: "{")) }

    mutating func end() throws(AuditEntryFault) {
        if peek == UInt8(ascii: ",") {
            place += 1
            throw .unexpected(try string())
        }
        try expect(UInt8(ascii: "}"))
        guard place == bytes.count else { throw .notCanonical(at: place) }
    }

    /// A text; empty where the member is missing, because an empty one is not written.
    mutating func text(_ name: StaticString) throws(AuditEntryFault) -> String {
        guard try enter(name) else { return "" }
        let text = try string()
        guard !text.isEmpty else { throw .invalid("\(name)") }
        return text
    }

    /// A whole number. Beyond what a double holds exactly, its canonical form is a text.
    mutating func integer(_ name: StaticString) throws(AuditEntryFault) -> Int64? {
        guard try enter(name) else { return nil }
        if peek == UInt8(ascii: "\"") {
            let digits = try string()
            guard let value = Int64(digits), value.magnitude > Self.largestExactInteger,
                String(value) == digits
            else { throw .invalid("\(name)") }
            return value
        }
        let start = place
        if peek == UInt8(ascii: "-") { place += 1 }
        while let digit = peek, (0x30...0x39).contains(digit) { place += 1 }
        let digits = String(decoding: bytes[start..<place], as: UTF8.self)
        guard let value = Int64(digits), value.magnitude <= Self.largestExactInteger,
            String(value) == digits
        else { throw .notCanonical(at: start) }
        return value
    }

    /// A SHA-256 in 64 lower-case hexadecimal digits.
    mutating func digest(_ name: StaticString) throws(AuditEntryFault) -> ContentDigest? {
        guard try enter(name) else { return nil }
        guard place + 66 <= bytes.count, peek == UInt8(ascii: "\""), bytes[place + 65] == UInt8(ascii: "\"")
        else { throw .invalid("\(name)") }
        var digest: [UInt8] = []
        digest.reserveCapacity(32)
        for index in stride(from: place + 1, to: place + 65, by: 2) {
            guard let high = Self.value(bytes[index]), let low = Self.value(bytes[index + 1]) else {
                throw .invalid("\(name)")
            }
            digest.append(high << 4 | low)
        }
        place += 66
        return ContentDigest(bytes: digest)
    }

    /// Goes behind the colon of a member if it is the next one.
    private mutating func enter(_ name: StaticString) throws(AuditEntryFault) -> Bool {
        var start = place
        if !isFirst {
            guard peek == UInt8(ascii: ",") else { return false }
            start += 1
        }
        guard start < bytes.count, bytes[start] == UInt8(ascii: "\"") else {
            // An empty object has no first member; `end` judges what stands here.
            return false
        }
        let wanted = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        let behind = start + 1 + wanted.count
        if behind + 1 < bytes.count, bytes[behind] == UInt8(ascii: "\""),
            bytes[behind + 1] == UInt8(ascii: ":"),
            bytes[start + 1..<behind].elementsEqual(wanted)
        {
            place = behind + 2
            isFirst = false
            return true
        }
        // What sorts before the wanted name will be asked for by nobody any more.
        let found = bytes[(start + 1)...].prefix { $0 != UInt8(ascii: "\"") }
        if found.lexicographicallyPrecedes(wanted) {
            throw .unexpected(String(decoding: found, as: UTF8.self))
        }
        return false
    }

    private var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func expect(_ byte: UInt8) throws(AuditEntryFault) {
        guard peek == byte else { throw .notCanonical(at: place) }
        place += 1
    }

    private mutating func string() throws(AuditEntryFault) -> String {
        let start = place
        try expect(UInt8(ascii: "\""))
        var content: [UInt8] = []
        var copied = place
        var isPlain = true
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                let rest = bytes[copied..<place]
                place += 1
                if isPlain { return String(decoding: rest, as: UTF8.self) }
                // Only where something may be written in two ways is it worth writing it again.
                let text = String(decoding: content + rest, as: UTF8.self)
                guard JSONValue.string(text).canonical.utf8.elementsEqual(bytes[start..<place]) else {
                    throw .notCanonical(at: start)
                }
                return text
            case UInt8(ascii: "\\"):
                isPlain = false
                content += bytes[copied..<place]
                content.append(try escape())
                copied = place
            case 0x00..<0x20: throw .notCanonical(at: place)
            default:
                if byte >= 0x80 { isPlain = false }
                place += 1
            }
        }
        throw .notCanonical(at: start)
    }

    private mutating func escape() throws(AuditEntryFault) -> UInt8 {
        let start = place
        place += 1
        guard let byte = peek else { throw .notCanonical(at: start) }
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): return byte
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "f"): return 0x0C
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "u"):
            guard place + 4 <= bytes.count,
                let value = UInt8(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16),
                value < 0x20
            else { throw .notCanonical(at: start) }
            place += 4
            return value
        default: throw .notCanonical(at: start)
        }
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }
}
