import Invoicing

// Invoices in PDF: the tax bureau's XML or the voucher in XBRL that the file embeds, else the text that it shows.
// In: the file's bytes; or the text of its pages, which the caller lets `pdftotext` extract. Out: an `InvoiceFile`.
// `PDFSyntax` reads values, `PDFObjects` finds objects and streams, `PDFText` and `PDFTextLines` read the face.

/// Finds the invoice that a PDF embeds (ISO 32000-1, 7.11.4): in the name tree of embedded files, or among the files
/// associated with the document.
enum PDFInvoice {
    /// Embedded files that are looked at.
    private static let mostFiles = 64
    /// Nodes of the name tree.
    private static let mostNodes = 1_000

    /// Reads the embedded invoice. Throws `.notSupported(.pdf)` where there is none, so that only the text can say more.
    static func read(_ bytes: [UInt8]) throws(InvoiceFileError) -> InvoiceFile {
        var objects = try PDFObjects(bytes)
        var found: Invoice?
        for content in objects.isEncrypted ? [] : try embeddedFiles(&objects) {
            guard FileSignature(of: content) == .xml else { continue }
            do throws(InvoiceFileError) {
                guard let invoice = try InvoiceFile.readXML(content).invoice else { continue }
                // The same invoice may be embedded as XML and as XBRL: the first stands, but they must be one.
                if let found, found.number.identityKeys != invoice.number.identityKeys {
                    throw .malformedContainer(
                        LocalizedText(
                            zh: "内嵌了不止一张发票，请分别核对", en: "it embeds more than one invoice: check each by itself"
                        ))
                }
                if found.map({ $0.lines.count < invoice.lines.count }) ?? true { found = invoice }
            } catch .unknownDocument {
                continue
            }
        }
        guard let found else { throw .notSupported(.pdf) }
        return InvoiceFile(
            format: .pdf, content: .invoice(found),
            integrity: Integrity(.unsigned, [embedded] + signatureDetails(objects, fileSize: bytes.count)))
    }

    private static let embedded = LocalizedText(
        zh: "发票数据取自 PDF 的内嵌附件，内嵌数据本身没有可核验的签名；真伪以查验结果为准。",
        en:
            "The data are those of a file that the PDF embeds, which carries nothing to check it by: only a look-up can confirm it."
    )

    /// What the signatures of the file say of themselves. They are named, never counted as proof: their keys are not checked.
    static func signatureDetails(_ objects: PDFObjects, fileSize: Int) -> [LocalizedText] {
        guard !objects.signatures.isEmpty else {
            return [LocalizedText(zh: "PDF 不含电子签名。", en: "The PDF carries no signature.")]
        }
        let count = objects.signatures.count
        var details = [
            LocalizedText(
                zh: "PDF 带有\(count)个电子签名，签名未核验。",
                en: "The PDF carries \(count) signatures, which were not checked.")
        ]
        let ends = objects.signatures.map { entries -> Int in
            guard case .array(let range) = entries["ByteRange"], range.count == 4,
                case .integer(let start) = range[2], case .integer(let length) = range[3]
            else { return 0 }
            let (end, overflow) = start.addingReportingOverflow(length)
            return overflow ? 0 : end
        }
        // White space after the last `%%EOF` is no content.
        if (ends.max() ?? 0) + 2 < fileSize {
            details.append(
                LocalizedText(
                    zh: "签名范围之后又追加了内容，追加部分不在任何签名之内。",
                    en: "Something was appended after the last signature, which covers none of it."))
        }
        return details
    }

    private static func embeddedFiles(_ objects: inout PDFObjects) throws(InvoiceFileError) -> [[UInt8]] {
        guard let catalogue = try objects.resolve(objects.root)?.entries else { return [] }
        var specifications: [PDFValue] = []
        if case .array(let associated) = try objects.resolve(catalogue["AF"]) {
            specifications += associated.prefix(mostFiles)
        }
        if let names = try objects.resolve(catalogue["Names"])?.entries, let tree = names["EmbeddedFiles"] {
            specifications += try leaves(of: tree, &objects)
        }
        var seen: Set<Int> = []
        var files: [[UInt8]] = []
        for specification in specifications.prefix(2 * mostFiles) {
            guard let file = try objects.resolve(specification)?.entries,
                let streams = try objects.resolve(file["EF"])?.entries,
                let stream = streams["UF"] ?? streams["F"]
            else { continue }
            if case .reference(let number) = stream, !seen.insert(number).inserted { continue }
            if let content = try objects.content(of: stream) { files.append(content) }
        }
        return files
    }

    /// The values of a name tree (7.9.6), whose nodes may not come twice.
    private static func leaves(
        of tree: PDFValue, _ objects: inout PDFObjects
    ) throws(InvoiceFileError) -> [PDFValue] {
        var leaves: [PDFValue] = []
        var open = [tree]
        var seen: Set<Int> = []
        var nodes = 0
        while let node = open.popLast() {
            if case .reference(let number) = node, !seen.insert(number).inserted { continue }
            nodes += 1
            guard nodes <= mostNodes, leaves.count <= mostFiles else {
                throw .beyondLimit(.entries(mostFiles), nil)
            }
            guard let entries = try objects.resolve(node)?.entries else { continue }
            if case .array(let names) = try objects.resolve(entries["Names"]) {
                leaves += names.enumerated().filter { !$0.offset.isMultiple(of: 2) }.map(\.element)
            }
            if case .array(let kids) = try objects.resolve(entries["Kids"]) {
                open += kids.prefix(mostNodes).reversed()
            }
        }
        return leaves
    }
}
