import Invoicing

/// What the remarks (备注) of a legacy invoice must say. A fully digital invoice has fields of its own for it.
enum RemarkRules {
    static let rules = [required]

    private struct Requirement {
        var category: String
        var word: String
        var zh: String
        var en: String
    }

    private static let requirements = [
        Requirement(
            category: "建筑服务", word: "", zh: "建筑服务发生地县（市、区）名称和项目名称",
            en: "the county and the name of the construction project"),
        Requirement(
            category: "运输服务", word: "货", zh: "起运地、到达地、车种车号和货物信息",
            en: "origin, destination, vehicle and goods"),
        Requirement(category: "不动产", word: "", zh: "不动产的详细地址", en: "the full address of the real estate"),
        Requirement(
            category: "经营租赁", word: "房", zh: "不动产的详细地址", en: "the full address of the real estate"),
    ]

    static let required = Rule(
        "remark.required", title: LocalizedText(zh: "备注栏缺少必填内容", en: "The remarks lack what they must say"),
        basis: LocalizedText(
            zh: "税务机关关于备注栏填写的规定（建筑服务、货物运输、不动产等）",
            en: "Rules of the tax administration on remarks (construction, freight, real estate)"),
        severity: .warning
    ) { claim, _ in
        let invoice = claim.invoice
        guard invoice.kind != .digitalSpecial, invoice.kind != .digitalOrdinary, invoice.kind != .other,
            !invoice.number.code.isEmpty, invoice.remark.allSatisfy(\.isWhitespace)
        else { return [] }
        for (index, line) in invoice.lines.enumerated() {
            guard let name = ItemCategory.name(of: line.item),
                let requirement = requirements.first(where: {
                    name == $0.category && ($0.word.isEmpty || line.item.contains($0.word))
                })
            else { continue }
            return [
                Hit(
                    zh: "第\(index + 1)行“\(line.item)”要求备注栏注明\(requirement.zh)，但备注为空。",
                    en:
                        "Line \(index + 1), \(line.item), asks for remarks with \(requirement.en), but they are empty.",
                    [Evidence(field: "remark", expected: requirement.zh, found: "")])
            ]
        }
        return []
    }
}
