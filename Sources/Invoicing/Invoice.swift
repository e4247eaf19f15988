/// A seller (销售方) or buyer (购买方) as printed.
public struct Party: Hashable, Codable, Sendable {
    /// The registered name.
    public var name: String
    /// The taxpayer number; empty for a natural person.
    public var taxIdentifier: TaxIdentifier
    /// Address and telephone, as printed; may be empty.
    public var contact: String
    /// The bank of the account; may be empty.
    public var bank: String
    /// The account number; may be empty.
    public var account: String

    private enum CodingKeys: String, CodingKey {
        case name
        case taxIdentifier = "tax_id"
        case contact
        case bank
        case account
    }

    /// Makes a party.
    public init(
        name: String, taxIdentifier: TaxIdentifier, contact: String = "", bank: String = "",
        account: String = ""
    ) {
        self.name = name
        self.taxIdentifier = taxIdentifier
        self.contact = contact
        self.bank = bank
        self.account = account
    }
}

/// One line of an invoice (明细行).
public struct InvoiceLine: Hashable, Codable, Sendable {
    /// The item with its category between stars, as `*信息技术服务*软件维护`.
    public var item: String
    /// Specification or model; may be empty.
    public var specification: String
    /// Unit of measure; may be empty.
    public var unit: String
    /// Quantity (数量), where the line has one.
    public var quantity: ExactDecimal?
    /// Unit price without tax (单价), where the line has one.
    public var unitPrice: ExactDecimal?
    /// Amount without tax (金额). Negative on a discount line (折扣行).
    public var amount: Money
    /// Tax rate (税率).
    public var rate: TaxRate
    /// Tax (税额).
    public var tax: Money

    private enum CodingKeys: String, CodingKey {
        case item
        case specification
        case unit
        case quantity
        case unitPrice = "unit_price"
        case amount
        case rate
        case tax
    }

    /// Makes a line.
    public init(
        item: String, specification: String = "", unit: String = "", quantity: ExactDecimal? = nil,
        unitPrice: ExactDecimal? = nil, amount: Money, rate: TaxRate, tax: Money
    ) {
        self.item = item
        self.specification = specification
        self.unit = unit
        self.quantity = quantity
        self.unitPrice = unitPrice
        self.amount = amount
        self.rate = rate
        self.tax = tax
    }
}

/// The totals of an invoice.
public struct InvoiceTotals: Hashable, Codable, Sendable {
    /// Total without tax (合计金额).
    public var net: Money
    /// Total tax (合计税额).
    public var tax: Money
    /// Total with tax (价税合计), in digits.
    public var gross: Money
    /// Total with tax in uppercase Chinese (价税合计大写), as printed; empty where the document has none.
    public var grossInWords: String

    private enum CodingKeys: String, CodingKey {
        case net
        case tax
        case gross
        case grossInWords = "gross_in_words"
    }

    /// Makes totals.
    public init(net: Money, tax: Money, gross: Money, grossInWords: String) {
        self.net = net
        self.tax = tax
        self.gross = gross
        self.grossInWords = grossInWords
    }
}

/// An electronic invoice as printed: nothing in it has been judged yet.
public struct Invoice: Hashable, Codable, Sendable {
    /// Its kind.
    public var kind: InvoiceKind
    /// Code and number.
    public var number: InvoiceNumber
    /// Day of issue (开票日期).
    public var issued: IssueDate
    /// Check code (校验码) of legacy invoices; may be empty.
    public var checkCode: String
    /// Whether it is a red invoice (红字发票), which takes back a blue one: all amounts are negative.
    public var isRed: Bool
    /// The seller.
    public var seller: Party
    /// The buyer.
    public var buyer: Party
    /// The lines.
    public var lines: [InvoiceLine]
    /// The totals.
    public var totals: InvoiceTotals
    /// Remarks (备注).
    public var remark: String
    /// Who issued it (开票人); may be empty.
    public var drawer: String

    private enum CodingKeys: String, CodingKey {
        case kind
        case number
        case issued
        case checkCode = "check_code"
        case isRed = "red"
        case seller
        case buyer
        case lines
        case totals
        case remark
        case drawer
    }

    /// Makes an invoice.
    public init(
        kind: InvoiceKind, number: InvoiceNumber, issued: IssueDate, checkCode: String = "",
        isRed: Bool = false,
        seller: Party, buyer: Party, lines: [InvoiceLine], totals: InvoiceTotals, remark: String = "",
        drawer: String = ""
    ) {
        self.kind = kind
        self.number = number
        self.issued = issued
        self.checkCode = checkCode
        self.isRed = isRed
        self.seller = seller
        self.buyer = buyer
        self.lines = lines
        self.totals = totals
        self.remark = remark
        self.drawer = drawer
    }
}
