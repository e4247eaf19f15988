/// Which rows of a list are on the screen and which one is selected. The selection is an identity, never an index: when rows
/// come, go or move, the same row stays selected, on the same line of the screen where possible.
public struct ListViewport<ID: Hashable & Sendable>: Hashable, Sendable {
    /// What a change of the list did to the selection.
    public enum Outcome: Hashable, Sendable {
        /// The selected row is still there, or there was none.
        case kept
        /// The selected row is gone; its neighbour, if there is one, is selected now. Say so before anything is decided.
        case replaced(vanished: ID)
    }

    /// The selected row.
    public private(set) var selection: ID?
    /// The index of the first row on the screen.
    public private(set) var top: Int
    /// How many rows fit on the screen.
    public private(set) var pageSize: Int
    /// Where the selected row was when the list was last seen.
    private var index: Int

    /// A viewport that selects nothing yet.
    public init(pageSize: Int) {
        self.pageSize = max(1, pageSize)
        selection = nil
        top = 0
        index = 0
    }

    /// The index of the selected row in the list last seen; nil when nothing is selected.
    public var selectedIndex: Int? { selection == nil ? nil : index }

    /// The rows on the screen, for a list of that length.
    public func visibleRange(count: Int) -> Range<Int> {
        let lower = min(top, max(0, count))
        return lower..<min(lower + pageSize, max(lower, count))
    }

    /// Follows a list that changed. Selects the first row of a list when nothing was selected.
    /// - Parameters:
    ///   - rows: the identities in their new order.
    ///   - position: finds the index of an identity; searches `rows` when nil. Give one when the list is long.
    @discardableResult
    public mutating func update<Rows: RandomAccessCollection<ID>>(
        rows: Rows, position: ((ID) -> Int?)? = nil
    ) -> Outcome {
        guard let selected = selection else {
            select(index: 0, in: rows)
            return .kept
        }
        if let found = find(selected, in: rows, position: position) {
            top += found - index
            index = found
            clampTop(count: rows.count)
            return .kept
        }
        select(index: index, in: rows)
        return .replaced(vanished: selected)
    }

    /// Selects a row by its identity.
    /// - Returns: whether it is in the list.
    @discardableResult
    public mutating func select<Rows: RandomAccessCollection<ID>>(_ id: ID, in rows: Rows) -> Bool {
        guard let found = find(id, in: rows, position: nil) else { return false }
        select(index: found, in: rows)
        return true
    }

    /// Moves the selection by that many rows, not past either end.
    public mutating func move<Rows: RandomAccessCollection<ID>>(by count: Int, in rows: Rows) {
        update(rows: rows)
        select(index: index + count, in: rows)
    }

    /// Moves one page up (negative) or down, the selected row keeping its line on the screen.
    public mutating func movePages<Rows: RandomAccessCollection<ID>>(by count: Int, in rows: Rows) {
        update(rows: rows)
        top += count * pageSize
        select(index: index + count * pageSize, in: rows)
    }

    /// Selects the first row.
    public mutating func moveToFirst<Rows: RandomAccessCollection<ID>>(in rows: Rows) {
        select(index: 0, in: rows)
    }

    /// Selects the last row.
    public mutating func moveToLast<Rows: RandomAccessCollection<ID>>(in rows: Rows) {
        select(index: rows.count - 1, in: rows)
    }

    /// Follows a terminal that changed its height.
    public mutating func resize(pageSize newSize: Int, count: Int) {
        pageSize = max(1, newSize)
        clampTop(count: count)
    }

    private mutating func select<Rows: RandomAccessCollection<ID>>(index wanted: Int, in rows: Rows) {
        guard !rows.isEmpty else {
            selection = nil
            index = 0
            top = 0
            return
        }
        index = min(max(0, wanted), rows.count - 1)
        selection = rows[rows.index(rows.startIndex, offsetBy: index)]
        clampTop(count: rows.count)
    }

    private func find<Rows: RandomAccessCollection<ID>>(_ id: ID, in rows: Rows, position: ((ID) -> Int?)?)
        -> Int?
    {
        if index < rows.count && rows[rows.index(rows.startIndex, offsetBy: index)] == id { return index }
        if let position { return position(id).flatMap { (0..<rows.count).contains($0) ? $0 : nil } }
        return rows.firstIndex(of: id).map { rows.distance(from: rows.startIndex, to: $0) }
    }

    private mutating func clampTop(count: Int) {
        top = min(top, index, max(0, count - pageSize))
        top = max(top, index - pageSize + 1, 0)
    }
}
