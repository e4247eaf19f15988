/// Reads server-sent events out of bytes as they come (HTML Standard, section 9.2.6, "Interpreting an event stream").
///
/// Lines end with LF, CR or CRLF; an event ends with an empty line. Unknown fields are left out, as the standard asks;
/// what is longer than the limits is an error, because a stream without an end must not fill the memory.
struct EventStreamParser {
    /// One event of a stream, or a line that only says that somebody is there.
    enum Part: Hashable {
        /// An event with its type (`message` where none was given), its data, and the last id so far.
        case event(type: String, data: String, lastID: String)
        /// A comment.
        case comment
    }

    /// A line or an event is longer than is read.
    struct TooLarge: Error {
        /// The limit in bytes.
        let limit: Int
    }

    /// The longest line, in bytes.
    static let largestLine = 8_192
    /// The most data of one event, in bytes.
    static let largestEvent = 65_536

    private var line: [UInt8] = []
    private var endedWithCR = false
    private var isFirstLine = true
    private var type = ""
    private var data = ""
    private var hasData = false
    private var lastID = ""

    /// Takes the next bytes. Returns what they complete.
    /// - Throws: ``TooLarge``.
    mutating func take(_ bytes: some Sequence<UInt8>) throws(TooLarge) -> [Part] {
        var parts: [Part] = []
        for byte in bytes {
            defer { endedWithCR = byte == UInt8(ascii: "\r") }
            switch byte {
            case UInt8(ascii: "\n") where endedWithCR: continue
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                if let part = try end() { parts.append(part) }
            default:
                guard line.count < Self.largestLine else { throw TooLarge(limit: Self.largestLine) }
                line.append(byte)
            }
        }
        return parts
    }

    private mutating func end() throws(TooLarge) -> Part? {
        if isFirstLine, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        isFirstLine = false
        let text = String(decoding: line, as: UTF8.self)
        line.removeAll(keepingCapacity: true)
        if text.isEmpty { return dispatch() }
        if text.hasPrefix(":") { return .comment }
        let colon = text.firstIndex(of: ":")
        let name = text[..<(colon ?? text.endIndex)]
        var value = colon.map { text[text.index(after: $0)...] } ?? ""
        if value.hasPrefix(" ") { value.removeFirst() }
        switch name {
        case "event": type = String(value)
        case "data":
            guard data.utf8.count + value.utf8.count < Self.largestEvent else {
                throw TooLarge(limit: Self.largestEvent)
            }
            if hasData { data += "\n" }
            data += value
            hasData = true
        case "id" where !value.utf8.contains(0): lastID = String(value)
        default: break
        }
        return nil
    }

    /// An empty line ends an event; one without data is none.
    private mutating func dispatch() -> Part? {
        defer {
            type = ""
            data = ""
            hasData = false
        }
        return hasData ? .event(type: type.isEmpty ? "message" : type, data: data, lastID: lastID) : nil
    }
}
