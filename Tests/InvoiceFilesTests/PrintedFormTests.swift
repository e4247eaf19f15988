import Foundation
import InvoiceFiles
import Invoicing
import Testing

@Suite("Ways of writing in files")
struct PrintedFormTests {
    /// The sample with some of its texts replaced.
    private func read(_ changes: [(String, String)]) throws -> Invoice {
        var text = try Samples.demo()
        for (old, new) in changes {
            #expect(text.contains(old), "\(old)")
            text = text.replacing(old, with: new)
        }
        return try #require(try InvoiceFile.read(Data(text.utf8)).invoice)
    }

    @Test(
        "a day is read however it is written",
        arguments: [
            "2024-01-24", "2024/1/24", "2024/01/24 16:23", "2024.01.24", "2024年1月24日", "2024 年 01 月 24 日",
            "２０２４年０１月２４日", "20240124", "20240124162348", "20240124162348000", "2024-01-24T23:59:59+08:00",
            "2024-01-23T16:00:00Z", "2024-01-24T15:59:59Z", "2024-1-24 16:23:48.123",
        ])
    func days(text: String) throws {
        let invoice = try read([("<IssueTime>2024-01-24</IssueTime>", "<IssueTime>\(text)</IssueTime>")])
        #expect(invoice.issued.day == CalendarDate(year: 2_024, month: 1, day: 24))
    }

    @Test(
        "what is no day stays as it stood",
        arguments: [
            "2024/02/30", "24/1/2024", "1/2/3", "2024/1", "2024-01-24x", "2024013", "昨天", "2024/13/01",
        ])
    func noDays(text: String) throws {
        let invoice = try read([("<IssueTime>2024-01-24</IssueTime>", "<IssueTime>\(text)</IssueTime>")])
        #expect(invoice.issued == .unreadable(text))
    }

    @Test(
        "an amount is read however it is written",
        arguments: [
            ("15841.58", 1_584_158), ("15,841.58", 1_584_158), ("￥15841.58", 1_584_158),
            ("¥ 15841.58", 1_584_158),
            ("１５８４１．５８", 1_584_158), ("15 841.58", 1_584_158), ("+15841.58", 1_584_158),
            ("CNY15841.58", 1_584_158), ("15841.58元", 1_584_158), ("15841.580000", 1_584_158),
            ("15841.", 1_584_100),
            ("15841", 1_584_100), ("-15841.58", -1_584_158), ("－15841.58", -1_584_158),
            ("−15841.58", -1_584_158),
            ("¥-15841.58", -1_584_158), ("-¥15841.58", -1_584_158), ("0", 0),
        ] as [(String, Int64)])
    func amounts(text: String, minor: Int64) throws {
        let invoice = try read([("<Amount>15841.58</Amount>", "<Amount>\(text)</Amount>")])
        #expect(invoice.lines.first?.amount.minor == minor)
    }

    @Test(
        "what is no amount is refused by its name, and nothing is guessed",
        arguments: [
            "1.58E4", "15841.581", "15,84.58", "--1", "USD15841.58", "$15841.58", "约15841", "¥", "15841.58.1",
            "1-2",
            "(15841.58)", "元", "+", ".", "0x10",
        ])
    func noAmounts(text: String) throws {
        let demo = try Samples.demo().replacing("<Amount>15841.58</Amount>", with: "<Amount>\(text)</Amount>")
        guard case .unreadableField("Amount", text, _)? = Samples.error(demo) else {
            Issue.record("\(text) was read")
            return
        }
    }

    @Test(
        "a rate is read however it is written",
        arguments: [
            ("0.01", .basisPoints(100)), ("1%", .basisPoints(100)), ("1", .basisPoints(100)),
            ("13", .basisPoints(1_300)),
            ("1.5", .basisPoints(150)), ("１３％", .basisPoints(1_300)), ("0.130000", .basisPoints(1_300)),
            ("普通零税率", .basisPoints(0)), ("零税率", .basisPoints(0)), ("0", .basisPoints(0)), ("免税", .exempt),
            ("免征增值税", .exempt), ("不征税", .notTaxable), ("***", .various), ("", .unreadable("")),
            ("--", .unreadable("--")), ("100", .unreadable("100")), ("130", .unreadable("130")),
            ("-6%", .unreadable("-6%")),
        ] as [(String, TaxRate)])
    func rates(text: String, rate: TaxRate) throws {
        let invoice = try read([("<TaxRate>0.01</TaxRate>", "<TaxRate>\(text)</TaxRate>")])
        #expect(invoice.lines.first?.rate == rate)
    }

