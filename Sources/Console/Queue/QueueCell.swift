import Invoicing
import OAProfile
import Store
import Terminal
import Verification

/// What a cell of the queue says, and how it looks.
struct QueueCell {
    let text: TerminalText
    let role: StyleRole

    private init(_ text: TerminalText, _ role: StyleRole = .text) {
        self.text = text
        self.role = role
    }

    /// - Parameter width: of the column, in columns of the terminal.
    init(_ column: QueueColumn, of row: QueueRow, width: Int, state: ConsoleState) {
        let language = state.language
        switch column {
        case .due: self = QueueCell.due(row, state)
        case .amount: self.init(TerminalText(FieldText.listAmount(row.amount)))
        case .checks:
            guard let worst = row.worst else {
                self.init(.empty)
                return
            }
            self.init(
                TerminalText(
                    Strings.mark(worst, count: row.worstCount, of: row.findingCount)[language]), worst.role)
        case .seller: self = QueueCell.outside(row.seller, state)
        case .claim:
            let whole = QueueCell.outside(row.title, state)
            self =
                whole.text.columns > width
                ? QueueCell.outside(QueueCell.subject(of: row.title), state) : whole
        case .department: self = QueueCell.outside(row.department, state)
        case .submitter: self = QueueCell.outside(row.submitter, state)
        case .number: self = QueueCell.outside(row.invoiceNumber, state)
        case .issued: self = QueueCell.outside(row.issued, state)
        case .submitted:
            self.init(
                TerminalText(
                    LocalTime(milliseconds: row.submittedAt, utcOffset: state.setting.utcOffset).short))
        case .kind: self.init(TerminalText(row.kind.title[language]))
        case .assignee: self = QueueCell.outside(row.assignee, state)
        case .status: self.init(TerminalText(row.status.title[language]))
        case .currency: self = QueueCell.outside(row.amount.currency.code, state)
        case .task: self = QueueCell.outside(row.task.rawValue, state)
        }
    }

    /// The claim without its number, where words follow a number; else the whole.
    static func subject(of title: String) -> String {
        let parts = title.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].contains(where: { $0.isASCII && $0.isNumber }),
            parts[0].allSatisfy({ $0.isASCII }), parts[0].contains("-")
        else { return title }
        return String(parts[1])
    }

    /// A text that hides something keeps its marks and is set apart.
    private static func outside(_ text: String, _ state: ConsoleState) -> QueueCell {
        let safe = state.listText(text)
        let isBadge = safe.hidesSomething || LookAlike.mixedWord(in: text, countsGreek: false) != nil
        return QueueCell(safe, isBadge ? .badge : .text)
    }

    /// The own decision, where there is one, stands in place of the due date, which matters no more.
    private static func due(_ row: QueueRow, _ state: ConsoleState) -> QueueCell {
        if let operation = state.decision(on: row) {
            let word = OperationStateWord(operation.state)
            return QueueCell(state.overlayWord(word), word.role)
        }
        guard row.status.isOpen else {
            // The word says it; a colour of its own would be nineteen bytes more a row.
            return QueueCell(TerminalText(row.status.title[state.language]))
        }
        if row.isHeld { return QueueCell(TerminalText(Strings.heldWord[state.language]), .muted) }
        guard let dueAt = row.dueAt else { return QueueCell(.empty) }
        let word = DueWord.text(dueAt: dueAt, now: state.now, utcOffset: state.setting.utcOffset)
        return QueueCell(TerminalText(word[state.language]), dueAt < state.now ? .warning : .text)
    }
}

extension ConsoleState {
    /// The own decision that a row shows: one that stands, or one that ended badly and was not acknowledged.
    func decision(on row: QueueRow) -> RecordedOperation? {
        guard let operation = operations[row.task], operation.round == row.round else { return nil }
        if operation.covers(round: row.round, rev: row.rev) { return operation }
        return [.refused, .dead].contains(operation.state) ? operation : nil
    }
}
