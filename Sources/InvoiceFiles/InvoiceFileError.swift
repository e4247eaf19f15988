import Invoicing

/// Why a file could not be read: the thing, the place where it is known, and what to do next.
public enum InvoiceFileError: ExplainedError, Hashable, Sendable {
    /// A place in a text, both counted from 1; the column counts characters.
    public struct Place: Hashable, Sendable {
        /// The line.
        public let line: Int
        /// The column.
        public let column: Int
    }

    /// Formats that are recognised, but that carry no data that is read here.
    public enum OtherFormat: String, Hashable, Sendable {
        /// A PDF document that embeds no invoice data: only the text of its pages can say more.
        case pdf = "PDF"
        /// A picture.
        case image
        /// An old Office document.
        case office
    }

    /// The limits that a file may break.
    public enum Limit: Hashable, Sendable {
        /// Elements inside elements.
        case depth(Int)
        /// Elements in one document.
        case elements(Int)
        /// Attributes of one element.
        case attributes(Int)
        /// Bytes of one name.
        case name(Int)
        /// Lines of one invoice.
        case lines(Int)
        /// Entries in a container.
        case entries(Int)
        /// Bytes of the unpacked container.
        case unpacked(Int)
        /// Rows of a table.
        case rows(Int)
        /// Cells in one row of a table.
        case columns(Int)
        /// Bytes of one cell of a table.
        case cell(Int)
    }

    /// There is nothing in the file.
    case empty
    /// The file is larger than what is read.
    case tooLarge(bytes: Int, limit: Int)
    /// The first bytes are of no format that is known.
    case unrecognised
    /// The format is known, but not read.
    case notSupported(OtherFormat)
    /// The text is not in the encoding that it claims or must have.
    case wrongEncoding(claimed: String, Place)
    /// The encoding is none that is read.
    case unknownEncoding(String)
    /// A NUL byte or another control character stands in a text.
    case controlCharacter(UInt8, Place)
    /// The XML ends too early or is not well-formed.
    case malformedXML(LocalizedText, Place)
    /// The XML declares a document type or entities, which no invoice needs and which can be an attack.
    case documentType(Place)
    /// A limit is broken.
    case beyondLimit(Limit, Place?)
    /// It is XML, but no invoice.
    case unknownDocument(root: String)
    /// A field that every invoice has is missing.
    case missingField(String, Place)
    /// A field stands twice, so that nobody can say which counts.
    case repeatedField(String, Place)
    /// A field cannot be read as what it must be.
    case unreadableField(String, text: String, Place)
    /// The QR payload is not of the known form: what is wrong with it.
    case malformedPayload(LocalizedText)
    /// The ZIP container is broken or an attack: what is wrong with it.
    case malformedContainer(LocalizedText)
    /// The container holds no invoice that can be read.
    case nothingInContainer
    /// A table is malformed: what is wrong, and where.
    case malformedTable(LocalizedText, Place)
    /// A table lacks a column without which no invoice can be told from another.
    case missingColumn(TableColumn, Place)

