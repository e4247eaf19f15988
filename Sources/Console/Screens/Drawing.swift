import Invoicing
import Sync
import Terminal

/// Draws the whole console. Pure: the same state gives the same surface, and so no byte is sent when nothing changed.
extension ConsoleState {
    func draw() -> Surface {
        var drawn = DrawnRows()
        return draw(with: &drawn)
    }

    /// - Parameter drawn: what earlier frames drew; the frame is the same without it.
    func draw(with drawn: inout DrawnRows) -> Surface {
        var surface = Surface(size: size)
        guard !isTooSmall else {
            drawTooSmall(into: &surface)
            return surface
        }
        let panel = panelLines()
        let (upper, hints) = surface.bounds.splitBottom(1)
        let (middle, status) = upper.splitBottom(1)
        let (band, rest) = middle.splitTop(1)
        let (body, panelArea) = rest.splitBottom(panel.rows)
        drawBand(into: &surface, in: band)
        // Whatever a screen thinks of its height: the band, the message and the hints are not its own.
        surface.clipped(to: rest) { drawScreen(into: &$0, in: rest, body, covered: panel.rows, with: &drawn) }
        let taken = drawCountdown(into: &surface, in: status)
        var isLong = false
        if let message {
            let (told, _) = status.inset(columns: 1).splitRight(taken)
            let lines = TerminalText(message.text[language]).wrapped(toColumns: told.columns)
            // What needs two lines takes that of the hints, which everybody has seen; in a question they are needed.
            isLong = lines.count > 1 && modal == nil && count.number == nil
            if isLong {
                surface.write(lines[0], at: told.origin, role: message.role)
                let below = hints.inset(columns: 1)
                let isCut = lines.count > 2
                surface.write(
                    lines[1].truncated(toColumns: below.columns - (isCut ? 3 : 0)), at: below.origin,
                    role: message.role)
                if isCut {
                    surface.write(
                        TerminalText(".."), at: below.point(column: below.columns - 2), role: message.role)
                }
            } else {
                write(message.text, into: &surface, in: told, role: message.role)
            }
        }
        drawCount(into: &surface, in: status)
        if !isLong { drawHints(into: &surface, in: hints) }
        if panel.rows > 0 {
            surface.fill(panelArea)
            panel.draw(&surface, panelArea)
        }
        return surface
    }

    // MARK: - Frame

    /// The screen on top, between the band and the message line.
    /// - Parameters:
    ///   - rest: all of that.
    ///   - body: what of it no panel covers.
    private func drawScreen(
        into surface: inout Surface, in rest: Rect, _ body: Rect, covered: Int, with drawn: inout DrawnRows
    ) {
        switch screens.last {
        case nil:
            let panes = QueuePanes(rest, state: self)
            QueueScreen.draw(self, into: &surface, in: panes.list, covered: covered, with: &drawn)
            if let views = panes.views { ViewsPane.draw(self, into: &surface, in: views) }
            if let side = panes.side { PreviewPane.draw(self, into: &surface, in: side) }
        case .detail(let detail): DetailScreen.draw(detail, state: self, into: &surface, in: body)
        case .outbox(let outbox): OutboxScreen.draw(outbox, state: self, into: &surface, in: rest)
        case .conflict(let conflict): ConflictScreen.draw(conflict, state: self, into: &surface, in: body)
        case .help(let top, let scope):
            HelpScreen.draw(top: top, of: scope, state: self, into: &surface, in: body)
        case .plan(let plan): PlanScreen.draw(plan, state: self, into: &surface, in: rest)
        case .overview(let overview): draw(overview, into: &surface, in: body)
        case .messages(let top): MessagesScreen.draw(top: top, state: self, into: &surface, in: body)
        }
    }

