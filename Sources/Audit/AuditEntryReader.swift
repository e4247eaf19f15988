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

/// Where the members of an entry stand in its text, and those that are no text. Whoever reads millions of entries compares
/// bytes and makes strings of almost none.
public struct AuditEntryOutline: Hashable, Sendable {
    /// A text as it is written, without its quotation marks; canonical JSON has one spelling for one text. Empty where the
    /// member is missing.
    public typealias Place = Range<Int>

    /// `seq`
    public internal(set) var sequence: Int64 = 0
    /// `prev`
    public internal(set) var previous = AuditChain.origin
    /// `ts_wall`
    public internal(set) var wallTime: Int64 = 0
    /// `ts_mono`
    public internal(set) var monotonicTime: Int64 = 0
    /// `http_status`
    public internal(set) var httpStatus: Int64?
    /// `seen_digest`
    public internal(set) var seenDigest: ContentDigest?
    /// `fingerprint`
    public internal(set) var fingerprint: ContentDigest?
    /// `concealed`
    public internal(set) var concealed: ContentDigest?
    /// `digest`
    public internal(set) var digest: ContentDigest?
    /// `signed`
    public internal(set) var signed: ContentDigest?
    /// `server_receipt`
    public internal(set) var serverReceipt: ContentDigest?
    /// `actor`
    public internal(set) var actor: Place = 0..<0
    /// `on_behalf_of`
    public internal(set) var onBehalfOf: Place = 0..<0
    /// `event`
    public internal(set) var event: Place = 0..<0
    /// `op_id`
    public internal(set) var operation: Place = 0..<0
    /// `task_id`
    public internal(set) var task: Place = 0..<0
    /// `instance_id`
    public internal(set) var instance: Place = 0..<0
    /// `rev_before`
    public internal(set) var revBefore: Place = 0..<0
    /// `outcome`
    public internal(set) var outcome: Place = 0..<0
    var appVersion: Place = 0..<0
    var bootID: Place = 0..<0
    var client: Place = 0..<0
    var host: Place = 0..<0
    var reason: Place = 0..<0
    var revAfter: Place = 0..<0
    var sessionID: Place = 0..<0
    var subject: Place = 0..<0
    var ttyHash: Place = 0..<0

    /// Reads the canonical form, and nothing but it, asking for the members in the one order in which they can stand.
    public init(of text: UnsafeBufferPointer<UInt8>) throws(AuditEntryFault) {
        guard text.count <= AuditEntry.largestSize else { throw .tooLong }
        var reader = MemberReader(text)
        try reader.begin()
        actor = try reader.text("actor")
        appVersion = try reader.text("app_version")
        bootID = try reader.text("boot_id")
        client = try reader.text("client")
        concealed = try reader.digest("concealed")
        digest = try reader.digest("digest")
        event = try reader.text("event")
        fingerprint = try reader.digest("fingerprint")
        host = try reader.text("host")
        httpStatus = try reader.integer("http_status")
        instance = try reader.text("instance_id")
        onBehalfOf = try reader.text("on_behalf_of")
        operation = try reader.text("op_id")
        outcome = try reader.text("outcome")
        let previous = try reader.digest("prev")
        reason = try reader.text("reason")
        revAfter = try reader.text("rev_after")
        revBefore = try reader.text("rev_before")
        seenDigest = try reader.digest("seen_digest")
        let sequence = try reader.integer("seq")
        serverReceipt = try reader.digest("server_receipt")
        sessionID = try reader.text("session_id")
        signed = try reader.digest("signed")
        subject = try reader.text("subject")
        task = try reader.text("task_id")
        let monotonicTime = try reader.integer("ts_mono")
        let wallTime = try reader.integer("ts_wall")
        ttyHash = try reader.text("tty_hash")
        let version = try reader.integer("v")
        try reader.end()

        guard let version else { throw .missing("v") }
        // One text has one spelling: the second form is only for what conceals something.
        guard version == (concealed == nil ? AuditEntry.version : AuditEntry.concealingVersion) else {
            throw .unknownVersion(version)
        }
        guard let previous else { throw .missing("prev") }
        guard let sequence else { throw .missing("seq") }
        guard let monotonicTime else { throw .missing("ts_mono") }
        guard let wallTime else { throw .missing("ts_wall") }
        self.previous = previous
        self.sequence = sequence
        self.monotonicTime = monotonicTime
        self.wallTime = wallTime
    }
}

