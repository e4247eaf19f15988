import Foundation
import OAProfile
import Store

/// The figures by which one tells from outside whether decisions get through: for `status`, for Prometheus, for alerts.
struct Gauges: Hashable, Sendable {
    /// When they were read, in milliseconds since 1970.
    let readAt: Int64
    /// How many operations stand in each state.
    let counts: [OperationState: Int]
    /// When the oldest decision that has not been settled was recorded, in milliseconds since 1970.
    let oldestUnsentAt: Int64?
    /// How often the decisions that wait were sent so far.
    let unsentAttempts: Int
    /// The last complete pull, or the last one that brought something, in milliseconds since 1970.
    let lastPullAt: Int64?
    /// The last comparison with the OA.
    let comparison: MirrorComparison?

    /// Puts figures together.
    init(
        readAt: Int64, counts: [OperationState: Int], oldestUnsentAt: Int64?, unsentAttempts: Int,
        lastPullAt: Int64?, comparison: MirrorComparison? = nil
    ) {
        self.readAt = readAt
        self.counts = counts
        self.oldestUnsentAt = oldestUnsentAt
        self.unsentAttempts = unsentAttempts
        self.lastPullAt = lastPullAt
        self.comparison = comparison
    }

    /// Reads them.
    /// - Parameter lastPullAt: the last complete pull of this process, where it pulls itself.
    /// - Throws: `StoreError`.
    init(_ workplace: Workplace, lastPullAt: Int64? = nil, at now: Int64) throws(StoreError) {
        let waiting = try workplace.ledger.operations(in: [.recorded, .sending, .unknown], limit: 10_000)
        let kept = try workplace.mirror.syncState()?.updatedAt
        self.init(
            readAt: now, counts: try workplace.ledger.counts(),
            oldestUnsentAt: waiting.map(\.recordedAt).min(),
            unsentAttempts: waiting.reduce(0) { $0 + $1.attempts },
            lastPullAt: [lastPullAt, kept].compactMap { $0 }.max(),
            comparison: try workplace.mirror.lastComparison())
    }

    /// The age of the oldest decision that has not been settled, in seconds; 0 where none waits.
    var oldestUnsentAge: Int64 { oldestUnsentAt.map { max(0, readAt - $0) / 1_000 } ?? 0 }
    /// The age of the last pull, in seconds; nothing where there was none.
    var lastPullAge: Int64? { lastPullAt.map { max(0, readAt - $0) / 1_000 } }
    /// How many decisions wait for a person.
    var conflicts: Int { counts[.conflict] ?? 0 }

    /// The text form of Prometheus, for node_exporter's textfile collector
    /// (https://prometheus.io/docs/instrumenting/exposition_formats/).
    func prometheus(isOnline: Bool) -> String {
        var text = ""
        func family(_ name: String, _ help: String, _ samples: [(labels: String, value: Int64)]) {
            guard !samples.isEmpty else { return }
            text += "# HELP countersign_\(name) \(help)\n# TYPE countersign_\(name) gauge\n"
            for sample in samples { text += "countersign_\(name)\(sample.labels) \(sample.value)\n" }
        }
        func one(_ name: String, _ help: String, _ value: Int64?) {
            family(name, help, value.map { [("", $0)] } ?? [])
        }
        one("online", "Whether the OA answered the last request.", isOnline ? 1 : 0)
        family(
            "operations", "Decisions in the ledger by state.",
            OperationState.allCases.map { ("{state=\"\($0.rawValue)\"}", Int64(counts[$0] ?? 0)) })
        one("oldest_unsent_age_seconds", "Age of the oldest decision that is not settled.", oldestUnsentAge)
        one("unsent_attempts", "How often the decisions that wait were sent so far.", Int64(unsentAttempts))
        one("conflicts", "Decisions that wait for a person.", Int64(conflicts))
        one("last_pull_age_seconds", "Age of the last complete pull.", lastPullAge)
        one("last_pull_timestamp_seconds", "Time of the last complete pull.", lastPullAt.map { $0 / 1_000 })
        one(
            "comparison_differences", "Documents that differed at the last comparison with the OA.",
            comparison.map { Int64($0.differences) })
        one(
            "comparison_timestamp_seconds", "Time of the last comparison with the OA.",
            comparison.map { $0.at / 1_000 })
        one("written_timestamp_seconds", "When these figures were read.", readAt / 1_000)
        return text
    }
}

/// The figures as `status --json` shows them.
struct GaugesOutput: Encodable {
    let oldest_unsent_age_seconds: Int64
    let unsent_attempts: Int
    let last_pull_age_seconds: Int64?
    let conflicts: Int
    let dead: Int

    init(_ gauges: Gauges) {
        oldest_unsent_age_seconds = gauges.oldestUnsentAge
        unsent_attempts = gauges.unsentAttempts
        last_pull_age_seconds = gauges.lastPullAge
        conflicts = gauges.conflicts
        dead = gauges.counts[.dead] ?? 0
    }
}

/// A file that others read while it is replaced: they find the old text or the new one, never half of one.
struct MetricsFile {
    /// Its path.
    let path: String

    /// Replaces the text. The file is readable for everybody, because another user's node_exporter reads it.
    /// - Throws: `POSIXError`.
    func write(_ text: String) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let draft = "\(folder)/.countersign-\(String(UInt64.random(in: 0...UInt64.max), radix: 36)).tmp"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        fchmod(descriptor, 0o644)
        let bytes = Array(text.utf8)
        let written = Glibc.write(descriptor, bytes, bytes.count)
        let isClosed = close(descriptor) == 0
        guard written == bytes.count, isClosed, rename(draft, path) == 0 else {
            let code = errno
            unlink(draft)
            throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO)
        }
    }
}
