import Invoicing
import OAProfile
import Store
import Terminal

/// Views that the user makes on the screen, and refusals that the user has seen.
extension ConsoleState {
    // MARK: - Views

    /// The query of what the list shows, as one text; nothing where none says it.
    var savedQuery: String? {
        guard queue.view.operationStates == nil else { return nil }
        let order = queue.sort.query
        let candidates = [
            [queue.view.query, queue.search.isEmpty ? "" : "(\(queue.search))", order],
            // An order inside a search cannot stand in parentheses.
            [queue.view.query, queue.search, order],
        ]
        return candidates.map { $0.filter { !$0.isEmpty }.joined(separator: " ") }.first { isQuery($0) }
    }

    private func isQuery(_ text: String) -> Bool {
        let context = Query.Context(now: now, utcOffset: setting.utcOffset, user: identity.user)
        return (try? Query(parsing: text, in: context)) != nil
    }

    mutating func beginSavingView() {
        guard savedQuery != nil else {
            say(Strings.viewHasNoQuery, role: .warning)
            return
        }
        modal = .viewName(LineEditor(maximumLength: 40))
    }

    mutating func saveView(named text: String) -> [ConsoleEffect] {
        let name = TerminalText(text).string.split { $0.isWhitespace }.joined(separator: " ")
        guard !name.isEmpty, let query = savedQuery else {
            say(Strings.viewNeedsName, role: .warning)
            return []
        }
        guard !setting.savedViews.contains(where: { $0.name == name }) else {
            say(Strings.viewIsConfigured(name), role: .warning)
            return []
        }
        modal = nil
        let view = SavedView(name: name, query: query)
        ownViews.removeAll { $0.name == name }
        ownViews.append(view)
        say(Strings.viewSaved(name, query: query), role: .good)
        // The order stands in the view's own query now.
        queue.sort = QueueSort()
        choices.sort = QueueSort()
        return queue.ask(view: .saved(view), search: "") + [.keep(.views(ownViews))] + reloadViewCounts()
    }

    // MARK: - Refusals

    /// The refused decision of the selected row, here or in the outbox.
    var refusedSelection: RecordedOperation? {
        let operation: RecordedOperation?
        switch screens.last {
        case .outbox(let outbox): operation = outbox.selected?.operation
        case nil: operation = selectedRow.flatMap { decision(on: $0) }
        default: operation = nil
        }
        guard let operation, [.refused, .dead].contains(operation.state) else { return nil }
        return operation
    }

    mutating func dismiss() -> [ConsoleEffect] {
        guard let operation = refusedSelection else {
            say(Strings.nothingRefused)
            return []
        }
        return [.acknowledge(operation.id)]
    }

    mutating func finishAcknowledging(_ operation: RecordedOperation) -> [ConsoleEffect] {
        say(Strings.acknowledged, role: .good)
        return queue.askAgain() + reloadCounts() + reloadOutbox()
    }
}
