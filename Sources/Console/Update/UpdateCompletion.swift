import Invoicing
import Store
import Terminal

/// The values that may stand at the caret of the search line, and the one that stands there now.
struct SearchCompletion: Hashable, Sendable {
    let start: Int
    let candidates: [String]
    /// The candidate in the line.
    var index = 0

    /// The candidates around the chosen one, in one line.
    func line(width: Int, language: Language) -> StyledLine {
        guard !candidates.isEmpty else {
            return StyledLine(Strings.nothingToComplete[language], role: .muted)
        }
        var line = StyledLine()
        for (place, candidate) in candidates.enumerated().dropFirst(max(0, index - 2)) {
            let text = TerminalText(candidate).truncated(toColumns: 32)
            guard line.columns + text.columns + 2 <= width else { break }
            if line.columns > 0 { line.append("  ") }
            // Chosen is said by the brackets, not by the colour alone.
            line.append(place == index ? "[" : "", role: .key)
            line.append(text, role: place == index ? .selected : .muted)
            line.append(place == index ? "]" : "", role: .key)
        }
        return line
    }
}

extension ConsoleState {
    /// Asks what may stand at the caret; asked again, takes the next of it.
    mutating func completeSearch() -> [ConsoleEffect] {
        guard case .search(var prompt) = modal else { return [] }
        guard var completion = prompt.completion, !completion.candidates.isEmpty else {
            return [.loadCompletion(String(prompt.editor.text.prefix(prompt.editor.caret)))]
        }
        completion.index = (completion.index + 1) % completion.candidates.count
        prompt.replace(from: completion.start, with: completion.candidates[completion.index])
        prompt.completion = completion
        modal = .search(prompt)
        return []
    }

    /// An answer for a line that was changed meanwhile is none.
    mutating func accept(_ found: QueryCompletion, of text: String) {
        guard case .search(var prompt) = modal, String(prompt.editor.text.prefix(prompt.editor.caret)) == text
        else { return }
        if let first = found.candidates.first { prompt.replace(from: found.start, with: first) }
        // The only one needs no choice.
        prompt.completion =
            found.candidates.count == 1
            ? nil : SearchCompletion(start: found.start, candidates: found.candidates)
        prompt.error = nil
        modal = .search(prompt)
    }
}

extension SearchPrompt {
    /// Puts a text in place of what stands between a place and the caret.
    fileprivate mutating func replace(from start: Int, with text: String) {
        while editor.caret > start { editor.deleteBackward() }
        editor.insert(text)
    }
}
