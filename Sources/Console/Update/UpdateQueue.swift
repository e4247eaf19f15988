import Invoicing
import OAProfile
import Store
import Terminal

/// What workers read for the queue and its search.
extension ConsoleState {
    mutating func showNextView() -> [ConsoleEffect] {
        let views = QueueView.cycle
        let index = (views.firstIndex(of: queue.view) ?? 0) + 1
        return queue.ask(view: views[index % views.count], search: queue.search)
    }

    mutating func accept(_ listing: QueueListing) -> [ConsoleEffect] {
        guard let accepted = queue.accept(listing, at: now) else { return [] }
        if case .search(let prompt) = modal, prompt.isAsked { modal = nil }
        if case .replaced = accepted.outcome { say(Strings.selectionGone, role: .warning) }
        if listing.isComplete && session.isSeeking {
            session.isSeeking = false
            queue.wanted = nil
        }
        queue.trimRows()
        return accepted.effects
    }

    mutating func reject(_ error: QueryError, generation: Int) {
        guard queue.reject(generation: generation) else { return }
        guard case .search(var prompt) = modal else {
            say(Strings.failed(explanation: error.explanation, remedy: error.remedy), role: .danger)
            return
        }
        prompt.isAsked = false
        prompt.error = SearchPrompt.Failure(
            position: error.position, explanation: error.explanation, remedy: error.remedy)
        modal = .search(prompt)
    }

    /// Takes rows that were read; a key without a row is gone.
    mutating func accept(_ rows: [QueueRow], asked: [TaskKey]) {
        for row in rows { queue.rows[row.key] = row }
        let gone = Set(asked).subtracting(rows.map(\.key))
        guard !gone.isEmpty else { return }
        queue.keys.removeAll { gone.contains($0) }
        if case .replaced = queue.viewport.update(rows: queue.keys) {
            queue.hasSlid = true
            queue.openWhenRead = nil
            say(Strings.selectionGone, role: .warning)
        }
    }

    mutating func accept(_ entry: MirrorEntry?, of task: TaskID, for purpose: EntryPurpose) -> [ConsoleEffect]
    {
        switch purpose {
        case .open, .replace:
            guard let entry else {
                say(Strings.taskGone, role: .warning)
                return []
            }
            show(entry, replacing: purpose == .replace)
        case .refresh: refresh(entry, of: task)
        case .preview(let identity): accept(entry, previewing: identity)
        case .checkBar: checkBar(entry, of: task)
        case .copy: if modal == nil, let task = entry?.task { chooseCopy(of: task) }
        case .decide(let action, let identity):
            guard modal == nil, screens.isEmpty else { return [] }
            guard let entry else {
                say(Strings.taskGone, role: .warning)
                return []
            }
            guard TaskIdentity(entry.task) == identity else {
                queue.rows = queue.rows.filter { $0.value.task != task }
                say(Strings.changedUnderHand, role: .warning)
                return []
            }
            return openBar(action, on: entry, identity: identity, origin: .queue)
        }
        return []
    }

    // MARK: - Sync

    mutating func reloadCounts() -> [ConsoleEffect] { countsReload.ask() ? [.loadCounts] : [] }

    mutating func reloadOutbox() -> [ConsoleEffect] {
        guard screens.contains(where: { if case .outbox = $0 { true } else { false } }) else { return [] }
        return outboxReload.ask() ? [.loadOutbox] : []
    }

    /// Forgets the rows of tasks that changed and asks for what may be different now.
    mutating func reread(changed: Set<TaskID>?) -> [ConsoleEffect] {
        queue.rows = changed.map { tasks in queue.rows.filter { !tasks.contains($0.value.task) } } ?? [:]
        var effects = queue.askAgain() + reloadCounts() + reloadOutbox()
        func concerns(_ task: TaskID) -> Bool { changed?.contains(task) ?? true }
        for case .detail(let detail) in screens where concerns(detail.identity.task) {
            effects.append(.fetchEntry(detail.identity.task, .refresh))
        }
        for case .conflict(let conflict) in screens where concerns(conflict.material.operation.task) {
            effects.append(.loadConflict(conflict.material.operation.id))
        }
        effects += rereadChecks(where: concerns) + rereadCompared(where: concerns)
        if let plan, plan.rows.contains(where: { $0.entry.map { concerns($0.task.id) } ?? false }) {
            effects.append(.loadPlan(plan.keys, .recheck))
        }
        if case .decision(let bar) = modal, concerns(bar.identity.task) {
            effects.append(.fetchEntry(bar.identity.task, .checkBar))
        }
        return effects
    }

    mutating func rereadEverything() -> [ConsoleEffect] {
        reread(changed: nil) + [.loadOperations, .loadOverrides]
    }
}
