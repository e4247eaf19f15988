import Invoicing
import OAProfile
import Store
import Terminal

/// Everything that the cells of a row depend on. Two rows of one look are drawn alike, so a line that was drawn once serves
/// until its look becomes another: a new version, an own decision, the day that ends, the language.
struct RowLook: Hashable, Sendable {
    let row: QueueRow
    /// The state of the own decision that the row shows.
    let decision: OperationState?
    /// The user's day, in days since 1970.
    let today: Int
    /// Whether its due date has passed.
    let isLate: Bool
    let language: Language
    let usesASCII: Bool
    /// Seconds east of UTC.
    let utcOffset: Int

    /// - Parameter today: `state.today`, which is asked for once a frame.
    init(_ row: QueueRow, today: Int, state: ConsoleState) {
        self.row = row
        decision = state.decision(on: row)?.state
        self.today = today
        isLate = row.dueAt.map { $0 < state.now } ?? false
        language = state.language
        usesASCII = state.usesASCII
        utcOffset = state.setting.utcOffset
    }
}

extension ConsoleState {
    /// The user's day, in days since 1970.
    var today: Int { LocalTime(milliseconds: now, utcOffset: setting.utcOffset).day.daysSince1970 }
}

/// The lines of the queue as they were drawn: a step in the list then draws the line that came into sight and no other.
///
/// Nothing of it can be seen: a frame drawn with it and one drawn without are the same.
struct DrawnRows {
    private struct Line {
        let look: RowLook
        let layout: ColumnLayout
        let surface: Surface
    }

    /// What a layout follows from.
    private struct LayoutQuestion: Hashable {
        let choice: [ColumnChoice]?
        let width: Int
        let amount: Int
        let language: Language
    }

    private var lines: [TaskKey: Line] = [:]
    private var amounts: [TaskKey: (amount: Money, columns: Int)] = [:]
    private var layout: (question: LayoutQuestion, answer: ColumnLayout)?

    /// More lines than these are not kept: some pages, at most about 1 MiB on a terminal of 160 columns.
    static let most = 256

    /// How wide the amount of a row is, in columns.
    mutating func amountColumns(of row: QueueRow) -> Int {
        if let known = amounts[row.key], known.amount == row.amount { return known.columns }
        let columns = FieldText.listAmount(row.amount).count
        if amounts.count >= DrawnRows.most { amounts = [:] }
        amounts[row.key] = (row.amount, columns)
        return columns
    }

    /// The places of the columns, see ``ColumnLayout``.
    mutating func layout(_ choice: [ColumnChoice]?, width: Int, amount: Int, language: Language)
        -> ColumnLayout
    {
        let question = LayoutQuestion(choice: choice, width: width, amount: amount, language: language)
        if let layout, layout.question == question { return layout.answer }
        let answer = ColumnLayout(choice, width: width, amount: amount, language: language)
        layout = (question, answer)
        return answer
    }

    /// The line of a row, drawn now where it was not drawn before or looks otherwise.
    mutating func line(
        _ look: RowLook, _ layout: ColumnLayout, columns: Int, draw: (inout Surface) -> Void
    ) -> Surface {
        let key = look.row.key
        if let known = lines[key], known.surface.size.columns == columns, known.layout == layout,
            known.look == look
        {
            return known.surface
        }
        var surface = Surface(size: TerminalSize(columns: columns, rows: 1))
        draw(&surface)
        if lines.count >= DrawnRows.most { lines = [:] }
        lines[key] = Line(look: look, layout: layout, surface: surface)
        return surface
    }
}
