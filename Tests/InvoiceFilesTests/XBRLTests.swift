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

    @Test("a railway ticket tells its journey, an air receipt its flights, and a refund what it refunds")
    func journeys() throws {
        let rail = try InvoiceFile.read(
            Self.instance(
                "rai",
                Self.railway + [
                    ("TravelDate", "2026-01-02"), ("TypeOfBusiness", "退"),
                    ("NumberOfOriginalInvoice", "26419122537000504213"),
                ]))
        #expect(rail.invoice?.remark == "乘车日期：2026-01-02；业务类型：退；原发票号码：26419122537000504213")
        let tuple = """
            <atr:DetailInformationOfAirTicketTuple><atr:DepartureStation>虹桥</atr:DepartureStation>\
            <atr:DestinationStation>首都</atr:DestinationStation><atr:Flight>MU5101</atr:Flight>\
            <atr:CarrierDate>2025-07-04</atr:CarrierDate></atr:DetailInformationOfAirTicketTuple>
            """
        let facts = [
            ("ElectronicInvoiceAirTransportReceiptNumber", "25117000000000000001"), ("Fare", "100.00"),
            ("VatRate", "0.09"), ("VatTaxAmount", "9.00"), ("TotalAmount", "109.00"), ("IssuingStatus", "正常"),
        ]
        let text = String(decoding: Self.instance("atr", facts), as: UTF8.self)
            .replacing("</xbrl>", with: tuple + tuple + "</xbrl>")
        let air = try #require(try InvoiceFile.read(Data(text.utf8)).invoice)
        #expect(air.lines[0].item == "航空旅客运输（票价及燃油附加费） 虹桥 首都 MU5101 2025-07-04 虹桥 首都 MU5101 2025-07-04")
        #expect(air.remark == "开具状态：正常" && air.lines[0].rate == .basisPoints(900))
    }

    /// The facts of the finance ministry's own example of the voucher, with other names and numbers.
    private static let special = [
        ("TypeOfInvoice", "增值税专用发票"), ("CodeOfInvoice", "3300232130"), ("NumberOfInvoice", "02630221"),
        ("UniqueCodeOfInvoice", "330023213002630221"), ("DateOfIssue", "2023-09-26"),
        ("IdentifyingCode", "69995 43439 12590 60960"), ("NameOfSeller", "甲后勤服务有限公司"),
        ("TaxpayerIdentificationNumberUnifiedSocialCreditCodeOfSeller", "91110108690017781B"),
        ("NameOfPurchaser", "乙贸易有限公司"),
        ("TaxpayerIdentificationNumberUnifiedSocialCreditCodeOfPurchaser", "91512081MA62K0260E"),
        ("TotalAmountExcludingTax", "9849.06"), ("TotalTaxAmount", "590.94"),
        ("TaxIncludedAmountInFigures", "10440.00"), ("TaxIncludedAmountInWords", "壹万零肆佰肆拾圆整"),
        ("Issuer", "丙"), ("VoidMark", "N"),
    ]

    @Test("a legacy special invoice is read with its lines")
    func issuer() throws {
        let line = """
            <inv:InformationOfTaxableGoodsOrServicesDetailItemsTuple>\
            <inv:NameOfTaxableGoodsOrServices>*现代服务*后勤服务</inv:NameOfTaxableGoodsOrServices>\
            <inv:UnitPriceOfGoodsOrServices>9849.06</inv:UnitPriceOfGoodsOrServices>\
            <inv:AmountExcludingTax>9849.06</inv:AmountExcludingTax><inv:TaxRate>6.00%</inv:TaxRate>\
            <inv:TaxAmount>590.94</inv:TaxAmount></inv:InformationOfTaxableGoodsOrServicesDetailItemsTuple></xbrl>
            """
        let text = String(decoding: Self.instance("inv", Self.special), as: UTF8.self).replacing(
            "</xbrl>", with: line)
        let file = try InvoiceFile.read(Data(text.utf8))
        let invoice = try #require(file.invoice)
        #expect(file.format == .xbrl && file.integrity.state == .unsigned)
        #expect(invoice.number == InvoiceNumber(code: "3300232130", number: "02630221"))
        #expect(invoice.kind == InvoiceKind(legacyCode: "3300232130"))
        #expect(invoice.checkCode == "69995434391259060960" && invoice.drawer == "丙")
        #expect(invoice.totals.gross.minor == 1_044_000 && invoice.lines.first?.rate == .basisPoints(600))
        #expect(invoice.buyer.taxIdentifier.text == "91512081MA62K0260E")
    }

    @Test("a receiver's record without code and number is read by its unique code; the gross is added up")
    func legacyReceiver() throws {
        let left: Set = ["CodeOfInvoice", "NumberOfInvoice", "TaxIncludedAmountInFigures"]
        let facts = Self.special.filter { !left.contains($0.0) }
        let invoice = try #require(try InvoiceFile.read(Self.instance("inv", facts)).invoice)
        #expect(invoice.number == InvoiceNumber(code: "3300232130", number: "02630221"))
        #expect(invoice.totals.gross.minor == 1_044_000)
    }

    @Test("a unique code that is not code and number is a change, and a void voucher says so")
    func contradictions() throws {
        func read(_ name: String, _ text: String) throws -> Integrity {
            try InvoiceFile.read(Self.instance("inv", Self.special.map { $0.0 == name ? ($0.0, text) : $0 }))
                .integrity
        }
        #expect(try read("UniqueCodeOfInvoice", "330023213002630222").state == .changed)
        let void = try read("VoidMark", "Y")
        #expect(void.state == .unsigned && void.details.first?.en.contains("void") == true)
        #expect(
            Samples.error(Self.instance("inv", [("UniqueCodeOfInvoice", "12"), ("NameOfSeller", "甲")])) != nil
        )
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
