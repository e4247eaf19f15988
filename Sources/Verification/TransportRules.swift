import Invoicing

/// Railway e-tickets (铁路电子客票) and air transport receipts (航空运输电子客票行程单).
enum TransportRules {
    static let rules = [tax, buyer, paper]

    private static let announcement = LocalizedText(
        zh: "国家税务总局公告2024年第8号、第9号，公告2026年第13号（铁路、航空电子客票）",
        en: "STA announcements 2024-8, 2024-9 and 2026-13 (railway and air e-tickets)")

    /// The two kinds of ticket.
    enum Ticket {
        case railway
        case air
    }

    /// Which ticket an invoice is; nothing for any other document.
    static func ticket(_ invoice: Invoice) -> Ticket? {
        guard invoice.kind == .other, let item = invoice.lines.first?.item else { return nil }
        if item.contains("铁路") { return .railway }
        return item.contains("航空") && item.contains("运输") ? .air : nil
    }

    static let tax = Rule(
        "transport.tax",
        title: LocalizedText(zh: "客票税率或税额不符", en: "Rate or tax of the ticket is not as it should be"),
        basis: LocalizedText(
            zh: "旅客运输税率9%；铁路电子客票税额＝票价÷(1＋9%)×9%，航空行程单税额＝(票价＋燃油附加费)×9%",
            en:
                "Passenger transport bears 9 %. Railway: fare ÷ 1.09 × 9 %; air: (fare + fuel surcharge) × 9 %"
        ),
        severity: .warning
    ) { claim, _ in
        let invoice = claim.invoice
        guard let ticket = ticket(invoice), let line = invoice.lines.first, line.tax.minor != 0 else {
            return []
        }
        switch line.rate {
        // With its rate a ticket is an invoice like others: lines and totals are checked by the rules of arithmetic.
        case .basisPoints(900): return []
        case .basisPoints:
            return [
                Hit(
                    zh: "客票税率为\(line.rate)，旅客运输服务应为9%。",
                    en: "The ticket bears \(line.rate); passenger transport bears 9 %.",
                    [Evidence(field: "lines[0].rate", expected: "9%", found: line.rate.description)])
            ]
        case .exempt, .notTaxable, .various, .unreadable: break
        }
        let base = ticket == .railway ? invoice.totals.gross : line.amount
        guard let due = part(of: base.minor, 9, ticket == .railway ? 109 : 100),
            let gap = LineArithmetic.distance(due, invoice.totals.tax.minor), gap > LineArithmetic.rounding
        else { return [] }
        let expected = Money(minor: due, currency: invoice.totals.tax.currency).plain
        return [
            Hit(
                zh:
                    "按\(ticket == .railway ? "票价" : "票价和燃油附加费")\(base.plain)计算税额应为\(expected)，票面税额为\(invoice.totals.tax.plain)。",
                en:
                    "By \(ticket == .railway ? "the fare" : "fare and fuel surcharge") of \(base.plain) the tax is \(expected), but the ticket says \(invoice.totals.tax.plain).",
                [Evidence(field: "totals.tax", expected: expected, found: invoice.totals.tax.plain)])
        ]
    }

    static let buyer = Rule(
        "transport.buyer",
        title: LocalizedText(zh: "客票没有购买方名称或税号", en: "The ticket lacks the buyer's name or tax number"),
        basis: announcement, severity: .info
    ) { claim, _ in
        let invoice = claim.invoice
        guard ticket(invoice) != nil, isElectronic(invoice.number) else { return [] }
        var missing: [(field: String, zh: String, en: String)] = []
        if invoice.buyer.name.allSatisfy(\.isWhitespace) { missing.append(("buyer.name", "名称", "name")) }
        if invoice.buyer.taxIdentifier.text.isEmpty { missing.append(("buyer.tax_id", "税号", "tax number")) }
        guard !missing.isEmpty else { return [] }
        return [
            Hit(
                zh: "电子客票没有填写购买方\(missing.map(\.zh).joined(separator: "和"))，抵扣和入账可能需要补填。",
                en:
                    "The e-ticket lacks the buyer's \(missing.map(\.en).joined(separator: " and ")), which deducting and booking may need.",
                missing.map { Evidence(field: $0.field, expected: "✓", found: "") })
        ]
    }

    /// From when paper tickets of domestic journeys are said not to be taken any more; the details are UNCONFIRMED, so that
    /// it is a hint.
    private static let endOfPaper = CalendarDate(year: 2_025, month: 10, day: 1)

    static let paper = Rule(
        "transport.paper",
        title: LocalizedText(zh: "可能是纸质客票", en: "Perhaps a paper ticket"), basis: announcement,
        severity: .info
    ) { claim, _ in
        let invoice = claim.invoice
        guard ticket(invoice) != nil, !isElectronic(invoice.number), let day = invoice.issued.day,
            let endOfPaper, day >= endOfPaper
        else { return [] }
        return [
            Hit(
                zh: "号码“\(invoice.number.display)”不是20位的电子客票号码，\(endOfPaper)起国内客票一般应为电子客票。",
                en:
                    "\(invoice.number.display) is no e-ticket number of 20 digits; since \(endOfPaper) domestic tickets are usually electronic.",
                [Evidence(field: "number", expected: "20", found: String(invoice.number.number.count))])
        ]
    }

    private static func isElectronic(_ number: InvoiceNumber) -> Bool {
        number.code.isEmpty && number.number.utf8.count == 20
    }

    /// `amount × numerator ÷ denominator`, rounded half away from zero.
    private static func part(of amount: Int64, _ numerator: Int128, _ denominator: Int128) -> Int64? {
        let (quotient, rest) = (Int128(amount) * numerator).quotientAndRemainder(dividingBy: denominator)
        let isUp = rest.magnitude * 2 >= denominator.magnitude
        return Int64(exactly: quotient + (isUp ? (amount < 0 ? -1 : 1) : 0))
    }
}
