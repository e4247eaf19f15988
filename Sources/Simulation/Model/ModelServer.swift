import Invoicing
import OAProfile

/// A decision on its way, as client and network hold it.
package struct ModelOperation {
    /// What it does. A remark needs no open task and no row version.
    package enum Act: CaseIterable { case approve, returned, remark }

    package var id: OperationID
    /// Which decision of the user it stands for; stays the same over a rebase.
    package let decision: Int
    package let item: Int
    package var rev: Int
    /// The amount that was seen: the whole content that matters.
    package let amount: Int
    package let act: Act
    package var state = OperationState.recorded
    package var attempts = 0

    /// The body that an attempt sends.
    package var request: DecisionRequest {
        DecisionRequest(
            opID: id, task: TaskID(rawValue: "T\(item)"), round: act == .remark ? 0 : 1,
            decision: Decision(action: act == .returned ? .returnToStep : .approve, comment: "c", target: "n")
                ?? .approve(comment: ""),
            seenDigest: ModelServer.digest(amount), onBehalfOf: "", recordedAt: 0)
    }
}

/// The OA as the protocol wants it: permanent names, preconditions, a feed in commit order, an epoch.
package struct ModelServer {
    package struct Item {
        var rev = 0
        var amount: Int
        var status = TaskStatus.pending
        var isMine = true
        var decidedBy: OperationID?
    }

    /// What the user may see of an item.
    package struct View: Equatable {
        let rev: Int
        let amount: Int
        let status: TaskStatus
    }

    package struct Application {
        let operation: ModelOperation
        let amount: Int
    }

    package let mutant: Mutant?
    package private(set) var epoch = 1
    package private(set) var items: [Item] = []
    package private(set) var applied: [Application] = []
    /// Requests that the network still holds.
    package var delayed: [ModelOperation] = []
    private var sequence = 0
    private var horizon = 0
    private var feed: [(sequence: Int, item: Int)] = []
    private var late: [(sequence: Int, item: Int)] = []
    private var known: [OperationID: (fingerprint: Int, report: OperationReport)] = [:]

    package init(mutant: Mutant?) { self.mutant = mutant }

    private static let digests = (0..<1_024).map { ContentDigest(of: "amount \($0)") }

    package static func digest(_ amount: Int) -> ContentDigest { digests[amount % digests.count] }

    package func view(_ item: Int) -> View? {
        let found = items[item]
        return found.isMine ? View(rev: found.rev, amount: found.amount, status: found.status) : nil
    }

    // MARK: The world turns

    package mutating func add(amount: Int, _ random: inout some RandomNumberGenerator) {
        items.append(Item(amount: amount))
        bump(items.count - 1, &random)
    }

    /// Something happens that the console has no part in.
    package mutating func turn(_ random: inout some RandomNumberGenerator) {
        flushLate(&random)
        let event = Int.random(in: 0..<11, using: &random)
        if event == 0, items.count < 6 { return add(amount: Int.random(in: 1..<9, using: &random), &random) }
        if event == 1 {
            if late.isEmpty { horizon = sequence }
            feed.removeAll { $0.sequence <= horizon }
            return
        }
        guard let item = items.indices.randomElement(using: &random) else { return }
        let isOpen = items[item].status.isOpen
        switch event {
        case 2 where isOpen: items[item].amount += 10
        case 3 where isOpen: items[item].status = .withdrawn
        case 4 where isOpen && items[item].isMine: items[item].isMine = false
        case 5 where !items[item].isMine: items[item].isMine = true
        case 6 where isOpen: items[item].status = .approved
        case 7 where items[item].status == .withdrawn || items[item].status == .returned:
            items[item].status = .pending
            items[item].amount += 100
            items[item].decidedBy = nil
            items[item].isMine = true
        default: return
        }
        bump(item, &random)
    }

    /// Sets whether the user may see an item.
    package mutating func setMine(_ isMine: Bool, _ item: Int, _ random: inout some RandomNumberGenerator) {
        items[item].isMine = isMine
        bump(item, &random)
    }

    /// A backup is restored: the newest part of the feed is lost, and a new history begins.
    package mutating func restore() {
        epoch += 1
        sequence = max(0, sequence - 3)
        feed = []
        late = []
        horizon = sequence
    }

    private mutating func bump(_ item: Int, _ random: inout some RandomNumberGenerator) {
        items[item].rev += 1
        sequence += 1
        if mutant == .sequenceAtBegin, Int.random(in: 0..<10, using: &random) < 3 {
            late.append((sequence, item))
        } else {
            feed.append((sequence, item))
        }
    }

    private mutating func flushLate(_ random: inout some RandomNumberGenerator) {
        guard !late.isEmpty, Bool.random(using: &random) else { return }
        feed.append(late.removeFirst())
        feed.sort { $0.sequence < $1.sequence }
    }

    // MARK: Profile v1

    /// `POST …/decisions`.
    package mutating func post(_ operation: ModelOperation, _ random: inout some RandomNumberGenerator)
        -> OperationReport
    {
        let print =
            operation.item * 10_000 + operation.amount * 10
            + (operation.act == .approve ? 1 : operation.act == .returned ? 2 : 3)
        if let (fingerprint, report) = known[operation.id] {
            if report.state == .fenced { return refusal(operation, .fenced, 409) }
            return fingerprint == print ? report : refusal(operation, .keyReuse, 422)
        }
        func keep(_ report: OperationReport) -> OperationReport {
            if report.state == .applied || mutant != .refusalNotSticky {
                known[operation.id] = (print, report)
            }
            return report
        }
        let item = items[operation.item]
        guard item.isMine else { return keep(refusal(operation, .notAssignee, 403)) }
        if operation.act != .remark {
            guard item.status.isOpen else { return keep(refusal(operation, .notOpen, 409)) }
            if mutant != .noPrecondition, item.rev != operation.rev {
                return keep(refusal(operation, .changed, 412))
            }
            if item.amount > 500 { return keep(refusal(operation, .policy, 422)) }
            items[operation.item].status = operation.act == .approve ? .approved : .returned
            items[operation.item].decidedBy = operation.id
        }
        bump(operation.item, &random)
        applied.append(Application(operation: operation, amount: item.amount))
        let request = operation.request
        return keep(
            OperationReport(
                opID: operation.id, state: .applied,
                receipt: DecisionReceipt(
                    opID: operation.id, task: request.task, action: request.action,
                    rev: "\(items[operation.item].rev)", decisionID: "D", decidedAt: 0, actor: "me",
                    seenDigest: request.seenDigest, next: "", receipt: "r")))
    }

    /// The OA forgets a name, which it never may.
    package mutating func forget(_ id: OperationID) { known[id] = nil }

    /// `DELETE /v1/ops/{op_id}`: a last word, even against a request that is still on its way.
    package mutating func fence(_ id: OperationID) -> OperationReport {
        if let report = known[id]?.report { return report }
        let report = OperationReport(opID: id, state: .fenced)
        known[id] = (0, report)
        return report
    }

    /// `GET /v1/changes`; nothing for 410.
    package mutating func changes(
        epoch asked: Int, since cursor: Int, _ random: inout some RandomNumberGenerator
    )
        -> (items: [(Int, View?)], cursor: Int)?
    {
        flushLate(&random)
        guard mutant == .ignoreEpoch || asked == epoch, cursor >= horizon else { return nil }
        let rows = feed.filter { $0.sequence > cursor }.prefix(2)
        return (rows.map { ($0.item, view($0.item)) }, rows.last?.sequence ?? cursor)
    }

    /// `GET /v1/snapshot`.
    package mutating func snapshot() -> (epoch: Int, cursor: Int, items: [Int: View]) {
        feed += late
        late = []
        feed.sort { $0.sequence < $1.sequence }
        var seen: [Int: View] = [:]
        for item in items.indices { seen[item] = view(item) }
        return (epoch, sequence, seen)
    }

    private func refusal(_ operation: ModelOperation, _ code: Problem.Code, _ status: Int) -> OperationReport
    {
        let item = items[operation.item]
        return OperationReport(
            opID: operation.id, state: .refused,
            problem: Problem(
                code: code, status: status, title: "", detail: "", currentRev: "\(item.rev)",
                currentDigest: Self.digest(item.amount), decidedOp: item.decidedBy?.rawValue))
    }
}
