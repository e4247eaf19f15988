import Invoicing
import Terminal

/// A line to type in and the items that match, above the message line.
enum ChooserPanel {
    static func panel(_ chooser: Chooser, state: ConsoleState) -> ConsoleState.Panel {
        let items = state.items(of: chooser)
        let room = min(14, state.size.rows - 12)
        return ConsoleState.Panel(rows: room + 2) { surface, rect in
            surface.horizontalLine(at: rect.origin, columns: rect.columns, borders: state.borders)
            // The marker stays in sight; what lies before and after scrolls.
            let first = max(0, min(chooser.index - room / 2, items.count - room))
            for (row, item) in items.dropFirst(first).prefix(room).enumerated() {
                line(item, isChosen: first + row == chooser.index, columns: rect.columns, state: state).draw(
                    into: &surface, at: rect.point(column: 1, row: row + 2), maxColumns: rect.columns - 2)
            }
            if items.isEmpty {
                state.write(
                    Strings.nothingMatches, into: &surface,
                    in: Rect(column: 3, row: rect.row + 2, columns: rect.columns - 4, rows: 1), role: .muted)
            }
            PromptPanel.draw(
                prompt: prompt(of: chooser.kind), editor: chooser.editor, state: state, into: &surface,
                at: rect.point(column: 1, row: 1))
        }
    }

    private static func prompt(of kind: Chooser.Kind) -> LocalizedText {
        switch kind {
        case .palette: Strings.palettePrompt
        case .views: Strings.viewsPrompt
        case .themes: Strings.themesPrompt
        case .columns: Strings.columnsPrompt
        case .sorts: Strings.sortsPrompt
        case .groups: Strings.groupsPrompt
        case .copies: Strings.copyPrompt
        case .related: Strings.relatedPrompt
        }
    }

    private static func line(_ item: ChooserItem, isChosen: Bool, columns: Int, state: ConsoleState)
        -> StyledLine
    {
        let language = state.language
        var line = StyledLine(isChosen ? "> " : "  ", role: .marker)
        let role: StyleRole = item.refusal != nil ? .disabled : isChosen ? .selected : .text
        line.append(TerminalText(item.title[language]).truncated(toColumns: 24), role: role)
        line.pad(toColumn: 27)
        line.append(TerminalText(item.note).truncated(toColumns: 16), role: .key)
        line.pad(toColumn: 44)
        if let refusal = item.refusal {
            line.append(refusal[language], role: .warning)
        } else {
            line.append(TerminalText(item.detail).truncated(toColumns: max(8, columns - 48)), role: .muted)
        }
        return line
    }
}
