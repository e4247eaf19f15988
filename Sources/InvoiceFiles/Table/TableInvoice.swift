import Invoicing

/// The rows of one invoice in a table. It is read whole or refused whole.
struct TableInvoice {
    private let heads: TableHeads
    private let rows: [CSVReader.Row]

    init(_ heads: TableHeads, _ rows: [CSVReader.Row]) {
        self.heads = heads
        self.rows = rows
    }

    /// What is said of every invoice of a table.
    static let listed = LocalizedText(
        zh: "此记录来自表格，不是发票原件，没有任何签名；入账需取得原件。",
        en:
            "This is a row of a table, not the original, and nothing vouches for it: the books need the original."
    )

    /// The invoice, or the first thing that is wrong with its rows.
    func read() -> Result<InvoiceFile, InvoiceFileError> {
        do {
            return .success(
                InvoiceFile(
                    format: .csv, content: .invoice(try invoice()),
                    integrity: Integrity(.unsigned, [Self.listed])))
        } catch { return .failure(error) }
    }

    private func invoice() throws(InvoiceFileError) -> Invoice {
        for row in rows where row.cells.dropFirst(heads.count).contains(where: { !$0.isEmpty }) {
            throw .malformedTable(
                LocalizedText(zh: "单元格比表头多", en: "there are more cells than heads"), place(of: row))
        }
        let number = try number()
        let totals = try totals()
        return Invoice(
            kind: kind(number), number: number, issued: PrintedForm.day(try only(.issued)),
            checkCode: try only(.checkCode).filter { !$0.isWhitespace }, isRed: totals.gross.minor < 0,
            seller: Party(
                name: try required(.sellerName), taxIdentifier: taxIdentifier(try only(.sellerTaxID))),
            buyer: Party(name: try only(.buyerName), taxIdentifier: taxIdentifier(try only(.buyerTaxID))),
            lines: try lines(), totals: totals, remark: try only(.remark), drawer: try only(.drawer))
    }

