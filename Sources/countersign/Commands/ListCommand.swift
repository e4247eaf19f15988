import ArgumentParser
import Invoicing
import OAProfile
import Store
import Terminal

struct ListCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List invoices by a query, as `amount>10000 status:pending`. 查询单据。")
    @Argument(help: "The query; empty for what waits for you.")
    var query: [String] = []
    @Option(name: .long, help: "The most rows.")
    var limit = 1_000
    @Flag(name: .long, help: "Print one JSON document.")
    var json = false
    @OptionGroup var common: CommonOptions
    var wantsJSON: Bool { json }

    func perform(in setting: Setting) async throws -> ExitStatus {
        let workplace = try Workplace(in: setting)
        let text = query.isEmpty ? "status:pending mine" : query.joined(separator: " ")
        let parsed = try Query(parsing: text, in: workplace.queryContext)
        let keys = try workplace.mirror.keys(parsed, limit: max(0, limit))
        let rows = try workplace.mirror.rows(keys)
        let operations = try workplace.ledger.newestOperations(on: rows.map(\.task))
        let total = try workplace.mirror.count(parsed)
        if json {
            try Output.json(
                ListOutput(query: text, total: total, items: rows.map { ListItem($0, operations[$0.task]) }))
            return .done
        }
        for row in rows { Output.line(line(row, operations[row.task], setting.language)) }
        if rows.isEmpty {
            setting.voice.say(LocalizedText(zh: "没有符合条件的单据。", en: "Nothing matches the query."))
        }
        let imported = try parsed.asksForImports ? 0 : workplace.mirror.count(parsed.ofImports)
        if imported > 0 {
            setting.voice.say(
                LocalizedText(
                    zh: "其中 \(imported) 张是从文件导入的（status:local），不在 OA 中。",
                    en:
                        "\(imported) of them \(imported == 1 ? "was" : "were") imported from files (status:local) and \(imported == 1 ? "is" : "are") not in the OA."
                ))
        }
        if total > rows.count {
            setting.voice.say(
                LocalizedText(
                    zh: "共 \(total) 张，只显示前 \(rows.count) 张；可用 --limit 显示更多。",
                    en: "\(total) in all, \(rows.count) shown; use --limit for more."))
        }
        return .done
    }

    private func line(_ row: QueueRow, _ operation: RecordedOperation?, _ language: Language) -> String {
        let mark = row.worst.map { $0.title[language] } ?? ""
        let state = operation.map { $0.decision.action.title[language] + " · " + $0.state.title[language] }
        let cells: [(String, Int, TextAlignment)] = [
            (row.task.rawValue, 14, .left), (row.amount.grouped, 14, .right), (row.seller, 30, .left),
            (Veil.general.text(row.title), 28, .left), (mark, 8, .left),
            (state ?? row.status.title[language], 0, .left),
        ]
        return cells.map { text, width, alignment in
            width == 0 ? text : TerminalText(text).padded(toColumns: width, alignment: alignment).string
        }.joined(separator: "  ")
    }
}

private struct ListOutput: Encodable {
    let query: String
    let total: Int
    let items: [ListItem]
}

/// A row as `--json` shows it.
private struct ListItem: Encodable {
    let task: String
    let round: Int
    let rev: String
    let digest: String
    let status: String
    let title: String
    let seller: String
    let department: String
    let submitter: String
    let assignee: String
    let invoice_number: String
    let kind: String
    let issued: String
    let amount: String
    let currency: String
    let submitted_at: String
    let due_at: String?
    let findings: Int
    let worst: String?
    let operation: OperationOutput?

    init(_ row: QueueRow, _ operation: RecordedOperation?) {
        task = row.task.rawValue
        round = row.round
        rev = row.rev
        digest = row.digest.hex
        status = row.status.rawValue
        title = row.title
        seller = row.seller
        department = row.department
        submitter = row.submitter
        assignee = row.assignee
        invoice_number = row.invoiceNumber
        kind = row.kind.rawValue
        issued = row.issued
        amount = row.amount.plain
        currency = row.amount.currency.code
        submitted_at = WallClock.text(row.submittedAt)
        due_at = row.dueAt.map(WallClock.text)
        findings = row.findingCount
        worst = row.worst?.rawValue
        self.operation = operation.map(OperationOutput.init)
    }
}
