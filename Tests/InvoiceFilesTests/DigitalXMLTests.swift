import Foundation
import InvoiceFiles
import Invoicing
import Testing

@Suite("XML of fully digital invoices")
struct DigitalXMLTests {
    private func invoice(_ data: Data) throws -> Invoice { try #require(try InvoiceFile.read(data).invoice) }

    @Test("the sample is read field by field")
    func sample() throws {
        let file = try InvoiceFile.read(try Samples.data("einvoice-demo.xml"))
        let invoice = try #require(file.invoice)
        #expect(file.format == .digitalXML)
        #expect(file.integrity.state == .unsigned)
        #expect(invoice.kind == .digitalSpecial)
        #expect(invoice.number == InvoiceNumber(number: "01234567890123456789"))
        #expect(invoice.issued.description == "2024-01-24")
        #expect(!invoice.isRed)
        #expect(invoice.seller.name == "广州市XXXXXXX有限公司")
        #expect(invoice.seller.contact == "广州市XXXXXXXXXXXXXXX 22813685")
        #expect(invoice.seller.bank == "招商银行股份有限公司广州XX支行")
        #expect(invoice.seller.account == "012345678901234")
        #expect(invoice.buyer.taxIdentifier.text == "012345678901234567")
        #expect(invoice.totals.net.minor == 1_584_158)
        #expect(invoice.totals.tax.minor == 15_842)
        #expect(invoice.totals.gross.minor == 1_600_000)
        #expect(invoice.totals.grossInWords == "壹万陆仟圆整")
        #expect(invoice.drawer == "张三")
        let line = try #require(invoice.lines.first)
        #expect(invoice.lines.count == 1)
        #expect(line.item == "*信息技术服务*信息技术服务")
        #expect(line.unit == "月")
        #expect(line.unitPrice?.description == "15841.5841584158")
        #expect(line.rate == .basisPoints(100))
    }

    @Test("the order of elements does not count")
    func order() throws {
        let text = try Samples.demo()
        let header = try #require(text.firstRange(of: "<Header>")).lowerBound
        let headerEnd = try #require(text.firstRange(of: "</Header>")).upperBound
        var moved = text
        let block = String(text[header..<headerEnd])
        moved = moved.replacing(block, with: "").replacing("</EInvoice>", with: block + "</EInvoice>")
        let basic = moved.replacing("<TotalTaxAm>158.42</TotalTaxAm>", with: "")
            .replacing("</BasicInformation>", with: "<TotalTaxAm>158.42</TotalTaxAm></BasicInformation>")
        #expect(try invoice(Data(basic.utf8)) == invoice(Data(text.utf8)))
    }

    @Test(
        "white space, comments, CDATA, prefixes and attributes change nothing",
        arguments: [
            ("<Drawer>张三</Drawer>", "<Drawer><![CDATA[张三]]></Drawer>"),
            ("<Drawer>张三</Drawer>", "<Drawer>\n  张三\n</Drawer>"),
            ("<Drawer>张三</Drawer>", "<Drawer>&#x5F20;&#19977;</Drawer>"),
            ("<Drawer>张三</Drawer>", "<Drawer id='1'>张<!-- x -->三</Drawer >"),
            ("<Drawer>张三</Drawer>", "<ns:Drawer>张三</ns:Drawer>"), ("<Header>", "<?page 1?><Header>"),
            ("<SpecificInformation/>", "<SpecificInformation></SpecificInformation>"),
            ("<Header>", "<Unknown a=\"&lt;\"/><Header>"),
        ])
    func variants(old: String, new: String) throws {
        #expect(
            try invoice(try Samples.demo(replacing: old, with: new))
                == invoice(try Samples.data("einvoice-demo.xml")))
    }

    @Test(
        "a time of issue is a day",
        arguments: ["2024-01-24 16:23:48", "2024-01-24T16:23:48", "20240124", "2024年01月24日"])
    func times(text: String) throws {
        let data = try Samples.demo(
            replacing: "<IssueTime>2024-01-24</IssueTime>", with: "<IssueTime>\(text)</IssueTime>")
        #expect(try invoice(data).issued.description == "2024-01-24")
    }

