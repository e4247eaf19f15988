import SeededRandom
import Testing

@testable import Terminal

@Suite("A surface is a grid that never breaks a wide character")
struct SurfaceTests {
    private func surface(_ columns: Int, _ rows: Int = 1) -> Surface {
        Surface(size: TerminalSize(columns: columns, rows: rows))
    }

    private func point(_ column: Int, _ row: Int = 0) -> Point { Point(column: column, row: row) }

    @Test("text lands where it is written and reports its columns")
    func writing() {
        var grid = surface(10, 2)
        #expect(grid.write(TerminalText("晨光ab"), at: point(1, 1)) == 6)
        #expect(grid.lines() == ["", " 晨光ab"])
        #expect(grid[point(1, 1)].text == "晨")
        #expect(grid[point(2, 1)].isRightHalf)
        #expect(grid.snapshot() == "\n 晨光ab\n")
    }

    @Test("a wide character never stands in half a column at the right edge")
    func rightEdge() {
        var grid = surface(4)
        grid.write(TerminalText("xxxx"), at: point(0))
        #expect(grid.write(TerminalText("a晨光"), at: point(0)) == 3)
        #expect(grid.text(row: 0) == "a晨")
        #expect(grid[point(3)].text == " ")
    }

    @Test("the most columns are kept, also beside other text")
    func maximum() {
        var grid = surface(8)
        grid.write(TerminalText("........"), at: point(0))
        grid.write(TerminalText("晨光文"), at: point(0), maxColumns: 5)
        #expect(grid.text(row: 0) == "晨光 ...")
        grid.write(TerminalText("zz"), at: point(5), maxColumns: 0)
        #expect(grid.text(row: 0) == "晨光 ...")
    }

    @Test("overwriting either half of a wide character blanks the other")
    func halves() {
        var grid = surface(6)
        grid.write(TerminalText("晨光文"), at: point(0))
        grid.write(TerminalText("x"), at: point(1))
        #expect(grid.text(row: 0) == " x光文")
        grid.write(TerminalText("y"), at: point(2))
        #expect(grid.text(row: 0) == " xy 文")
        grid.write(TerminalText("晨"), at: point(3))
        #expect(grid.text(row: 0) == " xy晨")
    }

    @Test("text is clipped on the left, and a wide character cut there becomes a blank")
    func leftEdge() {
        var grid = surface(4)
        grid.write(TerminalText("xxxx"), at: point(0))
        grid.write(TerminalText("晨光"), at: point(-1))
        #expect(grid.text(row: 0) == " 光x")
        grid.write(TerminalText("a"), at: point(0, -1))
        grid.write(TerminalText("a"), at: point(0, 1))
        grid.write(TerminalText("a"), at: point(4))
        #expect(grid.text(row: 0) == " 光x")
    }

    @Test("a part that is clipped to its rows changes no other row, whatever it draws")
    func clippedRows() {
        var grid = Surface(size: TerminalSize(columns: 6, rows: 5))
        for row in 0..<5 { grid.write(TerminalText("------"), at: point(0, row)) }
        let area = Rect(column: 0, row: 1, columns: 6, rows: 2)
        grid.clipped(to: area) { grid in
            for row in -1..<7 { grid.write(TerminalText("晨\(row)"), at: point(0, row)) }
            grid.fill(Rect(column: 4, row: -2, columns: 2, rows: 20))
            grid.restyle(grid.bounds, role: .danger)
            var line = Surface(size: TerminalSize(columns: 6, rows: 4))
            line.write(TerminalText("line"), at: point(0))
            grid.overlay(line, at: point(0, 3))
            grid.cursor = point(0, 4)
        }
        #expect(grid.lines() == ["------", "晨1-", "晨2-", "------", "------"])
        #expect(grid.cursor == nil)
        #expect((0..<5).map { grid[point(0, $0)].role == .danger } == [false, true, true, false, false])
        grid.write(TerminalText("after"), at: point(0, 4))
        #expect(grid.text(row: 4) == "after-")
    }

    @Test("every cell stays half of a pair or whole, whatever is written")
    func invariant() {
        var random = SeededGenerator(seed: 5)
        var grid = surface(12, 4)
        for step in 0..<4_000 {
            let place = point(Int.random(in: -4...14, using: &random), Int.random(in: -1...4, using: &random))
            switch step % 5 {
            case 0: grid.fill(Rect(column: place.column, row: place.row, columns: 3, rows: 2), role: .band)
            case 1:
                grid.restyle(Rect(column: place.column, row: place.row, columns: 3, rows: 2), role: .selected)
            case 2:
                var popup = surface(5, 2)
                popup.write(TerminalText("晨a光"), at: point(0))
                grid.overlay(popup, at: place)
            default:
                grid.write(
                    TerminalText(random.string()), at: place,
                    maxColumns: Int.random(in: 0...9, using: &random))
            }
            for row in 0..<4 {
                var columns = 0
                for column in 0..<12 {
                    let cell = grid[point(column, row)]
                    if cell.isRightHalf {
                        #expect(
                            column > 0 && Array(Glyphs(grid[point(column - 1, row)].text)).first?.columns == 2
                        )
                        #expect(grid[point(column - 1, row)].role == cell.role)
                    } else {
                        columns += Array(Glyphs(cell.text)).first?.columns ?? 0
                    }
                }
                #expect(columns == 12)
            }
        }
    }

    @Test("a frame has an inside, in both sets of characters")
    func frames() {
        var grid = surface(6, 3)
        let inside = grid.box(in: grid.bounds)
        grid.write(TerminalText("晨光"), at: inside.origin)
        #expect(grid.lines() == ["┌────┐", "│晨光│", "└────┘"])
        grid.box(in: grid.bounds, borders: .ascii)
        #expect(grid.lines() == ["+----+", "|晨光|", "+----+"])
    }

    @Test("a popup covers what is below it and takes the cursor")
    func popup() {
        var grid = surface(8, 3)
        for row in 0..<3 { grid.write(TerminalText("晨光文具"), at: point(0, row)) }
        var popup = surface(3, 1)
        popup.write(TerminalText("ok?"), at: point(0))
        popup.cursor = point(2)
        grid.overlay(popup, at: point(1, 1))
        #expect(grid.lines() == ["晨光文具", " ok?文具", "晨光文具"])
        #expect(grid.cursor == point(3, 1))
    }

    @Test("a size that no terminal has is cut")
    func enormous() {
        let grid = surface(100_000, 100_000)
        #expect(grid.size == Surface.largestSize)
        #expect(surface(0, 0).snapshot().isEmpty)
    }

    @Test("parts of an area cover it without overlap")
    func splitting() {
        let whole = Rect(column: 2, row: 3, columns: 10, rows: 6)
        #expect(whole.splitTop(2).rest == Rect(column: 2, row: 5, columns: 10, rows: 4))
        #expect(whole.splitBottom(1).bottom == Rect(column: 2, row: 8, columns: 10, rows: 1))
        #expect(whole.splitLeft(4).left == Rect(column: 2, row: 3, columns: 4, rows: 6))
        #expect(whole.splitRight(4).right == Rect(column: 8, row: 3, columns: 4, rows: 6))
        #expect(whole.splitTop(99).rest.isEmpty)
        #expect(whole.inset(columns: 1, rows: 9) == Rect(column: 3, row: 6, columns: 8, rows: 0))
        #expect(whole.centered(columns: 4, rows: 2) == Rect(column: 5, row: 5, columns: 4, rows: 2))
    }
}
