import Invoicing
import OAProfile
import Store
import Terminal

/// The selected task beside the list.
struct Preview: Hashable, Sendable {
    /// Whether it is wanted.
    var isOn = false
    /// What is shown, and of which row it was read; the row may be newer or another one meanwhile.
    var shown: Shown?

    struct Shown: Hashable, Sendable {
        let identity: TaskIdentity
        /// Nothing when the task is gone.
        let entry: MirrorEntry?
        var lines: [StyledLine]
    }

    /// The narrowest terminal that has room for it, in columns.
    static let smallestWidth = 160
    /// Its own width.
    static let columns = 64
}

extension ConsoleState {
    var showsPreview: Bool { preview.isOn && size.columns >= Preview.smallestWidth && screens.isEmpty }

    /// The row that must be read for the preview.
    var wantedPreview: TaskIdentity? {
        guard showsPreview, !isTooSmall, let identity = selectedRow.map({ TaskIdentity($0) }),
            preview.shown?.identity != identity
        else { return nil }
        return identity
    }

    mutating func togglePreview() {
        guard size.columns >= Preview.smallestWidth else {
            say(Strings.previewNeedsWidth(Preview.smallestWidth, has: size.columns), role: .warning)
            return
        }
        preview.isOn.toggle()
        preview.shown = nil
    }

    mutating func accept(_ entry: MirrorEntry?, previewing identity: TaskIdentity) {
        preview.shown = Preview.Shown(
            identity: identity, entry: entry, lines: entry.map { previewLines($0) } ?? [])
    }

    func previewLines(_ entry: MirrorEntry) -> [StyledLine] {
        let narrow = DetailDocument.Setting(
            width: Preview.columns - 4, language: language, utcOffset: setting.utcOffset, now: now,
            isRevealed: isRevealed(entry.task))
        return DetailDocument(
            entry, operation: operations[entry.task.id], changes: nil, setting: narrow,
            overrides: overrides[entry.task.id] ?? []
        ).lines
    }

    /// Writes the preview anew, for another language.
    mutating func recomposePreview() {
        guard var shown = preview.shown, let entry = shown.entry else { return }
        shown.lines = previewLines(entry)
        preview.shown = shown
    }
}

enum PreviewPane {
    /// The list, and the place beside it when the preview is shown.
    static func split(_ rect: Rect, state: ConsoleState) -> (list: Rect, side: Rect?) {
        guard state.showsPreview else { return (rect, nil) }
        let columns = rect.columns - Preview.columns
        return (
            Rect(column: rect.column, row: rect.row, columns: columns, rows: rect.rows),
            Rect(
                column: rect.column + columns, row: rect.row, columns: Preview.columns, rows: rect.rows)
        )
    }

    static func draw(_ state: ConsoleState, into surface: inout Surface, in rect: Rect) {
        let bar = TerminalText(state.usesASCII ? "|" : "\u{2502}")
        for row in 0..<rect.rows { surface.write(bar, at: rect.point(row: row), role: .border) }
        guard let shown = state.preview.shown, shown.identity.task == state.selectedRow?.task else { return }
        guard let entry = shown.entry else {
            state.write(
                Strings.taskGone, into: &surface,
                in: Rect(column: rect.column + 2, row: rect.row, columns: rect.columns - 3, rows: 1),
                role: .warning)
            return
        }
        surface.write(
            state.listText(state.veil(of: entry.task).text(entry.task.title)).truncated(
                toColumns: rect.columns - 3),
            at: rect.point(column: 2), role: .heading)
        let lines = shown.lines
        let room = rect.rows - 1
        for (row, line) in lines.prefix(room).enumerated() {
            line.draw(into: &surface, at: rect.point(column: 2, row: row + 1), maxColumns: rect.columns - 3)
        }
        guard lines.count > room else { return }
        let more = TerminalText("+\(lines.count - room)")
        surface.write(more, at: rect.point(column: rect.columns - more.columns - 1), role: .muted)
    }
}
