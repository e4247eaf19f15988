import Invoicing

/// What an XML of a fully digital invoice says outside of the fields that an `Invoice` has: of a special business
/// (`SpecificInformation`, 特定业务) and in further pairs of name and value (`AdditionalInformation`).
///
/// It is told behind the remarks, each fact with its name, as the printed form does for a red invoice. Sections that may
/// name a traveller or a driver are named without what is in them (财会〔2024〕11号第四十三条).
enum SpecialBusiness {
    /// Facts that are told.
    private static let mostFacts = 40
    /// Characters of one value.
    private static let longestValue = 200

    /// Sections whose facts are about things and places alone, with their titles.
    private static let sections = [
        "RedEInvoice": "红字发票", "ConstructionServices": "建筑服务", "Toll": "通行费",
    ]
    private static let titles = [
        "OriginalInvoiceCode": "被红冲蓝字发票", "OriginalInvoiceNumber": "被红冲蓝字发票号码",
        "CreditNoteNumber": "红字信息确认单编号",
        "PlateNumber": "车牌号", "VehicleType": "车辆类型", "StartDatesOfPassage": "通行日期起",
        "EndDatesOfPassage": "通行日期止",
    ]

    /// The facts of the data, each as `name：value`.
    static func facts(_ data: FieldReader) throws(InvoiceFileError) -> [String] {
        var facts: [String] = []
        for section in try data.section("SpecificInformation").element.children.prefix(mostFacts) {
            guard let title = sections[section.name] else {
                let isEmpty = section.children.isEmpty && section.text.isEmpty
                if !isEmpty { facts.append("特定业务：\(section.name.prefix(60))") }
                continue
            }
            let own = leaves(of: section)
            if !own.isEmpty { facts.append("[\(title)] " + own.joined(separator: "；")) }
        }
        for pair in try data.section("AdditionalInformation").element.children("Additional").prefix(mostFacts)
        {
            let name = pair.child("Information")?.text ?? ""
            let value = pair.child("InformationValue")?.text ?? ""
            guard !name.isEmpty || !value.isEmpty else { continue }
            facts.append(
                [name, value].filter { !$0.isEmpty }.map { String($0.prefix(longestValue)) }.joined(
                    separator: "："))
        }
        return Array(facts.prefix(mostFacts))
    }

    /// The margin scheme, where a label of the header names it: the remarks of a fully digital invoice need not.
    static func marginScheme(_ header: FieldReader) throws(InvoiceFileError) -> [String] {
        let labels = try header.section("UndefinedLabel").element.children("Label").prefix(mostFacts)
        let names = labels.flatMap { [$0.child("LabelType")?.text ?? "", $0.child("LabelName")?.text ?? ""] }
        return names.filter { $0.contains("差额征税") }.prefix(1).map { String($0.prefix(longestValue)) }
    }

    private static func leaves(of section: XMLElement) -> [String] {
        var leaves: [String] = []
        for element in section.children.prefix(mostFacts) {
            // Some issuers give several vehicles or journeys, one element each.
            for leaf in element.children.isEmpty ? [element] : element.children where !leaf.text.isEmpty {
                leaves.append("\(titles[leaf.name] ?? leaf.name)：\(leaf.text.prefix(longestValue))")
            }
        }
        return Array(leaves.prefix(mostFacts))
    }
}
