import Invoicing
import OAProfile
import Store
import Terminal

/// From the key that starts a decision to the record of it.
extension ConsoleState {
    // MARK: - Beginning

    /// Starts a decision on what was painted: the selected row, the open task, or the task in conflict.
    mutating func begin(_ action: Decision.Action) -> [ConsoleEffect] {
        if let session = health.session, let feature = OAFeature.needed(for: action),
            !session.capabilities.features.contains(feature)
        {
            say(Strings.oaCannot(action), role: .warning)
            return []
        }
        switch screens.last {
        case nil:
            guard marks.isEmpty else { return openPlan(action) }
            guard let key = queue.viewport.selection, let row = queue.rows[key] else {
                say(Strings.nothingSelected)
                return []
            }
            let identity = TaskIdentity(row)
            guard !queue.hasSlid, painted.rows[key] == identity else {
                say(Strings.notAsShown(painted.rows[key]?.task == identity.task), role: .warning)
                return []
            }
            if action.occupiesTask,
                let effects = refusal(of: row.task, round: row.round, rev: row.rev, status: row.status)
            {
                return effects
            }
            return [.fetchEntry(row.task, .decide(action, identity))]
        case .detail(let detail):
            guard painted.opened == detail.identity else {
                say(Strings.notAsShown(painted.opened?.task == detail.identity.task), role: .warning)
                return []
            }
            let task = detail.entry.task
            if action.occupiesTask,
                let effects = refusal(of: task.id, round: task.round, rev: task.rev, status: task.status)
            {
                return effects
            }
            return openBar(action, on: detail.entry, identity: detail.identity, origin: .detail)
        case .conflict(let conflict):
            guard let entry = conflict.material.now, let identity = conflict.identity else {
                say(Strings.goneNow, role: .warning)
                return []
            }
            guard painted.opened == identity else {
                say(Strings.notAsShown(painted.opened?.task == identity.task), role: .warning)
                return []
            }
            guard entry.task.status.isOpen || !action.occupiesTask else {
                say(Strings.notOpen(entry.task.status), role: .warning)
                return []
            }
            return openBar(
                action, on: entry, identity: identity, origin: .conflict,
                supersedes: conflict.material.operation.id)
        case .outbox, .help, .messages, .plan, .overview: return []
        }
    }

    /// Why a task cannot be decided, told to the user; nothing when it can.
    private mutating func refusal(of task: TaskID, round: Int, rev: String, status: TaskStatus)
        -> [ConsoleEffect]?
    {
        if let operation = operations[task], operation.covers(round: round, rev: rev) {
            if operation.state == .conflict {
                say(Strings.resolveConflictFirst, role: .warning)
                return [.loadConflict(operation.id)]
            }
            say(Strings.alreadyDecided(operation, keys: keys), role: .warning)
            return []
        }
        guard status.isOpen else {
            say(Strings.notOpen(status), role: .warning)
            return []
        }
        return nil
    }

