import Invoicing
import OAProfile
import Terminal
import Verification

/// The decision bar: what exactly will be decided, on which invoice, and the one key that does it.
enum DecisionBarView {
    static func panel(_ bar: DecisionBar, state: ConsoleState) -> ConsoleState.Panel {
        let body = lines(of: bar, state: state)
        let room = mostRows(in: state.size)
        let isCut = body.fields.count + body.question.count + 1 > room
        let fieldRows = isCut ? max(0, room - body.question.count - 2) : body.fields.count
        let rows = 1 + fieldRows + (isCut ? 1 : 0) + body.question.count
        return ConsoleState.Panel(rows: rows) { surface, rect in
            surface.horizontalLine(at: rect.origin, columns: rect.columns, borders: state.borders)
            var shown = Array(body.fields.prefix(fieldRows))
            if isCut { shown.append(StyledLine(Strings.cutInBar[state.language], role: .warning)) }
            shown += body.question
            for (index, line) in shown.enumerated() {
                line.draw(
                    into: &surface, at: rect.point(column: 1, row: index + 1), maxColumns: rect.columns - 2)
            }
            surface.cursor = nil
            drawEditor(bar, state: state, into: &surface, in: rect)
        }
    }

    /// Whether every field of the bar stands in it untruncated, beside the longest question.
    static func showsEverything(of bar: DecisionBar, size: TerminalSize, language: Language) -> Bool {
        fieldLines(of: bar, width: size.columns - 2, language: language, behind: .lifted).count + 6
            <= mostRows(in: size)
    }

    /// Rows that the bar may take: a few rows of the screen below stay in sight.
    private static func mostRows(in size: TerminalSize) -> Int { max(8, size.rows - 8) }

    // MARK: - Content

    private static func lines(
        of bar: DecisionBar, state: ConsoleState
    ) -> (fields: [StyledLine], question: [StyledLine]) {
        (
            fieldLines(
                of: bar, width: state.size.columns - 2, language: state.language,
                behind: state.veil(of: bar.entry.task)),
            question(of: bar, state: state)
        )
    }

    static func fieldLines(
        of bar: DecisionBar, width: Int, language: Language, behind veil: Veil
    ) -> [StyledLine] {
        var composer = LineComposer(width: width, labelColumns: language == .zh ? 12 : 18)
        var title = StyledLine(Strings.decisionTitle(bar.action)[language], role: .heading)
        if bar.supersedes != nil {
            title.append("  ")
            title.append(Strings.supersedes[language], role: .warning)
        }
        composer.add(title)
        for field in DecisionBar.fields + [.onBehalfOf] {
            let values = FieldText.values(field, of: bar.entry.task, in: language, behind: veil)
            // Only a legacy invoice has a code, and only a delegate decides for another.
            if values.isEmpty && (field == .invoiceCode || field == .onBehalfOf) { continue }
            let shown = values.isEmpty ? [Strings.none[language]] : values
            for (index, value) in shown.enumerated() {
                let safe = TerminalText(value)
                let isBadge = safe.hidesSomething || LookAlike.mixedWord(in: value, countsGreek: true) != nil
                composer.field(
                    index == 0 ? Strings.label(field)[language] : "", safe,
                    role: isBadge ? .badge : field == .amount ? .heading : .text)
            }
        }
        return composer.lines
    }

    private static func question(of bar: DecisionBar, state: ConsoleState) -> [StyledLine] {
        let language = state.language
        var lines = arguments(of: bar, state: state)
        switch bar.phase {
        case .choosing(let index):
            lines.append(StyledLine(Strings.chooseStep[language], role: .accent))
            for (place, step) in bar.earlierSteps.enumerated() where abs(place - index) < 4 {
                var line = StyledLine(place == index ? "> " : "  ", role: .marker)
                line.append(StepName.of(step), role: place == index ? .selected : .text)
                lines.append(line)
            }
        case .typing(let field, _):
            if field == .person { lines += state.candidateLines }
            lines.append(.blank)
        case .confirming: lines += confirmation(of: bar, state: state)
        case .recording: lines.append(StyledLine(Strings.recordingNow[language], role: .info))
        case .stale(let staleness):
            let told = staleness == .gone ? Strings.barGone : Strings.barStale
            for part in TerminalText(told[language]).wrapped(toColumns: state.size.columns - 2) {
                lines.append(StyledLine(part, role: .danger))
            }
            lines.append(StyledLine(Strings.pressToLook(state.keys[.lookAgain])[language], role: .warning))
        }
        return lines
    }

