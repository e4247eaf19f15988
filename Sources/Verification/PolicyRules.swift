import Invoicing

/// The rules that a policy adds.
enum PolicyRules {
    /// The ids of all of them, for the names that a policy may weigh.
    static let ids = [
        "policy.buyer-title", "policy.buyer-tax-number", "policy.late", "policy.cross-year", "policy.split",
        "policy.seller-blocked", "policy.seller-watched", "policy.seller-look-alike", "policy.sensitive",
        "policy.personal", "policy.original", "policy.deduction",
    ]

    /// The rules for which a policy has what they need.
    static func rules(of policy: Policy) -> [Rule] {
        var rules: [Rule] = []
        if !policy.companies.isEmpty {
            let companies = policy.companies.map { (title: normalised($0.name), company: $0) }
            rules.append(buyerTitle(companies))
            rules.append(buyerTaxNumber(companies))
        }
        if let days = policy.lateDays { rules.append(late(days)) }
        if let until = policy.crossYearUntil { rules.append(crossYear(until)) }
        if let split = policy.split { rules.append(Self.split(split)) }
        if !policy.blockedSellers.isEmpty {
            rules.append(
                seller(
                    "policy.seller-blocked", policy.blockedSellers, .error,
                    LocalizedText(zh: "销售方在禁用名单上", en: "The seller is on the list of blocked sellers")))
        }
        if !policy.watchedSellers.isEmpty {
            rules.append(
                seller(
                    "policy.seller-watched", policy.watchedSellers, .warning,
                    LocalizedText(zh: "销售方在关注名单上", en: "The seller is on the list of watched sellers")))
        }
        if !policy.knownSellers.isEmpty { rules.append(HiddenTextRules.lookAlike(of: policy.knownSellers)) }
        if !policy.sensitiveCategories.isEmpty {
            rules.append(
                category(
                    "policy.sensitive", policy.sensitiveCategories,
                    LocalizedText(zh: "敏感品类", en: "A sensitive category")))
        }
        if !policy.personalCategories.isEmpty {
            rules.append(
                category(
                    "policy.personal", policy.personalCategories,
                    LocalizedText(zh: "个人消费品类", en: "A category of private consumption")))
        }
        if policy.originalsRequired { rules.append(PolicyDocuments.original) }
        if policy.showsDeduction { rules.append(PolicyDocuments.deduction) }
        return rules
    }

    static let basis = LocalizedText(
        zh: "本单位制度（policy.toml）", en: "The company's own policy (policy.toml)")

    private typealias Titles = [(title: String, company: Policy.Company)]

    private static func buyerTitle(_ companies: Titles) -> Rule {
        Rule(
            "policy.buyer-title", title: LocalizedText(zh: "购买方抬头不是本单位", en: "The buyer is not this company"),
            basis: basis, severity: .error
        ) { claim, _ in
            let buyer = claim.invoice.buyer
            let title = normalised(buyer.name)
            guard !companies.contains(where: { $0.title == title }) else { return [] }
            let sameNumber = companies.first { $0.company.taxIdentifier == buyer.taxIdentifier }?.company.name
            let expected = sameNumber ?? companies.prefix(3).map(\.company.name).joined(separator: " / ")
            return [
                Hit(
                    zh: buyer.name.isEmpty
                        ? "没有购买方名称。"
                        : "购买方“\(buyer.name)”不在本单位抬头清单中" + (sameNumber.map { "；该税号的抬头是“\($0)”。" } ?? "。"),
                    en: buyer.name.isEmpty
                        ? "There is no buyer."
                        : "The buyer, \(buyer.name), is none of the company's titles"
                            + (sameNumber.map { "; the title of its tax number is \($0)." } ?? "."),
                    [Evidence(field: "buyer.name", expected: expected, found: buyer.name)])
            ]
        }
    }

