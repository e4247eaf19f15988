import Glibc
import Invoicing

/// Turns the bytes of a text file into valid UTF-8, or says where they are not what they claim to be.
enum TextDecoding {
    /// Whether the bytes begin like UTF-16: with its byte order mark, or with `<` in two bytes.
    static func isUTF16(_ bytes: [UInt8]) -> Bool {
        let start = bytes.prefix(2)
        return [[0xFF, 0xFE], [0xFE, 0xFF], [0x3C, 0x00], [0x00, 0x3C]].contains { start.elementsEqual($0) }
    }

    /// The text as UTF-8 without a byte order mark. The encoding is that of the byte order mark, else that of the XML
    /// declaration, else UTF-8. UTF-8, UTF-16, GBK, GB2312 and GB18030 are read.
    static func utf8(_ bytes: [UInt8]) throws(InvoiceFileError) -> [UInt8] {
        if isUTF16(bytes) { return try fromUTF16(bytes) }
        let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        let body = hasMark ? Array(bytes.dropFirst(3)) : bytes
        let claimed = hasMark ? "UTF-8" : declaredEncoding(body) ?? "UTF-8"
        switch claimed.uppercased() {
        case "UTF-8", "UTF8", "US-ASCII", "ASCII": return try validated(body, claimed: "UTF-8")
        case "GBK", "GB2312", "GB18030", "CP936", "X-GBK": return try fromGB18030(body)
        default: throw .unknownEncoding(claimed)
        }
    }

    /// The place of a byte in UTF-8 text, which may be broken from there on.
    static func place(of offset: Int, in text: [UInt8]) -> InvoiceFileError.Place {
        let before = text.prefix(max(0, offset))
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let line = before.reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
        // Every byte but a continuation byte begins a character.
        let column = before[lineStart...].reduce(1) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
        return InvoiceFileError.Place(line: line, column: column)
    }

    /// The name in `<?xml … encoding="NAME"?>`, which is ASCII in every encoding but UTF-16.
    private static func declaredEncoding(_ bytes: [UInt8]) -> String? {
        let start = String(decoding: bytes.prefix(256), as: UTF8.self)
        guard start.hasPrefix("<?xml"), let end = start.firstRange(of: "?>") else { return nil }
        let declaration = start[..<end.lowerBound]
        guard let name = declaration.firstRange(of: "encoding") else { return nil }
        let rest = declaration[name.upperBound...].drop { $0.isWhitespace }
        guard rest.first == "=" else { return nil }
        let value = rest.dropFirst().drop { $0.isWhitespace }
        guard let quote = value.first, quote == "\"" || quote == "'" else { return nil }
        return String(value.dropFirst().prefix { $0 != quote })
    }

    private static func validated(_ bytes: [UInt8], claimed: String) throws(InvoiceFileError) -> [UInt8] {
        guard String(validating: bytes, as: UTF8.self) == nil else { return bytes }
        var parser = Unicode.UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var offset = 0
        parsing: while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let encoded): offset += encoded.count
            case .error, .emptyInput: break parsing
            }
        }
        if bytes.count - offset < 4, bytes[offset] >= 0xC2 {
            throw .malformedXML(
                LocalizedText(zh: "文件在一个字符中间中断", en: "it ends in the middle of a character"),
                place(of: offset, in: bytes))
        }
        throw .wrongEncoding(claimed: claimed, place(of: offset, in: bytes))
    }

    private static func fromUTF16(_ bytes: [UInt8]) throws(InvoiceFileError) -> [UInt8] {
        let isBigEndian = bytes.starts(with: [0xFE, 0xFF]) || bytes.first == 0
        let hasMark = bytes.first == 0xFE || bytes.first == 0xFF
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        for index in stride(from: hasMark ? 2 : 0, to: bytes.count - 1, by: 2) {
            let pair = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            units.append(isBigEndian ? pair.0 << 8 | pair.1 : pair.1 << 8 | pair.0)
        }
        guard bytes.count.isMultiple(of: 2), let text = String(validating: units, as: UTF16.self) else {
            let readable = Array(String(decoding: units, as: UTF16.self).prefix { $0 != "\u{FFFD}" }.utf8)
            throw .wrongEncoding(claimed: "UTF-16", place(of: readable.count, in: readable))
        }
        return Array(text.utf8)
    }

    /// GB18030 contains GBK and GB2312; the C library converts.
    static func fromGB18030(_ bytes: [UInt8]) throws(InvoiceFileError) -> [UInt8] {
        let converter = iconv_open("UTF-8", "GB18030")
        guard converter != iconv_t(bitPattern: -1) else { throw .unknownEncoding("GB18030") }
        defer { iconv_close(converter) }
        // A character of one byte stays one, of two bytes becomes at most three, of four at most four.
        let capacity = bytes.count * 2 + 16
        var failedAt: Int?
        let text = [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
            var input = bytes
            input.withUnsafeMutableBytes { raw in
                var source = raw.bindMemory(to: CChar.self).baseAddress
                var sourceLeft = raw.count
                output.withMemoryRebound(to: CChar.self) { characters in
                    var target = characters.baseAddress
                    var targetLeft = capacity
                    let answer = iconv(converter, &source, &sourceLeft, &target, &targetLeft)
                    count = capacity - targetLeft
                    if answer == Int(bitPattern: UInt.max) || sourceLeft > 0 {
                        failedAt = raw.count - sourceLeft
                    }
                }
            }
        }
        if failedAt != nil { throw .wrongEncoding(claimed: "GB18030", place(of: text.count, in: text)) }
        return text
    }
}
