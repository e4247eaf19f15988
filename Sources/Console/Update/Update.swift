import Invoicing
import OAProfile
import Store
import Terminal

/// The one way in which the state changes. Pure: the same state, event and time give the same state and effects.
extension ConsoleState {
    /// - Parameter moment: now, in milliseconds since 1970.
    mutating func update(_ event: ConsoleEvent, at moment: Int64) -> [ConsoleEffect] {
        now = moment
        noteAnswer(event)
        var effects = handle(event) + keepPlace(after: event)
        // After a failed read the next key tries again; trying at once would never end.
        if case .storeFailed = event {
            coverAgain()
            return effects
        }
        if event.isFromUser { noteOpening(effects) }
        effects += carryOutTypeAhead()
        coverAgain()
        if !queue.keys.isEmpty {
            let missing = queue.missingRows()
            if !missing.isEmpty { effects.append(.fetchRows(missing)) }
        }
        if let purpose = queue.openWhenRead, let row = selectedRow {
            queue.openWhenRead = nil
            typeAhead.opening = .entry
            effects.append(.fetchEntry(row.task, purpose))
        }
        effects += askForRelated() + askForLogRows()
        if let identity = wantedPreview { effects.append(.fetchEntry(identity.task, .preview(identity))) }
        return effects
    }

    private mutating func handle(_ event: ConsoleEvent) -> [ConsoleEffect] {
        switch event {
        case .key(let press):
            noteUser()
            return holds(press) ? [] : carryOutAtOnce(press)
        case .unheard: say(Strings.unheard, role: .warning)
        case .mouse(let event):
            macro = nil
            return handle(event)
        case .macroReady: noteMacroReady()
        case .command(let command): return run(command)
        case .text(let text): return insert(text)
        case .resized(let newSize): return resize(to: newSize)
        case .tick: return handleTick()
        case .painted:
            notePainted()
            return continueMacro()
        case .leaving:
            guard case .decision(let bar) = modal, !bar.draft.isEmpty else { return saveText() }
            return [.saveDraft(bar.draft, bar.identity.task)]
        case .queueLoaded(let listing): return accept(listing)
        case .queryRejected(let error, let generation): reject(error, generation: generation)
        case .completionLoaded(let completion, let text): accept(completion, of: text)
        case .queueFailed(let error, let generation):
            queue.failed(generation: generation)
            fail(error)
        case .rowsFetched(let rows, let asked): accept(rows, asked: asked)
        case .entryFetched(let task, let entry, let purpose): return accept(entry, of: task, for: purpose)
        case .countsLoaded(let loaded):
            counts = loaded
            countsReload.finish(at: now)
            return reloadViewCounts()
        case .viewCountsLoaded(let loaded): viewCounts = loaded
        case .operationsLoaded(let loaded):
            operations = Dictionary(
                loaded.filter(\.decision.action.occupiesTask).map { ($0.task, $0) }
            ) { $0.sequence > $1.sequence ? $0 : $1 }
            recompose()
        case .overridesLoaded(let loaded): accept(loaded)
        case .overridden(let known): return finishOverriding(known)
        case .notOverridden(let failure, let task): return failOverriding(failure, on: task)
        case .relatedLoaded(let task, let related): accept(related, of: task)
        case .outboxLoaded(let items): acceptOutbox(items)
        case .conflictLoaded(let material): acceptConflict(material)
        case .draftLoaded(let task, let text):
            acceptDraft(text, on: task)
            acceptTextDraft(text, on: task)
        case .directoryLoaded(let directory): people.directory = directory
        case .reasonsLoaded(let reasons): usedReasons = reasons
        case .placeLoaded(let restored): return restore(restored)
        case .recorded(let operation): return finishRecording(operation)
        case .notRecorded(let failure): return failRecording(failure)
        case .planLoaded(let entries, let purpose): return acceptPlan(entries, for: purpose)
        case .rowsRecorded(let results): return acceptResults(results)
        case .cancelled(let operation):
            say(Strings.cancelled(operation.decision.action), role: .good)
            return takeBack(operation)
        case .abandoned(let operation):
            say(Strings.abandoned(operation.decision.action), role: .good)
            if case .conflict = screens.last { screens.removeLast() }
            return [.saveDraft("", ConsoleState.draftName(abandoning: operation.id))] + takeBack(operation)
        case .revealed(let task): finishRevealing(task)
        case .copyNoted(let text): return finishCopying(text)
        case .acknowledged(let operation): return finishAcknowledging(operation)
        case .notKept(let reason): say(reason, role: .warning)
        case .storeFailed(let error): fail(error)
        case .overviewLoaded(let facts): return accept(facts)
        case .sync(let event): return follow(event) + reloadOverview()
        case .storesChanged: return rereadEverything() + reloadOverview()
        }
        return []
    }

