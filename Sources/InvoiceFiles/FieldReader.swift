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

    /// The day of a field.
    func day(_ name: String) throws(InvoiceFileError) -> IssueDate { PrintedForm.day(try text(name)) }

    /// The tax rate of a field.
    func rate(_ name: String) throws(InvoiceFileError) -> TaxRate { PrintedForm.rate(try text(name)) }

    /// A code or number, with its digits as ASCII.
    func number(_ name: String) throws(InvoiceFileError) -> String {
        PrintedForm.identifier(try text(name)).filter { !$0.isWhitespace }
    }

    /// A taxpayer number.
    func taxIdentifier(_ name: String) throws(InvoiceFileError) -> TaxIdentifier {
        TaxIdentifier(try number(name))
    }

    /// An amount as issuers write it.
    static func amount(
        _ text: String, _ name: String, _ place: @autoclosure () -> InvoiceFileError.Place
    ) throws(InvoiceFileError) -> Money {
        guard let money = PrintedForm.amount(text) else {
            throw .unreadableField(name, text: text, place())
        }
        return money
    }

    /// A quantity or unit price as issuers write it.
    static func decimal(_ text: String) -> ExactDecimal? { PrintedForm.decimal(text) }
}
