import Invoicing

/// A bank's electronic receipt (银行电子回单, taxonomy `bker`): that money was paid, by whom to whom. It is no invoice.
///
/// Names by published descriptions of the data standard. The payee stands as the seller, the payer as the buyer, the amount
/// as a total without tax.
enum BankReceipt {
    private static let nature = LocalizedText(
        zh: "这是银行电子回单：证明款项已付，不是发票，不能代替发票入账。",
        en: "This is a bank's electronic receipt: it shows that money was paid, and is no invoice.")

    /// Whether an instance is one.
    static func matches(_ fields: FieldReader) -> Bool { fields.has("TransactionAmountInFigures") }

    /// Maps an instance.
    static func read(_ fields: FieldReader) throws(InvoiceFileError) -> InvoiceFile {
        let amount = try fields.amount("TransactionAmountInFigures")
        let number = try fields.number("NumberOfBankElectronicReceipt")
        var issued = IssueDate.unreadable("")
        for name in ["DateOfBookkeeping", "IssueDate", "DateOfIssue"] where issued.day == nil {
            issued = try fields.day(name)
        }
        var remark: [String] = []
        for (name, title) in [
            ("TypeOfBankElectronicReceipt", "回单类型"), ("Usage", "用途"), ("Notes", "附言"),
            ("BusinessSerialNumber", "业务流水号"),
        ] {
            let text = try fields.text(name)
            if !text.isEmpty { remark.append("\(title)：\(text)") }
        }
        let invoice = Invoice(
            kind: .other,
            number: InvoiceNumber(
                number: number.isEmpty
                    ? PrintedForm.identifier(try fields.required("IdentifyingCode")) : number),
            issued: issued, isRed: amount.minor < 0, seller: try party(fields, "Payee"),
            buyer: try party(fields, "Payer"), lines: [],
            totals: InvoiceTotals(
                net: amount, tax: Money(minor: 0), gross: amount,
                grossInWords: try fields.text("TransactionAmountInWords")),
            remark: remark.joined(separator: "；"))
        return InvoiceFile(
            format: .xbrl, content: .invoice(invoice),
            integrity: Integrity(.unsigned, [nature] + XBRLVoucher.unsigned.details))
    }

    private static func party(_ fields: FieldReader, _ role: String) throws(InvoiceFileError) -> Party {
        Party(
            name: try fields.text("AccountNameOf" + role), taxIdentifier: TaxIdentifier(""),
            bank: try fields.text("DepositoryBankOf" + role),
            account: try fields.text("AccountNumberOf" + role))
    }
}
