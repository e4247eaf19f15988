import Invoicing
import OAProfile
import Terminal

// Accounts and personal data on the screen: covered, shown in full for one task, copied, all of it in the audit log.
// In: the veil of `Invoicing` and the task in sight. Out: the veil that every drawing of a task asks for.
// Revealing.swift lifts the veil and lets it fall; Copying.swift puts something into the terminal's clipboard.

/// The version of a task whose veil is lifted.
struct RevealedTask: Hashable, Sendable {
    let task: TaskID
    let rev: String

    init(_ task: ApprovalTask) {
        self.task = task.id
        rev = task.rev
    }
}

extension ConsoleState {
    func isRevealed(_ task: ApprovalTask) -> Bool { revealed == RevealedTask(task) }

    /// Of a conflict both versions are shown in full, or none.
    func isRevealed(_ material: ConflictMaterial) -> Bool {
        (material.now?.task ?? material.seen).map { isRevealed($0) } ?? false
    }

    /// What covers a task now.
    func veil(of task: ApprovalTask) -> Veil { isRevealed(task) ? .lifted : Veil(of: task.invoice) }

    /// The seller's account for a list.
    func accountText(of task: ApprovalTask?) -> TerminalText {
        listText(task.map { veil(of: $0).account($0.invoice.seller.account) } ?? "")
    }

    /// The task that the user looks at, in the version on the screen; nothing where no single task is shown.
    var taskInSight: ApprovalTask? {
        if case .decision(let bar) = modal { return bar.entry.task }
        switch screens.last {
        case .detail(let detail): return detail.entry.task
        case .conflict(let conflict): return conflict.material.now?.task ?? conflict.material.seen
        case .plan(let plan): return plan.selected?.entry?.task
        case nil:
            guard showsPreview, preview.shown?.identity.task == selectedRow?.task else { return nil }
            return preview.shown?.entry?.task
        case .outbox, .help, .messages, .overview: return nil
        }
    }

    /// Lifts the veil of the task in sight once that is in the audit log, or lets it fall again.
    mutating func toggleRevealing() -> [ConsoleEffect] {
        guard let task = taskInSight else {
            say(Strings.revealNeedsTask(keys[.open]))
            return []
        }
        guard !isRevealed(task) else {
            cover()
            say(Strings.coveredAgain)
            return []
        }
        var versions = [task]
        if case .conflict(let conflict) = screens.last, modal == nil,
            let seen = conflict.material.seen, seen != task
        {
            versions.append(seen)
        }
        guard versions.contains(where: { !Veil.hidden(in: $0).isEmpty }) else {
            say(Strings.nothingCovered)
            return []
        }
        return [.reveal(versions, as: RevealedTask(task))]
    }

    /// The audit log has it: what was asked for is shown, where it is still in sight.
    mutating func finishRevealing(_ task: RevealedTask) {
        guard taskInSight.map({ RevealedTask($0) }) == task else { return }
        revealed = task
        say(Strings.revealed(key: keys[.reveal]), role: .warning)
        recompose()
    }

    /// Lets the veil fall.
    mutating func cover() {
        guard revealed != nil else { return }
        revealed = nil
        recompose()
    }

    /// Whoever looks at something else, or at another version, has left.
    mutating func coverAgain() {
        if let revealed, taskInSight.map({ RevealedTask($0) }) != revealed { cover() }
    }
}
