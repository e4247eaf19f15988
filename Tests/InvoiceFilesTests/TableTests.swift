import Foundation
import InvoiceFiles
import Invoicing
import SeededRandom
import Testing

@Suite("Tables of invoices")
struct TableTests {
    /// Heads and rows as the tax bureau's portal exports them: one row a line of an invoice.
    static let export = #"""
        序号,发票代码,发票号码,数电票号码,销方识别号,销方名称,购方识别号,购买方名称,开票日期,货物或应税劳务名称,规格型号,单位,数量,单价,金额,税率,税额,价税合计,发票票种,开票人,备注
        1,,,24112000000048542163,91110108690017781B,甲科技有限公司,91512081MA62K0260E,"乙贸易（上海）有限公司",2024-05-28 16:23:48,*信息技术服务*软件维护,,月,3,333.3333333,1000.00,6%,60.00,1060.00,数电票（增值税专用发票）,张三,"两行
        备注,""带引号"""
        1,,,24112000000048542163,91110108690017781B,甲科技有限公司,91512081MA62K0260E,"乙贸易（上海）有限公司",2024-05-28 16:23:48,*电子计算机*笔记本电脑,X1,台,2,4424.77876106,8849.56,13%,1150.44,10000.00,数电票（增值税专用发票）,张三,
        2,033002000211,83089647,,92330781MA2EDMFU50,兰溪市悦济舫餐厅,91320115MA202UKD7X,江苏京利华新材料有限公司,2020/7/23,*餐饮服务*餐费,,,1,510.679612,510.68,3%,15.32,526.00,增值税电子普通发票,管理员,
        合计,,,,,,,,,,,,,,10360.24,,1225.76,11586.00,,,
        """#

    private static func entries(_ data: Data) throws -> [InvoiceTable.Entry] {
        guard case .table(let table) = try InvoiceDocument.read(data) else { return [] }
        return table.entries
    }

    private static func error(_ data: Data) -> InvoiceFileError? {
        do {
            _ = try InvoiceDocument.read(data)
            return nil
        } catch { return error }
    }

    @Test(
        "the tax bureau's export gives one invoice of two lines and one of one; the row of sums is no invoice"
    )
    func exported() throws {
        let entries = try Self.entries(Data(Self.export.utf8))
        try #require(entries.count == 2)
        #expect(entries.map(\.line) == [2, 5])
        let first = try #require(try entries[0].content.get().invoice)
        #expect(first.number == InvoiceNumber(number: "24112000000048542163"))
        #expect(first.kind == .digitalSpecial && first.lines.count == 2)
        #expect(first.totals.net.minor == 984_956 && first.totals.tax.minor == 121_044)
        #expect(first.totals.gross.minor == 1_106_000)
        #expect(first.remark == "两行\n备注,\"带引号\"" && first.issued.description == "2024-05-28")
        let second = try #require(try entries[1].content.get().invoice)
        #expect(second.kind == .electronicOrdinary && second.number.code == "033002000211")
        #expect(second.issued.description == "2020-07-23" && second.totals.gross.minor == 52_600)
        #expect(try entries[1].content.get().integrity.state == .unsigned)
    }

    @Test(
        "encodings, delimiters, line ends and titles above the heads change nothing",
        arguments: ["bom", "gb18030", "utf-16", "tab", "semicolon", "crlf", "title", "sep"])
    func variants(_ variant: String) throws {
        var data = Data(Self.export.utf8)
        switch variant {
        case "bom": data = Data([0xEF, 0xBB, 0xBF]) + data
        case "gb18030": data = try GB18030.encoded(Self.export)
        case "utf-16":
            data = Data([0xFF, 0xFE])
            for unit in Self.export.utf16 { data += [UInt8(unit & 255), UInt8(unit >> 8)] }
        case "tab": data = Data(Self.export.replacing("备注,\"", with: "备注，\"").replacing(",", with: "\t").utf8)
        case "semicolon":
            data = Data(Self.export.replacing("备注,\"", with: "备注，\"").replacing(",", with: ";").utf8)
        case "crlf": data = Data(Self.export.replacing("\n", with: "\r\n").utf8)
        case "title": data = Data("发票清单\n导出时间：2026-01-01\n\n".utf8) + data
        default: data = Data("sep=,\n".utf8) + data
        }
        let invoices = try Self.entries(data).map { try $0.content.get().invoice }
        #expect(invoices.count == 2)
        #expect(invoices.compactMap { $0?.totals.gross.minor } == [1_106_000, 52_600])
        #expect(invoices.first??.buyer.name == "乙贸易（上海）有限公司")
    }

