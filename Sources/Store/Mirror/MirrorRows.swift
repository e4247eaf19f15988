import Foundation
import GRDB
import Invoicing
import OAProfile

/// The rows of one task in one set of tables, as statements: its document, its row in the queue and its words.
struct MirrorRows {
    private let db: Database
    private let tables: MirrorTables
    // What every row runs: looked up once a page.
    private let insertTask: RowStatement
    private let insertSummary: RowStatement
    private let insertWords: RowStatement

    init(_ db: Database, tables: MirrorTables) throws {
        self.db = db
        self.tables = tables
        insertTask = try RowStatement(
            db,
            sql: """
                INSERT INTO \(tables.task)(rowid, task_id, instance_id, round, rev, digest, status, assignee,
                 due_at, amount_minor, currency, scale, doc_json) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)
                """)
        insertSummary = try RowStatement(
            db,
            sql: """
                INSERT OR REPLACE INTO \(tables.summary)(key, status, assignee, due, submitted, issued, amount,
                 currency, kind, worst, findings, title, seller, department, submitter, number, issued_text,
                 search_mark) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
                """)
        insertWords = try RowStatement(
            db,
            sql: """
                INSERT INTO \(tables.search)(rowid, \(SearchWords.columns.joined(separator: ", ")))
                VALUES(?,?,?,?,?,?,?,?)
                """)
    }

    /// Puts a new task's document in.
    func insert(_ key: Int64, _ prepared: PreparedTask) throws {
        let task = prepared.box.task
        let gross = task.invoice.totals.gross
        try insertTask.run {
            $0.add(key)
            $0.add(task.id.rawValue)
            $0.add(task.instance.rawValue)
            $0.add(task.round)
            $0.add(task.rev)
            $0.add(prepared.digest)
            $0.add(task.status.rawValue)
            $0.add(task.assignee)
            $0.add(task.dueAt)
            $0.add(gross.minor)
            $0.add(gross.currency.code)
            $0.add(gross.currency.scale)
            $0.add(prepared.json)
        }
    }

    /// Puts a task's document in place of the one before.
    func update(_ key: Int64, _ prepared: PreparedTask) throws {
        let task = prepared.box.task
        let gross = task.invoice.totals.gross
        try db.cachedStatement(
            sql: """
                UPDATE \(tables.task) SET instance_id = ?, round = ?, rev = ?, digest = ?, status = ?, assignee = ?,
                 due_at = ?, amount_minor = ?, currency = ?, scale = ?, doc_json = ? WHERE rowid = ?
                """
        ).execute(arguments: [
            task.instance.rawValue, task.round, task.rev, Data(prepared.digest.bytes), task.status.rawValue,
            task.assignee, task.dueAt, gross.minor, gross.currency.code, gross.currency.scale, prepared.json,
            key,
        ])
    }

    /// Writes a task's row in the queue.
    func write(
        _ task: ApprovalTask, mark: Int64, key: Int64, outcome: MirrorJudge.Outcome
    ) throws {
        let invoice = task.invoice
        let issued = invoice.issued.day
        try insertSummary.run {
            $0.add(key)
            $0.add(task.isHeld ? MirrorTables.heldStatus : task.status.rawValue)
            $0.add(Self.column(task.assignee))
            $0.add(task.dueAt ?? Int64.max)
            $0.add(task.submittedAt)
            $0.add(issued.map { Int64($0.daysSince1970) })
            $0.add(SummaryAmount.value(of: invoice.totals.gross))
            $0.add(invoice.totals.gross.currency.code)
            $0.add(invoice.kind.rawValue)
            $0.add(outcome.worst)
            $0.add(outcome.count)
            $0.add(Self.column(task.title))
            $0.add(Self.column(invoice.seller.name))
            $0.add(Self.column(task.department))
            $0.add(Self.column(task.submitter))
            $0.add(Self.column(invoice.number.display))
            $0.add(issued == nil ? Self.column(invoice.issued.description) : nil)
            $0.add(mark)
        }
    }

    /// Puts a task's words into the index.
    func index(_ key: Int64, _ words: SearchWords) throws {
        try insertWords.run {
            $0.add(key)
            for text in words.texts { $0.add(text) }
        }
    }

    /// A contentless index forgets a row only when it is told its words.
    func unindex(_ key: Int64, _ words: SearchWords) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO \(tables.search)(\(tables.search), rowid, \(SearchWords.columns.joined(separator: ", ")))
                VALUES('delete',?,?,?,?,?,?,?,?)
                """
        ).execute(arguments: StatementArguments([key] + words.texts))
    }

    /// A text for a column of the queue: at most 400 characters, without NUL. The document keeps the whole.
    static func column(_ text: String) -> String {
        let isShort = text.utf8.count <= 400
        guard !isShort || text.utf8.contains(0) else { return text }
        let whole = text.unicodeScalars.map { $0.value == 0 ? "\u{FFFD}" : $0 }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: whole.prefix(400))
        if whole.count > 400 { view.append("…") }
        return String(view)
    }
}
