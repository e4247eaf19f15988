import Invoicing
import OAProfile
import Store
import Terminal

/// Marks, and what follows when they are decided together.
extension ConsoleState {
    // MARK: - Marks

    /// Marks the selected row and goes to the next one; on a marked row the mark goes. In a plan the row is left out.
    mutating func toggleMark() -> [ConsoleEffect] {
        if case .plan = screens.last { return toggleInPlan() }
        for _ in 0..<min(count.times, Marks.limit) {
            guard let key = queue.viewport.selection, let index = queue.viewport.selectedIndex else { break }
            if key.isGroupHead {
                // Only tasks are marked.
            } else if marks.contains(key) {
                marks.remove([key])
            } else if !marks.add(key, as: painted.rows[key]) {
                say(Strings.tooManyMarks(Marks.limit), role: .warning)
                break
            }
            if index + 1 >= queue.keys.count { break }
            queue.viewport.move(by: 1, in: queue.keys)
        }
        queue.trimRows()
        return []
    }

    /// Marks from the row marked last to the selected one.
    mutating func markRange() {
        guard let selected = queue.viewport.selectedIndex else { return }
        let anchor = marks.anchor.flatMap { queue.keys.firstIndex(of: $0) } ?? selected
        mark(queue.keys[min(anchor, selected)...max(anchor, selected)])
    }

    /// Marks everything that the view and its query show.
    mutating func markAll() {
        mark(queue.keys[...])
    }

    private mutating func mark(_ wanted: ArraySlice<TaskKey>) {
        let added = wanted.filter { !$0.isGroupHead && !marks.contains($0) }
        guard marks.count + added.count <= Marks.limit else {
            say(Strings.tooManyMarks(Marks.limit), role: .warning)
            return
        }
        for key in added { marks.add(key, as: painted.rows[key]) }
        say(Strings.marked(marks.count, keys: self.keys))
    }

    mutating func clearMarks() {
        guard !marks.isEmpty else { return }
        say(Strings.marksCleared(marks.count))
        marks = Marks()
    }

    // MARK: - The plan

    /// The plan, wherever it lies among the screens.
    var plan: BulkPlan? {
        for case .plan(let plan) in screens { return plan }
        return nil
    }

    mutating func set(_ plan: BulkPlan) {
        let index = screens.firstIndex { if case .plan = $0 { true } else { false } }
        if let index { screens[index] = .plan(plan) }
    }

    /// Opens the plan for the marked tasks. Nothing is decided before it is confirmed.
    mutating func openPlan(_ action: Decision.Action) -> [ConsoleEffect] {
        guard action != .returnToStep else {
            say(Strings.returnOneByOne, role: .warning)
            return []
        }
        screens.append(
            .plan(BulkPlan(action, keys: marks.keys, pageSize: PlanScreen.pageSize(of: size))))
        return [.loadPlan(marks.keys, .open)]
    }

    mutating func acceptPlan(_ entries: [TaskKey: MirrorEntry], for purpose: PlanPurpose) -> [ConsoleEffect] {
        guard var plan else { return [] }
        switch purpose {
        case .recheck:
            switch plan.phase {
            case .ready, .incomplete: break
            case .loading, .recording, .finished: return []
            }
            for index in plan.rows.indices where plan.rows[index].exclusion == nil {
                guard let before = plan.rows[index].entry else { continue }
                let now = entries[before.key]
                if now == nil { plan.rows[index].exclusion = .gone }
                if let now, TaskIdentity(now.task) != TaskIdentity(before.task) {
                    plan.rows[index].exclusion = .changed
                }
            }
            set(plan)
            return []
        case .open:
            guard plan.phase == .loading else { return [] }
        }
        let rows = plan.keys.map { key -> BulkPlan.Row in
            let entry = entries[key]
            let seen = marks.seen[key]
            let reason = Exclusion.reason(
                entry,
                Exclusion.Circumstances(
                    action: plan.action, seen: seen, user: identity.user,
                    operation: entry.flatMap { operations[$0.task.id] }, largeAmount: setting.largeAmount,
                    overrides: entry.flatMap { overrides[$0.task.id] } ?? []))
            return BulkPlan.Row(key: key, entry: entry, painted: seen, exclusion: reason)
        }
        plan.rows = rows.filter { $0.exclusion == nil } + rows.filter { $0.exclusion != nil }
        plan.viewport.update(rows: plan.rows.map(\.key))
        set(plan)
        return completePlan()
    }

