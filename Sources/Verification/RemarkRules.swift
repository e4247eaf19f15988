import Invoicing

/// What the remarks (备注) of a legacy invoice must say. A fully digital invoice has fields of its own for it.
enum RemarkRules {
    static let rules = [required, content]

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

    /// What remarks that are not empty should say: all of these, each in one of several words.
    private struct Content {
        var trigger: @Sendable (Substring?, String) -> Bool
        /// Whether fully digital invoices say it in the remarks, too.
        var isForDigital: Bool
        var words: [[String]]
        var zh: String
        var en: String
    }

    private static let places = ["县", "市", "区", "旗", "州", "镇", "乡", "村", "路", "街", "号", "弄"]

    private static let contents: [Content] = [
        Content(
            trigger: { category, _ in category == "建筑服务" }, isForDigital: false, words: [places],
            zh: "建筑服务发生地县（市、区）和项目名称", en: "the county and the name of the construction project"),
        Content(
            trigger: { category, item in category == "运输服务" && item.contains("货") }, isForDigital: false,
            words: [["起运", "始发", "出发", "起点", "装货", "从", "至", "-", "—", "→"], ["车", "船", "牌"]],
            zh: "起运地、到达地、车种车号和货物信息", en: "origin, destination, vehicle and goods"),
        Content(
            trigger: { category, item in
                category == "不动产" || (category == "经营租赁" && item.contains("房"))
            }, isForDigital: false, words: [places], zh: "不动产的详细地址", en: "the full address of the real estate"
        ),
        Content(
            trigger: { _, item in item.contains("车船税") }, isForDigital: false,
            words: [["保险单", "保单"], ["税"]], zh: "代收车船税的保险单号、税款所属期和金额",
            en: "policy number, period and amount of the vehicle tax"),
        Content(
            trigger: { _, item in item.contains("预付卡") && item.contains("结算") }, isForDigital: true,
            words: [["收到预付卡结算款"]], zh: "“收到预付卡结算款”", en: "“收到预付卡结算款” (prepaid card settlement)"),
        Content(
            trigger: { _, item in item.contains("代办退税") }, isForDigital: true, words: [["代办退税"]],
            zh: "“代办退税专用”", en: "“代办退税专用” (export refund by an agent)"),
    ]

    static let content = Rule(
        "remark.content", title: LocalizedText(zh: "备注内容可能不全", en: "The remarks may be incomplete"),
        basis: LocalizedText(
            zh: "税务机关关于备注栏填写的规定；措辞不一，仅作提示",
            en: "Rules of the tax administration on remarks; wordings differ, so it is a hint"),
        severity: .info
    ) { claim, _ in
        let invoice = claim.invoice
        let isDigital = invoice.kind == .digitalSpecial || invoice.kind == .digitalOrdinary
        guard invoice.kind != .other else { return [] }
        let isEmpty = invoice.remark.allSatisfy(\.isWhitespace)
        for (index, line) in invoice.lines.enumerated() {
            let category = ItemCategory.name(of: line.item)
            guard
                let content = contents.first(where: {
                    $0.trigger(category, line.item) && ($0.isForDigital || !isDigital)
                })
            else { continue }
            // Empty remarks of the services that `required` knows are told there.
            if isEmpty, !content.isForDigital, !line.item.contains("车船税") { continue }
            guard !content.words.allSatisfy({ $0.contains(where: invoice.remark.contains) }) else { continue }
            return [
                Hit(
                    zh:
                        "第\(index + 1)行“\(line.item)”一般要求备注注明\(content.zh)，备注为“\(invoice.remark.prefix(60))”。",
                    en:
                        "Line \(index + 1), \(line.item), usually asks for remarks with \(content.en); they say \"\(invoice.remark.prefix(60))\".",
                    [
                        Evidence(
                            field: "remark", expected: content.zh, found: String(invoice.remark.prefix(200)))
                    ])
            ]
        }
        return []
    }
}
