import Audit
import Invoicing
import OAProfile
import Store
import Terminal

/// Opening, moving in, and filling the auditor's screens.
extension ConsoleState {
    /// The auditor's screen, where one is on top.
    var auditor: AuditorScreen? {
        if case .overview(.auditor(let screen)) = screens.last { screen } else { nil }
    }

    mutating func set(_ screen: AuditorScreen) { set(.auditor(screen)) }

    // MARK: - Opening

    /// The log: all of it, or what it has about the invoice in sight.
    mutating func openAuditLog() -> [ConsoleEffect] {
        let about = auditedTask.map { "about:\(AuditQueryText.quoted($0.rawValue))" } ?? ""
        auditorGeneration += 1
        let page = LogPage(query: about, generation: auditorGeneration, size: size)
        open(.auditor(.log(page)))
        return [ask(page)]
    }

    /// The invoice that the screen on top is about.
    var auditedTask: TaskID? {
        switch screens.last {
        case .detail(let detail): detail.identity.task
        case .overview(.history(let page)): page.task
        case .overview(.auditor(.timeline(let page))): page.task
        case .overview(.auditor(.shelf(let page))): page.selected?.task
        default: nil
        }
    }

    private func ask(_ page: LogPage) -> ConsoleEffect {
        .loadOverview(.auditor(.log(LogRequest(query: page.query, generation: page.generation))))
    }

    /// Opens what is selected, or goes from an entry to its invoice.
    mutating func openInAuditor() -> [ConsoleEffect] {
        switch auditor {
        case .log(let page):
            guard let place = page.list.viewport.selection else { return [] }
            return openEntry(place)
        case .entry: return openTimeline()
        case .timeline(let page):
            guard case .log(let place) = page.selected?.source else {
                say(Strings.timelineNoEntry)
                return []
            }
            return openEntry(place)
        case .shelves(let page): return openShelf(page)
        case .shelf, .sample: return openTimeline()
        case .asOf, nil: return []
        }
    }

    mutating func openEntry(_ place: Int64) -> [ConsoleEffect] {
        open(.auditor(.entry(EntryPage(place: place))))
        return askEntry(place)
    }

    private func askEntry(_ place: Int64) -> [ConsoleEffect] {
        [.loadOverview(.auditor(.entry(place))), .loadOverview(.auditor(.inclusion(place)))]
    }

    /// The timeline of the selected invoice, or of the one that an entry is about.
    mutating func openTimeline() -> [ConsoleEffect] {
        let task: TaskID? =
            switch screens.last {
            case .overview(.archive(let page)): page.viewport.selection
            case .overview(.history(let page)): page.task
            case .overview(.auditor(.shelf(let page))): page.selected?.task
            case .overview(.auditor(.sample(let page))): page.selected
            case .overview(.auditor(.log(let page))): TaskID(ofEntry: page.selected?.entry)
            case .overview(.auditor(.entry(let page))): TaskID(ofEntry: page.facts?.record.entry)
            default: nil
            }
        guard let task else {
            say(Strings.auditNoInvoice)
            return []
        }
        open(.auditor(.timeline(TimelinePage(task: task, size: size))))
        return [.loadOverview(.auditor(.timeline(task)))]
    }

    /// A decision as of its time: the one in sight, else the last on the invoice.
    mutating func openAsOf() -> [ConsoleEffect] {
        let operation: OperationID? =
            switch screens.last {
            case .overview(.history(let page)): page.history?.operations.last?.operation.id
            case .overview(.auditor(.timeline(let page))):
                page.selected?.operation ?? page.timeline?.operations.last
            case .overview(.auditor(.entry(let page))):
                page.facts?.record.entry.flatMap { OperationID(rawValue: $0.operation) }
            default: nil
            }
        guard let operation else {
            say(Strings.asOfNoDecision)
            return []
        }
        open(.auditor(.asOf(AsOfPage(operation: operation))))
        return [.loadOverview(.auditor(.asOf(operation)))]
    }

    /// The entry before or behind, in the order of the log.
    mutating func showNeighbourEntry(by count: Int) -> [ConsoleEffect] {
        guard case .entry(let page) = auditor else { return [] }
        let newest = page.facts?.newest ?? page.place
        // Newest first, as the list has it: the next one is older.
        let wanted = min(max(1, page.place - Int64(count)), max(1, newest))
        guard wanted != page.place else {
            say(count > 0 ? Strings.auditFirstEntry : Strings.auditLastEntry)
            return []
        }
        set(.entry(EntryPage(place: wanted)))
        return askEntry(wanted)
    }

    // MARK: - Moving

    /// A way through a list.
    enum ListStep {
        case rows(Int)
        case pages(Int)
        case first
        case last
    }

    /// Moves in a list; false where no list of an auditor is on top.
    mutating func moveInAuditor(_ step: ListStep) -> Bool {
        guard var screen = auditor, var list = screen.list else { return false }
        switch step {
        case .rows(let count): list.viewport.move(by: count, in: list.places)
        case .pages(let count): list.viewport.movePages(by: count, in: list.places)
        case .first: list.viewport.moveToFirst(in: list.places)
        case .last: list.viewport.moveToLast(in: list.places)
        }
        screen.list = list
        set(screen)
        return true
    }

    /// Asks for the entries that are in sight and were not read.
    mutating func askForLogRows() -> [ConsoleEffect] {
        guard case .log(var page) = auditor else { return askForShelfRows() }
        let missing = page.missing
        guard !missing.isEmpty else { return [] }
        page.asked.formUnion(missing)
        set(.log(page))
        return [.loadOverview(.auditor(.records(missing)))]
    }

    // MARK: - Searching

