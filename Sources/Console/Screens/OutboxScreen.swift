import Invoicing
import OAProfile
import Store
import Terminal

/// The operations: what waits, what is in conflict, what was done; below the list what is known about the selected one.
enum OutboxScreen {
    /// Rows for what is known about the selected operation.
    private static let factRows = 7

    static func pageSize(of size: TerminalSize) -> Int { max(1, size.rows - 5 - factRows - 1) }

    static func draw(
        _ outbox: OutboxState, state: ConsoleState, into surface: inout Surface, in rect: Rect
    ) {
        let language = state.language
        let (title, rest) = rect.splitTop(1)
        surface.write(TerminalText(Strings.outboxTitle[language]), at: title.point(column: 1), role: .heading)
        guard !outbox.items.isEmpty else {
            let lines =
                outbox.hasLoaded
                ? [Strings.outboxEmpty, Strings.outboxEmptyRemedy(keys: state.keys)] : [Strings.loading]
            for (offset, text) in lines.enumerated() {
                surface.write(TerminalText(text[language]), at: rest.point(column: 2, row: 1 + offset))
            }
            return
        }
        let (heads, below) = rest.splitTop(1)
        let (list, facts) = below.splitBottom(factRows + 1)
        drawHeads(language, into: &surface, in: heads)
        let range = outbox.viewport.visibleRange(count: outbox.items.count)
        for (offset, item) in outbox.items[range].enumerated() {
            let origin = list.point(row: offset)
            if range.lowerBound + offset == outbox.viewport.selectedIndex {
                if !state.setting.isSlowLink { surface.write(TerminalText(">"), at: origin, role: .marker) }
                surface.cursor = origin
            }
            draw(item, state: state, into: &surface, at: origin)
        }
        surface.horizontalLine(at: facts.origin, columns: facts.columns, borders: state.borders)
        if let selected = outbox.selected {
            for (offset, line) in factLines(selected, state: state).prefix(factRows).enumerated() {
                line.draw(
                    into: &surface, at: facts.point(column: 2, row: offset + 1), maxColumns: facts.columns - 3
                )
            }
        }
    }

    private static let columns: [(title: LocalizedText, start: Int, width: Int)] = [
        (Strings.columnState, 2, 10), (Strings.columnAction, 13, 8), (Strings.columnRecorded, 22, 11),
        (Strings.columnAttempts, 34, 5), (Strings.columnAmount, 40, 18), (Strings.columnSeller, 59, 0),
    ]

    private static func drawHeads(_ language: Language, into surface: inout Surface, in rect: Rect) {
        for column in columns {
            let title = TerminalText(column.title[language])
            let isAmount = column.title == Strings.columnAmount
            surface.write(
                isAmount ? title.padded(toColumns: column.width, alignment: .right) : title,
                at: rect.point(column: column.start), role: .heading)
        }
    }

    private static func draw(
        _ item: OutboxItem, state: ConsoleState, into surface: inout Surface, at origin: Point
    ) {
        let operation = item.operation
        let word = OperationStateWord(operation.state, isApplied: item.isApplied)
        let amount = item.amount.map { FieldText.listAmount($0) } ?? "-"
        let cells: [(TerminalText, StyleRole)] = [
            (state.overlayWord(word), word.role),
            (TerminalText(operation.decision.action.title[state.language]), .text),
            (
                TerminalText(
                    LocalTime(milliseconds: operation.recordedAt, utcOffset: state.setting.utcOffset).short),
                .text
            ),
            (TerminalText("\(operation.attempts)"), .text),
            (
                TerminalText(amount).padded(
                    toColumns: max(columns[4].width, amount.count), alignment: .right), .text
            ),
            (state.listText("\(item.seller)  \(Veil.general.text(item.title))"), .text),
        ]
        var shift = 0
        for (cell, column) in zip(cells, columns) {
            let start = column.start + shift
            let room =
                column.width == 0 ? surface.size.columns - start - 1 : max(column.width, cell.0.columns)
            // An amount wider than its column pushes what follows: it is never cut.
            shift += max(0, cell.0.columns - column.width) * (column.width == 18 ? 1 : 0)
            surface.write(
                cell.0.truncated(toColumns: room), at: Point(column: start, row: origin.row), role: cell.1)
        }
    }

    private static func factLines(_ item: OutboxItem, state: ConsoleState) -> [StyledLine] {
        let operation = item.operation
        let language = state.language
        var composer = LineComposer(width: state.size.columns - 4, labelColumns: language == .zh ? 12 : 20)
        func time(_ milliseconds: Int64) -> String {
            LocalTime(milliseconds: milliseconds, utcOffset: state.setting.utcOffset).long
        }
        let role = OperationStateWord(operation.state).role
        composer.field(
            Strings.columnState[language], TerminalText(operation.state.title[language]), role: role)
        if operation.state == .conflict {
            composer.paragraph(TerminalText(Strings.openConflict(keys: state.keys)[language]), role: .warning)
        }
        if !operation.reason.isEmpty {
            composer.field(Strings.stateReason[language], TerminalText(operation.reason))
        }
        if let problem = operation.problem {
            let said = problem.detail.isEmpty ? problem.title : problem.detail
            composer.field(Strings.oaAnswer[language], TerminalText("\(said) (\(problem.code.rawValue))"))
            if let person = problem.decidedBy {
                composer.field(Strings.decidedBy[language], TerminalText(person))
            }
        }
        if operation.state == .recorded, let hold = operation.holdUntil, hold > state.now {
            let end = LocalTime(milliseconds: hold, utcOffset: state.setting.utcOffset)
            composer.field(Strings.holdUntil[language], TerminalText(end.clockWithSeconds))
        }
        if operation.state.isUndelivered, let next = operation.nextAttemptAt {
            composer.field(Strings.nextTry[language], TerminalText(time(next)))
        }
        if !operation.decision.comment.isEmpty {
            composer.field(Strings.comment[language], TerminalText(operation.decision.comment))
        }
        if let receipt = operation.receipt {
            composer.field(
                Strings.receipt[language], TerminalText("\(receipt.decisionID)  \(time(receipt.decidedAt))"))
            if !receipt.next.isEmpty {
                composer.field(Strings.nextStep[language], TerminalText(receipt.next))
            }
        }
        composer.field(Strings.operation[language], TerminalText(operation.id.rawValue), role: .muted)
        return composer.lines
    }
}
