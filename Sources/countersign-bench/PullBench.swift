import ArgumentParser
import Foundation
import Logging
import OAClient
import ReferenceOA
import Store
import Sync

/// Budget: the first sync over loopback HTTP reaches half of the rate at which the sqlite3 shell inserts the same rows into
/// the same schema, in one run; the client's memory stays within 96 MiB whatever the count.
struct PullBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull",
        abstract: "First sync of --count invoices from an OA in another process, beside the sqlite3 shell.",
        discussion: """
            The reference OA runs in a process of its own and is asked over real HTTP. Afterwards the sqlite3 shell gets \
            every row of the result as INSERT statements, in transactions of a page each as the puller's, into the same \
            tables, indexes and full-text index under the same journal mode and cache. Ends with status 1 where the ratio \
            is below 0.5 or the peak of resident memory above 96 MiB.
            """)
    @OptionGroup var options: BenchOptions
    @Flag(help: "Print one JSON document.")
    var json = false
    @Option(help: "The sqlite3 shell.")
    var shell = "/usr/bin/sqlite3"

    func run() async throws {
        let root = try BenchFolder()
        let figures = try await pull(into: root.url.appendingPathComponent("store"), root: root)
        let database = root.url.appendingPathComponent("store/cache.db")
        let baseline = try ShellBaseline(shell: shell, folder: root.url)
        let inserting = try baseline.insert(rowsOf: database, pageSize: Self.pageSize)
        let result = Result(
            rows: figures.rows, pull: figures.time, shell: inserting, peak_rss_kib: figures.peak)
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            print(String(decoding: try encoder.encode(result), as: UTF8.self))
        } else {
            print(result.table)
        }
        guard result.is_within_bounds else { throw ExitCode.failure }
    }

    /// Tasks on one page of a snapshot of the reference OA, each of which the puller commits at once.
    private static let pageSize = 500

    private func pull(into store: URL, root: BenchFolder) async throws -> (
        rows: Int, time: TimeSpent, peak: Int
    ) {
        let oa = try OAProcess(
            folder: root.url.appendingPathComponent("oa"), count: options.count, seed: options.seed)
        defer { oa.stop() }
        let silent = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
        let account = try await ProfileConnector.signInToDemo(url: oa.url, logger: silent)
        let connector = try ProfileConnector(account: account, logger: silent)
        let session = Ledger.Session(id: "bench", actor: account.user, host: "bench", appVersion: "bench")
        let synchronizer = Synchronizer(
            connector: connector, ledger: try Ledger(folder: store, session: session),
            mirror: try Mirror(folder: store), folder: store, world: .system, logger: silent)
        let start = TimeSpent.now(of: .thisProcess)
        let report = await synchronizer.round()
        let time = TimeSpent.now(of: .thisProcess) - start
        let peak = try ResidentMemory.peak()
        await connector.shutDown()
        guard report.health.connection == .online, report.changed > 0 else {
            throw ValidationError("the first sync did not succeed: \(report.health.connection)")
        }
        return (report.changed, time, peak)
    }

    /// What was measured. The members are those of `--json`.
    private struct Result: Encodable {
        static let leastRatio = 0.5
        static let mostMemory = 96 * 1_024

        let rows: Int
        let pull_seconds: Double
        let shell_seconds: Double
        let pull_cpu_seconds: Double
        let shell_cpu_seconds: Double
        let peak_rss_kib: Int
        let pull_rows_per_second: Double
        let shell_rows_per_second: Double
        let ratio: Double
        let is_within_bounds: Bool

        init(rows: Int, pull: TimeSpent, shell: TimeSpent, peak_rss_kib: Int) {
            self.rows = rows
            pull_seconds = pull.elapsed
            shell_seconds = shell.elapsed
            pull_cpu_seconds = pull.processor
            shell_cpu_seconds = shell.processor
            self.peak_rss_kib = peak_rss_kib
            pull_rows_per_second = Double(rows) / pull_seconds
            shell_rows_per_second = Double(rows) / shell_seconds
            ratio = shell_seconds / pull_seconds
            is_within_bounds = ratio >= Self.leastRatio && peak_rss_kib <= Self.mostMemory
        }

        var table: String {
            func row(_ name: String, _ seconds: Double, _ processor: Double, _ rate: Double) -> String {
                let columns = [
                    name.padded(to: 28), seconds.rounded(to: 2).padded(to: 10),
                    processor.rounded(to: 2).padded(to: 14), "\(Int(rate))",
                ]
                return columns.joined()
            }
            return """
                \("".padded(to: 28))\("seconds".padded(to: 10))\("CPU seconds".padded(to: 14))tasks/s
                \(row("first sync over HTTP", pull_seconds, pull_cpu_seconds, pull_rows_per_second))
                \(row("sqlite3 shell, same rows", shell_seconds, shell_cpu_seconds, shell_rows_per_second))
                \(rows) tasks, both in transactions of \(PullBench.pageSize); ratio \(ratio.rounded(to: 2)) \
                (bound \(Self.leastRatio)); peak RSS of the client \(peak_rss_kib / 1_024) MiB \
                (bound \(Self.mostMemory / 1_024))
                """
        }
    }
}

