import Terminal

/// How the queue's area is divided: the views on the left of a wide terminal, the list, the preview on the right.
struct QueuePanes {
    /// Where the views stand; nothing on a narrow terminal, where they are tabs.
    let views: Rect?
    let list: Rect
    let side: Rect?

    /// The narrowest terminal with views beside the list, in columns.
    static let smallestWidth = 150
    /// Their own width.
    static let viewColumns = 24
    /// The narrowest list beside them.
    private static let narrowestList = 96

    init(_ state: ConsoleState) { self.init(Rect(state.size), state: state) }

    init(_ rect: Rect, state: ConsoleState) {
        let (rest, side) = PreviewPane.split(rect, state: state)
        self.side = side
        guard state.size.columns >= QueuePanes.smallestWidth, state.screens.isEmpty,
            rest.columns - QueuePanes.viewColumns >= QueuePanes.narrowestList
        else {
            views = nil
            list = rest
            return
        }
        views = Rect(column: rest.column, row: rest.row, columns: QueuePanes.viewColumns, rows: rest.rows)
        list = Rect(
            column: rest.column + QueuePanes.viewColumns, row: rest.row,
            columns: rest.columns - QueuePanes.viewColumns, rows: rest.rows)
    }
}

extension ConsoleState {
    /// Whether the views with their counts stand beside the list.
    var showsViews: Bool { QueuePanes(self).views != nil }
}

/// The views with their counts, one below the other.
enum ViewsPane {
    static func draw(_ state: ConsoleState, into surface: inout Surface, in rect: Rect) {
        let bar = TerminalText(state.usesASCII ? "|" : "\u{2502}")
        for row in 0..<rect.rows {
            surface.write(bar, at: rect.point(column: rect.columns - 2, row: row), role: .border)
        }
        for (row, view) in state.allViews.prefix(rect.rows).enumerated() {
            let isShown = view == state.queue.view
            let count = TerminalText(state.viewCounts[view].map { String($0) } ?? "")
            let room = rect.columns - 6
            let title = TerminalText(Strings.title(of: view)[state.language])
                .truncated(toColumns: room - count.columns - 1)
            let role: StyleRole = isShown ? .heading : .text
            // The shown one is set apart by a sign, not by its look alone.
            surface.write(TerminalText(isShown ? "[" : " "), at: rect.point(column: 1, row: row), role: role)
            surface.write(title, at: rect.point(column: 2, row: row), role: role)
            surface.write(
                count, at: rect.point(column: 2 + room - count.columns, row: row),
                role: isShown ? .heading : .muted)
            if isShown {
                surface.write(TerminalText("]"), at: rect.point(column: 2 + room, row: row), role: role)
            }
        }
    }
}
