/// What identifies an invoice: a 20-digit number for a fully digital one (数电票), code and number for a
/// legacy one (税控), all three for a digital one on paper (数电纸质发票).
public struct InvoiceNumber: Hashable, Codable, Sendable {
    /// The invoice code (发票代码) of 10 or 12 digits, empty on a fully digital invoice.
    public let code: String
    /// The invoice number (发票号码) of 8 digits beside a code, else the 20 digits.
    public let number: String
    /// The 20 digits beside a paper code and number, else empty.
    public let digital: String

    /// Takes the texts as they stand, without white space.
    public init(code: String = "", number: String, digital: String = "") {
        self.code = code.filter { !$0.isWhitespace }
        self.number = number.filter { !$0.isWhitespace }
        self.digital = digital.filter { !$0.isWhitespace }
    }

    /// The forms that a number can have.
    public enum Form: Hashable, Sendable {
        /// 20 digits, no code; `year` is the full year of digits 1 and 2.
        case fullyDigital(year: Int)
        /// 10- or 12-digit code and 8-digit number.
        case legacy(kind: InvoiceKind?, year: Int)
        /// Code, number and 20 digits.
        case digitalOnPaper(year: Int)
        /// Neither: with the fault that was found first.
        case malformed(Fault)
    }

    /// Why code and number have no known form.
    public enum Fault: Hashable, Sendable {
        /// The number is missing.
        case numberMissing
        /// A character of the code or number is no digit.
        case notDigits
        /// Without a code a number has 20 digits; the count found is given.
        case wrongDigitalLength(Int)
        /// A code has 10 or 12 digits; the count found is given.
        case wrongCodeLength(Int)
        /// Beside a code a number has 8 digits; the count found is given.
        case wrongNumberLength(Int)
    }

    /// The form of this number.
    public var form: Form {
        guard !number.isEmpty else { return .malformed(.numberMissing) }
        guard (code + number + digital).utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return .malformed(.notDigits)
        }
        if code.isEmpty {
            guard number.count == 20 else { return .malformed(.wrongDigitalLength(number.count)) }
            return .fullyDigital(year: Self.year(of: number.prefix(2)))
        }
        guard code.count == 10 || code.count == 12 else { return .malformed(.wrongCodeLength(code.count)) }
        guard number.count == 8 else { return .malformed(.wrongNumberLength(number.count)) }
        if !digital.isEmpty {
            guard digital.count == 20 else { return .malformed(.wrongDigitalLength(digital.count)) }
            return .digitalOnPaper(year: Self.year(of: digital.prefix(2)))
        }
        let yearDigits = code.count == 12 ? code.dropFirst(5).prefix(2) : code.dropFirst(4).prefix(2)
        return .legacy(kind: InvoiceKind(legacyCode: code), year: Self.year(of: yearDigits))
    }

    /// Every key under which this invoice may be known elsewhere: the 20 digits, code and number, and the finance
    /// ministry's `UniqueCodeOfInvoice`, which is code and number run together. Two invoices that share a
    /// key are the same invoice. A run-together key and 20 digits never clash: the former starts with 0 or
    /// 1 and a region, the latter with a year from 21 on, and both are marked.
    public var identityKeys: [String] {
        var keys: [String] = []
        if code.isEmpty {
            guard !number.isEmpty else { return [] }
            let isRunTogether = number.count == 20 && (number.hasPrefix("0") || number.hasPrefix("1"))
            keys.append(isRunTogether ? "c:" + number : "d:" + number)
        } else {
            keys.append("c:" + code + number)
            if !digital.isEmpty { keys.append("d:" + digital) }
        }
        return keys
    }

    /// Code and number as people read them.
    public var display: String {
        code.isEmpty ? number : code + " " + number
    }

    private static func year(of digits: Substring) -> Int {
        2_000 + (Int(digits) ?? 0)
    }
}

