import CNcurses
import CTerminalGuard
import Glibc

/// The terminal itself, through curses. It paints surfaces and sleeps for events. One thread at a time may use it, and only
/// one may exist in a process. It sends no query to the terminal, ever: answers come late over SSH and land in the shell.
public final class CursesScreen {
    /// What to know before opening.
    public struct Options: Sendable {
        /// The look.
        public var theme: Theme
        /// How long an Escape and an unfinished sequence wait.
        public var delays: InputParser.Delays
        /// The value of `TERM`.
        public var terminalName: String
        /// The mailbox's descriptor, when workers post events.
        public var wakeDescriptor: Int32?
        /// The terminal's clipboard; nothing where it has none.
        public var clipboard: Clipboard?
        /// Where standard error goes meanwhile, so that no message wrecks the screen; nil throws it away.
        public var errorDescriptor: Int32?

        /// Makes the options from an environment.
        public init(
            theme: Theme, environment: [String: String], wakeDescriptor: Int32? = nil,
            errorDescriptor: Int32? = nil
        ) {
            self.theme = theme
            self.delays = InputParser.Delays(environment: environment)
            self.terminalName = environment["TERM"] ?? ""
            self.clipboard = Clipboard(environment: environment)
            self.wakeDescriptor = wakeDescriptor
            self.errorDescriptor = errorDescriptor
        }
    }

    /// The terminal's size now.
    public private(set) var size: TerminalSize
    /// What is used in place of what was asked for, to be told to the user once.
    public let warnings: [TerminalProblem]
    /// The look; a change shows with the next `present`.
    public var theme: Theme { didSet { adoptTheme() } }

    /// Whether the mouse is heard. While it is, the terminal's own selection needs Shift.
    public var usesMouse = false {
        didSet {
            guard isOpen, usesMouse != oldValue else { return }
            output.useMouse(usesMouse)
            input.hearMouse(usesMouse)
        }
    }

    private let handle: OpaquePointer
    private let signals: SignalPipe
    private let output: TerminalModes
    private let clipboard: Clipboard?
    private var input: InputReader
    private var palette: CursesPalette
    private var painter = CursesPainter()
    private var isOpen = true

    /// Opens the full screen.
    /// - Throws: `TerminalProblem` when this is no terminal, or one that cannot be used; nothing is changed then.
    public init(options: Options) throws(TerminalProblem) {
        guard isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 else { throw .notATerminal }
        try CursesScreen.chooseLocale()
        // curses would take these two for the size, for ever.
        unsetenv("LINES")
        unsetenv("COLUMNS")
        clipboard = options.clipboard
        output = try TerminalModes(errorDescriptor: options.errorDescriptor)
        // Before curses: it leaves signals alone that already have a handler.
        signals = try SignalPipe()
        (handle, warnings) = try CursesScreen.open(terminalName: options.terminalName)
        input = InputReader(
            parser: InputParser(delays: options.delays), signals: signals,
            wakeDescriptor: options.wakeDescriptor)
        if start_color() == OK { use_default_colors() }
        raw()
        noecho()
        nonl()
        palette = CursesPalette(theme: options.theme)
        theme = options.theme
        size = CursesScreen.terminalSize()
        adoptSize()
        output.enter()
    }

    deinit { close() }

    // MARK: - Output

    /// Paints a surface: only what differs from the last one goes out, and nothing at all when nothing differs.
    public func present(_ surface: Surface) {
        guard isOpen else { return }
        painter.paint(surface, palette: palette, screen: size)
    }

    /// Paints every cell anew with the next `present`, for Control-L.
    public func repaint() {
        guard isOpen else { return }
        painter.forget()
        cn_repaint()
    }

    /// Puts a text into the terminal's clipboard, between two frames: it moves no cursor and changes no cell.
    /// - Returns: whether the bytes went out; whether the terminal took them is not known.
    @discardableResult
    public func copy(_ text: String) -> Bool {
        guard isOpen, let bytes = clipboard?.bytes(putting: text) else { return false }
        output.write(bytes)
        return true
    }

    // MARK: - Input