    /// One sentence that names the thing and the cause.
    public var explanation: LocalizedText {
        switch self {
        case .empty: LocalizedText(zh: "文件是空的。", en: "The file is empty.")
        case .tooLarge(let bytes, let limit):
            LocalizedText(
                zh: "文件有 \(bytes) 字节，超过上限 \(limit) 字节。",
                en: "The file has \(bytes) bytes, more than the limit of \(limit).")
        case .unrecognised:
            LocalizedText(
                zh: "文件开头的内容不是任何已知的发票格式。",
                en: "The file does not begin like any known invoice format.")
        case .notSupported(let format): format.explanation
        case .wrongEncoding(let claimed, let place):
            LocalizedText(
                zh: "第 \(place.line) 行第 \(place.column) 列的字节不是合法的 \(claimed) 文本。",
                en: "The bytes at line \(place.line), column \(place.column) are not valid \(claimed) text.")
        case .unknownEncoding(let name):
            LocalizedText(
                zh: "文件声明的编码“\(Self.short(name))”不受支持。",
                en: "The file declares the encoding \"\(Self.short(name))\", which is not supported.")
        case .controlCharacter(let byte, let place):
            LocalizedText(
                zh: "第 \(place.line) 行第 \(place.column) 列有控制字符（十进制 \(byte)），发票文本中不应出现。",
                en:
                    "A control character (decimal \(byte)) stands at line \(place.line), column \(place.column), where an invoice has none."
            )
        case .malformedXML(let fault, let place):
            LocalizedText(
                zh: "XML 不完整或格式错误：第 \(place.line) 行第 \(place.column) 列，\(fault.zh)。",
                en:
                    "The XML is incomplete or malformed: line \(place.line), column \(place.column), \(fault.en)."
            )
        case .documentType(let place):
            LocalizedText(
                zh: "第 \(place.line) 行的 XML 含有 DOCTYPE 或实体声明，出于安全不予读取。",
                en:
                    "The XML declares a DOCTYPE or entities at line \(place.line), which is refused for safety."
            )
        case .beyondLimit(let limit, let place): limit.explanation(at: place)
        case .unknownDocument(let root):
            LocalizedText(
                zh: "这是一个 XML 文件，但根元素“\(Self.short(root))”不是发票。",
                en: "This is XML, but its root element \"\(Self.short(root))\" is no invoice.")
        case .missingField(let name, let place):
            LocalizedText(
                zh: "第 \(place.line) 行起的内容缺少必需的 \(name)。",
                en: "The content from line \(place.line) on lacks \(name), which every invoice has.")
        case .repeatedField(let name, let place):
            LocalizedText(
                zh: "\(name) 出现了不止一次（第 \(place.line) 行），无法确定以哪一个为准。",
                en: "\(name) stands more than once (line \(place.line)), so nobody can say which one counts.")
        case .unreadableField(let name, let text, let place):
            LocalizedText(
                zh: "第 \(place.line) 行的 \(name)“\(Self.short(text))”无法识别。",
                en: "\(name) at line \(place.line), \"\(Self.short(text))\", cannot be read.")
        case .malformedPayload(let fault):
            LocalizedText(zh: "二维码内容格式不对：\(fault.zh)。", en: "The QR payload is malformed: \(fault.en).")
        case .malformedContainer(let fault):
            LocalizedText(zh: "压缩包无法读取：\(fault.zh)。", en: "The container cannot be read: \(fault.en).")
        case .malformedTable(let fault, let place):
            LocalizedText(
                zh: "表格格式错误：第 \(place.line) 行第 \(place.column) 列，\(fault.zh)。",
                en: "The table is malformed: line \(place.line), column \(place.column), \(fault.en).")
        case .missingColumn(let column, let place):
            LocalizedText(
                zh: "第 \(place.line) 行的表头里没有“\(column.title.zh)”一列。",
                en: "The heads at line \(place.line) have no column for the \(column.title.en).")
        case .nothingInContainer:
            LocalizedText(
                zh: "文件（压缩包或 OFD）里没有可以读取的发票数据。",
                en: "The container (ZIP or OFD) holds no invoice data that can be read.")
        }
    }

