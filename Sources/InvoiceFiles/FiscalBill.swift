import Invoicing

/// An electronic fiscal bill (财政电子票据): the finance ministry's own XML, which has the root of a fully digital invoice but
/// a `Main` in its data, and the XBRL voucher `efi`, which has the same names side by side.
///
/// Names by the published descriptions of the data standard, not by a document of the ministry that could be had here: the
/// bill is read as another kind of document, so that nothing but what it says of itself is judged. Code of 8 digits and
/// number of 10, check code of 6 characters. It bears no VAT. The number of a natural person who pays is not read
/// (财会〔2024〕11号第四十三条).
enum FiscalBill {
    private static let unsigned = LocalizedText(
        zh: "财政电子票据的签名未核验，真伪以财政部门的票据查验平台为准。",
        en:
            "The signatures of the fiscal bill were not checked: only a look-up at the finance authority can confirm it."
    )
    private static let noLines = LocalizedText(
        zh: "项目明细与总金额对不上，因此只核对总金额，不核对明细。",
        en: "The items do not add up to the total, so only the total was checked.")

    /// Whether the data of an XML are those of a fiscal bill.
    static func matches(_ root: XMLElement) -> Bool { root.descendant("EInvoiceData", "Main") != nil }

    /// Whether an XBRL instance is one.
    static func matches(_ fields: FieldReader) -> Bool {
        fields.has("InvoicingPartyName") && fields.has("TotalAmount")
    }

    /// Maps the ministry's XML.
    static func read(_ document: XMLDocument) throws(InvoiceFileError) -> InvoiceFile {
        let data = try FieldReader(document, document.root).section("EInvoiceData")
        let main = try data.section("Main")
        var items: [InvoiceLine] = []
        for item in try data.section("Details").lines("Item") {
            let amount = try item.amount("ItemAmount")
            items.append(
                InvoiceLine(
                    item: try item.text("ItemName"), specification: try item.text("ItemStd"),
                    unit: try item.text("ItemUnit"), quantity: try item.decimal("ItemQuantity"),
                    amount: amount,
                    rate: .notTaxable, tax: Money(minor: 0)))
        }
        return try bill(
            main, issuer: try main.section("InvoicingParty"), payer: try main.section("PayerParty"),
            items: items,
            format: .fiscalXML)
    }

    /// Maps the XBRL voucher.
    static func read(_ fields: FieldReader) throws(InvoiceFileError) -> InvoiceFile {
        try bill(fields, issuer: fields, payer: fields, items: [], format: .xbrl)
    }

    private static func bill(
        _ main: FieldReader, issuer: FieldReader, payer: FieldReader, items: [InvoiceLine],
        format: InvoiceFile.Format
    ) throws(InvoiceFileError) -> InvoiceFile {
        let total = try main.amount("TotalAmount")
        let currency = try main.text("CurrencyType")
        guard ["", "CNY", "RMB", "156", "人民币"].contains(currency) else {
            throw .unreadableField("CurrencyType", text: currency, main.place(of: "CurrencyType"))
        }
        let isPerson = try payer.text("PayerPartyType") == "1"
        let number = try main.number("EInvoiceNumber")
        let sum = try? Money.sum(items.map(\.amount))
        let lines = sum == total ? items : []
        let invoice = Invoice(
            kind: .other,
            number: InvoiceNumber(
                code: try main.number("EInvoiceCode"),
                number: number.isEmpty ? PrintedForm.identifier(try main.required("EInvoiceID")) : number),
            issued: try main.day("IssueDate"), checkCode: try main.text("RandomNumber"),
            isRed: total.minor < 0,
            seller: Party(
                name: try issuer.required("InvoicingPartyName"),
                taxIdentifier: try issuer.taxIdentifier("InvoicingPartyCode"),
                bank: try issuer.text("RecOpBk"), account: try issuer.text("RecAcct")),
            buyer: Party(
                name: try payer.text("PayerPartyName"),
                taxIdentifier: isPerson ? TaxIdentifier("") : try payer.taxIdentifier("PayerPartyCode")),
            lines: lines,
            totals: InvoiceTotals(net: total, tax: Money(minor: 0), gross: total, grossInWords: ""),
            remark: [try main.text("EInvoiceName"), try main.text("Remark")].filter { !$0.isEmpty }
                .joined(separator: "；"),
            drawer: try main.text("HandlingPerson"))
        let details = [unsigned] + (lines.count == items.count ? [] : [noLines])
        return InvoiceFile(
            format: format, content: .invoice(invoice), integrity: Integrity(.unsigned, details))
    }
}
