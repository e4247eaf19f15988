import Foundation
import Testing

extension EndToEnd {
    /// `verify` on PDFs, whose text `pdftotext` extracts.
    @Suite("Verify a PDF", .serialized)
    struct PDFVerifyTests {
        static let face = """
                                      电子发票（普通发票）                 发票号码：24112000000048542163
                                                                            开票日期：2024年05月28日
            购    名称：乙贸易有限公司                                   销    名称：甲科技有限公司
            方    统一社会信用代码/纳税人识别号：91512081MA62K0260E      方    统一社会信用代码/纳税人识别号：91110108690017781B
             项目名称           规格型号    单位    数量      单价          金额     税率/征收率      税额
            *信息技术服务*软件维护          项      1         4197.17       4197.17       6%           251.83
            合      计                                                      ¥4197.17                   ¥251.83
            价税合计（大写）      肆仟肆佰肆拾玖圆整                              （小写）¥4449.00
                                开票人：张三
            """

        private static func named(_ pdf: Data, in home: TestHome) throws -> String {
            let file = home.folder.url.appendingPathComponent("invoice.pdf")
            try pdf.write(to: file)
            return file.path
        }

        @Test("a PDF that embeds nothing is read from its pages")
        func pages() async throws {
            let home = try TestHome()
            let path = try Self.named(PDFPage.showing(Self.face), in: home)
            let result = try await Program.run(["verify", path, "--json"], home: home)
            #expect(result.status == 0, "\(result.errors)")
            let file = try #require((try result.json()["files"] as? [[String: Any]])?.first)
            #expect(file["format"] as? String == "pdf")
            let invoice = try #require(file["invoice"] as? [String: Any])
            #expect((invoice["totals"] as? [String: String])?["gross"] == "4449.00")
            #expect((invoice["lines"] as? [Any])?.count == 1)
            #expect((file["integrity"] as? [String: Any])?["state"] as? String == "unsigned")
        }

        @Test("without pdftotext one sentence says what to install; a broken or empty PDF says so")
        func errors() async throws {
            let home = try TestHome()
            let path = try Self.named(PDFPage.showing(Self.face), in: home)
            let missing = try await Program.run(
                ["verify", path, "--lang", "en"], home: home, environment: ["PATH": "/nowhere"])
            #expect(missing.status == 1 && missing.errors.contains("apt install poppler-utils"))
            let broken = try await Program.run(
                ["verify", try Self.named(Data("%PDF-1.7 nothing".utf8), in: home), "--lang", "en"],
                home: home)
            #expect(broken.status == 1 && broken.errors.contains("damaged"))
            let empty = try await Program.run(
                ["verify", try Self.named(PDFPage.showing("Hello"), in: home), "--lang", "en"], home: home)
            #expect(empty.status == 1 && empty.errors.contains("gives no invoice"))
        }
    }
}
