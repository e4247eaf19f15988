import Audit
import Invoicing
import OAProfile
import Store
import Synchronization
import Terminal

/// Does with the stores what the state asks for, and answers with events. Every call is complete when it returns; which
/// thread calls is the driver's choice.
final class StoreWorker: Sendable {
    private let ledger: Ledger
    let mirror: Mirror
    let context: ConsoleContext
    let services: ConsoleServices
    private let overviews: OverviewWorker
    /// The change marks of ledger and mirror when they were last looked at.
    private let marks = Mutex<[Int64]>([])
    /// Whether it was told that the ledger lives on its reserve.
    private let toldOfReserve = Mutex(false)

    init(services: ConsoleServices, context: ConsoleContext) {
        ledger = services.ledger
        mirror = services.mirror
        self.context = context
        overviews = OverviewWorker(services: services, context: context)
        self.services = services
    }

    func perform(_ effect: ConsoleEffect) -> [ConsoleEvent] {
        do throws(StoreError) {
            return try attempt(effect) + reserveNotice()
        } catch {
            return [.storeFailed(error)]
        }
    }

    /// Tells once that the disk is full and decisions go on in the room kept for them.
    private func reserveNotice() -> [ConsoleEvent] {
        let isOnReserve = ledger.isOnReserve
        let isNews = toldOfReserve.withLock { told in
            defer { told = isOnReserve }
            return isOnReserve && !told
        }
        return isNews ? [.storeFailed(ledger.reserveNotice)] : []
    }

    /// What to tell when the console ends. A ledger that cannot be read now was told about on the screen: then the numbers
    /// are the last known ones.
    func exit(_ reason: ConsoleExit.Reason, of state: ConsoleState) -> ConsoleExit {
        let states = try? ledger.counts()
        return ConsoleExit(
            reason: reason,
            waitingToSend: states.map { StoreWorker.undelivered($0) } ?? state.counts.waitingToSend,
            conflicts: states.map { $0[.conflict] ?? 0 } ?? state.counts.conflicts, language: state.language)
    }

    private static func undelivered(_ states: [OperationState: Int]) -> Int {
        states.reduce(0) { $0 + ($1.key.isUndelivered ? $1.value : 0) }
    }

    private func attempt(_ effect: ConsoleEffect) throws(StoreError) -> [ConsoleEvent] {
        switch effect {
        case .fetchRows(let keys): return [.rowsFetched(try mirror.rows(keys), asked: keys)]
        case .fetchEntry(let task, let purpose): return [.entryFetched(task, try mirror.entry(task), purpose)]
        case .loadQueue(let request): return [loadQueue(request)]
        case .loadCounts: return [.countsLoaded(try counts())]
        case .loadViewCounts(let views): return [.viewCountsLoaded(try counts(of: views))]
        case .loadOperations: return [.operationsLoaded(try operations())]
        case .loadOverrides: return [.overridesLoaded(try ledger.overridesInForce())]
        case .loadRelated(let task): return [.relatedLoaded(task, try mirror.related(to: task))]
        case .loadOutbox: return [.outboxLoaded(try outbox())]
        case .loadConflict(let id): return try conflict(id)
        case .loadDraft(let task):
            guard let text = try ledger.draft(on: task) else { return [] }
            return [.draftLoaded(task, text)]
        case .loadDirectory: return [.directoryLoaded(try mirror.directory())]
        case .loadReasons: return [.reasonsLoaded(try ledger.reasons())]
        case .loadPlace: return try loadPlace().map { [.placeLoaded($0)] } ?? []
        case .loadCompletion(let text):
            return [.completionLoaded(try mirror.completion(of: text), of: text)]
        case .lookForChanges: return try lookForChanges()
        case .record(let order): return [record(order).event]
        case .loadPlan(let keys, let purpose): return [.planLoaded(try entries(keys), purpose)]
        case .recordRows(let orders): return [.rowsRecorded(recordRows(orders))]
        case .cancel(let id): return [.cancelled(try ledger.cancel(id, at: context.now()))]
        case .abandon(let id, let reason):
            return [.abandoned(try ledger.abandon(id, reason: reason, at: context.now()))]
        case .override(let order): return [try override(order)]
        case .withdrawOverride(let id):
            return [.overridden(try ledger.withdrawOverride(id, at: context.now()))]
        case .saveDraft(let text, let task):
            try ledger.saveDraft(text, on: task, at: context.now())
            return []
        case .savePlace(let place):
            try save(place)
            return []
        case .forgetPlace:
            services.sessionFile?.remove()
            return []
        case .acknowledge(let id): return try acknowledge(id)
        case .copy(let text, let what, let task): return [try note(copyOf: text, as: what, task)]
        case .reveal(let versions, let task): return [try reveal(versions, as: task)]
        case .keep(let keepsake): return services.keep(keepsake).map { [.notKept($0)] } ?? []
        case .wantReport(let generation):
            overviews.want(generation)
            return []
        case .loadOverview(let request):
            do throws(StoreError) {
                return [.overviewLoaded(try overviews.facts(for: request))]
            } catch {
                guard case .report(let request) = request else { throw error }
                // Nobody may wait for figures that do not come.
                return [.overviewLoaded(.report(nil, generation: request.generation)), .storeFailed(error)]
            }
        case .nudgeSync:
            services.nudge()
            return []
        case .pauseDelivery(let isPaused):
            services.pauseDelivery(isPaused)
            return []
        case .retryDelivery:
            services.retryDelivery()
            return []
        case .stopReading(let isStopped):
            services.stopReading(isStopped)
            return []
        case .continueMacro: return [.macroReady]
        case .discardInput, .putIntoClipboard, .useMouse, .useTheme, .repaint, .suspend, .quit: return []
        }
    }

