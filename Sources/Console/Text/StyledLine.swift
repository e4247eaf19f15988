import Terminal

/// One line of a document: safe pieces of text, each with its role.
struct StyledLine: Hashable, Sendable {
    struct Span: Hashable, Sendable {
        let text: TerminalText
        let role: StyleRole
    }

    private(set) var spans: [Span] = []

    static let blank = StyledLine()

    init() {}

    init(_ text: String, role: StyleRole = .text) { append(text, role: role) }

    init(_ text: TerminalText, role: StyleRole = .text) { append(text, role: role) }

    /// The line as plain text.
    var string: String { spans.map(\.text.string).joined() }

    /// Its width in columns.
    var columns: Int { spans.reduce(0) { $0 + $1.text.columns } }

    mutating func append(_ text: String, role: StyleRole = .text) { append(TerminalText(text), role: role) }

    mutating func append(_ text: TerminalText, role: StyleRole = .text) {
        if !text.isEmpty { spans.append(Span(text: text, role: role)) }
    }

    /// Adds another line behind it.
    mutating func append(_ other: StyledLine) { spans += other.spans }

    /// Adds blanks up to a column.
    mutating func pad(toColumn column: Int) { append(.blanks(column - columns)) }

    func draw(into surface: inout Surface, at origin: Point, maxColumns: Int) {
        var column = 0
        for span in spans where column < maxColumns {
            surface.write(
                span.text, at: Point(column: origin.column + column, row: origin.row), role: span.role,
                maxColumns: maxColumns - column)
            column += span.text.columns
        }
    }
}

/// Puts lines together: headings, labelled fields, paragraphs, all wrapped to one width and never truncated.
struct LineComposer {
    let width: Int
    let labelColumns: Int
    private(set) var lines: [StyledLine] = []

    init(width: Int, labelColumns: Int) {
        self.width = max(20, width)
        self.labelColumns = min(labelColumns, max(0, width - 10))
    }

    mutating func add(_ line: StyledLine) { lines.append(line) }

    mutating func blank() { lines.append(.blank) }

    mutating func heading(_ text: String) {
        if !lines.isEmpty { blank() }
        lines.append(StyledLine(text, role: .heading))
    }

    /// A label and its value; further lines of the value stand below its first.
    mutating func field(_ label: String, _ value: TerminalText, role: StyleRole = .text) {
        let room = width - labelColumns
        for (index, part) in value.wrapped(toColumns: room).enumerated() {
            var line = StyledLine()
            if index == 0 {
                line.append(TerminalText(label).truncated(toColumns: labelColumns - 1), role: .muted)
            }
            line.pad(toColumn: labelColumns)
            line.append(part, role: role)
            lines.append(line)
        }
    }

    mutating func paragraph(_ text: TerminalText, indent: Int = 0, role: StyleRole = .text) {
        for part in text.wrapped(toColumns: width - indent) {
            var line = StyledLine(TerminalText.blanks(indent))
            line.append(part, role: role)
            lines.append(line)
        }
    }
}
