import Invoicing

/// Writes a fully digital invoice (数电票) as XML in the layout of the tax bureau's files: root `EInvoice`, version
/// 0.31, no namespace. It bears no signature and says so in its place.
enum EInvoiceXML {
    /// The file of an invoice whose seller is registered in `district`.
    static func text(of invoice: Invoice, district: District) -> String {
        var writer = XMLWriter()
        // Files of one invoice are the same, whoever attaches them.
        var random = SampleRandom(text: invoice.number.number)
        let time =
            "\(random.within(9...17).padded(2)):\(random.below(60).padded(2)):\(random.below(60).padded(2))"
        writer.element("EInvoice") { writer in
            writer.element("Header") { header(of: invoice, district: district, &$0) }
            writer.element("EInvoiceData") { data(of: invoice, time: time, &$0) }
            writer.element("SellerAuthentication") { $0.element("AuthenticationMethods", "01") }
            writer.element("TaxSupervisionInfo") { writer in
                writer.element("InvoiceNumber", invoice.number.number)
                writer.element("IssueTime", invoice.issued.description)
                writer.element("TaxBureauCode", "1" + district.legacyRegion + "000000")
                writer.element("TaxBureauName", "国家税务总局\(district.taxBureau)税务局")
            }
            writer.element("TaxBureauSignature") { writer in
                writer.element("SignatureAlgorithm", "1.2.156.10197.1.501")
                writer.element("SignatureFormat", "DETACH")
                writer.element("SignatureTime", "\(invoice.issued) \(time)")
                writer.element("SignatureValue", "SAMPLE-DATA-NOT-SIGNED")
            }
        }
        return writer.text
    }

    private static func header(of invoice: Invoice, district: District, _ writer: inout XMLWriter) {
        writer.element("EIid", invoice.number.number)
        writer.element("EInvoiceTag", "SWEI" + district.legacyRegion)
        writer.element("Version", "0.31")
        let isSmallScale = invoice.lines.contains { $0.rate == .basisPoints(100) }
        let labels = [
            ("InIssuType", invoice.isRed ? "N" : "Y", "是否蓝字发票标志"),
            ("EInvoiceType", "01", "电子发票"),
            (
                "GeneralOrSpecialVAT", invoice.kind.isSpecial ? "01" : "02",
                invoice.kind.isSpecial ? "增值税专用发票" : "普通发票"
            ),
            ("TaxpayerType", isSmallScale ? "2" : "1", isSmallScale ? "小规模纳税人" : "一般纳税人"),
        ]
        writer.element("InherentLabel") { writer in
            for (name, code, title) in labels {
                writer.element(name) { writer in
                    writer.element("LabelCode", code)
                    writer.element("LabelName", title)
                }
            }
        }
    }

    private static func data(of invoice: Invoice, time: String, _ writer: inout XMLWriter) {
        writer.element("SellerInformation") { party(invoice.seller, "Seller", &$0) }
        writer.element("BuyerInformation") { party(invoice.buyer, "Buyer", &$0) }
        writer.element("BasicInformation") { writer in
            writer.element("TotalAmWithoutTax", invoice.totals.net.plain)
            writer.element("TotalTaxAm", invoice.totals.tax.plain)
            writer.element("TotalTax-includedAmount", invoice.totals.gross.plain)
            writer.element("TotalTax-includedAmountInChinese", invoice.totals.grossInWords)
            writer.element("Drawer", invoice.drawer)
            writer.element("RequestTime", "\(invoice.issued) \(time)")
        }
        for line in invoice.lines { writer.element("IssuItemInformation") { item(line, &$0) } }
        writer.element("SpecificInformation") { writer in
            let numbers = invoice.remark.split { !$0.isASCII || !$0.isNumber }.filter { $0.count == 20 }
            guard invoice.isRed, numbers.count == 2 else { return }
            writer.element("RedEInvoice") { writer in
                writer.element("OriginalInvoiceCode", String(numbers[0]))
                writer.element("CreditNoteNumber", String(numbers[1]))
            }
        }
        writer.element("AdditionalInformation") { writer in
            if !invoice.remark.isEmpty { writer.element("Remark", invoice.remark) }
        }
    }

