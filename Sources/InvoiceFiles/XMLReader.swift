import Invoicing

/// A strict reader of the XML that invoices are made of: elements, attributes, text, CDATA, comments, character
/// references and the five predefined entities (XML 1.0, 5th edition).
///
/// It refuses document types, so that there are no entities to expand and nothing outside to fetch; it works in one
/// pass without recursion; and it is written in Swift because the bytes are hostile and the alternative, the C
/// library behind FoundationXML, brings 30 MB of further libraries into the process before the first frame.
struct XMLReader {
    /// Elements inside elements.
    static let deepest = 64
    /// Elements in one document.
    static let mostElements = 200_000
    /// Attributes of one element.
    static let mostAttributes = 64
    /// Bytes of one name.
    static let longestName = 256

    private let text: [UInt8]
    private var position = 0
    private var elements = 0
    private var open: [XMLElement] = []
    private var openText: [[UInt8]] = []
    private var root: XMLElement?

    /// Reads a document of any supported encoding.
    static func read(_ bytes: [UInt8]) throws(InvoiceFileError) -> XMLDocument {
        var reader = XMLReader(text: try TextDecoding.utf8(bytes))
        return XMLDocument(root: try reader.readDocument(), text: reader.text)
    }

    private init(text: [UInt8]) { self.text = text }

    private mutating func readDocument() throws(InvoiceFileError) -> XMLElement {
        if let control = text.firstIndex(where: { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }) {
            throw .controlCharacter(text[control], place(control))
        }
        while position < text.count {
            if text[position] == UInt8(ascii: "<") {
                try readMarkup()
            } else {
                try readText()
            }
        }
        if let unclosed = open.last {
            throw fault(
                zh: "文件在 <\(unclosed.name)> 结束之前中断", en: "it ends before <\(unclosed.name)> is closed")
        }
        guard let root else { throw fault(zh: "没有任何元素", en: "there is no element") }
        return root
    }

    private mutating func readMarkup() throws(InvoiceFileError) {
        if isAt("<!--") {
            try skip(past: "-->", from: 4, zh: "注释没有结束", en: "a comment does not end")
        } else if isAt("<![CDATA[") {
            guard !open.isEmpty else { throw fault(zh: "根元素之外有内容", en: "there is content outside the root") }
            let start = position + 9
            try skip(past: "]]>", from: 9, zh: "CDATA 没有结束", en: "a CDATA section does not end")
            openText[openText.count - 1].append(contentsOf: text[start..<(position - 3)])
        } else if isAt("<?") {
            try skip(past: "?>", from: 2, zh: "处理指令没有结束", en: "a processing instruction does not end")
        } else if isAt("<!") {
            throw .documentType(place(position))
        } else if isAt("</") {
            try readEndTag()
        } else {
            try readStartTag()
        }
    }

    private mutating func readText() throws(InvoiceFileError) {
        guard !open.isEmpty else {
            guard Self.isSpace(text[position]) else {
                throw fault(zh: "根元素之外有文字", en: "there is text outside the root element")
            }
            position += 1
            return
        }
        var collected: [UInt8] = []
        while position < text.count, text[position] != UInt8(ascii: "<") {
            if text[position] == UInt8(ascii: "&") {
                try readReference(into: &collected)
            } else {
                collected.append(text[position])
                position += 1
            }
        }
        openText[openText.count - 1].append(contentsOf: collected)
    }

    private mutating func readStartTag() throws(InvoiceFileError) {
        guard root == nil || !open.isEmpty else {
            throw fault(zh: "根元素之后还有元素", en: "an element follows the root element")
        }
        let start = position
        position += 1
        let name = try readName()
        elements += 1
        guard elements <= Self.mostElements else { throw beyond(.elements(Self.mostElements)) }
        guard open.count < Self.deepest else { throw beyond(.depth(Self.deepest)) }
        var attributes: [String: String] = [:]
        while true {
            let hadSpace = skipSpace()
            guard position < text.count else { throw fault(zh: "标签没有结束", en: "a tag does not end") }
            if text[position] == UInt8(ascii: ">") {
                position += 1
                open.append(XMLElement(name: Self.local(name), attributes: attributes, offset: start))
                openText.append([])
                return
            }
            if isAt("/>") {
                position += 2
                close(XMLElement(name: Self.local(name), attributes: attributes, offset: start))
                return
            }
            guard hadSpace else {
                throw fault(zh: "属性之前缺少空格", en: "white space is missing before an attribute")
            }
            try readAttribute(into: &attributes)
        }
    }

    private mutating func readAttribute(into attributes: inout [String: String]) throws(InvoiceFileError) {
        let start = position
        let name = try readName()
        _ = skipSpace()
        guard isAt("=") else { throw fault(zh: "属性缺少等号", en: "an attribute lacks its equals sign") }
        position += 1
        _ = skipSpace()
        guard position < text.count, isAt("\"") || isAt("'") else {
            throw fault(zh: "属性值缺少引号", en: "an attribute lacks its quotes")
        }
        let quote = text[position]
        position += 1
        var value: [UInt8] = []
        while position < text.count, text[position] != quote {
            switch text[position] {
            case UInt8(ascii: "<"): throw fault(zh: "属性值里有 <", en: "a < stands in an attribute")
            case UInt8(ascii: "&"): try readReference(into: &value)
            default:
                value.append(text[position])
                position += 1
            }
        }
        guard position < text.count else { throw fault(zh: "属性值没有结束", en: "an attribute does not end") }
        position += 1
        guard attributes.count < Self.mostAttributes else { throw beyond(.attributes(Self.mostAttributes)) }
        // Names with a prefix are kept apart from those without: `xmlns:fp` is no `fp`.
        guard attributes.updateValue(String(decoding: value, as: UTF8.self), forKey: name) == nil else {
            position = start
            throw fault(zh: "属性 \(name) 重复", en: "the attribute \(name) stands twice")
        }
    }

