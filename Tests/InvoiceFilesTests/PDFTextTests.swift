import Foundation
import InvoiceFiles
import Invoicing
import Testing

@Suite("Text of a PDF")
struct PDFTextTests {
    /// Layouts as `pdftotext -layout` gives them; names and numbers are made up.
    static let digital = """
                       电子发票（普通发票）         发票号码：24112000000048542163
                                           开票日期：2024年05月28日
        购   名称：乙贸易有限公司                  销 名称：甲科技 有限公司
        买                               售
        方   统一社会信用代码/纳税人识别号：91512081MA62K0260E     方  统一社会信用代码/纳税人识别号：91110108690017781B
         项目名称       规格型号   单位 数量  单价      金额   税率/征收率    税额
        *信息技术服务*软件维护        项   1   4197.17     4197.17     6%       251.83
        （年度）
        合    计                            ¥4197.17             ¥251.83
        价税合计（大写）     ⓧ肆仟肆佰肆拾玖圆整               （小写）¥4449.00
        备
        注   合同号 2024-17
                    开票人：张三
        """
    static let legacy = """
        机器编号：661103328867      浙江增值税电子普通发票      发票代码: 033002000211
                                                             发票号码: 83089647
                                                             开票日期: 2020 年07 月23 日
                                                             校 验 码: 16197 83356 74145 07415
        购  名      称：乙贸易有限公司                       密   03*8<-+/9
        买  纳税人识别号：91512081MA62K0260E                 码
        方  地址、电话：                                     区
            货物或应税劳务、服务名称  规格型号  单位  数量   单价     金额    税率   税额
            *餐饮服务*餐费                                          510.68    3%    15.32
            合         计                                          ¥510.68        ¥15.32
            价税合计（大写）   伍佰贰拾陆圆整             （小写）¥526.00
        销  名      称：兰溪市某餐厅                         备
        售  纳税人识别号：92330781MA2EDMFU50                 注
        收款人：甲       复核：乙        开票人：丙
        """

    private static func read(_ text: String) throws(InvoiceFileError) -> InvoiceFile {
        try InvoiceFile.read(pdfText: text, of: Data("%PDF-1.7".utf8))
    }

    private static func error(_ text: String) -> InvoiceFileError? {
        do {
            _ = try read(text)
            return nil
        } catch { return error }
    }

    @Test("a fully digital invoice is read from its face")
    func digitalFace() throws {
        let file = try Self.read(Self.digital)
        let invoice = try #require(file.invoice)
        #expect(file.format == .pdf && file.integrity.state == .unsigned)
        #expect(invoice.kind == .digitalOrdinary && invoice.number.number == "24112000000048542163")
        #expect(invoice.issued.description == "2024-05-28")
        #expect(invoice.buyer.name == "乙贸易有限公司" && invoice.seller.name == "甲科技 有限公司")
        #expect(invoice.seller.taxIdentifier.text == "91110108690017781B")
        #expect(invoice.buyer.taxIdentifier.text == "91512081MA62K0260E")
        #expect(invoice.totals.gross.minor == 444_900 && invoice.totals.tax.minor == 25_183)
        #expect(invoice.totals.grossInWords == "肆仟肆佰肆拾玖圆整")
        #expect(invoice.lines.first?.item == "*信息技术服务*软件维护（年度）")
        #expect(invoice.lines.first?.quantity?.description == "1")
        #expect(invoice.remark == "合同号 2024-17" && invoice.drawer == "张三")
    }

    @Test("a legacy invoice is read from its face, seller below buyer")
    func legacyFace() throws {
        let invoice = try #require(try Self.read(Self.legacy).invoice)
        #expect(invoice.number == InvoiceNumber(code: "033002000211", number: "83089647"))
        #expect(invoice.issued.description == "2020-07-23" && invoice.checkCode == "16197833567414507415")
        #expect(invoice.buyer.name == "乙贸易有限公司" && invoice.seller.name == "兰溪市某餐厅")
        #expect(invoice.seller.taxIdentifier.text == "92330781MA2EDMFU50")
        #expect(invoice.totals.net.minor == 51_068 && invoice.lines.count == 1)
    }

    @Test("lines that do not add up are left out, and it is said")
    func badLines() throws {
        let file = try Self.read(
            Self.digital.replacing("4197.17     4197.17     6%", with: "4197.17     4000.00     6%"))
        #expect(file.invoice?.lines.isEmpty == true)
        #expect(file.integrity.details.contains { $0.en.contains("do not add up") })
    }

    @Test("a red invoice, a natural person and an exempt one are read")
    func others() throws {
        let red = Self.digital.replacing("¥4197.17", with: "¥-4197.17").replacing("¥251.83", with: "-¥251.83")
            .replacing("¥4449.00", with: "¥-4449.00")
        let invoice = try #require(try Self.read(red).invoice)
        #expect(invoice.isRed && invoice.totals.net.minor == -419_717 && invoice.totals.tax.minor == -25_183)
        let person = Self.digital.replacing("名称：乙贸易有限公司 ", with: "名称：               ")
            .replacing("91512081MA62K0260E", with: "          ")
        #expect(try Self.read(person).invoice?.buyer.name == "")
        let exempt = Self.digital.replacing("6%       251.83", with: "免税       ***")
            .replacing("¥251.83", with: "***").replacing("¥4449.00", with: "¥4197.17")
        #expect(try Self.read(exempt).invoice?.lines.first?.rate == .exempt)
    }

    @Test("what no invoice is, lacks a field or holds two is one error each")
    func errors() {
        #expect(Self.error("Dear Sir") == .notSupported(.pdf))
        #expect(Self.error("") == .notSupported(.pdf))
        guard case .missingField("价税合计", _) = Self.error(Self.digital.replacing("价税合计", with: "")),
            case .missingField("合计金额", _) = Self.error(Self.digital.replacing("合    计", with: "")),
            case .missingField("销售方名称", _) = Self.error(Self.digital.replacing("销 名称", with: "")),
            case .repeatedField("发票号码", _) = Self.error(
                Self.digital + "\n" + Self.digital.replacing("8542163", with: "8542164")),
            case .tooLarge = Self.error(String(repeating: "发票", count: 200_000))
        else {
            Issue.record("not refused")
            return
        }
    }

    @Test("an embedded invoice that the pages contradict is changed; a scanned page contradicts nothing")
    func compared() throws {
        let file = try InvoiceFile.read(PDF.embedding([UInt8](try Samples.data("einvoice-demo.xml"))))
        #expect(try file.compared(withPDFText: Self.digital).integrity.state == .changed)
        #expect(try file.compared(withPDFText: " \n ").integrity.state == .unsigned)
        #expect(
            try file.compared(withPDFText: "号码 01234567890123456789 合计 ¥16,000.00").integrity.state
                == .unsigned)
    }
}
