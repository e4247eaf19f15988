import ArgumentParser
import Audit
import Foundation
import Invoicing
import OAClient
import OAProfile
import Store
import Sync

/// What the deciding commands share.
struct DecideOptions: ParsableArguments {
    @Argument(help: "Tasks, by task id, claim title or invoice number.")
    var ids: [String]

    @Option(name: .long, help: "Comment or reason.")
    var comment = ""

    @Option(name: .long, help: "Decide only if the content still has this digest (from list or show --json).")
    var seen: String?

    @Flag(name: .long, help: "Print one JSON document.")
    var json = false
}

/// A command that records one action on each of its tasks. Their texts differ, and what they need beside the tasks.
protocol DecidingCommand: ProductCommand {
    var decide: DecideOptions { get }
    /// What is done.
    var action: Decision.Action { get }
    /// To whom or where; empty where the action needs nothing of the kind.
    var target: String { get }
}

extension DecidingCommand {
    var target: String { "" }
    var wantsJSON: Bool { decide.json }

    func perform(in setting: Setting) async throws -> ExitStatus {
        try await Decider(setting, decide).run(action, target: target)
    }
}

struct ApproveCommand: DecidingCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Approve invoices. 同意。")
    @OptionGroup var decide: DecideOptions
    @OptionGroup var common: CommonOptions
    var action: Decision.Action { .approve }
}

struct RejectCommand: DecidingCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject", abstract: "Reject invoices; --comment is the reason. 拒绝（须说明理由）。")
    @OptionGroup var decide: DecideOptions
    @OptionGroup var common: CommonOptions
    var action: Decision.Action { .reject }
}

struct ReturnCommand: DecidingCommand {
    static let configuration = CommandConfiguration(
        commandName: "return", abstract: "Return invoices to an earlier step; --comment is the reason. 退回。")
    @OptionGroup var decide: DecideOptions
    @Option(name: .long, help: "The step's node, as show --json names it.")
    var to: String
    @OptionGroup var common: CommonOptions
    var action: Decision.Action { .returnToStep }
    var target: String { to }
}

struct TransferCommand: DecidingCommand {
    static let configuration = CommandConfiguration(
        commandName: "transfer", abstract: "Hand invoices to somebody else. 转交。")
    @OptionGroup var decide: DecideOptions
    @Option(name: .long, help: "The person's user name at the OA.")
    var to: String
    @OptionGroup var common: CommonOptions
    var action: Decision.Action { .transfer }
    var target: String { to }
}

/// A reason or a person is missing.
struct DecisionIncomplete: ExplainedError, Hashable {
    let action: Decision.Action

    var explanation: LocalizedText {
        switch action {
        case .reject, .returnToStep:
            LocalizedText(zh: "\(action.title.zh)必须说明理由。", en: "A reason is needed to \(action.title.en).")
        case .remark:
            LocalizedText(zh: "评论内容不能为空。", en: "There is nothing in the comment.")
        case .approve, .transfer, .addApproverBefore, .addApproverAfter, .hold, .release:
            LocalizedText(zh: "\(action.title.zh)缺少对象。", en: "A person is needed to \(action.title.en).")
        }
    }
    var remedy: LocalizedText {
        action.needsPerson
            ? LocalizedText(zh: "请加上 --to 用户名。", en: "Add --to with a user name.")
            : LocalizedText(zh: "请加上 --comment \"内容\"。", en: "Add --comment \"the reason\".")
    }
}

/// Records decisions one by one, then delivers them, then says where each one stands.
struct Decider {
    let setting: Setting
    let options: DecideOptions

    init(_ setting: Setting, _ options: DecideOptions) {
        self.setting = setting
        self.options = options
    }