    mutating func openBar(
        _ action: Decision.Action, on entry: MirrorEntry, identity: TaskIdentity, origin: DecisionBar.Origin,
        supersedes: OperationID? = nil
    ) -> [ConsoleEffect] {
        guard action != .hold || !entry.task.isHeld else {
            say(Strings.isHeld(entry.task.held?.actor ?? "", key: keys[.release]), role: .warning)
            return []
        }
        guard action != .release || entry.task.isHeld else {
            say(Strings.isNotHeld, role: .warning)
            return []
        }
        var bar = DecisionBar(
            action: action, origin: origin, entry: entry, identity: identity, supersedes: supersedes,
            phase: .confirming(armedAt: now))
        bar.overridden = Set(entry.overridden(by: overrides[entry.task.id] ?? []).keys)
        if origin == .queue && !DecisionBarView.showsEverything(of: bar, size: size, language: language) {
            show(entry, replacing: false)
            say(Strings.barNeedsDetail, role: .warning)
            return []
        }
        var effects: [ConsoleEffect] = []
        switch action {
        case .approve:
            bar.needsDigits = asksForDigits(entry)
            if bar.needsDigits {
                bar.phase = .typing(.digits, LineEditor(maximumLength: 4))
                effects = [.discardInput]
            } else {
                effects = arm(&bar)
            }
        case .reject:
            bar.phase = .typing(.reason, LineEditor())
            effects = [.loadDraft(identity.task)]
        case .returnToStep:
            guard !bar.earlierSteps.isEmpty else {
                say(Strings.noEarlierStep, role: .warning)
                return []
            }
            bar.phase = .choosing(index: bar.earlierSteps.count - 1)
        case .transfer, .addApproverBefore, .addApproverAfter:
            let typed = takeLeftOver {
                if case .person(identity.task, let text) = $0 { text } else { nil }
            }
            bar.phase = .typing(.person, LineEditor(text: typed ?? "", maximumLength: 100))
            people.note(typed ?? "")
            effects = [.loadDirectory]
        case .remark:
            bar.phase = .typing(.remark, LineEditor())
            effects = [.loadDraft(identity.task)]
        case .hold, .release: effects = arm(&bar)
        }
        modal = .decision(bar)
        return effects
    }

    /// Whether an approval asks for digits of the amount. A script does not mistype: it names its task.
    private func asksForDigits(_ entry: MirrorEntry) -> Bool {
        setting.armingMilliseconds > 0 && setting.largeAmount.includes(entry.task.invoice.totals.gross)
    }

    /// Awaits the confirmation: whatever was typed before this moment must not give it.
    private func arm(_ bar: inout DecisionBar) -> [ConsoleEffect] {
        bar.phase = .confirming(armedAt: now + setting.armingMilliseconds)
        bar.saveDraftAt = nil
        return [.discardInput]
    }

    // MARK: - Steps of the bar

    mutating func acceptModal() -> [ConsoleEffect] {
        switch modal {
        case .search(var prompt):
            if prompt.editor.text == queue.search {
                modal = nil
                return []
            }
            prompt.isAsked = true
            modal = .search(prompt)
            return queue.ask(view: queue.view, search: prompt.editor.text)
        case .abandon(let operation, _, let editor):
            guard let reason = Decision.Reason(editor.text) else {
                say(Strings.reasonRequired, role: .warning)
                return []
            }
            modal = nil
            saveTextAt = nil
            return [.abandon(operation, reason: reason.text)]
        case .chooser(let chooser): return accept(chooser)
        case .viewName(let editor): return saveView(named: editor.text)
        case .planText(let field, let editor): return acceptPlanText(field, editor)
        case .overviewText(let field, let editor): return accept(field, editor)
        case .decision(var bar):
            let effects = accept(&bar)
            modal = .decision(bar)
            return effects
        case nil: return []
        }
    }

    private mutating func accept(_ bar: inout DecisionBar) -> [ConsoleEffect] {
        switch bar.phase {
        case .choosing(let index):
            guard bar.earlierSteps.indices.contains(index) else { return [] }
            bar.target = bar.earlierSteps[index].node
            bar.targetStep = StepName.of(bar.earlierSteps[index])
            bar.phase = .typing(.reason, LineEditor(text: bar.comment))
            return [.loadDraft(bar.identity.task)]
        case .typing(.person, let editor):
            guard let person = person(named: editor.text) else { return [] }
            bar.target = person
            // What was begun for a refusal does not slip into a comment that nobody has to write.
            bar.phase = .typing(.comment, LineEditor(text: bar.comment))
            return []
        case .typing(.remark, let editor):
            guard let text = Decision.Reason(editor.text) else {
                say(Strings.remarkRequired, role: .warning)
                return []
            }
            bar.comment = text.text
            return arm(&bar)
        case .typing(.reason, let editor):
            guard let reason = Decision.Reason(editor.text) else {
                say(Strings.reasonRequired, role: .warning)
                return []
            }
            bar.comment = reason.text
            return arm(&bar)
        case .typing(.digits, let editor):
            guard editor.text == LargeAmount.lastDigits(of: bar.entry.task.invoice.totals.gross) else {
                say(Strings.wrongDigits, role: .warning)
                bar.phase = .typing(.digits, LineEditor(maximumLength: 4))
                return []
            }
            bar.needsDigits = false
            return arm(&bar)
        case .typing(.comment, let editor):
            bar.comment = editor.text
            return arm(&bar)
        case .confirming, .recording, .stale: return []
        }
    }