/// The reference OA, as a process of its own.
struct ServeOABench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve-oa", abstract: "The OA for `pull`, until standard input ends.",
        shouldDisplay: false)
    @OptionGroup var options: BenchOptions
    @Option(help: "The folder of its database.")
    var folder: String

    func run() async throws {
        let server = try ReferenceServer(
            options: ReferenceServer.Options(
                port: 0, folder: URL(fileURLWithPath: folder, isDirectory: true), seed: options.seed,
                invoices: options.count),
            logger: Logger(label: "oa") { _ in SwiftLogNoOpLogHandler() })
        let serving = Task {
            try await server.run { port in
                try? FileHandle.standardOutput.write(contentsOf: Data("http://127.0.0.1:\(port)\n".utf8))
            }
        }
        // Ends with whoever started it.
        let listening = Thread {
            _ = try? FileHandle.standardInput.readToEnd()
            serving.cancel()
        }
        listening.start()
        try await serving.value
    }
}

/// The process of ``ServeOABench``.
private final class OAProcess {
    let url: String
    private let process = Process()
    private let input = Pipe()

    /// Starts it, and waits until it takes connections.
    init(folder: URL, count: Int, seed: UInt64) throws {
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["serve-oa", "--folder", folder.path, "--count", "\(count)", "--seed", "\(seed)"]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var line = Data()
        while let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty,
            byte != Data("\n".utf8)
        {
            line += byte
        }
        guard !line.isEmpty else { throw ValidationError("the OA did not start") }
        url = String(decoding: line, as: UTF8.self)
    }

    func stop() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}

/// How long something took. The processor's time tells where other programs held it up.
struct TimeSpent {
    /// By the clock, in seconds.
    var elapsed: Double
    /// On processors, in seconds.
    var processor: Double

    /// Whose time on processors.
    enum Spender {
        case thisProcess
        /// The processes that this one started and that ended.
        case endedChildren
    }

    /// Since some time in the past.
    static func now(of spender: Spender) -> TimeSpent {
        var usage = rusage()
        switch spender {
        case .thisProcess: getrusage(RUSAGE_SELF.rawValue, &usage)
        case .endedChildren: getrusage(RUSAGE_CHILDREN.rawValue, &usage)
        }
        let times = [usage.ru_utime, usage.ru_stime].map { Double($0.tv_sec) + Double($0.tv_usec) / 1e6 }
        var clock = timespec()
        clock_gettime(CLOCK_MONOTONIC, &clock)
        return TimeSpent(
            elapsed: Double(clock.tv_sec) + Double(clock.tv_nsec) / 1e9, processor: times[0] + times[1])
    }

    static func - (end: TimeSpent, start: TimeSpent) -> TimeSpent {
        TimeSpent(elapsed: end.elapsed - start.elapsed, processor: end.processor - start.processor)
    }
}

/// The memory of this process.
private enum ResidentMemory {
    /// The peak of its resident memory so far, in KiB (`VmHWM`, proc(5)).
    static func peak() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        guard let kibibytes = line?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw ValidationError("/proc/self/status names no VmHWM")
        }
        return kibibytes
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(1, width - count))
    }
}

extension Double {
    fileprivate func rounded(to places: Int) -> String {
        let factor = (0..<places).reduce(1) { value, _ in value * 10 }
        let whole = Int((self * Double(factor)).rounded())
        return "\(whole / factor).\(String(factor + whole % factor).dropFirst())"
    }
}