    func run(_ action: Decision.Action, target: String) async throws -> ExitStatus {
        guard options.comment.utf8.count <= OAProfile.largestComment else { throw CommentTooLong() }
        let workplace = try Workplace(in: setting)
        try await workplace.requireSupport(of: action)
        let target = action.needsPerson ? try workplace.user(named: target) : target
        guard let decision = Decision(action: action, comment: options.comment, target: target) else {
            throw DecisionIncomplete(action: action)
        }
        var results: [Result] = []
        for id in options.ids { results.append(record(decision, on: id, in: workplace)) }
        if workplace.ledger.isOnReserve { setting.voice.say(workplace.ledger.reserveNotice) }
        let health = await deliver(results, in: workplace)
        return try report(results, health: health, in: workplace)
    }

    /// What became of one of the named tasks.
    private struct Result {
        enum Outcome {
            case recorded(OperationID)
            case refused(any ExplainedError)
        }

        let name: String
        let entry: MirrorEntry?
        let outcome: Outcome

        var recorded: OperationID? {
            if case .recorded(let id) = outcome { id } else { nil }
        }
    }

    private func record(_ decision: Decision, on name: String, in workplace: Workplace) -> Result {
        var entry: MirrorEntry?
        do {
            let found = try workplace.mirror.entry(named: name)
            entry = found
            guard found.task.status.isOpen || !decision.action.occupiesTask else {
                throw TaskProblem.notOpen(name, found.task.status)
            }
            if decision.action == .hold || decision.action == .release {
                guard found.task.isHeld == (decision.action == .release) else {
                    throw TaskProblem.holdDiffers(name, isHeld: found.task.isHeld)
                }
            }
            guard found.task.assignee == workplace.account.user else {
                throw TaskProblem.notYours(name, assignee: found.task.assignee)
            }
            if let seen = options.seen {
                guard ContentDigest(hex: seen) == SeenContent(of: found.task).digest else {
                    throw TaskProblem.changedSinceSeen(name)
                }
            }
            if case .returnToStep(let node, _) = decision {
                let steps = found.task.steps.filter { $0.state == .done }.map(\.node)
                guard steps.contains(node) || node == "submitter" else {
                    throw TaskProblem.noSuchStep(node, possible: steps + ["submitter"])
                }
            }
            if decision.action == .approve { warn(of: found.findings, on: name) }
            var random = SystemRandomNumberGenerator()
            let now = WallClock.now()
            let operation = try workplace.ledger.record(
                NewOperation(
                    id: OperationID(milliseconds: now, using: &random), task: found.task, decision: decision,
                    actor: workplace.account.user, recordedAt: now),
                signing: setting.statementSigner(mayAsk: true))
            // Only now, after COMMIT, may this be said.
            let totals = found.task.invoice.totals
            setting.voice.say(
                LocalizedText(
                    zh: "已记录 \(operation.id.rawValue)：\(decision.action.title.zh) \(name)，"
                        + "\(found.task.invoice.seller.name)，价税合计 \(totals.gross.grouped)。",
                    en: "Recorded \(operation.id.rawValue): \(decision.action.title.en) \(name), "
                        + "\(found.task.invoice.seller.name), total \(totals.gross.grouped)."))
            return Result(name: name, entry: found, outcome: .recorded(operation.id))
        } catch let error as any ExplainedError {
            setting.voice.say(error)
            note(error, decision.action, entry.map { SeenTask($0.task) } ?? SeenTask(named: name), workplace)
            return Result(name: name, entry: entry, outcome: .refused(error))
        } catch {
            // `entry(named:)` and `record` throw explained errors only.
            return Result(name: name, entry: entry, outcome: .refused(TaskProblem.notFound(name)))
        }
    }

    /// An attempt that was refused before anything was recorded leaves an entry too.
    private func note(
        _ error: any ExplainedError, _ action: Decision.Action, _ seen: SeenTask, _ workplace: Workplace
    ) {
        do {
            try workplace.ledger.note(
                .decisionFailed(action, on: seen, reason: error.explanation.en), at: WallClock.now())
        } catch {
            setting.voice.say(error)
        }
    }

