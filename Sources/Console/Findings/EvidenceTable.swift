import Invoicing
import OAProfile
import Terminal

/// Evidence as rows: which field of which document, what was expected, what was found, side by side.
struct EvidenceTable {
    let width: Int
    let indent: Int
    let language: Language

    /// The lines, heads included.
    func lines(_ evidence: [Evidence], role: StyleRole) -> [StyledLine] {
        guard !evidence.isEmpty else { return [] }
        let table = SideBySide(width: width, indent: indent)
        return table.head(
            field: Strings.evidenceField[language], left: Strings.expected[language],
            right: Strings.found[language])
            + evidence.flatMap { piece in
                table.rows(
                    field: EvidenceField(piece.field).title(in: language),
                    left: [piece.expected.isEmpty ? "-" : piece.expected],
                    right: [piece.found.isEmpty ? Strings.none[language] : piece.found], rightRole: role)
            }
    }
}

/// The field of a piece of evidence, as rules name it: `totals.gross`, `lines[2].tax`, `other.claim`.
struct EvidenceField {
    /// As it was given.
    let name: String

    init(_ name: String) { self.name = name }

    /// Of which document, which field, and the name itself, by which the rule can be looked up.
    func title(in language: Language) -> String {
        let separator = language == .zh ? "·" : ": "
        guard let label else { return "\(document[language])\(separator)\(name)" }
        return "\(document[language])\(separator)\(label[language]) (\(name))"
    }

    /// The document that the field stands in.
    private var document: LocalizedText {
        if name.hasPrefix("other.") { return Strings.documentOther }
        if name.hasPrefix("qr.") { return Strings.documentQR }
        if name == "attachments" { return Strings.documentClaim }
        return Strings.documentInvoice
    }

    private var label: LocalizedText? {
        if name.hasPrefix("lines["), let end = name.firstIndex(of: "]"),
            let index = Int(name[name.index(name.startIndex, offsetBy: 6)..<end])
        {
            let column = name[name.index(after: end)...].drop { $0 == "." }
            return Strings.evidenceLine(index + 1, Self.lineFields[String(column)])
        }
        return Self.fields[name]
    }

    private static let lineFields: [String: LocalizedText] = [
        "amount": Strings.columnNet, "item": Strings.columnItem, "rate": Strings.rate,
        "tax": Strings.columnTax, "quantity": Strings.quantity, "unit_price": Strings.unitPrice,
    ]

    private static let fields: [String: LocalizedText] = [
        "number": Strings.label(.invoiceNumber), "code": Strings.label(.invoiceCode),
        "kind": Strings.label(.invoiceKind), "issued": Strings.label(.invoiceDate),
        "buyer.name": Strings.label(.buyerName), "buyer.tax_id": Strings.label(.buyerTaxID),
        "seller.name": Strings.label(.payeeName), "seller.tax_id": Strings.label(.sellerTaxID),
        "totals.net": Strings.label(.net), "totals.tax": Strings.label(.tax),
        "totals.gross": Strings.label(.amount), "totals.gross_in_words": Strings.inWords,
        "check_code": Strings.checkCode, "attachments": Strings.sectionAttachments,
        "remark": Strings.sectionRemark, "other.claim": Strings.claim,
        "other.submitter": Strings.submitter, "other.number": Strings.label(.invoiceNumber),
        "other.count": Strings.evidenceCount,
    ]
}
