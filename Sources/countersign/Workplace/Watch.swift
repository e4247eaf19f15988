import Foundation
import Invoicing
import Logging
import Store
import Sync
import Synchronization

/// What stands beside `sync --watch`: figures for Prometheus, alerts, and word to systemd.
final class Watch: Sendable {
    /// How often the figures are read.
    static let interval = Duration.seconds(15)

    private struct State {
        var health = SyncHealth()
        var isReady = false
        var book: AlertBook
        var hasComplained = false
    }

    private let workplace: Workplace
    private let metrics: MetricsFile?
    private let notice: ServiceNotice?
    private let state: Mutex<State>

    /// Makes one; nothing happens before ``run()``.
    init(_ workplace: Workplace, metrics: MetricsFile?) {
        self.workplace = workplace
        self.metrics = metrics
        notice = ServiceNotice(environment: workplace.setting.environment)
        state = Mutex(State(book: AlertBook(workplace.setting.configuration.alerts)))
    }

    /// Hears what happened while syncing. The first word of health comes after the first round: then the service is ready,
    /// also where the OA is away.
    func note(_ event: SyncEvent) {
        guard case .health(let health) = event else { return }
        let isFirst = state.withLock { state in
            state.health = health
            defer { state.isReady = true }
            return !state.isReady
        }
        let status =
            health.connection == .online ? "online" : (health.verdict.error?.explanation.en ?? "waiting")
        if isFirst {
            notice?.ready(status)
            look()
        } else {
            notice?.status(status)
        }
    }

    /// Looks again and again until cancelled.
    func run() async {
        guard metrics != nil || !workplace.setting.configuration.alerts.isEmpty else { return }
        while !Task.isCancelled {
            look()
            try? await Task.sleep(for: Self.interval)
        }
    }

    /// The service ends.
    func end() { notice?.stopping() }

    private func look() {
        let health = state.withLock { $0.health }
        do {
            let gauges = try Gauges(workplace, lastPullAt: health.lastPullAt, at: WallClock.now())
            try metrics?.write(gauges.prometheus(isOnline: health.connection == .online))
            for (rule, value) in state.withLock({ $0.book.due(gauges) }) { call(rule, value) }
        } catch {
            // Figures that cannot be written must not end the delivery of decisions; it is said once.
            workplace.logger.error("figures cannot be written", metadata: ["error.message": "\(error)"])
            let isFirst = state.withLock { state in
                defer { state.hasComplained = true }
                return !state.hasComplained
            }
            if isFirst {
                workplace.setting.voice.say(
                    LocalizedText(
                        zh: "指标文件无法写入：\(metrics?.path ?? "")；同步照常进行。",
                        en: "The figures cannot be written to \(metrics?.path ?? ""); sync goes on."))
            }
        }
    }

    /// Runs the command of a rule; how it ends is its own affair.
    private func call(_ rule: AlertRule, _ value: Int64) {
        let logger = workplace.logger
        let metadata: Logger.Metadata = [
            "alert": "\(rule.kind.rawValue)", "value": "\(value)", "threshold": "\(rule.threshold)",
        ]
        logger.warning("alert", metadata: metadata)
        guard let program = rule.command.first else { return }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = Array(rule.command.dropFirst())
        process.environment = workplace.setting.environment.merging([
            "COUNTERSIGN_ALERT": rule.kind.rawValue, "COUNTERSIGN_ALERT_VALUE": String(value),
            "COUNTERSIGN_ALERT_THRESHOLD": String(rule.threshold),
        ]) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            logger.error(
                "the command of an alert cannot be run", metadata: ["process.executable": "\(program)"])
        }
    }
}

/// The file that this program was started from.
enum ProgramFile {
    /// Its path.
    static var path: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
            ?? CommandLine.arguments[0]
    }
}