    @Test(
        "where the tax bureau's part has no time, the request's counts; a day that does not exist is kept as it stood"
    )
    func otherTimes() throws {
        let without = try Samples.demo(replacing: "<IssueTime>2024-01-24</IssueTime>", with: "")
        #expect(try invoice(without).issued.description == "2024-01-24")
        let broken = try Samples.demo(replacing: "<IssueTime>2024-01-24", with: "<IssueTime>2024-02-30")
        #expect(try invoice(broken).issued == .unreadable("2024-02-30"))
    }

    @Test(
        "the kinds",
        arguments: [("02", .digitalOrdinary), ("01", .digitalSpecial), ("", .digitalSpecial), ("07", .other)]
            as [(String, InvoiceKind)])
    func kinds(code: String, kind: InvoiceKind) throws {
        let data = try Samples.demo(
            replacing: "<LabelCode>01</LabelCode>\n        <LabelName>增值税专用发票",
            with: "<LabelCode>\(code)</LabelCode>\n        <LabelName>增值税专用发票")
        #expect(try invoice(data).kind == kind)
    }

    @Test("a red invoice is known by its label, else by its sign")
    func red() throws {
        #expect(try invoice(try Samples.demo(replacing: "<LabelCode>Y<", with: "<LabelCode>N<")).isRed)
        let unlabelled = try Samples.demo().replacing("<LabelCode>Y</LabelCode>", with: "")
            .replacing(">16000.00</TotalTax-includedAmount>", with: ">-16000.00</TotalTax-includedAmount>")
        #expect(try invoice(Data(unlabelled.utf8)).isRed)
    }

    @Test(
        "amounts are read as issuers write them",
        arguments: [
            ("158.420", 15_842), ("158.42000", 15_842), ("158", 15_800), ("-158.4", -15_840), ("", 0),
            ("***", 0),
        ] as [(String, Int64)])
    func amounts(text: String, minor: Int64) throws {
        let data = try Samples.demo(replacing: "<TotalTaxAm>158.42<", with: "<TotalTaxAm>\(text)<")
        #expect(try invoice(data).totals.tax.minor == minor)
    }

    @Test(
        "a unit price with more decimals than fit is rounded, not refused",
        arguments: [
            ("15841.58415841584158415842", "15841.5841584158416"),
            ("0.88495575221238938053", "0.88495575221238938"),
            ("-1.999999999999999999999", "-2.00000000000000000"),
        ])
    func longPrices(text: String, kept: String) throws {
        let data = try Samples.demo(replacing: "15841.5841584158<", with: "\(text)<")
        let price = try #require(try invoice(data).lines.first?.unitPrice)
        #expect(price.description == kept)
    }

    @Test("a number that differs between header and tax bureau means that the file was changed")
    func twoNumbers() throws {
        let data = try Samples.demo(replacing: "<EIid>0123", with: "<EIid>9123")
        #expect(try InvoiceFile.read(data).integrity.state == .changed)
        let alone = try Samples.demo(replacing: "<EIid>01234567890123456789</EIid>", with: "")
        #expect(try invoice(alone).number.number == "01234567890123456789")
    }

