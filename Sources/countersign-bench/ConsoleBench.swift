import ArgumentParser
import Foundation

/// The console's budgets: the built program in a terminal of 120 by 40, over the store of a folder.
struct ConsoleBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "console",
        abstract: "Runs the built countersign in a terminal and measures its keys: times, bytes, memory.",
        discussion: """
            Make the store first: countersign-bench seed --invoices 1000000 DIR. Times are taken where the terminal \
            reads, from just after the key was written to the last byte of its answer. The exit status is 1 when a bound \
            is missed. Build both with -c release.
            """)
    @Option(help: "The COUNTERSIGN_HOME to measure over.")
    var home: String
    @Option(help: "The program; else the one beside this.")
    var program: String?
    @Option(help: "How many single keys are timed.")
    var keys = 400
    @Option(help: "How often the console is started.")
    var starts = 10
    @Option(help: "How many seconds nothing happens.")
    var idle = 10
    @Option(help: "The language of the screen: zh or en.")
    var lang = "en"
    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let session = ConsoleFigures(
            program: program ?? Self.neighbour, home: home, language: lang, keys: keys, starts: starts,
            idle: idle)
        let figures = try session.measure()
        print(try json ? Figure.json(figures) : Figure.table(figures))
        guard figures.allSatisfy(\.isKept) else { throw ExitCode.failure }
    }

    private static var neighbour: String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("countersign")
            .path
    }
}
