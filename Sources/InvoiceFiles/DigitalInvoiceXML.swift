import Invoicing

/// The tax bureau's XML of a fully digital invoice (数电票): root `EInvoice`, no namespace, elements in any order.
enum DigitalInvoiceXML {
    /// Maps a document to an invoice.
    static func read(_ document: XMLDocument) throws(InvoiceFileError) -> InvoiceFile {
        let root = FieldReader(document, document.root)
        let header = try root.section("Header")
        let data = try root.section("EInvoiceData")
        let basic = try data.section("BasicInformation")
        let supervision = try root.section("TaxSupervisionInfo")

        let headerNumber = try header.number("EIid")
        let supervisedNumber = try supervision.number("InvoiceNumber")
        let number = supervisedNumber.isEmpty ? headerNumber : supervisedNumber
        guard !number.isEmpty else { throw .missingField("EIid", header.place(of: "EIid")) }

        var lines: [InvoiceLine] = []
        for line in try data.lines("IssuItemInformation") { lines.append(try readLine(line)) }
        let gross = try basic.amount("TotalTax-includedAmount")
        let label = try header.section("InherentLabel")
        let issueTime = try supervision.text("IssueTime")
        let requestTime = try basic.text("RequestTime")
        let invoice = Invoice(
            kind: try kind(label),
            number: InvoiceNumber(number: number),
            issued: PrintedForm.day(issueTime.isEmpty ? requestTime : issueTime),
            isRed: try isRed(label, gross: gross),
            seller: try readParty(try data.section("SellerInformation"), prefix: "Seller", isRequired: true),
            buyer: try readParty(try data.section("BuyerInformation"), prefix: "Buyer", isRequired: false),
            lines: lines,
            totals: InvoiceTotals(
                net: try basic.amount("TotalAmWithoutTax"), tax: try basic.tax("TotalTaxAm"), gross: gross,
                grossInWords: try basic.text("TotalTax-includedAmountInChinese")),
            remark: try remark(data, header),
            drawer: try basic.text("Drawer"))
        let integrity = try integrity(
            root, headerNumber: headerNumber, supervisedNumber: supervisedNumber)
        return InvoiceFile(format: .digitalXML, content: .invoice(invoice), integrity: integrity)
    }

    private static func kind(_ label: FieldReader) throws(InvoiceFileError) -> InvoiceKind {
        let kind = try label.section("GeneralOrSpecialVAT")
        let name = try kind.text("LabelName")
        switch try kind.text("LabelCode") {
        case "01": return .digitalSpecial
        case "02": return .digitalOrdinary
        case "" where name.contains("专用发票"): return .digitalSpecial
        case "" where name.contains("普通发票"): return .digitalOrdinary
        default: return .other
        }
    }

    private static func remark(_ data: FieldReader, _ header: FieldReader) throws(InvoiceFileError) -> String
    {
        let printed = try data.section("AdditionalInformation").text("Remark")
        let facts = try SpecialBusiness.facts(data)
        let scheme = printed.contains("差额征税") ? [] : try SpecialBusiness.marginScheme(header)
        return ([printed] + facts + scheme).filter { !$0.isEmpty }.joined(separator: "；")
    }

    /// The label says `N` on a red invoice; where there is no label the sign of the total says it.
    private static func isRed(_ label: FieldReader, gross: Money) throws(InvoiceFileError) -> Bool {
        switch try label.section("InIssuType").text("LabelCode").uppercased() {
        case "Y": false
        case "N": true
        default: gross.minor < 0
        }
    }

    /// A party. A natural person who buys may have no name on the invoice; a seller always has one.
    private static func readParty(
        _ fields: FieldReader, prefix: String, isRequired: Bool
    ) throws(InvoiceFileError) -> Party {
        let contact = [try fields.text(prefix + "Addr"), try fields.text(prefix + "TelNum")]
        return Party(
            name: isRequired ? try fields.required(prefix + "Name") : try fields.text(prefix + "Name"),
            taxIdentifier: try fields.taxIdentifier(prefix + "IdNum"),
            contact: contact.filter { !$0.isEmpty }.joined(separator: " "),
            bank: try fields.text(prefix + "BankName"), account: try fields.text(prefix + "BankAccNum"))
    }

    private static func readLine(_ fields: FieldReader) throws(InvoiceFileError) -> InvoiceLine {
        InvoiceLine(
            item: try fields.text("ItemName"), specification: try fields.text("SpecMod"),
            unit: try fields.text("MeaUnits"), quantity: try fields.decimal("Quantity"),
            unitPrice: try fields.decimal("UnPrice"), amount: try fields.amount("Amount"),
            rate: try fields.rate("TaxRate"), tax: try fields.tax("ComTaxAm"))
    }

    /// The two places that hold the number must agree. The tax bureau's signature is detached and its key is not in
    /// the file, so it is named, never counted as proof.
    private static func integrity(
        _ root: FieldReader, headerNumber: String, supervisedNumber: String
    ) throws(InvoiceFileError) -> Integrity {
        if !headerNumber.isEmpty, !supervisedNumber.isEmpty, headerNumber != supervisedNumber {
            return Integrity(
                .changed,
                [
                    LocalizedText(
                        zh:
                            "头部的发票号码 \(headerNumber.prefix(40)) 与税务监管信息中的 \(supervisedNumber.prefix(40)) 不一致。",
                        en:
                            "The number in the header, \(headerNumber.prefix(40)), is not the one in the tax bureau's part, \(supervisedNumber.prefix(40))."
                    )
                ])
        }
        let signature = try root.section("TaxBureauSignature")
        guard !(try signature.text("SignatureValue")).isEmpty else {
            return Integrity(
                .unsigned,
                [
                    LocalizedText(
                        zh: "文件不含税务机关签名，真伪以查验结果为准。",
                        en:
                            "The file carries no signature of the tax bureau: only a look-up there can confirm it."
                    )
                ])
        }
        return Integrity(
            .unsigned,
            [
                LocalizedText(
                    zh: "文件带有税务机关签名，但不含可供核验的公钥，签名未核验；真伪以查验结果为准。",
                    en:
                        "The file carries a signature of the tax bureau but no key to check it with, so it was not checked: only a look-up there can confirm it."
                )
            ])
    }
}
