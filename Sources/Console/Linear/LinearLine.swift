import Terminal

/// A line that is no text and no confirmation.
enum LinearLine: Hashable {
    /// A row by its number, to be opened.
    case row(Int)
    /// A command, for a row where one is named.
    case command(ConsoleCommand, row: Int?)
    /// A query.
    case search(String)
    case unknown

    init(_ typed: String, in state: ConsoleState) {
        if let number = Int(typed) {
            self = number > 0 ? .row(number) : .unknown
            return
        }
        if typed.hasPrefix("/") {
            self = .search(LinearLine.trimmed(String(typed.dropFirst())))
            return
        }
        let parts = typed.split(maxSplits: 1, whereSeparator: \.isWhitespace).map(String.init)
        if parts.count == 2 {
            if LinearLine.command(parts[0], in: state) == .search {
                self = .search(LinearLine.trimmed(parts[1]))
                return
            }
            if let command = LinearLine.command(parts[0], in: state), let number = Int(parts[1]), number > 0 {
                self = .command(command, row: number)
                return
            }
        }
        self = LinearLine.command(typed, in: state).map { .command($0, row: nil) } ?? .unknown
    }

    /// A command by its name, by its title in either language, or by a key that runs it here.
    static func command(_ typed: String, in state: ConsoleState) -> ConsoleCommand? {
        let word = typed.lowercased()
        if let press = KeyPress(notation: typed),
            let command = state.keymap.command(for: press, in: state.scope)
        {
            return command
        }
        if let command = ConsoleCommand(rawValue: word) { return command }
        if ["more", "下一页", "继续"].contains(word) { return .pageDown }
        // Where two commands share a title, the one that does something here is meant.
        let titled = ConsoleCommand.allCases.filter {
            let title = Strings.title(of: $0)
            return title.zh == typed || title.en.lowercased() == word
        }
        return titled.first { state.isAvailable($0) } ?? titled.first
    }

    static func trimmed(_ text: String) -> String {
        var rest = text[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
