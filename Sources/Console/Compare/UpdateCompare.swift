import Invoicing
import OAProfile
import Store
import Terminal

/// Which two are meant, and looking at them.
extension ConsoleState {
    mutating func openCompare() -> [ConsoleEffect] {
        guard let request = comparison() else {
            say(Strings.compareNeedsTwo(key: keys[.mark]), role: .warning)
            return []
        }
        open(.compare(ComparePage(request: request)))
        return [.loadOverview(.compare(request))]
    }

    /// In the queue the two marked, or the marked and the selected one. On an invoice the marked one beside it, else the
    /// version that was decided on beside the one that is there now. In a conflict, what was seen and what is there.
    private func comparison() -> CompareRequest? {
        switch screens.last {
        case nil:
            if marks.count == 2 { return .tasks(marks.keys[0], marks.keys[1]) }
            guard marks.count == 1, let selected = queue.viewport.selection, !selected.isGroupHead,
                selected != marks.keys[0]
            else { return nil }
            return .tasks(marks.keys[0], selected)
        case .detail(let detail):
            if marks.count == 1, marks.keys[0] != detail.entry.key {
                return .tasks(marks.keys[0], detail.entry.key)
            }
            return operations[detail.identity.task].map { .seen($0.id) }
        case .conflict(let conflict): return .seen(conflict.material.operation.id)
        case .overview(.history(let page)):
            return page.history?.operations.last.map { .seen($0.operation.id) }
        default: return nil
        }
    }

    mutating func accept(_ pair: ComparedPair, for request: CompareRequest) {
        for index in screens.indices {
            guard case .overview(.compare(var page)) = screens[index], page.request == request else {
                continue
            }
            page.pair = pair
            screens[index] = .overview(.compare(page))
        }
    }

    mutating func toggleAllFields() {
        if case .auditor(.asOf(var page)) = overview {
            page.showsAll.toggle()
            page.top = 0
            set(.auditor(.asOf(page)))
            return
        }
        guard case .compare(var page) = overview else { return }
        page.showsAll.toggle()
        page.top = 0
        set(.compare(page))
    }

    /// Reads again what is compared and may have changed.
    func rereadCompared(where isConcerned: (TaskID) -> Bool) -> [ConsoleEffect] {
        screens.compactMap { screen in
            guard case .overview(.compare(let page)) = screen,
                [page.pair?.left, page.pair?.right].contains(where: { $0.map { isConcerned($0.id) } ?? true })
            else { return nil }
            return .loadOverview(.compare(page.request))
        }
    }
}

extension OverviewWorker {
    /// Reads the two that are compared.
    func pair(for request: CompareRequest) throws(StoreError) -> ComparedPair {
        switch request {
        case .tasks(let one, let other):
            func task(_ key: TaskKey) throws(StoreError) -> ApprovalTask? {
                guard let row = try services.mirror.rows([key]).first else { return nil }
                return try services.mirror.entry(row.task)?.task
            }
            return ComparedPair(left: try task(one), right: try task(other), operation: nil)
        case .seen(let id):
            guard let operation = try services.ledger.operation(id) else {
                throw .noSuchOperation(id.rawValue)
            }
            return ComparedPair(
                left: try services.ledger.evidence(of: id),
                right: try services.mirror.entry(operation.task)?.task, operation: operation)
        }
    }
}
