import Foundation
import InvoiceFiles
import Invoicing
import Testing

@Suite("Fiscal bills and bank receipts")
struct OtherVoucherTests {
    /// A fiscal bill as the data standard describes it; all names and numbers are made up.
    private static func bill(_ main: String = "", items: String = items, payer: String = payer) -> Data {
        Data(
            """
            <?xml version="1.0" encoding="UTF-8"?><EInvoice><Header><EInvoiceID>3106012026</EInvoiceID>\
            <EInvoiceTag>CZ-EI</EInvoiceTag><Version>1.0</Version></Header><EInvoiceData><Main>\
            <EInvoiceName>非税收入统一票据（电子）</EInvoiceName><EInvoiceCode>31010126</EInvoiceCode>\
            <EInvoiceNumber>0012345678</EInvoiceNumber><RandomNumber>a1b2c3</RandomNumber>\
            <TotalAmount>350.00</TotalAmount><IssueDate>20260528</IssueDate><IssueTime>10:11:12</IssueTime>\
            <InvoicingParty><InvoicingPartyCode>12310000425000000A</InvoicingPartyCode>\
            <InvoicingPartyName>某某考试院</InvoicingPartyName></InvoicingParty>\(payer)\(main)</Main>\(items)\
            </EInvoiceData><EInvoiceSignature/></EInvoice>
            """.utf8)
    }
    private static let payer =
        "<PayerParty><PayerPartyType>2</PayerPartyType><PayerPartyCode>91512081MA62K0260E</PayerPartyCode>"
        + "<PayerPartyName>乙贸易有限公司</PayerPartyName></PayerParty>"
    private static let items =
        "<Details><Item><ItemName>考试费</ItemName><ItemQuantity>2</ItemQuantity><ItemAmount>300.00</ItemAmount></Item>"
        + "<Item><ItemName>工本费</ItemName><ItemAmount>50.00</ItemAmount></Item></Details>"

    @Test("a fiscal bill is read as another kind, with its items and without VAT")
    func fiscalBill() throws {
        let file = try InvoiceFile.read(Self.bill())
        let invoice = try #require(file.invoice)
        #expect(file.format == .fiscalXML && file.integrity.state == .unsigned && invoice.kind == .other)
        #expect(invoice.number == InvoiceNumber(code: "31010126", number: "0012345678"))
        #expect(invoice.issued.description == "2026-05-28" && invoice.checkCode == "a1b2c3")
        #expect(invoice.seller.name == "某某考试院" && invoice.buyer.name == "乙贸易有限公司")
        #expect(invoice.buyer.taxIdentifier.text == "91512081MA62K0260E")
        #expect(invoice.totals.gross.minor == 35_000 && invoice.totals.tax.minor == 0)
        #expect(invoice.lines.map(\.item) == ["考试费", "工本费"] && invoice.remark == "非税收入统一票据（电子）")
    }

    @Test("the number of a natural person who pays is not read, and items that do not add up are left out")
    func person() throws {
        let payer = Self.payer.replacing(">2<", with: ">1<").replacing(
            "91512081MA62K0260E", with: "310101199001010011")
        let file = try InvoiceFile.read(
            Self.bill(items: Self.items.replacing("50.00", with: "49.00"), payer: payer))
        #expect(!"\(file)".contains("310101199001010011"))
        #expect(file.invoice?.lines.isEmpty == true && file.integrity.details.count == 2)
    }

    @Test("a fiscal bill in another currency, without a total or an issuer is one error each")
    func faults() {
        guard
            case .unreadableField("CurrencyType", _, _)? = Samples.error(
                Self.bill("<CurrencyType>USD</CurrencyType>")),
            case .missingField("TotalAmount", _)? = Samples.error(
                String(decoding: Self.bill(), as: UTF8.self).replacing("TotalAmount", with: "X")
            ),
            case .missingField("InvoicingPartyName", _)? = Samples.error(
                String(decoding: Self.bill(), as: UTF8.self).replacing("InvoicingPartyName", with: "X"))
        else {
            Issue.record("not refused")
            return
        }
    }

