import Foundation
import Synchronization

/// A process that the tests started. Not Foundation's `Process`: that one waits with `select`, which fails beyond 1,024 open
/// files, and on a thread of the pool that the tests themselves run on.
final class ChildProcess: Sendable {
    let id: pid_t
    private let ending = Mutex<Int32?>(nil)

    /// Starts a program with files for standard input, output and errors.
    init(
        _ path: String, _ arguments: [String], environment: [String: String]? = nil,
        input: String = "/dev/null",
        output: String = "/dev/null", errors: String = "/dev/null"
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        // The threads of a pool block signals, and a child would inherit that: tmux would never hear of a pane's end.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let variables = (environment ?? ProcessInfo.processInfo.environment).map { "\($0.key)=\($0.value)" }
        let words = ([path] + arguments).map { strdup($0) } + [nil]
        let pairs = variables.map { strdup($0) } + [nil]
        defer { for word in words + pairs { free(word) } }
        var child: pid_t = 0
        let error = posix_spawn(&child, path, &actions, &attributes, words, pairs)
        guard error == 0 else {
            throw Failure("\(path) cannot be started: \(String(cString: strerror(error)))")
        }
        id = child
        let waiter = Thread { [self] in
            var status: Int32 = 0
            while waitpid(id, &status, 0) < 0, errno == EINTR {}
            ending.withLock { $0 = status }
        }
        waiter.start()
    }

    /// Whether it has not ended yet.
    var isRunning: Bool { ending.withLock { $0 == nil } }

    /// The exit status, or the negative number of the signal that ended it; nothing while it runs.
    var exitStatus: Int32? {
        ending.withLock { status in
            status.map { $0 & 0x7F == 0 ? ($0 >> 8) & 0xFF : -($0 & 0x7F) }
        }
    }

    /// Sends a signal to a process that still runs.
    func send(_ signal: Int32) {
        // Under the lock: a process that was waited for has given its number back.
        ending.withLock { if $0 == nil { _ = kill(id, signal) } }
    }

    /// Waits for its end.
    @discardableResult
    func wait(within limit: Duration = .seconds(120)) async throws -> Int32 {
        try await eventually(within: limit, "process \(id) ends") { exitStatus }
    }
}