    /// Where one is and who one is. A production system has a look of its own, and its name stands first in any case.
    private func drawBand(into surface: inout Surface, in rect: Rect) {
        let isProduction = identity.environment.uppercased().hasPrefix("PROD")
        let role: StyleRole = isProduction ? .bandProduction : .band
        surface.fill(rect, role: role)
        let connection = connectionWord(columns: rect.columns / 2 - 2)
        let right = TerminalText(
            health.isDeliveryPaused ? "\(Strings.pausedInBand[language]) | \(connection)" : connection)
        let rightColumn = max(rect.columns / 2, rect.columns - right.columns - 1)
        var left = TerminalText(" ")
        left += TerminalText(identity.environment.isEmpty ? "?" : identity.environment)
        left += TerminalText("  ")
        let name = identity.displayName.isEmpty ? identity.user : "\(identity.displayName) (\(identity.user))"
        left += TerminalText(name)
        left += TerminalText(" @ ")
        left += TerminalText(identity.host)
        if setting.isReadOnly { left += TerminalText("  [\(Strings.readOnly[language])]") }
        surface.write(left.truncated(toColumns: rightColumn - 2), at: rect.origin, role: role)
        surface.write(
            right.truncated(toColumns: rect.columns - rightColumn - 1), at: rect.point(column: rightColumn),
            role: role)
    }

    /// How sync is doing, without a clock: nothing may change on the screen while nothing happens.
    /// - Parameter columns: how many it may take.
    private func connectionWord(columns: Int) -> String {
        if let snapshot {
            let whole = Strings.readingAll(snapshot)[language]
            return TerminalText(whole).columns <= columns ? whole : Strings.readingInBand(snapshot)[language]
        }
        if health.stoppedReading != nil { return Strings.readingIsStopped[language] }
        return connectionWord()[language]
    }

    private func connectionWord() -> LocalizedText {
        switch health.connection {
        case .untried: setting.isReadOnly ? Strings.neverSyncs : Strings.notSyncedYet
        case .online: Strings.online
        case .offline:
            offlineSince.map {
                Strings.offlineSince(LocalTime(milliseconds: $0, utcOffset: setting.utcOffset).clock)
            } ?? Strings.offline
        case .signedOut: Strings.signedOut
        case .elsewhere: Strings.syncingElsewhere
        case .storeTrouble: Strings.storeTrouble
        }
    }

    /// The commands of this place with their keys, as far as they fit; help and quit always do.
    private func drawHints(into surface: inout Surface, in rect: Rect) {
        var entries = keymap.entries(in: scope).filter {
            !$0.keys.isEmpty && isUseful($0.command)
        }
        let last = entries.filter { [.help, .quit, .back, .cancel].contains($0.command) }
        entries.removeAll { entry in last.contains { $0.command == entry.command } }
        // On a slow line only what is done most; the keys of a decision always stand there.
        if setting.isSlowLink && modal == nil { entries = Array(entries.prefix(4)) }
        let reserved = last.reduce(0) { $0 + hint($1).columns + 2 }
        var column = 1
        for (index, entry) in (entries + last).enumerated() {
            let line = hint(entry)
            let room = rect.columns - column - (index < entries.count ? reserved : 0)
            guard line.columns <= room else { continue }
            line.draw(into: &surface, at: rect.point(column: column), maxColumns: room)
            column += line.columns + 2
        }
    }

    /// Whether a command is worth a hint now.
    private func isUseful(_ command: ConsoleCommand) -> Bool {
        if command == .template {
            if case .search = modal { return true }
            return hasTemplates || isNamingPerson
        }
        if command == .open, scope == .detail { return !related.isEmpty }
        if command == .workingPaper, scope == .detail { return false }
        if command == .auditLog { return [.archive, .archiveRows, .history, .timeline].contains(scope) }
        if !isPossibleInConflict(command) { return false }
        if command == .dismiss { return refusedSelection != nil }
        if scope == .plan, let plan, !plan.isUseful(command) { return false }
        guard case .decision(let bar) = modal, bar.scope == .decision else {
            return !ConsoleState.unhinted.contains(command)
        }
        switch (command, bar.phase) {
        case (.cancel, .confirming), (.cancel, .stale), (.lookAgain, .confirming), (.lookAgain, .stale):
            return true
        case (.confirm, .confirming): return bar.errorCount == 0
        case (.confirmDespiteErrors, .confirming): return bar.errorCount > 0
        case (.comment, .confirming): return true
        default: return false
        }
    }

