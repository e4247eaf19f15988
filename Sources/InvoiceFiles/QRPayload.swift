import Invoicing

/// The facts in the QR code of an invoice: far fewer than the invoice has, and none of them signed.
///
/// Layout `01,type,code,number,amount,YYYYMMDD,check code,CRC`. The amount is without tax on a legacy invoice
/// (合计金额) and with tax on a fully digital one (价税合计); both recomputed from real invoices.
public struct QRPayload: Hashable, Codable, Sendable {
    /// The three kinds of payload.
    public enum Origin: String, Codable, Sendable {
        /// A legacy invoice: code and number.
        case legacy
        /// A fully digital invoice: 20 digits.
        case digital
        /// A Shenzhen blockchain invoice: a web address.
        case blockchain
    }

    /// The amount, which is not the same sum on every kind of invoice.
    public enum Amount: Hashable, Codable, Sendable {
        /// Without tax (合计金额).
        case net(Money)
        /// With tax (价税合计).
        case gross(Money)

        /// The sum.
        public var money: Money {
            switch self {
            case .net(let money), .gross(let money): money
            }
        }
    }

    /// What the checksum at the end says.
    public enum Checksum: Hashable, Codable, Sendable {
        /// The payload was read without a mistake; it does not say that the invoice is real.
        case right
        /// A character was misread or altered.
        case wrong(expected: String, found: String)
        /// There is none.
        case absent
    }

    /// The kind of payload.
    public var origin: Origin
    /// The type code as it stands, as `10` or `31`; empty in a web address.
    public var typeCode: String
    /// Code and number.
    public var number: InvoiceNumber
    /// The amount, where it is given.
    public var amount: Amount?
    /// The day of issue, where it is given.
    public var issued: IssueDate?
    /// The check code (校验码); may be empty.
    public var checkCode: String
    /// The checksum.
    public var checksum: Checksum

    /// The kind of invoice that the type code names, where it is known.
    public var kind: InvoiceKind? { InvoiceKind(typeCode: typeCode) }

    /// Makes a payload.
    public init(
        origin: Origin, typeCode: String, number: InvoiceNumber, amount: Amount?, issued: IssueDate?,
        checkCode: String, checksum: Checksum
    ) {
        self.origin = origin
        self.typeCode = typeCode
        self.number = number
        self.amount = amount
        self.issued = issued
        self.checkCode = checkCode
        self.checksum = checksum
    }

    /// What the payload says about its own bytes.
    var integrityDetail: LocalizedText {
        switch checksum {
        case .right:
            LocalizedText(
                zh: "二维码校验值正确，只说明没有误读，不代表发票真实。",
                en:
                    "The QR checksum is right: the code was not misread, which does not make the invoice real."
            )
        case .wrong(let expected, let found):
            LocalizedText(
                zh: "二维码校验值应为 \(expected)，实际为 \(found)。",
                en: "The QR checksum should be \(expected), but is \(found).")
        case .absent:
            LocalizedText(zh: "二维码没有校验值。", en: "The QR code carries no checksum.")
        }
    }
}

extension QRPayload {
    /// The two readers of payloads.
    enum Reader {
        case fields
        case webAddress

        func read(_ text: String) throws(InvoiceFileError) -> QRPayload {
            let trimmed = text.filter { !$0.isWhitespace }
            switch self {
            case .fields: return try QRPayload.readFields(trimmed)
            case .webAddress: return try QRPayload.readWebAddress(trimmed)
            }
        }
    }

    /// The most characters that a payload has.
    static let longest = 1_024

    /// The reader for a text; nothing where it is no payload.
    static func reader(for text: String) -> Reader? {
        guard text.utf8.count <= longest else { return nil }
        let start = text.drop { $0.isWhitespace }
        if start.hasPrefix("01,") { return .fields }
        return start.lowercased().hasPrefix("http") && start.contains("bcfp.shenzhen.chinatax.gov.cn")
            ? .webAddress : nil
    }

