import Invoicing
import OAProfile
import Store
import Terminal

// Linear mode: the console as text that is only ever appended, for screen readers and terminals that can do nothing else.
// In: lines that a person types. Out: lines of text; the state, its update and the effects are those of the full screen.
// LinearStage.swift reads a line and runs it; LinearView.swift says what is there; Driver/LinearProgram.swift reads and writes.

/// The console's state driven line by line, with all that a line causes done before the next is read.
struct LinearStage {
    private(set) var state: ConsoleState
    private(set) var hasEnded = false
    private let context: ConsoleContext
    private let worker: StoreWorker
    private var told: [String] = []
    private var toldMessages = 0

    /// Rows of the list that are said at once: what a person can keep in mind.
    static let pageSize = 10
    /// Wide and high enough that no line of a document is broken early and a decision shows every field.
    private static let size = TerminalSize(columns: 100, rows: 40)

    init(context: ConsoleContext, services: ConsoleServices) throws(ConsoleProblem) {
        var context = context
        context.usesASCII = true
        context.hasClipboard = false
        do throws(KeymapProblem) {
            state = try ConsoleState(context: context, size: LinearStage.size)
        } catch { throw .keys(error) }
        state.queue.viewport = ListViewport(pageSize: LinearStage.pageSize)
        self.context = context
        worker = StoreWorker(services: services, context: context)
        execute(state.start())
    }

    // MARK: - Doing

    /// What stands there at the beginning.
    mutating func open() -> [String] {
        [LinearView.greeting(of: state)] + tell()
    }

    /// Takes what happened meanwhile. What was said before stays what decisions are bound to.
    mutating func post(_ events: [ConsoleEvent]) {
        for event in events { update(event) }
    }

    /// Runs a line.
    /// - Returns: what to say.
    mutating func take(_ line: String) -> [String] {
        let typed = LinearLine.trimmed(line)
        switch state.scope {
        case .editor: takeText(typed)
        case .choice: takeChoice(typed)
        case .chooser: takeItem(typed)
        case .decision: takeConfirmation(typed)
        default: takeCommand(typed)
        }
        if let due = state.nextDeadline { execute(state.update(.tick, at: max(due, context.now()))) }
        return tell()
    }

    mutating func finish() -> ConsoleExit {
        update(.leaving)
        return worker.exit(.quit, of: state)
    }

    private mutating func update(_ event: ConsoleEvent, at moment: Int64? = nil) {
        execute(state.update(event, at: max(moment ?? 0, context.now())))
    }

    private mutating func execute(_ effects: [ConsoleEffect]) {
        for effect in effects {
            switch effect {
            case .quit: hasEnded = true
            default: for event in worker.perform(effect) { update(event) }
            }
        }
    }

    // MARK: - Saying

    /// What was not said yet: messages, then the page where it is another one. What is said was seen.
    private mutating func tell() -> [String] {
        guard !hasEnded else { return [] }
        var lines = newMessages()
        // A mark alone is no reason to say ten rows again: it was told in one line.
        var unmarked = state
        unmarked.marks = Marks()
        let page = LinearView.page(of: unmarked)
        if page != told {
            lines += state.marks.isEmpty ? page : LinearView.page(of: state)
            told = page
        }
        update(.painted)
        return lines
    }

    private mutating func newMessages() -> [String] {
        let entries = state.history.entries
        // A full history forgets its oldest with each new one; then the newest alone is said.
        let new =
            entries.count == toldMessages && state.message != nil ? 1 : max(0, entries.count - toldMessages)
        let isFull = entries.count == MessageHistory.limit
        defer { toldMessages = entries.count }
        guard isFull || new > 0, entries.count != toldMessages || isFull else { return [] }
        return entries.suffix(isFull ? 1 : new).map { TerminalText($0.text[state.language]).string }
    }

    // MARK: - Lines

    /// A text for the line that is asked for: empty leaves it, `=` keeps what stands there, a number takes a template.
    private mutating func takeText(_ typed: String) {
        let templates = state.templates
        if typed.isEmpty {
            update(.command(.cancel))
            return
        }
        if typed != "=" {
            let number = Int(typed).flatMap { templates.indices.contains($0 - 1) ? $0 - 1 : nil }
            update(.key(KeyPress(.control("e"))))
            update(.key(KeyPress(.control("u"))))
            update(.text(number.map { templates[$0] } ?? typed))
        }
        update(.command(.accept))
    }

