import Invoicing
import OAProfile
import Store
import Terminal

/// The whole history of one invoice and whether it can be trusted.
struct HistoryPage: Hashable, Sendable {
    let task: TaskID
    /// What was found; nothing before it was read.
    var history: InvoiceHistory?
    /// The first line on the screen.
    var top = 0

    func lines(for state: ConsoleState) -> [StyledLine] {
        let language = state.language
        var composer = LineComposer(width: state.size.columns - 4, labelColumns: language == .zh ? 12 : 20)
        guard let history else {
            composer.paragraph(TerminalText(Strings.historyReading[language]), role: .muted)
            return composer.lines
        }
        head(history, into: &composer, state)
        integrity(history, into: &composer, state)
        for operation in history.operations { story(operation, history.entry, into: &composer, state) }
        steps(history, into: &composer, state)
        return composer.lines
    }

    // MARK: - Parts

    private func head(_ history: InvoiceHistory, into composer: inout LineComposer, _ state: ConsoleState) {
        let language = state.language
        let task = history.entry?.task ?? history.operations.last?.seen
        composer.field(Strings.historyTask[language], TerminalText(history.task.rawValue))
        guard let task else {
            composer.paragraph(TerminalText(Strings.historyNoDocument[language]), role: .warning)
            return
        }
        composer.field(Strings.columnSeller[language], TerminalText(task.invoice.seller.name))
        composer.field(
            Strings.columnAmount[language], TerminalText(FieldText.amount(task.invoice.totals.gross)))
        composer.field(Strings.historyClaim[language], TerminalText(task.title))
        composer.field(Strings.historyInvoice[language], TerminalText(task.invoice.number.display))
        guard let entry = history.entry else {
            composer.field(
                Strings.closedNow[language], TerminalText(Strings.archiveGone[language]), role: .warning)
            return
        }
        composer.field(
            Strings.closedNow[language],
            TerminalText(
                "\(entry.task.status.title[language])  \(Strings.historyVersion(entry.task.rev)[language])"))
        composer.field(
            Strings.historyDigest[language], TerminalText(SeenContent(of: entry.task).digest.hex),
            role: .muted)
    }

    private func integrity(
        _ history: InvoiceHistory, into composer: inout LineComposer, _ state: ConsoleState
    ) {
        let language = state.language
        composer.heading(Strings.integrityTitle[language])
        let entries = history.operations.flatMap(\.log)
        let label = Strings.integrityLog[language]
        if entries.isEmpty {
            composer.field(label, TerminalText(Strings.integrityNoEntry[language]), role: .warning)
        } else {
            let broken = entries.count { !$0.isSealed }
            composer.field(
                label, TerminalText(Strings.integrityEntries(entries.count, broken: broken)[language]),
                role: broken == 0 ? .good : .danger)
        }
        composer.field(
            Strings.integrityWholeLog[language],
            TerminalText(
                Strings.integrityWholeLog(history.log.entries, problems: history.log.problems)[language]),
            role: history.log.problems == 0 ? .good : .danger)
        guard !history.packages.isEmpty else {
            let isOurs = history.operations.contains {
                $0.operation.state == .acked && $0.operation.decision.action == .approve
            }
            composer.field(
                Strings.columnPackage[language],
                TerminalText((isOurs ? Strings.integrityNoPackage : Strings.integrityNotOurs)[language]),
                role: .muted)
            return
        }
        for kept in history.packages {
            composer.field(
                Strings.columnPackage[language],
                TerminalText("\(kept.package.name)  \(time(kept.package.archivedAt, state))"))
            if let trouble = kept.trouble {
                composer.field("", TerminalText(trouble[language]), role: .danger)
            }
            for check in kept.checks {
                let sign = check.sign(ascii: state.setting.usesASCII)
                composer.field(
                    "", TerminalText("\(sign) \(check.title[language]): \(check.word[language])"),
                    role: check.role)
                guard check.outcome != .passed else { continue }
                for detail in check.details.prefix(5) {
                    composer.field("", TerminalText("  " + detail[language]), role: .muted)
                }
            }
        }
    }