    private static func readFields(_ text: String) throws(InvoiceFileError) -> QRPayload {
        let fields = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        // Seven fields, then the checksum, then perhaps an empty field after a last comma.
        guard (7...9).contains(fields.count), fields.count < 9 || fields[8].isEmpty else {
            throw malformed(
                zh: "应有 8 个以逗号分隔的字段，实际 \(fields.count) 个",
                en: "8 fields between commas are expected, \(fields.count) are there")
        }
        let typeCode = fields[1]
        guard typeCode.utf8.count == 2, typeCode.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw malformed(zh: "第 2 个字段不是两位票种代码", en: "field 2 is no type code of two digits")
        }
        guard !fields[3].isEmpty else {
            throw malformed(zh: "第 4 个字段（发票号码）为空", en: "field 4, the number, is empty")
        }
        let isDigital = fields[2].isEmpty
        return QRPayload(
            origin: isDigital ? .digital : .legacy, typeCode: typeCode,
            number: InvoiceNumber(code: fields[2], number: fields[3]),
            amount: try amount(fields[4], isDigital: isDigital),
            issued: fields[5].isEmpty ? nil : IssueDate(parsing: fields[5]), checkCode: fields[6],
            checksum: checksum(of: text, fields: fields))
    }

    private static func amount(_ text: String, isDigital: Bool) throws(InvoiceFileError) -> Amount? {
        guard !text.isEmpty else { return nil }
        guard let money = try? Money(parsing: text) else {
            throw malformed(zh: "第 5 个字段（金额）不是金额", en: "field 5 is no amount")
        }
        return isDigital ? .gross(money) : .net(money)
    }

    /// The checksum covers every byte before it, the comma too.
    private static func checksum(of text: String, fields: [String]) -> Checksum {
        guard fields.count >= 8, !fields[7].isEmpty else { return .absent }
        let covered = fields[..<7].joined(separator: ",") + ","
        let expected = CRC16.text(of: Array(covered.utf8))
        return expected == fields[7].uppercased()
            ? .right : .wrong(expected: expected, found: String(fields[7].prefix(8)))
    }

    private static func readWebAddress(_ text: String) throws(InvoiceFileError) -> QRPayload {
        guard let mark = text.firstIndex(of: "?") else {
            throw malformed(zh: "网址里没有发票参数", en: "the address carries no invoice")
        }
        var values: [Substring: Substring] = [:]
        for pair in text[text.index(after: mark)...].split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, values.updateValue(parts[1], forKey: parts[0]) == nil else {
                throw malformed(zh: "网址参数重复或缺值", en: "a parameter of the address is doubled or empty")
            }
        }
        guard let number = values["bill_num"], !number.isEmpty else {
            throw malformed(zh: "网址里没有 bill_num（发票号码）", en: "the address lacks bill_num, the number")
        }
        var amount: Amount?
        if let fen = values["total_amount"] {
            // The unit is fen: 7200 stands on an invoice of 72.00.
            guard let minor = Int64(fen), minor >= 0 else {
                throw malformed(zh: "total_amount 不是以分为单位的整数", en: "total_amount is no whole number of fen")
            }
            amount = .gross(Money(minor: minor))
        }
        return QRPayload(
            origin: .blockchain, typeCode: "", number: InvoiceNumber(number: String(number)), amount: amount,
            issued: nil, checkCode: "", checksum: .absent)
    }

    private static func malformed(zh: String, en: String) -> InvoiceFileError {
        .malformedPayload(LocalizedText(zh: zh, en: en))
    }
}

/// CRC-16/UMTS: polynomial 0x8005, start 0, nothing reflected, nothing added; `123456789` gives FEE8. Found by
/// search over the payloads of real invoices.
enum CRC16 {
    /// The checksum of bytes.
    static func value(of bytes: [UInt8]) -> UInt16 {
        bytes.reduce(0) { sum, byte in
            (0..<8).reduce(sum ^ UInt16(byte) << 8) { value, _ in
                value & 0x8000 == 0 ? value << 1 : value << 1 ^ 0x8005
            }
        }
    }

    /// The checksum as four upper-case hexadecimal digits.
    static func text(of bytes: [UInt8]) -> String {
        let digits = String(value(of: bytes), radix: 16, uppercase: true)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
