import Invoicing

extension PlantedFault {
    /// An invoice with this fault, all else as consistent as it was. A duplicate is no fault of an invoice and leaves
    /// it as it is.
    func planted(in invoice: Invoice) -> Invoice {
        var invoice = invoice
        let totals = invoice.totals
        switch self {
        case .lineAmount:
            Self.misstateQuantity(&invoice.lines[0])
        case .lineTax:
            let extra = max(50, invoice.lines[0].amount.minor * 3 / 100)
            invoice.lines[0].tax = Money(minor: invoice.lines[0].tax.minor + extra)
            invoice.totals = InvoiceTotals(net: totals.net.minor, tax: totals.tax.minor + extra)
        case .totals:
            invoice.totals = InvoiceTotals(
                net: totals.net.minor + Self.swappedDigits(of: totals.net), tax: totals.tax.minor)
        case .gross:
            let gross = Money(minor: totals.gross.minor + Self.swappedDigits(of: totals.gross))
            invoice.totals.gross = gross
            invoice.totals.grossInWords = UppercaseAmount.text(for: gross)
        case .uppercase:
            invoice.totals.grossInWords = UppercaseAmount.text(
                for: Money(minor: totals.gross.minor + Self.swappedDigits(of: totals.gross)))
        case .taxIdentifier:
            invoice.seller.taxIdentifier = TaxIdentifier(
                Self.withWrongCheck(invoice.seller.taxIdentifier.text))
        case .numberShape:
            // The digit that goes is one that all numbers share, or the first of the eight: the rest stays unique.
            let number = invoice.number
            let text =
                number.code.isEmpty
                ? number.number.prefix(6) + number.number.dropFirst(7) : number.number.dropFirst()
            invoice.number = InvoiceNumber(code: number.code, number: String(text))
        case .numberYear:
            invoice.number = Self.withWrongYear(invoice.number)
        case .codeKind:
            let says: InvoiceKind = invoice.kind == .electronicOrdinary ? .paperOrdinary : .electronicOrdinary
            invoice.number = InvoiceNumber(
                code: invoice.number.code.dropLast(2) + NumberMaker.kindDigits(says),
                number: invoice.number.number)
        case .dateShape:
            invoice.issued = Self.withoutDay(invoice.issued)
        case .duplicate: break
        }
        return invoice
    }

    /// Adds a tenth to the quantity, or a second piece where there was one or none.
    private static func misstateQuantity(_ line: inout InvoiceLine) {
        if let quantity = line.quantity {
            let more = max(1, quantity.mantissa.magnitude / 10)
            line.quantity = ExactDecimal(mantissa: quantity.mantissa + Int64(more), scale: quantity.scale)
        } else {
            line.quantity = ExactDecimal(2)
            line.unitPrice = ExactDecimal(mantissa: line.amount.minor, scale: 2)
        }
    }

    /// What an amount is off by when two neighbouring digits change places: nine times a power of ten.
    private static func swappedDigits(of amount: Money) -> Int64 {
        amount.minor >= 1_000_000 ? 90_000 : amount.minor >= 100_000 ? 9_000 : 900
    }

    /// A code whose last character is another one of the alphabet of GB 32100-2015.
    private static func withWrongCheck(_ code: String) -> String {
        let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")
        let place = code.last.flatMap { alphabet.firstIndex(of: $0) } ?? 0
        return code.dropLast() + String(alphabet[(place + 7) % alphabet.count])
    }

    /// The year before in the 20 digits; the year after in a legacy code, as old stocks of codes are used up honestly.
    private static func withWrongYear(_ number: InvoiceNumber) -> InvoiceNumber {
        func moved(_ text: String, at place: Int, by years: Int) -> String {
            let year = Int(text.dropFirst(place).prefix(2)) ?? 0
            return text.prefix(place) + (year + years).padded(2) + text.dropFirst(place + 2)
        }
        guard !number.code.isEmpty else { return InvoiceNumber(number: moved(number.number, at: 0, by: -1)) }
        return InvoiceNumber(
            code: moved(number.code, at: number.code.count == 12 ? 5 : 4, by: 1), number: number.number)
    }

    /// The same month with a day that it does not have.
    private static func withoutDay(_ issued: IssueDate) -> IssueDate {
        guard let day = issued.day else { return issued }
        let impossible =
            switch day.month {
            case 2: 30
            case 4, 6, 9, 11: 31
            default: 32
            }
        return IssueDate(parsing: "\(day.year)-\(day.month.padded(2))-\(impossible)")
    }
}
