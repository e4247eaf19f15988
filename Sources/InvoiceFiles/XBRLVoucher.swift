import Invoicing

/// The vouchers of the finance ministry's data standard (财政部电子凭证会计数据标准), XBRL instances with root `xbrl`: railway
/// e-tickets (rai), air transport receipts (atr), the receiver's record of a digital invoice (einv) and, in
/// ``XBRLInvoiceVoucher``, legacy invoices (inv).
///
/// Name and identity number of a passenger are personal data (财会〔2024〕11号第四十三条) that no rule needs: they are not read.
enum XBRLVoucher {
    /// What is said of every voucher.
    static let unsigned = Integrity(
        .unsigned,
        [
            LocalizedText(
                zh: "XBRL 凭证本身不含签名，真伪以其所属的版式文件和查验结果为准。",
                en: "The XBRL voucher carries no signature: its layout file and a look-up must confirm it.")
        ])

    /// Maps an instance to an invoice. Throws where it is of another type.
    static func read(_ document: XMLDocument) throws(InvoiceFileError) -> InvoiceFile {
        let fields = FieldReader(document, document.root)
        try checkCurrency(fields)
        let invoice: Invoice
        if fields.has("ElectronicInvoiceRailwayETicketNumber") {
            invoice = try railway(fields)
        } else if fields.has("ElectronicInvoiceAirTransportReceiptNumber") {
            invoice = try air(fields)
        } else if XBRLInvoiceVoucher.matches(fields) {
            let (invoice, integrity) = try XBRLInvoiceVoucher.read(fields)
            return InvoiceFile(format: .xbrl, content: .invoice(invoice), integrity: integrity)
        } else if fields.has("InvoiceNumber"), fields.has("TotalTax-includedAmount") {
            invoice = try receiver(fields)
        } else if BankReceipt.matches(fields) {
            return try BankReceipt.read(fields)
        } else if FiscalBill.matches(fields) {
            return try FiscalBill.read(fields)
        } else {
            throw .unknownDocument(root: title(of: document.root))
        }
        return InvoiceFile(format: .xbrl, content: .invoice(invoice), integrity: unsigned)
    }

    /// Vouchers of the standard that are no invoices and are not read, by the prefix of their taxonomy.
    private static let otherVouchers = [
        ("bkrs", "银行电子对账单"), ("ctp", "国库集中支付电子凭证"), ("ntrev", "电子非税收入一般缴款书"), ("efi", "财政电子票据"),
    ]

    /// What an instance that is not read calls itself: `xbrl bkrs 银行电子对账单`.
    private static func title(of root: XMLElement) -> String {
        for (prefix, title) in otherVouchers where root.attributes["xmlns:" + prefix] != nil {
            return "\(root.name) \(prefix) \(title)"
        }
        return root.name
    }

    /// Amounts are read as CNY, so that an instance with another currency is refused.
    private static func checkCurrency(_ fields: FieldReader) throws(InvoiceFileError) {
        for unit in fields.element.children("unit") {
            for measure in unit.children("measure") where measure.text.hasPrefix("iso4217:") {
                guard measure.text == "iso4217:CNY" else {
                    throw .unreadableField("measure", text: measure.text, fields.document.place(of: measure))
                }
            }
        }
    }

    /// A railway e-ticket: one line, with the fare as its gross amount.
    private static func railway(_ fields: FieldReader) throws(InvoiceFileError) -> Invoice {
        let fare = try fields.amount("Fare")
        let tax = try fields.tax("TaxAmount")
        // The voucher of a fee for a refund or a change may leave out what the fare comes to without tax.
        let net =
            fields.has("TotalAmountExcludingTax")
            ? try fields.amount("TotalAmountExcludingTax")
            : try sum(fields, fare, Money(minor: 0 - tax.minor))
        let journey = [
            try fields.text("DepartureStation"), try fields.text("DestinationStation"),
            try fields.text("TrainNumber"),
        ]
        let line = InvoiceLine(
            item: "铁路旅客运输 " + journey.filter { !$0.isEmpty }.joined(separator: " "), amount: net,
            rate: try fields.rate("TaxRate"), tax: tax)
        return Invoice(
            kind: .other,
            number: InvoiceNumber(number: try fields.required("ElectronicInvoiceRailwayETicketNumber")),
            issued: try fields.day("DateOfIssue"), isRed: fare.minor < 0,
            seller: Party(name: try fields.text("IssueParty"), taxIdentifier: TaxIdentifier("")),
            buyer: try purchaser(fields), lines: [line],
            totals: InvoiceTotals(net: net, tax: tax, gross: fare, grossInWords: ""),
            remark: try remark(
                fields, "Remarks",
                [
                    ("TravelDate", "乘车日期"), ("TypeOfBusiness", "业务类型"), ("NumberOfOriginalInvoice", "原发票号码"),
                    ("AmountRefunded", "退款金额"),
                ]))
    }

