import Invoicing

/// The same invoice claimed twice (重复报销), in its disguises. Each finding names the other claim.
enum DuplicateRules {
    static let rules = [number, otherCode, file]

    /// The most claims that are named one by one.
    static let mostNamed = 20

    static let basis = LocalizedText(
        zh: "财会〔2020〕6号第三条：能够有效防止电子会计凭证重复入账；财会〔2024〕12号第二十一条",
        en:
            "MOF notice 2020-6, art. 3: electronic vouchers must not be booked twice; MOF notice 2024-12, art. 21"
    )

    static let number = Rule(
        "duplicate.number", title: LocalizedText(zh: "同一张发票已被报销", en: "The same invoice was claimed before"),
        basis: basis, severity: .error
    ) { claim, neighbours in
        guard !neighbours.isEmpty else { return [] }
        let keys = InvoiceIdentity.keys(of: claim.invoice.number)
        return hits(neighbours.filter { !keys.isDisjoint(with: InvoiceIdentity.keys(of: $0.invoice.number)) })
        { other in
            Hit(
                zh: "发票\(claim.invoice.number.display)也在\(named(other).zh)中。",
                en: "The invoice \(claim.invoice.number.display) is also in \(named(other).en).",
                [
                    Evidence(field: "number", expected: "", found: other.invoice.number.display),
                    Evidence(field: "other.claim", expected: "", found: other.title),
                    Evidence(field: "other.submitter", expected: "", found: other.submitter),
                ])
        }
    }

    static let otherCode = Rule(
        "duplicate.other-code",
        title: LocalizedText(zh: "号码相同、代码不同的疑似重复", en: "The same number under another code"),
        basis: basis, severity: .warning
    ) { claim, neighbours in
        let invoice = claim.invoice
        guard !neighbours.isEmpty, !invoice.number.code.isEmpty, !invoice.number.number.isEmpty else {
            return []
        }
        let keys = InvoiceIdentity.keys(of: invoice.number)
        // Eight digits meet by chance: something else must agree, too.
        let suspects = neighbours.filter { other in
            other.invoice.number.number == invoice.number.number && !other.invoice.number.code.isEmpty
                && keys.isDisjoint(with: InvoiceIdentity.keys(of: other.invoice.number))
                && (isSameSeller(other.invoice, invoice)
                    || other.invoice.totals.gross == invoice.totals.gross
                        && other.invoice.issued == invoice.issued)
        }
        return hits(suspects) { other in
            Hit(
                zh:
                    "号码\(invoice.number.number)相同，代码\(invoice.number.code)与\(named(other).zh)中的\(other.invoice.number.code)不同，请核对是否录错。",
                en:
                    "The number \(invoice.number.number) is also in \(named(other).en), under the code \(other.invoice.number.code) instead of \(invoice.number.code).",
                [
                    Evidence(field: "code", expected: other.invoice.number.code, found: invoice.number.code),
                    Evidence(field: "other.claim", expected: "", found: other.title),
                    Evidence(field: "other.submitter", expected: "", found: other.submitter),
                ])
        }
    }

    static let file = Rule(
        "duplicate.file",
        title: LocalizedText(zh: "附件与另一单完全相同", en: "The same file is attached to another claim"),
        basis: basis, severity: .warning
    ) { claim, neighbours in
        guard !neighbours.isEmpty, !claim.attachments.isEmpty else { return [] }
        let suspects = neighbours.filter { other in
            other.attachments.contains(where: claim.attachments.contains)
        }
        return hits(suspects) { other in
            let file = other.attachments.first(where: claim.attachments.contains) ?? ""
            return Hit(
                zh: "附件（SHA-256 \(file.prefix(12))…）与\(named(other).zh)中的完全相同。",
                en: "An attachment (SHA-256 \(file.prefix(12))…) is the same file as in \(named(other).en).",
                [
                    Evidence(field: "attachments", expected: "", found: file),
                    Evidence(field: "other.claim", expected: "", found: other.title),
                    Evidence(field: "other.submitter", expected: "", found: other.submitter),
                ])
        }
    }

    /// One hit for each other claim, in the order of their submission, and one that counts the rest.
    static func hits(_ others: [Neighbour], _ hit: (Neighbour) -> Hit) -> [Hit] {
        guard !others.isEmpty else { return [] }
        let sorted = others.sorted {
            ($0.submittedAt, $0.instance.rawValue) < ($1.submittedAt, $1.instance.rawValue)
        }
        var hits = sorted.prefix(mostNamed).map(hit)
        if sorted.count > mostNamed {
            let rest = sorted.count - mostNamed
            hits.append(
                Hit(
                    zh: "另有\(rest)单也是如此。", en: "\(rest) more claims are like this.",
                    [Evidence(field: "other.count", expected: "0", found: String(sorted.count))]))
        }
        return hits
    }

    static func named(_ other: Neighbour) -> LocalizedText {
        // A file beside this one has not been submitted by anybody.
        guard !other.submitter.isEmpty else {
            return LocalizedText(zh: "“\(other.title)”", en: "\"\(other.title)\"")
        }
        let day = DateRules.chineseDay(of: other.submittedAt)
        return LocalizedText(
            zh: "“\(other.title)”（\(other.submitter)，\(day)提交）",
            en: "\"\(other.title)\" (\(other.submitter), submitted on \(day))")
    }

    /// Whether two invoices have the same seller, by tax number, else by name.
    static func isSameSeller(_ left: Invoice, _ right: Invoice) -> Bool {
        let (leftID, rightID) = (left.seller.taxIdentifier.text, right.seller.taxIdentifier.text)
        if leftID.isEmpty || rightID.isEmpty { return left.seller.name == right.seller.name }
        return leftID == rightID
    }
}

extension [String] {
    /// Whether no element stands in the other list; both are of a few elements.
    fileprivate func isDisjoint(with other: [String]) -> Bool {
        !contains(where: other.contains)
    }
}
