/// One line of text being typed: a pure value that knows its caret and draws itself, so that the real cursor stands where
/// an input method (输入法) expects it.
public struct LineEditor: Hashable, Sendable {
    /// The longest text, in characters.
    public let maximumLength: Int
    /// How many characters stand before the caret.
    public private(set) var caret: Int
    private var characters: [Character]

    /// An editor with a text; the caret stands behind it.
    public init(text: String = "", maximumLength: Int = 500) {
        self.maximumLength = max(0, maximumLength)
        characters = []
        caret = 0
        insert(text)
    }

    /// What was typed.
    public var text: String { String(characters) }

    /// Whether nothing was typed.
    public var isEmpty: Bool { characters.isEmpty }

    /// Columns between the beginning of the text and the caret.
    public var caretColumn: Int { width(of: 0..<caret) }

    /// Inserts typed or pasted text at the caret. Line ends and TAB become blanks; what cannot be seen is dropped, and so is
    /// what exceeds the longest text.
    public mutating func insert(_ typed: String) {
        var kept = ""
        for scalar in typed.unicodeScalars.prefix(Sanitizer.maximumScalars) {
            switch scalar.value {
            case 0x09, 0x0A, 0x0D, 0x85, 0x2028, 0x2029, 0xA0, 0x202F: kept.append(" ")
            default:
                if case .hidden = CharacterKind(scalar) { continue }
                kept.unicodeScalars.append(scalar)
            }
        }
        // A mark that joins the character before the caret must join it here too, so the two are read together.
        let before = caret > 0 ? String(characters[caret - 1]) : ""
        let joined = Array(before + kept)
        let replaced = caret > 0 ? 1 : 0
        let room = maximumLength - (characters.count - replaced)
        let fitting = joined.prefix(max(0, room))
        guard !kept.isEmpty, fitting.count >= replaced else { return }
        characters.replaceSubrange((caret - replaced)..<caret, with: fitting)
        caret += fitting.count - replaced
    }

    /// Moves the caret by that many characters, not past either end.
    public mutating func move(by count: Int) { caret = min(max(0, caret + count), characters.count) }

    /// Moves the caret before the first character.
    public mutating func moveToStart() { caret = 0 }

    /// Moves the caret behind the last character.
    public mutating func moveToEnd() { caret = characters.count }

    /// Removes the character before the caret.
    public mutating func deleteBackward() {
        guard caret > 0 else { return }
        caret -= 1
        characters.remove(at: caret)
    }

    /// Removes the character behind the caret.
    public mutating func deleteForward() {
        guard caret < characters.count else { return }
        characters.remove(at: caret)
    }

    /// Removes the word before the caret and the blanks behind it.
    public mutating func deleteWordBackward() {
        while caret > 0 && characters[caret - 1] == " " { deleteBackward() }
        while caret > 0 && characters[caret - 1] != " " { deleteBackward() }
    }

    /// Removes everything before the caret.
    public mutating func deleteToStart() {
        characters.removeFirst(caret)
        caret = 0
    }

    /// Removes everything behind the caret.
    public mutating func deleteToEnd() { characters.removeLast(characters.count - caret) }

    /// Does what an editing key says.
    /// - Returns: whether the key was one for the editor; Enter, Escape and Tab are not.
    public mutating func handle(_ press: KeyPress) -> Bool {
        guard press.modifiers.isEmpty else { return false }
        switch press.key {
        case .character(let character): insert(String(character))
        case .backspace: deleteBackward()
        case .delete, .control("d"): deleteForward()
        case .left, .control("b"): move(by: -1)
        case .right, .control("f"): move(by: 1)
        case .home, .control("a"): moveToStart()
        case .end, .control("e"): moveToEnd()
        case .control("u"): deleteToStart()
        case .control("k"): deleteToEnd()
        case .control("w"): deleteWordBackward()
        default: return false
        }
        return true
    }

    /// Draws the part of the text around the caret into that many columns and places the cursor at the caret.
    public func draw(into surface: inout Surface, at origin: Point, columns: Int, role: StyleRole = .input) {
        guard columns > 0 else { return }
        let first = firstVisible(columns: columns)
        surface.fill(Rect(column: origin.column, row: origin.row, columns: columns, rows: 1), role: role)
        surface.write(TerminalText(String(characters[first...])), at: origin, role: role, maxColumns: columns)
        surface.cursor = Point(column: origin.column + width(of: first..<caret), row: origin.row)
    }

    /// The first character drawn: the caret needs a column of its own inside the field.
    private func firstVisible(columns: Int) -> Int {
        var first = caret
        var used = 1
        while first > 0 {
            let next = width(of: (first - 1)..<first)
            if used + next > columns { break }
            used += next
            first -= 1
        }
        return first
    }

    private func width(of range: Range<Int>) -> Int {
        TerminalText(String(characters[range])).columns
    }
}
