import Foundation
import Invoicing
import Store
import Terminal

/// What a worker is asked for: one report, or its figures in a file.
struct ReportRequest: Hashable, Sendable {
    let name: Report.Name
    let query: String
    /// Counts the requests: a report of an older one is given up.
    let generation: Int
}

/// The figures: one report at a time, over what a query selects.
struct ReportsPage: Hashable, Sendable {
    var name = Report.Name.throughput
    /// The query as it was typed; empty for everything.
    var query = ""
    /// The figures; nothing while they are counted.
    var report: Report?
    /// Whether a worker counts.
    var isCounting = false
    /// The first line on the screen.
    var top = 0

    func lines(for state: ConsoleState) -> [StyledLine] {
        let language = state.language
        var lines: [StyledLine] = [tabs(language, width: state.size.columns - 4)]
        lines.append(StyledLine(Strings.reportOver(query)[language], role: .muted))
        if isCounting {
            lines.append(.blank)
            lines.append(StyledLine(Strings.reportCounting[language], role: .accent))
        } else if let report {
            lines +=
                ReportChart(
                    report, language: language, usesASCII: state.setting.usesASCII,
                    width: state.size.columns - 4
                ).lines
        }
        return lines
    }

    /// The names of the reports, the shown one in brackets.
    private func tabs(_ language: Language, width: Int) -> StyledLine {
        var line = StyledLine()
        for other in Report.Name.allCases {
            let title = Strings.reportTitle(other)[language]
            line.append(other == name ? "[\(title)]" : " \(title) ", role: other == name ? .accent : .text)
        }
        return line
    }
}

/// What is typed on a screen that looks at the whole.
enum OverviewField: Hashable, Sendable {
    /// The query of a report.
    case query
    /// The file for a report's figures.
    case file
    /// The query of the archive.
    case archiveQuery
    /// The filter of the audit log.
    case auditLog
    /// A working paper.
    case paper(PaperOrder.Target)
    /// How a sample is drawn.
    case sample
    /// The query inside a part of the archive.
    case shelf
    /// Why a finding is let pass.
    case override(ConsoleState.OverrideTarget)

    /// What stands before it.
    var prompt: LocalizedText {
        switch self {
        case .query: Strings.reportQueryPrompt
        case .file: Strings.reportFilePrompt
        case .archiveQuery: Strings.archiveQueryPrompt
        case .auditLog: Strings.auditLogPrompt
        case .shelf: Strings.shelfPrompt
        case .paper: Strings.paperPrompt
        case .sample: Strings.samplePrompt
        case .override(let target): Strings.overridePrompt(target.check)
        }
    }
}

extension ConsoleState {
    mutating func openReports() -> [ConsoleEffect] {
        var page = ReportsPage()
        page.isCounting = true
        open(.reports(page))
        return count(page)
    }

    /// Another report over the same query.
    mutating func showReport(by step: Int) -> [ConsoleEffect] {
        guard case .reports(var page) = overview else { return [] }
        let names = Report.Name.allCases
        let place = (names.firstIndex(of: page.name) ?? 0) + step
        page.name = names[((place % names.count) + names.count) % names.count]
        return begin(&page)
    }

    private mutating func begin(_ page: inout ReportsPage) -> [ConsoleEffect] {
        page.report = nil
        page.isCounting = true
        page.top = 0
        set(.reports(page))
        return count(page)
    }

    private mutating func count(_ page: ReportsPage) -> [ConsoleEffect] {
        reportGeneration += 1
        return [
            .wantReport(reportGeneration),
            .loadOverview(
                .report(ReportRequest(name: page.name, query: page.query, generation: reportGeneration))),
        ]
    }

    /// Whoever leaves the screen wants no more counting.
    mutating func leaveReports() -> [ConsoleEffect] {
        reportGeneration += 1
        return [.wantReport(reportGeneration)]
    }

    mutating func accept(_ report: Report?, generation: Int) {
        guard generation == reportGeneration else { return }
        for index in screens.indices {
            guard case .overview(.reports(var page)) = screens[index] else { continue }
            page.report = report
            page.isCounting = false
            screens[index] = .overview(.reports(page))
        }
    }

    // MARK: - Typing

    mutating func typeReportQuery() {
        guard case .reports(let page) = overview else { return }
        modal = .overviewText(.query, LineEditor(text: page.query, maximumLength: 300))
    }

    mutating func typeReportFile() {
        guard case .reports(let page) = overview else { return }
        guard page.report != nil else {
            say(Strings.reportCounting)
            return
        }
        modal = .overviewText(.file, LineEditor(maximumLength: 500))
    }

    mutating func accept(_ field: OverviewField, _ editor: LineEditor) -> [ConsoleEffect] {
        if case .override(let target) = field { return acceptOverride(target, editor) }
        if field == .auditLog { return acceptLogQuery(editor.text) }
        if field == .sample { return acceptSample(editor.text) }
        modal = nil
        if field == .archiveQuery { return searchArchive(editor.text) }
        if field == .shelf { return searchShelf(editor.text) }
        if case .paper(let target) = field { return acceptPaper(target, editor.text) }
        guard case .reports(var page) = overview else { return [] }
        switch field {
        case .archiveQuery, .auditLog, .shelf, .paper, .sample, .override: return []
        case .query:
            page.query = editor.text
            return begin(&page)
        case .file:
            guard let report = page.report else { return [] }
            return [.loadOverview(.writeReport(report, file: editor.text))]
        }
    }

    /// The query of a report cannot be read: what is typed stays for another try.
    mutating func reject(_ error: QueryError, ofReport generation: Int) {
        accept(nil, generation: generation)
        say(Strings.queryError(error), role: .danger)
    }
}

/// Writes the figures of a report where the user said, or beside where the program was started under a name that nobody
/// can foresee.
struct ReportFile {
    /// The whole path.
    let path: String

    /// - Parameter random: for the name, where none is given.
    init(_ name: String, of report: Report.Name, random: () -> UInt64) {
        var text = name
        if text.isEmpty {
            let number = String(random(), radix: 16)
            text = "countersign-\(report.rawValue)-\(number).csv"
        } else if text.hasPrefix("~/") {
            text = FileManager.default.homeDirectoryForCurrentUser.path + text.dropFirst(1)
        }
        path =
            text.hasPrefix("/")
            ? text
            : URL(fileURLWithPath: FileManager.default.currentDirectoryPath).appendingPathComponent(text).path
    }

    /// What the file holds. Begins with a byte order mark, or spreadsheets read Chinese as another encoding.
    static func content(_ csv: String) -> String { "\u{FEFF}" + csv }

    /// Makes the file, for the user alone; never one that exists, nor through a link.
    /// - Returns: nothing, or the system's word on why it failed.
    func write(_ csv: String) -> LocalizedText? {
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return SystemError.text(errno) }
        defer { close(descriptor) }
        var rest = Array(ReportFile.content(csv).utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                let cause = SystemError.text(errno)
                unlink(path)
                return cause
            }
            rest = rest.dropFirst(count)
        }
        return nil
    }
}