    private func story(
        _ history: OperationHistory, _ entry: MirrorEntry?, into composer: inout LineComposer,
        _ state: ConsoleState
    ) {
        let language = state.language
        let operation = history.operation
        composer.heading(
            "\(operation.decision.action.title[language])  \(operation.actor)  \(time(operation.recordedAt, state))"
        )
        composer.field(
            Strings.columnState[language], TerminalText(operation.state.title[language]),
            role: OperationStateWord(operation.state).role)
        if !operation.decision.comment.isEmpty {
            composer.field(Strings.comment[language], TerminalText(operation.decision.comment))
        }
        composer.field(
            Strings.historySeen[language],
            TerminalText(
                "\(Strings.historyVersion(operation.baseRev)[language])  \(operation.seenDigest.hex)"))
        if let seen = history.seen, let now = entry?.task, now.id == seen.id {
            let changed = SeenContent(of: now).differences(from: SeenContent(of: seen))
            let names = FieldText.moneyFirst.filter { changed.contains($0) }.map {
                Strings.label($0)[language]
            }
            composer.field(
                Strings.historySince[language],
                TerminalText(
                    names.isEmpty
                        ? Strings.historyUnchanged[language]
                        : names.joined(separator: language == .zh ? "、" : ", ")),
                role: names.isEmpty ? .good : .warning)
        }
        for attempt in history.attempts {
            let answer =
                attempt.httpStatus.map { "HTTP \($0)" }
                ?? (attempt.endedAt == nil ? Strings.underWay : Strings.noAnswer)[language]
            let code = attempt.problemCode.map { " (\($0))" } ?? ""
            composer.field(
                Strings.historyAttempt(attempt.number)[language],
                TerminalText("\(time(attempt.startedAt, state))  \(answer)\(code)"))
        }
        for step in history.log {
            let word = OperationState(rawValue: step.outcome)?.title[language] ?? step.outcome
            let reason = step.reason.isEmpty ? "" : "  " + step.reason
            let seal = step.isSealed ? "" : "  " + Strings.historyBroken[language]
            composer.field(
                Strings.historyEntry(step.sequence)[language],
                TerminalText("\(time(step.at, state))  \(word)\(reason)\(seal)"),
                role: step.isSealed ? .text : .danger)
        }
        if let receipt = operation.receipt {
            composer.field(
                Strings.receipt[language],
                TerminalText("\(receipt.decisionID)  \(time(receipt.decidedAt, state))"))
        }
        if let other = history.replacedBy {
            composer.field(Strings.historyReplaced[language], TerminalText(other.rawValue))
        }
        composer.field(Strings.operation[language], TerminalText(operation.id.rawValue), role: .muted)
    }

    private func steps(_ history: InvoiceHistory, into composer: inout LineComposer, _ state: ConsoleState) {
        guard let task = history.entry?.task ?? history.operations.last?.seen, !task.steps.isEmpty else {
            return
        }
        composer.heading(Strings.historySteps[state.language])
        for step in task.steps {
            let when = step.decidedAt.map { time($0, state) } ?? "-"
            let outcome = TaskStatus(rawValue: step.outcome)?.title[state.language] ?? step.outcome
            let comment = step.comment.isEmpty ? "" : "  \(step.comment)"
            composer.paragraph(
                TerminalText("\(when)  \(step.title)  \(step.actor)  \(outcome)\(comment)"),
                role: step.state == .done ? .text : .muted)
        }
    }

    private func time(_ milliseconds: Int64, _ state: ConsoleState) -> String {
        LocalTime(milliseconds: milliseconds, utcOffset: state.setting.utcOffset).longWithSeconds
    }
}

extension PackageCheck {
    fileprivate func sign(ascii: Bool) -> String {
        switch outcome {
        case .passed: ascii ? "+" : "\u{2713}"
        case .failed: "!"
        case .notChecked: "-"
        }
    }

    fileprivate var role: StyleRole {
        switch outcome {
        case .passed: .good
        case .failed: .danger
        case .notChecked: .muted
        }
    }
}
