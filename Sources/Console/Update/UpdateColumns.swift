import Invoicing
import OAProfile
import Store
import Terminal

/// Columns, order and groups of the queue, as the user changes them. Every change is kept for the next time.
extension ConsoleState {
    /// How wide the list is, in columns.
    var listColumns: Int { QueuePanes(self).list.columns }

    private func kept() -> [ConsoleEffect] { [.keep(.choices(choices))] }

    // MARK: - Columns

    mutating func openColumns() { modal = .chooser(Chooser(.columns)) }

    mutating func moveColumn(by count: Int) {
        let columns = chosenColumns.map(\.column)
        guard !columns.isEmpty else { return }
        let index = column.flatMap { columns.firstIndex(of: $0) }
        column = columns[min(max(0, (index ?? (count > 0 ? -1 : columns.count)) + count), columns.count - 1)]
    }

    /// The column that keys mean: the current one of the chooser or of the list.
    private var meantColumn: QueueColumn? {
        if case .chooser(let chooser) = modal {
            guard chooser.kind == .columns else { return nil }
            let items = items(of: chooser)
            guard items.indices.contains(chooser.index),
                case .column(let column) = items[chooser.index].choice
            else { return nil }
            return column
        }
        return column
    }

    mutating func resizeColumn(by count: Int) -> [ConsoleEffect] {
        guard let column = meantColumn else {
            say(Strings.noColumn(keys: keys))
            return []
        }
        var columns = chosenColumns
        guard let index = columns.firstIndex(where: { $0.column == column }) else { return [] }
        // From the width that stands on the screen, so that one press always shows.
        let shown = ColumnLayout(columns, width: listColumns, amount: 0, language: language).places
        let width = shown.first { $0.column == column }?.width ?? column.naturalWidth(in: language)
        columns[index] = ColumnChoice(column, width: width + count)
        choices.columns = columns
        return kept()
    }

    mutating func shiftColumn(by count: Int) -> [ConsoleEffect] {
        guard let column = meantColumn else {
            say(Strings.noColumn(keys: keys))
            return []
        }
        var columns = chosenColumns
        guard let index = columns.firstIndex(where: { $0.column == column }),
            columns.indices.contains(index + count)
        else { return [] }
        columns.swapAt(index, index + count)
        choices.columns = columns
        if case .chooser(var chooser) = modal, chooser.editor.text.isEmpty {
            chooser.index = index + count
            modal = .chooser(chooser)
        }
        return kept()
    }

    /// Shows a column, the last in the row, or hides it. The amount always stands there.
    mutating func toggle(_ column: QueueColumn) -> [ConsoleEffect] {
        var columns = chosenColumns
        if let index = columns.firstIndex(where: { $0.column == column }) {
            guard column != .amount else {
                say(Strings.amountStays, role: .warning)
                return []
            }
            columns.remove(at: index)
        } else {
            columns.append(ColumnChoice(column))
        }
        choices.columns = columns
        return kept()
    }

    /// The keys that the choice of columns has besides those of every choice; nothing for another key.
    mutating func editColumns(_ press: KeyPress) -> [ConsoleEffect]? {
        guard case .chooser(let chooser) = modal, chooser.kind == .columns else { return nil }
        switch press.key {
        case .left: return resizeColumn(by: -1)
        case .right: return resizeColumn(by: 1)
        case .pageUp: return shiftColumn(by: -1)
        case .pageDown: return shiftColumn(by: 1)
        case .delete:
            choices.columns = nil
            say(Strings.columnsReset)
            return kept()
        default: return nil
        }
    }

    // MARK: - Order

    mutating func openSorts() { modal = .chooser(Chooser(.sorts)) }

    mutating func sortByColumn() -> [ConsoleEffect] {
        guard let column else {
            say(Strings.noColumn(keys: keys))
            return []
        }
        return sort(by: column)
    }

    mutating func sort(by column: QueueColumn) -> [ConsoleEffect] {
        guard column.sortField != nil else {
            say(Strings.cannotSort(column.title), role: .warning)
            return []
        }
        queue.sort.cycle(column)
        choices.sort = queue.sort
        say(Strings.sorted(queue.sort.keys.map { ($0.column.title, $0.isDescending) }))
        return queue.ask(view: queue.view, search: queue.search) + kept()
    }

    // MARK: - Groups

    mutating func openGroups() {
        let index = queue.grouping.flatMap { TaskGrouping.allCases.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
        modal = .chooser(Chooser(.groups, index: index))
    }

    mutating func group(by grouping: TaskGrouping?) -> [ConsoleEffect] {
        queue.grouping = grouping
        queue.folded = []
        choices.grouping = grouping
        return queue.ask(view: queue.view, search: queue.search) + kept()
    }

    mutating func fold() {
        if !queue.toggleFold() { say(Strings.noGroup(keys: keys)) }
        queue.trimRows()
    }
}