    /// The remarks, and facts of the journey that have no field of their own, each with its name.
    private static func remark(
        _ fields: FieldReader, _ remarks: String, _ facts: [(String, String)]
    ) throws(InvoiceFileError) -> String {
        var parts = [try fields.text(remarks)]
        for (name, title) in facts {
            let text = try fields.text(name)
            if !text.isEmpty { parts.append("\(title)：\(text)") }
        }
        return parts.filter { !$0.isEmpty }.joined(separator: "；")
    }

    /// The flights of an air receipt, which may be several: `上海虹桥 北京首都 MU5101 2026-07-04`.
    private static func flights(_ fields: FieldReader) throws(InvoiceFileError) -> [String] {
        var flights: [String] = []
        let tuples = try fields.lines("DetailInformationOfAirTicketTuple")
        for flight in tuples.isEmpty ? [fields] : tuples.prefix(8).map({ $0 }) {
            var parts: [String] = []
            for name in ["DepartureStation", "DestinationStation", "Flight", "CarrierDate"] {
                let text = try flight.text(name)
                if !text.isEmpty { parts.append(text) }
            }
            if !parts.isEmpty { flights.append(parts.joined(separator: " ")) }
        }
        return flights
    }

    /// An air transport receipt: fare and fuel surcharge bear VAT, the development fund and other taxes do not, so that
    /// they are lines outside of its scope.
    private static func air(_ fields: FieldReader) throws(InvoiceFileError) -> Invoice {
        let tax = try fields.tax("VatTaxAmount")
        let rate = try fields.rate("VatRate")
        let taxed = try sum(fields, try fields.amount("Fare"), try fields.tax("FuelSurcharge"))
        var net = taxed
        let item = (["航空旅客运输（票价及燃油附加费）"] + (try flights(fields))).joined(separator: " ")
        var lines = [InvoiceLine(item: item, amount: taxed, rate: rate, tax: tax)]
        for (name, item) in [("CivilAviationDevelopmentFund", "民航发展基金"), ("OtherTaxes", "其他税费")] {
            let amount = try fields.tax(name)
            guard amount.minor != 0 else { continue }
            net = try sum(fields, net, amount)
            lines.append(InvoiceLine(item: item, amount: amount, rate: .notTaxable, tax: Money(minor: 0)))
        }
        let gross = try fields.amount("TotalAmount")
        let issued = try fields.text("IssueDate")
        return Invoice(
            kind: .other,
            number: InvoiceNumber(number: try fields.required("ElectronicInvoiceAirTransportReceiptNumber")),
            issued: PrintedForm.day(issued.isEmpty ? try fields.text("DateOfIssue") : issued),
            isRed: gross.minor < 0,
            seller: Party(
                name: try fields.text("NameOfSeller"),
                taxIdentifier: try fields.taxIdentifier("UnifiedSocialCreditCodeOfSeller")),
            buyer: try purchaser(fields), lines: lines,
            totals: InvoiceTotals(net: net, tax: tax, gross: gross, grossInWords: ""),
            remark: try remark(
                fields, "Endorsement", [("IssuingStatus", "开具状态"), ("ReasonOfRushRed", "红冲原因")]))
    }

    /// What the receiver records of a digital invoice: its totals without its lines.
    private static func receiver(_ fields: FieldReader) throws(InvoiceFileError) -> Invoice {
        let gross = try fields.amount("TotalTax-includedAmount")
        return Invoice(
            kind: fields.has("WhetherEinvoiceUsageHasBeenConfirmed") ? .digitalSpecial : .digitalOrdinary,
            number: InvoiceNumber(number: try fields.required("InvoiceNumber")),
            issued: try fields.day("RequestTime"), isRed: gross.minor < 0,
            seller: Party(
                name: try fields.required("SellerName"),
                taxIdentifier: try fields.taxIdentifier("SellerIdNum")),
            buyer: Party(
                name: try fields.text("NameOfAccountingEntity"),
                taxIdentifier: try fields.taxIdentifier("UnifiedSocialCreditCodeOfAccountingEntity")),
            lines: [],
            totals: InvoiceTotals(
                net: try fields.amount("TotalAmWithoutTax"), tax: try fields.tax("TotalTaxAm"), gross: gross,
                grossInWords: ""))
    }

    private static func purchaser(_ fields: FieldReader) throws(InvoiceFileError) -> Party {
        Party(
            name: try fields.text("NameOfPurchaser"),
            taxIdentifier: try fields.taxIdentifier("UnifiedSocialCreditCodeOfPurchaser"))
    }

    private static func sum(_ fields: FieldReader, _ left: Money, _ right: Money) throws(InvoiceFileError)
        -> Money
    {
        guard let sum = try? left.adding(right) else {
            throw .unreadableField("Fare", text: left.plain, fields.place(of: "Fare"))
        }
        return sum
    }
}