extension AuditEntry {
    /// Reads the canonical form, and nothing but it: what is read here is written back byte for byte.
    public init(canonical text: String) throws(AuditEntryFault) {
        var text = text
        // Without a copy: an auditor reads millions of these.
        self = try text.withUTF8 { bytes in
            Result { () throws(AuditEntryFault) in
                AuditEntry(try AuditEntryOutline(of: bytes), of: bytes)
            }
        }.get()
    }

    /// Makes an entry of an outline and of the text that it was made of.
    public init(_ outline: AuditEntryOutline, of text: UnsafeBufferPointer<UInt8>) {
        func string(_ place: Range<Int>) -> String {
            MemberReader.unescaped(UnsafeBufferPointer(rebasing: text[place]))
        }
        self.init(
            sequence: outline.sequence, previous: outline.previous, wallTime: outline.wallTime,
            monotonicTime: outline.monotonicTime, bootID: string(outline.bootID),
            sessionID: string(outline.sessionID), actor: string(outline.actor),
            onBehalfOf: string(outline.onBehalfOf), host: string(outline.host),
            ttyHash: string(outline.ttyHash), client: string(outline.client), event: string(outline.event),
            subject: string(outline.subject), digest: outline.digest, operation: string(outline.operation),
            task: string(outline.task), instance: string(outline.instance),
            revBefore: string(outline.revBefore), revAfter: string(outline.revAfter),
            seenDigest: outline.seenDigest, fingerprint: outline.fingerprint,
            signed: outline.signed, outcome: string(outline.outcome), reason: string(outline.reason),
            httpStatus: outline.httpStatus.map(Int.init), serverReceipt: outline.serverReceipt,
            appVersion: string(outline.appVersion))
        concealed = outline.concealed
    }
}

