import Invoicing
import OAProfile
import Store
import Terminal

/// Why a marked task is not decided together with the others. Each leaves the way open to decide it by itself.
enum Exclusion: Hashable, Sendable {
    /// The OA no longer shows it.
    case gone
    /// It is another one than what was marked.
    case changed
    /// It waits for nobody any more.
    case notOpen(TaskStatus)
    /// A decision on it is in conflict.
    case inConflict
    /// A decision on it is recorded already.
    case alreadyDecided
    /// It waits for somebody else.
    case notMine
    /// Findings of severity error stand against its approval.
    case errorsStand(Int)
    /// Its amount asks for a decision of its own.
    case largeAmount
    /// A text of it hides something or is not what it looks like.
    case hiddenText
    /// It is put aside already, or it is not and should be taken up again.
    case holdDiffers(isHeld: Bool)
    /// The user left it out.
    case leftOut

    /// What is decided beside the task itself.
    struct Circumstances {
        let action: Decision.Action
        /// The task as it was painted when it was marked.
        let seen: TaskIdentity?
        let user: String
        /// The newest own operation on it.
        let operation: RecordedOperation?
        /// From which amount on each is decided by itself.
        let largeAmount: LargeAmount
        /// What was let pass on it.
        var overrides: [FindingOverride] = []
    }

    /// The first reason that holds, the hardest first; nothing when the task can be decided with the others.
    static func reason(_ entry: MirrorEntry?, _ given: Circumstances) -> Exclusion? {
        guard let entry else { return .gone }
        let task = entry.task
        if let seen = given.seen, seen != TaskIdentity(task) { return .changed }
        if given.action.occupiesTask, let operation = given.operation,
            operation.covers(round: task.round, rev: task.rev)
        {
            return operation.state == .conflict ? .inConflict : .alreadyDecided
        }
        guard task.status.isOpen || !given.action.occupiesTask else { return .notOpen(task.status) }
        if !task.assignee.isEmpty && task.assignee != given.user { return .notMine }
        if given.action == .hold && task.isHeld { return .holdDiffers(isHeld: true) }
        if given.action == .release && !task.isHeld { return .holdDiffers(isHeld: false) }
        // Nothing is given away by what leaves the task where it is.
        guard given.action.closesTask else { return nil }
        // An error that a reviewer let pass, with a reason, for exactly what is there now, does not stand against it.
        let overridden = entry.overridden(by: given.overrides)
        let errors = entry.findings.count { $0.severity == .error && overridden[$0.rule] == nil }
        if given.action == .approve && errors > 0 { return .errorsStand(errors) }
        if given.largeAmount.includes(task.invoice.totals.gross) { return .largeAmount }
        let shown = [task.invoice.seller.name, task.title, task.invoice.seller.account]
        return shown.contains { TerminalText($0).hidesSomething } ? .hiddenText : nil
    }

    /// The same reason whatever its numbers: one line of the plan.
    var group: Int {
        switch self {
        case .gone: 0
        case .changed: 1
        case .notOpen: 2
        case .inConflict: 3
        case .alreadyDecided: 4
        case .notMine: 5
        case .errorsStand: 6
        case .largeAmount: 7
        case .hiddenText: 8
        case .holdDiffers: 9
        case .leftOut: 10
        }
    }
}
