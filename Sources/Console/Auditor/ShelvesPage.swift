import Invoicing
import OAProfile
import Store
import Terminal

/// The archive by year, month and department: how much is where, and the way down to the invoices.
struct ShelvesPage: Hashable, Sendable {
    let scope: ArchiveScope
    var grouping: ArchiveGrouping
    let generation: Int
    var list: AuditorList
    /// The parts; nothing before they were read.
    var parts: [ArchiveScope]?
    /// How many each holds, as far as they were counted.
    var counts: [Int] = []

    init(scope: ArchiveScope, grouping: ArchiveGrouping, generation: Int, size: TerminalSize) {
        self.scope = scope
        self.grouping = grouping
        self.generation = generation
        list = AuditorList(size: size)
    }

    var selected: ArchiveScope? {
        guard let parts, let place = list.viewport.selection, parts.indices.contains(Int(place)) else {
            return nil
        }
        return parts[Int(place)]
    }

    /// What a part is parted by; nothing where its invoices are shown.
    static func next(in scope: ArchiveScope) -> ArchiveGrouping? {
        if scope.isUndated { return scope.department == nil ? .department : nil }
        return switch (scope.year, scope.month, scope.department) {
        case (nil, _, _): .year
        case (_, nil, _): .month
        case (_, _, nil): .department
        default: nil
        }
    }

    func draw(_ state: ConsoleState, into surface: inout Surface, in rect: Rect) {
        let language = state.language
        let (title, below) = rect.splitTop(1)
        let (range, rest) = below.splitTop(1)
        surface.write(
            TerminalText(Strings.shelvesTitle(grouping)[language]), at: title.point(column: 1), role: .heading
        )
        surface.write(
            state.listText(Strings.shelvesOver(self)[language]).truncated(toColumns: rect.columns - 3),
            at: range.point(column: 2), role: .muted)
        guard let parts else {
            surface.write(TerminalText(Strings.loading[language]), at: rest.point(column: 2, row: 1))
            return
        }
        guard !parts.isEmpty else {
            surface.write(TerminalText(Strings.archiveEmpty[language]), at: rest.point(column: 2, row: 1))
            return
        }
        let (heads, rows) = rest.splitTop(1)
        surface.write(
            TerminalText(Strings.shelvesColumn(grouping)[language]), at: heads.point(column: 2),
            role: .heading)
        surface.write(
            TerminalText(Strings.shelvesCount[language]).padded(toColumns: 10, alignment: .right),
            at: heads.point(column: 34), role: .heading)
        for (row, place, isSelected) in list.visible where parts.indices.contains(Int(place)) {
            let origin = rows.point(row: row)
            if isSelected {
                surface.write(TerminalText(">"), at: origin, role: .marker)
                surface.cursor = origin
            }
            let name = parts[Int(place)].name(by: grouping)
            let part = parts[Int(place)]
            let nothing = grouping == .year && part.isUndated ? Strings.shelvesUndated : Strings.none
            surface.write(
                state.listText(name.isEmpty ? nothing[language] : name).truncated(toColumns: 31),
                at: Point(column: 2, row: origin.row))
            let count = counts.indices.contains(Int(place)) ? "\(counts[Int(place)])" : ".."
            surface.write(
                TerminalText(count).padded(toColumns: 10, alignment: .right),
                at: Point(column: 34, row: origin.row), role: count == ".." ? .muted : .text)
        }
    }
}

extension ArchiveScope {
    /// What a part is called among its kin.
    func name(by grouping: ArchiveGrouping) -> String {
        switch grouping {
        case .year: year.map(String.init) ?? ""
        case .month: "\(year ?? 0)-\((month ?? 0) < 10 ? "0" : "")\(month ?? 0)"
        case .department: department ?? ""
        }
    }

    /// The whole way to it.
    var path: [String] {
        var path: [String] = []
        if isUndated { path.append("?") }
        if month != nil { path.append(name(by: .month)) } else if year != nil { path.append(name(by: .year)) }
        if let department { path.append(department) }
        return path
    }
}

/// The invoices of a part of the archive, the newest day of issue first. What is on the screen is read, and nothing else.
struct ShelfPage: Hashable, Sendable {
    let scope: ArchiveScope
    var query: String
    let generation: Int
    var list: AuditorList
    var rows: [Int64: QueueRow] = [:]
    var asked: Set<Int64> = []
    /// Whether more are being read.
    var isReading = true

    init(scope: ArchiveScope, query: String, generation: Int, size: TerminalSize) {
        self.scope = scope
        self.query = query
        self.generation = generation
        list = AuditorList(size: size)
    }

    var selected: QueueRow? { list.viewport.selection.flatMap { rows[$0] } }

    var missing: [Int64] {
        guard list.visible.contains(where: { rows[$0.place] == nil && !asked.contains($0.place) }) else {
            return []
        }
        return list.around(pages: 3).filter { rows[$0] == nil && !asked.contains($0) }
    }

    func draw(_ state: ConsoleState, into surface: inout Surface, in rect: Rect) {
        let language = state.language
        let (title, below) = rect.splitTop(1)
        let (range, rest) = below.splitTop(1)
        surface.write(
            TerminalText(Strings.shelfTitle[language]), at: title.point(column: 1), role: .heading)
        surface.write(
            state.listText(Strings.shelfOver(self)[language]).truncated(toColumns: rect.columns - 3),
            at: range.point(column: 2), role: .muted)
        guard !list.places.isEmpty else {
            surface.write(
                TerminalText((isReading ? Strings.loading : Strings.archiveEmpty)[language]),
                at: rest.point(column: 2, row: 1))
            return
        }
        let (heads, lines) = rest.splitTop(1)
        for (text, column) in [
            (Strings.shelfDay, 2), (Strings.columnState, 13), (Strings.columnSeller, 42), (Strings.claim, 65),
        ] {
            surface.write(TerminalText(text[language]), at: heads.point(column: column), role: .heading)
        }
        surface.write(
            TerminalText(Strings.columnAmount[language]).padded(toColumns: 18, alignment: .right),
            at: heads.point(column: 22), role: .heading)
        for (line, place, isSelected) in list.visible {
            let origin = lines.point(row: line)
            if isSelected {
                surface.write(TerminalText(">"), at: origin, role: .marker)
                surface.cursor = origin
            }
            guard let row = rows[place] else { continue }
            let amount = TerminalText(FieldText.listAmount(row.amount))
            let width = max(18, amount.columns)
            surface.write(
                state.listText(row.issued).truncated(toColumns: 10), at: Point(column: 2, row: origin.row))
            surface.write(
                TerminalText(row.status.title[language]).truncated(toColumns: 8),
                at: Point(column: 13, row: origin.row))
            // An amount is never cut: what is wider pushes what follows.
            surface.write(
                amount.padded(toColumns: width, alignment: .right), at: Point(column: 22, row: origin.row))
            let start = 24 + width
            surface.write(
                state.listText(row.seller).truncated(toColumns: 22), at: Point(column: start, row: origin.row)
            )
            surface.write(
                state.listText(Veil.general.text(row.title)).truncated(
                    toColumns: max(0, rect.columns - start - 24)),
                at: Point(column: start + 23, row: origin.row))
        }
    }
}

/// Which invoices of a part are asked for.
struct ShelfRequest: Hashable, Sendable {
    let scope: ArchiveScope
    let query: String
    let generation: Int
    var after: ArchivePlace?
}
