import ArgumentParser
import Audit
import Console
import Foundation
import Invoicing
import OAProfile
import Store

struct ReportCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Figures: throughput, ageing, cycle, rules, sellers, departments, months. 报表。")
    @Argument(help: "The report: \(Report.Name.allCases.map(\.rawValue).joined(separator: ", ")).")
    var name: String
    @Argument(help: "The query that limits it; empty for everything.")
    var query: [String] = []
    @Flag(name: .long, help: "Print one JSON document.")
    var json = false
    @Flag(name: .long, help: "Print comma-separated values.")
    var csv = false
    @OptionGroup var common: CommonOptions
    var wantsJSON: Bool { json }

    func validate() throws {
        if json && csv { throw ValidationError("--json, --csv") }
    }

    func perform(in setting: Setting) async throws -> ExitStatus {
        guard let wanted = Report.Name(named: name) else { throw NoSuchReport(name: name) }
        let workplace = try Workplace(in: setting)
        let text = query.joined(separator: " ")
        let context = workplace.queryContext
        let scope = ReportScope(
            query: try Query(parsing: text, in: context), now: context.now, utcOffset: context.utcOffset)
        guard let report = try workplace.mirror.report(wanted, over: scope) else { return .refusal }
        let table = ReportTable(report)
        if json {
            try Output.json(ReportOutput(report: report, query: text, table: table))
        } else if csv {
            try setting.note(.exported(.report, to: "-", digest: ContentDigest(of: table.csv)))
            Output.write(table.csv, to: STDOUT_FILENO)
        } else {
            let chart = ReportChart(
                report, language: setting.language, usesASCII: setting.configuration.isASCII, width: 100)
            for line in chart.text { Output.line(line) }
        }
        if report.omitted > 0 {
            setting.voice.say(
                LocalizedText(
                    zh: "另有 \(report.omitted) 行未列出，请用查询缩小范围。",
                    en: report.omitted == 1
                        ? "1 more row is left out; narrow it with a query."
                        : "\(report.omitted) more rows are left out; narrow it with a query."))
        }
        return .done
    }
}

/// A report as `--json` shows it: each row an object with the names of the CSV's columns.
private struct ReportOutput: Encodable {
    let report: String
    let query: String
    let total: Int
    let omitted: Int
    let rows: [[String: ReportTable.Cell]]

    init(report: Report, query: String, table: ReportTable) {
        self.report = report.name.rawValue
        self.query = query
        total = report.total
        omitted = report.omitted
        rows = table.rows.map { Dictionary(zip(table.columns, $0)) { first, _ in first } }
    }
}

/// There is no report of that name.
private struct NoSuchReport: ExplainedError {
    let name: String

    var explanation: LocalizedText {
        LocalizedText(zh: "没有名为 \(name) 的报表。", en: "There is no report \(name).")
    }
    var remedy: LocalizedText {
        let names = Report.Name.allCases.map(\.rawValue)
        return LocalizedText(
            zh: "可用的报表：\(names.joined(separator: "、"))。",
            en: "The reports are \(names.joined(separator: ", ")).")
    }
}