    /// Asks for what is missing, or awaits the confirmation.
    private mutating func completePlan() -> [ConsoleEffect] {
        guard var plan else { return [] }
        if plan.decision == nil {
            plan.phase = .incomplete
            let field = DecisionBar.Field.needed(by: plan.action) ?? .reason
            let known = field == .person ? plan.target : plan.comment
            let typed = takeLeftOver {
                if case .plan(plan.action, field == .person, let text) = $0 { text } else { nil }
            }
            modal = .planText(field, LineEditor(text: known.isEmpty ? typed ?? "" : known))
            set(plan)
            people.note("")
            return [
                field == .person ? .loadDirectory : .loadDraft(ConsoleState.draftName(planning: plan.action))
            ]
        }
        plan.phase = .ready(armedAt: now + setting.armingMilliseconds)
        set(plan)
        return [.discardInput]
    }

    /// A text for every row was typed.
    mutating func acceptPlanText(_ field: DecisionBar.Field, _ editor: LineEditor) -> [ConsoleEffect] {
        guard var plan else {
            modal = nil
            return []
        }
        switch field {
        case .comment: plan.comment = editor.text
        case .digits: break
        case .person:
            guard let person = person(named: editor.text) else { return [] }
            plan.target = person
        case .reason, .remark:
            guard let text = Decision.Reason(editor.text) else {
                say(field == .reason ? Strings.reasonRequired : Strings.remarkRequired, role: .warning)
                return []
            }
            plan.comment = text.text
        }
        let effects = saveText()
        modal = nil
        set(plan)
        return effects + completePlan()
    }

    /// Leaves the line without changing the text; without a needed text there is no plan.
    mutating func cancelPlanText() -> [ConsoleEffect] {
        let effects = saveText()
        modal = nil
        guard let plan, plan.decision != nil else { return effects + closePlan() }
        return effects + completePlan()
    }

    mutating func writePlanComment() {
        guard let plan, case .ready = plan.phase else { return }
        let needed = plan.action.needsReason ? DecisionBar.Field.needed(by: plan.action) : nil
        modal = .planText(needed ?? .comment, LineEditor(text: plan.comment))
    }

    private mutating func toggleInPlan() -> [ConsoleEffect] {
        guard var plan, case .ready = plan.phase, let index = plan.viewport.selectedIndex,
            plan.rows.indices.contains(index)
        else { return [] }
        switch plan.rows[index].exclusion {
        case nil: plan.rows[index].exclusion = .leftOut
        case .leftOut: plan.rows[index].exclusion = nil
        case .some(let reason): say(Strings.reason(reason))
        }
        plan.viewport.move(by: 1, in: plan.rows.map(\.key))
        set(plan)
        return []
    }

    /// What the plan shows now was seen. A panel hides a part of it, so nothing counts then.
    mutating func notePaintedPlan() {
        guard modal == nil, var plan, case .plan = screens.last else { return }
        let range = plan.viewport.visibleRange(count: plan.rows.count)
        guard plan.rows[range].contains(where: \.isUnseen) else { return }
        for index in range where plan.rows[index].isUnseen {
            plan.rows[index].painted = plan.rows[index].entry.map { TaskIdentity($0.task) }
        }
        set(plan)
    }

    // MARK: - The record

    /// Hands the first rows to the ledger: one operation a row, through the path of a single decision.
    mutating func confirmPlan() -> [ConsoleEffect] {
        guard var plan, case .ready(let armedAt) = plan.phase, case .plan = screens.last else { return [] }
        guard now >= armedAt else {
            say(Strings.unheard, role: .warning)
            return []
        }
        let chosen = plan.included.map(\.key)
        guard !chosen.isEmpty else {
            say(Strings.planIsEmpty, role: .warning)
            return []
        }
        plan.phase = .recording(rest: chosen)
        set(plan)
        return recordNextRows()
    }

