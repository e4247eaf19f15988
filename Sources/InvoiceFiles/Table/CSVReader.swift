import Invoicing

/// Reads the rows of a CSV one by one (RFC 4180, and what Excel makes of it): quoted cells, doubled quotes, line ends of
/// any system, a delimiter that the first lines show, `sep=;`, and numbers kept as text by `="0123"`.
struct CSVReader {
    /// Rows of one file, with the heads.
    static let mostRows = 200_000
    /// Cells of one row.
    static let mostColumns = 256
    /// Bytes of one cell (32 KiB).
    static let largestCell = 32 * 1_024

    /// One row.
    struct Row {
        /// The line on which it begins, from 1.
        let line: Int
        /// Its cells, white space at both ends removed.
        let cells: [String]

        /// Whether nothing stands in it.
        var isBlank: Bool { cells.allSatisfy(\.isEmpty) }
    }

    private let text: [UInt8]
    private var position = 0
    private var line = 1
    private var rows = 0
    private let delimiter: UInt8

    /// Begins with the bytes of a file. Throws where they are no text.
    init(_ bytes: [UInt8]) throws(InvoiceFileError) {
        text = try Self.decoded(bytes)
        if let control = text.firstIndex(where: { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }) {
            throw .controlCharacter(text[control], TextDecoding.place(of: control, in: text))
        }
        let start = text.prefix(6)
        if start.count > 4, String(decoding: start.prefix(4), as: UTF8.self).lowercased() == "sep=",
            [0x2C, 0x3B, 0x09].contains(start[4])
        {
            delimiter = start[4]
            position = text.firstIndex(of: 0x0A).map { $0 + 1 } ?? text.count
            line = 2
        } else {
            delimiter = Self.delimiter(of: text)
        }
    }

    /// The next row; nothing at the end.
    mutating func next() throws(InvoiceFileError) -> Row? {
        guard position < text.count else { return nil }
        rows += 1
        guard rows <= Self.mostRows else { throw .beyondLimit(.rows(Self.mostRows), place) }
        let start = line
        var cells: [String] = []
        while true {
            guard cells.count < Self.mostColumns else {
                throw .beyondLimit(.columns(Self.mostColumns), place)
            }
            cells.append(try cell())
            guard position < text.count, text[position] == delimiter else { break }
            position += 1
        }
        if position < text.count, text[position] == 0x0D { position += 1 }
        if position < text.count, text[position] == 0x0A { position += 1 }
        line += 1
        return Row(line: start, cells: cells)
    }

    /// Where the next row begins.
    var place: InvoiceFileError.Place { InvoiceFileError.Place(line: line, column: 1) }

    private mutating func cell() throws(InvoiceFileError) -> String {
        while position < text.count, text[position] == 0x20 { position += 1 }
        var bytes: [UInt8] = []
        if position < text.count, text[position] == 0x22 {
            let start = position
            let startLine = line
            position += 1
            while true {
                guard position < text.count else {
                    throw .malformedTable(
                        LocalizedText(zh: "引号没有结束", en: "a quote does not end"),
                        InvoiceFileError.Place(line: startLine, column: column(of: start)))
                }
                let byte = text[position]
                position += 1
                if byte == 0x22 {
                    guard position < text.count, text[position] == 0x22 else { break }
                    position += 1
                }
                if byte == 0x0A { line += 1 }
                try append(byte, to: &bytes)
            }
            while position < text.count, text[position] == 0x20 { position += 1 }
            guard position == text.count || isEnd(text[position]) else {
                throw .malformedTable(
                    LocalizedText(zh: "引号之后还有文字", en: "text follows a closing quote"),
                    InvoiceFileError.Place(line: line, column: column(of: position)))
            }
        } else {
            while position < text.count, !isEnd(text[position]) {
                try append(text[position], to: &bytes)
                position += 1
            }
        }
        return Self.plain(bytes)
    }

    private func append(_ byte: UInt8, to bytes: inout [UInt8]) throws(InvoiceFileError) {
        guard bytes.count < Self.largestCell else { throw .beyondLimit(.cell(Self.largestCell), place) }
        bytes.append(byte)
    }

    private func isEnd(_ byte: UInt8) -> Bool { byte == delimiter || byte == 0x0A || byte == 0x0D }

    private func column(of offset: Int) -> Int { TextDecoding.place(of: offset, in: text).column }

    /// A cell without what Excel needs to keep a number as text: `="…"`, a tab or an apostrophe before it.
    private static func plain(_ bytes: [UInt8]) -> String {
        var body = bytes[...]
        func isSpace(_ byte: UInt8?) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
        while isSpace(body.first) { body.removeFirst() }
        while isSpace(body.last) { body.removeLast() }
        if body.count >= 3, body.starts(with: [0x3D, 0x22]), body.last == 0x22 {
            body = body.dropFirst(2).dropLast()
        } else if body.first == 0x27 {
            body.removeFirst()
        }
        return String(decoding: body, as: UTF8.self)
    }

    /// UTF-8 or UTF-16 by its mark, else UTF-8 where it is valid, else GB18030, in which Excel saves on a Chinese system.
    private static func decoded(_ bytes: [UInt8]) throws(InvoiceFileError) -> [UInt8] {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) || TextDecoding.isUTF16(bytes) {
            return try TextDecoding.utf8(bytes)
        }
        if String(validating: bytes, as: UTF8.self) != nil { return bytes }
        return try TextDecoding.fromGB18030(bytes)
    }

    /// The delimiter that stands most often, outside of quotes, in the first 64 KiB.
    private static func delimiter(of text: [UInt8]) -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in text.prefix(65_536) {
            if byte == 0x22 { isQuoted.toggle() }
            if !isQuoted, byte == 0x2C || byte == 0x3B || byte == 0x09 { counts[byte, default: 0] += 1 }
        }
        return [0x2C, 0x09, 0x3B].max { counts[$0] ?? 0 < counts[$1] ?? 0 } ?? 0x2C
    }
}