    private static func buyerTaxNumber(_ companies: Titles) -> Rule {
        Rule(
            "policy.buyer-tax-number",
            title: LocalizedText(zh: "购买方税号与抬头不匹配", en: "The buyer's tax number is not that of its title"),
            basis: basis, severity: .error
        ) { claim, _ in
            let buyer = claim.invoice.buyer
            let title = normalised(buyer.name)
            let own = companies.filter { $0.title == title }.map(\.company.taxIdentifier)
            guard let first = own.first,
                !own.contains(where: { $0.halfWidth == buyer.taxIdentifier.halfWidth })
            else { return [] }
            return [
                Hit(
                    zh: "抬头“\(buyer.name)”的税号应为\(first.text)，发票上为\(shown(buyer.taxIdentifier).zh)。",
                    en:
                        "The tax number of \(buyer.name) is \(first.text), but the invoice has \(shown(buyer.taxIdentifier).en).",
                    [Evidence(field: "buyer.tax_id", expected: first.text, found: buyer.taxIdentifier.text)])
            ]
        }
    }

    private static func late(_ days: Int) -> Rule {
        Rule(
            "policy.late", title: LocalizedText(zh: "逾期报销", en: "Submitted late"), basis: basis,
            severity: .warning
        ) { claim, _ in
            guard let issued = claim.invoice.issued.day, let submittedAt = claim.submittedAt else {
                return []
            }
            let age = DateRules.chineseDay(of: submittedAt).daysSince1970 - issued.daysSince1970
            guard age > days else { return [] }
            return [
                Hit(
                    zh: "开票日期\(issued)距提交已有\(age)天，制度规定不超过\(days)天。",
                    en:
                        "Issued on \(issued), \(age) days before it was submitted; the policy allows \(days).",
                    [Evidence(field: "issued", expected: "≤ \(days)", found: String(age))])
            ]
        }
    }

    private static func crossYear(_ until: Policy.YearEnd) -> Rule {
        Rule(
            "policy.cross-year", title: LocalizedText(zh: "跨年发票", en: "Of another year"), basis: basis,
            severity: .warning
        ) { claim, _ in
            guard let issued = claim.invoice.issued.day, let submittedAt = claim.submittedAt else {
                return []
            }
            let submitted = DateRules.chineseDay(of: submittedAt)
            guard issued.year < submitted.year else { return [] }
            let isInTime =
                issued.year == submitted.year - 1
                && (submitted.month, submitted.day) <= (until.month, until.day)
            guard !isInTime else { return [] }
            let end = CalendarDate(year: issued.year + 1, month: until.month, day: until.day)
            let limit = end?.description ?? "\(issued.year + 1)-\(until.month)-\(until.day)"
            return [
                Hit(
                    zh: "\(issued.year)年的发票在\(submitted)提交，制度规定最迟\(limit)。",
                    en:
                        "An invoice of \(issued.year), submitted on \(submitted); the policy takes it until \(limit).",
                    [Evidence(field: "issued", expected: "≤ \(limit)", found: submitted.description)])
            ]
        }
    }

    /// The claim and its neighbours in the window of days that holds most.
    private static func split(_ split: Policy.Split) -> Rule {
        Rule(
            "policy.split", title: LocalizedText(zh: "疑似拆分采购", en: "Perhaps one purchase in pieces"),
            basis: basis,
            severity: .warning
        ) { claim, neighbours in
            let invoice = claim.invoice
            guard let issued = invoice.issued.day, isPiece(invoice, split) else { return [] }
            let own = issued.daysSince1970
            // The same invoice twice is a duplicate, not another purchase.
            var numbers: Set<InvoiceNumber> = [invoice.number]
            let near: [(day: Int, other: Neighbour)] = neighbours.compactMap { other in
                guard let day = other.invoice.issued.day?.daysSince1970, abs(day - own) <= split.days,
                    isPiece(other.invoice, split),
                    claim.submitter == nil || other.submitter.isEmpty || claim.submitter == other.submitter,
                    DuplicateRules.isSameSeller(other.invoice, invoice),
                    numbers.insert(other.invoice.number).inserted
                else { return nil }
                return (day, other)
            }
            guard !near.isEmpty else { return [] }
            var best: (sum: Int64, others: [Neighbour]) = (0, [])
            // Some window that begins on the day of an issue holds most.
            for start in Set(near.map(\.day) + [own]) where start <= own && own <= start + split.days {
                let others = near.filter { $0.day >= start && $0.day <= start + split.days }.map(\.other)
                let sum = others.reduce(invoice.totals.gross.minor) { total, other in
                    let (sum, overflow) = total.addingReportingOverflow(other.invoice.totals.gross.minor)
                    return overflow ? total : sum
                }
                if sum > best.sum { best = (sum, others) }
            }
            guard best.sum >= split.amount.minor, !best.others.isEmpty else { return [] }
            let sum = Money(minor: best.sum).plain
            return [
                Hit(
                    zh:
                        "\(split.days)天内从“\(invoice.seller.name)”取得\(best.others.count + 1)张发票，每张低于\(split.amount.plain)，合计\(sum)。",
                    en:
                        "\(best.others.count + 1) invoices of \(invoice.seller.name) within \(split.days) days are each below \(split.amount.plain) and together \(sum).",
                    [Evidence(field: "totals.gross", expected: "< \(split.amount.plain)", found: sum)]
                        + best.others.prefix(DuplicateRules.mostNamed).map {
                            Evidence(
                                field: "other.number", expected: "",
                                found: "\($0.invoice.number.display) \($0.title)")
                        })
            ]
        }
    }

