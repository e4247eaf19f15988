import Invoicing

/// What was bought: categories whose input VAT is not creditable, and goods that are easily private.
enum CategoryRules {
    static let rules = [notCreditable, personal]

    private static let consumption = ["餐饮服务", "居民日常服务", "娱乐服务"]

    /// Whether a category is consumed directly, so that its tax is never deducted.
    static func isConsumption(_ category: Substring) -> Bool { consumption.contains { category == $0 } }

    static let notCreditable = Rule(
        "category.not-creditable",
        title: LocalizedText(
            zh: "专票的进项税额不得抵扣", en: "The input VAT of this special invoice is not creditable"),
        basis: LocalizedText(
            zh: "增值税法第二十二条：购进并直接用于消费的餐饮、居民日常、娱乐服务，进项税额不得抵扣",
            en:
                "VAT law, art. 22: meals, daily and entertainment services for direct consumption give no input VAT"
        ),
        severity: .warning
    ) { claim, _ in
        guard claim.invoice.kind.isSpecial else { return [] }
        var hits: [Hit] = []
        for (index, line) in claim.invoice.lines.enumerated() {
            guard let name = ItemCategory.name(of: line.item), consumption.contains(where: { name == $0 })
            else {
                continue
            }
            hits.append(
                Hit(
                    zh: "第\(index + 1)行“\(line.item)”属于\(name)，税额\(line.tax.plain)不得抵扣。",
                    en: "Line \(index + 1), \(line.item): its tax of \(line.tax.plain) must not be deducted.",
                    [Evidence(field: "lines[\(index)].item", expected: "", found: line.item)]))
        }
        return hits
    }

    /// What companies usually forbid or cap. Which, is the company's own policy: a hint.
    private static let easilyPrivate = ["烟草制品", "酒", "化妆品", "珠宝首饰", "预付卡销售"]

    static let personal = Rule(
        "category.personal", title: LocalizedText(zh: "可能属于个人消费", en: "May be private consumption"),
        basis: LocalizedText(
            zh: "企业报销制度常见的敏感品类（烟酒、礼品、购物卡等），以本单位制度为准",
            en:
                "Categories that expense policies often restrict (tobacco, alcohol, gifts, gift cards); the company's own policy decides"
        ),
        severity: .info
    ) { claim, _ in
        var hits: [Hit] = []
        for (index, line) in claim.invoice.lines.enumerated() {
            guard let name = ItemCategory.name(of: line.item), easilyPrivate.contains(where: { name == $0 })
            else {
                continue
            }
            hits.append(
                Hit(
                    zh: "第\(index + 1)行“\(line.item)”属于“\(name)”，金额\(line.amount.plain)，请确认业务用途。",
                    en: "Line \(index + 1), \(line.item), of \(line.amount.plain): confirm what it was for.",
                    [Evidence(field: "lines[\(index)].item", expected: "", found: line.item)]))
        }
        return hits
    }
}
