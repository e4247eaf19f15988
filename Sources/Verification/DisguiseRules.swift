import Invoicing

/// The same invoice under a number with a slip in it: one digit changed or two neighbours swapped, everything else equal.
enum DisguiseRules {
    static let rules = [mistyped]

    /// Where such claims meet: seller, day and total. Nothing where one of them is missing.
    static func key(of invoice: Invoice) -> String? {
        guard let day = invoice.issued.day, invoice.totals.gross.minor != 0 else { return nil }
        let seller = sellerName(invoice)
        guard !seller.isEmpty, seller.utf8.count <= 200 else { return nil }
        return "a:\(seller):\(day.daysSince1970):\(invoice.totals.gross.minor)"
    }

    /// The seller by tax number, else by name.
    static func sellerName(_ invoice: Invoice) -> String {
        let number = invoice.seller.taxIdentifier.text
        return number.isEmpty ? invoice.seller.name : number
    }

    static let mistyped = Rule(
        "duplicate.mistyped",
        title: LocalizedText(zh: "号码仅差一处的疑似重复", en: "Perhaps the same invoice, with a slip in the number"),
        basis: DuplicateRules.basis, severity: .warning
    ) { claim, neighbours in
        guard !neighbours.isEmpty, let own = key(of: claim.invoice) else { return [] }
        let invoice = claim.invoice
        let suspects = neighbours.filter { other in
            key(of: other.invoice) == own && other.invoice.number.code == invoice.number.code
                && isSlip(other.invoice.number.number, invoice.number.number)
                && other.invoice.lines.map(\.item) == invoice.lines.map(\.item)
        }
        return DuplicateRules.hits(suspects) { other in
            let name = DuplicateRules.named(other)
            return Hit(
                zh:
                    "销售方、开票日期、金额和明细都与\(name.zh)中的\(other.invoice.number.display)相同，号码只差一处：请核对是否同一张发票。",
                en:
                    "Seller, day, total and items are those of \(other.invoice.number.display) in \(name.en), and the numbers differ by one slip: is it the same invoice?",
                [
                    Evidence(
                        field: "number", expected: other.invoice.number.display,
                        found: invoice.number.display),
                    Evidence(field: "other.claim", expected: "", found: other.title),
                    Evidence(field: "other.submitter", expected: "", found: other.submitter),
                ])
        }
    }

    /// Whether one digit differs, or two neighbouring ones are swapped. Numbers that follow each other closely are
    /// different invoices of one day, not slips: at most ten apart is none.
    static func isSlip(_ left: String, _ right: String) -> Bool {
        let (one, two) = (Array(left.utf8), Array(right.utf8))
        guard one.count == two.count, one.count >= 8 else { return false }
        let places = one.indices.filter { one[$0] != two[$0] }
        switch places.count {
        case 1: return places[0] < one.count - 1
        case 2:
            let (first, second) = (places[0], places[1])
            return second == first + 1 && one[first] == two[second] && one[second] == two[first]
                && second < one.count - 1
        default: return false
        }
    }
}
