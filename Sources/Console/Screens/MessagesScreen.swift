import Invoicing
import Terminal

/// What the message line said in this session, so that nothing is lost with the next key.
struct MessageHistory: Hashable, Sendable {
    struct Entry: Hashable, Sendable {
        /// In milliseconds since 1970.
        let at: Int64
        let text: LocalizedText
        let role: StyleRole
    }

    /// Oldest first.
    private(set) var entries: [Entry] = []

    /// The most that is kept.
    static let limit = 200

    mutating func add(_ text: LocalizedText, role: StyleRole, at now: Int64) {
        if entries.count == MessageHistory.limit { entries.removeFirst() }
        entries.append(Entry(at: now, text: text, role: role))
    }
}

/// The messages of this session, newest first.
enum MessagesScreen {
    static func draw(top: Int, state: ConsoleState, into surface: inout Surface, in rect: Rect) {
        DocumentView.draw(
            title: TerminalText(Strings.messagesTitle[state.language]), lines: lines(for: state), top: top,
            state: state, into: &surface, in: rect)
    }

    static func lines(for state: ConsoleState) -> [StyledLine] {
        guard !state.history.entries.isEmpty else {
            return [StyledLine(Strings.noMessages[state.language], role: .muted)]
        }
        var composer = LineComposer(width: state.size.columns - 4, labelColumns: 10)
        for entry in state.history.entries.reversed() {
            let time = LocalTime(milliseconds: entry.at, utcOffset: state.setting.utcOffset)
            composer.field(time.clockWithSeconds, TerminalText(entry.text[state.language]), role: entry.role)
        }
        return composer.lines
    }
}