/// Reads the members of one flat JSON object in canonical form, where they stand sorted by name: whoever asks for them in
/// that order meets each at once or knows that it is missing.
struct MemberReader {
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
            let name = try string()
            throw .unexpected(Self.unescaped(UnsafeBufferPointer(rebasing: bytes[name])))
        }
        try expect(UInt8(ascii: "}"))
        guard place == bytes.count else { throw .notCanonical(at: place) }
    }

    /// The place of a text; empty where the member is missing, because an empty one is not written.
    mutating func text(_ name: StaticString) throws(AuditEntryFault) -> Range<Int> {
        guard try enter(name) else { return 0..<0 }
        let place = try string()
        guard !place.isEmpty else { throw .invalid("\(name)") }
        return place
    }

    /// A whole number. Beyond what a double holds exactly, its canonical form is a text.
    mutating func integer(_ name: StaticString) throws(AuditEntryFault) -> Int64? {
        guard try enter(name) else { return nil }
        if peek == UInt8(ascii: "\"") {
            let text = try string()
            let digits = String(decoding: bytes[text], as: UTF8.self)
            guard let value = Int64(digits), value.magnitude > Self.largestExactInteger,
                String(value) == digits
            else { throw .invalid("\(name)") }
            return value
        }
        let start = place
        let isNegative = peek == UInt8(ascii: "-")
        if isNegative { place += 1 }
        let first = place
        var value: UInt64 = 0
        while let digit = peek, (0x30...0x39).contains(digit), value <= Self.largestExactInteger {
            value = value * 10 + UInt64(digit - 0x30)
            place += 1
        }
        // One spelling: at least one digit, none before the first that counts, no negative nothing.
        guard place > first, value <= Self.largestExactInteger,
            bytes[first] != UInt8(ascii: "0") || (place == first + 1 && !isNegative)
        else { throw .notCanonical(at: start) }
        return isNegative ? -Int64(value) : Int64(value)
    }

    /// A SHA-256 in 64 lower-case hexadecimal digits.
    mutating func digest(_ name: StaticString) throws(AuditEntryFault) -> ContentDigest? {
        guard try enter(name) else { return nil }
        guard place + 66 <= bytes.count, peek == UInt8(ascii: "\""), bytes[place + 65] == UInt8(ascii: "\"")
        else { throw .invalid("\(name)") }
        let start = place + 1
        let digest = withUnsafeTemporaryAllocation(byteCount: 32, alignment: 8) { memory -> ContentDigest? in
            var seen: UInt8 = 0
            for word in 0..<4 {
                var value: UInt64 = 0
                for place in start + 16 * word..<start + 16 * word + 16 {
                    let digit = Self.value(bytes[place])
                    seen |= digit
                    value = value << 4 | UInt64(digit & 15)
                }
                memory.storeBytes(of: value.bigEndian, toByteOffset: 8 * word, as: UInt64.self)
            }
            // What is no digit has left a mark above the four bits of one.
            return seen > 15 ? nil : ContentDigest(memory: UnsafeRawBufferPointer(memory))
        }
        guard let digest else { throw .invalid("\(name)") }
        place += 66
        return digest
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
        // Most members are there, or the next one differs in its first letters.
        if behind + 1 < bytes.count, bytes[behind] == UInt8(ascii: "\""),
            bytes[behind + 1] == UInt8(ascii: ":"), bytes[start + 1] == wanted[0],
            isSame(start + 1, wanted)
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

    /// Whether the bytes from a place on, which are there, are these.
    @inline(__always)
    private func isSame(_ start: Int, _ wanted: UnsafeBufferPointer<UInt8>) -> Bool {
        for offset in 0..<wanted.count where bytes[start + offset] != wanted[offset] { return false }
        return true
    }

    private var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func expect(_ byte: UInt8) throws(AuditEntryFault) {
        guard peek == byte else { throw .notCanonical(at: place) }
        place += 1
    }

    /// The place of a text between its quotation marks.
    private mutating func string() throws(AuditEntryFault) -> Range<Int> {
        let start = place
        try expect(UInt8(ascii: "\""))
        var isPlain = true
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                let content = start + 1..<place
                place += 1
                if isPlain { return content }
                // Only where something may be written in two ways is it worth writing it again.
                let inside = UnsafeBufferPointer(rebasing: bytes[content])
                guard
                    CanonicalText.isSurelyNormal(inside)
                        || JSONValue.string(Self.unescaped(inside)).canonical.utf8.elementsEqual(
                            bytes[start..<place])
                else { throw .notCanonical(at: start) }
                return content
            case UInt8(ascii: "\\"):
                isPlain = false
                _ = try escape()
            case 0x00..<0x20: throw .notCanonical(at: place)
            default:
                if byte >= 0x80 { isPlain = false }
                place += 1
            }
        }
        throw .notCanonical(at: start)
    }

    /// The text of what stands between quotation marks and was found to be well formed.
    static func unescaped(_ content: UnsafeBufferPointer<UInt8>) -> String {
        guard content.contains(UInt8(ascii: "\\")) else { return String(decoding: content, as: UTF8.self) }
        var reader = MemberReader(content)
        var text: [UInt8] = []
        while let byte = reader.peek {
            if byte == UInt8(ascii: "\\"), let meant = try? reader.escape() {
                text.append(meant)
            } else {
                text.append(byte)
                reader.place += 1
            }
        }
        return String(decoding: text, as: UTF8.self)
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

    /// The value of a lower-case hexadecimal digit; 255 for any other byte.
    @inline(__always)
    private static func value(_ digit: UInt8) -> UInt8 {
        let number = digit &- 0x30
        let letter = digit &- 0x61
        return number < 10 ? number : letter < 6 ? letter + 10 : 255
    }
}
