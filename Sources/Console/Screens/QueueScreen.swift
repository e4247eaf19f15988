import Invoicing
import OAProfile
import Store
import Terminal

/// The list of tasks: counts, heads, rows. The marker and the real cursor alone show what is selected, so that a step
/// sends a few bytes.
enum QueueScreen {
    /// - Parameters:
    ///   - covered: rows at the bottom over which a panel lies.
    ///   - drawn: the lines that were drawn before.
    static func draw(
        _ state: ConsoleState, into surface: inout Surface, in rect: Rect, covered: Int,
        with drawn: inout DrawnRows
    ) {
        let (counts, rest) = rect.splitTop(1)
        drawCounts(state, into: &surface, in: counts)
        let (heads, list) = rest.splitTop(1)
        guard !state.queue.keys.isEmpty else {
            drawEmpty(state, into: &surface, in: list)
            return
        }
        let range = visible(state.queue.viewport, count: state.queue.keys.count, covered: covered)
        let rows = state.queue.keys[range].map { state.queue.rows[$0] }
        var amount = 0
        for case let row? in rows { amount = max(amount, drawn.amountColumns(of: row)) }
        let layout = drawn.layout(
            state.choices.columns, width: rect.columns, amount: amount, language: state.language)
        let today = state.today
        drawHeads(layout, state, into: &surface, in: heads)
        for (offset, row) in rows.enumerated() {
            let origin = list.point(row: offset)
            if let row {
                let look = RowLook(row, today: today, state: state)
                let line = drawn.line(look, layout, columns: rect.columns) { draw(look, layout, into: &$0) }
                surface.overlay(line, at: origin)
            }
            if range.lowerBound + offset == state.queue.viewport.selectedIndex {
                if !state.setting.isSlowLink { surface.write(TerminalText(">"), at: origin, role: .marker) }
                surface.cursor = origin
            }
            if state.marks.contains(state.queue.keys[range.lowerBound + offset]) {
                surface.write(TerminalText("*"), at: list.point(column: 1, row: offset), role: .accent)
            }
            if let group = state.queue.keys[range.lowerBound + offset].groupPlace {
                draw(group: group, state, into: &surface, at: origin, columns: rect.columns)
            }
        }
    }

    /// The rows on the screen; a panel pushes the list up as far as the selected row needs.
    static func visible<ID>(_ viewport: ListViewport<ID>, count: Int, covered: Int) -> Range<Int> {
        let range = viewport.visibleRange(count: count)
        let room = max(1, viewport.pageSize - covered)
        let selected = viewport.selectedIndex ?? range.lowerBound
        let lower = max(range.lowerBound, selected - room + 1)
        return lower..<min(range.upperBound, lower + room)
    }

    private static func drawHeads(
        _ layout: ColumnLayout, _ state: ConsoleState, into surface: inout Surface, in rect: Rect
    ) {
        for place in layout.places {
            let sign = state.queue.sort.sign(of: place.column)
            var title = TerminalText(place.column.title[state.language])
            if !sign.isEmpty {
                title = title.truncated(toColumns: max(1, place.width - sign.count)) + TerminalText(sign)
            }
            // The column that keys mean is a word in brackets: no colour carries it alone.
            if place.column == state.column {
                title =
                    TerminalText("[") + title.truncated(toColumns: max(1, place.width - 2))
                    + TerminalText("]")
            }
            surface.write(
                title.padded(toColumns: place.width, alignment: place.column.alignment),
                at: rect.point(column: place.start), role: .heading)
        }
    }

    /// A line of its own, one row high.
    private static func draw(_ look: RowLook, _ layout: ColumnLayout, into surface: inout Surface) {
        for place in layout.places {
            let cell = QueueCell(place.column, of: look, width: place.width)
            let text = cell.text.truncated(toColumns: place.width)
            let shift = place.column.alignment == .right ? place.width - text.columns : 0
            // Blanks around it keep the role of the page: another one would cost bytes and show nothing.
            surface.write(text, at: Point(column: place.start + shift, row: 0), role: cell.role)
        }
    }