    // MARK: - Keys

    mutating func carryOut(_ press: KeyPress) -> [ConsoleEffect] {
        if takesIntoCount(press) { return [] }
        defer { count = CommandCount() }
        macro = nil
        if modal == nil, !isTooSmall, let commands = macros.commands[press] { return begin(macro: commands) }
        if let command = keymap.command(for: press, in: scope) {
            // What cannot be seen must not be decided.
            if isTooSmall && ![.quit, .suspend, .repaint, .language].contains(command) { return [] }
            return run(command)
        }
        if scope == .chooser, !isTooSmall {
            return editColumns(press) ?? editChooser { $0.handle(press) }
        }
        guard scope == .editor, !isTooSmall else {
            if !isTooSmall { tellUnbound(press) }
            return []
        }
        return edit { $0.handle(press) }
    }

    private mutating func insert(_ text: String) -> [ConsoleEffect] {
        if scope == .chooser, !isTooSmall {
            return editChooser {
                $0.insert(text)
                return true
            }
        }
        guard scope == .editor, !isTooSmall else {
            say(Strings.pasteIgnored)
            return []
        }
        return edit {
            $0.insert(text)
            return true
        }
    }

    /// Changes the line that is being typed, wherever it is.
    private mutating func edit(_ change: (inout LineEditor) -> Bool) -> [ConsoleEffect] {
        switch modal {
        case .search(var prompt):
            if change(&prompt.editor) {
                prompt.error = nil
                prompt.completion = nil
            }
            modal = .search(prompt)
        case .abandon(let operation, let action, var editor):
            _ = change(&editor)
            modal = .abandon(operation, action, editor)
            saveTextAt = now + ConsoleState.draftPause
        case .planText(let field, var editor):
            _ = change(&editor)
            modal = .planText(field, editor)
            if field == .person {
                people.note(editor.text)
            } else {
                saveTextAt = now + ConsoleState.draftPause
            }
        case .decision(var bar):
            guard case .typing(let field, var editor) = bar.phase else { return [] }
            _ = change(&editor)
            if field == .person { people.note(editor.text) }
            bar.phase = .typing(field, editor)
            if field.isText { bar.saveDraftAt = now + ConsoleState.draftPause }
            modal = .decision(bar)
        case .overviewText(let field, var editor):
            _ = change(&editor)
            modal = .overviewText(field, editor)
        case .viewName(var editor):
            _ = change(&editor)
            modal = .viewName(editor)
        case .chooser, nil: break
        }
        return []
    }

    /// How long typing rests before the unfinished text is saved, in milliseconds.
    private static let draftPause: Int64 = 2_000

    /// Whether a command does anything here.
    func isAvailable(_ command: ConsoleCommand) -> Bool {
        keymap.entries(in: scope).contains { $0.command == command }
    }

