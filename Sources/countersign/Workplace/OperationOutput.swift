import Invoicing
import OAClient
import OAProfile
import Store
import Sync

/// An operation as `--json` shows it.
struct OperationOutput: Encodable {
    let op_id: String
    let task: String
    let round: Int
    let action: String
    let comment: String
    let target: String
    let state: String
    let reason: String
    let seen_digest: String
    let actor: String
    let recorded_at: String
    let attempts: Int
    let next_attempt_at: String?
    let decision_id: String?
    let decided_at: String?
    let problem: Problem?

    init(_ operation: RecordedOperation) {
        op_id = operation.id.rawValue
        task = operation.task.rawValue
        round = operation.round
        action = operation.decision.action.rawValue
        comment = operation.decision.comment
        target = operation.decision.target
        state = operation.state.rawValue
        reason = operation.reason
        seen_digest = operation.seenDigest.hex
        actor = operation.actor
        recorded_at = WallClock.text(operation.recordedAt)
        attempts = operation.attempts
        next_attempt_at = operation.state.isUndelivered ? operation.nextAttemptAt.map(WallClock.text) : nil
        decision_id = operation.receipt?.decisionID
        decided_at = operation.receipt.map { WallClock.text($0.decidedAt) }
        problem = operation.problem
    }
}

/// How a round ended, as `--json` shows it.
struct HealthOutput: Encodable {
    let connection: String
    let error: LocalizedText?
    let remedy: LocalizedText?
    let user: String?
    let environment: String?
    let last_pull_at: String?
    let next_try_at: String?
    let checkpoint_refused: Problem?

    init(_ health: SyncHealth) {
        var error: (any ExplainedError)?
        switch health.connection {
        case .untried: connection = "untried"
        case .online: connection = "online"
        case .offline(let problem):
            connection = "offline"
            error = problem
        case .signedOut: connection = "signed-out"
        case .elsewhere: connection = "elsewhere"
        case .storeTrouble(let problem):
            connection = "store-trouble"
            error = problem
        }
        self.error = error?.explanation
        remedy = error?.remedy
        user = health.session?.user
        environment = health.session?.environment
        last_pull_at = health.lastPullAt.map(WallClock.text)
        next_try_at = health.nextTryAt.map(WallClock.text)
        checkpoint_refused = health.refusedCheckpoint
    }
}

extension RecordedOperation {
    /// Why the OA did not take the decision, as one sentence: what happened there meanwhile, or what it said.
    var refusal: LocalizedText {
        let change = problem.flatMap { ServerChange($0, to: request) }
        let told = LocalizedText(zh: reason, en: reason)
        let why =
            change.map { ConflictTable.course(of: .init(decision.action), meeting: $0).reason } ?? told
        let title = decision.action.title
        return LocalizedText(
            zh: "\(task.rawValue) \(title.zh)：\(state.title.zh)。\(why.zh)",
            en: "\(task.rawValue) \(title.en): \(state.title.en). \(why.en)")
    }
}

extension OperationState {
    /// Whether the OA did not take the decision: a command that meets one ends with a refusal.
    var needsAttention: Bool {
        switch self {
        case .refused, .conflict, .dead: true
        default: false
        }
    }
}

extension SyncHealth {
    /// The status that a command ends with when sync ended like this, and what it says.
    var verdict: (status: ExitStatus, error: (any ExplainedError)?) {
        switch connection {
        case .untried, .online, .elsewhere: (.done, nil)
        case .offline(let error): (ExitStatus(for: error), error)
        case .signedOut: (.signedOut, SignedOut())
        case .storeTrouble(let error): (.store, error)
        }
    }
}

/// The OA no longer accepts the token.
struct SignedOut: ExplainedError, Hashable {
    var explanation: LocalizedText {
        LocalizedText(zh: "OA 不再接受当前登录凭证。", en: "The OA no longer accepts the sign-in.")
    }
    var remedy: LocalizedText {
        LocalizedText(
            zh: "请运行 countersign login 重新登录；已记录的决定会在登录后继续发送。",
            en: "Run countersign login again; recorded decisions are delivered after that.")
    }
}