    /// The head of a group: its name, how many tasks, and what each currency comes to.
    private static func draw(
        group place: Int, _ state: ConsoleState, into surface: inout Surface, at origin: Point, columns: Int
    ) {
        guard state.queue.groups.indices.contains(place) else { return }
        let group = state.queue.groups[place]
        var line = StyledLine(state.queue.folded.contains(group.name) ? "+ " : "- ", role: .heading)
        let name = group.name.isEmpty ? Strings.noName[state.language] : group.name
        line.append(state.listText(name).truncated(toColumns: max(10, columns / 3)), role: .heading)
        line.append("  " + Strings.groupCount(group.count)[state.language], role: .heading)
        for total in group.totals {
            let sum = GroupSum(total)
            guard line.columns + sum.text.count + 2 < columns else {
                line.append(" ..", role: .heading)
                break
            }
            line.append("  " + sum.text, role: .heading)
        }
        line.draw(
            into: &surface, at: Point(column: origin.column + ColumnLayout.margin, row: origin.row),
            maxColumns: columns - ColumnLayout.margin)
    }

    // MARK: - Above the list

    /// The views with their counts, the one that is shown set apart, then what is under way. Marks and search have their
    /// place in any case: other views give way, which a key still shows.
    private static func drawCounts(_ state: ConsoleState, into surface: inout Surface, in rect: Rect) {
        let counts = state.counts
        let language = state.language
        var tail = StyledLine()
        if !state.marks.isEmpty {
            tail.append("  ")
            tail.append(Strings.markCount(state.marks.count)[language], role: .accent)
        }
        if !state.queue.search.isEmpty {
            tail.append("  ")
            tail.append(Strings.searching(state.queue.search)[language], role: .accent)
        }
        func tab(_ view: QueueView) -> StyledLine {
            let title =
                switch view {
                case .toDecide: Strings.toDecide(counts.toDecide)
                case .flagged: Strings.flagged(counts.flagged)
                case .everything: Strings.everything
                default: Strings.title(of: view)
                }
            let isShown = view == state.queue.view
            var line = StyledLine(isShown ? "[" : " ", role: .heading)
            line.append(title[language], role: isShown ? .heading : .muted)
            line.append(isShown ? "] " : "  ", role: .heading)
            return line
        }
        var under = StyledLine(" ")
        under.append(
            Strings.waiting(counts.waitingToSend)[language], role: counts.waitingToSend > 0 ? .info : .muted)
        under.append("  ")
        under.append(
            Strings.conflicts(counts.conflicts)[language], role: counts.conflicts > 0 ? .danger : .muted)
        let fixed = QueueView.cycle.contains(state.queue.view) ? [] : [state.queue.view]
        let own = state.savedViews.map { QueueView.saved($0) }.filter { !fixed.contains($0) }
        let offered = state.showsViews ? [state.queue.view] : QueueView.cycle + fixed + own
        let room = rect.columns - 2 - tail.columns
        var used = tab(state.queue.view).columns + (room > 60 ? under.columns : 0)
        var line = StyledLine(" ")
        for view in offered {
            let part = tab(view)
            if view != state.queue.view {
                guard used + part.columns <= room else { continue }
                used += part.columns
            }
            line.append(part)
        }
        if room > 60 { line.append(under) }
        line.append(tail)
        line.draw(into: &surface, at: rect.origin, maxColumns: rect.columns)
        guard line.columns > rect.columns else { return }
        surface.write(TerminalText(".."), at: rect.point(column: rect.columns - 2), role: .accent)
    }

    private static func drawEmpty(_ state: ConsoleState, into surface: inout Surface, in rect: Rect) {
        guard state.queue.hasLoaded else {
            state.write(
                Strings.loading, into: &surface,
                in: Rect(column: rect.column + 2, row: rect.row + 1, columns: rect.columns - 4, rows: 1))
            return
        }
        let isSearch = !state.queue.search.isEmpty
        let lines =
            !isSearch && state.isReadingEverything
            ? state.readingLines
            : [
                isSearch ? Strings.nothingFound : Strings.nothingToDecide(view: state.queue.view),
                isSearch
                    ? Strings.nothingFoundRemedy(
                        in: state.queue.view, searching: state.queue.search, keys: state.keys)
                    : Strings.emptyRemedy(view: state.queue.view, keys: state.keys),
            ]
        var row = rect.row + 1
        for (offset, text) in lines.enumerated() {
            for line in TerminalText(text[state.language]).wrapped(toColumns: rect.columns - 4) {
                surface.write(
                    line, at: Point(column: rect.column + 2, row: row), role: offset == 0 ? .text : .muted)
                row += 1
            }
        }
    }
}