    mutating func writeComment() -> [ConsoleEffect] {
        guard case .decision(var bar) = modal, case .confirming = bar.phase else { return [] }
        let needed = bar.action.needsReason ? DecisionBar.Field.needed(by: bar.action) : nil
        bar.phase = .typing(needed ?? .comment, LineEditor(text: bar.comment))
        modal = .decision(bar)
        return needed != nil && bar.comment.isEmpty ? [.loadDraft(bar.identity.task)] : []
    }

    mutating func cancelModal() -> [ConsoleEffect] {
        if case .planText = modal { return cancelPlanText() }
        if case .chooser(let chooser) = modal { return cancel(chooser) }
        guard case .decision(var bar) = modal else {
            let effects = saveText()
            modal = nil
            return effects
        }
        // The ledger is writing: it is too late to leave, and the answer is a moment away.
        if bar.phase == .recording { return [] }
        if case .typing(let field, _) = bar.phase, field.isText,
            !bar.comment.isEmpty || [.approve, .hold, .release].contains(bar.action)
        {
            // A text was to be changed: the decision itself is still wanted.
            let effects = arm(&bar)
            modal = .decision(bar)
            return effects
        }
        return leave(bar)
    }

    private mutating func leave(_ bar: DecisionBar) -> [ConsoleEffect] {
        modal = nil
        return bar.draft.isEmpty ? [] : [.saveDraft(bar.draft, bar.identity.task)]
    }

    mutating func lookAgain() -> [ConsoleEffect] {
        guard case .decision(let bar) = modal, bar.phase != .recording else { return [] }
        let effects = leave(bar)
        if let operation = bar.supersedes { return effects + [.loadConflict(operation)] }
        return effects + [.fetchEntry(bar.identity.task, bar.origin == .queue ? .open : .replace)]
    }

    mutating func acceptDraft(_ text: String, on task: TaskID) {
        guard case .decision(var bar) = modal, bar.identity.task == task,
            case .typing(let field, let editor) = bar.phase, field.isText, editor.isEmpty
        else { return }
        bar.phase = .typing(field, LineEditor(text: text))
        modal = .decision(bar)
    }

    /// The task in the bar was read again.
    mutating func checkBar(_ entry: MirrorEntry?, of task: TaskID) {
        guard case .decision(var bar) = modal, bar.identity.task == task, bar.phase != .recording else {
            return
        }
        if let entry, TaskIdentity(entry.task) == bar.identity || !bar.action.occupiesTask { return }
        if let entry, bar.takeOver(entry, user: identity.user) {
            modal = .decision(bar)
            return
        }
        let staleness: DecisionBar.Staleness =
            entry == nil || entry?.task.status.isOpen == false ? .gone : .changed
        bar.comment = bar.draft
        bar.phase = .stale(staleness)
        modal = .decision(bar)
    }

    // MARK: - The record

    mutating func confirm(despiteErrors: Bool) -> [ConsoleEffect] {
        guard case .decision(var bar) = modal, case .confirming(let armedAt) = bar.phase, !bar.needsDigits,
            let decision = bar.decision
        else { return [] }
        guard now >= armedAt else {
            say(Strings.unheard, role: .warning)
            return []
        }
        if bar.errorCount > 0 && !despiteErrors {
            say(Strings.useTheOtherKey(keys[.confirmDespiteErrors]), role: .warning)
            return []
        }
        guard bar.origin != .queue || DecisionBarView.showsEverything(of: bar, size: size, language: language)
        else {
            say(Strings.barNeedsDetail, role: .warning)
            return []
        }
        bar.phase = .recording
        modal = .decision(bar)
        return [.record(DecisionOrder(task: bar.entry.task, decision: decision, supersedes: bar.supersedes))]
    }

