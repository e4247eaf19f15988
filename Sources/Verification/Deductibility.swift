import Invoicing

/// What of an invoice's input VAT can be deducted (进项税额抵扣), as far as its face can tell: whether the buyer uses it for
/// taxed business and has confirmed that use (用途确认), only the tax account knows.
///
/// Sources: 增值税法 art. 22; announcements on tolls, railway and air tickets; 农产品 are computed by the buyer.
public struct Deductibility: Hashable, Sendable {
    /// The ways in which tax is deducted.
    public enum Way: Hashable, Sendable {
        /// The tax that the invoice states, after its use was confirmed.
        case stated
        /// Not at all.
        case none
    }

    /// How.
    public let way: Way
    /// How much at most.
    public let tax: Money
    /// How much of the stated tax cannot be deducted.
    public let excluded: Money
    /// Why, in both languages.
    public let reason: LocalizedText

    /// Judges an invoice.
    public init(of invoice: Invoice) {
        let currency = invoice.totals.tax.currency
        let nothing = Money(minor: 0, currency: currency)
        let total = invoice.totals.tax
        func none(_ zh: String, _ en: String) -> (Way, Money, Money, LocalizedText) {
            (.none, nothing, total, LocalizedText(zh: zh, en: en))
        }
        func stated(_ zh: String, _ en: String) -> (Way, Money, Money, LocalizedText) {
            var excluded: Int64 = 0
            for line in invoice.lines {
                guard let name = ItemCategory.name(of: line.item), CategoryRules.isConsumption(name) else {
                    continue
                }
                let (sum, overflow) = excluded.addingReportingOverflow(line.tax.minor)
                if !overflow { excluded = sum }
            }
            let (rest, overflow) = total.minor.subtractingReportingOverflow(excluded)
            return (
                .stated, Money(minor: overflow ? 0 : rest, currency: currency),
                Money(minor: excluded, currency: currency), LocalizedText(zh: zh, en: en)
            )
        }
        let verdict: (Way, Money, Money, LocalizedText) =
            switch invoice.kind {
            case .digitalSpecial, .paperSpecial, .electronicSpecial, .freightSpecial:
                stated("专用发票，按票面税额抵扣，须确认用途", "a special invoice: its tax, once its use is confirmed")
            case .motorVehicle:
                stated("机动车销售统一发票，按票面税额抵扣", "an invoice for a motor vehicle: its tax")
            case .toll:
                total.minor == 0
                    ? none("通行费发票未列税额，不可抵扣", "a toll invoice without tax")
                    : stated("征税通行费电子普通发票，按票面税额抵扣", "a taxed toll invoice: its tax")
            case .other:
                TransportRules.ticket(invoice) == nil
                    ? none("不是增值税扣税凭证", "no document that deducts VAT")
                    : (
                        .stated, total, nothing,
                        LocalizedText(zh: "电子客票，按票面税额抵扣", en: "a passenger e-ticket: the tax that it shows")
                    )
            case .digitalOrdinary, .paperOrdinary, .electronicOrdinary, .paperRoll, .usedVehicle:
                none(
                    "普通发票不是扣税凭证（注明旅客身份的客票、农产品除外）",
                    "an ordinary invoice (tickets that name the traveller and farm produce excepted)")
            }
        (way, tax, excluded, reason) = verdict
    }
}

/// Rules of a policy on what comes with an invoice and what becomes of its tax.
enum PolicyDocuments {
    static let original = Rule(
        "policy.original",
        title: LocalizedText(zh: "缺少电子原件", en: "The electronic original is missing"),
        basis: PolicyRules.basis,
        severity: .warning
    ) { claim, _ in
        guard let files = claim.files, OriginalRules.isElectronic(claim.invoice.kind),
            !files.contains(where: OriginalRules.isOriginal)
        else { return [] }
        return [OriginalRules.finding(files)]
    }

    static let deduction = Rule(
        "policy.deduction", title: LocalizedText(zh: "可抵扣进项税额", en: "Deductible input VAT"),
        basis: LocalizedText(
            zh: "增值税法第二十二条；扣税凭证包括专用发票、机动车票、通行费和电子客票",
            en: "VAT law, art. 22: special invoices, motor vehicles, tolls and passenger e-tickets deduct"),
        severity: .info
    ) { claim, _ in
        let verdict = Deductibility(of: claim.invoice)
        guard claim.invoice.totals.tax.minor != 0 else { return [] }
        return [
            Hit(
                zh:
                    "可抵扣\(verdict.tax.plain)，不可抵扣\(verdict.excluded.plain)：\(verdict.reason.zh)。",
                en:
                    "Deductible \(verdict.tax.plain), not deductible \(verdict.excluded.plain): \(verdict.reason.en).",
                [
                    Evidence(
                        field: "totals.tax", expected: verdict.tax.plain,
                        found: claim.invoice.totals.tax.plain)
                ])
        ]
    }
}
