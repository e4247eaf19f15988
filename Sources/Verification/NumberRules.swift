import Invoicing

/// Code and number of the invoice: their shape, their year, the kind that the code says, and the check code.
///
/// The same judgements serve whole invoices and QR payloads, which have no more than these facts.
enum NumberRules {
    /// What the rules of this family look at.
    struct Face {
        var kind: InvoiceKind?
        var number: InvoiceNumber
        var issued: CalendarDate?
        var checkCode: String

        /// Takes the facts; the finance ministry's 20-digit run of code and number is taken apart again.
        init(kind: InvoiceKind?, number: InvoiceNumber, issued: CalendarDate?, checkCode: String) {
            self.kind = kind
            self.number = Self.separated(number, kind: kind)
            self.issued = issued
            self.checkCode = checkCode
        }

        init(_ invoice: Invoice) {
            self.init(
                kind: invoice.kind, number: invoice.number, issued: invoice.issued.day,
                checkCode: invoice.checkCode)
        }

        private static func separated(_ number: InvoiceNumber, kind: InvoiceKind?) -> InvoiceNumber {
            let digits = number.number
            guard number.code.isEmpty, kind != .digitalSpecial, kind != .digitalOrdinary,
                digits.utf8.count == 20,
                digits.hasPrefix("0") || digits.hasPrefix("1")
            else { return number }
            return InvoiceNumber(code: String(digits.prefix(12)), number: String(digits.suffix(8)))
        }
    }

    static let rules: [Rule] = definitions.map { definition in
        Rule(
            definition.id, version: version, title: definition.title, basis: definition.basis,
            severity: definition.severity
        ) { claim, _ in definition.judge(Face(claim.invoice)) }
    }

    /// Of every rule of this family, for invoices and payloads alike.
    static let version = 2

    /// A rule of this family before it is bound to invoices or payloads.
    struct Definition: Sendable {
        var id: String
        var title: LocalizedText
        var basis: LocalizedText
        var severity: Severity
        var judge: @Sendable (Face) -> [Hit]
    }

    static let definitions = [shape, year, kind, checkCode]

    private static let shape = Definition(
        id: "number.shape",
        title: LocalizedText(zh: "发票代码或号码位数不对", en: "The code or number has the wrong shape"),
        basis: LocalizedText(
            zh: "数电票号码20位（国家税务总局公告2024年第11号）；税控发票代码10或12位、号码8位",
            en:
                "Fully digital numbers have 20 digits (STA announcement 2024-11); legacy codes 10 or 12 and numbers 8"
        ),
        severity: .error
    ) { face in
        guard case .malformed(let fault) = face.number.form else { return [] }
        // Bank receipts and tickets have numbers of their own, of any length.
        if face.kind == .other, case .wrongDigitalLength = fault, face.number.code.isEmpty { return [] }
        if isFiscalBill(face) { return [] }
        // Receipts of other registers have numbers of their own.
        let severity: Severity? = face.kind == .other || face.kind == nil ? .info : nil
        let shown = face.number.display
        switch fault {
        case .numberMissing:
            return [
                Hit(
                    severity, zh: "没有发票号码。", en: "There is no invoice number.",
                    [Evidence(field: "number", expected: "8 / 20", found: "")])
            ]
        case .notDigits:
            return [
                Hit(
                    severity, zh: "“\(shown)”含有数字以外的字符。", en: "\(shown) has characters that are no digits.",
                    [Evidence(field: "number", expected: "0-9", found: shown)])
            ]
        case .wrongDigitalLength(let count):
            let number = face.number.digital.isEmpty ? face.number.number : face.number.digital
            return [
                Hit(
                    severity, zh: "数电票号码应为20位，“\(number)”有\(count)位。",
                    en: "A fully digital number has 20 digits; \(number) has \(count).",
                    [Evidence(field: "number", expected: "20", found: String(count))])
            ]
        case .wrongCodeLength(let count):
            return [
                Hit(
                    severity, zh: "发票代码应为10或12位，“\(face.number.code)”有\(count)位。",
                    en: "An invoice code has 10 or 12 digits; \(face.number.code) has \(count).",
                    [Evidence(field: "code", expected: "10 / 12", found: String(count))])
            ]
        case .wrongNumberLength(let count):
            return [
                Hit(
                    severity, zh: "发票号码应为8位，“\(face.number.number)”有\(count)位。",
                    en: "Beside a code a number has 8 digits; \(face.number.number) has \(count).",
                    [Evidence(field: "number", expected: "8", found: String(count))])
            ]
        }
    }

