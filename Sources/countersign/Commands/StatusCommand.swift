import ArgumentParser
import Invoicing
import OAClient
import OAProfile
import Store

struct StatusCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Sync health, outbox, last errors, counts. 同步与待发送情况。")
    @Flag(name: .long, help: "Print one JSON document.")
    var json = false
    @OptionGroup var common: CommonOptions
    var wantsJSON: Bool { json }

    func perform(in setting: Setting) async throws -> ExitStatus {
        let workplace = try Workplace(in: setting)
        let plan = try ConnectionPlan(of: workplace.account, environment: setting.environment)
        let status = try StatusOutput(workplace, plan)
        if json {
            try Output.json(status)
        } else {
            say(status, plan.sentence, in: setting.language)
        }
        return .done
    }

    private func say(_ status: StatusOutput, _ way: LocalizedText?, in language: Language) {
        func line(_ zh: String, _ en: String) { Output.line(LocalizedText(zh: zh, en: en)[language]) }
        line(
            "账号：\(status.account.user)，\(status.account.url)",
            "Account: \(status.account.user) at \(status.account.url)")
        if let capability = status.capability {
            let (guarantee, risk) = (capability.guarantee, capability.residual_risk)
            line(
                "OA 能力级别 \(capability.level)：\(guarantee.zh)。剩余风险：\(risk.zh)",
                "Capability level \(capability.level): \(guarantee.en). Residual risk: \(risk.en)")
        }
        if let way { line("连接：\(way.zh)", "Connection: \(way.en)") }
        let pulled = status.sync.last_pull_at
        line("上次同步：\(pulled ?? "尚未同步")", "Last pull: \(pulled ?? "never")")
        if let compared = status.comparison {
            line(
                "与 OA 核对：\(compared.at)，差异 \(compared.differences)",
                "Compared with the OA: \(compared.at), \(compared.differences) differences")
        }
        line(
            "单据 \(status.counts.tasks) 张，待我审批 \(status.counts.to_decide)，有核验问题 \(status.counts.flagged)",
            "\(counted(status.counts.tasks, "document")), \(status.counts.to_decide) to decide, \(status.counts.flagged) flagged"
        )
        line(
            "待发送 \(status.undelivered)，冲突 \(status.conflicts)",
            "\(status.undelivered) to send, \(status.conflicts) in conflict")
        for problem in status.last_errors {
            let state = OperationState(rawValue: problem.state)?.title[language] ?? problem.state
            let action = Decision.Action(rawValue: problem.action)?.title[language] ?? problem.action
            line(
                "\(problem.task) \(action)：\(state)。\(problem.reason)",
                "\(problem.task) \(action): \(state). \(problem.reason)")
        }
    }
}

/// What `status --json` prints.
private struct StatusOutput: Encodable {
    struct Account: Encodable {
        let url: String
        let user: String
    }
    struct Capability: Encodable {
        let level: Int
        let guarantee: LocalizedText
        let residual_risk: LocalizedText
    }
    struct SyncOutput: Encodable {
        let epoch: String?
        let cursor: String?
        let last_pull_at: String?
    }
    struct Counts: Encodable {
        let tasks: Int
        let to_decide: Int
        let flagged: Int
    }

    let account: Account
    let capability: Capability?
    let connection: ConnectionOutput
    let sync: SyncOutput
    let comparison: ComparisonOutput?
    let counts: Counts
    let outbox: [String: Int]
    let undelivered: Int
    let oldest_undelivered_at: String?
    let conflicts: Int
    let last_errors: [OperationOutput]
    let health: GaugesOutput

    init(_ workplace: Workplace, _ plan: ConnectionPlan) throws {
        connection = ConnectionOutput(plan)
        account = Account(url: workplace.account.url, user: workplace.account.user)
        capability = workplace.account.level.map {
            Capability(level: $0.rawValue, guarantee: $0.guarantee, residual_risk: $0.risk)
        }
        let state = try workplace.mirror.syncState()
        sync = SyncOutput(
            epoch: state?.epoch, cursor: state?.cursor,
            last_pull_at: state.map { WallClock.text($0.updatedAt) })
        comparison = try workplace.mirror.lastComparison().map(ComparisonOutput.init)
        func count(_ text: String) throws -> Int {
            try workplace.mirror.count(Query(parsing: text, in: workplace.queryContext))
        }
        counts = Counts(
            tasks: try count(""), to_decide: try count("status:pending mine"),
            flagged: try count("status:pending mine flagged"))
        let states = try workplace.ledger.counts()
        outbox = Dictionary(
            uniqueKeysWithValues: OperationState.allCases.map { ($0.rawValue, states[$0] ?? 0) })
        undelivered = OperationState.allCases.filter(\.isUndelivered).reduce(0) { $0 + (states[$1] ?? 0) }
        conflicts = states[.conflict] ?? 0
        let waiting = try workplace.ledger.operations(in: [.recorded, .sending, .unknown], limit: 10_000)
        oldest_undelivered_at = waiting.map(\.recordedAt).min().map(WallClock.text)
        health = GaugesOutput(try Gauges(workplace, at: WallClock.now()))
        let troubled = try workplace.ledger.operations(in: [.unknown, .conflict, .refused, .dead], limit: 20)
        last_errors = troubled.map(OperationOutput.init)
    }
}