    @Test("English heads, heads of one's own, and numbers that Excel keeps as text")
    func english() throws {
        let text = #"""
            Document,Issue date,Seller,Buyer,Net amount,Tax,Total
            "=""24112000000048542163""",2024-05-28,A Ltd,B Ltd,"1,000.00",60,"1,060.00"
            """#
        guard case .missingColumn(.number, _) = Self.error(Data(text.utf8)) else {
            Issue.record("\(String(describing: Self.error(Data(text.utf8))))")
            return
        }
        let table = try InvoiceTable.read(Data(text.utf8), heads: [.number: ["document"]])
        let invoice = try #require(try table.entries.first?.content.get().invoice)
        #expect(invoice.number.number == "24112000000048542163")
        #expect(invoice.totals.net.minor == 100_000 && invoice.totals.gross.minor == 106_000)
        #expect(invoice.lines.isEmpty)
    }

    @Test(
        "a bad invoice is refused whole with its line, and its neighbours are read",
        arguments: [
            ("24112000000048542163", "2.4112E+19"), ("8849.56", "8849,5x"),
            (
                "甲科技有限公司,91512081MA62K0260E,\"乙贸易（上海）有限公司\",2024-05-28 16:23:48,*电",
                "别的公司,91512081MA62K0260E,\"乙贸易（上海）有限公司\",2024-05-28 16:23:48,*电"
            ),
            ("1060.00", "abc"), ("数电票（增值税专用发票）,张三,\n", "数电票（增值税专用发票）,张三,,,溢出\n"),
        ])
    func refused(old: String, new: String) throws {
        try #require(Self.export.contains(old))
        let entries = try Self.entries(Data(Self.export.replacing(old, with: new).utf8))
        let good = entries.filter { (try? $0.content.get()) != nil }
        #expect(entries.count > good.count, "\(new) was not noticed")
        #expect(good.map(\.line) == [5])
    }

    @Test("limits of columns, cells and quotes hold, and controls and wrong encodings are named")
    func hostile() {
        let heads = "发票号码,销方名称,金额\n"
        #expect(
            Self.error(Data((heads + String(repeating: ",", count: 300)).utf8)) == Self.limit(.columns(256)))
        #expect(
            Self.error(Data((heads + String(repeating: "9", count: 40_000)).utf8))
                == Self.limit(.cell(32 * 1_024)))
        guard case .malformedTable(_, let place) = Self.error(Data((heads + "1,\"abc").utf8)) else {
            Issue.record("an open quote")
            return
        }
        #expect(place.line == 2 && place.column == 3)
        guard case .malformedTable = Self.error(Data((heads + "1,\"abc\"d,2").utf8)) else {
            Issue.record("text behind a quote")
            return
        }
        guard case .controlCharacter(0, _) = Self.error(Data((heads + "1,\0,2").utf8)),
            case .wrongEncoding("GB18030", _) = Self.error(Data(heads.utf8) + Data([0xFF, 0xFF]))
        else {
            Issue.record("NUL or encoding")
            return
        }
        guard case .malformedTable = Self.error(Data((heads + ",,\n,,\n").utf8)) else {
            Issue.record("a table of nothing")
            return
        }
        #expect(Self.error(Data("姓名,年龄\n甲,1\n".utf8)) == .unrecognised)
    }

    private static func limit(_ limit: InvoiceFileError.Limit) -> InvoiceFileError? {
        .beyondLimit(limit, samplePlace(line: 2))
    }

    private static func samplePlace(line: Int) -> InvoiceFileError.Place? {
        let heads = "发票号码,销方名称,金额\n1,\"a"
        guard case .malformedTable(_, let place) = error(Data(heads.utf8)), place.line == line else {
            return nil
        }
        guard case .malformedXML(_, let first) = Samples.error("<a>\n</b>") else { return nil }
        return first.line == line && first.column == 1 ? first : nil
    }

    @Test(
        "tables mutated anywhere are entries or an error, never a trap", arguments: [71, 72, 73] as [UInt64])
    func mutations(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let sample = Array(Self.export.utf8)
        let fragments = ["\"", ",", "\n", "\r", "=\"", "\u{0}", ";", "\t", "-", "9", "票"].map {
            Array($0.utf8)
        }
        for _ in 0..<120 {
            var bytes = sample
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                if Bool.random(using: &random) {
                    bytes[index] = UInt8.random(in: .min ... .max, using: &random)
                } else {
                    bytes.insert(
                        contentsOf: fragments[Int.random(in: 0..<fragments.count, using: &random)], at: index)
                }
            }
            if let entries = try? Self.entries(Data(bytes)) {
                for entry in entries { #expect(entry.line >= 1) }
            }
        }
    }
}

/// Encodes as Excel does on a Chinese system; the C library converts.
enum GB18030 {
    static func encoded(_ text: String) throws -> Data {
        let converter = iconv_open("GB18030", "UTF-8")
        defer { iconv_close(converter) }
        var input = Array(text.utf8).map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: input.count * 4)
        let written = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                var from = source.baseAddress
                var fromLeft = source.count
                var to = target.baseAddress
                var toLeft = target.count
                _ = iconv(converter, &from, &fromLeft, &to, &toLeft)
                return target.count - toLeft
            }
        }
        try #require(written > 0)
        return Data(output.prefix(written).map { UInt8(bitPattern: $0) })
    }
}
