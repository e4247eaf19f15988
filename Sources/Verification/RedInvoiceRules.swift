import Invoicing

/// Red invoices (红字发票) take back blue ones: all their amounts are negative.
enum RedInvoiceRules {
    static let rules = [sign, negativeLine]

    private static let basis = LocalizedText(
        zh: "红字发票金额、税额均为负数；蓝字发票只有折扣行可以为负数",
        en: "Every amount of a red invoice is negative; on a blue one only discount lines may be")

    static let sign = Rule(
        "red.sign",
        title: LocalizedText(zh: "红蓝字标志与金额正负不符", en: "The sign does not fit a red or blue invoice"),
        basis: basis, severity: .error
    ) { claim, _ in
        let invoice = claim.invoice
        var evidence: [Evidence] = []
        let parts = [
            ("totals.net", invoice.totals.net), ("totals.tax", invoice.totals.tax),
            ("totals.gross", invoice.totals.gross),
        ]
        for (field, amount) in parts where invoice.isRed ? amount.minor > 0 : amount.minor < 0 {
            evidence.append(
                Evidence(field: field, expected: invoice.isRed ? "≤ 0" : "≥ 0", found: amount.plain))
        }
        guard !evidence.isEmpty else { return [] }
        let found = evidence.map(\.found).joined(separator: ", ")
        return [
            Hit(
                zh: invoice.isRed ? "红字发票的合计应为负数，实际为\(found)。" : "蓝字发票的合计不应为负数，实际为\(found)。",
                en: invoice.isRed
                    ? "The totals of a red invoice are negative; here they are \(found)."
                    : "The totals of a blue invoice are not negative; here they are \(found).", evidence)
        ]
    }

    static let negativeLine = Rule(
        "red.negative-line", version: 2,
        title: LocalizedText(zh: "蓝字发票有非折扣的负数行", en: "A negative line that is no discount"),
        basis: basis, severity: .warning
    ) { claim, _ in
        let invoice = claim.invoice
        guard !invoice.isRed else { return [] }
        var hits: [Hit] = []
        for (index, line) in invoice.lines.enumerated() where line.amount.minor < 0 {
            if isDiscount(line, at: index, in: invoice.lines) { continue }
            hits.append(
                Hit(
                    zh: "第\(index + 1)行“\(line.item)”金额\(line.amount.plain)，前一行不是它的被折扣行。",
                    en:
                        "Line \(index + 1), \(line.item), is \(line.amount.plain), and the line before is not what it discounts.",
                    [Evidence(field: "lines[\(index)].amount", expected: "≥ 0", found: line.amount.plain)]))
        }
        return hits
    }

    /// A discount line follows the line that it reduces and bears its name, or calls itself a discount (`折扣行数3(5%)`) and
    /// follows all the lines that it reduces; it is never greater than they are.
    private static func isDiscount(_ line: InvoiceLine, at index: Int, in lines: [InvoiceLine]) -> Bool {
        guard index > 0 else { return false }
        let reduced = lines[index - 1]
        if reduced.item == line.item, reduced.amount.minor > 0,
            reduced.amount.minor.magnitude >= line.amount.minor.magnitude
        {
            return true
        }
        guard line.item.contains("折扣") else { return false }
        var sum: UInt64 = 0
        for other in lines[..<index].reversed() {
            guard other.amount.minor >= 0 else { break }
            sum = sum.addingReportingOverflow(other.amount.minor.magnitude).partialValue
            if sum >= line.amount.minor.magnitude { return true }
        }
        return false
    }
}
