import Invoicing
import OAProfile

/// A decision as the ledger holds it: everything but its state, its attempts and its receipt is immutable.
public struct RecordedOperation: Hashable, Sendable, Identifiable {
    /// Its name, the idempotency key of every attempt.
    public let id: OperationID
    /// Its place in the local order.
    public let sequence: Int64
    /// The workflow instance: at most one operation of an instance is on its way.
    public let instance: InstanceID
    /// The task.
    public let task: TaskID
    /// The workflow node.
    public let node: String
    /// The round that was seen.
    public let round: Int
    /// What was decided.
    public let decision: Decision
    /// The row version that was seen: the precondition.
    public let baseRev: String
    /// The digest of what was rendered.
    public let seenDigest: ContentDigest
    /// Who decided.
    public let actor: String
    /// For whom; empty for oneself.
    public let onBehalfOf: String
    /// Where it stands.
    public let state: OperationState
    /// Why it stands there, for people; may be empty.
    public let reason: String
    /// What the OA said when it refused or when a conflict arose.
    public let problem: Problem?
    /// Until when it is held back so that it can be undone, in milliseconds since 1970.
    public let holdUntil: Int64?
    /// The operation that this one replaces.
    public let supersedes: OperationID?
    /// When it was recorded, in milliseconds since 1970.
    public let recordedAt: Int64
    /// When its first byte left, in milliseconds since 1970.
    public let firstSentAt: Int64?
    /// When it reached its end, in milliseconds since 1970.
    public let terminalAt: Int64?
    /// How often it was sent.
    public let attempts: Int
    /// When it is sent next, in milliseconds since 1970.
    public let nextAttemptAt: Int64?
    /// The OA's proof; present exactly when the state is `acked`.
    public let receipt: DecisionReceipt?

    /// Makes an operation from all its parts.
    public init(
        id: OperationID, sequence: Int64, instance: InstanceID, task: TaskID, node: String, round: Int,
        decision: Decision, baseRev: String, seenDigest: ContentDigest, actor: String, onBehalfOf: String,
        state: OperationState, reason: String, problem: Problem?, holdUntil: Int64?, supersedes: OperationID?,
        recordedAt: Int64, firstSentAt: Int64?, terminalAt: Int64?, attempts: Int, nextAttemptAt: Int64?,
        receipt: DecisionReceipt?
    ) {
        self.id = id
        self.sequence = sequence
        self.instance = instance
        self.task = task
        self.node = node
        self.round = round
        self.decision = decision
        self.baseRev = baseRev
        self.seenDigest = seenDigest
        self.actor = actor
        self.onBehalfOf = onBehalfOf
        self.state = state
        self.reason = reason
        self.problem = problem
        self.holdUntil = holdUntil
        self.supersedes = supersedes
        self.recordedAt = recordedAt
        self.firstSentAt = firstSentAt
        self.terminalAt = terminalAt
        self.attempts = attempts
        self.nextAttemptAt = nextAttemptAt
        self.receipt = receipt
    }

    /// The body that every attempt sends.
    public var request: DecisionRequest {
        DecisionRequest(
            opID: id, task: task, round: round, decision: decision, seenDigest: seenDigest,
            onBehalfOf: onBehalfOf, recordedAt: recordedAt)
    }
}

/// A decision that is about to be recorded, with the task exactly as it was painted.
public struct NewOperation: Hashable, Sendable {
    /// Its name, made by the caller.
    public var id: OperationID
    /// The task as painted: version, digest and evidence are taken from it.
    public var task: ApprovalTask
    /// What is decided.
    public var decision: Decision
    /// Who decides.
    public var actor: String
    /// Until when it is held back so that it can be undone, in milliseconds since 1970.
    public var holdUntil: Int64?
    /// The operation in conflict that this one replaces.
    public var supersedes: OperationID?
    /// Now, in milliseconds since 1970.
    public var recordedAt: Int64

    /// Makes a decision to record.
    public init(
        id: OperationID, task: ApprovalTask, decision: Decision, actor: String, holdUntil: Int64? = nil,
        supersedes: OperationID? = nil, recordedAt: Int64
    ) {
        self.id = id
        self.task = task
        self.decision = decision
        self.actor = actor
        self.holdUntil = holdUntil
        self.supersedes = supersedes
        self.recordedAt = recordedAt
    }
}
