import Foundation
import InvoiceFiles
import Invoicing
import Testing

@Suite("Text of a PDF of several pages, and lines of special kinds")
struct PDFPagesTests {
    private static func invoice(_ text: String) throws -> Invoice {
        try #require(try InvoiceFile.read(pdfText: text, of: Data("%PDF-1.7".utf8)).invoice)
    }

    private static let twoPages = """
                       电子发票（增值税专用发票）         发票号码：26312000000048542163
                                           开票日期：2026年05月28日
        购   名称：乙贸易有限公司                  销 名称：甲科技有限公司
        方   统一社会信用代码/纳税人识别号：91512081MA62K0260E     方  统一社会信用代码/纳税人识别号：91110108690017781B
         项目名称       规格型号   单位 数量  单价      金额   税率/征收率    税额
        *文具*签字笔        支   100   10     1000.00     13%       130.00
        *文具*签字笔                             -100.00     13%       -13.00
        小计                                    ¥900.00             ¥117.00
        共2页第1页
                       电子发票（增值税专用发票）
                                           发票号码：26312000000048542163
                                           开票日期：2026年05月28日
        购   名称：乙贸易有限公司                  销 名称：甲科技有限公司
        方   统一社会信用代码/纳税人识别号：91512081MA62K0260E     方  统一社会信用代码/纳税人识别号：91110108690017781B
         项目名称       规格型号   单位 数量  单价      金额   税率/征收率    税额
        *咨询服务*咨询费        次   1   200     200.00     6%       12.00
        小计                                    ¥200.00             ¥12.00
        合    计                            ¥1100.00             ¥129.00
        价税合计（大写）     ⓧ壹仟贰佰贰拾玖圆整               （小写）¥1229.00
        备
        注
                    开票人：张三
        """

    @Test("the lines of all pages are read, and what each page repeats is no part of an item")
    func pages() throws {
        let invoice = try Self.invoice(Self.twoPages)
        #expect(invoice.lines.map(\.item) == ["*文具*签字笔", "*文具*签字笔", "*咨询服务*咨询费"])
        #expect(invoice.lines.map(\.amount.minor) == [100_000, -10_000, 20_000])
        #expect(invoice.totals.gross.minor == 122_900 && invoice.kind == .digitalSpecial)
        #expect(invoice.seller.name == "甲科技有限公司")
    }

    @Test("a line under the margin scheme keeps its tax, its rate is not said")
    func margin() throws {
        let text = """
                           电子发票（普通发票）         发票号码：26312000000048542163
                                               开票日期：2026年05月28日
            购   名称：乙贸易有限公司                  销 名称：甲科技有限公司
             项目名称       规格型号   单位 数量  单价      金额   税率/征收率    税额
            *人力资源服务*劳务派遣服务                     198095.24     ***       1904.76
            合    计                            ¥198095.24             ¥1904.76
            价税合计（大写）     ⓧ贰拾万圆整               （小写）¥200000.00
            备
            注   差额征税：160000.00。
                        开票人：张三
            """
        let invoice = try Self.invoice(text)
        #expect(invoice.lines.first?.rate == .various && invoice.lines.first?.tax.minor == 190_476)
        #expect(invoice.remark == "差额征税：160000.00。")
    }
}
