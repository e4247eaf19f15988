import Invoicing
import OAProfile
import Store
import Terminal

/// A decision that is being made: bound to one task as it was painted, from the key that opened it to the record.
struct DecisionBar: Hashable, Sendable {
    /// Where it was opened.
    enum Origin: Hashable, Sendable {
        case queue
        case detail
        case conflict
    }

    /// What is typed.
    enum Field: Hashable, Sendable {
        case reason
        case comment
        /// A comment that is all there is.
        case remark
        case person
        /// The last four digits of a large amount.
        case digits

        /// Whether it is the text of the decision: that is kept as a draft.
        var isText: Bool { self == .reason || self == .comment || self == .remark }

        /// What an action cannot be made without; nothing where it needs no text.
        static func needed(by action: Decision.Action) -> Field? {
            if action.needsPerson { return .person }
            guard action.needsReason else { return nil }
            return action == .remark ? .remark : .reason
        }
    }

    /// Why nothing can be confirmed any more.
    enum Staleness: Hashable, Sendable {
        case changed
        case gone
    }

    enum Phase: Hashable, Sendable {
        /// A step to return to is chosen.
        case choosing(index: Int)
        /// A text is typed.
        case typing(Field, LineEditor)
        /// The confirmation is awaited; before `armedAt` (milliseconds since 1970) it is not heard.
        case confirming(armedAt: Int64)
        /// The ledger writes.
        case recording
        /// The task changed.
        case stale(Staleness)
    }

    let action: Decision.Action
    let origin: Origin
    /// The task and its findings, exactly as painted: this is what will be recorded.
    private(set) var entry: MirrorEntry
    private(set) var identity: TaskIdentity
    /// The conflict that the decision resolves.
    let supersedes: OperationID?
    var comment = ""
    var target = ""
    /// The step that was chosen, as it is called in the choice.
    var targetStep = ""
    /// The rules whose findings were let pass with a reason.
    var overridden: Set<String> = []
    /// Whether the last digits of a large amount are still to be typed.
    var needsDigits = false
    var phase: Phase
    /// When the unfinished text is saved, in milliseconds since 1970.
    var saveDraftAt: Int64?

    /// Takes over a newer row version that differs by nothing but remarks of the user: the own comment that has just
    /// arrived at the OA makes nothing void. Returns whether it did; what others say is to be read first.
    mutating func takeOver(_ newer: MirrorEntry, user: String) -> Bool {
        let known = entry.task.remarks
        guard newer.task.remarks.starts(with: known),
            newer.task.remarks.dropFirst(known.count).allSatisfy({ $0.actor == user })
        else { return false }
        var comparable = newer
        comparable.task.rev = entry.task.rev
        comparable.task.remarks = known
        guard comparable == entry else { return false }
        entry = newer
        identity = TaskIdentity(newer.task)
        return true
    }

    /// The steps that a document can be returned to.
    var earlierSteps: [ApprovalStep] { entry.task.steps.filter { $0.state == .done } }

    /// Findings that ask for an explicit yes.
    var errorCount: Int {
        action == .approve ? standing(.error).count : 0
    }

    /// The findings of a severity that nobody let pass.
    func standing(_ severity: Severity) -> [Finding] {
        entry.findings.filter { $0.severity == severity && !overridden.contains($0.rule) }
    }

    var scope: ConsoleScope {
        switch phase {
        case .choosing: .choice
        case .typing: .editor
        case .confirming, .recording, .stale: .decision
        }
    }

    /// The decision as it stands; nothing while a needed part is missing.
    var decision: Decision? { Decision(action: action, comment: comment, target: target) }

    /// The unfinished text.
    var draft: String {
        if case .typing(let field, let editor) = phase, field.isText { editor.text } else { comment }
    }

    /// The fields that stand in the bar: who is paid, where, how much, for what, by whom.
    static let fields: [DecisionField] = [
        .payeeName, .amount, .payeeAccount, .payeeBank, .invoiceCode, .invoiceNumber, .buyerName,
    ]
}
