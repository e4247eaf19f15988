import Invoicing

/// The arithmetic of the totals: the lines add up, net and tax make gross, and words and digits agree.
enum TotalArithmetic {
    /// The accumulated difference of tax that issuing systems let pass on one invoice, in fen.
    static let accumulatedLimit: Int64 = 127

    static let rules = [lines, gross, uppercase, accumulatedTax]

    static let lines = Rule(
        "totals.lines", version: 2,
        title: LocalizedText(zh: "明细合计与票面合计不符", en: "The lines do not add up to the totals"),
        basis: LocalizedText(
            zh: "发票票面勾稽关系：合计金额、合计税额等于各明细行之和",
            en: "Totals of an invoice are the sums of its lines, to the fen"),
        severity: .error
    ) { claim, _ in
        let invoice = claim.invoice
        guard !invoice.lines.isEmpty else { return [] }
        let lines = counted(invoice)
        var hits: [Hit] = []
        if let sum = sum(lines, { $0.amount }, like: invoice.totals.net), sum != invoice.totals.net {
            hits.append(
                Hit(
                    zh: "各行金额合计\(sum.plain)，票面合计金额\(invoice.totals.net.plain)。",
                    en:
                        "The amounts of the lines add up to \(sum.plain), but the total is \(invoice.totals.net.plain).",
                    [Evidence(field: "totals.net", expected: sum.plain, found: invoice.totals.net.plain)]))
        }
        if let sum = sum(lines, { $0.tax }, like: invoice.totals.tax), sum != invoice.totals.tax {
            hits.append(
                Hit(
                    zh: "各行税额合计\(sum.plain)，票面合计税额\(invoice.totals.tax.plain)。",
                    en:
                        "The taxes of the lines add up to \(sum.plain), but the total is \(invoice.totals.tax.plain).",
                    [Evidence(field: "totals.tax", expected: sum.plain, found: invoice.totals.tax.plain)]))
        }
        return hits
    }

    static let gross = Rule(
        "totals.gross", title: LocalizedText(zh: "价税合计不等于金额加税额", en: "Net and tax do not make gross"),
        basis: LocalizedText(
            zh: "发票票面勾稽关系：价税合计＝合计金额＋合计税额", en: "Gross is net plus tax, to the fen"),
        severity: .error
    ) { claim, _ in
        let totals = claim.invoice.totals
        guard let sum = try? totals.net.adding(totals.tax), sum != totals.gross else { return [] }
        return [
            Hit(
                zh:
                    "合计金额\(totals.net.plain)加合计税额\(totals.tax.plain)应为\(sum.plain)，票面价税合计为\(totals.gross.plain)。",
                en:
                    "Net \(totals.net.plain) and tax \(totals.tax.plain) make \(sum.plain), but gross is \(totals.gross.plain).",
                [Evidence(field: "totals.gross", expected: sum.plain, found: totals.gross.plain)])
        ]
    }

    static let uppercase = Rule(
        "totals.uppercase", title: LocalizedText(zh: "大写金额与小写不符", en: "Words and digits disagree"),
        basis: LocalizedText(
            zh: "会计基础工作规范（财政部令第98号）第四十八条、第五十二条：大写与小写金额必须相符",
            en:
                "Basic accounting rules (MOF order 98), art. 48 and 52: the amounts in words and digits must agree"
        ),
        severity: .error
    ) { claim, _ in
        let totals = claim.invoice.totals
        guard !totals.grossInWords.isEmpty else { return [] }
        guard let words = UppercaseAmount.parse(totals.grossInWords) else {
            return [
                Hit(
                    .warning, zh: "大写金额“\(totals.grossInWords)”无法识别，小写为\(totals.gross.plain)。",
                    en:
                        "The amount in words, \(totals.grossInWords), cannot be read; the digits say \(totals.gross.plain).",
                    [
                        Evidence(
                            field: "totals.gross_in_words", expected: UppercaseAmount.text(for: totals.gross),
                            found: totals.grossInWords)
                    ])
            ]
        }
        guard words.minor != totals.gross.minor else { return [] }
        return [
            Hit(
                zh: "大写金额为\(words.plain)（\(totals.grossInWords)），小写为\(totals.gross.plain)。",
                en:
                    "The words say \(words.plain) (\(totals.grossInWords)), the digits \(totals.gross.plain).",
                [
                    Evidence(
                        field: "totals.gross_in_words", expected: totals.gross.plain, found: words.plain)
                ])
        ]
    }

    static let accumulatedTax = Rule(
        "totals.tax-drift", title: LocalizedText(zh: "整票税额累计误差过大", en: "Rounding of the tax adds up too far"),
        basis: LocalizedText(
            zh: "开票系统校验口径：整票税额累计误差不超过1.27（税控时代口径）",
            en: "Limit of the issuing systems: 1.27 for the tax of one invoice (known from legacy systems)"),
        severity: .warning
    ) { claim, _ in
        let invoice = claim.invoice
        guard invoice.lines.count > 1, !LineArithmetic.hasMarginScheme(invoice) else { return [] }
        var due: Int64 = 0
        for line in invoice.lines {
            guard let tax = line.rate.tax(on: line.amount) else { return [] }
            let (sum, overflow) = due.addingReportingOverflow(tax.minor)
            guard !overflow else { return [] }
            due = sum
        }
        guard let gap = LineArithmetic.distance(due, invoice.totals.tax.minor), gap > accumulatedLimit else {
            return []
        }
        let expected = Money(minor: due, currency: invoice.totals.tax.currency).plain
        return [
            Hit(
                zh: "按各行税率计算税额应为\(expected)，票面合计税额\(invoice.totals.tax.plain)，相差超过1.27。",
                en:
                    "By the rates of the lines the tax is \(expected), but the total is \(invoice.totals.tax.plain), more than 1.27 away.",
                [Evidence(field: "totals.tax", expected: expected, found: invoice.totals.tax.plain)])
        ]
    }

    /// The lines that make the totals: a line that stands for a list (`（详见销货清单）`) does not count beside the lines of
    /// that list.
    private static func counted(_ invoice: Invoice) -> [InvoiceLine] {
        // Nearly every invoice adds up with all of its lines: only where it does not are their names looked at.
        guard invoice.lines.count > 1,
            sum(invoice.lines, { $0.amount }, like: invoice.totals.net) != invoice.totals.net
        else { return invoice.lines }
        return invoice.lines.filter { !isList($0) }
    }

    private static func isList(_ line: InvoiceLine) -> Bool {
        line.item.contains("清单") && line.item.contains("详见")
    }

    /// The sum of one part of the lines; nothing where it has no meaning.
    private static func sum(_ lines: [InvoiceLine], _ part: (InvoiceLine) -> Money, like total: Money)
        -> Money?
    {
        var minor: Int64 = 0
        for line in lines {
            let money = part(line)
            let (sum, overflow) = minor.addingReportingOverflow(money.minor)
            guard !overflow, money.currency == total.currency else { return nil }
            minor = sum
        }
        return Money(minor: minor, currency: total.currency)
    }
}
