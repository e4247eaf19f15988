import Terminal

/// Every key and what it does, from the key table: first where one stands, then everywhere else.
enum HelpScreen {
    static func draw(
        top: Int, of scope: ConsoleScope, state: ConsoleState, into surface: inout Surface, in rect: Rect
    ) {
        DocumentView.draw(
            title: TerminalText(Strings.helpTitle[state.language]), lines: lines(for: state, of: scope),
            top: top,
            state: state, into: &surface, in: rect)
    }

    static func lines(for state: ConsoleState, of scope: ConsoleScope) -> [StyledLine] {
        let language = state.language
        var lines: [StyledLine] = []
        for place in [scope] + ConsoleScope.allCases.filter({ $0 != scope }) {
            if !lines.isEmpty { lines.append(.blank) }
            lines.append(StyledLine(Strings.title(of: place)[language], role: .heading))
            for entry in state.keymap.entries(in: place) {
                var line = StyledLine("  ")
                for (index, key) in entry.keys.enumerated() {
                    if index > 0 { line.append(" ") }
                    line.append(key.label, role: .key)
                }
                line.pad(toColumn: 30)
                line.append(language == .zh ? entry.title.zh : entry.title.en)
                line.pad(toColumn: 53)
                line.append(entry.command.rawValue, role: .muted)
                lines.append(line)
            }
        }
        lines += macros(of: state)
        lines.append(.blank)
        lines += TerminalText(Strings.helpAuthority[language]).wrapped(toColumns: state.size.columns - 4)
            .map { StyledLine($0, role: .muted) }
        return lines
    }

    private static func macros(of state: ConsoleState) -> [StyledLine] {
        guard !state.macros.keys.isEmpty else { return [] }
        var lines: [StyledLine] = [.blank, StyledLine(Strings.macrosTitle[state.language], role: .heading)]
        for key in state.macros.keys {
            var line = StyledLine("  ")
            line.append(key.label, role: .key)
            line.pad(toColumn: 30)
            line.append((state.macros.commands[key] ?? []).map(\.rawValue).joined(separator: ", "))
            lines.append(line)
        }
        return lines
    }
}