    private static func instance(_ prefix: String, _ facts: [(String, String)], currency: String = "CNY")
        -> Data
    {
        let body = facts.map { "<\(prefix):\($0.0) contextRef=\"c1\">\($0.1)</\(prefix):\($0.0)>" }.joined()
        return Data(
            """
            <?xml version="1.0" encoding="UTF-8"?><xbrl xmlns="http://www.xbrl.org/2003/instance" \
            xmlns:\(prefix)="http://xbrl.mof.gov.cn/taxonomy/2023-12-31/\(prefix)"><context id="c1"/>\
            <unit id="u1"><measure>iso4217:\(currency)</measure></unit>\(body)</xbrl>
            """.utf8)
    }
    private static let receipt = [
        ("NumberOfBankElectronicReceipt", "202605289029660024300000000001"),
        ("DateOfBookkeeping", "2026-05-28"),
        ("TypeOfBankElectronicReceipt", "付款回单"), ("AccountNameOfPayer", "乙贸易有限公司"),
        ("AccountNumberOfPayer", "62000000000001"), ("AccountNameOfPayee", "甲科技有限公司"),
        ("TransactionAmountInFigures", "15,177.33"), ("Usage", "铁路运费"),
    ]

    @Test("a bank's receipt says who paid whom, and that it is no invoice")
    func bankReceipt() throws {
        let file = try InvoiceFile.read(Self.instance("bker", Self.receipt))
        let invoice = try #require(file.invoice)
        #expect(invoice.kind == .other && invoice.number.number == "202605289029660024300000000001")
        #expect(invoice.seller.name == "甲科技有限公司" && invoice.buyer.account == "62000000000001")
        #expect(invoice.totals.gross.minor == 1_517_733 && invoice.lines.isEmpty)
        #expect(invoice.remark == "回单类型：付款回单；用途：铁路运费")
        #expect(file.integrity.details.contains { $0.en.contains("no invoice") })
    }

    @Test("a fiscal bill in XBRL is read by the same names")
    func fiscalVoucher() throws {
        let facts = [
            ("EInvoiceID", "31010126-0012345678"), ("InvoicingPartyName", "某某考试院"),
            ("IssueDate", "2026-05-28"),
            ("TotalAmount", "350.00"),
        ]
        let file = try InvoiceFile.read(Self.instance("efi", facts))
        #expect(file.format == .xbrl && file.invoice?.totals.gross.minor == 35_000)
    }

    @Test(
        "a voucher that is not read says which it is",
        arguments: [("bkrs", "银行电子对账单"), ("ctp", "国库集中支付电子凭证")])
    func others(prefix: String, title: String) {
        let error = Samples.error(Self.instance(prefix, [("AccountBalance", "1.00")]))
        #expect(error?.explanation.zh.contains(title) == true)
    }

    @Test("amounts of another currency are refused, not taken for yuan")
    func currency() {
        guard
            case .unreadableField("measure", "iso4217:USD", _)? = Samples.error(
                Self.instance("bker", Self.receipt, currency: "USD"))
        else {
            Issue.record("read as CNY")
            return
        }
    }

    @Test("a railway ticket that leaves out its net amount is its fare without the tax")
    func railwayWithoutNet() throws {
        let facts = [
            ("ElectronicInvoiceRailwayETicketNumber", "26419122537000504214"), ("DateOfIssue", "2026-01-12"),
            ("Fare", "￥27.50"), ("TaxRate", "9%"), ("TaxAmount", "2.27"), ("TypeOfBusiness", "退"),
        ]
        let invoice = try #require(try InvoiceFile.read(Self.instance("rai", facts)).invoice)
        #expect(invoice.totals.net.minor == 2_523 && invoice.totals.gross.minor == 2_750)
    }
}
