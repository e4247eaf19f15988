import Invoicing
import OAProfile
import Store
import Terminal

/// Moving, opening, going back.
extension ConsoleState {
    // MARK: - Moving

    mutating func move(by count: Int) -> [ConsoleEffect] {
        if case .decision(var bar) = modal, case .choosing(let index) = bar.phase {
            bar.phase = .choosing(index: min(max(0, index + count), bar.earlierSteps.count - 1))
            modal = .decision(bar)
            return []
        }
        switch screens.last {
        case nil: queue.viewport.move(by: count, in: queue.keys)
        case .outbox: moveInOutbox { $0.move(by: count, in: $1) }
        case .plan: moveInPlan { $0.move(by: count, in: $1) }
        case .overview: moveInOverview(by: count)
        case .detail, .conflict, .help, .messages: scroll(by: count)
        }
        queue.trimRows()
        return []
    }

    mutating func movePages(by count: Int) -> [ConsoleEffect] {
        switch screens.last {
        case nil: queue.viewport.movePages(by: count, in: queue.keys)
        case .outbox: moveInOutbox { $0.movePages(by: count, in: $1) }
        case .plan: moveInPlan { $0.movePages(by: count, in: $1) }
        case .overview: movePagesInOverview(by: count)
        case .detail, .conflict, .help, .messages:
            // One line of the page before stays in sight.
            scroll(by: count * max(1, ConsoleState.documentRows(of: size) - 1))
        }
        queue.trimRows()
        return []
    }

    mutating func moveToEnd(isLast: Bool) -> [ConsoleEffect] {
        switch screens.last {
        case nil:
            if isLast {
                queue.viewport.moveToLast(in: queue.keys)
            } else {
                queue.viewport.moveToFirst(in: queue.keys)
            }
        case .plan: moveInPlan { isLast ? $0.moveToLast(in: $1) : $0.moveToFirst(in: $1) }
        case .outbox: moveInOutbox { isLast ? $0.moveToLast(in: $1) : $0.moveToFirst(in: $1) }
        case .overview: moveToEndInOverview(isLast: isLast)
        case .detail, .conflict, .help, .messages: scroll(by: isLast ? Int(Int32.max) : -Int(Int32.max))
        }
        queue.trimRows()
        return []
    }

    private mutating func moveInOutbox(_ step: (inout ListViewport<OperationID>, [OperationID]) -> Void) {
        guard case .outbox(var outbox) = screens.last else { return }
        step(&outbox.viewport, outbox.items.map(\.operation.id))
        screens[screens.count - 1] = .outbox(outbox)
    }

    private mutating func moveInPlan(_ step: (inout ListViewport<TaskKey>, [TaskKey]) -> Void) {
        guard case .plan(var plan) = screens.last else { return }
        step(&plan.viewport, plan.rows.map(\.key))
        screens[screens.count - 1] = .plan(plan)
    }

    private mutating func scroll(by count: Int) {
        switch screens.last {
        case .detail(var detail):
            detail.top = clampedTop(detail.top + count, lines: detail.document.lines.count)
            screens[screens.count - 1] = .detail(detail)
        case .conflict(var conflict):
            conflict.top = clampedTop(conflict.top + count, lines: conflict.lines.count)
            screens[screens.count - 1] = .conflict(conflict)
        case .help(let top, let scope):
            let lines = HelpScreen.lines(for: self, of: scope).count
            screens[screens.count - 1] = .help(top: clampedTop(top + count, lines: lines), of: scope)
        case .messages(let top):
            let lines = MessagesScreen.lines(for: self).count
            screens[screens.count - 1] = .messages(top: clampedTop(top + count, lines: lines))
        case .outbox, .plan, .overview, nil: break
        }
    }

    /// Shows an open task from a line on, as far as it has that many.
    mutating func scrollOpened(to line: Int) {
        guard case .detail(var detail) = screens.last else { return }
        detail.top = clampedTop(line, lines: detail.document.lines.count)
        screens[screens.count - 1] = .detail(detail)
    }