    /// One sentence that says what to do next.
    public var remedy: LocalizedText {
        switch self {
        case .empty, .malformedXML, .malformedContainer, .wrongEncoding, .controlCharacter:
            LocalizedText(
                zh: "请从开票方或税务平台重新下载原始文件，不要用编辑器打开后另存。",
                en:
                    "Download the original again from the seller or the tax platform, and do not save it from an editor."
            )
        case .tooLarge, .beyondLimit, .documentType:
            LocalizedText(
                zh: "正常的发票不会这样，请核实文件来源，并向开票方索取原件。",
                en:
                    "No ordinary invoice is like this: find out where the file came from, and ask the seller for the original."
            )
        case .unrecognised, .unknownDocument, .nothingInContainer, .notSupported(.office):
            LocalizedText(
                zh: "请提供发票的 XML、OFD 或 PDF 原件、CSV 清单，或发票二维码里的文字。",
                en:
                    "Give the invoice's original (XML, OFD or PDF), a list in CSV, or the text of its QR code."
            )
        case .notSupported(.pdf):
            LocalizedText(
                zh: "请改用同一张发票的 XML 或 OFD 原件（电子税务局可同时下载）。",
                en:
                    "Use the XML or OFD original of the same invoice; the electronic tax bureau offers them side by side."
            )
        case .notSupported(.image):
            LocalizedText(
                zh: "请扫描图中的二维码，把得到的文字交给本命令，或改用 XML、OFD 原件。",
                en: "Scan the QR code in the picture and give its text, or use the XML or OFD original.")
        case .malformedTable:
            LocalizedText(
                zh: "请用表格软件打开，改正该行后另存为 CSV（UTF-8）。",
                en: "Open it in a spreadsheet, correct that line, and save it as CSV (UTF-8) again.")
        case .missingColumn:
            LocalizedText(
                zh: "请改正表头，或在 config.toml 的 [csv] 中写明列名，如 number = [\"票据编号\"]。",
                en: "Correct the heads, or name yours in config.toml under [csv], as number = [\"Document\"]."
            )
        case .unknownEncoding:
            LocalizedText(
                zh: "请把文件另存为 UTF-8 或 GB18030 编码，或索取原件。",
                en: "Convert the file to UTF-8 or GB18030, or ask for the original.")
        case .missingField, .repeatedField, .unreadableField:
            LocalizedText(
                zh: "文件可能被改动或截断，请与开票方核对并索取原件。",
                en: "The file may have been changed or cut: check with the seller and ask for the original.")
        case .malformedPayload:
            LocalizedText(
                zh: "请重新扫描发票左上角的二维码，并完整粘贴得到的文字。",
                en: "Scan the QR code in the top left corner of the invoice again, and paste the whole text.")
        }
    }

    /// The beginning of a text from a file, short enough for a message.
    private static func short(_ text: String) -> String {
        let start = text.prefix(40)
        return start.endIndex == text.endIndex ? text : start + "…"
    }
}

extension InvoiceFileError.OtherFormat {
    fileprivate var explanation: LocalizedText {
        switch self {
        case .pdf:
            LocalizedText(
                zh: "这份 PDF 没有内嵌发票数据，页面文字里也读不出一张发票。",
                en: "This PDF embeds no invoice data, and the text of its pages gives no invoice.")
        case .image:
            LocalizedText(zh: "这是图片，不是电子发票原件。", en: "This is a picture, not the original of an e-invoice.")
        case .office:
            LocalizedText(zh: "这是 Office 文档，不是电子发票。", en: "This is an Office document, not an e-invoice.")
        }
    }
}

extension InvoiceFileError.Limit {
    fileprivate func explanation(at place: InvoiceFileError.Place?) -> LocalizedText {
        let zhPlace = place.map { "（第 \($0.line) 行）" } ?? ""
        let enPlace = place.map { " (line \($0.line))" } ?? ""
        let (zh, en): (String, String) =
            switch self {
            case .depth(let most): ("元素嵌套超过 \(most) 层", "Elements are nested more than \(most) deep")
            case .elements(let most): ("元素超过 \(most) 个", "There are more than \(most) elements")
            case .attributes(let most):
                ("一个元素的属性超过 \(most) 个", "An element has more than \(most) attributes")
            case .name(let most): ("名称超过 \(most) 字节", "A name has more than \(most) bytes")
            case .lines(let most): ("明细行超过 \(most) 行", "The invoice has more than \(most) lines")
            case .entries(let most): ("压缩包内文件超过 \(most) 个", "The container has more than \(most) entries")
            case .unpacked(let most):
                ("压缩包解开后超过 \(most) 字节", "The container unpacks to more than \(most) bytes")
            case .rows(let most): ("表格超过 \(most) 行", "The table has more than \(most) rows")
            case .columns(let most): ("表格一行超过 \(most) 列", "A row of the table has more than \(most) cells")
            case .cell(let most): ("一个单元格超过 \(most) 字节", "A cell has more than \(most) bytes")
            }
        return LocalizedText(zh: zh + zhPlace + "。", en: en + enPlace + ".")
    }
}
