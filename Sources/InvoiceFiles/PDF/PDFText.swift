import Foundation
import Invoicing

/// The text of a PDF's pages in their layout, as `pdftotext -layout` gives it, read as an invoice.
///
/// The face has no structure but its labels, so that what is read is checked against itself: lines count only where they
/// add up to the totals. Railway and air tickets show no net amount; they embed their voucher and are read from it.
struct PDFText {
    /// Bytes of text that are read (1 MiB).
    static let largest = 1_024 * 1_024

    /// What is said of every invoice that was read from its face.
    private static let layout = LocalizedText(
        zh: "发票数据取自 PDF 的页面文字，不是结构化原件；请以 XML 或 OFD 原件和查验结果为准。",
        en:
            "The data are the text on the pages, not structured data: the XML or OFD original and a look-up must confirm it."
    )
    private static let noLines = LocalizedText(
        zh: "页面文字中的明细与合计对不上，因此只核对票面合计，不核对明细。",
        en: "The lines on the pages do not add up to the totals, so only the totals were checked.")

    private let lines: [PDFTextLine]
    private let text: [UInt8]

    /// Takes the text of the pages.
    init(_ text: String) throws(InvoiceFileError) {
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.largest else { throw .tooLarge(bytes: bytes.count, limit: Self.largest) }
        self.text = bytes
        lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
            .map { PDFTextLine(String($0.unicodeScalars.filter { $0.value >= 0x20 || $0.value == 0x09 })) }
    }

    /// Whether there is nothing to read, as on a scanned page.
    var isBlank: Bool { lines.allSatisfy(\.isBlank) }

    /// The invoice on the pages. Throws `.notSupported(.pdf)` where they show none.
    func read() throws(InvoiceFileError) -> InvoiceFile {
        let number = try number()
        let totals = try totals()
        let names = lines.flatMap { $0.values(of: "名称", after: "购买销售方信息") }
        guard names.count > 1, !names[1].isEmpty else { throw .missingField("销售方名称", place(0)) }
        let identifiers = lines.flatMap { $0.values(of: "纳税人识别号", after: nil) }.map {
            PrintedForm.identifier($0).prefix { $0.isASCII }
        }
        let items = PDFTextLines(lines).read(net: totals.net, tax: totals.tax)
        let remark = PDFTextLines(lines).remark
        let invoice = Invoice(
            kind: kind(number), number: number, issued: issued,
            checkCode: String(value("校验码").filter { $0.isASCII && $0.isNumber }.prefix(20)),
            isRed: totals.gross.minor < 0,
            seller: Party(
                name: names[1], taxIdentifier: TaxIdentifier(String(identifiers.dropFirst().first ?? ""))),
            buyer: Party(name: names[0], taxIdentifier: TaxIdentifier(String(identifiers.first ?? ""))),
            lines: items, totals: totals, remark: remark, drawer: value("开票人"))
        return InvoiceFile(
            format: .pdf, content: .invoice(invoice),
            integrity: Integrity(.unsigned, [Self.layout] + (items.isEmpty ? [Self.noLines] : [])))
    }

    /// Where the pages say something else than an invoice that was read from an embedded file.
    func disagreements(with invoice: Invoice) -> [LocalizedText] {
        let shown = String(decoding: text, as: UTF8.self).filter { !$0.isWhitespace && $0 != "," }
        guard !shown.isEmpty else { return [] }
        var result: [LocalizedText] = []
        func check(_ name: LocalizedText, _ known: String) {
            guard !known.isEmpty, !shown.contains(known) else { return }
            result.append(
                LocalizedText(
                    zh: "内嵌数据中的\(name.zh)为 \(known.prefix(40))，页面文字里没有，两者不一致。",
                    en: "The \(name.en) of the embedded data, \(known.prefix(40)), is not on the pages."))
        }
        check(LocalizedText(zh: "发票号码", en: "number"), invoice.number.number)
        check(LocalizedText(zh: "发票代码", en: "code"), invoice.number.code)
        check(LocalizedText(zh: "价税合计", en: "gross amount"), invoice.totals.gross.plain)
        return result
    }

    private func number() throws(InvoiceFileError) -> InvoiceNumber {
        var found: [String: Int] = [:]
        for (index, line) in lines.enumerated() {
            for value in line.values(of: "发票号码", after: "") {
                let digits = PrintedForm.identifier(value).filter { !$0.isWhitespace }.prefix {
                    $0.isASCII && $0.isNumber
                }
                if digits.count == 20 || digits.count == 8 { found[String(digits)] = index }
            }
        }
        guard let number = found.keys.first else { throw .notSupported(.pdf) }
        guard found.count == 1 else { throw .repeatedField("发票号码", place(found.values.max() ?? 0)) }
        let code = value("发票代码").filter { $0.isASCII && $0.isNumber }
        return InvoiceNumber(code: number.count == 8 ? code : "", number: number)
    }

