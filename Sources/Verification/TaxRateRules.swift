import Invoicing

/// Tax rates (税率/征收率): legal on the day of issue, and fitting the goods or service.
enum TaxRateRules {
    static let rules = [legal, category, exemptSpecial, realEstate]

    /// The first day of the VAT law.
    fileprivate static let vatLaw = CalendarDate(year: 2_026, month: 1, day: 1)
    /// Rates from then on, in hundredths of a per cent.
    private static let ratesOfLaw = [1_300, 900, 600, 500, 300, 200, 150, 100, 0]
    /// Rates that existed before; on which day each ended is UNCONFIRMED, so none is refused by its day.
    private static let earlierRates = ratesOfLaw + [1_700, 1_600, 1_100, 1_000]

    static let legal = Rule(
        "rate.legal", version: 2, title: LocalizedText(zh: "税率不在法定范围内", en: "No legal tax rate"),
        basis: LocalizedText(
            zh: "增值税法第十条、第十一条；财政部 税务总局公告2026年第10号（1%、1.5%、2%、5%征收率）",
            en: "VAT law, art. 10 and 11; announcement 2026-10 of MOF and STA (rates of 1, 1.5, 2 and 5 %)"),
        severity: .warning
    ) { claim, _ in
        var hits: [Hit] = []
        for (index, line) in claim.invoice.lines.enumerated() {
            switch line.rate {
            case .basisPoints(let points):
                let isUnderLaw =
                    if let day = claim.invoice.issued.day, let vatLaw { day >= vatLaw } else { false }
                guard !(isUnderLaw ? ratesOfLaw : earlierRates).contains(points) else { continue }
                hits.append(
                    Hit(
                        zh: "第\(index + 1)行“\(line.item)”的税率\(line.rate)在\(claim.invoice.issued)不是法定税率。",
                        en:
                            "Line \(index + 1), \(line.item): \(line.rate) was no legal rate on \(claim.invoice.issued).",
                        [
                            Evidence(
                                field: "lines[\(index)].rate",
                                expected: isUnderLaw
                                    ? "13% 9% 6% 5% 3% 2% 1.5% 1% 0%"
                                    : "17% 16% 13% 11% 10% 9% 6% 5% 3% 2% 1.5% 1% 0%",
                                found: line.rate.description)
                        ]))
            // A dash or a slash says that there is none.
            case .unreadable(let text) where text.contains(where: { $0.isLetter || $0.isNumber }):
                hits.append(
                    Hit(
                        zh: "第\(index + 1)行“\(line.item)”的税率“\(text)”无法识别。",
                        en: "Line \(index + 1), \(line.item): the rate \(text) cannot be read.",
                        [Evidence(field: "lines[\(index)].rate", expected: "%", found: text)]))
            case .exempt, .notTaxable, .various, .unreadable: continue
            }
        }
        return hits
    }

    /// What the general taxpayer's rate is for a category, in hundredths of a per cent; small-scale sellers use 3 %
    /// or 1 %. Only categories with one single rate.
    private static let categories: [(name: String, points: Int)] = [
        ("餐饮服务", 600), ("住宿服务", 600), ("信息技术服务", 600), ("收派服务", 600), ("物流辅助服务", 600), ("运输服务", 900),
    ]

