import Foundation
import Terminal

/// A terminal (tmux on a server of its own) in which the program runs.
final class TmuxTerminal: Sendable {
    private let socket: String
    private let folder: TemporaryFolder

    /// Starts the program, or another one, in a terminal of a size.
    init(
        _ arguments: [String] = [], program: String = Program.path, home: TestHome, columns: Int = 120,
        rows: Int = 40,
        environment: [String: String] = [:]
    ) async throws {
        folder = try TemporaryFolder()
        socket = folder.url.appendingPathComponent("tmux").path
        var variables = home.environment(environment)
        variables["TERM"] = nil
        let assignments = variables.map { "\($0.key)=\($0.value)" }.sorted()
        try await tmux(
            [
                "-f", "/dev/null", "new-session", "-d", "-x", String(columns), "-y", String(rows), "-s",
                "main",
                "/usr/bin/env", "-i", "TERM=\(environment["TERM"] ?? "tmux-256color")",
            ] + assignments + [program] + arguments + [
                ";", "set", "-g", "status", "off", ";", "set", "-g", "remain-on-exit", "on",
            ])
    }

    deinit {
        // Nobody waits for it here; the server ends by itself.
        _ = try? ChildProcess("/usr/bin/tmux", ["-S", socket, "kill-server"])
    }

    /// Presses keys, as tmux names them.
    func press(_ keys: String...) async throws {
        for key in keys { try await tmux(["send-keys", "-t", "main", key]) }
    }

    /// Types text.
    func type(_ text: String) async throws { try await tmux(["send-keys", "-t", "main", "-l", text]) }

    /// Gives the terminal another size.
    func resize(columns: Int, rows: Int) async throws {
        try await tmux(["resize-window", "-t", "main", "-x", String(columns), "-y", String(rows)])
    }

    /// The screen as lines.
    func screen() async throws -> [String] {
        try await tmux(["capture-pane", "-p", "-t", "main"]).split(
            separator: "\n", omittingEmptySubsequences: false
        ).map(String.init)
    }

    /// Waits until a line contains the text, and gives the screen.
    @discardableResult
    func waitFor(_ text: String, within limit: Duration = .seconds(20)) async throws -> [String] {
        try await waitUntil("the screen shows “\(text)”", within: limit) { lines in
            lines.contains { $0.contains(text) }
        }
    }

    /// Waits until the screen is as wanted.
    @discardableResult
    func waitUntil(
        _ what: String, within limit: Duration = .seconds(20), _ isWanted: ([String]) -> Bool
    ) async throws -> [String] {
        var last: [String] = []
        do {
            return try await eventually(within: limit, what) {
                last = try await screen()
                return isWanted(last) ? last : nil
            }
        } catch {
            throw Failure("\(error)\n" + last.joined(separator: "\n"))
        }
    }

    /// Writes everything that the program sends to the terminal from now on into a file.
    func record(to file: URL) async throws {
        try await tmux(["pipe-pane", "-t", "main", "cat > '\(file.path)'"])
    }

    /// The program's process.
    func processID() async throws -> pid_t {
        let text = try await tmux(["display-message", "-p", "-t", "main", "#{pane_pid}"])
        guard let number = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw Failure("no process: \(text)")
        }
        return number
    }

    /// Whether the program has ended, and how.
    func exitStatus() async throws -> Int? {
        let text = try await tmux([
            "display-message", "-p", "-t", "main", "#{pid}:#{pane_dead}:#{pane_dead_status}",
        ])
        // The pane may be known as dead before its status is, and tmux 3.3a sometimes misses the signal that tells of it:
        // then it is reminded to look.
        var parts = text.trimmingCharacters(in: .whitespacesAndNewlines).split(
            separator: ":", omittingEmptySubsequences: false)
        let server = pid_t(parts.removeFirst())
        guard parts.first == "1" else { return nil }
        if let status = parts.last.flatMap({ Int($0) }) { return status }
        if let server, server > 1 { kill(server, SIGCHLD) }
        return nil
    }

    @discardableResult
    private func tmux(_ arguments: [String]) async throws -> String {
        let result = try await Shell.run("/usr/bin/tmux", ["-S", socket] + arguments)
        guard result.status == 0 else { throw Failure("tmux \(arguments): \(result.errors)") }
        return result.output
    }
}
