import Foundation
import Glibc
import Invoicing
import Store
import Sync
import Terminal

/// The console as appended text on standard output, driven by lines from standard input: for screen readers, for terminals
/// that cannot move a cursor, and for pipes. It sends no control sequence.
public final class LinearProgram: Sendable {
    private let context: ConsoleContext
    private let services: ConsoleServices
    private let mailbox: Mailbox<ConsoleEvent>

    /// The longest line that is read, in bytes; a longer one is cut.
    public static let longestLine = 65_536

    /// Checks what can be checked before anything is said.
    /// - Throws: ``ConsoleProblem`` for keys that cannot be used, or when the system has no descriptor left.
    public init(context: ConsoleContext, services: ConsoleServices) throws(ConsoleProblem) {
        self.context = context
        self.services = services
        do throws(TerminalProblem) { mailbox = try Mailbox() } catch { throw .terminal(error) }
        try ConsoleContext.check(macros: context.macros, keys: context.keys)
    }

    /// For `Synchronizer.run(observe:)`. May be called from any thread; never waits.
    public var observe: @Sendable (SyncEvent) -> Void {
        { [mailbox] event in mailbox.post(.sync(event)) }
    }

    /// Runs until the user leaves or standard input ends, on a thread of its own.
    /// - Parameter showsPrompt: whether a person types: then each line is asked for.
    /// - Throws: ``ConsoleProblem`` when the state cannot be made.
    public func run(showsPrompt: Bool) async throws(ConsoleProblem) -> ConsoleExit {
        try await ConsoleThread.run { [self] () throws(ConsoleProblem) in
            try runOnThisThread(showsPrompt: showsPrompt)
        }
    }

    private func runOnThisThread(showsPrompt: Bool) throws(ConsoleProblem) -> ConsoleExit {
        var stage = try LinearStage(context: context, services: services)
        var reader = LineReader()
        var isHeard = write(stage.open())
        while isHeard && !stage.hasEnded {
            if showsPrompt { isHeard = write(LinearView.prompt(of: stage.state)) }
            guard isHeard, let line = reader.next() else { break }
            stage.post(mailbox.drain())
            isHeard = write(stage.take(line))
        }
        return stage.finish()
    }

    /// - Returns: whether somebody still reads.
    private func write(_ lines: [String]) -> Bool {
        lines.isEmpty || write(lines.joined(separator: "\n") + "\n")
    }

    private func write(_ text: String) -> Bool {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count > 0 {
                bytes = bytes.dropFirst(count)
            } else if count == 0 || errno != EINTR {
                return false
            }
        }
        return true
    }
}

/// Lines from standard input.
private struct LineReader {
    private var waiting: [UInt8] = []
    private var isAtEnd = false

    /// The next line without its end; nothing when there are no more.
    mutating func next() -> String? {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            if let end = waiting.firstIndex(of: 0x0A) {
                defer { waiting.removeFirst(end + 1) }
                return String(decoding: waiting[..<end].prefix(LinearProgram.longestLine), as: UTF8.self)
            }
            if isAtEnd {
                defer { waiting = [] }
                return waiting.isEmpty ? nil : String(decoding: waiting, as: UTF8.self)
            }
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            if count > 0 {
                waiting += buffer[..<count]
                // The end of a line that nobody could have typed is not kept.
                let isTooLong = waiting.count > 2 * LinearProgram.longestLine && !waiting.contains(0x0A)
                if isTooLong { waiting.removeLast(waiting.count - LinearProgram.longestLine) }
            } else if count == 0 || errno != EINTR {
                isAtEnd = true
            }
        }
    }
}