    private mutating func takeChoice(_ typed: String) {
        guard let number = Int(typed), case .decision(let bar) = state.modal,
            case .choosing(let index) = bar.phase,
            bar.earlierSteps.indices.contains(number - 1)
        else {
            update(.command(.cancel))
            return
        }
        let steps = number - 1 - index
        for _ in 0..<abs(steps) { update(.command(steps > 0 ? .down : .up)) }
        update(.command(.accept))
    }

    private mutating func takeItem(_ typed: String) {
        guard !typed.isEmpty, case .chooser(let chooser) = state.modal else {
            update(.command(.cancel))
            return
        }
        guard let number = Int(typed), state.items(of: chooser).indices.contains(number - 1) else {
            update(.key(KeyPress(.control("e"))))
            update(.key(KeyPress(.control("u"))))
            update(.text(typed))
            return
        }
        let steps = number - 1 - chooser.index
        for _ in 0..<abs(steps) { update(.command(steps > 0 ? .chooseNext : .choosePrevious)) }
        update(.command(.accept))
    }

    /// A decision is confirmed by the words that were asked for and by nothing else.
    private mutating func takeConfirmation(_ typed: String) {
        guard case .decision(let bar) = state.modal else { return }
        if case .confirming(let armedAt) = bar.phase {
            let despite = bar.errorCount > 0
            if LinearView.confirmation(of: bar).isSaid(by: typed) {
                update(.command(despite ? .confirmDespiteErrors : .confirm), at: armedAt)
                return
            }
            if LinearLine.command(typed, in: state) == .comment {
                update(.command(.comment))
                return
            }
        }
        if LinearLine.command(typed, in: state) == .lookAgain {
            update(.command(.lookAgain))
            return
        }
        update(.command(.cancel))
        if state.modal == nil { state.say(Strings.linearNothingDecided) }
    }

    private mutating func takeCommand(_ typed: String) {
        guard !typed.isEmpty else {
            told = []
            return
        }
        if let plan = state.plan, case .ready(let armedAt) = plan.phase, state.scope == .plan,
            LinearView.confirmation(of: plan).isSaid(by: typed)
        {
            update(.command(.confirm), at: armedAt)
            return
        }
        if let press = KeyPress(notation: typed), state.macros.commands[press] != nil {
            runMacro(press)
            return
        }
        switch LinearLine(typed, in: state) {
        case .row(let number) where state.scope == .detail:
            // A number means the related invoice that bears it.
            for digit in String(number) { update(.key(KeyPress(.character(digit)))) }
            run(.open)
            state.count = CommandCount()
        case .row(let number): if select(number) { update(.command(.open)) }
        case .command(let command, row: nil): run(command)
        case .command(let command, row: let number?): if select(number) { run(command) }
        case .search(let text):
            update(.command(.search))
            if case .search = state.modal { takeText(text.isEmpty ? " " : text) }
        case .unknown: state.say(Strings.linearUnknown, role: .warning)
        }
    }

    /// A macro by its key, as the configuration writes it: each command in front of what the one before said.
    private mutating func runMacro(_ press: KeyPress) {
        update(.key(press))
        while state.isMacroDue { update(.painted) }
    }

    private mutating func run(_ command: ConsoleCommand) {
        // Confirmations are words; a key or a command's name is none.
        guard command != .confirm, command != .confirmDespiteErrors else {
            state.say(Strings.refusedByKeyOnly, role: .warning)
            return
        }
        guard state.isAvailable(command) else {
            state.say(Strings.linearNotHere(Strings.title(of: command)), role: .warning)
            return
        }
        if command == .help || command == .messages { told = [] }
        update(.command(command))
        if command == .mark, state.screens.isEmpty, state.message == nil {
            state.say(Strings.markCount(state.marks.count))
        }
    }

    /// Selects a row by its number.
    /// - Returns: whether it was on the page that was said last; another page is said now, and nothing else happens.
    private mutating func select(_ number: Int) -> Bool {
        guard state.screens.isEmpty else {
            update(.command(.first))
            for _ in 1..<max(1, min(number, Marks.limit)) { update(.command(.down)) }
            return true
        }
        let keys = state.queue.keys
        guard keys.indices.contains(number - 1) else {
            state.say(Strings.linearNoRow(keys.count), role: .warning)
            return false
        }
        let isSaid = state.queue.viewport.visibleRange(count: keys.count).contains(number - 1)
        state.queue.viewport.select(keys[number - 1], in: keys)
        if !isSaid {
            state.say(Strings.linearShownNow(number))
            update(.tick)
        }
        return isSaid
    }
}

/// Words that must be typed, in either language.
struct LinearConfirmation: Hashable {
    let words: LocalizedText

    func isSaid(by typed: String) -> Bool {
        let said = typed.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return said == words.zh || said == words.en.lowercased()
    }
}
