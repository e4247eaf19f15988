import Invoicing

/// Reads the fields of one element, and throws with the field's name and place where one is missing, doubled or
/// unreadable.
struct FieldReader {
    /// Lines of one invoice.
    static let mostLines = 20_000

    let document: XMLDocument
    let element: XMLElement

    init(_ document: XMLDocument, _ element: XMLElement) {
        self.document = document
        self.element = element
    }

    /// The fields of a child, or of an empty element where there is none.
    func section(_ name: String) throws(InvoiceFileError) -> FieldReader {
        if let child = try only(name) { return FieldReader(document, child) }
        return FieldReader(document, XMLElement(name: name, attributes: [:], offset: element.offset))
    }

    /// The one child of a name. Throws where it stands more than once.
    func only(_ name: String) throws(InvoiceFileError) -> XMLElement? {
        let found = element.children(name)
        if found.count > 1 { throw .repeatedField(name, document.place(of: found[1])) }
        return found.first
    }

    /// Whether a field is there.
    func has(_ name: String) -> Bool { element.child(name) != nil }

    /// The text of a field, empty where it is missing.
    func text(_ name: String) throws(InvoiceFileError) -> String { try only(name)?.text ?? "" }

    /// The text of a field that must be there and not be empty.
    func required(_ name: String) throws(InvoiceFileError) -> String {
        let text = try text(name)
        guard !text.isEmpty else { throw .missingField(name, document.place(of: element)) }
        return text
    }

    /// An amount that must be there.
    func amount(_ name: String) throws(InvoiceFileError) -> Money {
        try Self.amount(try required(name), name, place(of: name))
    }

    /// A tax, which is empty or `***` where there is none to pay or to say.
    func tax(_ name: String) throws(InvoiceFileError) -> Money {
        let text = try text(name)
        guard !text.isEmpty, !text.allSatisfy({ $0 == "*" }) else { return Money(minor: 0) }
        return try Self.amount(text, name, place(of: name))
    }

    /// A quantity or unit price, where there is one.
    func decimal(_ name: String) throws(InvoiceFileError) -> ExactDecimal? {
        let text = try text(name)
        guard !text.isEmpty else { return nil }
        guard let number = Self.decimal(text) else {
            throw .unreadableField(name, text: text, place(of: name))
        }
        return number
    }

    /// The lines of an invoice. Throws where there are too many.
    func lines(_ name: String) throws(InvoiceFileError) -> [FieldReader] {
        let found = element.children(name)
        guard found.count <= Self.mostLines else {
            throw .beyondLimit(.lines(Self.mostLines), document.place(of: element))
        }
        return found.map { FieldReader(document, $0) }
    }

    /// The place of a field, or of its element where it is missing.
    func place(of name: String) -> InvoiceFileError.Place {
        document.place(of: element.child(name) ?? element)
    }

    /// An amount as issuers write it.
    static func amount(
        _ text: String, _ name: String, _ place: @autoclosure () -> InvoiceFileError.Place
    ) throws(InvoiceFileError) -> Money {
        var digits = Substring(text)
        // Some issuers print an amount with more decimals than fen have; they may only be zeros.
        if let point = digits.firstIndex(of: ".") {
            while digits.last == "0", digits.distance(from: point, to: digits.endIndex) > 3 {
                digits.removeLast()
            }
        }
        guard let money = try? Money(parsing: String(digits)) else {
            throw .unreadableField(name, text: text, place())
        }
        return money
    }

    /// Unit prices come with up to 30 decimals; those beyond 18 digits in all are rounded away, which moves the
    /// product by less than one part in 10^16.
    static func decimal(_ text: String) -> ExactDecimal? {
        let plain = text.filter { $0 != "," && !$0.isWhitespace }
        if let number = ExactDecimal(plain) { return number }
        guard plain.utf8.count <= 64,
            plain.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x2D })
        else { return nil }
        let parts = plain.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let whole = parts.first, !parts[1].contains(".") else { return nil }
        let room = 18 - whole.utf8.filter { (0x30...0x39).contains($0) }.count
        guard room >= 1, parts[1].utf8.count > room,
            let next = parts[1].dropFirst(room).first.flatMap({ $0.wholeNumberValue }),
            let cut = ExactDecimal(whole + "." + parts[1].prefix(room))
        else { return nil }
        let isNegative = plain.hasPrefix("-")
        let carry: Int64 = next >= 5 ? (isNegative ? -1 : 1) : 0
        return ExactDecimal(mantissa: cut.mantissa + carry, scale: cut.scale)
    }
}
