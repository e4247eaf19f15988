import SeededRandom
import Testing

@testable import Terminal

@Suite("A line of text is edited by character and drawn by column")
struct LineEditorTests {
    private func typed(_ keys: [String], into editor: LineEditor = LineEditor()) throws -> LineEditor {
        var result = editor
        for key in keys {
            let wasTaken = result.handle(try #require(KeyPress(notation: key)))
            #expect(wasTaken)
        }
        return result
    }

    @Test("the usual keys edit")
    func keys() throws {
        let editor = try typed([
            "a", "晨", "b", "<Left>", "<Left>", "x", "<Delete>", "<End>", "<Backspace>", "c",
        ])
        #expect(editor.text == "axc")
        #expect(try typed(["C-w"], into: LineEditor(text: "one 晨光  ")).text == "one ")
        #expect(try typed(["<Home>", "C-k"], into: LineEditor(text: "abc")).isEmpty)
        #expect(try typed(["<Left>", "C-u"], into: LineEditor(text: "abc")).text == "c")
        var other = LineEditor()
        let tookEnter = other.handle(KeyPress(.enter))
        let tookAlt = other.handle(KeyPress(.character("y"), hasAlt: true))
        #expect(!tookEnter && !tookAlt)
    }

    @Test("pasted text becomes one line, without what cannot be seen, and not longer than allowed")
    func pasted() {
        var editor = LineEditor(maximumLength: 8)
        editor.insert("a\nb\t\u{1B}\u{202E}晨\u{200B}")
        #expect(editor.text == "a b 晨")
        editor.insert("0123456789")
        #expect(editor.text == "a b 晨012")
        editor.moveToStart()
        editor.insert("z")
        #expect(editor.text == "a b 晨012")
        #expect(editor.caret == 0)
    }

    @Test("a mark that joins the last character keeps the caret right")
    func joining() {
        var editor = LineEditor(text: "e")
        editor.insert("\u{301}")
        #expect(editor.text == "e\u{301}")
        #expect(editor.caret == 1)
        #expect(editor.caretColumn == 1)
        editor.deleteBackward()
        #expect(editor.isEmpty)
    }

    @Test("the caret is always inside the field, at the column of its character")
    func caret() {
        var random = SeededGenerator(seed: 17)
        for _ in 0..<300 {
            var editor = LineEditor(text: random.string() + "晨光文具abc")
            let width = Int.random(in: 1...12, using: &random)
            for _ in 0..<12 {
                editor.move(by: Int.random(in: -6...6, using: &random))
                var surface = Surface(size: TerminalSize(columns: 20, rows: 1))
                editor.draw(into: &surface, at: Point(column: 3, row: 0), columns: width)
                let column = surface.cursor?.column ?? -1
                #expect(column >= 3 && column < 3 + width)
                #expect(!surface[Point(column: column, row: 0)].isRightHalf)
            }
        }
    }

    @Test("a short text is drawn from its beginning, a long one around the caret")
    func window() {
        var surface = Surface(size: TerminalSize(columns: 10, rows: 1))
        LineEditor(text: "晨光").draw(into: &surface, at: Point(column: 0, row: 0), columns: 6)
        #expect(surface.text(row: 0) == "晨光")
        #expect(surface.cursor == Point(column: 4, row: 0))
        LineEditor(text: "晨光文具").draw(into: &surface, at: Point(column: 0, row: 0), columns: 6)
        #expect(surface.text(row: 0) == "文具")
        #expect(surface.cursor == Point(column: 4, row: 0))
    }
}
