import Invoicing
import OAProfile
import Store
import Terminal

/// The state as lines of text: numbered, without a place on a screen, without colour. All text went through `TerminalText`.
enum LinearView {
    static func greeting(of state: ConsoleState) -> String {
        let identity = state.identity
        let who = TerminalText(
            "\(identity.environment)  \(identity.displayName) (\(identity.user)) @ \(identity.host)")
        return who.string + "\n" + Strings.linearGreeting[state.language]
    }

    /// What stands before the line that is typed.
    static func prompt(of state: ConsoleState) -> String {
        Strings.title(of: state.scope)[state.language] + "> "
    }

    /// What is there now.
    static func page(of state: ConsoleState) -> [String] {
        switch state.modal {
        case .search(let prompt): search(prompt, state)
        case .abandon(_, let action, let editor):
            [Strings.text(action.title.zh, action.title.en)[state.language]]
                + ask(Strings.typeAbandonReason, editor, state)
        case .planText(let field, let editor):
            ask(DecisionBarView.prompt(for: field, of: state.plan?.action ?? .transfer), editor, state)
        case .overviewText(let field, let editor): ask(field.prompt, editor, state)
        case .viewName(let editor): ask(Strings.viewNamePrompt, editor, state)
        case .decision(let bar): decision(bar, state)
        case .chooser(let chooser): items(of: chooser, state)
        default: screen(state)
        }
    }

    /// The words that confirm a decision.
    static func confirmation(of bar: DecisionBar) -> LinearConfirmation {
        LinearConfirmation(
            words: bar.errorCount > 0 ? Strings.title(of: .confirmDespiteErrors) : word(for: bar.action))
    }

    /// The words that confirm a plan name how many decisions it makes.
    static func confirmation(of plan: BulkPlan) -> LinearConfirmation {
        let word = word(for: plan.action)
        let count = plan.included.count
        return LinearConfirmation(words: LocalizedText(zh: "\(word.zh) \(count)", en: "\(word.en) \(count)"))
    }

    private static func word(for action: Decision.Action) -> LocalizedText {
        switch action {
        case .approve: Strings.title(of: .approve)
        case .reject: Strings.title(of: .reject)
        case .returnToStep: Strings.title(of: .returnToStep)
        case .transfer: Strings.title(of: .transfer)
        case .remark: Strings.title(of: .comment)
        case .addApproverBefore: Strings.title(of: .addApproverBefore)
        case .addApproverAfter: Strings.title(of: .addApproverAfter)
        case .hold: Strings.title(of: .hold)
        case .release: Strings.title(of: .release)
        }
    }

    // MARK: - Screens

    private static func screen(_ state: ConsoleState) -> [String] {
        switch state.screens.last {
        case nil: return queue(state)
        case .detail(let detail):
            return [safe(state.veil(of: detail.entry.task).text(detail.entry.task.title))]
                + text(detail.document.lines)
        case .conflict(let conflict): return text(conflict.lines)
        case .help(_, let scope): return text(HelpScreen.lines(for: state, of: scope))
        case .messages: return text(MessagesScreen.lines(for: state))
        case .outbox(let outbox): return operations(outbox, state)
        case .overview(.compare(let page)):
            return [Strings.compareTitle[state.language]] + text(page.lines(for: state))
        case .overview(.findings(let page)):
            return [Strings.checksTitle[state.language]] + text(page.layout(for: state).lines)
        default:
            guard case .plan(let plan) = state.screens.last, case .ready = plan.phase else {
                return drawn(state)
            }
            let words = confirmation(of: plan).words[state.language]
            return drawn(state) + [Strings.linearConfirm(words)[state.language]]
        }
    }

    private static func queue(_ state: ConsoleState) -> [String] {
        let language = state.language
        let queue = state.queue
        let range = queue.viewport.visibleRange(count: queue.keys.count)
        let title = Strings.title(of: queue.view)
        var lines = [
            Strings.linearQueue(
                title, first: range.isEmpty ? 0 : range.lowerBound + 1, last: range.upperBound,
                count: queue.keys.count)[language]
        ]
        if !queue.search.isEmpty { lines.append(safe(Strings.searching(queue.search)[language])) }
        if !state.marks.isEmpty { lines.append(Strings.markCount(state.marks.count)[language]) }
        for (offset, key) in queue.keys[range].enumerated() {
            guard let row = queue.rows[key] else { continue }
            lines.append(
                "\(range.lowerBound + offset + 1). "
                    + line(of: row, isMarked: state.marks.contains(key), state))
        }
        return lines
    }