    private static let year = Definition(
        id: "number.year",
        title: LocalizedText(zh: "号码中的年份与开票日期不符", en: "The year in the number is not the year of issue"),
        basis: LocalizedText(
            zh: "数电票号码第1至2位为开票年份（国家税务总局公告2024年第11号）；税控发票代码中的年份不晚于开票年份",
            en:
                "Digits 1 and 2 of a fully digital number are the year of issue (STA announcement 2024-11); the year in a legacy code is never later than the issue"
        ),
        severity: .error
    ) { face in
        guard let issued = face.issued else { return [] }
        switch face.number.form {
        case .fullyDigital(let year), .digitalOnPaper(let year):
            guard year != issued.year, face.kind != .other else { return [] }
            // A number that was drawn in the last minute of a year may be issued in the first of the next.
            let isTurnOfYear =
                (issued.month == 1 && issued.day == 1 && year == issued.year - 1)
                || (issued.month == 12 && issued.day == 31 && year == issued.year + 1)
            return [
                Hit(
                    isTurnOfYear ? .info : nil,
                    zh:
                        "号码\(face.number.digital.isEmpty ? face.number.number : face.number.digital)说明开票年份为\(year)年，开票日期却是\(issued)。",
                    en:
                        "The number \(face.number.digital.isEmpty ? face.number.number : face.number.digital) says the year \(year), but the invoice was issued on \(issued).",
                    [Evidence(field: "number", expected: String(issued.year), found: String(year))])
            ]
        case .legacy(_, let year):
            // Codes are printed in advance: an earlier year is usual, a later one impossible.
            guard year > issued.year else { return [] }
            return [
                Hit(
                    .warning, zh: "发票代码\(face.number.code)的年份为\(year)年，晚于开票日期\(issued)。",
                    en:
                        "The code \(face.number.code) is of the year \(year), later than the issue on \(issued).",
                    [Evidence(field: "code", expected: "≤ \(issued.year)", found: String(year))])
            ]
        case .malformed: return []
        }
    }

    private static let kind = Definition(
        id: "number.kind", title: LocalizedText(zh: "发票代码与票种不符", en: "The code says another kind"),
        basis: LocalizedText(
            zh: "国家税务总局全国增值税发票查验平台的票种判定规则",
            en: "The classifier of the state tax administration's verification platform"),
        severity: .error
    ) { face in
        guard let kind = face.kind, kind != .other else { return [] }
        let isDigital = kind == .digitalSpecial || kind == .digitalOrdinary
        switch face.number.form {
        case .legacy(let coded?, _) where coded != kind:
            // A fully digital invoice on paper has a code too. That codes ending in 13 are special has one source.
            let isUncertain = isDigital || coded == .electronicSpecial || kind == .electronicSpecial
            return [
                Hit(
                    isUncertain ? .warning : nil,
                    zh: "发票代码\(face.number.code)属于\(coded.title.zh)，票面为\(kind.title.zh)。",
                    en:
                        "The code \(face.number.code) is one of \(coded.title.en) invoices, but this is \(kind.title.en).",
                    [Evidence(field: "kind", expected: coded.rawValue, found: kind.rawValue)])
            ]
        case .fullyDigital where kind != .digitalSpecial && kind != .digitalOrdinary && isLegacy(kind):
            return [
                Hit(
                    .warning, zh: "20位号码属于数电票，票面为\(kind.title.zh)。",
                    en:
                        "A number of 20 digits is one of a fully digital invoice, but this is \(kind.title.en).",
                    [
                        Evidence(
                            field: "kind", expected: InvoiceKind.digitalOrdinary.rawValue,
                            found: kind.rawValue)
                    ])
            ]
        default: return []
        }
    }

    private static let checkCode = Definition(
        id: "number.check-code",
        title: LocalizedText(zh: "校验码位数不对", en: "The check code has the wrong length"),
        basis: LocalizedText(
            zh: "税控普通发票校验码20位，区块链发票5位", en: "Legacy ordinary invoices carry 20 digits, blockchain invoices 5"),
        severity: .warning
    ) { face in
        let code = face.checkCode
        guard !code.isEmpty, !face.number.code.isEmpty, face.kind != .other else { return [] }
        let count = code.utf8.reduce(0) { $0 + ($1 == 0x20 ? 0 : 1) }
        guard count != 20, count != 5 else { return [] }
        return [
            Hit(
                zh: "校验码“\(code)”有\(count)位，应为20位。",
                en: "The check code \(code) has \(count) characters, not 20.",
                [Evidence(field: "check_code", expected: "20", found: String(count))])
        ]
    }

    /// Whether it is an electronic fiscal bill (财政电子票据): code of 8 digits, number of 10, check code of 6 characters.
    private static func isFiscalBill(_ face: Face) -> Bool {
        face.kind == .other && face.number.code.utf8.count == 8 && face.number.number.utf8.count == 10
            && face.checkCode.utf8.count == 6
    }

    private static func isLegacy(_ kind: InvoiceKind) -> Bool {
        switch kind {
        case .paperSpecial, .freightSpecial, .paperOrdinary, .electronicSpecial, .electronicOrdinary,
            .paperRoll:
            true
        default: false
        }
    }
}
