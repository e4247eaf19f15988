import Invoicing
import OAProfile
import SeededRandom
import Store
import Terminal

@testable import Console

/// The state with an OA mirror and a ledger that are plain values, so that screens are tested without a file. It carries
/// out effects at once unless told to hold them back.
struct Bench {
    var state: ConsoleState
    var entries: [MirrorEntry]
    var operations: [RecordedOperation] = []
    var drafts: [TaskID: String] = [:]
    /// The people at the OA.
    var directory = Directory()
    /// The reasons that the ledger keeps.
    var reasons: [String] = []
    /// Effects in the order in which the state asked for them.
    var asked: [ConsoleEffect] = []
    var now = noon
    /// What the user chose and is kept for the next time.
    var kept: [Keepsake] = []
    /// Refusals that the user has seen.
    var acknowledged: Set<OperationID> = []
    /// The tasks of which the audit log notes that they were shown in full.
    var revealed: [ApprovalTask] = []
    /// What the audit log notes as copied, and what then reached the clipboard.
    var copies: [String] = []
    var clipboard: [String] = []
    /// What the audit log answers instead of noting that.
    var revealFailure: StoreError?
    /// What the ledger answers instead of recording.
    var refusal: RecordingFailure?
    /// What the ledger answers for some tasks of a plan.
    var refusals: [TaskID: RecordingFailure] = [:]
    /// What workers find for the screens that look at the whole.
    var facts: [OverviewRequest: OverviewFacts] = [:]
    /// What belongs to an invoice.
    var related: [TaskID: RelatedTasks] = [:]
    /// Every place that was saved.
    var places: [Place] = []
    /// What the mirror offers for the search line.
    var completion: QueryCompletion?
    /// What the last session left.
    var restored: RestoredPlace?
    /// Whether records wait for `release()`.
    var holdsRecords = false
    private var held: [ConsoleEffect] = []
    /// The same names of operations every time.
    private var chance = SeededGenerator(seed: 1)

    init(
        _ entries: [MirrorEntry] = (1...8).map { Fixtures.entry($0) }, context: ConsoleContext,
        columns: Int = 120, rows: Int = 40, restoring restored: RestoredPlace? = nil, keepsPlace: Bool = false
    ) throws {
        self.entries = entries
        self.restored = restored
        state = try ConsoleState(context: context, size: TerminalSize(columns: columns, rows: rows))
        state.session.isKept = keepsPlace || restored != nil
        execute(state.start())
        paint()
    }

    // MARK: - Doing

    mutating func send(_ event: ConsoleEvent) { execute(state.update(event, at: now)) }

    mutating func paint() { send(.painted) }

    /// Presses keys as a person does: each in front of what the one before painted, and never too fast.
    mutating func press(_ keys: String...) {
        for key in keys {
            pressAtOnce(key)
            paint()
            now += 300
        }
    }

    /// Presses a key without a paint and without time passing.
    mutating func pressAtOnce(_ key: String) {
        guard let press = KeyPress(notation: key) else { return }
        send(.key(press))
    }

    mutating func type(_ text: String) {
        for character in text { send(.key(KeyPress(.character(character)))) }
        paint()
    }

    /// What sync does when the OA changed a task.
    mutating func change(_ number: Int, _ edit: (inout ApprovalTask) -> Void) {
        guard let index = entries.firstIndex(where: { $0.task.id.rawValue == "t-\(number)" }) else { return }
        edit(&entries[index].task)
        entries[index].task.rev += "+"
    }

    mutating func remove(_ number: Int) { entries.removeAll { $0.task.id.rawValue == "t-\(number)" } }

    mutating func tellChanged(_ numbers: Int...) {
        let tasks = numbers.map { TaskID(rawValue: "t-\($0)") }
        let here = Set(entries.map(\.task.id))
        send(
            .sync(
                .mirror(
                    AppliedChanges(
                        changed: tasks.filter { here.contains($0) }, gone: tasks.filter { !here.contains($0) }
                    ))))
    }

    mutating func release() {
        let effects = held
        held = []
        holdsRecords = false
        execute(effects)
    }

    /// What a screen that looks at the whole is told.
    private func overview(_ request: OverviewRequest) -> [ConsoleEvent] {
        facts[request].map { [.overviewLoaded($0)] } ?? []
    }

    // MARK: - Looking