    private func clampedTop(_ top: Int, lines: Int) -> Int { min(max(0, top), lastTop(ofLines: lines)) }

    func lastTop(ofLines count: Int) -> Int { max(0, count - ConsoleState.documentRows(of: size)) }

    mutating func jumpToFinding(forward: Bool) {
        guard case .detail(var detail) = screens.last else { return }
        let lines = detail.document.findingLines
        let wanted = forward ? lines.first { $0 > detail.top } : lines.last { $0 < detail.top }
        guard let wanted else { return }
        detail.top = clampedTop(wanted, lines: detail.document.lines.count)
        screens[screens.count - 1] = .detail(detail)
    }

    // MARK: - Opening

    mutating func openSelected() -> [ConsoleEffect] {
        if case .outbox(let outbox) = screens.last {
            guard let item = outbox.selected else { return [] }
            guard item.operation.state == .conflict else {
                say(Strings.notAConflict)
                return []
            }
            return [.loadConflict(item.operation.id)]
        }
        if case .plan(let plan) = screens.last {
            return plan.selected?.entry.map { [.fetchEntry($0.task.id, .open)] } ?? []
        }
        guard let row = selectedRow else {
            say(Strings.nothingSelected)
            return []
        }
        return [.fetchEntry(row.task, .open)]
    }

    mutating func openNeighbour(by count: Int) -> [ConsoleEffect] {
        let before = queue.viewport.selection
        queue.viewport.move(by: count, in: queue.keys)
        guard queue.viewport.selection != nil, queue.viewport.selection != before else {
            say(count > 0 ? Strings.lastOfQueue : Strings.firstOfQueue)
            return []
        }
        queue.openWhenRead = .replace
        return []
    }

    mutating func goBack() -> [ConsoleEffect] {
        if case .plan = screens.last { return leavePlan() }
        if case .reports = overview {
            screens.removeLast()
            return leaveReports()
        }
        if !screens.isEmpty { screens.removeLast() }
        if case .outbox = screens.last { return reloadOutbox() }
        return reloadOverview()
    }

    mutating func openOutbox() -> [ConsoleEffect] {
        screens.append(
            .outbox(OutboxState(viewport: ListViewport(pageSize: OutboxScreen.pageSize(of: size)))))
        return reloadOutbox()
    }

    func document(_ entry: MirrorEntry, changes: [DecisionField]?, related: RelatedTasks?) -> DetailDocument {
        DetailDocument(
            entry, operation: operations[entry.task.id], changes: changes,
            setting: documentSetting(isRevealed: isRevealed(entry.task)),
            overrides: overrides[entry.task.id] ?? [],
            related: related.map { .loaded($0) } ?? .loading)
    }

    /// Shows a task; a task that is already open keeps what changed.
    mutating func show(_ entry: MirrorEntry, replacing: Bool) {
        let detail = DetailState(
            entry: entry, identity: TaskIdentity(entry.task), changes: nil,
            document: document(entry, changes: nil, related: nil))
        if replacing, case .detail = screens.last {
            screens[screens.count - 1] = .detail(detail)
        } else {
            screens.append(.detail(detail))
        }
    }

    /// The open task was read again.
    mutating func refresh(_ entry: MirrorEntry?, of task: TaskID) {
        for index in screens.indices {
            guard case .detail(var detail) = screens[index], detail.identity.task == task else { continue }
            guard let entry else {
                screens.removeSubrange(index...)
                say(Strings.taskGone, role: .warning)
                return
            }
            let identity = TaskIdentity(entry.task)
            if identity != detail.identity {
                let now = SeenContent(of: entry.task).differences(from: SeenContent(of: detail.entry.task))
                let all = Set(now + (detail.changes ?? []))
                detail.changes = FieldText.moneyFirst.filter { all.contains($0) }
                detail.top = 0
                detail.hasAskedRelated = false
            }
            detail.entry = entry
            detail.identity = identity
            detail.document = document(entry, changes: detail.changes, related: detail.related)
            detail.top = clampedTop(detail.top, lines: detail.document.lines.count)
            screens[index] = .detail(detail)
        }
    }
}
