/// The characters that frames are made of.
public struct BorderSet: Hashable, Sendable {
    let horizontal: String
    let vertical: String
    let upperLeft: String
    let upperRight: String
    let lowerLeft: String
    let lowerRight: String

    /// Box-drawing characters, one column wide on most terminals.
    public static let unicode = BorderSet(
        horizontal: "─", vertical: "│", upperLeft: "┌", upperRight: "┐", lowerLeft: "└", lowerRight: "┘")

    /// For terminals that draw box characters two columns wide, or not at all.
    public static let ascii = BorderSet(
        horizontal: "-", vertical: "|", upperLeft: "+", upperRight: "+", lowerLeft: "+", lowerRight: "+")
}

extension Surface {
    /// A line to the right of `origin`, `columns` long.
    public mutating func horizontalLine(
        at origin: Point, columns: Int, role: StyleRole = .border, borders: BorderSet = .unicode
    ) {
        let length = min(max(0, columns), size.columns)
        write(TerminalText(String(repeating: borders.horizontal, count: length)), at: origin, role: role)
    }

    /// A line down from `origin`, `rows` long.
    public mutating func verticalLine(
        at origin: Point, rows: Int, role: StyleRole = .border, borders: BorderSet = .unicode
    ) {
        let piece = TerminalText(borders.vertical)
        for offset in 0..<min(max(0, rows), size.rows) {
            write(piece, at: Point(column: origin.column, row: origin.row + offset), role: role)
        }
    }

    /// A frame along the edge of an area at least two by two; the inside is left as it is.
    /// - Returns: the area inside the frame.
    @discardableResult
    public mutating func box(in rect: Rect, role: StyleRole = .border, borders: BorderSet = .unicode) -> Rect
    {
        guard rect.columns >= 2 && rect.rows >= 2 else {
            return Rect(column: rect.column, row: rect.row, columns: 0, rows: 0)
        }
        let right = rect.columns - 1
        let bottom = rect.rows - 1
        horizontalLine(at: rect.point(column: 1), columns: right - 1, role: role, borders: borders)
        horizontalLine(
            at: rect.point(column: 1, row: bottom), columns: right - 1, role: role, borders: borders)
        verticalLine(at: rect.point(row: 1), rows: bottom - 1, role: role, borders: borders)
        verticalLine(at: rect.point(column: right, row: 1), rows: bottom - 1, role: role, borders: borders)
        write(TerminalText(borders.upperLeft), at: rect.origin, role: role)
        write(TerminalText(borders.upperRight), at: rect.point(column: right), role: role)
        write(TerminalText(borders.lowerLeft), at: rect.point(row: bottom), role: role)
        write(TerminalText(borders.lowerRight), at: rect.point(column: right, row: bottom), role: role)
        return rect.inset(columns: 1, rows: 1)
    }
}