    private func hint(_ entry: ConsoleKeys.Binding) -> StyledLine {
        var line = StyledLine(entry.keys.first?.label ?? "", role: .key)
        line.append(" ")
        var title = LocalizedText(entry.title)
        // The key that puts a reason into a line completes a query.
        if entry.command == .template {
            if case .search = modal { title = Strings.complete }
            if isNamingPerson { title = Strings.complete }
        }
        if entry.command == .open, scope == .detail { title = Strings.sectionRelated }
        if scope == .auditEntry, entry.command == .next { title = Strings.auditOlder }
        if scope == .auditEntry, entry.command == .previous { title = Strings.auditNewer }
        line.append(title[language], role: .muted)
        return line
    }

    /// What is possible only where the task is still there.
    private static let decisions: Set<ConsoleCommand> = [.approve, .reject, .returnToStep, .transfer]

    /// Known to everybody, or of no use in a bar.
    private static let unhinted: Set<ConsoleCommand> = [
        .down, .up, .pageDown, .pageUp, .first, .last, .percent, .messages, .markRange, .markAll, .clearMarks,
        .palette, .views, .themes, .preview, .comment, .addApproverBefore, .addApproverAfter, .hold, .release,
        .syncHealth, .reports, .archive, .findings, .compare, .about, .saveView, .columns, .columnLeft,
        .columnRight, .narrower, .reveal, .copy, .mouse, .wider, .earlier, .later, .sort, .sorts, .group,
        .fold,
        .repaint,
        .suspend,
    ]

    private func drawTooSmall(into surface: inout Surface) {
        let needed = ConsoleState.smallestSize
        let lines = [
            Strings.tooSmall(columns: size.columns, rows: size.rows),
            Strings.tooSmallRemedy(columns: needed.columns, rows: needed.rows),
        ]
        let texts = lines.flatMap { TerminalText($0[language]).wrapped(toColumns: max(1, size.columns)) }
        for (row, text) in texts.enumerated() { surface.write(text, at: Point(column: 0, row: row)) }
    }

    // MARK: - Parts for screens

    /// What stands above the message line: an editor or the decision bar.
    struct Panel {
        let rows: Int
        let draw: (inout Surface, Rect) -> Void
    }

    private func panelLines() -> Panel {
        switch modal {
        case nil: return Panel(rows: 0) { _, _ in }
        case .search(let prompt): return SearchLine.panel(prompt, state: self)
        case .abandon(_, let action, let editor):
            return PromptPanel.panel(
                title: action.title, prompt: Strings.typeAbandonReason, editor: editor, state: self)
        case .planText(let field, let editor):
            return PromptPanel.panel(
                title: plan?.action.title ?? Strings.columnAction,
                prompt: DecisionBarView.prompt(for: field, of: plan?.action ?? .transfer),
                editor: editor, candidates: field == .person ? candidateLines : [], state: self)
        case .overviewText(let field, let editor):
            return PromptPanel.panel(
                title: overview.map { title(of: $0) } ?? Strings.paperPanelTitle, prompt: field.prompt,
                editor: editor, state: self)
        case .chooser(let chooser): return ChooserPanel.panel(chooser, state: self)
        case .viewName(let editor):
            return PromptPanel.panel(
                title: Strings.saveViewTitle(savedQuery ?? ""), prompt: Strings.viewNamePrompt,
                editor: editor, state: self)
        case .decision(let bar): return DecisionBarView.panel(bar, state: self)
        }
    }

    func write(
        _ text: LocalizedText, into surface: inout Surface, in rect: Rect, role: StyleRole = .text
    ) {
        surface.write(
            TerminalText(text[language]).truncated(toColumns: rect.columns), at: rect.origin, role: role)
    }

    var borders: BorderSet { usesASCII ? .ascii : .unicode }

    /// Text from outside for a list: without characters whose width terminals disagree about.
    func listText(_ text: String) -> TerminalText { TerminalText(text).withoutAmbiguousWidths() }

    /// A sign and a word for an own operation: at most 10 columns.
    func overlayWord(_ state: OperationStateWord) -> TerminalText {
        state.text(in: language, ascii: usesASCII)
    }
}
