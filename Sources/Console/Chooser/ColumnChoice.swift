import Invoicing
import Store
import Terminal

/// Columns, order and groups of the queue, to choose from.
extension ConsoleState {
    /// The columns as they stand now, chosen or not.
    var chosenColumns: [ColumnChoice] { choices.columns ?? ColumnLayout.standard(for: listColumns) }

    /// The columns on the screen in their order, then the others.
    func columnItems() -> [ChooserItem] {
        let shown = chosenColumns
        let hidden = QueueColumn.allCases.filter { column in !shown.contains { $0.column == column } }
        return shown.map { item($0, isShown: true) } + hidden.map { item(ColumnChoice($0), isShown: false) }
    }

    private func item(_ choice: ColumnChoice, isShown: Bool) -> ChooserItem {
        let width = choice.width ?? choice.column.naturalWidth(in: language)
        return ChooserItem(
            choice: .column(choice.column), title: choice.column.title,
            note: isShown ? "[x] " + (choice.width == nil ? "(\(width))" : "\(width)") : "[ ]",
            detail: choice.column.rawValue)
    }

    func sortItems() -> [ChooserItem] {
        let sorted = queue.sort.keys.map(\.column)
        let others = QueueColumn.allCases.filter { $0.sortField != nil && !sorted.contains($0) }
        return (sorted + others).map { column in
            let key = queue.sort.keys.first { $0.column == column }
            return ChooserItem(
                choice: .sort(column), title: column.title, note: queue.sort.sign(of: column),
                detail: key.map { Strings.sortWay(isDescending: $0.isDescending)[language] }
                    ?? column.sortField ?? "")
        }
    }

    func groupItems() -> [ChooserItem] {
        ([nil] + TaskGrouping.allCases).map { grouping in
            ChooserItem(
                choice: .group(grouping), title: Strings.title(of: grouping),
                note: grouping == queue.grouping ? "*" : "", detail: grouping?.rawValue ?? "")
        }
    }
}