    private mutating func readEndTag() throws(InvoiceFileError) {
        let start = position
        position += 2
        let name = Self.local(try readName())
        _ = skipSpace()
        guard isAt(">") else { throw fault(zh: "结束标签没有结束", en: "an end tag does not end") }
        position += 1
        guard var element = open.popLast(), let collected = openText.popLast(), element.name == name else {
            position = start
            throw fault(zh: "结束标签 </\(name)> 没有对应的开始标签", en: "</\(name)> closes nothing that is open")
        }
        element.text = Self.trimmed(collected)
        close(element)
    }

    private mutating func close(_ element: XMLElement) {
        if open.isEmpty {
            root = element
        } else {
            open[open.count - 1].children.append(element)
        }
    }

    private mutating func readName() throws(InvoiceFileError) -> String {
        let start = position
        while position < text.count, Self.isNameByte(text[position], isFirst: position == start) {
            position += 1
        }
        guard position > start else { throw fault(zh: "这里应有名称", en: "a name is missing") }
        guard position - start <= Self.longestName else { throw beyond(.name(Self.longestName)) }
        return String(decoding: text[start..<position], as: UTF8.self)
    }

    private mutating func readReference(into output: inout [UInt8]) throws(InvoiceFileError) {
        let end = text[position...].prefix(12).firstIndex(of: UInt8(ascii: ";"))
        guard let end else { throw fault(zh: "& 之后不是引用", en: "an & begins no reference") }
        let name = String(decoding: text[(position + 1)..<end], as: UTF8.self)
        switch name {
        case "lt": output.append(UInt8(ascii: "<"))
        case "gt": output.append(UInt8(ascii: ">"))
        case "amp": output.append(UInt8(ascii: "&"))
        case "quot": output.append(UInt8(ascii: "\""))
        case "apos": output.append(UInt8(ascii: "'"))
        default:
            let digits = name.hasPrefix("#x") ? name.dropFirst(2) : name.dropFirst(1)
            guard name.hasPrefix("#"), digits.first?.isHexDigit == true,
                let value = UInt32(digits, radix: name.hasPrefix("#x") ? 16 : 10),
                let scalar = Unicode.Scalar(value), value >= 0x20 || [0x09, 0x0A, 0x0D].contains(value)
            else { throw fault(zh: "引用 &\(name); 无法识别", en: "the reference &\(name); is not known") }
            output.append(contentsOf: Array(String(Character(scalar)).utf8))
        }
        position = end + 1
    }

    private mutating func skip(
        past end: StaticString, from offset: Int, zh: String, en: String
    ) throws(InvoiceFileError) {
        var index = position + offset
        while index < text.count {
            if isAt(end, index) {
                position = index + end.utf8CodeUnitCount
                return
            }
            index += 1
        }
        throw fault(zh: zh, en: en)
    }

    private mutating func skipSpace() -> Bool {
        let start = position
        while position < text.count, Self.isSpace(text[position]) { position += 1 }
        return position > start
    }

    private func isAt(_ word: StaticString, _ index: Int? = nil) -> Bool {
        let start = index ?? position
        guard text.count - start >= word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { text[start..<(start + $0.count)].elementsEqual($0) }
    }

    private func place(_ offset: Int) -> InvoiceFileError.Place { TextDecoding.place(of: offset, in: text) }

    private func fault(zh: String, en: String) -> InvoiceFileError {
        .malformedXML(LocalizedText(zh: zh, en: en), place(position))
    }

    private func beyond(_ limit: InvoiceFileError.Limit) -> InvoiceFileError {
        .beyondLimit(limit, place(position))
    }

    private static func local(_ name: String) -> String {
        name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).last.map(String.init)
            ?? name
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    private static func isNameByte(_ byte: UInt8, isFirst: Bool) -> Bool {
        switch byte {
        case 0x41...0x5A, 0x61...0x7A, 0x5F, 0x3A, 0x80...0xFF: true
        case 0x30...0x39, 0x2D, 0x2E: !isFirst
        default: false
        }
    }

    /// The text without white space at its ends and with line ends as XML asks for them.
    private static func trimmed(_ bytes: [UInt8]) -> String {
        guard let first = bytes.firstIndex(where: { !isSpace($0) }),
            let last = bytes.lastIndex(where: { !isSpace($0) })
        else { return "" }
        let body = bytes[first...last]
        guard body.contains(0x0D) else { return String(decoding: body, as: UTF8.self) }
        var unified: [UInt8] = []
        for index in body.indices {
            if body[index] != 0x0D {
                unified.append(body[index])
            } else if index == last || body[index + 1] != 0x0A {
                unified.append(0x0A)
            }
        }
        return String(decoding: unified, as: UTF8.self)
    }
}