    private func kind(_ number: InvoiceNumber) -> InvoiceKind {
        if !number.code.isEmpty { return InvoiceKind(legacyCode: number.code) ?? .other }
        for line in lines {
            let title = line.compact
            guard title.contains("电子发票") else { continue }
            if title.contains("专用发票") { return .digitalSpecial }
            if title.contains("普通发票") { return .digitalOrdinary }
        }
        return .other
    }

    private var issued: IssueDate {
        for line in lines {
            guard let rest = line.rest(after: "开票日期") else { continue }
            let compact = rest.filter { !$0.isWhitespace }
            let parts = compact.split { !($0.isASCII && $0.isNumber) }
            guard parts.count >= 3, parts[0].count == 4 else { continue }
            return IssueDate(
                parsing: parts.prefix(3).map { $0.count == 1 ? "0" + $0 : String($0) }.joined(separator: "-"))
        }
        return IssueDate(parsing: "")
    }

    private func totals() throws(InvoiceFileError) -> InvoiceTotals {
        guard let grossLine = lines.firstIndex(where: { $0.compact.contains("价税合计") }) else {
            throw .missingField("价税合计", place(0))
        }
        var grossText: String?
        for line in lines[grossLine...].prefix(3) {
            if let amount = line.amounts.last {
                grossText = amount
                break
            }
        }
        guard let grossText else { throw .missingField("价税合计", place(grossLine)) }
        let sums = lines[..<grossLine].enumerated().reversed().first {
            $0.element.compact.hasPrefix("合计") && !$0.element.amounts.isEmpty
        }
        guard let sums else { throw .missingField("合计金额", place(grossLine)) }
        let amounts = sums.element.amounts
        return InvoiceTotals(
            net: try FieldReader.amount(amounts[0], "合计金额", place(sums.offset)),
            tax: amounts.count > 1
                ? try FieldReader.amount(amounts[1], "合计税额", place(sums.offset)) : Money(minor: 0),
            gross: try FieldReader.amount(grossText, "价税合计", place(grossLine)),
            grossInWords: words(lines[grossLine].compact))
    }

    /// The amount in words, between its label and the amount in digits.
    private func words(_ line: String) -> String {
        guard let label = line.firstRange(of: "大写") else { return "" }
        let start = line[label.upperBound...].drop { ")）".contains($0) }
        let end = start.firstRange(of: "小写")?.lowerBound ?? start.endIndex
        return start[..<end].prefix { $0 != "¥" && $0 != "￥" }.filter { !"ⓧ⊗()".contains($0) }
            .trimmingSuffix { "（".contains($0) }
    }

    private func value(_ label: String) -> String {
        lines.lazy.flatMap { $0.values(of: label, after: "") }.first { !$0.isEmpty } ?? ""
    }

    private func place(_ line: Int) -> InvoiceFileError.Place {
        InvoiceFileError.Place(line: line + 1, column: 1)
    }
}

extension String {
    fileprivate func trimmingSuffix(_ drops: (Character) -> Bool) -> String {
        var text = self[...]
        while let last = text.last, drops(last) { text.removeLast() }
        return String(text)
    }
}

extension InvoiceFile {
    /// Reads a PDF from the text of its pages in their layout, as `pdftotext -layout` extracts it.
    /// Throws ``InvoiceFileError``: `.notSupported(.pdf)` where the text shows no invoice.
    /// - Parameter bytes: the file that shows the text, whose signatures are named.
    public static func read(pdfText text: String, of bytes: Data) throws(InvoiceFileError) -> InvoiceFile {
        let file = try PDFText(text).read()
        let bytes = [UInt8](bytes)
        let details = PDFInvoice.signatureDetails(try PDFObjects(bytes), fileSize: bytes.count)
        return InvoiceFile(
            format: file.format, content: file.content,
            integrity: Integrity(file.integrity.state, file.integrity.details + details))
    }

    /// This file with one thing more to know about what vouches for it.
    public func noting(_ detail: LocalizedText) -> InvoiceFile {
        InvoiceFile(
            format: format, content: content,
            integrity: Integrity(integrity.state, integrity.details + [detail]))
    }

    /// This file, and where it was read from what a PDF embeds: with state `changed` where its pages show another number or
    /// amount. A text that is empty, as of a scanned page, contradicts nothing.
    public func compared(withPDFText text: String) throws(InvoiceFileError) -> InvoiceFile {
        guard format == .pdf, let invoice else { return self }
        let disagreements = try PDFText(text).disagreements(with: invoice)
        guard !disagreements.isEmpty else { return self }
        return InvoiceFile(
            format: format, content: content,
            integrity: Integrity(.changed, disagreements + integrity.details))
    }
}
