/// How large a terminal is, in character cells.
public struct TerminalSize: Hashable, Sendable {
    /// Cells in a row.
    public var columns: Int
    /// Rows from top to bottom.
    public var rows: Int

    /// Makes a size; negative numbers count as zero.
    public init(columns: Int, rows: Int) {
        self.columns = max(0, columns)
        self.rows = max(0, rows)
    }

    /// Whether both sides are at least those of `other`.
    public func contains(_ other: TerminalSize) -> Bool {
        columns >= other.columns && rows >= other.rows
    }
}

/// A cell's place: zero-based, from the upper left corner.
public struct Point: Hashable, Sendable {
    /// Cells from the left edge.
    public var column: Int
    /// Rows from the top edge.
    public var row: Int

    /// Makes a place.
    public init(column: Int, row: Int) {
        self.column = column
        self.row = row
    }
}

/// An area of cells. Splitting never yields a negative or an overlapping part.
public struct Rect: Hashable, Sendable {
    /// Cells from the left edge of the surface.
    public var column: Int
    /// Rows from the top edge of the surface.
    public var row: Int
    /// Width in cells.
    public var columns: Int
    /// Height in rows.
    public var rows: Int

    /// Makes an area; a negative width or height counts as zero.
    public init(column: Int, row: Int, columns: Int, rows: Int) {
        self.column = column
        self.row = row
        self.columns = max(0, columns)
        self.rows = max(0, rows)
    }

    /// The whole of a surface of that size.
    public init(_ size: TerminalSize) {
        self.init(column: 0, row: 0, columns: size.columns, rows: size.rows)
    }

    /// The upper left corner.
    public var origin: Point { Point(column: column, row: row) }

    /// Whether no cell lies inside.
    public var isEmpty: Bool { columns == 0 || rows == 0 }

    /// The place `rows` below the top and `columns` right of the left edge.
    public func point(column offset: Int = 0, row below: Int = 0) -> Point {
        Point(column: column + offset, row: row + below)
    }

    /// Whether the place lies inside.
    public func contains(_ point: Point) -> Bool {
        point.column >= column && point.column < column + columns
            && point.row >= row && point.row < row + rows
    }

    /// The area without a margin on each side.
    public func inset(columns horizontal: Int = 0, rows vertical: Int = 0) -> Rect {
        let cutColumns = min(max(0, horizontal), columns / 2)
        let cutRows = min(max(0, vertical), rows / 2)
        return Rect(
            column: column + cutColumns, row: row + cutRows, columns: columns - 2 * cutColumns,
            rows: rows - 2 * cutRows)
    }

    /// Cuts off the upper `count` rows: that part, and what remains below it.
    public func splitTop(_ count: Int) -> (top: Rect, rest: Rect) {
        let taken = min(max(0, count), rows)
        return (
            Rect(column: column, row: row, columns: columns, rows: taken),
            Rect(column: column, row: row + taken, columns: columns, rows: rows - taken)
        )
    }

    /// Cuts off the lower `count` rows: what remains above them, and that part.
    public func splitBottom(_ count: Int) -> (rest: Rect, bottom: Rect) {
        let parts = splitTop(rows - min(max(0, count), rows))
        return (parts.top, parts.rest)
    }

    /// Cuts off the left `count` columns: that part, and what remains right of it.
    public func splitLeft(_ count: Int) -> (left: Rect, rest: Rect) {
        let taken = min(max(0, count), columns)
        return (
            Rect(column: column, row: row, columns: taken, rows: rows),
            Rect(column: column + taken, row: row, columns: columns - taken, rows: rows)
        )
    }

    /// Cuts off the right `count` columns: what remains left of them, and that part.
    public func splitRight(_ count: Int) -> (rest: Rect, right: Rect) {
        let parts = splitLeft(columns - min(max(0, count), columns))
        return (parts.left, parts.rest)
    }

    /// An area of at most that size in the middle of this one, for a popup.
    public func centered(columns wantedColumns: Int, rows wantedRows: Int) -> Rect {
        let width = min(max(0, wantedColumns), columns)
        let height = min(max(0, wantedRows), rows)
        return Rect(
            column: column + (columns - width) / 2, row: row + (rows - height) / 2, columns: width,
            rows: height)
    }
}
