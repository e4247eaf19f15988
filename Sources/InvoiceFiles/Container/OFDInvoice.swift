import Invoicing

/// The invoice of an OFD document that attaches no data: its tags name the texts on the page that are its fields, and
/// its custom data hold some of them again. Newer fully digital invoices (数电票) are like this, and carry no signature.
enum OFDInvoice {
    /// Names of the custom data, and the field of the invoice's XML that each is.
    private static let customNames = [
        ("发票代码", "InvoiceCode"), ("发票号码", "InvoiceNo"), ("开票日期", "IssueDate"), ("校验码", "InvoiceCheckCode"),
        ("合计金额", "TaxExclusiveTotalAmount"), ("合计税额", "TaxTotalAmount"),
        ("价税合计", "TaxInclusiveTotalAmount"), ("开票人", "InvoiceClerk"), ("购买方名称", "BuyerName"),
        ("购买方纳税人识别号", "BuyerTaxID"), ("销售方名称", "SellerName"), ("销售方纳税人识别号", "SellerTaxID"),
    ]
    private static let headFields =
        customNames.map(\.1) + ["TaxInclusiveTotalAmountWithWords", "Note"]
    private static let partyFields = ["Name", "TaxID", "AddrTel", "FinancialAccount"]

    /// What is said where the lines cannot be told apart.
    static let noLines = LocalizedText(
        zh: "版式标签未按行给出明细，因此只核对票面合计，不核对明细。",
        en: "The tags do not give the lines one by one, so only the totals were checked.")

    /// Maps tags and custom data to an invoice.
    static func read(_ document: OFDDocument) throws(InvoiceFileError) -> Invoice {
        let fields = fields(of: document)
        guard fields["InvoiceNo"] != nil else { throw .nothingInContainer }
        func element(_ name: String, _ text: String) -> XMLElement {
            XMLElement(name: name, attributes: [:], offset: document.tags?.root.offset ?? 0, text: text)
        }
        var root = element("eInvoice", "")
        for name in headFields { if let text = fields[name] { root.children.append(element(name, text)) } }
        for party in ["Buyer", "Seller"] {
            var section = element(party, "")
            for name in partyFields {
                if let text = fields[party + name] { section.children.append(element(party + name, text)) }
            }
            root.children.append(section)
        }
        var goods = element("GoodsInfos", "")
        goods.children = lines(of: document)
        root.children.append(goods)
        var invoice = try LegacyInvoiceXML.read(XMLDocument(root: root, text: document.tags?.text ?? []))
        if invoice.number.code.isEmpty { invoice.kind = kind(document.texts) }
        if invoice.totals.grossInWords.isEmpty {
            invoice.totals.grossInWords = document.texts.first(where: isAmountInWords) ?? ""
        }
        return invoice
    }

    /// Where the custom data or the texts on the page say something else than the invoice.
    static func disagreements(_ document: OFDDocument, with invoice: Invoice) -> [LocalizedText] {
        func check(_ name: String, _ field: String, _ known: String, _ same: (String) -> Bool)
            -> [LocalizedText]
        {
            let custom = document.customData[name]
            let printed = document.tags.flatMap { text(of: field, in: $0.root) }
            var result: [LocalizedText] = []
            for (place, text) in [
                (LocalizedText(zh: "自定义数据", en: "custom data"), custom),
                (LocalizedText(zh: "版面文字", en: "text on the page"), printed),
            ] {
                guard let text, !text.isEmpty, !same(text) else { continue }
                result.append(
                    LocalizedText(
                        zh: "\(name)在\(place.zh)中为 \(text.prefix(40))，在发票数据中为 \(known.prefix(40))，两者不一致。",
                        en:
                            "\(field) is \(text.prefix(40)) in the \(place.en), but \(known.prefix(40)) in the invoice's data."
                    ))
            }
            return result
        }
        func amount(_ name: String, _ field: String, _ known: Money) -> [LocalizedText] {
            check(name, field, known.plain) { text in
                // A text that is no amount (`***`, a wrapped line) contradicts nothing.
                (try? Money(parsing: withoutSign(text))).map { $0 == known } ?? true
            }
        }
        return check("发票号码", "InvoiceNo", invoice.number.number) {
            $0.filter { !$0.isWhitespace } == invoice.number.number
        }
            + check("发票代码", "InvoiceCode", invoice.number.code) {
                $0.filter { !$0.isWhitespace } == invoice.number.code
            } + amount("合计金额", "TaxExclusiveTotalAmount", invoice.totals.net)
            + amount("合计税额", "TaxTotalAmount", invoice.totals.tax)
            + amount("价税合计", "TaxInclusiveTotalAmount", invoice.totals.gross)
    }

    private static func fields(of document: OFDDocument) -> [String: String] {
        var fields: [String: String] = [:]
        let partyNames = ["Buyer", "Seller"].flatMap { party in partyFields.map { party + $0 } }
        for name in headFields + partyNames {
            guard let tags = document.tags, let text = text(of: name, in: tags.root), !text.isEmpty else {
                continue
            }
            fields[name] = name.hasSuffix("Amount") ? withoutSign(text) : text
        }
        for (name, field) in customNames where fields[field] == nil {
            if let text = document.customData[name] {
                fields[field] = field.hasSuffix("Amount") ? withoutSign(text) : text
            }
        }
        for name in ["InvoiceNo", "InvoiceCode"] {
            fields[name] = fields[name]?.filter { !$0.isWhitespace }
        }
        return fields
    }

    /// The lines where the tags have one `GoodsInfo` each. One without an amount goes on with the item before it.
    private static func lines(of document: OFDDocument) -> [XMLElement] {
        guard let root = document.tags?.root else { return [] }
        var lines: [XMLElement] = []
        for var line in groups(in: root) {
            for index in line.children.indices where line.children[index].name.hasSuffix("Amount") {
                line.children[index].text = withoutSign(line.children[index].text)
            }
            if line.child("Amount")?.text.isEmpty ?? true {
                guard let last = lines.indices.last, let more = line.child("Item")?.text,
                    let item = lines[last].children.firstIndex(where: { $0.isNamed("Item") })
                else { continue }
                lines[last].children[item].text += more
            } else {
                lines.append(line)
            }
        }
        return lines
    }

    private static func groups(in element: XMLElement) -> [XMLElement] {
        element.children.flatMap { $0.isNamed("GoodsInfo") ? [$0] : groups(in: $0) }
    }

    /// The text of the first element of a name, at any depth but in the lines.
    private static func text(of name: String, in element: XMLElement) -> String? {
        for child in element.children where !child.isNamed("GoodsInfo") {
            if child.isNamed(name) { return child.text }
            if let found = text(of: name, in: child) { return found }
        }
        return nil
    }

    /// An amount without the sign of its currency, which is a text of its own on the page.
    private static func withoutSign(_ text: String) -> String {
        text.filter { $0 != "¥" && $0 != "￥" && !$0.isWhitespace }
    }

    /// A fully digital invoice names its kind in its title alone.
    private static func kind(_ texts: [String]) -> InvoiceKind {
        let title = texts.first { $0.contains("电子发票") } ?? ""
        if title.contains("专用发票") { return .digitalSpecial }
        return title.contains("普通发票") ? .digitalOrdinary : .other
    }

    private static func isAmountInWords(_ text: String) -> Bool {
        text.contains { "圆元".contains($0) } && UppercaseAmount.parse(text) != nil
    }
}
