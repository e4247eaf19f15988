import InvoiceFiles
import Invoicing

/// A rule for the facts of a QR code.
public struct PayloadRule: Sendable {
    /// Its name; equal to that of the rule for invoices where both ask the same.
    public let id: String
    /// Grows with every change of meaning.
    public let version: Int
    /// Its title.
    public let title: LocalizedText
    /// The law or standard behind it.
    public let basis: LocalizedText
    /// How grave a finding of it is at most.
    public let severity: Severity
    /// Judges a payload.
    public let judge: @Sendable (QRPayload) -> [Finding]

    init(
        _ id: String, version: Int = 1, title: LocalizedText, basis: LocalizedText, severity: Severity,
        hits: @escaping @Sendable (QRPayload) -> [Hit]
    ) {
        self.id = id
        self.version = version
        self.title = title
        self.basis = basis
        self.severity = severity
        judge = { payload in hits(payload).map { $0.finding(id, version, severity, title) } }
    }
}

/// Rules for QR payloads: those of the number and the date, and the checksum.
enum PayloadRules {
    static let rules: [PayloadRule] =
        NumberRules.definitions.map { definition in
            PayloadRule(
                definition.id, version: NumberRules.version, title: definition.title, basis: definition.basis,
                severity: definition.severity
            ) { payload in
                // A blockchain address names only eight digits, and its code stands elsewhere.
                guard payload.origin != .blockchain else { return [] }
                return definition.judge(
                    NumberRules.Face(
                        kind: payload.kind, number: payload.number, issued: payload.issued?.day,
                        checkCode: payload.checkCode))
            }
        } + [date, checksum]

    private static let date = PayloadRule(
        DateRules.shape.id, title: DateRules.shape.title, basis: DateRules.shape.basis,
        severity: DateRules.shape.severity
    ) { payload in payload.issued.map(DateRules.hits(on:)) ?? [] }

    private static let checksum = PayloadRule(
        "qr.checksum", title: LocalizedText(zh: "二维码校验值不对", en: "The QR checksum is wrong"),
        basis: LocalizedText(
            zh: "发票二维码末段为前七段的 CRC-16 校验值（由真实发票验证得出）",
            en:
                "The last field of the QR code is a CRC-16 of the first seven (established from real invoices)"
        ),
        severity: .warning
    ) { payload in
        guard case .wrong(let expected, let found) = payload.checksum else { return [] }
        return [
            Hit(
                zh: "校验值应为\(expected)，实际为\(found)：内容可能被误读或改动。",
                en:
                    "The checksum should be \(expected), but is \(found): the text may have been misread or altered.",
                [Evidence(field: "qr.checksum", expected: expected, found: found)])
        ]
    }
}