    @Test(
        "a price is read with many decimals and digits of full width",
        arguments: [
            ("15841.5841584158", "15841.5841584158"),
            ("１１．５", "11.5"), (".5", "0.5"), ("12.", "12"),
            ("1,234.5", "1234.5"),
            ("+3", "3"), ("11.11111111111111111111", "11.1111111111111111"),
        ])
    func prices(text: String, expected: String) throws {
        let invoice = try read([
            ("<UnPrice>15841.5841584158</UnPrice>", "<UnPrice>\(text)</UnPrice>")
        ])
        #expect(invoice.lines.first?.unitPrice?.description == expected)
    }

    @Test(
        "a price that is none is refused",
        arguments: ["1E2", "1e5", "E5", "1E", "1E2E3", "一", "1.2.3", "1E+x"])
    func noPrices(text: String) throws {
        let demo = try Samples.demo().replacing(
            "<UnPrice>15841.5841584158</UnPrice>", with: "<UnPrice>\(text)</UnPrice>")
        guard case .unreadableField("UnPrice", _, _)? = Samples.error(demo) else {
            Issue.record("\(text) was read")
            return
        }
    }

    @Test("numbers and taxpayer numbers of full width or in groups are those of ASCII")
    func identifiers() throws {
        let invoice = try read([
            ("01234567890123456789", "０１２３４ 56789 01234 ５６７８９"), ("012345678901234567", "９１５１２０８１ＭＡ６２Ｋ０２６０Ｅ"),
        ])
        #expect(invoice.number == InvoiceNumber(number: "01234567890123456789"))
        #expect(invoice.buyer.taxIdentifier.text == "91512081MA62K0260E")
    }

    @Test("a buyer may have no name, a seller never")
    func parties() throws {
        let invoice = try read([("<BuyerName>广州XXXXXXXXXXX公司</BuyerName>", "")])
        #expect(invoice.buyer.name == "")
        let demo = try Samples.demo().replacing("<SellerName>广州市XXXXXXX有限公司</SellerName>", with: "")
        guard case .missingField("SellerName", _)? = Samples.error(demo) else {
            Issue.record("read without a seller")
            return
        }
    }

    @Test("what a special business and further pairs say stands behind the remarks; who travels does not")
    func facts() throws {
        let invoice = try read([
            (
                "<SpecificInformation/>",
                "<SpecificInformation><RedEInvoice><OriginalInvoiceCode>26312000000048542100</OriginalInvoiceCode>"
                    + "</RedEInvoice><Toll><Item><PlateNumber>沪A12345</PlateNumber></Item></Toll><PassengerTransport>"
                    + "<Traveler>张三</Traveler><IdNumber>310101199001010011</IdNumber></PassengerTransport>"
                    + "</SpecificInformation>"
            ),
            (
                "<AdditionalInformation/>",
                "<AdditionalInformation><Remark>合同1号</Remark><Additional><Information>项目</Information>"
                    + "<InformationValue>甲</InformationValue></Additional></AdditionalInformation>"
            ),
        ])
        #expect(
            invoice.remark
                == "合同1号；[红字发票] 被红冲蓝字发票：26312000000048542100；[通行费] 车牌号：沪A12345；特定业务：PassengerTransport；项目：甲")
    }

    @Test("a label of the margin scheme is told where the remarks do not")
    func marginScheme() throws {
        let label = ("<LabelName>网页开票</LabelName>", "<LabelName>差额征税-差额开票</LabelName>")
        #expect(try read([label]).remark == "差额征税-差额开票")
        let remark = (
            "<AdditionalInformation/>",
            "<AdditionalInformation><Remark>差额征税：1.00。</Remark></AdditionalInformation>"
        )
        #expect(try read([label, remark]).remark == "差额征税：1.00。")
    }
}
