import Foundation
import InvoiceFiles
import Invoicing
import SeededRandom
import Testing

@Suite("OFD without attached data")
struct OFDDocumentTests {
    @Test(
        "without its attachment the restaurant's OFD gives the same invoice from tags, page and custom data")
    func tagsAlone() throws {
        let whole = try #require(InvoiceFile.read(try Samples.data("ofd/legacy-restaurant.ofd")).invoice)
        let file = try InvoiceFile.read(try Self.digital(number: nil))
        var invoice = try #require(file.invoice)
        #expect(invoice.kind == .digitalSpecial)
        #expect(invoice.totals.grossInWords == "伍佰贰拾陆圆整")
        #expect(file.integrity.state == .unsigned)
        // What the tags do not name, or what a fully digital invoice has not.
        invoice.totals.grossInWords = ""
        invoice.kind = whole.kind
        invoice.checkCode = whole.checkCode
        #expect(invoice.number.number == "24112000000048542163")
        #expect(invoice.lines == whole.lines && invoice.totals == whole.totals)
        #expect(invoice.seller == whole.seller && invoice.buyer == whole.buyer)
        #expect(invoice.issued == whole.issued && invoice.drawer == whole.drawer)
    }

    @Test("a page that shows another total than the custom data is a changed file")
    func changedPage() throws {
        let file = try InvoiceFile.read(
            try Self.digital(number: nil) {
                $0.replacing(">510.68</ofd:TextCode>", with: ">519.68</ofd:TextCode>")
            })
        #expect(file.integrity.state == .changed)
        #expect(file.integrity.details.contains { $0.en.contains("510.68") && $0.en.contains("519.68") })
    }

    @Test("custom data with another number is a changed file")
    func changedNumber() throws {
        let file = try InvoiceFile.read(try Self.digital(number: "24112000000048542164"))
        #expect(file.integrity.state == .changed)
        #expect(file.invoice?.number.number == "24112000000048542163")
    }

    @Test("without tags the total is missing, and that is said")
    func customDataAlone() throws {
        let xml = """
            <OFD><DocBody><DocInfo><CustomDatas><CustomData Name="发票号码">24112000000048542163</CustomData>\
            </CustomDatas></DocInfo></DocBody></OFD>
            """
        guard case .missingField = Samples.error(Zip.stored([("OFD.xml", Array(xml.utf8))])) else {
            Issue.record("\(String(describing: Samples.error(Zip.stored([("OFD.xml", Array(xml.utf8))]))))")
            return
        }
    }

    @Test(
        "structures that name nothing, themselves or each other end in one error",
        arguments: [
            "", "<DocRoot>OFD.xml</DocRoot>", "<DocRoot>../../etc/passwd</DocRoot>", "<DocRoot>/</DocRoot>",
        ])
    func emptyStructures(_ inner: String) {
        let xml = "<OFD><DocBody>\(inner)</DocBody></OFD>"
        #expect(Samples.error(Zip.stored([("OFD.xml", Array(xml.utf8))])) == .nothingInContainer)
    }

    @Test("more than a thousand pages are refused at once")
    func pages() {
        let pages = String(repeating: "<Page ID='1' BaseLoc='p.xml'/>", count: 1_001)
        let data = Zip.stored([
            ("OFD.xml", Array("<OFD><DocBody><DocRoot>d.xml</DocRoot></DocBody></OFD>".utf8)),
            ("d.xml", Array("<Document><Pages>\(pages)</Pages></Document>".utf8)),
        ])
        #expect(Samples.error(data) == .beyondLimit(.elements(1_000), nil))
    }

    @Test("many references to one long text are refused before they are joined")
    func amplifiedText() {
        let references = String(repeating: "<ObjectRef PageRef='1'>1</ObjectRef>", count: 5_000)
        let parts = [
            ("OFD.xml", "<OFD><DocBody><DocRoot>d.xml</DocRoot></DocBody></OFD>"),
            (
                "d.xml",
                "<D><Pages><Page ID='1' BaseLoc='p.xml'/></Pages><CustomTags>t.xml</CustomTags></D>"
            ), ("t.xml", "<T><CustomTag><FileLoc>g.xml</FileLoc></CustomTag></T>"),
            ("g.xml", "<e><InvoiceNo>\(references)</InvoiceNo></e>"),
            (
                "p.xml",
                "<P><TextObject ID='1'><TextCode>\(String(repeating: "9", count: 10_000))</TextCode></TextObject></P>"
            ),
        ]
        #expect(
            Samples.error(Zip.stored(parts.map { ($0.0, Array($0.1.utf8)) }))
                == .beyondLimit(.unpacked(4 * 1_024 * 1_024), nil))
    }

    @Test("a container with many files that are no invoices is given up")
    func manyOthers() {
        #expect(
            Samples.error(Zip.stored((0..<17).map { ("\($0).xml", Array("<a/>".utf8)) }))
                == .beyondLimit(.entries(16), nil))
    }

    @Test("OFD parts mutated anywhere are an error or a file, never a trap", arguments: [61, 62] as [UInt64])
    func mutations(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            let data = try Self.digital(number: nil) { text in
                var bytes = Array(text.utf8)
                for _ in 0..<Int.random(in: 0...2, using: &random) where !bytes.isEmpty {
                    bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
                        in: 0x20...0x7E, using: &random)
                }
                return String(decoding: bytes, as: UTF8.self)
            }
            _ = Samples.error(data)
        }
    }

    /// A document like those of the tax bureau since 2024, made of the restaurant's: no attachment, no signature, no
    /// code, a number of twenty digits and the title of a digital invoice.
    static func digital(number: String?, changing: (String) -> String = { $0 }) throws -> Data {
        let parts = try OFDParts.of("ofd/legacy-restaurant.ofd")
        var files: [(String, [UInt8])] = []
        for (name, bytes) in parts
        where !name.contains("/Signs/") && !name.contains("/Attachs/") && name.hasSuffix(".xml") {
            var text = String(decoding: bytes, as: UTF8.self)
            text = text.replacing("<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>", with: "")
                .replacing("浙江增值税电子普通发票", with: "电子发票（增值税专用发票）")
                .replacing(">83089647<", with: ">24112000000048542163<")
                .replacing(
                    "<InvoiceCode><ofd:ObjectRef PageRef=\"1\">64</ofd:ObjectRef></InvoiceCode>", with: ""
                )
                .replacing("<ofd:CustomData Name=\"发票代码\">033002000211</ofd:CustomData>", with: "")
            if let number, name == "OFD.xml" {
                text = text.replacing("24112000000048542163", with: number)
            }
            if name.contains("/Page_0/Content") { text = changing(text) }
            files.append((name, Array(text.utf8)))
        }
        return Zip.stored(files)
    }
}