    // MARK: - Queue

    private func loadQueue(_ request: QueueRequest) -> ConsoleEvent {
        // The list of a million that this one replaces is gone by then, and so are the pages that were read for it.
        defer { if request.limit == nil { ProcessMemory.trim() } }
        do {
            // The user's text alone first: a position in it must mean what stands on the screen.
            if !request.search.isEmpty { _ = try query(request.search) }
            let hidden = request.view.hidesDecided ? Set(try hiddenRows().map(\.key)) : []
            if let grouping = request.grouping, request.view.operationStates == nil {
                let query = try query(of: request)
                let found = try mirror.groups(of: query, by: grouping, leavingOut: hidden)
                return .queueLoaded(
                    QueueListing(
                        generation: request.generation, keys: found.keys, isComplete: true,
                        groups: found.groups))
            }
            let found = try keys(of: request)
            return .queueLoaded(
                QueueListing(
                    generation: request.generation,
                    keys: hidden.isEmpty ? found : found.filter { !hidden.contains($0) },
                    isComplete: request.limit.map { found.count < $0 } ?? true
                        || request.view.operationStates != nil))
        } catch let error as QueryError {
            return .queryRejected(error, generation: request.generation)
        } catch let error as StoreError {
            return .queueFailed(error, generation: request.generation)
        } catch {
            return .queueFailed(.failed(file: "cache.db", cause: "\(error)"), generation: request.generation)
        }
    }

    /// View, search and order, each read by itself: what a person wrote may hold an `or` or an order of its own.
    private func query(of request: QueueRequest) throws(QueryError) -> Query {
        try query(request.view.query).and(query(request.search)).and(query(request.sort.query))
    }

    private func keys(of request: QueueRequest) throws -> [TaskKey] {
        guard let whole = try decidedKeys(request.view) else {
            return try mirror.keys(query(of: request), limit: request.limit)
        }
        guard !request.search.isEmpty || !request.sort.keys.isEmpty else { return whole }
        let found = try mirror.keys(query(of: request), limit: nil)
        if !request.sort.keys.isEmpty {
            let members = Set(whole)
            return found.filter { members.contains($0) }
        }
        let members = Set(found)
        return Array(whole.filter { members.contains($0) }.prefix(request.limit ?? .max))
    }

    /// The tasks of a view that shows own operations, newest first; nothing for another view.
    private func decidedKeys(_ view: QueueView) throws(StoreError) -> [TaskKey]? {
        guard let states = view.operationStates else { return nil }
        let today = LocalTime(milliseconds: context.now(), utcOffset: context.utcOffset).day
        var keys: [TaskKey] = []
        var seen: Set<TaskID> = []
        for operation in try ledger.operations(in: states, limit: StoreWorker.mostShown) {
            let day = LocalTime(milliseconds: operation.recordedAt, utcOffset: context.utcOffset).day
            if view == .doneToday && (day != today || !operation.decision.action.closesTask) { continue }
            guard seen.insert(operation.task).inserted, let key = try mirror.key(of: operation.task) else {
                continue
            }
            keys.append(key)
        }
        return keys
    }

