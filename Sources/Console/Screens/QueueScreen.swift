import Invoicing
import OAProfile
import Store
import Terminal

/// The list of tasks: counts, heads, rows. The marker and the real cursor alone show what is selected, so that a step
/// sends a few bytes.
enum QueueScreen {
    /// - Parameter covered: rows at the bottom over which a panel lies.
    static func draw(_ state: ConsoleState, into surface: inout Surface, in rect: Rect, covered: Int) {
        let (counts, rest) = rect.splitTop(1)
        drawCounts(state, into: &surface, in: counts)
        let (heads, list) = rest.splitTop(1)
        guard !state.queue.keys.isEmpty else {
            drawEmpty(state, into: &surface, in: list)
            return
        }
        let range = visible(state.queue.viewport, count: state.queue.keys.count, covered: covered)
        let rows = state.queue.keys[range].map { state.queue.rows[$0] }
        let columns = Columns(width: rect.columns, rows: rows.compactMap { $0 })
        drawHeads(columns, state, into: &surface, in: heads)
        for (offset, row) in rows.enumerated() {
            let origin = list.point(row: offset)
            if range.lowerBound + offset == state.queue.viewport.selectedIndex {
                surface.write(TerminalText(">"), at: origin, role: .marker)
                surface.cursor = origin
            }
            if state.marks.contains(state.queue.keys[range.lowerBound + offset]) {
                surface.write(TerminalText("*"), at: list.point(column: 1, row: offset), role: .accent)
            }
            if let row { draw(row, columns, state, into: &surface, at: origin) }
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

    // MARK: - Columns

    /// Where each column begins. Amounts stand left of all free text, whose width some terminals see otherwise.
    struct Columns {
        enum Name: CaseIterable {
            case due
            case amount
            case findings
            case seller
            case title
            case department
            case submitter
            case number

            var title: LocalizedText {
                switch self {
                case .due: Strings.columnDue
                case .amount: Strings.columnAmount
                case .findings: Strings.columnFindings
                case .seller: Strings.columnSeller
                case .title: Strings.columnTitle
                case .department: Strings.columnDepartment
                case .submitter: Strings.columnSubmitter
                case .number: Strings.columnNumber
                }
            }
        }

        struct Column {
            let name: Name
            let start: Int
            let width: Int
        }

        let all: [Column]

        init(width: Int, rows: [QueueRow]) {
            // An amount is never cut: the column grows with the largest one on the screen.
            let amount = max(14, rows.map { FieldText.listAmount($0.amount).count }.max() ?? 0)
            var wanted: [(Name, Int)] = [(.due, 10), (.amount, amount), (.findings, 9)]
            let room = width - 2 - wanted.reduce(0) { $0 + $1.1 + 1 } - 1
            switch room {
            case ..<60: wanted += [(.seller, room * 9 / 20), (.title, room - room * 9 / 20 - 1)]
            case 60..<110:
                wanted += [
                    (.seller, room * 7 / 20), (.title, room - room * 7 / 20 - 24), (.department, 12),
                    (.submitter, 9),
                ]
            default:
                wanted += [
                    (.seller, room * 6 / 20), (.title, room - room * 6 / 20 - 53), (.department, 16),
                    (.submitter, 10),
                    (.number, 23),
                ]
            }
            var start = 2
            var columns: [Column] = []
            for (name, width) in wanted {
                columns.append(Column(name: name, start: start, width: width))
                start += width + 1
            }
            all = columns
        }
    }

    private static func drawHeads(
        _ columns: Columns, _ state: ConsoleState, into surface: inout Surface, in rect: Rect
    ) {
        for column in columns.all {
            let title = TerminalText(column.name.title[state.language])
            surface.write(
                title.padded(toColumns: column.width, alignment: column.name == .amount ? .right : .left),
                at: rect.point(column: column.start), role: .heading)
        }
    }

    private static func draw(
        _ row: QueueRow, _ columns: Columns, _ state: ConsoleState, into surface: inout Surface,
        at origin: Point
    ) {
        for column in columns.all {
            let (text, role) = cell(column.name, of: row, state)
            let alignment: TextAlignment = column.name == .amount ? .right : .left
            surface.write(
                text.padded(toColumns: column.width, alignment: alignment),
                at: Point(column: origin.column + column.start, row: origin.row), role: role)
        }
    }

    private static func cell(
        _ name: Columns.Name, of row: QueueRow, _ state: ConsoleState
    ) -> (TerminalText, StyleRole) {
        switch name {
        case .due: due(row, state)
        case .amount: (TerminalText(FieldText.listAmount(row.amount)), .text)
        case .findings:
            if let worst = row.worst {
                (TerminalText(Strings.mark(worst, count: row.findingCount)[state.language]), worst.role)
            } else {
                (.empty, .text)
            }
        case .seller: outside(row.seller, state)
        case .title: outside(row.title, state)
        case .department: outside(row.department, state)
        case .submitter: outside(row.submitter, state)
        case .number: outside(row.invoiceNumber, state)
        }
    }

    /// A text that hides something keeps its marks and is set apart.
    private static func outside(_ text: String, _ state: ConsoleState) -> (TerminalText, StyleRole) {
        let safe = state.listText(text)
        return (safe, safe.hidesSomething ? .badge : .text)
    }

    /// The own decision, where there is one, stands in place of the due date, which matters no more.
    private static func due(_ row: QueueRow, _ state: ConsoleState) -> (TerminalText, StyleRole) {
        if let operation = state.operations[row.task], operation.round == row.round,
            operation.covers(round: row.round, rev: row.rev) || operation.state == .refused
                || operation.state == .dead
        {
            let word = OperationStateWord(operation.state)
            return (state.overlayWord(word), word.role)
        }
        guard row.status.isOpen else { return (TerminalText(row.status.title[state.language]), .muted) }
        if row.isHeld { return (TerminalText(Strings.heldWord[state.language]), .muted) }
        guard let dueAt = row.dueAt else { return (.empty, .text) }
        let word = DueWord.text(dueAt: dueAt, now: state.now, utcOffset: state.setting.utcOffset)
        return (TerminalText(word[state.language]), dueAt < state.now ? .warning : .text)
    }

    // MARK: - Above the list

    /// The views with their counts, the one that is shown set apart, then what is under way.
    private static func drawCounts(_ state: ConsoleState, into surface: inout Surface, in rect: Rect) {
        let counts = state.counts
        let language = state.language
        var line = StyledLine(" ")
        let other = QueueView.cycle.contains(state.queue.view) ? [] : [state.queue.view]
        for view in QueueView.cycle + other {
            let title =
                switch view {
                case .toDecide: Strings.toDecide(counts.toDecide)
                case .flagged: Strings.flagged(counts.flagged)
                case .everything: Strings.everything
                default: Strings.title(of: view)
                }
            let isShown = view == state.queue.view
            line.append(isShown ? "[" : " ", role: .heading)
            line.append(title[language], role: isShown ? .heading : .muted)
            line.append(isShown ? "] " : "  ", role: .heading)
        }
        line.append(" ")
        line.append(
            Strings.waiting(counts.waitingToSend)[language], role: counts.waitingToSend > 0 ? .info : .muted)
        line.append("  ")
        line.append(
            Strings.conflicts(counts.conflicts)[language], role: counts.conflicts > 0 ? .danger : .muted)
        if !state.marks.isEmpty {
            line.append("  ")
            line.append(Strings.markCount(state.marks.count)[language], role: .accent)
        }
        if !state.queue.search.isEmpty {
            line.append("   ")
            line.append(Strings.searching(state.queue.search)[language], role: .accent)
        }
        line.draw(into: &surface, at: rect.origin, maxColumns: rect.columns)
    }

    private static func drawEmpty(_ state: ConsoleState, into surface: inout Surface, in rect: Rect) {
        guard state.queue.hasLoaded else {
            state.write(
                Strings.loading, into: &surface,
                in: Rect(column: 2, row: rect.row + 1, columns: rect.columns - 4, rows: 1))
            return
        }
        let isSearch = !state.queue.search.isEmpty
        let lines = [
            isSearch ? Strings.nothingFound : Strings.nothingToDecide(view: state.queue.view),
            isSearch
                ? Strings.nothingFoundRemedy(keys: state.keys)
                : Strings.emptyRemedy(view: state.queue.view, keys: state.keys),
        ]
        for (offset, text) in lines.enumerated() {
            state.write(
                text, into: &surface,
                in: Rect(column: 2, row: rect.row + 1 + offset, columns: rect.columns - 4, rows: 1),
                role: offset == 0 ? .text : .muted)
        }
    }
}
