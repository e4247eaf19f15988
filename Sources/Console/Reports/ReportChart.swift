import Invoicing
import Store
import Terminal

/// A report for people: a line a row with its numbers and a bar, in cells. Bars end the lines, so that a terminal that
/// draws them wider moves nothing.
public struct ReportChart: Sendable {
    private let report: Report
    private let language: Language
    private let usesASCII: Bool
    private let width: Int
    private var longestSubject: Int

    /// Makes the chart of a report.
    /// - Parameter width: in columns, at least 60.
    public init(_ report: Report, language: Language, usesASCII: Bool, width: Int) {
        self.report = report
        self.language = language
        self.usesASCII = usesASCII
        self.width = max(60, width)
        longestSubject = 0
        longestSubject =
            report.rows.map { TerminalText(subject($0.subject)).withoutAmbiguousWidths().columns }.max() ?? 0
    }

    /// The lines as plain, safe text.
    public var text: [String] { lines.map(\.string) }

    /// The lines.
    var lines: [StyledLine] {
        var lines = [StyledLine(Strings.reportMeaning(report.name)[language], role: .muted)]
        lines.append(StyledLine(Strings.reportTotal(report)[language], role: .accent))
        guard report.total > 0 else {
            return lines + [StyledLine(Strings.reportEmpty[language], role: .muted)]
        }
        if report.name == .throughput {
            lines.append(
                StyledLine(ReportChart.sparkline(report.rows.map(\.count), usesASCII: usesASCII), role: .info)
            )
        }
        lines.append(.blank)
        lines.append(heads)
        // The newest day is looked for first; sums stand as they came.
        let rows = report.name == .throughput ? report.rows.reversed() : report.rows
        for row in rows { lines.append(line(row)) }
        if report.omitted > 0 {
            lines.append(StyledLine(Strings.reportOmitted(report.omitted)[language], role: .warning))
        }
        return lines
    }

    // MARK: - Pieces

    /// As wide as the longest subject where that leaves a bar its room.
    private var labelColumns: Int {
        guard width >= 100 else { return 24 }
        return min(max(36, longestSubject + 2), width - ReportChart.figureColumns - 30)
    }
    private static let countColumns = 8
    private static let figureColumns = 24
    private var barStart: Int { labelColumns + ReportChart.countColumns + ReportChart.figureColumns + 2 }

    private var heads: StyledLine {
        let titles = Strings.reportHeads(report.name)
        return cells(
            titles.subject[language], titles.count[language], titles.figures[language], role: .heading)
    }

    private func cells(
        _ subject: String, _ count: String, _ figures: String, role: StyleRole = .text
    ) -> StyledLine {
        var line = StyledLine()
        let label = TerminalText(subject).withoutAmbiguousWidths()
        line.append(
            label.truncated(toColumns: labelColumns - 1).padded(toColumns: labelColumns), role: role)
        func right(_ text: String, _ columns: Int) -> TerminalText {
            let text = TerminalText(text)
            return text.padded(toColumns: max(columns, text.columns), alignment: .right)
        }
        line.append(right(count, ReportChart.countColumns), role: role)
        line.append(right(figures, ReportChart.figureColumns), role: role)
        return line
    }

    private func line(_ row: Report.Row) -> StyledLine {
        var line = cells(subject(row.subject), "\(row.count)", figures(row))
        line.pad(toColumn: barStart)
        let room = width - line.columns
        guard room > 0, largest(beside: row) > 0 else { return line }
        line.append(
            ReportChart.bar(measure(row), of: largest(beside: row), columns: room, usesASCII: usesASCII),
            role: .info)
        return line
    }

    private func subject(_ subject: Report.Subject) -> String {
        switch subject {
        case .day(let day): day.description
        case .age(let from, let to): Strings.age(from: from, to: to)[language]
        case .step(let name), .name(let name): name.isEmpty ? Strings.reportNoName[language] : name
        case .rule(let id, let title): title.map { "\($0[language]) (\(id))" } ?? id
        case .month(let year, let month): "\(year)-" + (month < 10 ? "0" : "") + "\(month)"
        case .noMonth: Strings.reportNoMonth[language]
        }
    }

    private func figures(_ row: Report.Row) -> String {
        switch row.figures {
        case .outcomes(let approved, let rejected, let returned):
            return "\(approved) / \(rejected) / \(returned)"
        case .sum(let money, let currency):
            return money.map { FieldText.amount($0) } ?? currency.code + " "
                + Strings.reportTooLarge[language]
        case .durations(let median, let ninth, let longest):
            return [median, ninth, longest].map { Strings.duration($0)[language] }.joined(separator: " / ")
        case .flagged(let errors, let warnings, let hints):
            return ReportTable.share(row.count, of: report.total) + "%  \(errors)/\(warnings)/\(hints)"
        }
    }

    /// What the bar shows.
    private func measure(_ row: Report.Row) -> Int64 {
        switch row.figures {
        case .sum(let money, _) where report.name.isSpend: max(0, money?.minor ?? 0)
        case .durations(let median, _, _): median
        default: Int64(row.count)
        }
    }

    /// The longest bar among those that may be compared: money only with its own currency.
    private func largest(beside row: Report.Row) -> Int64 {
        if case .flagged = row.figures { return Int64(report.total) }
        guard report.name.isSpend, case .sum(_, let currency) = row.figures else {
            return report.rows.map(measure).max() ?? 0
        }
        return report.rows.filter { if case .sum(_, currency) = $0.figures { true } else { false } }
            .map(measure).max() ?? 0
    }

    // MARK: - Cells

    /// A bar in eighths of a cell; whole cells of `#` in ASCII. Whatever is more than nothing shows something.
    static func bar(_ value: Int64, of largest: Int64, columns: Int, usesASCII: Bool) -> String {
        guard value > 0, largest > 0, columns > 0 else { return "" }
        let eighths = max(
            1, Int((Double(min(value, largest)) / Double(largest) * Double(columns * 8)).rounded()))
        if usesASCII { return String(repeating: "#", count: max(1, (eighths + 4) / 8)) }
        let rest = eighths % 8
        return String(repeating: "█", count: eighths / 8) + (rest == 0 ? "" : String(parts[rest - 1]))
    }

    /// One cell a number, as high as it is large; digits from 0 to 9 in ASCII.
    static func sparkline(_ values: [Int], usesASCII: Bool) -> String {
        let largest = max(1, values.max() ?? 1)
        return values.map { value in
            if usesASCII { return value == 0 ? "." : "\(max(1, value * 9 / largest))" }
            return value == 0 ? " " : String(heights[max(0, (value * 8 + largest - 1) / largest - 1)])
        }.joined()
    }

    private static let parts: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    private static let heights: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
}
