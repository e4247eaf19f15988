import ArgumentParser
import Foundation

// The design's budgets, measured on this machine, in this build. In: a count and a seed. Out: one line a figure.
// What depends on the machine is compared with something else in the same run (`apply` with the sqlite3 shell).
// One file a budget; times are taken with the monotonic clock, and medians and 99th percentiles are printed.

@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "countersign-bench", abstract: "Measures the budgets of the design.",
        subcommands: [
            RulesBench.self, MirrorBench.self, PullBench.self, RecordBench.self, AuditBench.self,
            SimulateBench.self, SeedBench.self, ConsoleBench.self, SearchBench.self, ServeOABench.self,
        ])
}

/// What every measurement takes.
struct BenchOptions: ParsableArguments {
    @Option(help: "How many invoices or decisions.")
    var count = 20_000
    @Option(help: "The seed of the sample data.")
    var seed: UInt64 = 1
}

/// A list of durations and what is said of it.
struct Timings {
    private var samples: [Duration] = []

    /// Does something and keeps how long it took.
    mutating func measure<Result>(_ work: () throws -> Result) rethrows -> Result {
        let start = ContinuousClock.now
        let result = try work()
        samples.append(ContinuousClock.now - start)
        return result
    }

    /// `p50 0.8 ms, p99 2.1 ms (200)`
    var summary: String {
        let sorted = samples.sorted()
        guard !sorted.isEmpty else { return "nothing measured" }
        let median = sorted[sorted.count / 2]
        let late = sorted[min(sorted.count - 1, sorted.count * 99 / 100)]
        return "p50 \(median.milliseconds) ms, p99 \(late.milliseconds) ms (\(sorted.count))"
    }
}

extension Duration {
    /// Milliseconds with three decimals.
    var milliseconds: String {
        let micro = Int64(self / .microseconds(1))
        return "\(micro / 1_000).\(String(1_000 + micro % 1_000).dropFirst())"
    }

    /// Seconds as a number.
    var seconds: Double { self / .seconds(1) }
}

/// A folder that is removed at the end.
final class BenchFolder {
    let url: URL

    /// - Parameter parent: the folder above it.
    init(in parent: URL = FileManager.default.temporaryDirectory) throws {
        url = parent.appendingPathComponent(
            "countersign-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit { try? FileManager.default.removeItem(at: url) }
}
