import Invoicing

/// What the OA did while a decision was on its way: the rows of the conflict table (section 6.7 of the profile).
public enum ServerChange: Int, CaseIterable, Hashable, Sendable {
    /// Nothing.
    case unchanged
    /// Only a comment, an urge or a read mark: the row version grew, what was seen did not change.
    case remarksOnly
    /// Amount, payee, bank, tax, lines or attachments changed.
    case contentChanged
    /// The same person decided the same elsewhere.
    case sameByMe
    /// The same person decided otherwise elsewhere.
    case oppositeByMe
    /// Another signer approved.
    case approvedByOther
    /// Another signer rejected or returned.
    case refusedByOther
    /// The submitter took the document back (撤回).
    case withdrawn
    /// It was handed in again: a new round with a new task.
    case resubmitted
    /// The task went to another person, or a delegation ended.
    case reassigned
    /// A signer was put in before this one (加签); the task sleeps.
    case signerInserted
    /// A colleague has claimed or locked it.
    case claimed
    /// It was passed or escalated because its time was over.
    case passedByTime
    /// It was terminated, paid or archived.
    case ended
    /// It was deleted, or the permission to see it ended.
    case gone
    /// The person's limit was lowered, or the segregation of duties forbids it now.
    case authorityLost
    /// The workflow's version changed, or its node is gone.
    case workflowChanged
    /// It is not known what became of the decision.
    case outcomeUnknown
    /// The OA was restored from a backup and no longer holds a decision that it had confirmed.
    case decisionLost
    /// It was applied, but its receipt names another node or amount than expected.
    case landedElsewhere
    /// The vendor's bank account changed a short time ago.
    case bankAccountNew
}

/// What becomes of a local decision that meets a change at the OA.
public struct ConflictCourse: Hashable, Sendable {
    /// The ways to go on.
    public enum Way: String, CaseIterable, Hashable, Sendable {
        /// The same operation is sent again.
        case resend
        /// A new operation with the same decision goes on by itself: what was seen is what is there.
        case newOperation
        /// It waits; if the obstacle stays, a person must choose.
        case hold
        /// A person must choose.
        case conflict
        /// It is over, with a reason; nothing is tried again.
        case closed
        /// It counts as confirmed.
        case acked
    }

    /// The way.
    public let way: Way
    /// Whether somebody should look into it beyond this decision: misuse, a payment, a fraud.
    public let isAlarm: Bool
    /// Why, as a sentence for the person.
    public let reason: LocalizedText
}

/// The conflict table of section 6.7 as one pure function: local decision × what the OA did meanwhile.
public enum ConflictTable {
    /// What was done here: the columns.
    public enum LocalAction: String, CaseIterable, Hashable, Sendable {
        /// 同意
        case approve
        /// 拒绝 or 退回
        case refuse
        /// 转交, 加签, 挂起 or 恢复
        case handOver
        /// 评论
        case comment

        /// The column of an action.
        public init(_ action: Decision.Action) {
            self =
                switch action {
                case .approve: .approve
                case .reject, .returnToStep: .refuse
                case .transfer, .addApproverBefore, .addApproverAfter, .hold, .release: .handOver
                case .remark: .comment
                }
        }
    }

    /// The course of a decision that meets a change.
    public static func course(of action: LocalAction, meeting change: ServerChange) -> ConflictCourse {
        let (way, isAlarm) = cell(action, change)
        return ConflictCourse(way: way, isAlarm: isAlarm, reason: change.reason(for: action))
    }

