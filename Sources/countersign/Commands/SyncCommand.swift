import ArgumentParser
import Foundation
import Invoicing
import OAProfile
import Store
import Sync

struct SyncCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "One round of sync, or a daemon with --watch. 与 OA 同步。")
    @Flag(name: .long, help: "Go on until stopped.")
    var watch = false
    @Flag(name: .long, help: "Print one JSON document (not with --watch).")
    var json = false
    @Flag(name: .long, help: "Compare everything shown here with the OA, and fetch again what differs.")
    var compare = false
    @Option(
        name: .long, help: "Tell everything about one operation (its id, or its task) instead of syncing.")
    var explain: String?
    @Option(name: .long, help: "With --watch: keep figures for Prometheus in this file.")
    var metrics: String?
    @Flag(name: .long, help: "Print a systemd user unit for --watch.")
    var unit = false
    @OptionGroup var common: CommonOptions
    var wantsJSON: Bool { json }

    func perform(in setting: Setting) async throws -> ExitStatus {
        if unit {
            Output.lines(
                ServiceUnit.text(
                    program: ProgramFile.path, home: setting.environment["COUNTERSIGN_HOME"], metrics: metrics
                ))
            return .done
        }
        let workplace = try Workplace(in: setting)
        if let explain {
            let story = try OperationStory(of: explain, in: workplace)
            if json { try Output.json(OperationStoryOutput(story)) } else { story.say(in: setting.language) }
            return .done
        }
        return try await workplace.withConnector { connector in
            let synchronizer = workplace.makeSynchronizer(connector)
            if compare, !watch {
                let (report, outcome) = await synchronizer.compare()
                return try self.report(report, comparison: outcome, setting: setting)
            }
            return watch
                ? await keepSyncing(synchronizer, workplace)
                : try report(await synchronizer.round(), setting: setting)
        }
    }

    private func report(
        _ report: RoundReport, comparison outcome: ComparisonOutcome? = nil, setting: Setting
    ) throws -> ExitStatus {
        let verdict = report.health.verdict
        var status = verdict.status
        if status == .done, report.operations.contains(where: \.state.needsAttention) {
            status = .refusal
        }
        if json {
            try Output.json(
                SyncOutput(
                    changed: report.changed, gone: report.gone,
                    operations: report.operations.map(OperationOutput.init),
                    health: HealthOutput(report.health),
                    comparison: outcome?.comparison.map(ComparisonOutput.init)))
        }
        if let error = verdict.error {
            setting.voice.say(error)
        } else if report.health.connection == .elsewhere {
            setting.voice.say(
                LocalizedText(zh: "另一个进程正在同步，无需重复。", en: "Another process is syncing already; nothing to do.")
            )
        } else {
            setting.voice.say(
                LocalizedText(
                    zh: "已同步：更新 \(report.changed)，移除 \(report.gone)，处理决定 \(report.operations.count)。",
                    en:
                        "Synced: \(report.changed) changed, \(report.gone) gone, \(counted(report.operations.count, "decision")) moved."
                ))
        }
        // The last word of the round about each operation that a person must look at.
        var said: Set<OperationID> = []
        for operation in report.operations.reversed()
        where said.insert(operation.id).inserted && operation.state.needsAttention {
            setting.voice.say(operation.refusal)
        }
        if let outcome {
            if let text = outcome.text { setting.voice.say(text) }
            if status == .done, outcome.needsAttention { status = .refusal }
        }
        if let refused = report.health.refusedCheckpoint {
            setting.voice.say(
                LocalizedText(
                    zh: "OA 不接受本机审计日志的检查点（\(refused.detail)）：日志可能被截断或改写，或者该用户在另一台机器上有自己的日志。"
                        + "请运行 countersign audit verify，并与 OA 管理员核对。",
                    en:
                        "The OA refused the checkpoint of this audit log (\(refused.detail)): the log may have been cut "
                        + "or rewritten, or the user has one of their own on another machine. Run countersign audit "
                        + "verify and compare with the OA's operator."))
        }
        return status
    }

    /// Until SIGINT or SIGTERM; what is being committed is committed.
    private func keepSyncing(_ synchronizer: Synchronizer, _ workplace: Workplace) async -> ExitStatus {
        let voice = workplace.setting.voice
        let watch = Watch(workplace, metrics: metrics.map(MetricsFile.init(path:)))
        await StopSignals.run {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await watch.run() }
                group.addTask {
                    await synchronizer.run { event in
                        watch.note(event)
                        switch event {
                        case .health(let health):
                            if let error = health.verdict.error { voice.say(error) }
                        case .operation(let operation):
                            voice.say(
                                LocalizedText(
                                    zh: "\(operation.task.rawValue)：\(operation.state.title.zh)",
                                    en: "\(operation.task.rawValue): \(operation.state.title.en)"))
                        case .mirror, .snapshot: break
                        }
                    }
                }
            }
        }
        watch.end()
        return .done
    }
}

private struct SyncOutput: Encodable {
    let changed: Int
    let gone: Int
    let operations: [OperationOutput]
    let health: HealthOutput
    let comparison: ComparisonOutput?
}
