import Audit
import Invoicing
import OAProfile
import Store

/// Everything that the store knows of one operation: what was decided, each sending, each change of state with its audit
/// entry, the receipt, and what the OA did meanwhile. No request is sent for it.
struct OperationStory {
    let operation: RecordedOperation
    let replacement: RecordedOperation?
    let attempts: [DeliveryAttempt]
    let entries: [AuditEntry]
    /// What the OA did meanwhile, as far as the mirror knows, and what that means.
    let change: ServerChange
    let course: ConflictCourse

    /// Looks an operation up by its own name, or the newest one on a task by the task's.
    /// - Throws: `StoreError`, ``TaskProblem``.
    init(of name: String, in workplace: Workplace) throws {
        let ledger = workplace.ledger
        if let id = OperationID(rawValue: name), let found = try ledger.operation(id) {
            operation = found
        } else {
            let tasks = try workplace.mirror.tasks(named: name)
            guard
                let newest = try ledger.newestOperations(on: tasks + [TaskID(rawValue: name)]).values.max(
                    by: { $0.sequence < $1.sequence })
            else { throw StoreError.noSuchOperation(name) }
            operation = newest
        }
        replacement = try ledger.replacement(of: operation.id)
        attempts = try ledger.attempts(of: operation.id)
        entries = try ledger.auditEntries(about: operation.id)
        let request = operation.request
        if let problem = operation.problem, let said = ServerChange(problem, to: request),
            said != .contentChanged
        {
            change = said
        } else if operation.state == .unknown || operation.state == .sending {
            change = .outcomeUnknown
        } else {
            change = ServerChange(
                now: try workplace.mirror.entry(operation.task)?.task, since: request, rev: operation.baseRev,
                actor: operation.actor)
        }
        course = ConflictTable.course(of: .init(operation.decision.action), meeting: change)
    }

    /// Whether the change at the OA matters to the decision: not after it was confirmed or taken back.
    var isOpen: Bool { operation.state.isLive || operation.state == .refused }

    /// Says it as lines.
    func say(in language: Language) {
        func line(_ zh: String, _ en: String) { Output.line(LocalizedText(zh: zh, en: en)[language]) }
        let operation = operation
        let title = operation.decision.action.title[language]
        line("操作 \(operation.id.rawValue)", "Operation \(operation.id.rawValue)")
        line(
            "决定：\(title)，任务 \(operation.task.rawValue) 第 \(operation.round) 轮，决定人 \(operation.actor)",
            "Decision: \(title) on \(operation.task.rawValue), round \(operation.round), by \(operation.actor)"
        )
        if !operation.decision.comment.isEmpty {
            line("意见：\(operation.decision.comment)", "Comment: \(operation.decision.comment)")
        }
        line(
            "所见：版本 \(operation.baseRev)，摘要 \(operation.seenDigest.hex)",
            "Seen: version \(operation.baseRev), digest \(operation.seenDigest.hex)")
        if let id = operation.supersedes?.rawValue { line("替代：\(id)", "In place of: \(id)") }
        line("状态：\(operation.state.title.zh)", "State: \(operation.state.title.en)")
        if !operation.reason.isEmpty { line("原因：\(operation.reason)", "Reason: \(operation.reason)") }
        if operation.state.isUndelivered, let next = operation.nextAttemptAt {
            line("下次发送：\(WallClock.text(next))", "Next attempt: \(WallClock.text(next))")
        }
        for attempt in attempts {
            let end = attempt.endedAt.map(WallClock.text) ?? "…"
            let answer =
                attempt.httpStatus.map { "HTTP \($0)" } ?? LocalizedText(zh: "无应答", en: "no answer")[language]
            let code = attempt.problemCode.map { " \($0)" } ?? ""
            line(
                "第 \(attempt.number) 次发送：\(WallClock.text(attempt.startedAt)) → \(end) \(answer)\(code)",
                "Attempt \(attempt.number): \(WallClock.text(attempt.startedAt)) → \(end) \(answer)\(code)")
        }
        for entry in entries {
            let state = OperationState(rawValue: entry.outcome)?.title
            let reason = entry.reason.isEmpty ? "" : " (\(entry.reason))"
            line(
                "审计 #\(entry.sequence) \(WallClock.text(entry.wallTime))：\(state?.zh ?? entry.outcome)\(reason)",
                "Audit #\(entry.sequence) \(WallClock.text(entry.wallTime)): \(state?.en ?? entry.outcome)\(reason)"
            )
        }
        if let receipt = operation.receipt {
            line(
                "回执：\(receipt.decisionID)，\(WallClock.text(receipt.decidedAt))，版本 \(receipt.rev)，\(receipt.receipt)",
                "Receipt: \(receipt.decisionID), \(WallClock.text(receipt.decidedAt)), version \(receipt.rev), \(receipt.receipt)"
            )
        }
        if let id = replacement?.id.rawValue { line("已由 \(id) 替代", "Replaced by \(id)") }
        if isOpen { line("OA 上的情况：\(course.reason.zh)", "Meanwhile at the OA: \(course.reason.en)") }
    }
}

/// The story as `--json` shows it.
struct OperationStoryOutput: Encodable {
    struct Attempt: Encodable {
        let number: Int
        let started_at: String
        let ended_at: String?
        let http_status: Int?
        let problem_code: String?
    }
    struct Entry: Encodable {
        let sequence: Int64
        let at: String
        let actor: String
        let state: String
        let reason: String
        let http_status: Int?
    }
    struct Meanwhile: Encodable {
        let change: String
        let course: String
        let alarm: Bool
        let reason: LocalizedText
    }

    let operation: OperationOutput
    let base_rev: String
    let supersedes: String?
    let replaced_by: String?
    let attempts: [Attempt]
    let audit: [Entry]
    let receipt: DecisionReceipt?
    let meanwhile: Meanwhile?

    init(_ story: OperationStory) {
        operation = OperationOutput(story.operation)
        base_rev = story.operation.baseRev
        supersedes = story.operation.supersedes?.rawValue
        replaced_by = story.replacement?.id.rawValue
        attempts = story.attempts.map {
            Attempt(
                number: $0.number, started_at: WallClock.text($0.startedAt),
                ended_at: $0.endedAt.map(WallClock.text), http_status: $0.httpStatus,
                problem_code: $0.problemCode)
        }
        audit = story.entries.map {
            Entry(
                sequence: $0.sequence, at: WallClock.text($0.wallTime), actor: $0.actor, state: $0.outcome,
                reason: $0.reason, http_status: $0.httpStatus)
        }
        receipt = story.operation.receipt
        meanwhile =
            story.isOpen
            ? Meanwhile(
                change: "\(story.change)", course: story.course.way.rawValue, alarm: story.course.isAlarm,
                reason: story.course.reason) : nil
    }
}