/// The kinds of invoice, in one canonical list; vendors' own codes are mapped to it where they are read.
public enum InvoiceKind: String, CaseIterable, Codable, Sendable {
    /// 数电票（增值税专用发票）, QR code type 31.
    case digitalSpecial = "digital-special"
    /// 数电票（普通发票）, QR code type 32.
    case digitalOrdinary = "digital-ordinary"
    /// 增值税专用发票 on paper, type 01.
    case paperSpecial = "paper-special"
    /// 货物运输业增值税专用发票, type 02.
    case freightSpecial = "freight-special"
    /// 机动车销售统一发票, type 03.
    case motorVehicle = "motor-vehicle"
    /// 增值税普通发票 on paper, type 04.
    case paperOrdinary = "paper-ordinary"
    /// 增值税电子专用发票, type 08.
    case electronicSpecial = "electronic-special"
    /// 增值税电子普通发票, type 10.
    case electronicOrdinary = "electronic-ordinary"
    /// 增值税普通发票（卷票）, type 11.
    case paperRoll = "paper-roll"
    /// 收费公路通行费电子普通发票, type 14.
    case toll
    /// 二手车销售统一发票, type 15.
    case usedVehicle = "used-vehicle"
    /// Any other document.
    case other

    /// The kind that a legacy invoice code says, by the state platform's own classifier; nothing where it does
    /// not know (its answer 99).
    public init?(legacyCode code: String) {
        let digits = Array(code)
        switch digits.count {
        case 12:
            let special = ["144031539110", "131001570151", "133011501118", "111001571071"]
            if special.contains(code) {
                self = .electronicOrdinary
            } else if digits[0] == "0" {
                switch code.suffix(2) {
                case "11": self = .electronicOrdinary
                case "04", "05": self = .paperOrdinary
                case "06", "07": self = .paperRoll
                case "12": self = .toll
                case "13": self = .electronicSpecial
                case "17": self = .usedVehicle
                default: return nil
                }
            } else if digits[7] == "2" {
                self = .motorVehicle
            } else {
                return nil
            }
        case 10:
            switch digits[7] {
            case "1", "5": self = .paperSpecial
            case "3", "6": self = .paperOrdinary
            case "2", "7": self = .freightSpecial
            default: return nil
            }
        default: return nil
        }
    }

    /// The kind of a two-digit type code in a QR payload; nothing for an unknown code.
    public init?(typeCode: String) {
        switch typeCode {
        case "01": self = .paperSpecial
        case "02": self = .freightSpecial
        case "03": self = .motorVehicle
        case "04": self = .paperOrdinary
        case "08": self = .electronicSpecial
        case "10": self = .electronicOrdinary
        case "11": self = .paperRoll
        case "14": self = .toll
        case "15": self = .usedVehicle
        case "31": self = .digitalSpecial
        case "32": self = .digitalOrdinary
        default: return nil
        }
    }

    /// Whether it is one of the special invoices (专用发票), whose input VAT may be deducted.
    public var isSpecial: Bool {
        switch self {
        case .digitalSpecial, .paperSpecial, .freightSpecial, .electronicSpecial: true
        default: false
        }
    }

    /// The name in both languages.
    public var title: LocalizedText {
        switch self {
        case .digitalSpecial: LocalizedText(zh: "数电专票", en: "Digital special")
        case .digitalOrdinary: LocalizedText(zh: "数电普票", en: "Digital ordinary")
        case .paperSpecial: LocalizedText(zh: "纸质专票", en: "Paper special")
        case .freightSpecial: LocalizedText(zh: "货运专票", en: "Freight special")
        case .motorVehicle: LocalizedText(zh: "机动车发票", en: "Motor vehicle")
        case .paperOrdinary: LocalizedText(zh: "纸质普票", en: "Paper ordinary")
        case .electronicSpecial: LocalizedText(zh: "电子专票", en: "Electronic special")
        case .electronicOrdinary: LocalizedText(zh: "电子普票", en: "Electronic ordinary")
        case .paperRoll: LocalizedText(zh: "卷票", en: "Paper roll")
        case .toll: LocalizedText(zh: "通行费电子票", en: "Toll")
        case .usedVehicle: LocalizedText(zh: "二手车发票", en: "Used vehicle")
        case .other: LocalizedText(zh: "其他票据", en: "Other")
        }
    }
}
