import Invoicing

/// The XML of a legacy e-invoice (税控电子发票): root `eInvoice` of `http://www.edrm.org.cn/schema/e-invoice/2019`.
enum LegacyInvoiceXML {
    /// What is said of a document that lies outside its OFD file, whose signature would cover it.
    static let looseDocument = LocalizedText(
        zh: "此 XML 单独存放，签名在其所属的 OFD 文件里；真伪以查验结果为准。",
        en: "This XML lies outside the OFD file whose signature covers it: only a look-up can confirm it.")

    /// The QR code of the face, which the document holds as its text (`GraphCode`); nothing where it has none that can be read.
    static func payload(_ document: XMLDocument) throws(InvoiceFileError) -> QRPayload? {
        let text = try FieldReader(document, document.root).text("GraphCode")
        return try? QRPayload.reader(for: text)?.read(text)
    }

    /// Maps a document to an invoice.
    static func read(_ document: XMLDocument) throws(InvoiceFileError) -> Invoice {
        let root = FieldReader(document, document.root)
        let code = try root.number("InvoiceCode")
        let seller = try root.section("Seller")
        let buyer = try root.section("Buyer")
        var lines: [InvoiceLine] = []
        for line in try root.section("GoodsInfos").lines("GoodsInfo") {
            lines.append(
                InvoiceLine(
                    item: try line.text("Item"), specification: try line.text("Specification"),
                    unit: try line.text("MeasurementDimension"), quantity: try line.decimal("Quantity"),
                    unitPrice: try line.decimal("Price"), amount: try line.amount("Amount"),
                    rate: try line.rate("TaxScheme"), tax: try line.tax("TaxAmount")))
        }
        let gross = try root.amount("TaxInclusiveTotalAmount")
        return Invoice(
            kind: InvoiceKind(legacyCode: code) ?? .other,
            number: InvoiceNumber(code: code, number: PrintedForm.identifier(try root.required("InvoiceNo"))),
            issued: try root.day("IssueDate"),
            checkCode: (try root.text("InvoiceCheckCode")).filter { !$0.isWhitespace },
            isRed: gross.minor < 0,
            seller: Party(
                name: try seller.required("SellerName"),
                taxIdentifier: try seller.taxIdentifier("SellerTaxID"),
                contact: try seller.text("SellerAddrTel"), bank: try seller.text("SellerFinancialAccount")),
            buyer: Party(
                name: try buyer.text("BuyerName"), taxIdentifier: try buyer.taxIdentifier("BuyerTaxID"),
                contact: try buyer.text("BuyerAddrTel"), bank: try buyer.text("BuyerFinancialAccount")),
            lines: lines,
            totals: InvoiceTotals(
                net: try root.amount("TaxExclusiveTotalAmount"), tax: try root.tax("TaxTotalAmount"),
                gross: gross, grossInWords: try root.text("TaxInclusiveTotalAmountWithWords")),
            remark: try root.text("Note"), drawer: try root.text("InvoiceClerk"))
    }
}