    private static func cell(_ action: LocalAction, _ change: ServerChange) -> (ConflictCourse.Way, Bool) {
        switch (change, action) {
        case (.unchanged, _), (.outcomeUnknown, _): (.resend, false)
        case (.remarksOnly, .comment): (.resend, false)
        case (.remarksOnly, _): (.newOperation, false)
        case (.contentChanged, .comment), (.workflowChanged, .comment): (.resend, false)
        case (.contentChanged, _), (.workflowChanged, _): (.conflict, false)
        case (.sameByMe, .comment), (.oppositeByMe, .comment), (.approvedByOther, .comment),
            (.refusedByOther, .comment), (.passedByTime, .comment):
            (.resend, false)
        case (.oppositeByMe, .approve), (.oppositeByMe, .refuse): (.conflict, true)
        // Somebody's no must not vanish because another was faster with a yes.
        case (.approvedByOther, .refuse), (.passedByTime, .refuse): (.conflict, false)
        case (.sameByMe, _), (.oppositeByMe, _), (.approvedByOther, _), (.refusedByOther, _),
            (.passedByTime, _):
            (.closed, false)
        // What was said about a round that is over may still be worth saying, but not without asking.
        case (.withdrawn, .comment), (.resubmitted, .comment): (.conflict, false)
        case (.withdrawn, _), (.resubmitted, _): (.closed, false)
        // Whether a comment is still permitted is for the OA to say.
        case (.reassigned, .comment): (.resend, false)
        case (.reassigned, _): (.closed, false)
        case (.signerInserted, .handOver), (.claimed, .handOver): (.conflict, false)
        case (.signerInserted, .comment), (.claimed, .comment): (.resend, false)
        case (.signerInserted, _), (.claimed, _): (.hold, false)
        case (.ended, .refuse): (.closed, true)
        case (.ended, _), (.gone, _): (.closed, false)
        case (.authorityLost, .approve): (.closed, false)
        case (.authorityLost, _): (.resend, false)
        case (.decisionLost, _): (.conflict, true)
        case (.landedElsewhere, .comment): (.acked, false)
        case (.landedElsewhere, _): (.acked, true)
        case (.bankAccountNew, .approve): (.conflict, true)
        case (.bankAccountNew, _): (.resend, false)
        }
    }
}

extension ServerChange {
    /// What a definitive no of the OA says about the task. Nothing where it says nothing about it.
    public init?(_ problem: Problem, to request: DecisionRequest) {
        switch (problem.status, problem.code) {
        case (_, .other(Problem.decisionLost)): self = .decisionLost
        case (_, .other(Problem.changedAtDecision)): self = .landedElsewhere
        case (_, .other(Problem.outcomeUnknown)): self = .outcomeUnknown
        case (404, _), (410, _): self = .gone
        case (403, _): self = .reassigned
        case (409, .notOpen) where problem.decidedOp == request.opID.rawValue: self = .outcomeUnknown
        case (412, _):
            self =
                problem.currentRev != nil && problem.currentDigest == request.seenDigest
                ? .remarksOnly : .contentChanged
        case (422, .policy): self = .authorityLost
        case (423, .suspended): self = .signerInserted
        case (423, _): self = .claimed
        default: return nil
        }
    }

    /// How a task stands now against what was decided about it; nothing of it is left where `now` is missing.
    /// - Parameters:
    ///   - rev: the row version that the decision rests on.
    ///   - actor: who decided here.
    public init(now: ApprovalTask?, since request: DecisionRequest, rev: String, actor: String) {
        guard let now else {
            self = .gone
            return
        }
        guard now.round <= request.round else {
            self = .resubmitted
            return
        }
        let isMine = now.steps.last { $0.decidedAt != nil }?.actor == actor
        switch now.status {
        // An OA never says `local`; if it did, there would be nothing to decide there.
        case .withdrawn, .local: self = .withdrawn
        case .transferred: self = isMine && request.action == .transfer ? .sameByMe : .reassigned
        case .approved where isMine: self = request.action == .approve ? .sameByMe : .oppositeByMe
        case .approved: self = .approvedByOther
        case .rejected where isMine, .returned where isMine:
            self = request.action == .approve ? .oppositeByMe : .sameByMe
        case .rejected, .returned: self = .refusedByOther
        case .suspended where request.action == .addApproverBefore && now.isAdded(request.target, by: actor):
            self = .sameByMe
        case .suspended where now.assignee == actor: self = .signerInserted
        case .suspended: self = .reassigned
        case .pending where now.assignee != actor: self = .reassigned
        case .pending where SeenContent(of: now).digest != request.seenDigest: self = .contentChanged
        case .pending: self = now.rev == rev ? .unchanged : .remarksOnly
        }
    }
}

extension ApprovalTask {
    /// Whether `actor` put `person` in before this task.
    fileprivate func isAdded(_ person: String, by actor: String) -> Bool {
        remarks.contains {
            $0.kind == Decision.Action.addApproverBefore.rawValue && $0.actor == actor && $0.target == person
        }
    }
}

extension Problem {
    /// The code, made here and never sent, of a decision that a restored OA no longer holds.
    public static let decisionLost = "decision-lost"
}
