/// One place of the grid. Only a `Surface` makes cells, so every cell holds sanitised text.
public struct Cell: Hashable, Sendable {
    /// One drawn character; empty for the right half of a wide character.
    public let text: String
    /// How it is styled.
    public let role: StyleRole

    static func blank(_ role: StyleRole) -> Cell { Cell(text: " ", role: role) }

    /// Whether this is the second column of the wide character to the left.
    public var isRightHalf: Bool { text.isEmpty }
}

/// A grid of cells that a screen draws into. It needs no terminal, so that screens can be tested as text.
///
/// Everything outside is clipped, nothing wraps, and both halves of a wide character live and die together.
public struct Surface: Hashable, Sendable {
    /// Width and height in cells.
    public let size: TerminalSize
    /// Where the real cursor stands (the caret of an input field, which input methods follow, or the row marker);
    /// nil hides it.
    public var cursor: Point?

    /// The cells, a row each. A row that two grids share is the same row, which is how a driver knows at once that nothing
    /// changed in it.
    private(set) var grid: [[Cell]]

    /// The rows that may be drawn into now.
    private var window: Range<Int>

    /// The cells of all rows, from the left above.
    var cells: [Cell] { Array(grid.joined()) }

    /// The largest grid that is made, whatever a terminal claims: 1,000 columns and 500 rows.
    public static let largestSize = TerminalSize(columns: 1_000, rows: 500)

    /// A blank grid; a size beyond `largestSize` is cut to it.
    public init(size: TerminalSize) {
        self.size = TerminalSize(
            columns: min(size.columns, Surface.largestSize.columns),
            rows: min(size.rows, Surface.largestSize.rows))
        grid = Array(
            repeating: Array(repeating: .blank(.text), count: self.size.columns), count: self.size.rows)
        window = 0..<self.size.rows
    }

    /// The whole area.
    public var bounds: Rect { Rect(size) }

    /// The cell at a place, or a blank outside the grid.
    public subscript(_ point: Point) -> Cell {
        bounds.contains(point) ? grid[point.row][point.column] : .blank(.text)
    }

    /// Lets a part draw into the rows of an area only: what it writes above or below is dropped, and a cursor there is none.
    public mutating func clipped(to rect: Rect, _ draw: (inout Surface) -> Void) {
        let whole = window
        window = rowRange(of: rect)
        draw(&self)
        if let place = cursor, !window.contains(place.row) { cursor = nil }
        window = whole
    }

    /// Writes text in one row, clipped by columns on both sides; it never wraps.
    /// - Parameter maxColumns: the most columns to use, counted from `origin`.
    /// - Returns: the columns used, counted from `origin`, including what was clipped on the left.
    @discardableResult
    public mutating func write(
        _ text: TerminalText, at origin: Point, role: StyleRole = .text, maxColumns: Int? = nil
    ) -> Int {
        guard window.contains(origin.row), origin.column < size.columns else { return 0 }
        let room = size.columns - origin.column
        let limit = origin.column + min(room, max(0, maxColumns ?? room))
        var column = origin.column
        for glyph in text.glyphs {
            let end = column + glyph.columns
            if end > limit {
                // A wide character that does not fit: its place must not keep what stood there before.
                if column >= 0 && column < limit {
                    Surface.place(.blank, at: column, role: role, in: &grid[origin.row])
                }
                break
            }
            if column >= 0 {
                Surface.place(glyph, at: column, role: role, in: &grid[origin.row])
            } else if end > 0 {
                Surface.place(.blank, at: 0, role: role, in: &grid[origin.row])
            }
            column = end
        }
        return column - origin.column
    }

    /// Blanks an area and gives it a role.
    public mutating func fill(_ rect: Rect, role: StyleRole = .text) {
        for row in rowRange(of: rect) {
            for column in columnRange(of: rect) {
                Surface.place(.blank, at: column, role: role, in: &grid[row])
            }
        }
    }

    /// Gives an area another role and keeps its text. Both halves of a wide character at the edge change.
    public mutating func restyle(_ rect: Rect, role: StyleRole) {
        for row in rowRange(of: rect) {
            for column in columnRange(of: rect) { Surface.restyle(column, role: role, in: &grid[row]) }
        }
    }

    /// Lays another grid over this one: a popup, or a row that was drawn before. Its cursor, when it has one, becomes this
    /// one's.
    public mutating func overlay(_ other: Surface, at origin: Point) {
        let isWholeRow = origin.column == 0 && other.size.columns == size.columns
        for row in 0..<other.size.rows where window.contains(origin.row + row) {
            if isWholeRow {
                grid[origin.row + row] = other.grid[row]
            } else {
                lay(other.grid[row], at: origin.column, in: origin.row + row)
            }
        }
        if let caret = other.cursor {
            cursor = Point(column: origin.column + caret.column, row: origin.row + caret.row)
        }
    }

    /// The text of one row without trailing blanks.
    public func text(row: Int) -> String {
        guard row >= 0 && row < size.rows else { return "" }
        var line = ""
        for cell in grid[row] { line += cell.text }
        while line.last == " " { line.removeLast() }
        return line
    }

    /// Every row, as `text(row:)` gives it.
    public func lines() -> [String] { (0..<size.rows).map { text(row: $0) } }

    /// The screen as text: one line a row, each ended by a line feed, blank rows at the bottom kept.
    public func snapshot() -> String { lines().map { $0 + "\n" }.joined() }

    /// Lays the cells of a row into one of this grid.
    private mutating func lay(_ cells: [Cell], at start: Int, in row: Int) {
        for (column, cell) in cells.enumerated() {
            let target = start + column
            guard target >= 0 && target < size.columns else { continue }
            if cell.isRightHalf {
                // Already placed together with its left half, unless that one was clipped away.
                if target == 0 { Surface.place(.blank, at: 0, role: cell.role, in: &grid[row]) }
                continue
            }
            let isWide = column + 1 < cells.count && cells[column + 1].isRightHalf
            let glyph =
                isWide && target + 1 >= size.columns
                ? .blank : Glyph(text: cell.text, columns: isWide ? 2 : 1)
            Surface.place(glyph, at: target, role: cell.role, in: &grid[row])
        }
    }

    /// Puts one character and repairs what it cuts: half of a wide character never stays behind.
    private static func place(_ glyph: Glyph, at column: Int, role: StyleRole, in line: inout [Cell]) {
        if line[column].isRightHalf && column > 0 { line[column - 1] = .blank(line[column - 1].role) }
        let after = column + glyph.columns
        if after < line.count && line[after].isRightHalf { line[after] = .blank(line[after].role) }
        line[column] = Cell(text: glyph.text, role: role)
        if glyph.columns == 2 { line[column + 1] = Cell(text: "", role: role) }
    }

    private static func restyle(_ column: Int, role: StyleRole, in line: inout [Cell]) {
        line[column] = Cell(text: line[column].text, role: role)
        if line[column].isRightHalf { line[column - 1] = Cell(text: line[column - 1].text, role: role) }
        if column + 1 < line.count && line[column + 1].isRightHalf {
            line[column + 1] = Cell(text: "", role: role)
        }
    }

    private func rowRange(of rect: Rect) -> Range<Int> {
        clamped(rect.row, length: rect.rows, limit: size.rows).clamped(to: window)
    }

    private func columnRange(of rect: Rect) -> Range<Int> {
        clamped(rect.column, length: rect.columns, limit: size.columns)
    }

    private func clamped(_ start: Int, length: Int, limit: Int) -> Range<Int> {
        let lower = min(max(0, start), limit)
        return lower..<max(lower, min(start + length, limit))
    }
}