    private mutating func recordNextRows() -> [ConsoleEffect] {
        guard var plan, case .recording(let rest) = plan.phase, let decision = plan.decision else {
            return []
        }
        guard !rest.isEmpty else { return finishPlan() }
        let next = Set(rest.prefix(BulkPlan.group))
        plan.phase = .recording(rest: Array(rest.dropFirst(BulkPlan.group)))
        set(plan)
        return [
            .recordRows(
                plan.rows.filter { next.contains($0.key) }.compactMap { row in
                    row.entry.map { DecisionOrder(task: $0.task, decision: decision, supersedes: nil) }
                })
        ]
    }

    mutating func acceptResults(_ results: [RowResult]) -> [ConsoleEffect] {
        guard var plan else { return [] }
        let places = Dictionary(
            plan.rows.enumerated().compactMap { place, row in row.entry.map { ($0.task.id, place) } }
        ) { first, _ in first }
        for result in results {
            guard let place = places[result.task] else { continue }
            switch result.outcome {
            case .success(let operation):
                plan.rows[place].result = .recorded(operation.id)
                note(operation)
                undoable.append(
                    Undoable(
                        operation: operation.id, key: plan.rows[place].key, heldUntil: operation.holdUntil))
            case .failure(let failure): plan.rows[place].result = .refused(failure)
            }
        }
        set(plan)
        return recordNextRows()
    }

    private mutating func finishPlan() -> [ConsoleEffect] {
        guard var plan else { return [] }
        plan.phase = .finished
        set(plan)
        let recorded = Set(
            plan.rows.filter { if case .recorded = $0.result { true } else { false } }.map(\.key))
        marks.remove(recorded)
        if queue.view.hidesDecided && plan.action.leavesQueue { queue.remove(recorded) }
        if plan.action.needsReason { noteUsed(reason: plan.comment) }
        let failed = plan.failedKeys.count
        say(
            Strings.planDone(
                plan.action, recorded: recorded.count, failed: failed,
                holdSeconds: setting.holdMilliseconds / 1_000, keys: keys),
            role: failed == 0 ? .good : .warning)
        return [.saveDraft("", ConsoleState.draftName(planning: plan.action)), .nudgeSync] + reloadCounts()
            + reloadOutbox()
    }

    /// Leaves the plan; while it is being recorded, stops after the rows that the ledger has.
    mutating func leavePlan() -> [ConsoleEffect] {
        guard var plan else { return [] }
        guard case .recording(let rest) = plan.phase else { return closePlan() }
        let stopped = Set(rest)
        for index in plan.rows.indices where stopped.contains(plan.rows[index].key) {
            plan.rows[index].result = .stopped
        }
        plan.phase = .recording(rest: [])
        set(plan)
        return []
    }

    private mutating func closePlan() -> [ConsoleEffect] {
        screens.removeAll { if case .plan = $0 { true } else { false } }
        return queue.askAgain()
    }

    /// A new plan for the rows that failed: they are read and shown again before anything happens.
    mutating func retryFailed() -> [ConsoleEffect] {
        guard let old = plan, old.phase == .finished else { return [] }
        let failed = old.failedKeys
        guard !failed.isEmpty else {
            say(Strings.nothingFailed)
            return []
        }
        var plan = BulkPlan(old.action, keys: failed, pageSize: PlanScreen.pageSize(of: size))
        plan.comment = old.comment
        plan.target = old.target
        // What was seen when it was marked may be what made it fail: the plan is looked at anew.
        marks.remove(Set(failed))
        for key in failed { marks.add(key, as: nil) }
        set(plan)
        return [.loadPlan(failed, .open)]
    }

    /// Takes back whatever of the plan was not sent yet.
    mutating func undoPlan() -> [ConsoleEffect] {
        guard let plan, plan.phase == .finished else { return [] }
        let open = plan.recordedOperations.filter { id in undoable.contains { $0.operation == id } }
        guard !open.isEmpty else {
            say(Strings.nothingToUndo)
            return []
        }
        return open.map { .cancel($0) }
    }
}
