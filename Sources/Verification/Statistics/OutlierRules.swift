import Invoicing

/// What is unusual among all claims of one seller and item: a price, or how often one person claims it.
enum OutlierRules {
    static let rules = [price, frequency]
    static let ids = Set(rules.map(\.id))

    private static let basis = LocalizedText(
        zh: "统计口径：中位数与绝对中位差（修正 z 值大于3.5），至少20个样本",
        en:
            "Statistics: median and median absolute deviation (modified z-score above 3.5), of 20 values or more"
    )

    static let price = Rule(
        "price.outlier", title: LocalizedText(zh: "单价明显偏高", en: "The unit price is unusually high"),
        basis: basis, severity: .warning
    ) { claim, _ in
        guard let standing = claim.standing, !standing.prices.isEmpty else { return [] }
        var hits: [Hit] = []
        for (index, line) in claim.invoice.lines.enumerated() {
            guard let usual = standing.prices[index], let price = line.unitPrice?.rounded(decimals: 4),
                price > 0, Spread.bucket(of: price) > usual.fence
            else { continue }
            let median = shown(Spread.value(of: usual.median))
            let own = shown(price)
            hits.append(
                Hit(
                    zh:
                        "第\(index + 1)行“\(line.item)”单价\(own)；该销售方同一品名至少\(usual.atLeast)笔，中位数约\(median)，超过\(shown(Spread.value(of: usual.fence)))即属少见。",
                    en:
                        "Line \(index + 1), \(line.item), costs \(own) a unit; of at least \(usual.atLeast) such lines of this seller the median is about \(median), and more than \(shown(Spread.value(of: usual.fence))) is rare.",
                    [Evidence(field: "lines[\(index)].unit_price", expected: "≈ \(median)", found: own)]))
        }
        return hits
    }

    static let frequency = Rule(
        "frequency.outlier",
        title: LocalizedText(zh: "同一人报销明显偏频繁", en: "One person claims this unusually often"), basis: basis,
        severity: .warning
    ) { claim, _ in
        guard let standing = claim.standing, let usual = standing.rate,
            standing.claimsInWeek > usual.fence, let item = claim.invoice.lines.first?.item
        else { return [] }
        let who = claim.submitter ?? ""
        return [
            Hit(
                zh:
                    "\(who)在同一周有\(standing.claimsInWeek)笔“\(claim.invoice.seller.name)”的“\(item)”；通常每人每周\(usual.median)笔。",
                en:
                    "\(who) has \(standing.claimsInWeek) claims of \(item) from \(claim.invoice.seller.name) in one week; \(usual.median) a person and week is usual.",
                [
                    Evidence(
                        field: "claims.week", expected: "≤ \(usual.fence)",
                        found: String(standing.claimsInWeek))
                ])
        ]
    }

    /// Ten-thousandths as a number of two decimals, or of four below one yuan.
    private static func shown(_ value: Int64) -> String {
        if value >= 10_000 { return Money(minor: (value + 50) / 100).plain }
        return ExactDecimal(mantissa: value, scale: 4)?.description ?? String(value)
    }
}
