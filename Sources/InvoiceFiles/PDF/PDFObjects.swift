import Invoicing

/// The objects of a PDF, found by one pass over its bytes. Of two objects of one number the later counts, as in a file
/// that was saved again by appending (ISO 32000-1, 7.5.6); the cross-reference table, which broken and hostile files
/// get wrong, is not needed for that.
struct PDFObjects {
    /// Objects of one file.
    private static let most = 300_000
    /// Bytes of all streams, unpacked (64 MiB).
    private static let largest = 64 * 1_024 * 1_024
    /// Bytes that are parsed again while following references (64 MiB).
    private static let mostWork = 64 * 1_024 * 1_024

    private enum Place {
        case value(PDFValue)
        /// In an object stream, by its index and the offset in it.
        case packed(Int, Int)
    }

    /// The catalogue and whether the file is encrypted, as the last trailer says.
    private(set) var root: PDFValue?
    /// Whether streams and strings are encrypted.
    private(set) var isEncrypted = false
    /// The dictionaries of signatures.
    private(set) var signatures: [[String: PDFValue]] = []

    private let bytes: [UInt8]
    private var places: [Int: Place] = [:]
    private var packed: [[UInt8]] = []
    private var room = largest
    private var work = mostWork
    private var isPastLastStream = false

    /// Finds the objects. Throws where they are more than any invoice has.
    init(_ bytes: [UInt8]) throws(InvoiceFileError) {
        self.bytes = bytes
        var position = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "o"):
                if let number = number(before: position) {
                    position = try readObject(number, at: position + 3)
                } else {
                    position += 1
                }
            case UInt8(ascii: "t") where bytes[position...].starts(with: "trailer".utf8):
                var parser = PDFParser(bytes, at: position + 7)
                if let entries = parser.value()?.entries { noteTrailer(entries) }
                position = max(position + 1, parser.position)
            default: position += 1
            }
        }
    }

    /// What a value refers to; itself where it is no reference. Throws where references lead through too much.
    mutating func resolve(_ value: PDFValue?) throws(InvoiceFileError) -> PDFValue? {
        var value = value
        for _ in 0..<PDFParser.deepest {
            guard case .reference(let number) = value else { return value }
            switch places[number] {
            case nil: return nil
            case .value(let found): value = found
            case .packed(let stream, let offset):
                var parser = PDFParser(packed[stream], at: offset)
                value = parser.value()
                work -= parser.position - offset
                guard work > 0 else { throw .beyondLimit(.unpacked(Self.mostWork), nil) }
            }
        }
        return nil
    }

    /// The unpacked bytes of a stream; nothing where it is packed in another way than with DEFLATE.
    mutating func content(of value: PDFValue?) throws(InvoiceFileError) -> [UInt8]? {
        guard case .stream(let entries, let range) = try resolve(value) else { return nil }
        var filter = try resolve(entries["Filter"])
        if case .array(let filters) = filter {
            guard filters.count <= 1 else { return nil }
            filter = try resolve(filters.first)
        }
        let content: [UInt8]
        switch filter {
        case nil: content = Array(bytes[range])
        case .name("FlateDecode"), .name("Fl"):
            guard entries["DecodeParms"] == nil else { return nil }
            let data = bytes[range]
            guard data.count > 2, data[range.lowerBound] & 15 == 8 else { return nil }
            content = try Inflate.unpack(data.dropFirst(2), atMost: min(room, InvoiceFile.largestFile))
        default: return nil
        }
        room -= content.count
        guard room > 0 else { throw .beyondLimit(.unpacked(Self.largest), nil) }
        return content
    }

    /// The number in `12 0 obj`, where such a head ends with the word at the position.
    private func number(before position: Int) -> Int? {
        guard bytes[position...].starts(with: "obj".utf8) else { return nil }
        var index = position
        func backOverSpace() -> Bool {
            let start = index
            while index > 0, start - index < 8, PDFParser.isSpace(bytes[index - 1]) { index -= 1 }
            return index < start
        }
        func backOverDigits() -> Int? {
            let end = index
            while index > 0, end - index < 10, (0x30...0x39).contains(bytes[index - 1]) { index -= 1 }
            return Int(String(decoding: bytes[index..<end], as: UTF8.self))
        }
        guard backOverSpace(), backOverDigits() != nil, backOverSpace() else { return nil }
        return backOverDigits()
    }

    /// Reads the object after its head, and says where to go on.
    private mutating func readObject(_ number: Int, at start: Int) throws(InvoiceFileError) -> Int {
        var parser = PDFParser(bytes, at: start)
        guard var value = parser.value() else { return max(start, parser.position) }
        var next = parser.position
        parser.skipSpace()
        if case .dictionary(let entries) = value, parser.isAt("stream") {
            parser.skip(6)
            if parser.isAt("\r\n") { parser.skip(2) } else if parser.isAt("\n") { parser.skip(1) }
            let data = streamRange(entries["Length"], from: parser.position)
            value = .stream(entries, data)
            next = max(next, data.upperBound)
        }
        guard places.count < Self.most else { throw .beyondLimit(.elements(Self.most), nil) }
        places[number] = .value(value)
        if let entries = value.entries { try note(entries, value) }
        return next
    }

    /// The bytes of a stream: as many as it says where `endstream` follows, else up to the next such word.
    private mutating func streamRange(_ length: PDFValue?, from start: Int) -> Range<Int> {
        if case .integer(let count) = length, count >= 0, count <= bytes.count - start {
            var parser = PDFParser(bytes, at: start + count)
            while parser.position < bytes.count, PDFParser.isSpace(bytes[parser.position]) { parser.skip(1) }
            if parser.isAt("endstream") { return start..<(start + count) }
        }
        guard !isPastLastStream else { return start..<start }
        var index = start
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "e"), bytes[index...].starts(with: "endstream".utf8) {
                return start..<index
            }
            index += 1
        }
        isPastLastStream = true
        return start..<start
    }

    private mutating func note(_ entries: [String: PDFValue], _ value: PDFValue) throws(InvoiceFileError) {
        if entries["ByteRange"] != nil, signatures.count < 64 { signatures.append(entries) }
        guard case .name(let type) = entries["Type"], case .stream = value else { return }
        if type == "XRef" { noteTrailer(entries) }
        guard type == "ObjStm", !isEncrypted, case .integer(let first) = entries["First"], first >= 0,
            let content = try content(of: value), first <= content.count
        else { return }
        packed.append(content)
        var parser = PDFParser(content, at: 0)
        while parser.position < first, case .integer(let number) = parser.value(),
            case .integer(let offset) = parser.value(), offset >= 0, offset <= content.count - first
        {
            guard places.count < Self.most else { throw .beyondLimit(.elements(Self.most), nil) }
            places[number] = .packed(packed.count - 1, first + offset)
        }
    }

    private mutating func noteTrailer(_ entries: [String: PDFValue]) {
        guard let root = entries["Root"] else { return }
        self.root = root
        isEncrypted = isEncrypted || entries["Encrypt"] != nil
    }
}
