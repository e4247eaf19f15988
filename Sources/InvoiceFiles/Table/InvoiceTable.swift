import Foundation
import Invoicing

// Tables of invoices: the tax bureau's export or any list saved as CSV, with one row a line of an invoice.
// In: the bytes of a file, and the heads that the configuration names. Out: one entry an invoice, read or refused.
// `CSVReader` splits, `TableHeads` finds the columns, `TableInvoice` makes an invoice of its rows or of none.

/// A table of invoices.
public struct InvoiceTable: Hashable, Sendable {
    /// One invoice of a table.
    public struct Entry: Hashable, Sendable {
        /// The line on which it begins, from 1.
        public let line: Int
        /// The invoice, or why its rows were refused.
        public let content: Result<InvoiceFile, InvoiceFileError>
    }

    /// The invoices in their order; rows that follow each other with the same number are one invoice.
    public let entries: [Entry]

    /// Rows before the heads that may hold a title.
    private static let titleRows = 10

    /// Reads a table. Throws where it is no table of invoices or is malformed as a whole; a single invoice that cannot be
    /// read is an entry that says why.
    /// - Parameter heads: heads by column, besides those that are known.
    public static func read(
        _ bytes: Data, heads named: [TableColumn: [String]] = [:]
    ) throws(InvoiceFileError) -> InvoiceTable {
        guard bytes.count <= InvoiceFile.largestFile else {
            throw .tooLarge(bytes: bytes.count, limit: InvoiceFile.largestFile)
        }
        var reader = try CSVReader([UInt8](bytes))
        let heads = try findHeads(&reader, named)
        var entries: [Entry] = []
        var group: [CSVReader.Row] = []
        var key: [String] = []
        func finish() {
            guard let first = group.first else { return }
            entries.append(Entry(line: first.line, content: TableInvoice(heads, group).read()))
            group = []
        }
        while let row = try reader.next() {
            guard !row.isBlank, !isTotal(row, heads) else { continue }
            let own = [TableColumn.code, .number, .digital].map { heads.text($0, in: row) }
            if own != key || own.allSatisfy(\.isEmpty) { finish() }
            key = own
            group.append(row)
            guard group.count <= FieldReader.mostLines else {
                throw .beyondLimit(
                    .lines(FieldReader.mostLines), InvoiceFileError.Place(line: row.line, column: 1))
            }
        }
        finish()
        guard !entries.isEmpty else {
            throw .malformedTable(
                LocalizedText(zh: "表头之后没有发票", en: "no invoice follows the heads"), reader.place)
        }
        return InvoiceTable(entries: entries)
    }

    private static func findHeads(
        _ reader: inout CSVReader, _ named: [TableColumn: [String]]
    ) throws(InvoiceFileError) -> TableHeads {
        var best: (heads: TableHeads, line: Int)?
        for _ in 0..<titleRows {
            guard let row = try reader.next() else { break }
            let heads = TableHeads(row.cells, named: named)
            if heads.has(.number) || heads.has(.digital), heads.known >= 3 { return heads }
            if heads.known > best?.heads.known ?? 1 { best = (heads, row.line) }
        }
        guard let best else { throw .unrecognised }
        throw .missingColumn(.number, InvoiceFileError.Place(line: best.line, column: 1))
    }

    /// A row of sums at the end of a list, which is no invoice.
    private static func isTotal(_ row: CSVReader.Row, _ heads: TableHeads) -> Bool {
        guard heads.text(.number, in: row).isEmpty, heads.text(.digital, in: row).isEmpty else {
            return false
        }
        return row.cells.contains {
            ["合计", "总计", "小计", "total"].contains($0.lowercased().filter { !$0.isWhitespace })
        }
    }
}

/// What a file with one invoice or many holds.
public enum InvoiceDocument: Hashable, Sendable {
    /// One invoice or QR payload.
    case single(InvoiceFile)
    /// A table of invoices.
    case table(InvoiceTable)

    /// Reads a file of any format. Throws ``InvoiceFileError``.
    /// - Parameter heads: heads of tables by column, besides those that are known.
    public static func read(
        _ bytes: Data, heads: [TableColumn: [String]] = [:]
    ) throws(InvoiceFileError) -> InvoiceDocument {
        guard isText(bytes) else { return .single(try InvoiceFile.read(bytes)) }
        return .table(try InvoiceTable.read(bytes, heads: heads))
    }

    /// Whether it begins like no other format. A table in UTF-16 begins like XML in UTF-16 but for its first character.
    private static func isText(_ data: Data) -> Bool {
        let bytes = [UInt8](data.prefix(1_100))
        if bytes.starts(with: [0xFF, 0xFE]) {
            return bytes.count > 4 && !bytes[2...].starts(with: [0x3C, 0x00])
        }
        if bytes.starts(with: [0xFE, 0xFF]) {
            return bytes.count > 4 && !bytes[2...].starts(with: [0x00, 0x3C])
        }
        return FileSignature(of: bytes) == .unknown
    }
}
