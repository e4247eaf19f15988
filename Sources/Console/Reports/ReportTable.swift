import Foundation
import Invoicing
import Store
import Terminal

// A report as a table, for CSV, JSON, the command line and the screen: one set of figures, never two.
// In: a `Report`. Out: `ReportTable` for programs, `ReportChart` for people.

/// A report as columns and cells for programs: names in English, amounts as plain decimals beside their currency.
public struct ReportTable: Hashable, Sendable {
    /// A cell.
    public enum Cell: Hashable, Sendable {
        /// Text, perhaps from outside.
        case text(String)
        /// A whole number.
        case number(Int64)
        /// A decimal that this program wrote: digits, a point, perhaps a minus.
        case decimal(String)
        /// Nothing.
        case none
    }

    /// The names of the columns.
    public let columns: [String]
    /// The cells, row by row.
    public let rows: [[Cell]]

    /// Makes the table of a report.
    public init(_ report: Report) {
        columns =
            switch report.name {
            case .throughput: ["day", "decisions", "approved", "rejected", "returned", "other"]
            case .ageing: ["days_from", "days_to", "tasks", "currency", "amount"]
            case .cycle: ["step", "decisions", "median_seconds", "p90_seconds", "longest_seconds"]
            case .rules: ["rule", "claims", "share_percent", "errors", "warnings", "hints"]
            case .sellers: ["seller", "claims", "currency", "amount"]
            case .departments: ["department", "claims", "currency", "amount"]
            case .months: ["month", "claims", "currency", "amount"]
            }
        rows = report.rows.map { row in
            ReportTable.subject(row.subject) + ReportTable.figures(row, of: report)
        }
    }

    /// Comma-separated values (RFC 4180), with a line of column names.
    ///
    /// A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@` or a control for a formula (OWASP, "CSV Injection"),
    /// and some do the same with the full-width signs: such texts get an apostrophe before them. Everything that acts on a
    /// terminal, reorders or hides is shown as a mark, so that a name cannot end a line.
    public var csv: String {
        let lines = [columns.map { ReportTable.csv(.text($0)) }] + rows.map { $0.map(ReportTable.csv) }
        return lines.map { $0.joined(separator: ",") + "\r\n" }.joined()
    }

    private static func csv(_ cell: Cell) -> String {
        switch cell {
        case .none: return ""
        case .number(let number): return String(number)
        case .decimal(let text): return text
        case .text(let text):
            var safe = TerminalText(text).string
            let first = text.unicodeScalars.first { $0 != " " && $0 != "\u{3000}" }
            if let first, dangerous.contains(first) || first.properties.generalCategory == .control {
                safe = "'" + safe
            }
            guard safe.contains(where: { $0 == "," || $0 == "\"" }) else { return safe }
            return "\"" + safe.reduce(into: "") { $0 += $1 == "\"" ? "\"\"" : String($1) } + "\""
        }
    }

    private static let dangerous: Set<Unicode.Scalar> = ["=", "+", "-", "@", "＝", "＋", "－", "＠"]

    private static func subject(_ subject: Report.Subject) -> [Cell] {
        switch subject {
        case .day(let day): [.text(day.description)]
        case .age(let from, let to): [.number(Int64(from)), to.map { .number(Int64($0)) } ?? .none]
        case .step(let name), .name(let name): [.text(name)]
        case .rule(let id, _): [.text(id)]
        case .month(let year, let month): [.text("\(year)-" + (month < 10 ? "0" : "") + "\(month)")]
        case .noMonth: [.none]
        }
    }

    private static func figures(_ row: Report.Row, of report: Report) -> [Cell] {
        let count = Cell.number(Int64(row.count))
        func numbers(_ values: Int...) -> [Cell] { values.map { .number(Int64($0)) } }
        switch row.figures {
        case .outcomes(let approved, let rejected, let returned):
            return [count]
                + numbers(approved, rejected, returned, row.count - approved - rejected - returned)
        case .sum(let money, let currency):
            return [count, .text(currency.code), money.map { .decimal($0.plain) } ?? .none]
        case .durations(let median, let ninth, let longest):
            return [count] + [median, ninth, longest].map { .number($0 / 1_000) }
        case .flagged(let errors, let warnings, let hints):
            return [count, .decimal(share(row.count, of: report.total))] + numbers(errors, warnings, hints)
        }
    }

    /// Percent with two decimals, rounded half up.
    static func share(_ count: Int, of total: Int) -> String {
        guard total > 0 else { return "0.00" }
        let hundredths = (count * 20_000 + total) / (2 * total)
        let rest = hundredths % 100
        return "\(hundredths / 100)." + (rest < 10 ? "0" : "") + "\(rest)"
    }
}

extension ReportTable.Cell: Encodable {
    /// Writes text, number, decimal (as text, so that nothing is rounded) or null.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text), .decimal(let text): try container.encode(text)
        case .number(let number): try container.encode(number)
        case .none: try container.encodeNil()
        }
    }
}