    /// More own operations than these are not shown in a view; the outbox and the archive have them.
    private static let mostShown = 10_000

    private func counts(of views: [QueueView]) throws(StoreError) -> [QueueView: Int] {
        let hidden = Set(try hiddenRows().map(\.key))
        var counts: [QueueView: Int] = [:]
        for view in views {
            if let keys = try decidedKeys(view) {
                counts[view] = keys.count
            } else if view.hidesDecided && !hidden.isEmpty {
                counts[view] = try mirror.keys(parsed(view)).count { !hidden.contains($0) }
            } else {
                counts[view] = try mirror.count(parsed(view))
            }
        }
        return counts
    }

    private func query(_ text: String) throws(QueryError) -> Query {
        try Query(
            parsing: text,
            in: Query.Context(now: context.now(), utcOffset: context.utcOffset, user: context.user))
    }

    private func acknowledge(_ id: OperationID) throws(StoreError) -> [ConsoleEvent] {
        try ledger.acknowledge(id, at: context.now())
        return try ledger.operation(id).map { [.acknowledged($0)] } ?? []
    }

    /// The tasks that wait at the OA as far as the mirror knows, and are decided here; and those of which the OA refused
    /// the decision, the user has seen it, and nothing changed since.
    private func hiddenRows() throws(StoreError) -> [QueueRow] {
        let decided =
            try ledger.operations(in: [.recorded, .sending, .unknown], limit: StoreWorker.mostLive)
            + ledger.operations(in: [.acked, .refused, .dead], limit: StoreWorker.mostFinished)
        let ended = decided.filter { [.refused, .dead].contains($0.state) }
        let seen = try ledger.acknowledged(among: ended.map(\.id))
        var keys: [TaskKey] = []
        for task in Set(decided.map(\.task)) {
            if let key = try mirror.key(of: task) { keys.append(key) }
        }
        let operations = Dictionary(grouping: decided, by: \.task)
        return try mirror.rows(keys).filter { row in
            row.status.isOpen
                && operations[row.task, default: []].contains {
                    seen.contains($0.id) ? $0.round == row.round && $0.baseRev == row.rev : $0.hides(row)
                }
        }
    }

    private func counts() throws(StoreError) -> QueueCounts {
        // What is held does not count as waiting in the first place.
        let hidden = try hiddenRows().filter { !$0.isHeld }
        let states = try ledger.counts()
        return QueueCounts(
            toDecide: max(0, try count(.toDecide) - hidden.count),
            flagged: max(0, try count(.flagged) - hidden.count { $0.findingCount > 0 }),
            waitingToSend: StoreWorker.undelivered(states),
            conflicts: states[.conflict] ?? 0)
    }

    private func count(_ view: QueueView) throws(StoreError) -> Int {
        try mirror.count(parsed(view))
    }

    private func parsed(_ view: QueueView) throws(StoreError) -> Query {
        do throws(QueryError) {
            return try query(view.query)
        } catch {
            throw .failed(file: "cache.db", cause: error.explanation.en)
        }
    }

    // MARK: - Operations

    /// More own operations than these are not looked at for the overlay.
    private static let mostLive = 100_000
    private static let mostFinished = 500

    private func operations() throws(StoreError) -> [RecordedOperation] {
        try ledger.operations(in: [.recorded, .sending, .unknown, .conflict], limit: StoreWorker.mostLive)
            + ledger.operations(in: [.acked, .refused, .dead], limit: StoreWorker.mostFinished)
    }

    /// Conflicts first, then what waits, then what ended badly, then the rest; each newest first.
    private func outbox() throws(StoreError) -> [OutboxItem] {
        var all: [RecordedOperation] = []
        for states: Set<OperationState> in [[.conflict], [.recorded, .sending, .unknown]] {
            all += try ledger.operations(in: states, limit: 2_000)
        }
        for states: Set<OperationState> in [
            [.refused, .dead], [.acked, .cancelled, .abandoned, .superseded],
        ] {
            all += try ledger.operations(in: states, limit: StoreWorker.mostFinished)
        }
        var items: [OutboxItem] = []
        for operation in all {
            let seen = try ledger.evidence(of: operation.id)
            items.append(
                OutboxItem(
                    operation: operation, seller: seen?.invoice.seller.name ?? operation.task.rawValue,
                    amount: seen?.invoice.totals.gross, title: seen?.title ?? "",
                    isApplied: try isApplied(operation)))
        }
        return items
    }

