import Invoicing
import OAProfile
import Store
import Terminal

// Two invoices, or one as it was seen and as it is now, field by field, money first. Nothing is decided from here.
// In: which two, as `CompareRequest`; a worker reads them. Out: rows of two values, only those that differ unless all are
// asked for. ComparePage.swift the screen; ComparedFields.swift the fields; UpdateCompare.swift which two are meant.

/// Which two are compared.
enum CompareRequest: Hashable, Sendable {
    /// Two tasks.
    case tasks(TaskKey, TaskKey)
    /// What the author of an operation saw, and what is there now.
    case seen(OperationID)
}

/// The two that are compared.
struct ComparedPair: Hashable, Sendable {
    /// The first, or what was seen; nothing where it is gone, or no evidence is kept.
    let left: ApprovalTask?
    /// The second, or what is there now.
    let right: ApprovalTask?
    /// The operation whose evidence stands on the left.
    let operation: RecordedOperation?
}

/// The comparison on the screen.
struct ComparePage: Hashable, Sendable {
    let request: CompareRequest
    /// What was read; nothing before it was.
    var pair: ComparedPair?
    /// Whether the fields that agree are shown, too.
    var showsAll = false
    /// The first line on the screen.
    var top = 0

    func lines(for state: ConsoleState) -> [StyledLine] {
        let language = state.language
        var composer = LineComposer(width: state.size.columns - 4, labelColumns: language == .zh ? 12 : 18)
        guard let pair else {
            composer.paragraph(TerminalText(Strings.loading[language]), role: .muted)
            return composer.lines
        }
        guard let left = pair.left, let right = pair.right else {
            composer.paragraph(TerminalText(missing(pair)[language]), role: .warning)
            return composer.lines
        }
        let fields = ComparedFields(left, right, language: language, utcOffset: state.setting.utcOffset)
        fields.tellCount(showsAll: showsAll, in: state, into: &composer)
        composer.blank()
        let table = SideBySide(width: composer.width)
        let heads = heads(pair, left, right, state)
        for line in table.head(field: Strings.evidenceField[language], left: heads.0, right: heads.1) {
            composer.add(line)
        }
        for field in fields.all where field.differs || showsAll {
            let role: StyleRole = field.differs ? .danger : .muted
            let lines = table.rows(
                field: (field.differs ? "! " : "  ") + field.label, left: field.left, right: field.right,
                leftRole: field.differs ? .text : .muted, rightRole: role,
                fieldRole: field.differs ? .heading : .muted)
            for line in lines { composer.add(line) }
        }
        return composer.lines
    }

    private func heads(
        _ pair: ComparedPair, _ left: ApprovalTask, _ right: ApprovalTask, _ state: ConsoleState
    ) -> (String, String) {
        guard let operation = pair.operation else { return (left.title, right.title) }
        let language = state.language
        let time = LocalTime(milliseconds: operation.recordedAt, utcOffset: state.setting.utcOffset)
        return (
            Strings.compareSeen(time.long, rev: operation.baseRev)[language],
            Strings.compareNow(rev: right.rev)[language]
        )
    }

    private func missing(_ pair: ComparedPair) -> LocalizedText {
        guard pair.operation != nil else { return Strings.compareGone }
        return pair.left == nil ? Strings.evidenceMissing : Strings.archiveGone
    }
}
