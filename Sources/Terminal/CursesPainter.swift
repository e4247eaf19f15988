import CNcurses

/// Hands the cells that changed to curses, which sends what differs from the terminal's own contents.
struct CursesPainter {
    private var shown: Surface?
    private var characters: [wchar_t] = []
    /// Cells side by side that are not handed over yet, and the place of the first.
    private var run: [cchar_t] = []
    private var place = (row: 0, column: 0)
    /// The column behind the last of them.
    private var end = 0

    /// The next surface is handed over whole.
    mutating func forget() { shown = nil }

    mutating func paint(_ surface: Surface, palette: CursesPalette, screen: TerminalSize) {
        let columns = min(surface.size.columns, screen.columns)
        let rows = min(surface.size.rows, screen.rows)
        let isWhole = shown?.size != surface.size
        if isWhole { cn_erase() }
        let old = isWhole ? nil : shown
        for row in 0..<rows { paint(row, surface.grid[row], over: old?.grid[row], columns, palette) }
        flush()
        show(surface.cursor, screen: screen)
        cn_update()
        shown = surface
    }

    private mutating func paint(
        _ row: Int, _ line: [Cell], over old: [Cell]?, _ columns: Int, _ palette: CursesPalette
    ) {
        if let old, CursesPainter.isOne(line, old) { return }
        var style = (role: StyleRole.text, entry: palette[.text])
        for column in 0..<columns {
            let cell = line[column]
            if cell.isRightHalf { continue }
            if let old, isSame(old, line, at: column, columns) { continue }
            if cell.role != style.role { style = (cell.role, palette[cell.role]) }
            let isWide = column + 1 < columns && line[column + 1].isRightHalf
            put(cell, row: row, column: column, columns: isWide ? 2 : 1, style: style.entry)
        }
    }

    /// Whether two rows are one and the same in memory: what was drawn before and laid into the next frame again.
    private static func isOne(_ line: [Cell], _ old: [Cell]) -> Bool {
        line.withUnsafeBufferPointer { new in
            old.withUnsafeBufferPointer { $0.baseAddress == new.baseAddress }
        }
    }

    /// A wide character is the same only when both its halves are.
    private func isSame(_ old: [Cell], _ new: [Cell], at column: Int, _ columns: Int) -> Bool {
        guard old[column] == new[column] else { return false }
        return column + 1 >= columns || old[column + 1].isRightHalf == new[column + 1].isRightHalf
    }

    private mutating func put(_ cell: Cell, row: Int, column: Int, columns: Int, style: CursesPalette.Entry) {
        characters.removeAll(keepingCapacity: true)
        for scalar in cell.text.unicodeScalars { characters.append(wchar_t(scalar.value)) }
        // Where libc measures a character otherwise than we do, curses would shift the rest of the line.
        let isAgreed =
            characters.count == 1 && characters[0] < 0x7F
            || (characters.first.map { Int(wcwidth($0)) == columns } ?? false)
                && characters.dropFirst().allSatisfy { wcwidth($0) == 0 }
        if isAgreed {
            send(row: row, column: column, columns: columns, style: style)
        } else {
            for offset in 0..<columns {
                characters = [0x3F]
                send(row: row, column: column + offset, columns: 1, style: style)
            }
        }
    }

    private mutating func send(row: Int, column: Int, columns: Int, style: CursesPalette.Entry) {
        characters.append(0)
        var cell = cchar_t()
        guard cn_cell(&cell, characters, style.attributes, style.pair) == OK else { return }
        if row != place.row || column != end { flush() }
        if run.isEmpty { place = (row, column) }
        run.append(cell)
        end = column + columns
    }

    /// Hands over what waits: one call for many cells.
    private mutating func flush() {
        guard !run.isEmpty else { return }
        cn_put(Int32(place.row), Int32(place.column), run, Int32(run.count))
        run.removeAll(keepingCapacity: true)
    }

    private func show(_ cursor: Point?, screen: TerminalSize) {
        if let cursor, Rect(screen).contains(cursor) {
            cn_leave_cursor(0)
            cn_move(Int32(cursor.row), Int32(cursor.column))
            curs_set(1)
        } else {
            curs_set(0)
            cn_leave_cursor(1)
        }
    }
}