    mutating func typeAuditorQuery() {
        switch auditor {
        case .shelves, .shelf:
            let text = if case .shelf(let page) = auditor { page.query } else { "" }
            modal = .overviewText(.shelf, LineEditor(text: text, maximumLength: 300))
            return
        default: break
        }
        guard case .log(let page) = auditor else { return }
        modal = .overviewText(.auditLog, LineEditor(text: page.query, maximumLength: 300))
    }

    /// Searches for what was typed; what cannot be read stays in the line for another try, below the whole log.
    mutating func acceptLogQuery(_ text: String) -> [ConsoleEffect] {
        do throws(QueryError) {
            _ = try AuditFilter(
                parsing: text,
                in: Query.Context(now: now, utcOffset: setting.utcOffset, user: identity.user))
        } catch {
            say(Strings.queryError(error), role: .danger)
            guard case .log(let page) = auditor, !page.query.isEmpty else { return [] }
            return searchLog("")
        }
        modal = nil
        return searchLog(text)
    }

    mutating func searchLog(_ text: String) -> [ConsoleEffect] {
        guard case .log = auditor else { return [] }
        auditorGeneration += 1
        let page = LogPage(query: text, generation: auditorGeneration, size: size)
        set(.log(page))
        return [ask(page)]
    }

    // MARK: - Filling

    mutating func accept(_ facts: AuditorFacts) -> [ConsoleEffect] {
        switch facts {
        case .log(let answer, let request): return accept(answer, for: request)
        case .logRejected(let error, let request):
            say(Strings.queryError(error), role: .danger)
            guard case .log(let page) = auditor, page.generation == request.generation else { return [] }
            return searchLog("")
        case .records(let records): accept(records)
        case .entry(let found, let place):
            changeEntries(at: place) { page in
                let inclusion = page.facts?.inclusion
                page.facts = found
                page.facts?.inclusion = inclusion ?? found?.inclusion
                page.isMissing = found == nil
            }
        case .inclusion(let inclusion, let place):
            changeEntries(at: place) { $0.facts?.inclusion = inclusion }
        case .groups(let parts, let generation): return acceptGroups(parts, generation: generation)
        case .count(let count, let generation): return acceptCount(count, generation: generation)
        case .shelf(let keys, let next, let request): return acceptShelf(keys, next: next, for: request)
        case .shelfRejected(let error, let request):
            say(Strings.queryError(error), role: .danger)
            guard case .shelf(let page) = auditor, page.generation == request.generation else { return [] }
            return searchShelf("")
        case .shelfRows(let rows): acceptShelfRows(rows)
        case .paperKept(let place, let order): return paperKept(place, on: order)
        case .sample(let sample): show(sample)
        case .notDrawn(let reason, let order): refuseSample(reason, order: order)
        case .notDone(let reason): say(reason, role: .danger)
        case .timeline(let timeline):
            for index in screens.indices {
                guard case .overview(.auditor(.timeline(var page))) = screens[index],
                    page.task == timeline.task
                else { continue }
                page.fill(timeline)
                screens[index] = .overview(.auditor(.timeline(page)))
            }
        case .asOf(let facts):
            for index in screens.indices {
                guard case .overview(.auditor(.asOf(var page))) = screens[index],
                    page.operation == facts.operation.id
                else { continue }
                page.facts = facts
                screens[index] = .overview(.auditor(.asOf(page)))
            }
        }
        return []
    }

    private mutating func accept(_ answer: LogAnswer, for request: LogRequest) -> [ConsoleEffect] {
        var effects: [ConsoleEffect] = []
        for index in screens.indices {
            guard case .overview(.auditor(.log(var page))) = screens[index],
                page.generation == request.generation
            else { continue }
            switch answer {
            case .everything(let newest):
                page.list.follow(.all(newest))
                page.searchedTo = nil
            case .stretch(let stretch):
                guard case .some(let found) = page.list.places else { continue }
                page.list.follow(.some(found + stretch.sequences))
                page.searchedTo = stretch.next
                if let next = stretch.next {
                    var more = request
                    more.below = next
                    more.floor = stretch.floor
                    effects.append(.loadOverview(.auditor(.log(more))))
                }
            }
            screens[index] = .overview(.auditor(.log(page)))
        }
        return effects
    }

    private mutating func accept(_ records: [AuditRecord]) {
        for index in screens.indices {
            guard case .overview(.auditor(.log(var page))) = screens[index] else { continue }
            for record in records where page.asked.remove(record.sequence) != nil {
                page.records[record.sequence] = record
            }
            // Only what lies around the screen is kept.
            if page.records.count > 2_000 {
                let near = Set(page.list.around(pages: 5))
                page.records = page.records.filter { near.contains($0.key) }
            }
            screens[index] = .overview(.auditor(.log(page)))
        }
    }

    private mutating func changeEntries(at place: Int64, _ change: (inout EntryPage) -> Void) {
        for index in screens.indices {
            guard case .overview(.auditor(.entry(var page))) = screens[index], page.place == place else {
                continue
            }
            change(&page)
            screens[index] = .overview(.auditor(.entry(page)))
        }
    }
}

extension TaskID {
    /// The task that an entry is about; nothing where it is about none.
    init?(ofEntry entry: AuditEntry?) {
        guard let entry, !entry.task.isEmpty else { return nil }
        self.init(rawValue: entry.task)
    }
}

/// A value of a filter of the log as it is typed.
enum AuditQueryText {
    /// In quotation marks where the language would read something else out of it.
    static func quoted(_ text: String) -> String {
        let isPlain = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
        return isPlain ? text : "\"\(text.filter { $0 != "\"" })\""
    }
}