    /// Target and text, as they will be recorded.
    static func arguments(of bar: DecisionBar, state: ConsoleState) -> [StyledLine] {
        let language = state.language
        var composer = LineComposer(width: state.size.columns - 2, labelColumns: language == .zh ? 12 : 18)
        if !bar.target.isEmpty {
            let label = Strings.target(of: bar.action)
            composer.field(
                label[language],
                TerminalText(bar.action.needsPerson ? state.named(bar.target) : bar.targetStep))
        }
        if case .typing = bar.phase { return composer.lines }
        let isReason = bar.action == .reject || bar.action == .returnToStep
        if !bar.comment.isEmpty {
            composer.field((isReason ? Strings.reason : Strings.comment)[language], TerminalText(bar.comment))
        }
        return Array(composer.lines.prefix(4))
    }

    private static func confirmation(of bar: DecisionBar, state: ConsoleState) -> [StyledLine] {
        let language = state.language
        var lines: [StyledLine] = []
        let needsMore = bar.errorCount > 0
        if needsMore {
            let key = state.keys[.confirmDespiteErrors]
            lines.append(
                StyledLine("!! " + Strings.errorsStand(bar.errorCount, key: key)[language], role: .danger))
            let errors = bar.standing(.error).map { $0.title[language] }
            let listed = errors.joined(separator: language == .zh ? "；" : "; ")
            lines.append(
                StyledLine(TerminalText("   " + listed).truncated(toColumns: state.size.columns - 2)))
        }
        let warnings = bar.standing(.warning).map { $0.title[language] }
        if !warnings.isEmpty {
            let listed = warnings.joined(separator: language == .zh ? "；" : "; ")
            let mark = Strings.mark(.warning, count: warnings.count, of: warnings.count)[language]
            lines.append(
                StyledLine(
                    TerminalText("\(mark)  \(listed)").truncated(toColumns: state.size.columns - 2),
                    role: .warning))
        }
        let passed = bar.entry.findings.filter { $0.severity == .error && bar.overridden.contains($0.rule) }
        if bar.action == .approve, !passed.isEmpty {
            let listed = passed.map { $0.title[language] }.joined(separator: language == .zh ? "；" : "; ")
            lines.append(
                StyledLine(
                    TerminalText(Strings.overriddenInBar(passed.count)[language] + listed).truncated(
                        toColumns: state.size.columns - 2), role: .muted))
        }
        let command: ConsoleCommand = needsMore ? .confirmDespiteErrors : .confirm
        var line = StyledLine("[\(state.keys[command])] ", role: .key)
        line.append(needsMore ? Strings.title(of: command)[language] : bar.action.title[language])
        line.append("   ")
        line.append("[\(state.keys[.cancel])] ", role: .key)
        line.append(Strings.title(of: .cancel)[language])
        line.append("   ")
        line.append("[\(state.keys[.comment])] ", role: .key)
        // A comment is the text itself: the key changes it.
        let text = bar.action == .remark ? Strings.changeText : Strings.title(of: .comment)
        line.append(text[language])
        lines.append(line)
        return lines
    }

    static func prompt(for field: DecisionBar.Field, of action: Decision.Action) -> LocalizedText {
        switch field {
        case .reason: Strings.typeReason
        case .comment: Strings.typeComment
        case .person: action == .transfer ? Strings.typePerson : Strings.typeApprover
        case .remark: Strings.typeRemark
        case .digits: Strings.typeDigits
        }
    }

    private static func drawEditor(
        _ bar: DecisionBar, state: ConsoleState, into surface: inout Surface, in rect: Rect
    ) {
        guard case .typing(let field, let editor) = bar.phase else { return }
        PromptPanel.draw(
            prompt: prompt(for: field, of: bar.action), editor: editor, state: state, into: &surface,
            at: rect.point(column: 1, row: rect.rows - 1))
    }
}
