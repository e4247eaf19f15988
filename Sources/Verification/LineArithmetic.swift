import Invoicing

/// The arithmetic of each line (明细行): quantity × unit price = amount, amount × rate = tax.
enum LineArithmetic {
    /// Differences up to this many fen are rounding.
    static let rounding: Int64 = 1
    /// Differences up to this many fen are within what issuing systems let pass for a line's tax.
    static let issuingLimit: Int64 = 6

    static let rules = [amount, tax]

    static let basis = LocalizedText(
        zh: "开票系统校验口径：金额误差±0.01，单行税额误差±0.06（税控时代口径，数电票未见公布）",
        en:
            "Limits of the issuing systems: 0.01 for an amount, 0.06 for the tax of a line (known from legacy systems; none published for fully digital invoices)"
    )

    static let amount = Rule(
        "line.amount",
        title: LocalizedText(zh: "数量×单价与金额不符", en: "Quantity × price is not the amount"),
        basis: basis, severity: .warning
    ) { claim, _ in
        var hits: [Hit] = []
        for (index, line) in claim.invoice.lines.enumerated() {
            guard let quantity = line.quantity, let price = line.unitPrice,
                let minor = quantity.product(with: price, decimals: line.amount.currency.scale),
                let gap = distance(minor, line.amount.minor), gap > rounding
            else { continue }
            let expected = Money(minor: minor, currency: line.amount.currency).plain
            hits.append(
                Hit(
                    gap <= issuingLimit ? .info : nil,
                    zh:
                        "第\(index + 1)行“\(line.item)”：\(quantity)×\(price)应为\(expected)，票面金额为\(line.amount.plain)。",
                    en:
                        "Line \(index + 1), \(line.item): \(quantity) × \(price) is \(expected), but the amount is \(line.amount.plain).",
                    [Evidence(field: "lines[\(index)].amount", expected: expected, found: line.amount.plain)])
            )
        }
        return hits
    }

    static let tax = Rule(
        "line.tax", title: LocalizedText(zh: "金额×税率与税额不符", en: "Amount × rate is not the tax"), basis: basis,
        severity: .warning
    ) { claim, _ in
        guard !hasMarginScheme(claim.invoice) else { return [] }
        var hits: [Hit] = []
        for (index, line) in claim.invoice.lines.enumerated() {
            guard let due = line.rate.tax(on: line.amount), let gap = distance(due.minor, line.tax.minor),
                gap > rounding
            else { continue }
            hits.append(
                Hit(
                    gap <= issuingLimit ? .info : nil,
                    zh:
                        "第\(index + 1)行“\(line.item)”：\(line.amount.plain)×\(line.rate)应为\(due.plain)，票面税额为\(line.tax.plain)。",
                    en:
                        "Line \(index + 1), \(line.item): \(line.amount.plain) × \(line.rate) is \(due.plain), but the tax is \(line.tax.plain).",
                    [Evidence(field: "lines[\(index)].tax", expected: due.plain, found: line.tax.plain)]))
        }
        return hits
    }

    /// Under the margin scheme (差额征税) the tax is taken on a part of the amount, and says so in the remarks.
    static func hasMarginScheme(_ invoice: Invoice) -> Bool {
        !invoice.remark.isEmpty && invoice.remark.contains("差额征税")
    }

    /// The distance of two amounts; nothing where it does not fit.
    static func distance(_ left: Int64, _ right: Int64) -> Int64? {
        let (difference, overflow) = left.subtractingReportingOverflow(right)
        return overflow ? nil : Int64(exactly: difference.magnitude)
    }
}