    private static func line(of row: QueueRow, isMarked: Bool, _ state: ConsoleState) -> String {
        let language = state.language
        var parts: [String] = []
        if isMarked { parts.append(Strings.title(of: .mark)[language]) }
        if let operation = state.operations[row.task], operation.covers(round: row.round, rev: row.rev) {
            parts.append(Strings.overlay(OperationStateWord(operation.state).value)[language])
        } else if !row.status.isOpen {
            parts.append(row.status.title[language])
        } else if let dueAt = row.dueAt {
            parts.append(
                DueWord.text(dueAt: dueAt, now: state.now, utcOffset: state.setting.utcOffset)[language])
        }
        parts += [
            FieldText.amount(row.amount), row.seller, Veil.general.text(row.title), row.department,
            row.submitter,
        ]
        if let worst = row.worst {
            parts.append(Strings.mark(worst, count: row.worstCount, of: row.worstCount)[language])
            let rest = row.findingCount - row.worstCount
            if rest > 0 { parts.append(Strings.otherFindings(rest)[language]) }
        }
        return parts.filter { !$0.isEmpty }.map(safe).joined(separator: language == .zh ? "，" : ", ")
    }

    private static func operations(_ outbox: OutboxState, _ state: ConsoleState) -> [String] {
        let language = state.language
        guard !outbox.items.isEmpty else { return [Strings.outboxEmpty[language]] }
        return [Strings.outboxTitle[language]]
            + outbox.items.enumerated().map { place, item in
                let parts = [
                    item.operation.state.title[language], item.operation.decision.action.title[language],
                    item.amount.map { FieldText.amount($0) } ?? "", item.seller, item.operation.reason,
                ]
                return "\(place + 1). " + parts.filter { !$0.isEmpty }.map(safe).joined(separator: ", ")
            }
    }

    // MARK: - Questions

    private static func search(_ prompt: SearchPrompt, _ state: ConsoleState) -> [String] {
        var lines = ask(Strings.searchPrompt, prompt.editor, state) + [Strings.searchExample[state.language]]
        if let error = prompt.error {
            let text = Strings.queryError(
                position: error.position, explanation: error.explanation[state.language],
                remedy: error.remedy[state.language], in: state.language)
            lines.append(safe(text))
        }
        return lines
    }

    private static func ask(_ prompt: LocalizedText, _ editor: LineEditor, _ state: ConsoleState) -> [String]
    {
        var lines = state.templates.enumerated().map { "\($0 + 1). " + safe($1) }
        lines.append(
            prompt[state.language] + " " + Strings.linearTextHint(keeps: !editor.isEmpty)[state.language])
        if !editor.isEmpty { lines.append(safe(editor.text)) }
        return lines
    }

    private static func decision(_ bar: DecisionBar, _ state: ConsoleState) -> [String] {
        let language = state.language
        let width = state.size.columns - 2
        var lines = text(
            DecisionBarView.fieldLines(
                of: bar, width: width, language: language, behind: state.veil(of: bar.entry.task)))
        lines += text(DecisionBarView.arguments(of: bar, state: state))
        for finding in bar.entry.findings where bar.action == .approve {
            let word =
                bar.overridden.contains(finding.rule)
                ? Strings.severityWord(finding.severity, isOverridden: true)[language]
                : finding.severity.title[language]
            lines.append(safe("\(word): \(finding.title[language])"))
        }
        switch bar.phase {
        case .choosing:
            lines.append(Strings.chooseStep[language])
            lines += bar.earlierSteps.enumerated().map { "\($0 + 1). " + safe(StepName.of($1)) }
        case .typing(let field, let editor):
            lines += ask(DecisionBarView.prompt(for: field, of: bar.action), editor, state)
        case .confirming: lines.append(Strings.linearConfirm(confirmation(of: bar).words[language])[language])
        case .recording: lines.append(Strings.recordingNow[language])
        case .stale(let staleness):
            lines.append((staleness == .gone ? Strings.barGone : Strings.barStale)[language])
            lines.append(Strings.pressToLook(Strings.title(of: .lookAgain)[language])[language])
        }
        return lines
    }

    private static func items(of chooser: Chooser, _ state: ConsoleState) -> [String] {
        let language = state.language
        let items = state.items(of: chooser)
        guard !items.isEmpty else { return [Strings.nothingMatches[language]] }
        return items.enumerated().map { place, item in
            let parts = [item.title[language], item.note, item.refusal?[language] ?? item.detail]
            return "\(place + 1). " + parts.filter { !$0.isEmpty }.map(safe).joined(separator: ", ")
        } + [Strings.linearChoose[language]]
    }

    // MARK: - Parts

    /// A screen that has no text of its own here: as it is drawn, without frame and hints.
    private static func drawn(_ state: ConsoleState) -> [String] {
        let rows = state.draw().snapshot().split(separator: "\n", omittingEmptySubsequences: false)
        return rows.dropFirst().dropLast(3).map { LinearView.trimmedEnd(String($0)) }.filter { !$0.isEmpty }
    }

    private static func text(_ lines: [StyledLine]) -> [String] {
        lines.map { trimmedEnd($0.string) }.filter { !$0.isEmpty }
    }

    private static func safe(_ text: String) -> String { TerminalText(text).string }

    private static func trimmedEnd(_ text: String) -> String {
        var rest = text[...]
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
}
