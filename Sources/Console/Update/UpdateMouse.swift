import Invoicing
import Store
import Terminal

/// The mouse: it selects, scrolls and opens a view. No click decides anything, and none is heard while a question is open.
extension ConsoleState {
    mutating func toggleMouse() -> [ConsoleEffect] {
        isMouseOn.toggle()
        say(isMouseOn ? Strings.mouseOn(key: keys[.mouse]) : Strings.mouseOff)
        return [.useMouse(isMouseOn)]
    }

    mutating func handle(_ event: MouseEvent) -> [ConsoleEffect] {
        guard isMouseOn, !isTooSmall else { return [] }
        count = CommandCount()
        switch event {
        case .wheel(let way):
            if case .chooser = modal { return moveInChooser(by: way) }
            guard modal == nil else { return [] }
            noteUser()
            return move(by: way * ConsoleState.rowsPerNotch)
        case .click(let point):
            guard modal == nil else { return [] }
            noteUser()
            return click(point)
        }
    }

    /// Rows for one notch of the wheel.
    static let rowsPerNotch = 3

    private mutating func click(_ point: Point) -> [ConsoleEffect] {
        let area = Rect(column: 0, row: 1, columns: size.columns, rows: size.rows - 3)
        if screens.isEmpty {
            let panes = QueuePanes(area, state: self)
            if let views = panes.views, views.contains(point) {
                let index = point.row - views.row
                guard allViews.indices.contains(index) else { return [] }
                let view = allViews[index]
                message = nil
                return view == queue.view && queue.search.isEmpty ? [] : queue.ask(view: view, search: "")
            }
            guard panes.list.contains(point) else { return [] }
        }
        // The cursor stands on the selected row, on every screen that has one: what was clicked lies so many rows away.
        guard let rows = rowsOnScreen, let selected = rows.selected, let cursor = draw().cursor else {
            return []
        }
        let wanted = selected + point.row - cursor.row
        guard rows.visible.contains(wanted), wanted != selected else { return [] }
        message = nil
        return move(by: wanted - selected)
    }

    private var rowsOnScreen: (selected: Int?, visible: Range<Int>)? {
        switch screens.last {
        case nil: rows(of: queue.viewport, count: queue.keys.count)
        case .outbox(let outbox): rows(of: outbox.viewport, count: outbox.items.count)
        case .plan(let plan): rows(of: plan.viewport, count: plan.rows.count)
        case .overview(.archive(let page)): rows(of: page.viewport, count: page.tasks.count)
        case .overview(.auditor(let screen)):
            screen.list.flatMap { rows(of: $0.viewport, count: $0.places.count) }
        case .detail, .conflict, .help, .messages, .overview: nil
        }
    }

    private func rows<ID>(of viewport: ListViewport<ID>, count: Int) -> (selected: Int?, visible: Range<Int>)
    {
        (viewport.selectedIndex, viewport.visibleRange(count: count))
    }
}
