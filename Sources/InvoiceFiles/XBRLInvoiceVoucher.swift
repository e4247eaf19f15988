import Invoicing

/// The vouchers of legacy VAT invoices (taxonomy `inv`): ordinary (`inv_ord`), special (`inv_spcl`) and toll (`inv_tlf`), as
/// the issuer made them, with lines, or as the receiver recorded them, with totals alone.
enum XBRLInvoiceVoucher {
    private static let lineName = "InformationOfTaxableGoodsOrServicesDetailItemsTuple"
    private static let taxNumber = "TaxpayerIdentificationNumberUnifiedSocialCreditCodeOf"

    /// Whether an instance is such a voucher.
    static func matches(_ fields: FieldReader) -> Bool {
        fields.has("UniqueCodeOfInvoice") || fields.has("NumberOfInvoice")
    }

    /// Maps an instance to an invoice, and says what its parts say of each other.
    static func read(_ fields: FieldReader) throws(InvoiceFileError) -> (
        invoice: Invoice, integrity: Integrity
    ) {
        let number = try number(fields)
        let net = try fields.amount("TotalAmountExcludingTax")
        let tax = try fields.tax("TotalTaxAmount")
        let invoice = Invoice(
            kind: InvoiceKind(legacyCode: number.code) ?? .other, number: number,
            issued: try fields.day("DateOfIssue"),
            checkCode: (try fields.text("IdentifyingCode")).filter { !$0.isWhitespace },
            isRed: try isRed(fields, net),
            seller: try party(fields, "Seller", isRequired: true),
            buyer: try buyer(fields), lines: try lines(fields),
            totals: InvoiceTotals(
                net: net, tax: tax, gross: try gross(fields, net, tax),
                grossInWords: try fields.text("TaxIncludedAmountInWords")),
            remark: try fields.text("Remarks"), drawer: try fields.text("Issuer"))
        return (invoice, try integrity(fields, number))
    }

    /// Code and number, else what the unique code is made of: the code's 10 or 12 digits and the number's 8.
    private static func number(_ fields: FieldReader) throws(InvoiceFileError) -> InvoiceNumber {
        let unique = try fields.number("UniqueCodeOfInvoice")
        let number = try fields.number("NumberOfInvoice")
        if !number.isEmpty { return InvoiceNumber(code: try fields.number("CodeOfInvoice"), number: number) }
        guard unique.utf8.count == 18 || unique.utf8.count == 20,
            unique.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else {
            throw .unreadableField(
                "UniqueCodeOfInvoice", text: unique, fields.place(of: "UniqueCodeOfInvoice"))
        }
        // 20 digits that begin with a year are a fully digital invoice's number, not a code run together with one.
        if unique.utf8.count == 20, !unique.hasPrefix("0"), !unique.hasPrefix("1") {
            return InvoiceNumber(number: unique)
        }
        return InvoiceNumber(code: String(unique.dropLast(8)), number: String(unique.suffix(8)))
    }

    /// The gross amount, which the receiver's record leaves to be added up.
    private static func gross(
        _ fields: FieldReader, _ net: Money, _ tax: Money
    ) throws(InvoiceFileError) -> Money {
        if fields.has("TaxIncludedAmountInFigures") { return try fields.amount("TaxIncludedAmountInFigures") }
        guard let sum = try? net.adding(tax) else {
            throw .unreadableField(
                "TotalAmountExcludingTax", text: net.plain, fields.place(of: "TotalAmountExcludingTax"))
        }
        return sum
    }

    private static func party(
        _ fields: FieldReader, _ role: String, isRequired: Bool
    ) throws(InvoiceFileError) -> Party {
        Party(
            name: isRequired ? try fields.required("NameOf" + role) : try fields.text("NameOf" + role),
            taxIdentifier: try fields.taxIdentifier(taxNumber + role),
            contact: try fields.text("AddressPhoneNumberOf" + role),
            bank: try fields.text("DepositBankAndAccountNumberOf" + role))
    }

    /// The buyer, which is the accounting entity itself in the receiver's record.
    private static func buyer(_ fields: FieldReader) throws(InvoiceFileError) -> Party {
        guard !fields.has("NameOfPurchaser"), fields.has("NameOfAccountingEntity") else {
            return try party(fields, "Purchaser", isRequired: false)
        }
        return Party(
            name: try fields.text("NameOfAccountingEntity"),
            taxIdentifier: try fields.taxIdentifier("UnifiedSocialCreditCodeOfAccountingEntity"))
    }

    private static func isRed(_ fields: FieldReader, _ net: Money) throws(InvoiceFileError) -> Bool {
        let says = try fields.text("WhetherInvoiceIsRedInvoice").lowercased()
        return net.minor < 0 || ["是", "true", "1", "y"].contains(says)
    }

    private static func lines(_ fields: FieldReader) throws(InvoiceFileError) -> [InvoiceLine] {
        var lines: [InvoiceLine] = []
        for line in try fields.lines(lineName) {
            lines.append(
                InvoiceLine(
                    item: try line.text("NameOfTaxableGoodsOrServices"),
                    unitPrice: try line.decimal("UnitPriceOfGoodsOrServices"),
                    amount: try line.amount("AmountExcludingTax"),
                    rate: try line.rate("TaxRate"), tax: try line.tax("TaxAmount")))
        }
        return lines
    }

    /// The unique code is code and number run together: where it is not, one of them was changed.
    private static func integrity(
        _ fields: FieldReader, _ number: InvoiceNumber
    ) throws(InvoiceFileError) -> Integrity {
        let unique = try fields.text("UniqueCodeOfInvoice")
        var details = XBRLVoucher.unsigned.details
        if try fields.text("VoidMark").uppercased() == "Y" {
            details.insert(
                LocalizedText(zh: "凭证自己标明：该发票已作废。", en: "The voucher itself says that the invoice is void."),
                at: 0)
        }
        guard unique.isEmpty || unique == number.code + number.number else {
            let detail = LocalizedText(
                zh: "发票唯一代码 \(unique.prefix(40)) 与代码、号码 \(number.display.prefix(40)) 不一致。",
                en:
                    "The unique code, \(unique.prefix(40)), is not code and number, \(number.display.prefix(40))."
            )
            return Integrity(.changed, [detail] + details)
        }
        return Integrity(.unsigned, details)
    }
}