    private static func isPiece(_ invoice: Invoice, _ split: Policy.Split) -> Bool {
        let gross = invoice.totals.gross
        return gross.currency == split.amount.currency && gross.minor > 0 && gross.minor < split.amount.minor
    }

    private static func seller(_ id: String, _ list: [String], _ severity: Severity, _ title: LocalizedText)
        -> Rule
    {
        let names = Set(list.map(normalised))
        return Rule(id, title: title, basis: basis, severity: severity) { claim, _ in
            let seller = claim.invoice.seller
            guard
                names.contains(normalised(seller.name))
                    || names.contains(normalised(seller.taxIdentifier.text))
            else { return [] }
            return [
                Hit(
                    zh: "销售方“\(seller.name)”（\(shown(seller.taxIdentifier).zh)）在制度的名单上。",
                    en:
                        "The seller, \(seller.name) (\(shown(seller.taxIdentifier).en)), is on the list of the policy.",
                    [Evidence(field: "seller.name", expected: "", found: seller.name)])
            ]
        }
    }

    private static func category(_ id: String, _ words: [String], _ title: LocalizedText) -> Rule {
        Rule(id, title: title, basis: basis, severity: .warning) { claim, _ in
            var hits: [Hit] = []
            for (index, line) in claim.invoice.lines.enumerated() {
                let name = ItemCategory.name(of: line.item)
                guard
                    let word = words.first(where: {
                        name.map($0.elementsEqual) ?? false || line.item.contains($0)
                    })
                else { continue }
                hits.append(
                    Hit(
                        zh: "第\(index + 1)行“\(line.item)”（金额\(line.amount.plain)）属于制度列出的“\(word)”。",
                        en:
                            "Line \(index + 1), \(line.item), of \(line.amount.plain): the policy lists \(word).",
                        [Evidence(field: "lines[\(index)].item", expected: "", found: line.item)]))
            }
            return hits
        }
    }

    private static func shown(_ identifier: TaxIdentifier) -> LocalizedText {
        identifier.text.isEmpty
            ? LocalizedText(zh: "空", en: "none") : LocalizedText(zh: identifier.text, en: identifier.text)
    }

    /// Where the pieces of a split purchase meet: seller, submitter and two overlapping blocks of days, so that days in one
    /// window always share one. None for what cannot be a piece.
    static func splitKeys(of claim: Claim, _ split: Policy.Split) -> [String] {
        guard let day = claim.invoice.issued.day?.daysSince1970, isPiece(claim.invoice, split) else {
            return []
        }
        let who = DisguiseRules.sellerName(claim.invoice) + ":" + (claim.submitter ?? "")
        let width = max(1, split.days + 1)
        return ["s:\(who):\(day / width)", "s:\(who):\(day / width - 1)"]
    }

    /// A name without white space, with letters and brackets of one width and of one case: they differ on real invoices.
    static func normalised(_ name: String) -> String {
        var result = ""
        for scalar in name.uppercased().unicodeScalars where !scalar.properties.isWhitespace {
            switch scalar.value {
            case 0xFF01...0xFF5E:
                result.unicodeScalars.append(Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar)
            case 0x3014, 0x3010: result += "("
            case 0x3015, 0x3011: result += ")"
            case 0x200B...0x200F, 0x2060, 0xFEFF: continue
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result.uppercased()
    }
}
