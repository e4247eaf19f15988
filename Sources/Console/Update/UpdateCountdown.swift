import Invoicing
import Terminal

/// How long the last decision can still be taken back, in the message line.
extension ConsoleState {
    /// Milliseconds that are left; nothing where nothing is held.
    private var heldFor: Int64? {
        guard let until = undoable.last?.heldUntil, until > now else { return nil }
        return until - now
    }

    /// When the number of seconds changes next, in milliseconds since 1970.
    var nextCountdownStep: Int64? {
        heldFor.map { now + ($0 - 1) % 1_000 + 1 }
    }

    /// `u undo (9 s)`; nothing where nothing is held or the key does nothing here.
    var countdown: TerminalText? {
        guard let left = heldFor, isAvailable(.undo), count.number == nil else { return nil }
        return TerminalText(Strings.countdown(seconds: (left + 999) / 1_000, keys: keys)[language])
    }

    /// Draws it at the end of the message line. Returns how many columns it takes.
    func drawCountdown(into surface: inout Surface, in rect: Rect) -> Int {
        guard let text = countdown else { return 0 }
        surface.write(text, at: rect.point(column: rect.columns - text.columns - 1), role: .accent)
        return text.columns + 2
    }
}
