import InvoiceFiles
import Invoicing

/// The QR code against the face of its invoice: where both are given together, each fact that both have must agree.
enum FaceRules {
    static let id = "qr.face"
    static let title = LocalizedText(zh: "二维码与票面不一致", en: "The QR code disagrees with the face")

    /// The invoices and codes of one batch, by their number.
    struct Faces {
        private var invoices: [String: [Invoice]] = [:]
        private var payloads: [String: [QRPayload]] = [:]

        init(_ items: [InvoiceBatch.Item]) {
            for item in items {
                guard case .read(let file) = item.content else { continue }
                switch file.content {
                case .invoice(let invoice):
                    if let key = Self.key(invoice.number) { invoices[key, default: []].append(invoice) }
                case .payload(let payload):
                    if let key = Self.key(payload.number) { payloads[key, default: []].append(payload) }
                }
            }
        }

        /// The findings on one of them.
        func findings(on file: InvoiceFile) -> [Finding] {
            guard !payloads.isEmpty, !invoices.isEmpty else { return [] }
            switch file.content {
            case .invoice(let invoice):
                guard let key = Self.key(invoice.number) else { return [] }
                return (payloads[key] ?? []).prefix(5).flatMap { FaceRules.findings($0, invoice) }
            case .payload(let payload):
                guard let key = Self.key(payload.number) else { return [] }
                return (invoices[key] ?? []).prefix(5).flatMap { FaceRules.findings(payload, $0) }
            }
        }

        /// Invoice and code belong together by the number, whatever the code says besides.
        private static func key(_ number: InvoiceNumber) -> String? {
            let text = number.digital.isEmpty ? number.number : number.digital
            return text.isEmpty ? nil : text
        }
    }

    /// What a payload and an invoice of the same number disagree on.
    static func findings(_ payload: QRPayload, _ invoice: Invoice) -> [Finding] {
        var evidence: [Evidence] = []
        func compare(_ field: String, _ face: String, _ code: String) {
            if face != code { evidence.append(Evidence(field: field, expected: face, found: code)) }
        }
        if !payload.number.code.isEmpty, !invoice.number.code.isEmpty {
            compare("code", invoice.number.code, payload.number.code)
        }
        if let kind = payload.kind, invoice.kind != .other {
            compare("kind", invoice.kind.rawValue, kind.rawValue)
        }
        if let day = payload.issued?.day, let issued = invoice.issued.day {
            compare("issued", issued.description, day.description)
        }
        switch payload.amount {
        case .net(let money): compare("totals.net", invoice.totals.net.plain, money.plain)
        case .gross(let money): compare("totals.gross", invoice.totals.gross.plain, money.plain)
        case nil: break
        }
        let printed = invoice.checkCode.filter { !$0.isWhitespace }
        if !payload.checkCode.isEmpty, !printed.isEmpty, !printed.hasSuffix(payload.checkCode) {
            compare("check_code", printed, payload.checkCode)
        }
        guard !evidence.isEmpty else { return [] }
        let zh = evidence.map { "\($0.field)票面为\($0.expected)、二维码为\($0.found)" }.joined(separator: "；")
        let en = evidence.map { "\($0.field) is \($0.expected) on the face and \($0.found) in the code" }
            .joined(separator: "; ")
        // A mistyped table has other facts than the code, and a code may be misread: a person compares the two.
        let isMoney = evidence.contains { $0.field.hasPrefix("totals") }
        return [
            Finding(
                rule: id, ruleVersion: 1, severity: isMoney ? .error : .warning, title: title,
                reason: LocalizedText(zh: zh + "。", en: en + "."), evidence: evidence)
        ]
    }
}
