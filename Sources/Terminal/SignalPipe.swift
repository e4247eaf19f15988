import CTerminalGuard
import Glibc

/// Signals as bytes that `poll` can wait for. The handlers are process-wide, so one exists at a time.
final class SignalPipe {
    /// Readable when a signal came.
    let descriptor: Int32
    private let writer: Int32

    init() throws(TerminalProblem) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .systemCall("pipe", errno: errno) }
        descriptor = ends[0]
        writer = ends[1]
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        guard ctg_forward_signals(writer) == 0 else {
            let reason = errno
            close(ends[0])
            close(ends[1])
            throw .systemCall("sigaction", errno: reason)
        }
    }

    /// The signals that came since the last call, each once.
    func drain() -> Set<Int32> {
        var numbers: Set<Int32> = []
        var bytes = [UInt8](repeating: 0, count: 256)
        while true {
            let count = read(descriptor, &bytes, bytes.count)
            if count > 0 {
                for byte in bytes[..<count] { numbers.insert(Int32(byte)) }
            } else if count == 0 || errno != EINTR {
                return numbers
            }
        }
    }

    /// Waits until a signal came, at most that many milliseconds.
    func wait(milliseconds: Int32) {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&entry, 1, milliseconds)
    }

    deinit {
        ctg_stop_forwarding()
        close(descriptor)
        close(writer)
    }
}