    private func number() throws(InvoiceFileError) -> InvoiceNumber {
        let number = PrintedForm.identifier(try only(.number))
        let digital = PrintedForm.identifier(try only(.digital))
        let code = PrintedForm.identifier(try only(.code))
        guard !number.isEmpty || !digital.isEmpty else { throw missing(.number) }
        // `2.4112E+19` is what Excel leaves of twenty digits: nobody can know the others.
        for (column, text) in [(TableColumn.number, number), (.digital, digital), (.code, code)] {
            guard text.utf8.count <= 30, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw .unreadableField(column.title.zh, text: text, place(of: rows[0]))
            }
        }
        return InvoiceNumber(
            code: code, number: number.isEmpty ? digital : number,
            digital: number.isEmpty || number == digital ? "" : digital)
    }

    private func kind(_ number: InvoiceNumber) -> InvoiceKind {
        if !number.code.isEmpty { return InvoiceKind(legacyCode: number.code) ?? .other }
        let text = heads.text(.kind, in: rows[0])
        if let kind = InvoiceKind(typeCode: text) { return kind }
        guard number.number.utf8.count == 20 else { return .other }
        if text.contains("专用") { return .digitalSpecial }
        return text.contains("普通") ? .digitalOrdinary : .other
    }

    /// Totals of the invoice where the table has them, else the sums of its rows. `价税合计` is that of the line in the tax
    /// bureau's export and that of the invoice in other lists: the one that net and tax make is taken.
    private func totals() throws(InvoiceFileError) -> InvoiceTotals {
        let net =
            heads.has(.netTotal) ? try amount(.netTotal, rows[0], try only(.netTotal)) : try sum(.amount)
        let tax =
            heads.has(.taxTotal)
            ? try amount(.taxTotal, rows[0], try only(.taxTotal)) : try sum(.tax, emptyIsZero: true)
        guard let made = try? net.adding(tax) else {
            throw .unreadableField("金额", text: net.plain, place(of: rows[0]))
        }
        var gross = made
        if heads.has(.gross) {
            let summed = try sum(.gross)
            let texts = Set(rows.map { heads.text(.gross, in: $0) })
            let single =
                texts.count == 1 ? try amount(.gross, rows[0], heads.text(.gross, in: rows[0])) : summed
            gross = summed == made ? summed : single
        }
        return InvoiceTotals(net: net, tax: tax, gross: gross, grossInWords: try only(.grossInWords))
    }

    /// The lines, where the table has item, amount and rate of each.
    private func lines() throws(InvoiceFileError) -> [InvoiceLine] {
        guard heads.has(.item), heads.has(.amount), heads.has(.rate),
            rows.allSatisfy({ !heads.text(.item, in: $0).isEmpty && !heads.text(.rate, in: $0).isEmpty })
        else { return [] }
        var lines: [InvoiceLine] = []
        for row in rows {
            lines.append(
                InvoiceLine(
                    item: heads.text(.item, in: row), specification: heads.text(.specification, in: row),
                    unit: heads.text(.unit, in: row), quantity: try decimal(.quantity, row),
                    unitPrice: try decimal(.unitPrice, row),
                    amount: try amount(.amount, row, heads.text(.amount, in: row)),
                    rate: PrintedForm.rate(heads.text(.rate, in: row)), tax: try tax(row)))
        }
        return lines
    }

    private func sum(_ column: TableColumn, emptyIsZero: Bool = false) throws(InvoiceFileError) -> Money {
        var total = Money(minor: 0)
        for row in rows {
            let money = emptyIsZero ? try tax(row) : try amount(column, row, heads.text(column, in: row))
            guard let sum = try? total.adding(money) else {
                throw .unreadableField(column.title.zh, text: money.plain, place(of: row))
            }
            total = sum
        }
        return total
    }

    private func tax(_ row: CSVReader.Row) throws(InvoiceFileError) -> Money {
        let text = heads.text(.tax, in: row)
        guard !text.isEmpty, !text.allSatisfy({ $0 == "*" || $0 == "-" }) else { return Money(minor: 0) }
        return try amount(.tax, row, text)
    }

    private func amount(_ column: TableColumn, _ row: CSVReader.Row, _ text: String) throws(InvoiceFileError)
        -> Money
    {
        guard !text.isEmpty else { throw .missingField(column.title.zh, place(of: row)) }
        return try FieldReader.amount(text, column.title.zh, place(of: row))
    }

    private func decimal(_ column: TableColumn, _ row: CSVReader.Row) throws(InvoiceFileError)
        -> ExactDecimal?
    {
        let text = heads.text(column, in: row)
        guard !text.isEmpty else { return nil }
        guard let number = FieldReader.decimal(text) else {
            throw .unreadableField(column.title.zh, text: text, place(of: row))
        }
        return number
    }

    /// The text of a column that is the same in every row that has it.
    private func only(_ column: TableColumn) throws(InvoiceFileError) -> String {
        var found = ""
        for row in rows {
            let text = heads.text(column, in: row)
            guard !text.isEmpty, text != found else { continue }
            guard found.isEmpty else { throw .repeatedField(column.title.zh, place(of: row)) }
            found = text
        }
        return found
    }

    private func required(_ column: TableColumn) throws(InvoiceFileError) -> String {
        let text = try only(column)
        guard !text.isEmpty else { throw missing(column) }
        return text
    }

    private func missing(_ column: TableColumn) -> InvoiceFileError {
        .missingField(column.title.zh, place(of: rows[0]))
    }

    private func taxIdentifier(_ text: String) -> TaxIdentifier {
        TaxIdentifier(PrintedForm.identifier(text))
    }

    private func place(of row: CSVReader.Row) -> InvoiceFileError.Place {
        InvoiceFileError.Place(line: row.line, column: 1)
    }
}