    var surface: Surface { state.draw() }
    var screen: String { surface.snapshot() }
    var selected: TaskID? { state.selectedRow?.task }
    var openTask: TaskID? {
        if case .detail(let detail) = state.screens.last { detail.identity.task } else { nil }
    }
    var bar: DecisionBar? { if case .decision(let bar) = state.modal { bar } else { nil } }
    var recorded: [RecordedOperation] { operations }

    // MARK: - Effects

    mutating func execute(_ effects: [ConsoleEffect]) {
        for effect in effects {
            asked.append(effect)
            for event in perform(effect) { send(event) }
        }
    }

    private mutating func perform(_ effect: ConsoleEffect) -> [ConsoleEvent] {
        switch effect {
        case .fetchRows(let keys):
            let rows = keys.compactMap { key in entries.first { $0.key == key }.map { Fixtures.row($0) } }
            return [.rowsFetched(rows, asked: keys)]
        case .fetchEntry(let task, let purpose):
            return [.entryFetched(task, entries.first { $0.task.id == task }, purpose)]
        case .loadQueue(let request):
            if request.search.contains("?") {
                let text = LocalizedText(zh: "这里不能用问号。", en: "A question mark is not allowed here.")
                let error = QueryError(
                    position: 2, explanation: text, remedy: LocalizedText(zh: "删去它。", en: "Remove it."))
                return [.queryRejected(error, generation: request.generation)]
            }
            let rows = entries.map { Fixtures.row($0) }.filter { row in
                (request.view == .everything
                    || row.status.isOpen && row.isHeld == (request.view == .held)
                        && !operations.contains {
                            $0.task == row.task && ($0.hides(row) || acknowledged.contains($0.id))
                        })
                    && (request.view != .flagged || row.findingCount > 0)
                    && (request.search.isEmpty || row.seller.contains(request.search))
            }
            let groups = request.grouping == nil ? [] : Bench.groups(of: rows)
            let sorted =
                groups.isEmpty
                ? rows : rows.sorted { ($0.seller, $0.key.rawValue) < ($1.seller, $1.key.rawValue) }
            return [
                .queueLoaded(
                    QueueListing(
                        generation: request.generation, keys: sorted.map(\.key), isComplete: true,
                        groups: groups))
            ]
        case .loadCounts:
            let open = entries.filter { $0.task.status.isOpen }
            return [
                .countsLoaded(
                    QueueCounts(
                        toDecide: open.count - operations.count { $0.state == .recorded },
                        flagged: open.count { !$0.findings.isEmpty },
                        waitingToSend: operations.count { $0.state.isUndelivered },
                        conflicts: operations.count { $0.state == .conflict }))
            ]
        case .loadOperations: return [.operationsLoaded(operations)]
        case .loadRelated(let task): return related[task].map { [.relatedLoaded(task, $0)] } ?? []
        case .loadOverrides, .override, .withdrawOverride: return []
        case .loadOutbox:
            return [
                .outboxLoaded(
                    operations.reversed().map {
                        OutboxItem(
                            operation: $0, seller: "上海晨光文具股份有限公司", amount: Money(minor: 113_000), title: "BX")
                    })
            ]
        case .loadConflict(let id):
            guard let operation = operations.first(where: { $0.id == id }) else { return [] }
            return [
                .conflictLoaded(
                    ConflictMaterial(
                        operation: operation, seen: seen[id],
                        now: entries.first { $0.task.id == operation.task }))
            ]
        case .loadDraft(let task): return drafts[task].map { [.draftLoaded(task, $0)] } ?? []
        case .saveDraft(let text, let task):
            drafts[task] = text.isEmpty ? nil : text
            return []
        case .record(let order):
            if holdsRecords {
                held.append(effect)
                return []
            }
            if let refusal { return [.notRecorded(refusal)] }
            return [.recorded(record(order))]
        case .loadPlan(let keys, let purpose):
            let found = entries.filter { keys.contains($0.key) }
            return [.planLoaded(Dictionary(found.map { ($0.key, $0) }) { first, _ in first }, purpose)]
        case .recordRows(let orders):
            if holdsRecords {
                held.append(effect)
                return []
            }
            return [.rowsRecorded(orders.map { RowResult(task: $0.task.id, outcome: outcome($0)) })]
        case .cancel(let id): return settle(id, .cancelled).map { [.cancelled($0)] } ?? []
        case .abandon(let id, let reason):
            return settle(id, .abandoned, reason: reason).map { [.abandoned($0)] } ?? []
        case .loadViewCounts(let views):
            return [.viewCountsLoaded(Dictionary(uniqueKeysWithValues: views.map { ($0, entries.count) }))]
        case .loadDirectory: return [.directoryLoaded(directory)]
        case .loadReasons: return [.reasonsLoaded(reasons)]
        case .loadOverview(let request): return overview(request)
        case .acknowledge(let id):
            acknowledged.insert(id)
            return operations.first { $0.id == id }.map { [.acknowledged($0)] } ?? []
        case .reveal(let versions, let task):
            if let revealFailure { return [.storeFailed(revealFailure)] }
            revealed += versions
            return [.revealed(task)]
        case .copy(let text, let what, let task):
            if let revealFailure { return [.storeFailed(revealFailure)] }
            copies.append("\(what) of \(task.id.rawValue)")
            return [.copyNoted(text)]
        case .continueMacro: return [.macroReady]
        case .putIntoClipboard(let text):
            clipboard.append(text)
            return []
        case .keep(let keepsake):
            kept.append(keepsake)
            return []
        case .savePlace(let place):
            places.append(place)
            return []
        case .forgetPlace:
            places = []
            return []
        case .loadCompletion(let text):
            return completion.map { [.completionLoaded($0, of: text)] } ?? []
        case .loadPlace: return restored.map { [.placeLoaded($0)] } ?? []
        case .lookForChanges, .wantReport, .nudgeSync, .pauseDelivery, .retryDelivery, .stopReading,
            .discardInput,
            .useTheme, .useMouse, .repaint, .suspend, .quit:
            return []
        }
    }

