import Foundation
import InvoiceFiles
import Invoicing
import Testing

@Suite("XBRL vouchers")
struct XBRLTests {
    private static func instance(_ prefix: String, _ facts: [(String, String)]) -> Data {
        let body = facts.map { "<\(prefix):\($0.0) contextRef=\"c1\">\($0.1)</\(prefix):\($0.0)>" }.joined()
        return Data(
            """
            <?xml version="1.0" encoding="UTF-8"?><xbrl xmlns="http://www.xbrl.org/2003/instance" \
            xmlns:\(prefix)="http://xbrl.mof.gov.cn/taxonomy/2023-12-31/\(prefix)"><context id="c1"/>\(body)</xbrl>
            """.utf8)
    }

    private static let railway = [
        ("ElectronicInvoiceRailwayETicketNumber", "26419122537000504214"), ("DateOfIssue", "2026-01-12"),
        ("DepartureStation", "郑州东"), ("DestinationStation", "厦门"), ("TrainNumber", "G1234"),
        ("Fare", "272.50"),
        ("TotalAmountExcludingTax", "250.00"), ("TaxRate", "9%"), ("TaxAmount", "22.50"),
        ("IdNumber", "410000********001X"), ("Name", "某某"), ("NameOfPurchaser", "乙贸易有限公司"),
        ("UnifiedSocialCreditCodeOfPurchaser", "91512081MA62K0260E"),
    ]

    @Test("a railway e-ticket is one line, its fare the gross; the passenger is not read")
    func railway() throws {
        let file = try InvoiceFile.read(Self.instance("rai", Self.railway))
        let invoice = try #require(file.invoice)
        #expect(file.format == .xbrl && file.integrity.state == .unsigned)
        #expect(invoice.totals.gross.minor == 27_250 && invoice.totals.tax.minor == 2_250)
        #expect(invoice.lines.first?.rate == .basisPoints(900))
        #expect(invoice.buyer.taxIdentifier.text == "91512081MA62K0260E")
        #expect(!"\(invoice)".contains("某某") && !"\(invoice)".contains("001X"))
    }

    @Test("an air receipt adds up with its fund outside of VAT")
    func air() throws {
        let facts = [
            ("ElectronicInvoiceAirTransportReceiptNumber", "25117000000000000001"),
            ("IssueDate", "2025-07-04"),
            ("Fare", "733.94"), ("FuelSurcharge", "18.35"), ("VatRate", "9%"), ("VatTaxAmount", "67.71"),
            ("CivilAviationDevelopmentFund", "50.00"), ("OtherTaxes", "0.00"), ("TotalAmount", "870.00"),
        ]
        let invoice = try #require(try InvoiceFile.read(Self.instance("atr", facts)).invoice)
        #expect(invoice.totals.net.minor + invoice.totals.tax.minor == invoice.totals.gross.minor)
        #expect(invoice.lines.count == 2 && invoice.lines.last?.rate == .notTaxable)
        #expect(invoice.issued.description == "2025-07-04")
    }

    @Test("a receiver's record gives the totals")
    func receiver() throws {
        let facts = [
            ("InvoiceNumber", "24112000000048542163"), ("SellerName", "甲"),
            ("SellerIdNum", "91110108690017781B"),
            ("TotalAmWithoutTax", "4197.17"), ("TotalTaxAm", "251.83"),
            ("TotalTax-includedAmount", "4449.00"),
            ("RequestTime", "2024-05-28"),
        ]
        let invoice = try #require(try InvoiceFile.read(Self.instance("einv", facts)).invoice)
        #expect(invoice.totals.gross.minor == 444_900 && invoice.lines.isEmpty)
    }

    @Test("a doubled fact, a missing fare and another voucher are one error each")
    func broken() {
        guard
            case .repeatedField("Fare", _) = Samples.error(
                Self.instance("rai", Self.railway + [("Fare", "1.00")])),
            case .missingField("Fare", _) = Samples.error(
                Self.instance("rai", Self.railway.filter { $0.0 != "Fare" })),
            case .unknownDocument("xbrl") = Samples.error(Self.instance("bker", [("Amount", "1.00")]))
        else {
            Issue.record("not refused")
            return
        }
    }

    @Test("an OFD that attaches a voucher is read from it")
    func attached() throws {
        let xml = [UInt8](Self.instance("rai", Self.railway))
        func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
        let file = try InvoiceFile.read(
            Zip.stored([
                ("OFD.xml", bytes("<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody></OFD>")),
                (
                    "Doc_0/Document.xml",
                    bytes("<Document><Attachments>Attachs/Attachments.xml</Attachments></Document>")
                ),
                (
                    "Doc_0/Attachs/Attachments.xml",
                    bytes(
                        "<Attachments><Attachment Format='xbrl'><FileLoc>rai.xml</FileLoc></Attachment></Attachments>"
                    )
                ), ("Doc_0/Attachs/rai.xml", xml),
            ]))
        #expect(file.format == .ofd && file.invoice?.totals.gross.minor == 27_250)
    }
}