    /// The command line decides on what it names; what stands against it is said before.
    private func warn(of findings: [Finding], on name: String) {
        for finding in findings where finding.severity == .error {
            setting.voice.say(
                LocalizedText(
                    zh: "注意 \(name)：\(finding.title.zh)。\(finding.reason.zh)",
                    en: "Note on \(name): \(finding.title.en). \(finding.reason.en)"))
        }
    }

    /// Delivers now if this process may sync; otherwise waits a while for the one that does.
    private func deliver(_ results: [Result], in workplace: Workplace) async -> SyncHealth {
        let recorded = results.compactMap(\.recorded)
        guard !recorded.isEmpty else { return SyncHealth() }
        do {
            return try await workplace.withConnector { connector in
                let synchronizer = workplace.makeSynchronizer(connector)
                let health = await synchronizer.round().health
                guard health.connection == .elsewhere else { return health }
                let deadline = ContinuousClock.now.advanced(by: .seconds(10))
                while ContinuousClock.now < deadline {
                    let waiting = try recorded.contains {
                        try workplace.ledger.operation($0)?.state.isUndelivered == true
                    }
                    guard waiting else { break }
                    try await Task.sleep(for: .milliseconds(100))
                }
                return health
            }
        } catch let error as OAError {
            return SyncHealth(connection: .offline(error))
        } catch let error as StoreError {
            return SyncHealth(connection: .storeTrouble(error))
        } catch {
            return SyncHealth(connection: .untried)
        }
    }

    private func report(_ results: [Result], health: SyncHealth, in workplace: Workplace) throws -> ExitStatus
    {
        var rows: [DecisionOutput] = []
        var status = health.verdict.status
        for result in results {
            switch result.outcome {
            case .recorded(let id):
                guard var operation = try workplace.ledger.operation(id) else { continue }
                // A rebase gave the decision another name: the newest on the task is where it stands now.
                while operation.state == .superseded,
                    let next = try workplace.ledger.replacement(of: operation.id)
                {
                    operation = next
                }
                rows.append(DecisionOutput(name: result.name, operation: operation, entry: result.entry))
                if operation.state.needsAttention { status = .refusal }
                // Another process syncs, and the OA did not answer it either.
                if operation.state.isUndelivered, status == .done { status = .unreachable }
                let tail = operation.reason.isEmpty ? "" : " (\(operation.reason))"
                setting.voice.say(
                    LocalizedText(
                        zh: "\(result.name)：\(operation.state.title.zh)\(tail)",
                        en: "\(result.name): \(operation.state.title.en)\(tail)"))
            case .refused(let error):
                rows.append(DecisionOutput(name: result.name, error: error))
                status = ExitStatus(for: error)
            }
        }
        if let error = health.verdict.error { setting.voice.say(error) }
        if options.json { try Output.json(["results": rows]) }
        return status
    }
}

/// A comment is longer than the profile carries.
private struct CommentTooLong: ExplainedError {
    var explanation: LocalizedText {
        LocalizedText(
            zh: "--comment 超过 \(OAProfile.largestComment) 字节。",
            en: "--comment is longer than \(OAProfile.largestComment) bytes.")
    }
    var remedy: LocalizedText { LocalizedText(zh: "请缩短后重试。", en: "Shorten it and try again.") }
}

/// One named task and what became of it.
private struct DecisionOutput: Encodable {
    let id: String
    let state: String
    let operation: OperationOutput?
    let seller: String?
    let amount: String?
    let error: LocalizedText?
    let remedy: LocalizedText?

    init(name: String, operation: RecordedOperation, entry: MirrorEntry?) {
        id = name
        state = operation.state.rawValue
        self.operation = OperationOutput(operation)
        seller = entry?.task.invoice.seller.name
        amount = entry?.task.invoice.totals.gross.plain
        error = nil
        remedy = nil
    }

    init(name: String, error: any ExplainedError) {
        id = name
        state = "not-recorded"
        operation = nil
        seller = nil
        amount = nil
        self.error = error.explanation
        remedy = error.remedy
    }
}