    /// By seller, whatever was asked for.
    private static func groups(of rows: [QueueRow]) -> [TaskGroup] {
        Dictionary(grouping: rows, by: \.seller).sorted { $0.key < $1.key }.map { name, rows in
            TaskGroup(
                name: name,
                totals: [
                    TaskGroup.Total(
                        currency: "CNY", count: rows.count,
                        tenThousandths: rows.reduce(0) { $0 + $1.amount.minor * 100 })
                ])
        }
    }

    /// Evidence, one an operation.
    private var seen: [OperationID: ApprovalTask] = [:]

    /// As the worker does: only what is still there is recorded.
    private mutating func outcome(_ order: DecisionOrder) -> Result<RecordedOperation, RecordingFailure> {
        if let refusal = refusals[order.task.id] { return .failure(refusal) }
        guard let entry = entries.first(where: { $0.task.id == order.task.id }),
            TaskIdentity(entry.task) == TaskIdentity(order.task), entry.task.status.isOpen
        else { return .failure(.changed) }
        return .success(record(order))
    }

    private mutating func record(_ order: DecisionOrder) -> RecordedOperation {
        if let old = order.supersedes { _ = settle(old, .superseded) }
        let id = OperationID(milliseconds: now, using: &chance)
        seen[id] = order.task
        let operation = Bench.operation(
            id, order, sequence: Int64(operations.count + 1), state: .recorded, at: now)
        operations.append(operation)
        return operation
    }

    /// Moves an operation to another state, as the pusher does.
    mutating func settle(_ id: OperationID, _ newState: OperationState, reason: String = "")
        -> RecordedOperation?
    {
        guard let index = operations.firstIndex(where: { $0.id == id }) else { return nil }
        let old = operations[index]
        operations[index] = RecordedOperation(
            id: old.id, sequence: old.sequence, instance: old.instance, task: old.task, node: old.node,
            round: old.round, decision: old.decision, baseRev: old.baseRev, seenDigest: old.seenDigest,
            actor: old.actor, onBehalfOf: old.onBehalfOf, state: newState, reason: reason, problem: nil,
            holdUntil: old.holdUntil, supersedes: old.supersedes, recordedAt: old.recordedAt,
            firstSentAt: nil,
            terminalAt: nil, attempts: old.attempts + 1, nextAttemptAt: nil, receipt: nil)
        return operations[index]
    }

    private static func operation(
        _ id: OperationID, _ order: DecisionOrder, sequence: Int64, state: OperationState, at now: Int64
    ) -> RecordedOperation {
        RecordedOperation(
            id: id, sequence: sequence, instance: order.task.instance, task: order.task.id,
            node: order.task.node,
            round: order.task.round, decision: order.decision, baseRev: order.task.rev,
            seenDigest: SeenContent(of: order.task).digest, actor: "zhang.wei", onBehalfOf: "", state: state,
            reason: "", problem: nil, holdUntil: now + 5_000, supersedes: order.supersedes, recordedAt: now,
            firstSentAt: nil, terminalAt: nil, attempts: 0, nextAttemptAt: nil, receipt: nil)
    }
}