    static let category = Rule(
        "rate.category", title: LocalizedText(zh: "税率与商品服务类别不符", en: "The rate does not fit the category"),
        basis: LocalizedText(
            zh: "增值税法第十条：餐饮、住宿、收派等服务6%，交通运输9%；小规模纳税人3%或1%",
            en:
                "VAT law, art. 10: meals, lodging, courier services 6 %, transport 9 %; small-scale taxpayers 3 or 1 %"
        ),
        severity: .warning
    ) { claim, _ in
        var hits: [Hit] = []
        for (index, line) in claim.invoice.lines.enumerated() {
            guard case .basisPoints(let points) = line.rate, ![300, 100, 0].contains(points),
                let name = ItemCategory.name(of: line.item),
                let known = categories.first(where: { $0.name == name }), known.points != points
            else { continue }
            // Before 2019 transport bore 11 % and 10 %.
            if known.points == 900, points == 1_100 || points == 1_000 { continue }
            let expected = TaxRate.basisPoints(known.points).description
            hits.append(
                Hit(
                    zh: "第\(index + 1)行“\(line.item)”的税率为\(line.rate)，\(name)一般为\(expected)（小规模3%或1%）。",
                    en:
                        "Line \(index + 1), \(line.item), bears \(line.rate); this category bears \(expected) (3 or 1 % of small-scale sellers).",
                    [
                        Evidence(
                            field: "lines[\(index)].rate", expected: expected, found: line.rate.description)
                    ]))
        }
        return hits
    }
}

extension TaxRateRules {
    static let exemptSpecial = Rule(
        "rate.exempt-special",
        title: LocalizedText(zh: "免税项目开具了专用发票", en: "A special invoice for what is exempt"),
        basis: LocalizedText(
            zh: "增值税法实施条例第三十七条：适用免税规定的应税交易不得开具增值税专用发票",
            en: "Regulation of the VAT law, art. 37: no special invoice for exempt transactions"),
        severity: .warning
    ) { claim, _ in
        guard claim.invoice.kind.isSpecial else { return [] }
        var hits: [Hit] = []
        for (index, line) in claim.invoice.lines.enumerated() where line.rate == .exempt {
            hits.append(
                Hit(
                    zh: "第\(index + 1)行“\(line.item)”免税，却开在\(claim.invoice.kind.title.zh)上。",
                    en:
                        "Line \(index + 1), \(line.item), is exempt, but stands on a special invoice (\(claim.invoice.kind.title.en)).",
                    [Evidence(field: "lines[\(index)].rate", expected: "%", found: line.rate.description)]))
        }
        return hits
    }

    static let realEstate = Rule(
        "rate.real-estate",
        title: LocalizedText(zh: "不动产不适用1%征收率", en: "The rate of 1 % is not for real estate"),
        basis: LocalizedText(
            zh: "财政部 税务总局公告2026年第10号：小规模纳税人减按1%征收，不含不动产销售和租赁",
            en: "Announcement 2026-10 of MOF and STA: 1 % for small-scale taxpayers, real estate excepted"),
        severity: .warning
    ) { claim, _ in
        guard let day = claim.invoice.issued.day, let vatLaw, day >= vatLaw else { return [] }
        var hits: [Hit] = []
        for (index, line) in claim.invoice.lines.enumerated() where line.rate == .basisPoints(100) {
            guard let name = ItemCategory.name(of: line.item),
                name == "不动产" || (name == "经营租赁" && isHouse(line.item))
            else { continue }
            hits.append(
                Hit(
                    zh: "第\(index + 1)行“\(line.item)”是不动产项目，税率却为1%（一般为9%或5%）。",
                    en: "Line \(index + 1), \(line.item), is real estate, which bears 9 or 5 %, not 1 %.",
                    [Evidence(field: "lines[\(index)].rate", expected: "9% 5%", found: "1%")]))
        }
        return hits
    }

    private static func isHouse(_ item: String) -> Bool {
        ["房", "厂房", "办公楼", "写字楼", "商铺", "不动产"].contains(where: item.contains)
    }
}

/// The category that stands between stars in front of an item: `*餐饮服务*餐费`.
enum ItemCategory {
    /// The category; nothing where the item names none.
    static func name(of item: String) -> Substring? {
        guard item.utf8.first == UInt8(ascii: "*") else { return nil }
        let rest = item.utf8.dropFirst()
        guard let end = rest.firstIndex(of: UInt8(ascii: "*")) else { return nil }
        return item[rest.startIndex..<end]
    }
}
