import Invoicing
import OAProfile
import Store
import Terminal
import Verification

// Every check of one invoice: what was looked at, by which rule, on which law, with what came of it.
// In: a `JudgedTask` that a worker judged just now. Out: lines, and at which line each check begins.
// FindingsPage.swift the screen; EvidenceTable.swift expected beside found; UpdateFindings.swift opening, moving, judging anew.

/// Every check of one invoice.
struct FindingsPage: Hashable, Sendable {
    let task: TaskID
    /// What was judged; nothing before it was read.
    var judged: JudgedTask?
    /// The check that the marker stands at.
    var selected = 0
    /// The first line on the screen.
    var top = 0
    /// When it was judged, in milliseconds since 1970.
    var judgedAt: Int64?

    /// What an answer to it would be bound to.
    var identity: TaskIdentity? { judged.map { TaskIdentity($0.entry.task) } }

    /// The check that the marker stands at.
    var check: Check? {
        judged.flatMap { $0.checks.indices.contains(selected) ? $0.checks[selected] : nil }
    }

    /// The lines, and at which of them each check begins.
    struct Layout: Hashable {
        var lines: [StyledLine] = []
        var starts: [Int] = []
    }

    func layout(for state: ConsoleState) -> Layout {
        let language = state.language
        var writer = Writer(
            composer: LineComposer(width: state.size.columns - 4, labelColumns: language == .zh ? 12 : 18),
            state: state)
        guard let judged else {
            writer.composer.paragraph(TerminalText(Strings.loading[language]), role: .muted)
            return Layout(lines: writer.composer.lines)
        }
        let shown = judged.entry.task
        writer.veil = state.isRevealed(shown) ? .lifted : Veil(of: shown.invoice)
        writer.head(judged, at: judgedAt)
        let entry = MirrorEntry(
            key: judged.entry.key, task: judged.entry.task, findings: judged.findings)
        writer.overridden = entry.overridden(by: state.overrides[task] ?? [])
        var group: Severity??
        for (index, check) in judged.checks.enumerated() {
            if group == nil || group != .some(check.worst) {
                group = .some(check.worst)
                let count = judged.checks.count { $0.worst == check.worst }
                writer.composer.heading(Strings.checkGroup(check.worst, count: count)[language])
            }
            writer.starts.append(writer.composer.lines.count)
            writer.write(check, isSelected: index == selected)
        }
        return Layout(lines: writer.composer.lines, starts: writer.starts)
    }

    /// Writes the parts, one function each.
    private struct Writer {
        var composer: LineComposer
        let state: ConsoleState
        var starts: [Int] = []
        /// What was let pass, by rule.
        var overridden: [String: FindingOverride] = [:]
        /// Covers accounts and personal data in what was found.
        var veil = Veil.general

        private var language: Language { state.language }

        mutating func head(_ judged: JudgedTask, at moment: Int64?) {
            let task = judged.entry.task
            let invoice = task.invoice
            composer.field(
                Strings.label(.amount)[language], TerminalText(FieldText.amount(invoice.totals.gross)),
                role: .heading)
            composer.field(Strings.label(.payeeName)[language], TerminalText(invoice.seller.name))
            composer.field(Strings.label(.invoiceNumber)[language], TerminalText(invoice.number.display))
            composer.field(Strings.claim[language], TerminalText(veil.text(task.title)))
            if let moment {
                let time = LocalTime(milliseconds: moment, utcOffset: state.setting.utcOffset)
                composer.field(
                    Strings.checkedAt[language],
                    TerminalText(
                        Strings.checkedAmong(time.longWithSeconds, neighbours: judged.neighbours)[language]))
            }
            composer.field(
                Strings.riskLabel[language],
                TerminalText(RiskScore(findings: judged.findings).sentence[language]))
            let changed = judged.changedRules
            if !changed.isEmpty {
                composer.field(
                    "", TerminalText(Strings.checksDiffer(changed, key: state.keys[.reverify])[language]),
                    role: .warning)
            }
        }

        mutating func write(_ check: Check, isSelected: Bool) {
            let mark = isSelected ? "> " : "  "
            let rule = Strings.ruleVersion(check.rule, check.version)[language]
            guard let worst = check.worst else {
                let sign = state.usesASCII ? "+" : "\u{2713}"
                add(mark, "\(sign) \(Strings.nothingFoundByRule[language])  \(check.title[language])", .good)
                composer.paragraph(
                    TerminalText([rule, basis(check)].filter { !$0.isEmpty }.joined(separator: "  ")),
                    indent: 4, role: .muted)
                return
            }
            let known = overridden[check.rule]
            let word = Strings.severityWord(worst, isOverridden: known != nil)[language]
            let role = known == nil ? worst.role : .muted
            add(mark, "\(word)  \(check.title[language])", role)
            if let known {
                let time = LocalTime(milliseconds: known.at, utcOffset: state.setting.utcOffset)
                composer.paragraph(
                    TerminalText(
                        Strings.overriddenBy(
                            state.named(known.actor), known.finding.reason, time.long)[language]),
                    indent: 4, role: .accent)
            }
            for finding in check.findings.map(veil.finding) {
                composer.paragraph(TerminalText(finding.reason[language]), indent: 4)
                let table = EvidenceTable(width: composer.width, indent: 4, language: language)
                let role = known == nil ? finding.severity.role : .muted
                for line in table.lines(finding.evidence, role: role) { composer.add(line) }
            }
            composer.paragraph(
                TerminalText([rule, basis(check)].filter { !$0.isEmpty }.joined(separator: "  ")),
                indent: 4, role: .muted)
        }

        private func basis(_ check: Check) -> String {
            let text = check.basis[language]
            return text.isEmpty ? "" : Strings.basis(text)[language]
        }

        private mutating func add(_ mark: String, _ text: String, _ role: StyleRole) {
            for (index, part) in TerminalText(text).wrapped(toColumns: composer.width - 4).enumerated() {
                var line = StyledLine(index == 0 ? mark : "    ", role: .marker)
                line.append(part, role: role)
                composer.add(line)
            }
        }
    }
}

extension Severity {
    /// Its sign without a blank before it.
    var plainSign: String {
        switch self {
        case .error: "!!"
        case .warning: "!"
        case .info: "i"
        }
    }
}
