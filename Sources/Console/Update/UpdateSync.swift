import Invoicing
import OAProfile
import Store
import Sync
import Terminal

/// What syncing tells.
extension ConsoleState {
    mutating func follow(_ event: SyncEvent) -> [ConsoleEffect] {
        switch event {
        case .health(let health):
            return adopt(health)
        case .mirror(let changes):
            if !changes.unreadable.isEmpty {
                say(Strings.unreadable(changes.unreadable.count), role: .warning)
            }
            return reread(changed: Set(changes.changed).union(changes.gone))
        case .operation(let operation): return adopt(operation)
        case .snapshot(let progress):
            snapshot = progress
            return []
        }
    }

    private mutating func adopt(_ newHealth: SyncHealth) -> [ConsoleEffect] {
        health = newHealth
        if let session = newHealth.session {
            identity.environment = session.environment
            identity.user = session.user
            identity.displayName = session.displayName
        }
        switch newHealth.connection {
        case .offline: offlineSince = offlineSince ?? now
        case .online: offlineSince = nil
        default: break
        }
        if newHealth.connection == .elsewhere {
            lookAt = lookAt ?? now + ConsoleState.lookInterval
        } else {
            lookAt = nil
        }
        return []
    }

    private mutating func adopt(_ operation: RecordedOperation) -> [ConsoleEffect] {
        note(operation)
        if let text = Strings.operationChanged(operation, keys: keys) { say(text, role: .warning) }
        var effects = reloadCounts() + reloadOutbox()
        // What is no longer on its way may wait for a decision again.
        if !operation.state.isUndelivered && operation.state != .acked { effects += queue.askAgain() }
        return effects
    }

    /// Keeps the newest operation of a task, and shows it where the task is open.
    mutating func note(_ operation: RecordedOperation) {
        if operation.state != .recorded { undoable.removeAll { $0.operation == operation.id } }
        // A comment stands beside whatever is decided.
        guard operation.decision.action.occupiesTask else { return }
        if let known = operations[operation.task], known.sequence > operation.sequence { return }
        operations[operation.task] = operation
        for index in screens.indices {
            guard case .detail(var detail) = screens[index], detail.identity.task == operation.task else {
                continue
            }
            detail.document = document(detail.entry, changes: detail.changes, related: detail.related)
            screens[index] = .detail(detail)
        }
    }
}

extension RecordedOperation {
    /// Whether nothing more is to be decided on a task of that round and version: the decision is on its way, waits
    /// for a choice, or was applied and the mirror has not heard of it yet.
    func covers(round seenRound: Int, rev: String) -> Bool {
        guard round == seenRound else { return false }
        return state.isLive || (state == .acked && baseRev == rev)
    }

    /// Whether the task leaves the views of what is to be decided. A conflict does not: it asks for a decision.
    func hides(_ row: QueueRow) -> Bool {
        state != .conflict && decision.action.leavesQueue && covers(round: row.round, rev: row.rev)
    }
}

extension Decision.Action {
    /// Whether the task leaves the list once it is recorded: it is decided, sleeps, or moves between the tasks that wait
    /// and those that are held.
    var leavesQueue: Bool {
        switch self {
        case .approve, .reject, .returnToStep, .transfer, .addApproverBefore, .hold, .release: true
        case .addApproverAfter, .remark: false
        }
    }
}