    private static func party(_ party: Party, _ prefix: String, _ writer: inout XMLWriter) {
        writer.element(prefix + "IdNum", party.taxIdentifier.text)
        writer.element(prefix + "Name", party.name)
        if let space = party.contact.lastIndex(of: " ") {
            writer.element(prefix + "Addr", String(party.contact[..<space]))
            writer.element(prefix + "TelNum", String(party.contact[party.contact.index(after: space)...]))
        }
        guard !party.account.isEmpty else { return }
        writer.element(prefix + "BankName", party.bank)
        writer.element(prefix + "BankAccNum", party.account)
    }

    private static func item(_ line: InvoiceLine, _ writer: inout XMLWriter) {
        writer.element("ItemName", line.item)
        if !line.specification.isEmpty { writer.element("SpecMod", line.specification) }
        if !line.unit.isEmpty { writer.element("MeaUnits", line.unit) }
        if let quantity = line.quantity { writer.element("Quantity", quantity.description) }
        if let price = line.unitPrice { writer.element("UnPrice", price.description) }
        writer.element("Amount", line.amount.plain)
        writer.element("TaxRate", fraction(line.rate))
        writer.element("ComTaxAm", line.tax.plain)
        writer.element("TotaltaxIncludedAmount", Money(minor: line.amount.minor + line.tax.minor).plain)
        let category = line.item.split(separator: "*").first.map(String.init) ?? ""
        writer.element("TaxClassificationCode", TaxClassification.code(of: category))
    }

    /// A rate as these files write it: `0.06`, or the word.
    private static func fraction(_ rate: TaxRate) -> String {
        guard case .basisPoints(let points) = rate else { return rate.description }
        return ExactDecimal.trimmed(mantissa: Int64(points), scale: 4).description
    }
}

/// The nineteen digits of the tax classification (商品和服务税收分类编码) by short name; zeros where we do not know
/// them. Meals and accommodation are confirmed by several sources, the rest is UNCONFIRMED.
enum TaxClassification {
    static func code(of category: String) -> String { codes[category] ?? "0000000000000000000" }

    private static let codes = [
        "餐饮服务": "3070401000000000000", "住宿服务": "3070402000000000000",
        "信息技术服务": "3040203000000000000", "研发和技术服务": "3040101000000000000",
        "设计服务": "3040301000000000000", "广告服务": "3040303000000000000",
        "会议展览服务": "3040304000000000000", "鉴证咨询服务": "3040603000000000000",
        "企业管理服务": "3040801000000000000", "人力资源服务": "3040803000000000000",
        "安全保护服务": "3040804000000000000", "汽油": "1070101010100000000",
    ]
}

/// Writes indented XML. Text is escaped, and what XML 1.0 (section 2.2) cannot carry becomes U+FFFD.
struct XMLWriter {
    private(set) var text = "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n"
    private var indentation = ""

    /// An element with a text.
    mutating func element(_ name: String, _ content: String) {
        text += "\(indentation)<\(name)>"
        for scalar in content.unicodeScalars { append(scalar) }
        text += "</\(name)>\n"
    }

    /// An element with elements inside.
    mutating func element(_ name: String, _ inside: (inout XMLWriter) -> Void) {
        let outer = indentation
        text += "\(outer)<\(name)>\n"
        let start = text.utf8.count
        indentation += "  "
        inside(&self)
        indentation = outer
        if text.utf8.count == start {
            text.removeLast(name.count + 3)
            text += "<\(name)/>\n"
        } else {
            text += "\(outer)</\(name)>\n"
        }
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "&": text += "&amp;"
        case "<": text += "&lt;"
        case ">": text += "&gt;"
        case "\r": text += "&#13;"
        case "\u{9}", "\u{A}", "\u{20}"..."\u{D7FF}", "\u{E000}"..."\u{FFFD}", "\u{10000}"..."\u{10FFFF}":
            text.unicodeScalars.append(scalar)
        default: text.unicodeScalars.append("\u{FFFD}")
        }
    }
}
