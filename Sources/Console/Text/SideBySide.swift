import Terminal

/// Two values of one field beside each other. Nothing is cut; what is too long goes on below. On a wide screen the field has
/// a column of its own; on a narrow one it stands above its two values.
struct SideBySide {
    /// From this width on the field has a column of its own.
    static let wideColumns = 96

    let width: Int
    var indent = 0

    private var isWide: Bool { width >= SideBySide.wideColumns }
    private var fieldColumns: Int { isWide ? min(34, (width - indent) * 3 / 10) : 2 }
    private var start: Int { indent + fieldColumns }
    private var valueColumns: Int { max(8, (width - start - 2) / 2) }

    /// The heads of the two columns; on a narrow screen there is no column of fields to name.
    func head(field: String, left: String, right: String) -> [StyledLine] {
        let all = rows(field: field, left: [left], right: [right], leftRole: .muted, rightRole: .muted)
        return isWide ? all : Array(all.dropFirst(fieldLines(field).count))
    }

    /// One field.
    func rows(
        field: String, left: [String], right: [String], leftRole: StyleRole = .text,
        rightRole: StyleRole = .text, fieldRole: StyleRole = .muted
    ) -> [StyledLine] {
        let names = fieldLines(field)
        let one = left.flatMap { TerminalText($0).wrapped(toColumns: valueColumns) }
        let other = right.flatMap { TerminalText($0).wrapped(toColumns: valueColumns) }
        var lines: [StyledLine] = []
        if !isWide {
            lines = names.map { StyledLine(TerminalText.blanks(indent) + $0, role: fieldRole) }
        }
        let rows = max(isWide ? names.count : 0, one.count, other.count)
        for index in 0..<rows {
            var line = StyledLine(TerminalText.blanks(indent))
            if isWide, names.indices.contains(index) { line.append(names[index], role: fieldRole) }
            line.pad(toColumn: start)
            if one.indices.contains(index) { line.append(one[index], role: leftRole) }
            line.pad(toColumn: start + valueColumns + 2)
            if other.indices.contains(index) { line.append(other[index], role: rightRole) }
            lines.append(line)
        }
        return lines
    }

    private func fieldLines(_ field: String) -> [TerminalText] {
        TerminalText(field).wrapped(toColumns: max(8, isWide ? fieldColumns - 1 : width - indent))
    }
}
