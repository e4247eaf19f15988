import Invoicing
import OAProfile
import Terminal

/// Evidence as rows: which field of which document, what was expected, what was found, side by side. Nothing is cut; what
/// is too long goes on below.
struct EvidenceTable {
    /// From this width on, the field has a column of its own; below it stands above its two values.
    static let wideColumns = 96

    let width: Int
    let indent: Int
    let language: Language

    /// The lines, heads included.
    func lines(_ evidence: [Evidence], role: StyleRole) -> [StyledLine] {
        guard !evidence.isEmpty else { return [] }
        let isWide = width >= EvidenceTable.wideColumns
        let fieldColumns = isWide ? (width - indent) * 3 / 10 : 0
        let value = (width - indent - fieldColumns - 2) / 2
        let start = indent + (isWide ? fieldColumns : 2)
        var lines = [
            row(
                isWide ? Strings.evidenceField[language] : "", Strings.expected[language],
                Strings.found[language], start: start, value: value, isHead: true, role: .muted)
        ].flatMap { $0 }
        for piece in evidence {
            let name = EvidenceField(piece.field).title(in: language)
            if !isWide {
                lines += TerminalText(name).wrapped(toColumns: width - indent).map {
                    StyledLine(TerminalText.blanks(indent) + $0, role: .muted)
                }
            }
            lines += row(
                isWide ? name : "", piece.expected.isEmpty ? "-" : piece.expected,
                piece.found.isEmpty ? Strings.none[language] : piece.found, start: start, value: value,
                isHead: false, role: role)
        }
        return lines
    }

    private func row(
        _ name: String, _ expected: String, _ found: String, start: Int, value: Int, isHead: Bool,
        role: StyleRole
    ) -> [StyledLine] {
        let names = name.isEmpty ? [] : TerminalText(name).wrapped(toColumns: max(8, start - indent - 1))
        let left = TerminalText(expected).wrapped(toColumns: max(8, value))
        let right = TerminalText(found).wrapped(toColumns: max(8, value))
        return (0..<max(names.count, left.count, right.count)).map { index in
            var line = StyledLine(TerminalText.blanks(indent))
            if names.indices.contains(index) { line.append(names[index], role: .muted) }
            line.pad(toColumn: start)
            if left.indices.contains(index) { line.append(left[index], role: isHead ? .muted : .text) }
            line.pad(toColumn: start + value + 2)
            if right.indices.contains(index) { line.append(right[index], role: role) }
            return line
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
