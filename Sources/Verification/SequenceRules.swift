import Invoicing

/// Consecutive numbers of one seller (连号发票) in several claims: one purchase cut into pieces, or a bought pad.
enum SequenceRules {
    /// Numbers at most this far apart are looked at together.
    static let reach = 10
    /// How many consecutive numbers are suspect.
    static let suspectRun = 3
    /// How many days apart the issues may be.
    static let window = 60

    static let rules = [consecutive]

    static let consecutive = Rule(
        "sequence.consecutive",
        title: LocalizedText(zh: "同一销售方的连号发票", en: "Consecutive numbers of one seller"),
        basis: LocalizedText(
            zh: "费用审核通行做法：同一销售方三张以上连号发票应核实业务真实性",
            en: "Common audit practice: three or more consecutive invoices of one seller are looked into"),
        severity: .warning
    ) { claim, neighbours in
        let invoice = claim.invoice
        guard neighbours.count >= suspectRun - 1, let own = place(of: invoice.number) else { return [] }
        var found: [Int: Neighbour] = [:]
        for other in neighbours {
            guard let place = place(of: other.invoice.number), place.prefix == own.prefix,
                place.value != own.value,
                DuplicateRules.isSameSeller(other.invoice, invoice), isNear(other.invoice, invoice)
            else { continue }
            found[place.value] = other
        }
        var first = own.value
        while found[first - 1] != nil { first -= 1 }
        var last = own.value
        while found[last + 1] != nil { last += 1 }
        guard last - first + 1 >= suspectRun else { return [] }
        let others = (first...last).compactMap { found[$0] }
        let numbers = others.map(\.invoice.number.display).joined(separator: ", ")
        let claims = others.map(\.title).joined(separator: "、")
        return [
            Hit(
                zh: "与“\(invoice.seller.name)”的另外\(others.count)张发票连号：\(numbers)（\(claims)）。",
                en:
                    "Consecutive with \(others.count) more invoices of \(invoice.seller.name): \(numbers) (\(claims)).",
                others.map {
                    Evidence(
                        field: "other.number", expected: "",
                        found: "\($0.invoice.number.display) \($0.title) \($0.submitter)")
                })
        ]
    }

    /// Where a number stands in its sequence: what comes before its last eight digits, and these.
    static func place(of number: InvoiceNumber) -> (prefix: String, value: Int)? {
        let digits = number.number
        guard digits.utf8.count >= 8, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let value = Int(digits.suffix(8))
        else { return nil }
        return (number.code + digits.dropLast(8), value)
    }

    private static func isNear(_ left: Invoice, _ right: Invoice) -> Bool {
        guard let one = left.issued.day, let two = right.issued.day else { return false }
        return abs(one.daysSince1970 - two.daysSince1970) <= window
    }
}