    /// Whether the OA's confirmation shows in what was pulled since: the task is another version, or gone.
    private func isApplied(_ operation: RecordedOperation) throws(StoreError) -> Bool {
        guard operation.state == .acked else { return false }
        guard let key = try mirror.key(of: operation.task) else { return true }
        return try mirror.rows([key]).first.map { $0.rev != operation.baseRev } ?? true
    }

    private func conflict(_ id: OperationID) throws(StoreError) -> [ConsoleEvent] {
        guard let operation = try ledger.operation(id) else { throw .noSuchOperation(id.rawValue) }
        return [
            .conflictLoaded(
                ConflictMaterial(
                    operation: operation, seen: try ledger.evidence(of: id),
                    now: try mirror.entry(operation.task)))
        ]
    }

    /// Records only what is still there as it was painted. The OA checks the same again.
    private func record(_ order: DecisionOrder) -> RowResult {
        RowResult(task: order.task.id, outcome: recording(order))
    }

    private func recording(_ order: DecisionOrder) -> Result<RecordedOperation, RecordingFailure> {
        do throws(StoreError) {
            guard let entry = try mirror.entry(order.task.id) else { return try refused(order, .changed) }
            // A comment rests on no version of the task.
            if order.decision.action.occupiesTask {
                guard TaskIdentity(entry.task) == TaskIdentity(order.task), entry.task.status.isOpen
                else { return try refused(order, .changed) }
            }
            let now = context.now()
            var random = InjectedGenerator(source: context.random)
            return .success(
                try ledger.record(
                    NewOperation(
                        id: OperationID(milliseconds: now, using: &random), task: order.task,
                        decision: order.decision, actor: context.user,
                        holdUntil: context.holdMilliseconds > 0 ? now + context.holdMilliseconds : nil,
                        supersedes: order.supersedes, recordedAt: now),
                    signing: context.sign))
        } catch {
            // Where the store itself is in trouble, nothing can be written into it.
            switch error {
            case .alreadyDecided, .notSigned:
                if let told = try? refused(order, .store(error)) { return told }
            default: break
            }
            return .failure(.store(error))
        }
    }

    /// A decision that is not recorded leaves an entry in the audit log, as one that is recorded does.
    private func refused(_ order: DecisionOrder, _ failure: RecordingFailure) throws(StoreError)
        -> Result<RecordedOperation, RecordingFailure>
    {
        let action = order.decision.action
        let why =
            switch failure {
            case .changed: "the task is not as it was painted"
            case .store(.notSigned(let problem)): problem.explanation.en
            case .store: "another decision is open"
            }
        try ledger.note(
            .decisionFailed(action, on: SeenTask(order.task), reason: why), at: context.now())
        return .failure(failure)
    }

    /// One operation a row, each by itself: what one row meets never keeps another from being recorded.
    private func recordRows(_ orders: [DecisionOrder]) -> [RowResult] {
        var results: [RowResult] = []
        for order in orders {
            let result = record(order)
            if case .success = result.outcome {
                // Recorded is recorded: an old draft that stays is no reason to say otherwise.
                _ = perform(.saveDraft("", order.task.id))
            }
            results.append(result)
        }
        return results
    }

    private func entries(_ keys: [TaskKey]) throws(StoreError) -> [TaskKey: MirrorEntry] {
        var found: [TaskKey: MirrorEntry] = [:]
        for row in try mirror.rows(keys) { found[row.key] = try mirror.entry(row.task) }
        return found
    }

    private func lookForChanges() throws(StoreError) -> [ConsoleEvent] {
        let current = [try ledger.changeMark(), try mirror.changeMark()]
        let hasChanged = marks.withLock { known in
            defer { known = current }
            return !known.isEmpty && known != current
        }
        return hasChanged ? [.storesChanged] : []
    }
}

extension RowResult {
    /// The answer to a single decision.
    fileprivate var event: ConsoleEvent {
        switch outcome {
        case .success(let operation): .recorded(operation)
        case .failure(let failure): .notRecorded(failure)
        }
    }
}

/// The injected source of chance as the standard library wants it.
private struct InjectedGenerator: RandomNumberGenerator {
    let source: @Sendable () -> UInt64
    func next() -> UInt64 { source() }
}
