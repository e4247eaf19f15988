import Store
import Terminal

/// The number typed before a command: `5j`, `20G`, `50%`.
struct CommandCount: Hashable, Sendable {
    /// The number; nothing while none is typed.
    private(set) var number: Int?

    /// How often a motion is done.
    var times: Int { number ?? 1 }

    /// No list is longer; a key that is held down must not overflow.
    private static let largest = 9_999_999

    /// - Returns: whether the key is a digit of a number; a zero begins none.
    mutating func take(_ press: KeyPress) -> Bool {
        guard press.modifiers.isEmpty, case .character(let character) = press.key, character.isASCII,
            let digit = character.wholeNumberValue, number != nil || digit > 0
        else { return false }
        number = min((number ?? 0) * 10 + digit, CommandCount.largest)
        return true
    }
}

/// Counts before motions.
extension ConsoleState {
    /// Whether a key only lengthens or drops the number before a command. A digit that the user bound runs its command.
    mutating func takesIntoCount(_ press: KeyPress) -> Bool {
        guard modal == nil, !isTooSmall else { return false }
        if count.number != nil && press == KeyPress(.escape) {
            count = CommandCount()
            return true
        }
        guard keymap.command(for: press, in: scope) == nil else { return false }
        return count.take(press)
    }

    /// Selects a row, or shows a line of a document, by its number from 1.
    mutating func move(toRow number: Int) -> [ConsoleEffect] {
        guard let place else { return move(by: number - 1 - (currentTop ?? 0)) }
        return move(by: number - 1 - place)
    }

    /// Goes to a part of the whole, as `50%`.
    mutating func moveToPercent() -> [ConsoleEffect] {
        guard let percent = count.number else {
            say(Strings.percentNeedsNumber)
            return []
        }
        let length = listLength
        guard length > 0 else { return [] }
        return move(toRow: 1 + (length - 1) * min(percent, 100) / 100)
    }

    /// The index of the selected row on a screen that has one.
    private var place: Int? {
        switch screens.last {
        case nil: queue.viewport.selectedIndex
        case .outbox(let outbox): outbox.viewport.selectedIndex
        case .plan(let plan): plan.viewport.selectedIndex
        case .overview(.archive(let page)): page.viewport.selectedIndex
        case .overview(.auditor(let screen)): screen.list?.viewport.selectedIndex
        case .detail, .conflict, .help, .messages, .overview: nil
        }
    }

    /// The first line of the open document.
    private var currentTop: Int? {
        switch screens.last {
        case .detail(let detail): detail.top
        case .conflict(let conflict): conflict.top
        case .help(let top, _): top
        case .messages(let top): top
        case .overview(let overview): overview.top
        case .outbox, .plan, nil: nil
        }
    }

    /// Rows of the list, or lines of the document.
    private var listLength: Int {
        switch screens.last {
        case nil: queue.keys.count
        case .outbox(let outbox): outbox.items.count
        case .plan(let plan): plan.rows.count
        case .detail(let detail): detail.document.lines.count
        case .conflict(let conflict): conflict.lines.count
        case .help(_, let scope): HelpScreen.lines(for: self, of: scope).count
        case .messages: MessagesScreen.lines(for: self).count
        case .overview(.archive(let page)): page.tasks.count
        case .overview(.auditor(let screen)): screen.list?.places.count ?? screen.lines(for: self).count
        case .overview(let overview): lines(of: overview).count
        }
    }

    /// The number being typed, at the end of the message line.
    func drawCount(into surface: inout Surface, in rect: Rect) {
        guard let number = count.number else { return }
        let text = TerminalText("\(number)")
        surface.write(text, at: rect.point(column: rect.columns - text.columns - 1), role: .accent)
    }
}
