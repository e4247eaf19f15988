import CNcurses
import CTerminalGuard
import Glibc

/// What the full screen changes outside curses, and how it is undone: bracketed paste, the crash guard, standard error.
final class TerminalModes {
    private var saved = termios()
    private var savedError: Int32
    /// Whether the terminal reports the mouse while the screen is open.
    private var usesMouse = false

    /// Remembers the terminal's modes and redirects standard error.
    init(errorDescriptor: Int32?) throws(TerminalProblem) {
        guard tcgetattr(STDIN_FILENO, &saved) == 0 else { throw .notATerminal }
        savedError = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
        let sink = errorDescriptor ?? Glibc.open("/dev/null", O_WRONLY | O_CLOEXEC)
        if sink >= 0 {
            dup2(sink, STDERR_FILENO)
            if errorDescriptor == nil { Glibc.close(sink) }
        }
    }

    /// After curses took the screen: bracketed paste on, crash guard armed. The mouse is switched off because a program that
    /// died may have left it on, and its reports are no keys.
    func enter() {
        write(TerminalModes.mouseOff + "\u{1B}[?2004h" + (usesMouse ? TerminalModes.mouseOn : ""))
        let reset = CursesReset.bytes
        _ = reset.withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                ctg_install(STDOUT_FILENO, $0.baseAddress, $0.count, &saved)
            }
        }
    }

    /// Before curses leaves the screen.
    func leave() {
        ctg_disarm()
        write("\u{1B}[?2004l" + (usesMouse ? TerminalModes.mouseOff : ""))
    }

    /// Has the terminal report the mouse from now on, or no longer.
    func useMouse(_ isUsed: Bool) {
        guard isUsed != usesMouse else { return }
        usesMouse = isUsed
        write(isUsed ? TerminalModes.mouseOn : TerminalModes.mouseOff)
    }

    /// Messages reach the terminal again.
    func restoreStandardError() {
        guard savedError >= 0 else { return }
        dup2(savedError, STDERR_FILENO)
        Glibc.close(savedError)
        savedError = -1
    }

    deinit { restoreStandardError() }

    /// Buttons and wheel, in the form of mode 1006.
    private static let mouseOn = "\u{1B}[?1000h\u{1B}[?1006h"
    fileprivate static let mouseOff = "\u{1B}[?1000l\u{1B}[?1002l\u{1B}[?1003l\u{1B}[?1006l"

    private func write(_ text: String) { write(Array(text.utf8)) }

    /// Writes bytes past curses, which must have sent all of its own.
    func write(_ sequence: [UInt8]) {
        var bytes = sequence[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count > 0 { bytes = bytes.dropFirst(count) } else if count == 0 || errno != EINTR { return }
        }
    }
}

/// The bytes that make a terminal usable after a crash.
private enum CursesReset {
    /// Plain characters, visible cursor, paste and mouse off, the normal screen: from terminfo where it says how.
    static var bytes: [UInt8] {
        var text = "\u{1B}[?2004l" + TerminalModes.mouseOff
        for name in ["sgr0", "op", "cnorm", "rmkx", "rmcup"] {
            guard let capability = cn_capability(name) else { continue }
            text += withoutPadding(String(cString: capability))
        }
        return Array((text + "\r\n").utf8.prefix(Int(CTG_RESET_CAPACITY)))
    }

    /// Terminfo's `$<5>` asks for a pause, which no handler may take.
    private static func withoutPadding(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "$<") {
            result += rest[..<start.lowerBound]
            rest = rest[start.upperBound...].drop { $0 != ">" }.dropFirst()
        }
        return result + rest
    }
}