    @Test(
        "a missing, doubled or unreadable field is named with its line",
        arguments: [
            ("<EIid>01234567890123456789</EIid>", "<EIid></EIid>", nil),
            ("<TotalAmWithoutTax>15841.58</TotalAmWithoutTax>", "", "TotalAmWithoutTax"),
            ("<SellerName>广州市XXXXXXX有限公司</SellerName>", "", "SellerName"),
            ("<TotalTaxAm>158.42<", "<TotalTaxAm>一百<", "TotalTaxAm"),
            ("<TotalTaxAm>158.42<", "<TotalTaxAm>158.425<", "TotalTaxAm"),
            ("<TotalTaxAm>", "<TotalTaxAm>1</TotalTaxAm><TotalTaxAm>", "TotalTaxAm"),
            ("<Quantity>1<", "<Quantity>1e5<", "Quantity"), ("<Amount>15841.58</Amount>", "", "Amount"),
            ("<BasicInformation>", "<BasicInformation/><BasicInformation>", "BasicInformation"),
        ] as [(String, String, String?)])
    func faults(old: String, new: String, field: String?) throws {
        let error = Samples.error(try Samples.demo(replacing: old, with: new))
        switch error {
        case nil: #expect(field == nil)
        case .missingField(let name, let place), .repeatedField(let name, let place),
            .unreadableField(let name, _, let place):
            #expect(name == field)
            #expect(place.line > 1)
            #expect(
                error?.explanation.zh.contains(name) == true && error?.explanation.en.contains(name) == true)
        default: Issue.record("\(String(describing: error))")
        }
    }

    @Test("GB18030, UTF-16 and a byte order mark are read like UTF-8")
    func encodings() throws {
        let expected = try invoice(try Samples.data("einvoice-demo.xml"))
        let text = try Samples.demo()
        #expect(try invoice(Data([0xEF, 0xBB, 0xBF]) + Data(text.utf8)) == expected)
        for big in [true, false] {
            var bytes: [UInt8] = big ? [0xFE, 0xFF] : [0xFF, 0xFE]
            for unit in text.utf16 {
                bytes += big ? [UInt8(unit >> 8), UInt8(unit & 255)] : [UInt8(unit & 255), UInt8(unit >> 8)]
            }
            #expect(try invoice(Data(bytes)) == expected)
        }
        // 张三 is D5 C5 C8 FD in GBK.
        var small = Array("<?xml version='1.0' encoding='GBK'?>".utf8)
        let ascii = try Samples.demo(replacing: "<Drawer>张三</Drawer>", with: "<Drawer>@</Drawer>")
        let stripped = String(decoding: ascii, as: UTF8.self).unicodeScalars.filter { $0.isASCII }.map {
            Character($0)
        }
        for byte in String(stripped).replacing(
            "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>", with: ""
        ).replacing("<SellerName>XXXXXXX<", with: "<SellerName>S<").utf8 {
            if byte == UInt8(ascii: "@") { small += [0xD5, 0xC5, 0xC8, 0xFD] } else { small.append(byte) }
        }
        #expect(try invoice(Data(small)).drawer == "张三")
    }

    @Test("a legacy document outside its container is read")
    func legacy() throws {
        let xml = """
            <?xml version="1.0" encoding="utf-8"?>
            <eInvoice xmlns:fp="http://www.edrm.org.cn/schema/e-invoice/2019" Version="1.0"><fp:InvoiceCode>033002000211</fp:InvoiceCode>\
            <fp:InvoiceNo>83089647</fp:InvoiceNo><fp:IssueDate>2020年07月23日</fp:IssueDate><fp:InvoiceCheckCode>16197 83356 74145 07415</fp:InvoiceCheckCode>\
            <fp:Buyer><fp:BuyerName>江苏京利华新材料有限公司</fp:BuyerName><fp:BuyerTaxID>91320115MA202UKD7X</fp:BuyerTaxID></fp:Buyer>\
            <fp:Seller><fp:SellerName>兰溪市悦济舫餐厅</fp:SellerName><fp:SellerTaxID>92330781MA2EDMFU50</fp:SellerTaxID></fp:Seller>\
            <fp:TaxInclusiveTotalAmount>526.00</fp:TaxInclusiveTotalAmount><fp:TaxTotalAmount>15.32</fp:TaxTotalAmount>\
            <fp:TaxExclusiveTotalAmount>510.68</fp:TaxExclusiveTotalAmount><fp:GoodsInfos><fp:GoodsInfo><fp:Item>*餐饮服务*餐费</fp:Item>\
            <fp:Price>510.679612</fp:Price><fp:Quantity>1</fp:Quantity><fp:Amount>510.68</fp:Amount><fp:TaxScheme>3%</fp:TaxScheme>\
            <fp:TaxAmount>15.32</fp:TaxAmount></fp:GoodsInfo></fp:GoodsInfos></eInvoice>
            """
        let file = try InvoiceFile.read(Data(xml.utf8))
        let invoice = try #require(file.invoice)
        #expect(file.format == .legacyXML)
        #expect(invoice.kind == .electronicOrdinary)
        #expect(invoice.number == InvoiceNumber(code: "033002000211", number: "83089647"))
        #expect(invoice.checkCode == "16197833567414507415")
        #expect(invoice.issued.description == "2020-07-23")
        #expect(invoice.totals.gross.minor == 52_600)
        #expect(invoice.lines.first?.rate == .basisPoints(300))
    }
}
