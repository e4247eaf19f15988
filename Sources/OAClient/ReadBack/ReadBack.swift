import Foundation
import Invoicing
import OAProfile

// What a connector to an OA below level 3 does instead of asking for operations: it marks the comment of a decision,
// reads the task back, and looks for the mark in its history. In: a request and the task as it is now. Out: a finding.
// `PlainOA` carries requests, `ReadBackConnector` settles what is unknown, `TaskListing` makes a feed out of a list.

/// What a task, read back, tells about a request.
enum ReadBack: Hashable {
    /// It stands in the history.
    case applied(DecisionReceipt)
    /// It stands in the history, but not on the content that was seen, or as something else.
    case elsewhere(Problem)
    /// The task waits for us, and it is not in the history.
    case open(rev: String, digest: ContentDigest)
    /// The task is over or belongs to somebody else, and it is not in the history.
    case over(Problem)
    /// The task is gone, or not ours to see.
    case gone(Problem)

    /// The mark that ties an entry of a history to an operation: its last eight digits, which are random.
    static func mark(of operation: OperationID) -> String { "⟦op:\(operation.rawValue.suffix(8))⟧" }

    /// The comment as it is sent.
    static func marked(_ comment: String, _ operation: OperationID) -> String {
        comment.isEmpty ? mark(of: operation) : comment + " " + mark(of: operation)
    }

    /// Looks for a request of `user` in a task; `document` is nothing where the task is gone or not ours to see.
    ///
    /// Actor and mark tie an entry to the operation. The time does not count: clocks differ, and an entry of this person
    /// with this mark is no other's. `comparesContent` says whether the content as it is now must be what was seen: not
    /// where the OA compared the row version itself.
    init(of request: DecisionRequest, by user: String, in document: TaskDocument?, comparesContent: Bool) {
        guard let task = document?.task else {
            self = .gone(
                Problem(
                    code: .notFound, status: 404, title: "No such task",
                    detail: "The task is gone, or no longer yours to see."))
            return
        }
        let digest = SeenContent(of: task).digest
        if let entry = Self.entry(of: request, by: user, in: task) {
            let isSame = !comparesContent || request.action == .remark || digest == request.seenDigest
            self =
                isSame && entry.isThatAction
                ? .applied(Self.receipt(of: request, by: user, in: task, at: entry.time))
                : .elsewhere(.changedAtDecision(rev: task.rev, digest: digest, decidedBy: user))
        } else if task.status.isOpen || task.status == .suspended, task.assignee == user,
            task.round == request.round
        {
            self = .open(rev: task.rev, digest: digest)
        } else {
            self = .over(
                Problem(
                    code: .notOpen, status: 409, title: "Task not open",
                    detail: "The task is no longer open: \(task.status.rawValue), round \(task.round).",
                    currentRev: task.rev, currentDigest: digest,
                    decidedBy: task.steps.last { $0.node == task.node && $0.state == .done }?.actor))
        }
    }

    /// The entry of a request: in the steps where it decides, in the remarks where it does not.
    private static func entry(of request: DecisionRequest, by user: String, in task: ApprovalTask)
        -> (isThatAction: Bool, time: Int64)?
    {
        let mark = mark(of: request.opID)
        if let outcome = request.action.outcome {
            let step = task.steps.last {
                $0.state == .done && $0.actor == user && $0.comment.contains(mark)
            }
            return step.map { ($0.outcome == outcome.rawValue, $0.decidedAt ?? 0) }
        }
        let remark = task.remarks.last { $0.actor == user && $0.text.contains(mark) }
        return remark.map { ($0.kind == request.action.rawValue, $0.at) }
    }

    /// What there is to prove it with: an entry of the history, said to be no more than that.
    private static func receipt(
        of request: DecisionRequest, by user: String, in task: ApprovalTask, at time: Int64
    ) -> DecisionReceipt {
        let next = task.steps.first { $0.state == .current }.map { "\($0.title)（\($0.actor)）" }
        return DecisionReceipt(
            opID: request.opID, task: request.task, action: request.action, rev: task.rev,
            decisionID: "history:\(task.node):\(time)", decidedAt: time, actor: user,
            seenDigest: request.seenDigest, next: next ?? "",
            receipt: "read back from the history by \(mark(of: request.opID))")
    }
}

extension Decision.Action {
    /// What becomes of the task that it decides; nothing where it leaves the task undecided.
    fileprivate var outcome: TaskStatus? {
        switch self {
        case .approve: .approved
        case .reject: .rejected
        case .returnToStep: .returned
        case .transfer: .transferred
        case .addApproverBefore, .addApproverAfter, .remark, .hold, .release: nil
        }
    }
}
