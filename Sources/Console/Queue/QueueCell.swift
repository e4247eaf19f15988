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
    init(_ column: QueueColumn, of look: RowLook, width: Int) {
        let row = look.row
        let language = look.language
        switch column {
        case .due: self = QueueCell.due(look)
        case .amount: self.init(TerminalText(FieldText.listAmount(row.amount)))
        case .checks:
            guard let worst = row.worst else {
                self.init(.empty)
                return
            }
            self.init(
                TerminalText(
                    Strings.mark(worst, count: row.worstCount, of: row.findingCount)[language]), worst.role)
        case .seller: self = QueueCell.outside(row.seller)
        case .claim:
            let whole = QueueCell.outside(row.title)
            self =
                whole.text.columns > width
                ? QueueCell.outside(QueueCell.subject(of: row.title)) : whole
        case .department: self = QueueCell.outside(row.department)
        case .submitter: self = QueueCell.outside(row.submitter)
        case .number: self = QueueCell.outside(row.invoiceNumber)
        case .issued: self = QueueCell.outside(row.issued)
        case .submitted:
            self.init(
                TerminalText(
                    LocalTime(milliseconds: row.submittedAt, utcOffset: look.utcOffset).short))
        case .kind: self.init(TerminalText(row.kind.title[language]))
        case .assignee: self = QueueCell.outside(row.assignee)
        case .status: self.init(TerminalText(row.status.title[language]))
        case .currency: self = QueueCell.outside(row.amount.currency.code)
        case .task: self = QueueCell.outside(row.task.rawValue)
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
    private static func outside(_ text: String) -> QueueCell {
        let safe = TerminalText(text).withoutAmbiguousWidths()
        let isBadge = safe.hidesSomething || LookAlike.mixedWord(in: text, countsGreek: false) != nil
        return QueueCell(safe, isBadge ? .badge : .text)
    }

    /// The own decision, where there is one, stands in place of the due date, which matters no more.
    private static func due(_ look: RowLook) -> QueueCell {
        let language = look.language
        if let decision = look.decision {
            let word = OperationStateWord(decision)
            return QueueCell(word.text(in: language, ascii: look.usesASCII), word.role)
        }
        guard look.row.status.isOpen else {
            // The word says it; a colour of its own would be nineteen bytes more a row.
            return QueueCell(TerminalText(look.row.status.title[language]))
        }
        if look.row.isHeld { return QueueCell(TerminalText(Strings.heldWord[language]), .muted) }
        guard let dueAt = look.row.dueAt else { return QueueCell(.empty) }
        let word = DueWord.text(
            dueAt: dueAt, today: look.today, isLate: look.isLate, utcOffset: look.utcOffset)
        return QueueCell(TerminalText(word[language]), look.isLate ? .warning : .text)
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
