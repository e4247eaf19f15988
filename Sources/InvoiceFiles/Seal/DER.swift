import Invoicing

/// A value of ASN.1 in its distinguished encoding (ITU-T X.690): a tag, and the place of its content in the bytes. Only
/// what certificates and seals are made of is read; lengths of more than four bytes and indefinite ones are refused.
struct DER {
    /// The values of one list; a certificate has about ten, a seal with pictures some dozens.
    static let mostValues = 256

    let bytes: [UInt8]
    let tag: UInt8
    /// Where the value begins, with its tag.
    let start: Int
    /// Where its content is.
    let content: Range<Int>

    static let integer: UInt8 = 0x02
    static let bitString: UInt8 = 0x03
    static let octetString: UInt8 = 0x04
    static let identifier: UInt8 = 0x06
    static let sequence: UInt8 = 0x30
    static let set: UInt8 = 0x31

    /// The first value of bytes; nothing where they are no encoding.
    init?(_ bytes: [UInt8]) { self.init(bytes, at: 0, upTo: bytes.count) }

    private init?(_ bytes: [UInt8], at start: Int, upTo end: Int) {
        guard start + 2 <= end, bytes[start] & 0x1F != 0x1F else { return nil }
        var length = Int(bytes[start + 1])
        var head = 2
        if length >= 0x80 {
            let count = length & 0x7F
            guard (1...4).contains(count), start + 2 + count <= end else { return nil }
            length = bytes[(start + 2)..<(start + 2 + count)].reduce(0) { $0 << 8 | Int($1) }
            head += count
        }
        guard length <= end - start - head else { return nil }
        self.bytes = bytes
        self.start = start
        tag = bytes[start]
        content = (start + head)..<(start + head + length)
    }

    /// The values inside; none where one of them is no encoding.
    var values: [DER] {
        var values: [DER] = []
        var place = content.lowerBound
        while place < content.upperBound {
            guard values.count < Self.mostValues, let value = DER(bytes, at: place, upTo: content.upperBound)
            else { return [] }
            values.append(value)
            place = value.content.upperBound
        }
        return values
    }

    /// The bytes of the content.
    var body: [UInt8] { Array(bytes[content]) }
    /// The bytes with tag and length.
    var whole: [UInt8] { Array(bytes[start..<content.upperBound]) }
    /// The bytes of a bit string without a part of a byte; nothing for another value.
    var bits: [UInt8]? {
        guard tag == Self.bitString, let unused = body.first, unused == 0 else { return nil }
        return Array(body.dropFirst())
    }

    /// The text of a name: UTF-8, or a subset of it; nothing where it is neither.
    var text: String? {
        switch tag {
        case 0x0C, 0x13, 0x16, 0x14: String(validating: body, as: UTF8.self)
        // BMPString: UTF-16, big-endian.
        case 0x1E where body.count.isMultiple(of: 2):
            String(
                validating: stride(from: 0, to: body.count, by: 2).map {
                    UInt16(body[$0]) << 8 | UInt16(body[$0 + 1])
                },
                as: UTF16.self)
        default: nil
        }
    }

    /// The day of a time, `YYMMDD…` or `YYYYMMDD…`; nothing where it is none.
    var day: CalendarDate? {
        guard tag == 0x17 || tag == 0x18, let text = String(validating: body, as: UTF8.self) else {
            return nil
        }
        let digits = String(text.prefix(tag == 0x17 ? 6 : 8))
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits) else {
            return nil
        }
        // RFC 5280, 4.1.2.5.1: two digits from 50 on are of the last century.
        let year = tag == 0x18 ? number / 10_000 : number / 10_000 + (number / 10_000 >= 50 ? 1_900 : 2_000)
        return CalendarDate(year: year, month: number / 100 % 100, day: number % 100)
    }
}

/// The facts of an X.509 certificate (RFC 5280) that a person can judge, and its key where it is one of SM2.
struct Certificate {
    /// Whose it is, and who says so: the common names.
    let subject: String
    let issuer: String
    /// From when until when it may be used.
    let validity: (from: CalendarDate, to: CalendarDate)
    let key: SM2.PublicKey?

    private static let commonName: [UInt8] = [0x55, 0x04, 0x03]
    private static let organisation: [UInt8] = [0x55, 0x04, 0x0A]
    /// 1.2.156.10197.1.301: the recommended curve of SM2.
    private static let curve: [UInt8] = [0x2A, 0x81, 0x1C, 0xCF, 0x55, 0x01, 0x82, 0x2D]

    init?(_ bytes: [UInt8]) {
        guard let root = DER(bytes), root.tag == DER.sequence, let body = root.values.first else {
            return nil
        }
        var fields = body.values[...]
        if fields.first?.tag == 0xA0 { fields = fields.dropFirst() }
        // Serial number, algorithm, issuer, validity, subject, key.
        guard fields.count >= 6 else { return nil }
        let base = fields.startIndex
        let times = fields[base + 3].values
        guard times.count == 2, let from = times[0].day, let to = times[1].day else { return nil }
        issuer = Self.name(fields[base + 2])
        subject = Self.name(fields[base + 4])
        validity = (from, to)
        key = Self.key(fields[base + 5])
    }

    private static func name(_ value: DER) -> String {
        var parts: [[UInt8]: String] = [:]
        for pair in value.values.flatMap(\.values) {
            let members = pair.values
            guard members.count == 2, let text = members[1].text else { continue }
            parts[members[0].body] = text
        }
        return String((parts[commonName] ?? parts[organisation] ?? "").prefix(80))
    }

    private static func key(_ value: DER) -> SM2.PublicKey? {
        let members = value.values
        guard members.count == 2, let algorithm = members[0].values.last, algorithm.body == curve,
            let point = members[1].bits, point.count == 65, point[0] == 4
        else { return nil }
        return SM2.PublicKey(x: Array(point[1..<33]), y: Array(point[33...]))
    }
}