    /// Runs a command; one that does not belong here does nothing.
    mutating func run(_ command: ConsoleCommand) -> [ConsoleEffect] {
        guard isAvailable(command) else { return [] }
        message = nil
        if modal == nil, !isPossibleInConflict(command) { return refuseInConflict(command) }
        switch command {
        case .repaint: return [.repaint]
        case .suspend:
            cover()
            return [.suspend]
        case .quit:
            session.isOver = true
            return [.quit]
        case .language: switchLanguage()
        case .help: screens.append(.help(top: 0, of: screenScope))
        case .messages: screens.append(.messages(top: 0))
        case .back: return goBack()
        case .down: return move(by: count.times)
        case .up: return move(by: -count.times)
        case .pageDown: return movePages(by: count.times)
        case .pageUp: return movePages(by: -count.times)
        case .first: return count.number.map { move(toRow: $0) } ?? moveToEnd(isLast: false)
        case .last: return count.number.map { move(toRow: $0) } ?? moveToEnd(isLast: true)
        case .percent: return moveToPercent()
        case .open where scope == .archive: return openHistory()
        case .open where auditor != nil: return openInAuditor()
        case .open where scope == .detail: return openRelated()
        case .open: return openSelected()
        case .next where scope == .auditEntry: return showNeighbourEntry(by: count.times)
        case .previous where scope == .auditEntry: return showNeighbourEntry(by: -count.times)
        case .next: return openNeighbour(by: count.times)
        case .previous: return openNeighbour(by: -count.times)
        case .nextFinding where scope == .findings: moveToFinding(by: count.times)
        case .previousFinding where scope == .findings: moveToFinding(by: -count.times)
        case .nextFinding: jumpToFinding(forward: true)
        case .previousFinding: jumpToFinding(forward: false)
        case .findings: return openFindings()
        case .reverify: return reverify()
        case .compare: return openCompare()
        case .allFields: toggleAllFields()
        case .overrideFinding: return beginOverride()
        case .withdrawOverride: return withdrawOverride()
        case .search where scope == .reports: typeReportQuery()
        case .search where scope == .archive: typeArchiveQuery()
        case .search where auditor != nil: typeAuditorQuery()
        case .search:
            modal = .search(SearchPrompt(editor: LineEditor(text: queue.search, maximumLength: 300)))
        case .view: return showNextView()
        case .clearSearch where isReadingEverything && queue.search.isEmpty: return toggleReading()
        case .clearSearch: return queue.search.isEmpty ? [] : queue.ask(view: queue.view, search: "")
        case .mark: return toggleMark()
        case .markRange: markRange()
        case .markAll: markAll()
        case .clearMarks: clearMarks()
        case .retryFailed: return retryFailed()
        case .palette: openPalette()
        case .views: return openViews()
        case .themes: openThemes()
        case .chooseNext: return moveInChooser(by: 1)
        case .choosePrevious: return moveInChooser(by: -1)
        case .template:
            if case .search = modal { return completeSearch() }
            if isNamingPerson { completePerson() } else { insertTemplate() }
        case .preview: togglePreview()
        case .mouse: return toggleMouse()
        case .reveal: return toggleRevealing()
        case .copy: return beginCopying()
        case .dismiss: return dismiss()
        case .saveView: beginSavingView()
        case .columns: openColumns()
        case .columnLeft: moveColumn(by: -count.times)
        case .columnRight: moveColumn(by: count.times)
        case .narrower: return resizeColumn(by: -count.times)
        case .wider: return resizeColumn(by: count.times)
        case .earlier: return shiftColumn(by: -1)
        case .later: return shiftColumn(by: 1)
        case .sort: return sortByColumn()
        case .sorts: openSorts()
        case .group: openGroups()
        case .fold: fold()
        case .outbox: return openOutbox()
        case .syncHealth: return openSyncHealth()
        case .pauseDelivery: return togglePause()
        case .retryDelivery: return retryDelivery()
        case .stopReading: return toggleReading()
        case .reports: return openReports()
        case .archive: return openArchive()
        case .auditLog: return openAuditLog()
        case .timeline: return openTimeline()
        case .asOf: return openAsOf()
        case .archiveGroups: return openShelves()
        case .workingPaper: typePaper()
        case .sample: typeSample()
        case .nextReport: return showReport(by: count.times)
        case .previousReport: return showReport(by: -count.times)
        case .writeCSV: typeReportFile()
        case .about: open(.about(AboutPage()))
        case .sync where health.stoppedReading != nil: return toggleReading()
        case .sync:
            say(Strings.syncRequested)
            return [.nudgeSync]
        case .approve: return begin(.approve)
        case .reject: return begin(.reject)
        case .returnToStep: return begin(.returnToStep)
        case .transfer: return begin(.transfer)
        case .addApproverBefore: return begin(.addApproverBefore)
        case .addApproverAfter: return begin(.addApproverAfter)
        case .hold: return begin(.hold)
        case .release: return begin(.release)
        case .undo: return undo()
        case .abandon: return beginAbandon()
        case .confirm where scope == .plan: return confirmPlan()
        case .comment where scope == .plan: writePlanComment()
        case .confirm: return confirm(despiteErrors: false)
        case .confirmDespiteErrors: return confirm(despiteErrors: true)
        case .comment where modal == nil: return begin(.remark)
        case .comment: return writeComment()
        case .lookAgain: return lookAgain()
        case .accept: return acceptModal()
        case .cancel: return cancelModal()
        }
        return []
    }