    mutating func finishRecording(_ operation: RecordedOperation) -> [ConsoleEffect] {
        note(operation)
        guard case .decision(let bar) = modal, bar.phase == .recording, bar.identity.task == operation.task
        else { return [] }
        modal = nil
        undoable.append(
            Undoable(operation: operation.id, key: bar.entry.key, heldUntil: operation.holdUntil))
        if bar.action.needsReason { noteUsed(reason: operation.decision.comment) }
        let invoice = bar.entry.task.invoice
        say(
            Strings.recorded(
                bar.action, seller: invoice.seller.name, amount: FieldText.amount(invoice.totals.gross)),
            role: .good)
        advance(after: bar)
        return [.saveDraft("", operation.task), .nudgeSync] + reloadCounts() + reloadOutbox()
    }

    /// Goes to the next task: the one that took the decided one's place.
    private mutating func advance(after bar: DecisionBar) {
        guard bar.action.leavesQueue else {
            if bar.origin == .conflict, case .conflict = screens.last { screens.removeLast() }
            return
        }
        let wasSelected = queue.viewport.selection == bar.entry.key
        if queue.view.hidesDecided {
            queue.remove(bar.entry.key)
        } else if wasSelected {
            queue.viewport.move(by: 1, in: queue.keys)
        }
        switch bar.origin {
        case .queue: break
        case .conflict: if case .conflict = screens.last { screens.removeLast() }
        case .detail:
            let hasNext = wasSelected && queue.viewport.selection.map { $0 != bar.entry.key } ?? false
            if hasNext {
                queue.openWhenRead = .replace
            } else if case .detail = screens.last {
                screens.removeLast()
            }
        }
    }

    mutating func failRecording(_ failure: RecordingFailure) -> [ConsoleEffect] {
        guard case .decision(var bar) = modal, bar.phase == .recording else { return [] }
        defer { modal = .decision(bar) }
        switch failure {
        case .changed:
            bar.phase = .stale(.changed)
            return []
        case .store(let error):
            let told =
                if case .alreadyDecided(let operation) = error {
                    Strings.alreadyDecided(operation, keys: keys)
                } else {
                    Strings.failed(explanation: error.explanation, remedy: error.remedy)
                }
            say(
                LocalizedText(
                    zh: Strings.notRecorded.zh + told.zh, en: Strings.notRecorded.en + " " + told.en),
                role: .danger)
            return arm(&bar)
        }
    }

    // MARK: - Taking back, giving up

    mutating func undo() -> [ConsoleEffect] {
        if case .plan = screens.last { return undoPlan() }
        if case .outbox(let outbox) = screens.last {
            guard let operation = outbox.selected?.operation else { return [] }
            guard operation.state == .recorded else {
                say(Strings.tooLateToUndo(operation.state), role: .warning)
                return []
            }
            return [.cancel(operation.id)]
        }
        if let last = undoable.last { return [.cancel(last.operation)] }
        let newest = operations.values.filter { $0.state == .recorded }.max { $0.sequence < $1.sequence }
        guard let newest else {
            say(Strings.nothingToUndo)
            return []
        }
        return [.cancel(newest.id)]
    }

    /// An operation is no longer live: its task waits for a decision again.
    mutating func takeBack(_ operation: RecordedOperation) -> [ConsoleEffect] {
        queue.wanted = undoable.last { $0.operation == operation.id }?.key
        note(operation)
        return queue.askAgain() + reloadCounts() + reloadOutbox()
    }

    mutating func beginAbandon() -> [ConsoleEffect] {
        guard case .conflict(let conflict) = screens.last else { return [] }
        let operation = conflict.material.operation
        let typed = takeLeftOver { if case .abandon(operation.id, let text) = $0 { text } else { nil } }
        modal = .abandon(operation.id, operation.decision.action, LineEditor(text: typed ?? ""))
        return typed == nil ? [.loadDraft(ConsoleState.draftName(abandoning: operation.id))] : []
    }
}
