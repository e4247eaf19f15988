import Foundation
import Invoicing
import OAClient
import OAProfile

/// A small OA in memory that keeps the promises of profile v1, behind a network that keeps none. Everything by chance
/// comes from one seed.
package actor SimulatedOA: OAConnector {
    /// What may go wrong, each in so many of a hundred exchanges.
    package struct Faults: Sendable {
        package var requestLost = 0
        package var requestDelayed = 0
        package var duplicated = 0
        package var answerLost = 0
        package var serverError = 0
        package var strangeAnswer = 0
        package var readFails = 0
        /// At a point where the program waits for the network, it is killed.
        package var crash = 0

        package static let none = Faults()
        package static let wild = Faults(
            requestLost: 10, requestDelayed: 8, duplicated: 8, answerLost: 15, serverError: 6,
            strangeAnswer: 6,
            readFails: 6, crash: 3)
    }

    /// A decision that took effect.
    package struct Applied: Sendable {
        package var operation: OperationID
        package var task: TaskID
        package var round: Int
        package var seen: ContentDigest
        package var actual: ContentDigest
        /// Whether the task was decided by it.
        package var closes = true
    }

    enum Stored {
        case applied(DecisionReceipt)
        case refused(Problem)
        case fenced
    }

    let dice: Dice
    package private(set) var faults = Faults.none
    package private(set) var isDown = false
    package private(set) var isSignedOut = false
    private var epoch = 1
    private var sequence = 0
    private var horizon = 0
    private var feed: [(sequence: Int, task: TaskID)] = []
    private var tasks: [TaskID: ApprovalTask] = [:]
    private var hidden: Set<TaskID> = []
    private var claimed: Set<TaskID> = []
    private var operations: [OperationID: (fingerprint: ContentDigest?, answer: Stored)] = [:]
    var delayed: [(request: DecisionRequest, rev: String)] = []
    private var frozen: (epoch: Int, sequence: Int, items: [ChangeItem]) = (0, 0, [])
    package private(set) var applied: [Applied] = []
    /// Every request, as method and subject.
    package internal(set) var log: [String] = []
    /// What the next deliveries are answered with, before anything else.
    var scripted: [DeliveryAnswer] = []
    /// Pages that the feed answers with, before anything else.
    private var scriptedChanges: [ChangesAnswer] = []
    /// The program that asks: from its death on nothing of it arrives.
    private var life: (any Life)?
    /// A fault that was planted in the OA or on the way to it, to see that it is noticed.
    let planted: PlantedFault?
    /// What went wrong on the way since somebody asked, for the trace.
    var mishaps: [String] = []
    /// Asked before a decision is taken in: whether it is in the ledger, as `sending`.
    var isDurable: @Sendable (OperationID) -> Bool = { _ in true }
    package internal(set) var undurable: [OperationID] = []
    private var onChanges: @Sendable () -> Void = {}
    /// The most decisions in one request; 1 where the OA takes no batches.
    private var batchMax = 1
    var isDead: Bool { life?.isDead == true }

    package init(dice: Dice, planted: PlantedFault? = nil) {
        self.dice = dice
        self.planted = planted
    }

    // MARK: What a test does to it

    package func set(faults: Faults) { self.faults = faults }
    package func set(down: Bool) { isDown = down }
    package func set(signedOut: Bool) { isSignedOut = signedOut }
    package func set(batchMax: Int) { self.batchMax = batchMax }
    package func script(_ answers: [DeliveryAnswer]) { scripted = answers }
    package func script(changes: [ChangesAnswer]) { scriptedChanges = changes }
    package func clearLog() { log = [] }
    package func watch(_ life: any Life, isDurable: @escaping @Sendable (OperationID) -> Bool) {
        self.life = life
        self.isDurable = isDurable
    }

    /// What went wrong on the way since the last time this was asked.
    package func takeMishaps() -> [String] {
        defer { mishaps = [] }
        return mishaps
    }

    package func watchChanges(_ look: @escaping @Sendable () -> Void) { onChanges = look }

    package func submit(_ task: ApprovalTask) {
        tasks[task.id] = task
        bump(task.id)
    }

    /// Changes a task without a new round; the version grows.
    package func edit(_ id: TaskID, _ change: @Sendable (inout ApprovalTask) -> Void) {
        guard var task = tasks[id] else { return }
        change(&task)
        tasks[id] = task
        bump(id)
    }

    package func hide(_ id: TaskID) {
        hidden.insert(id)
        bump(id)
    }

    package func claim(_ id: TaskID, _ isClaimed: Bool = true) {
        if isClaimed { claimed.insert(id) } else { claimed.remove(id) }
    }

    /// Forgets the feed up to now: older cursors expire.
    package func trim() {
        horizon = sequence
        feed = []
    }

    /// A restored backup, as far as the feed is concerned: another history.
    package func restore() {
        epoch += 1
        horizon = sequence
        feed = []
    }

    /// A restored backup from before a decision: the OA no longer knows of it, and its task waits again.
    package func restore(forgetting id: OperationID) {
        if let task = applied.first(where: { $0.operation == id })?.task {
            edit(task) { $0.status = .pending }
        }
        applied.removeAll { $0.operation == id }
        operations[id] = nil
        restore()
    }

    /// A request that was still on its way arrives.
    package func deliverDelayed(all: Bool = false) {
        repeat {
            guard !delayed.isEmpty else { return }
            let late = delayed.remove(at: dice.below(delayed.count))
            _ = decide(late.request, rev: late.rev)
        } while all
    }

    /// Something that people do at the OA.
    package func live() {
        let ids = tasks.keys.sorted { $0.rawValue < $1.rawValue }
        switch dice.below(10) {
        case 0 where ids.count < 8: submit(Sample.task(ids.count + 1, minor: Int64(100 + dice.below(900))))
        case 2: trim()
        case 3:
            if let id = dice.pick(ids) { hide(id) }
        case 4:
            if let id = dice.pick(ids.filter { hidden.contains($0) }) {
                hidden.remove(id)
                bump(id)
            }
        case 5:
            if let id = dice.pick(ids) { claim(id, dice.percent(40)) }
        default:
            guard let id = dice.pick(ids), let task = tasks[id] else { return }
            switch (task.status, dice.below(6)) {
            case (.pending, 0): edit(id) { $0.status = .withdrawn }
            case (.pending, 1): edit(id) { $0.status = .approved }
            case (.pending, 2), (.pending, 3):
                edit(id) { $0.invoice.totals.gross = Money(minor: $0.invoice.totals.gross.minor + 100) }
            // Changes the version and nothing that anybody decides on.
            case (.pending, _): edit(id) { $0.costCentre += "." }
            case (.withdrawn, _), (.returned, _):
                edit(id) {
                    $0.status = .pending
                    $0.round += 1
                }
            default: return
            }
        }
    }

    /// What the user may see.
    package var view: [TaskID: ApprovalTask] { tasks.filter { !hidden.contains($0.key) } }
    package var known: [TaskID] { tasks.keys.sorted { $0.rawValue < $1.rawValue } }

    // MARK: The profile

    package func session() async throws(OAError) -> SessionDocument {
        try enter("session")
        var session = Sample.session
        session.epoch = "e\(epoch)"
        session.capabilities.batchMax = batchMax
        session.capabilities.features = batchMax > 1 ? [OAFeature.batch] : []
        return session
    }

    package func changes(since cursor: String, epoch asked: String, limit: Int) async throws(OAError)
        -> ChangesAnswer
    {
        try enter("changes")
        onChanges()
        if !scriptedChanges.isEmpty { return scriptedChanges.removeFirst() }
        guard asked == "e\(epoch)" else { return .snapshotNeeded(.epochChanged) }
        guard let from = Int(cursor), from >= horizon else { return .snapshotNeeded(.cursorExpired) }
        // Pages of two, so that every pull has several.
        var rows = Array(feed.filter { $0.sequence > from }.prefix(2))
        let to = rows.last?.sequence ?? from
        if planted == .gapInFeed, dice.percent(10) { rows = rows.dropLast() }
        let page = ChangesPage(
            epoch: asked, oldCursor: cursor, newCursor: String(to), hasMore: to < sequence,
            items: rows.map { item($0.task) })
        try crashPoint()
        return .page(page)
    }

    package func snapshot(page: String?) async throws(OAError) -> SnapshotPage {
        try enter("snapshot")
        try crashPoint()
        if page == nil {
            frozen = (epoch, sequence, view.keys.sorted { $0.rawValue < $1.rawValue }.map(item))
        }
        // Pages of three of what was there when the snapshot began.
        let from = page.flatMap { Int($0) } ?? 0
        let to = min(from + 3, frozen.items.count)
        return SnapshotPage(
            epoch: "e\(frozen.epoch)", cursor: String(frozen.sequence),
            nextPage: to < frozen.items.count ? String(to) : nil, items: Array(frozen.items[from..<to]))
    }

    package func task(_ id: TaskID) async throws(OAError) -> TaskDocument? {
        try enter("task")
        return view[id].map(TaskDocument.init)
    }

    package func deliver(_ request: DecisionRequest, onRev rev: String) async -> DeliveryAnswer {
        log.append("deliver \(request.task.rawValue)")
        let nothing = DeliveryAnswer.nothing(cause: "nothing")
        func lost(_ what: String) -> DeliveryAnswer {
            mishaps.append("\(what) (\(request.task.rawValue))")
            return nothing
        }
        if isDead || isDown { return nothing }
        if !isDurable(request.opID) { undurable.append(request.opID) }
        if isSignedOut { return answer(Problem(code: .unauthenticated, status: 401, title: "", detail: "")) }
        if !scripted.isEmpty { return scripted.removeFirst() }
        if isKilled() { return nothing }
        if dice.percent(faults.requestLost) { return lost("request lost") }
        if dice.percent(faults.requestDelayed) {
            delayed.append((request, rev))
            return lost("request delayed")
        }
        if dice.percent(faults.serverError) {
            mishaps.append("503 (\(request.task.rawValue))")
            return .answer(status: 503, contentType: "", body: Data(), retryAfter: 1)
        }
        var result = decide(request, rev: rev)
        if planted == .anyConflictCounts, case .answer(409...412, _, _, _) = result {
            result = answer(.applied(receipt(for: request, rev: rev)), to: request.opID)
        }
        if dice.percent(faults.duplicated) {
            mishaps.append("request twice (\(request.task.rawValue))")
            delayed.append((request, rev))
        }
        if isKilled() { return nothing }
        if dice.percent(faults.answerLost) { return lost("answer lost") }
        guard dice.percent(faults.strangeAnswer), case .answer(let status, let type, let body, _) = result
        else {
            return result
        }
        mishaps.append("strange answer (\(request.task.rawValue))")
        switch dice.below(4) {
        case 0:
            return .answer(status: 200, contentType: "text/html", body: Data("<html>".utf8), retryAfter: nil)
        case 1: return .answer(status: status, contentType: type, body: body.dropLast(7), retryAfter: nil)
        case 2: return .answer(status: 502, contentType: "text/html", body: Data(), retryAfter: nil)
        default: return .answer(status: 302, contentType: "", body: Data(), retryAfter: nil)
        }
    }

    package func report(on operation: OperationID) async throws(OAError) -> OperationReport? {
        try enter("report")
        return operations[operation].map { Self.report(operation, $0.answer) }
    }

    package func fence(_ operation: OperationID) async throws(OAError) -> OperationReport {
        try enter("fence")
        if operations[operation] == nil { operations[operation] = (nil, .fenced) }
        if dice.percent(faults.answerLost) { throw .unreachable(host: "sim", cause: "answer lost") }
        return Self.report(operation, operations[operation]?.answer ?? .fenced)
    }

    package func blob(_ sha256: String) async throws(OAError) -> Data {
        throw .notAnOA(host: "sim", cause: "")
    }

    // MARK: Inside

    private func enter(_ name: String) throws(OAError) {
        log.append(name)
        if isDead || isDown { throw .unreachable(host: "sim", cause: OAError.Cause.refused.rawValue) }
        if isSignedOut { throw .signedOut(host: "sim") }
        if dice.percent(faults.readFails) {
            mishaps.append("\(name) failed")
            throw .unreachable(host: "sim", cause: OAError.Cause.reset.rawValue)
        }
    }

    private func crashPoint() throws(OAError) {
        if isKilled() { throw .unreachable(host: "sim", cause: "killed") }
    }

    /// From the kill on nothing of the old process reaches the OA any more.
    func isKilled() -> Bool {
        guard !isDead, let life, dice.percent(faults.crash) else { return isDead }
        mishaps.append("killed while it waited")
        life.kill()
        return true
    }

    private func bump(_ id: TaskID) {
        sequence += 1
        tasks[id]?.rev = String(sequence)
        feed.append((sequence, id))
    }

    private func item(_ id: TaskID) -> ChangeItem {
        guard let task = view[id] else {
            return ChangeItem(id: id, rev: String(sequence), content: .gone(reason: "moved"))
        }
        return ChangeItem(id: id, rev: task.rev, content: .upsert(TaskDocument(task)))
    }

    func answer(_ problem: Problem) -> DeliveryAnswer {
        .answer(
            status: problem.status, contentType: OAProfile.problemMediaType,
            body: (try? JSONEncoder().encode(problem)) ?? Data(), retryAfter: nil)
    }

    func answer(_ stored: Stored, to operation: OperationID) -> DeliveryAnswer {
        switch stored {
        case .applied(let receipt):
            .answer(
                status: 200, contentType: OAProfile.jsonMediaType,
                body: (try? JSONEncoder().encode(receipt)) ?? Data(), retryAfter: nil)
        case .refused(let problem): answer(problem)
        case .fenced:
            answer(Problem(code: .fenced, status: 409, title: "", detail: "", opID: operation.rawValue))
        }
    }

    private static func report(_ id: OperationID, _ stored: Stored) -> OperationReport {
        switch stored {
        case .applied(let receipt): OperationReport(opID: id, state: .applied, receipt: receipt)
        case .refused(let problem): OperationReport(opID: id, state: .refused, problem: problem)
        case .fenced: OperationReport(opID: id, state: .fenced)
        }
    }

    /// One transaction of the OA: the first definitive answer to an operation is its only one.
    func decide(_ request: DecisionRequest, rev: String) -> DeliveryAnswer {
        let id = request.opID
        if planted == .nameForgotten, dice.percent(30) { operations[id] = nil }
        if let known = operations[id] {
            if let fingerprint = known.fingerprint, fingerprint != request.fingerprint {
                return answer(Problem(code: .keyReuse, status: 422, title: "", detail: ""))
            }
            return answer(known.answer, to: id)
        }
        func refuse(_ code: Problem.Code, _ status: Int, _ task: ApprovalTask? = nil) -> DeliveryAnswer {
            let problem = Problem(
                code: code, status: status, title: code.rawValue, detail: "", currentRev: task?.rev,
                currentDigest: task.map { SeenContent(of: $0).digest }, opID: id.rawValue)
            operations[id] = (request.fingerprint, .refused(problem))
            return answer(problem)
        }
        guard var task = view[request.task] else { return refuse(.notFound, 404) }
        if request.action == .remark {
            // A comment has no precondition.
            return apply(request, to: &task, named: id, seen: request.seenDigest)
        }
        guard task.status.isOpen, task.round == request.round else { return refuse(.notOpen, 409) }
        if claimed.contains(task.id) {
            return answer(Problem(code: .claimed, status: 423, title: "", detail: "", isRetryable: true))
        }
        let actual = SeenContent(of: task).digest
        if planted != .noPrecondition, task.rev != rev || actual != request.seenDigest {
            return refuse(.changed, 412, task)
        }
        if task.invoice.totals.gross.minor > 1_100 { return refuse(.policy, 422) }
        return apply(request, to: &task, named: id, seen: actual)
    }

    private func apply(
        _ request: DecisionRequest, to task: inout ApprovalTask, named id: OperationID,
        seen actual: ContentDigest
    ) -> DeliveryAnswer {
        applied.append(
            Applied(
                operation: id, task: task.id, round: task.round, seen: request.seenDigest, actual: actual,
                closes: request.action.closesTask))
        if !request.action.closesTask {
            task.remarks.append(
                TaskRemark(
                    kind: request.action.rawValue, actor: Sample.user, at: 1, text: request.comment,
                    target: request.target))
        }
        task.status =
            switch request.action {
            case .approve: .approved
            case .reject: .rejected
            case .returnToStep: .returned
            case .transfer: .transferred
            case .addApproverBefore: .suspended
            case .addApproverAfter, .remark, .hold, .release: task.status
            }
        tasks[task.id] = task
        bump(task.id)
        let receipt = receipt(for: request, rev: String(sequence))
        operations[id] = (request.fingerprint, .applied(receipt))
        return answer(.applied(receipt), to: id)
    }

    func receipt(for request: DecisionRequest, rev: String) -> DecisionReceipt {
        DecisionReceipt(
            opID: request.opID, task: request.task, action: request.action, rev: rev,
            decisionID: "D\(applied.count)",
            decidedAt: 1, actor: Sample.user, seenDigest: request.seenDigest, next: "", receipt: "proof")
    }
}
