/// Everything that can happen to a screen from outside.
public enum InputEvent: Hashable, Sendable {
    /// A key was pressed.
    case key(KeyPress)
    /// Text was pasted (bracketed paste). It holds no ESC and its line ends are LF; treat it as hostile all the same.
    case paste(String)
    /// The mouse did something; it comes only where it was asked for.
    case mouse(MouseEvent)
    /// The terminal has another size now. Runs of changes arrive as one.
    case resize(TerminalSize)
    /// A worker posted to the mailbox: drain it.
    case wake
    /// The deadline given to `nextEvents` has passed.
    case tick
    /// The program was stopped and goes on; everything must be painted anew.
    case resumed
    /// Somebody asked from outside to suspend (SIGTSTP).
    case suspendRequested
    /// An interrupt from outside (SIGINT); Control-C arrives as a key instead.
    case interrupted
    /// The system asks to end (SIGTERM).
    case terminate
    /// The terminal is gone: save, leave, and do not touch it again.
    case hangUp
}