    // MARK: - The screen itself

    mutating func switchLanguage() {
        language = language == .zh ? .en : .zh
        recompose()
    }

    /// Writes the open documents anew, for another width or language.
    mutating func recompose() {
        recomposePreview()
        for index in screens.indices {
            switch screens[index] {
            case .detail(var detail):
                detail.document = document(detail.entry, changes: detail.changes, related: detail.related)
                detail.top = min(detail.top, lastTop(ofLines: detail.document.lines.count))
                screens[index] = .detail(detail)
            case .conflict(var conflict):
                conflict.lines = conflictLines(conflict.material)
                conflict.top = min(conflict.top, lastTop(ofLines: conflict.lines.count))
                screens[index] = .conflict(conflict)
            case .help(let top, let scope):
                screens[index] = .help(
                    top: top == 0
                        ? 0 : min(top, lastTop(ofLines: HelpScreen.lines(for: self, of: scope).count)),
                    of: scope)
            case .messages(let top):
                screens[index] = .messages(
                    top: top == 0 ? 0 : min(top, lastTop(ofLines: MessagesScreen.lines(for: self).count)))
            case .overview(var overview) where overview.top > 0:
                overview.top = min(overview.top, lastTop(ofLines: lines(of: overview).count))
                screens[index] = .overview(overview)
            case .outbox, .plan, .overview: break
            }
        }
    }

    private mutating func notePainted() {
        painted = Painted()
        queue.hasSlid = false
        guard !isTooSmall else { return }
        switch screens.last {
        case .detail(let detail): painted.opened = detail.identity
        case .conflict(let conflict): painted.opened = conflict.identity
        case .overview(.findings(let page)): painted.opened = page.identity
        case .plan: notePaintedPlan()
        case .outbox, .help, .messages, .overview: break
        case nil:
            for key in queue.visibleKeys { painted.rows[key] = queue.rows[key].map { TaskIdentity($0) } }
        }
    }

    private mutating func handleTick() -> [ConsoleEffect] {
        var effects: [ConsoleEffect] = []
        if case .decision(var bar) = modal, let saveAt = bar.saveDraftAt, saveAt <= now {
            bar.saveDraftAt = nil
            modal = .decision(bar)
            effects.append(.saveDraft(bar.draft, bar.identity.task))
        }
        if let due = saveTextAt, due <= now { effects += saveText() }
        effects += queue.askWhatIsDue(at: now)
        if countsReload.isDue(at: now) { effects.append(.loadCounts) }
        if outboxReload.isDue(at: now) { effects.append(.loadOutbox) }
        if overviewReload.isDue(at: now) { effects.append(.loadOverview(.delivery)) }
        if let due = lookAt, due <= now {
            lookAt = now + ConsoleState.lookInterval
            effects.append(.lookForChanges)
        }
        return effects
    }

    /// How often to look while another process syncs, in milliseconds.
    static let lookInterval: Int64 = 2_000

    mutating func fail(_ error: StoreError) {
        if case .impossibleStep(_, let from, .cancelled) = error {
            say(Strings.tooLateToUndo(from), role: .warning)
        } else {
            say(Strings.failed(explanation: error.explanation, remedy: error.remedy), role: .danger)
        }
    }
}
