import Invoicing
import Terminal

/// A title, a prompt and a line being typed, above the message line.
enum PromptPanel {
    static func panel(
        title: LocalizedText, prompt: LocalizedText, editor: LineEditor, candidates: [StyledLine] = [],
        state: ConsoleState
    ) -> ConsoleState.Panel {
        ConsoleState.Panel(rows: 3 + candidates.count) { surface, rect in
            surface.horizontalLine(at: rect.origin, columns: rect.columns, borders: state.borders)
            surface.write(
                TerminalText(title[state.language]), at: rect.point(column: 1, row: 1), role: .heading)
            for (row, line) in candidates.enumerated() {
                line.draw(
                    into: &surface, at: rect.point(column: 1, row: 2 + row), maxColumns: rect.columns - 2)
            }
            draw(
                prompt: prompt, editor: editor, state: state, into: &surface,
                at: rect.point(column: 1, row: 2 + candidates.count))
        }
    }

    /// - Returns: the column at which the text begins.
    @discardableResult
    static func draw(
        prompt: LocalizedText, editor: LineEditor, state: ConsoleState, into surface: inout Surface,
        at origin: Point
    ) -> Int {
        let label = TerminalText(prompt[state.language])
        surface.write(label, at: origin, role: .accent)
        let start = origin.column + label.columns
        editor.draw(
            into: &surface, at: Point(column: start, row: origin.row),
            columns: max(8, surface.size.columns - start - 2))
        return start
    }
}

/// The query being typed; an error stands below the place at which reading stopped.
enum SearchLine {
    static func panel(_ prompt: SearchPrompt, state: ConsoleState) -> ConsoleState.Panel {
        ConsoleState.Panel(rows: 4) { surface, rect in
            surface.horizontalLine(at: rect.origin, columns: rect.columns, borders: state.borders)
            let start = PromptPanel.draw(
                prompt: Strings.searchPrompt, editor: prompt.editor, state: state, into: &surface,
                at: rect.point(column: 1, row: 1))
            if let completion = prompt.completion {
                completion.line(width: rect.columns - 2, language: state.language).draw(
                    into: &surface, at: rect.point(column: 1, row: 2), maxColumns: rect.columns - 2)
                return
            }
            guard let error = prompt.error else {
                state.write(
                    Strings.searchExample, into: &surface,
                    in: Rect(column: 1, row: rect.row + 2, columns: rect.columns - 2, rows: 1), role: .muted)
                return
            }
            let before = TerminalText(String(prompt.editor.text.prefix(error.position))).columns
            surface.write(
                TerminalText("^"),
                at: Point(column: min(start + before, rect.columns - 2), row: rect.row + 2),
                role: .danger)
            let text = Strings.queryError(
                position: error.position, explanation: error.explanation[state.language],
                remedy: error.remedy[state.language], in: state.language)
            surface.write(
                TerminalText(text).truncated(toColumns: rect.columns - 2), at: rect.point(column: 1, row: 3),
                role: .danger)
        }
    }
}