    /// Sleeps until something happens, takes everything that is waiting, and returns it in order. Runs of size changes
    /// become one. It does not wake while nothing is due.
    /// - Parameter deadline: when to return with `.tick` at the latest; nil waits for ever.
    public func nextEvents(until deadline: ContinuousClock.Instant?) -> [InputEvent] {
        guard isOpen else { return [.hangUp] }
        let batch = input.next(until: deadline)
        var events = batch.events
        if batch.isContinued {
            reenter()
            events.append(.resumed)
        }
        if batch.isContinued || batch.isResized {
            let before = size
            size = CursesScreen.terminalSize()
            if size != before {
                adoptSize()
                events.append(.resize(size))
            }
        }
        return events
    }

    /// Throws away every key that was typed but not yet returned: what was typed before a question must not answer it.
    public func discardPendingInput() {
        guard isOpen else { return }
        input.discard()
    }

    // MARK: - Leaving

    /// Gives the terminal back, stops the job as Control-Z does, and takes the terminal again when the job goes on. Paint
    /// everything after it and check the session anew; a changed size arrives with the next events.
    public func suspend() {
        guard isOpen else { return }
        output.leave()
        endwin()
        ctg_stop_job()
        // Where nothing can stop the job (no shell above it) no SIGCONT comes, so the wait has an end.
        signals.wait(milliseconds: 200)
        input.forgetContinue()
        reenter()
        size = CursesScreen.terminalSize()
        adoptSize()
    }

    /// Gives the terminal back as it was. Further calls do nothing.
    public func close() {
        guard isOpen else { return }
        isOpen = false
        output.leave()
        endwin()
        delscreen(handle)
        output.restoreStandardError()
    }

    private func reenter() {
        reset_prog_mode()
        painter.forget()
        cn_repaint()
        output.enter()
    }

    // MARK: - Parts of the beginning

    /// Only the character type of the locale is taken: curses needs it for wide characters, and numbers stay as in C.
    private static func chooseLocale() throws(TerminalProblem) {
        for name in ["", "C.UTF-8", "C.utf8", "en_US.UTF-8"] {
            if setlocale(LC_CTYPE, name) != nil && cn_is_utf8() == 1 { return }
        }
        throw .noUTF8
    }

    /// `newterm`, because `initscr` ends the process when the terminal is unknown.
    private static func open(
        terminalName: String
    ) throws(TerminalProblem) -> (handle: OpaquePointer, warnings: [TerminalProblem]) {
        for name in [terminalName, "xterm-256color", "vt100"] where !name.isEmpty {
            guard let handle = openEconomically(name) ?? cn_newterm(name) else { continue }
            guard cn_capability("cup") != nil else {
                endwin()
                delscreen(handle)
                throw .tooSimple(name: name)
            }
            return (handle, name == terminalName ? [] : [.unknownTerm(name: terminalName, fallback: name)])
        }
        throw .unknownTerm(name: terminalName, fallback: nil)
    }

    /// With a description that costs fewer bytes, where there is one. The variable is as it was afterwards.
    private static func openEconomically(_ name: String) -> OpaquePointer? {
        func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
        guard let text = TerminalDescription(of: name, environment: variable)?.economical else { return nil }
        let before = variable("TERMINFO")
        setenv("TERMINFO", text, 1)
        defer {
            if let before { setenv("TERMINFO", before, 1) } else { unsetenv("TERMINFO") }
        }
        return cn_newterm(name)
    }

    private static func terminalSize() -> TerminalSize {
        var columns: Int32 = 0
        var rows: Int32 = 0
        cn_window_size(STDOUT_FILENO, &columns, &rows)
        guard columns > 0 && rows > 0 else { return TerminalSize(columns: 80, rows: 24) }
        return TerminalSize(
            columns: min(Int(columns), Surface.largestSize.columns),
            rows: min(Int(rows), Surface.largestSize.rows))
    }

    private func adoptSize() {
        resizeterm(Int32(size.rows), Int32(size.columns))
        cn_erase()
        painter.forget()
        cn_repaint()
    }

    private func adoptTheme() {
        palette = CursesPalette(theme: theme)
        painter.forget()
    }
}

@available(*, unavailable)
extension CursesScreen: Sendable {}
