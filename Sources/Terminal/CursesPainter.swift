import CNcurses

/// Hands the cells that changed to curses, which sends what differs from the terminal's own contents.
struct CursesPainter {
    private var shown: Surface?
    private var characters: [wchar_t] = []

    /// The next surface is handed over whole.
    mutating func forget() { shown = nil }

    mutating func paint(_ surface: Surface, palette: CursesPalette, screen: TerminalSize) {
        let columns = min(surface.size.columns, screen.columns)
        let rows = min(surface.size.rows, screen.rows)
        let isWhole = shown?.size != surface.size
        if isWhole { cn_erase() }
        let cells = surface.cells
        let old = isWhole ? [] : shown?.cells ?? []
        for row in 0..<rows {
            let start = row * surface.size.columns
            for column in 0..<columns {
                let cell = cells[start + column]
                if cell.isRightHalf || (!isWhole && isSame(old, cells, at: start + column, column, columns)) {
                    continue
                }
                let isWide = column + 1 < columns && cells[start + column + 1].isRightHalf
                put(cell, row: row, column: column, columns: isWide ? 2 : 1, style: palette[cell.role])
            }
        }
        place(surface.cursor, screen: screen)
        cn_update()
        shown = surface
    }

    /// A wide character is the same only when both its halves are.
    private func isSame(_ old: [Cell], _ new: [Cell], at index: Int, _ column: Int, _ columns: Int) -> Bool {
        guard old[index] == new[index] else { return false }
        return column + 1 >= columns || old[index + 1].isRightHalf == new[index + 1].isRightHalf
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
            send(row: row, column: column, style: style)
        } else {
            for offset in 0..<columns {
                characters = [0x3F]
                send(row: row, column: column + offset, style: style)
            }
        }
    }

    private mutating func send(row: Int, column: Int, style: CursesPalette.Entry) {
        characters.append(0)
        cn_put(Int32(row), Int32(column), characters, style.attributes, style.pair)
    }

    private func place(_ cursor: Point?, screen: TerminalSize) {
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
