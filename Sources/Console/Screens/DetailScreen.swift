import Terminal

/// One task: a document that scrolls.
enum DetailScreen {
    static func draw(_ detail: DetailState, state: ConsoleState, into surface: inout Surface, in rect: Rect) {
        let title = state.listText(
            state.veil(of: detail.entry.task).text(detail.entry.task.title))
        DocumentView.draw(
            title: title, lines: detail.document.lines, top: detail.top, state: state, into: &surface,
            in: rect)
    }
}

/// A title, a rule and a part of a list of lines; how much lies below is said where it costs nothing while nothing scrolls.
enum DocumentView {
    static func draw(
        title: TerminalText, lines: [StyledLine], top: Int, state: ConsoleState, into surface: inout Surface,
        in rect: Rect
    ) {
        let (head, body) = rect.splitTop(1)
        let below = lines.count - top - body.rows
        let more = TerminalText(below > 0 ? "+\(below)" : "")
        surface.write(
            title.truncated(toColumns: head.columns - more.columns - 4), at: head.point(column: 1),
            role: .heading)
        surface.write(more, at: head.point(column: head.columns - more.columns - 1), role: .muted)
        for row in 0..<body.rows where lines.indices.contains(top + row) {
            lines[top + row].draw(
                into: &surface, at: body.point(column: 2, row: row), maxColumns: body.columns - 3)
        }
        surface.cursor = nil
    }
}
