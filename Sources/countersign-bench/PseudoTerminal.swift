import Foundation

/// A terminal made of nothing but two descriptors, with a program in it. What the program writes is counted and timed as it
/// arrives, as sshd would send it; nothing draws it, so nothing but the program takes time.
final class PseudoTerminal {
    /// What came back after a key, or after the start.
    struct Answer {
        /// Everything that the program wrote.
        var bytes = Data()
        /// From the key to the first and to the last byte; nothing where none came.
        var first: Duration?
        var last: Duration?
        /// From the key to the byte that completed what was looked for.
        var found: Duration?
    }

    /// What the answer to a key is looked through for.
    enum Sign {
        /// Any of these texts, in UTF-8.
        case text([String])
        /// So many bytes.
        case bytes(Int)
    }

    let process: pid_t
    private let controller: Int32
    private let started: ContinuousClock.Instant
    private var hasEnded = false

    /// `POSIX_SPAWN_SETSID` of glibc, which its header shows to GNU sources only.
    private static let newSession: Int16 = 0x80

    /// Starts a program whose controlling terminal this is.
    init(
        _ program: String, _ arguments: [String], environment: [String: String], columns: Int, rows: Int
    ) throws {
        var (own, other) = (Int32(-1), Int32(-1))
        var path = [CChar](repeating: 0, count: 128)
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        guard openpty(&own, &other, &path, nil, &size) == 0 else {
            throw BenchProblem("no pseudo terminal: \(String(cString: strerror(errno)))")
        }
        controller = own
        // The program must not inherit this end, or the terminal would outlive the bench.
        _ = fcntl(own, F_SETFD, FD_CLOEXEC)
        // This end of the terminal is the program's alone: when it has ended, reading here ends too.
        close(other)
        let name = String(decoding: path.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // Opened by the leader of a new session, it becomes that session's terminal.
        posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
        posix_spawn_file_actions_adddup2(&actions, 0, 1)
        posix_spawn_file_actions_adddup2(&actions, 0, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Self.newSession)
        let words = ([program] + arguments).map { strdup($0) } + [nil]
        let pairs = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for word in words + pairs { free(word) } }
        var child: pid_t = 0
        started = .now
        let error = posix_spawn(&child, program, &actions, &attributes, words, pairs)
        guard error == 0 else {
            throw BenchProblem("\(program) cannot be started: \(String(cString: strerror(error)))")
        }
        process = child
    }

    deinit {
        if !hasEnded {
            kill(process, SIGKILL)
            var status: Int32 = 0
            waitpid(process, &status, 0)
        }
        close(controller)
    }

    /// What the program writes from its start on, until it has been silent for a while after it showed the sign.
    func start(showing sign: Sign, silent quiet: Duration) -> Answer {
        answer(since: started, showing: sign, silent: quiet)
    }

    /// Types bytes, and takes the answer.
    /// - Parameter quiet: how long silence must last to be the end of the answer.
    func type(_ text: String, showing sign: Sign? = nil, silent quiet: Duration) -> Answer {
        send(text)
        return answer(since: .now, showing: sign, silent: quiet)
    }

    /// Types bytes and waits for nothing.
    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { write(controller, $0.baseAddress, $0.count) }
    }

    /// Whatever comes within a time.
    func listen(for time: Duration) -> Answer {
        var answer = Answer()
        let start = ContinuousClock.now
        while ContinuousClock.now - start < time {
            guard let piece = read(within: time - (ContinuousClock.now - start)) else { break }
            note(piece, since: start, in: &answer)
        }
        return answer
    }

    /// Waits until the program has ended, at most some seconds.
    func waitForEnd() throws {
        let deadline = ContinuousClock.now + .seconds(10)
        var status: Int32 = 0
        while ContinuousClock.now < deadline {
            _ = read(within: .milliseconds(5))
            guard waitpid(process, &status, WNOHANG) == process else { continue }
            hasEnded = true
            return
        }
        throw BenchProblem("the console did not end")
    }

    // MARK: - Reading

    private func answer(since start: ContinuousClock.Instant, showing sign: Sign?, silent quiet: Duration)
        -> Answer
    {
        var answer = Answer()
        let limit = Duration.seconds(20)
        while ContinuousClock.now - start < limit {
            let isFound = sign == nil || answer.found != nil
            guard let piece = read(within: isFound ? quiet : limit - (ContinuousClock.now - start)) else {
                if isFound { break }
                continue
            }
            note(piece, since: start, in: &answer)
            if let sign, answer.found == nil, Self.contains(answer.bytes, sign) { answer.found = answer.last }
        }
        return answer
    }

    private func note(_ piece: Data, since start: ContinuousClock.Instant, in answer: inout Answer) {
        let time = ContinuousClock.now - start
        answer.first = answer.first ?? time
        answer.last = time
        answer.bytes.append(piece)
    }

    private static func contains(_ bytes: Data, _ sign: Sign) -> Bool {
        switch sign {
        case .text(let texts): texts.contains { bytes.firstRange(of: Data($0.utf8)) != nil }
        case .bytes(let count): bytes.count >= count
        }
    }

    private func read(within time: Duration) -> Data? {
        var waiting = pollfd(fd: controller, events: Int16(POLLIN), revents: 0)
        let limit = max(0, (time / .milliseconds(1)).rounded(.up))
        guard poll(&waiting, 1, Int32(limit)) > 0 else { return nil }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = buffer.withUnsafeMutableBytes { Glibc.read(controller, $0.baseAddress, $0.count) }
        return count > 0 ? Data(buffer.prefix(count)) : nil
    }
}

/// A measurement that could not be made.
struct BenchProblem: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
