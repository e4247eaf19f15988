import Foundation
import Invoicing
import Logging
import OAClient
import OAProfile
import Store

extension Synchronizer {
    /// How often one round puts decisions of one instance on a newer row version before it leaves them for the next.
    static let rebaseLimit = 3
    /// After how many attempts a task that somebody else has claimed becomes a matter for the user.
    static let claimLimit = 8
    /// How many operations go in one request at most: each is written down before and after it.
    static let mostInBatch = 50

    /// Delivers everything that is due, in local order, where the OA takes it several in one request; what concerns one
    /// instance never keeps another waiting. Ends early when the OA gives no answer, or asks for a pause.
    /// - Throws: ``StoreError``, ``OAError/signedOut(host:)`` or `CancellationError`.
    func push(_ round: inout Round) async throws {
        guard let user = session?.user else { return }
        // One try an instance and pass; a later pass of the same round may try again what has fallen due.
        round.excluded = round.skipped
        while !round.isPushHalted, !delivery.isPaused, world.now() >= pushNotBefore {
            try Task.checkCancellation()
            let due = try ledger.due(at: world.now(), excluding: round.excluded, limit: batchLimit)
            guard let first = due.first else { break }
            guard first.actor == user else {
                // Sent now it would become the decision of whoever is signed in.
                round.heldBack += 1
                round.skip(first.instance)
                continue
            }
            // What may have been sent is asked for first, so that it goes alone.
            let together = due.prefix { $0.actor == user && $0.state == .recorded }
            do {
                if together.count > 1 {
                    try await send(Array(together), &round)
                    continue
                }
                if first.state == .unknown, try await settleByReport(first, &round) { continue }
                try await send([first], &round)
            } catch StoreError.impossibleStep, StoreError.noSuchOperation {
                // Another process took it back or settled it meanwhile: its word is as good.
                round.skip(first.instance)
            }
        }
    }

    /// How many operations may go in one request.
    private var batchLimit: Int {
        guard !isBatchRefused, let capabilities = session?.capabilities,
            capabilities.features.contains(OAFeature.batch)
        else { return 1 }
        return min(max(1, capabilities.batchMax), Self.mostInBatch)
    }

    /// Asks the OA what became of an operation. Returns whether that was an answer, so that it need not be sent.
    private func settleByReport(_ operation: RecordedOperation, _ round: inout Round) async throws -> Bool {
        do {
            switch try await connector.settle(try asSent(operation)) {
            case .resend: return false
            case .report(let report):
                try await write(
                    Judgement(report: report, of: operation.request), of: operation, status: nil, &round)
            case .wait(let cause, let seconds):
                try await write(
                    .unknown(cause: cause, retryAfter: seconds), of: operation, status: nil, &round)
            }
        } catch let error as OAError {
            let cause = error.explanation.en
            if case .signedOut = error {
                try await write(.signedOut, of: operation, status: nil, &round)
            } else {
                try await write(
                    .unknown(cause: cause, retryAfter: error.retryAfter), of: operation, status: nil, &round)
                // The OA no longer offers what its session named: who asks again learns what it offers now.
                if case .problem(let problem) = error, problem.code == .noSuchPath { session = nil }
                if !error.isAboutOneThing { halt(&round, retryAfter: error.retryAfter) }
            }
        }
        return true
    }

    /// Sends operations of different instances and writes down what came back for each. `sending` is committed before the
    /// first byte leaves.
    private func send(_ operations: [RecordedOperation], _ round: inout Round) async throws {
        let elements = operations.map { BatchRequest.Element($0.request, onRev: $0.baseRev) }
        let count = BatchRequest.fitting(elements, most: batchLimit)
        var objection: OperationReport?
        // An OA that takes batches compares by itself. What is sent again was looked at when it was settled that it may be.
        if count == 1, operations[0].state == .recorded {
            do {
                objection = try await connector.preflight(operations[0].request)
            } catch {
                try put(off: operations[0], error, &round)
                return
            }
        }
        let sending =
            count == 1
            ? [try ledger.beginSending(operations[0].id, at: world.now())]
            : try ledger.beginSending(operations.prefix(count).map(\.id), at: world.now())
        for operation in sending { announce(.operation(operation)) }
        for operation in operations.prefix(count) where !sending.contains(where: { $0.id == operation.id }) {
            round.skip(operation.instance)
        }
        inFlight = Set(sending.map(\.id))
        defer {
            inFlight = []
            let waiters = flightWaiters
            flightWaiters = []
            for waiter in waiters { waiter.resume() }
        }
        if let objection, let only = sending.first {
            try await write(Judgement(report: objection, of: only.request), of: only, status: nil, &round)
            return
        }
        let answer = await deliver(sending)
        // What one answer leads to is no reason to leave another unwritten.
        var signedOut: OAError?
        for operation in sending {
            do {
                let mine = answer.answers[operation.id] ?? .nothing(cause: "no answer for it")
                try await take(mine, to: operation, concernsAll: answer.kind != .results, &round)
            } catch let error as OAError {
                signedOut = error
            } catch StoreError.impossibleStep, StoreError.noSuchOperation {
                round.skip(operation.instance)
            }
        }
        if let signedOut { throw signedOut }
    }

    private func deliver(_ sending: [RecordedOperation]) async -> BatchAnswer {
        guard sending.count > 1 else {
            guard let only = sending.first else { return BatchAnswer(answers: [:], kind: .results) }
            let answer = await connector.deliver(only.request, onRev: only.baseRev)
            return BatchAnswer(answers: [only.id: answer], kind: .general)
        }
        let answer = await connector.deliver(
            batch: sending.map { BatchRequest.Element($0.request, onRev: $0.baseRev) })
        if answer.kind == .foreign {
            isBatchRefused = true
            logger.notice("the OA does not answer batches; decisions go one by one")
        }
        return answer
    }

    /// Writes down what came back for an operation.
    /// - Parameter concernsAll: whether no answer for it means that the next request would fare no better.
    private func take(
        _ answer: DeliveryAnswer, to sending: RecordedOperation, concernsAll: Bool, _ round: inout Round
    ) async throws {
        let judgement = Judgement(answer: answer, to: sending.request)
        if case .unknown(_, let retryAfter) = judgement, concernsAll, answer.saysNothingOfTheOperation {
            halt(&round, retryAfter: retryAfter)
        } else {
            haltedPushes = 0
        }
        // What the table does not let wait becomes the user's matter at once.
        let waits = ConflictTable.course(of: .init(sending.decision.action), meeting: .claimed).way == .hold
        if answer.status == 423, sending.attempts >= (waits ? Self.claimLimit : 1) {
            try await giveUpClaimed(sending, answer, &round)
        } else {
            try await write(judgement, of: sending, status: answer.status, &round)
        }
    }

    /// Nothing has left: the operation stays as it is, and can still be taken back here.
    /// - Throws: ``OAError/signedOut(host:)`` when that was the error.
    private func put(off operation: RecordedOperation, _ error: OAError, _ round: inout Round) throws {
        if case .signedOut = error {
            round.isPushHalted = true
            throw error
        }
        round.skip(operation.instance)
        if !error.isAboutOneThing { halt(&round, retryAfter: error.retryAfter) }
    }

    /// An operation as the connector must know it to find out what became of it.
    /// - Parameter status: of the attempt that is not written down yet, where there is one.
    /// - Throws: ``StoreError``.
    func asSent(_ operation: RecordedOperation, latest status: Int? = nil) throws(StoreError) -> SentRequest {
        var statuses = try ledger.attempts(of: operation.id).map(\.httpStatus)
        if let status, !statuses.isEmpty { statuses[statuses.count - 1] = status }
        return SentRequest(
            operation.request, rev: operation.baseRev,
            mayHaveArrived: statuses.contains { !Self.turnedAway.contains($0 ?? 0) },
            age: operation.firstSentAt.map { abs(world.now() - $0) } ?? 0)
    }

    /// By these an OA says that it did not carry a request out: RFC 9110, 15.5.2; RFC 4918, 11.3; RFC 6585, 4.
    private static let turnedAway: Set<Int> = [401, 423, 429]

    /// Writes a judgement down, with the time of the next attempt where there must be one.
    /// - Throws: ``StoreError``, or ``OAError/signedOut(host:)`` when that was the judgement.
    private func write(
        _ judgement: Judgement, of operation: RecordedOperation, status: Int?, _ round: inout Round
    ) async throws {
        let now = world.now()
        switch judgement {
        case .rebase(let rev):
            try rebase(operation, on: rev, &round)
        case .unknown(_, let retryAfter):
            var generator = world.generator
            let delay = Backoff.delay(
                afterAttempts: operation.attempts, retryAfter: retryAfter, using: &generator)
            try settle(operation.id, judgement, status, nextAttemptAt: now + delay, &round)
            round.excluded.insert(operation.instance)
        case .signedOut:
            try settle(operation.id, judgement, status, nextAttemptAt: now, &round)
            round.isPushHalted = true
            throw OAError.signedOut(host: connector.name)
        case .acked, .refused, .conflict, .dead, .fenced:
            try settle(operation.id, judgement, status, nextAttemptAt: nil, &round)
        }
    }

    private func settle(
        _ id: OperationID, _ judgement: Judgement, _ status: Int?, nextAttemptAt: Int64?, _ round: inout Round
    ) throws {
        let settled = try ledger.settle(
            id, as: judgement, httpStatus: status, nextAttemptAt: nextAttemptAt, at: world.now())
        round.note(settled)
        announce(.operation(settled))
        logger.info(
            "operation settled",
            metadata: ["operation": "\(id.rawValue)", "state": "\(settled.state.rawValue)"])
    }

    /// The row changed but not what was seen: the same decision goes on as a new operation, because the OA keeps its
    /// refusal of the old one for ever.
    private func rebase(_ operation: RecordedOperation, on rev: String, _ round: inout Round) throws {
        var generator = world.generator
        let newID = OperationID(milliseconds: world.now(), using: &generator)
        let new = try ledger.rebase(operation.id, as: newID, rev: rev, at: world.now())
        if let old = try ledger.operation(operation.id) {
            round.note(old)
            announce(.operation(old))
        }
        round.note(new)
        announce(.operation(new))
        round.rebases[operation.instance, default: 0] += 1
        if round.rebases[operation.instance, default: 0] >= Self.rebaseLimit {
            round.skip(operation.instance)
        }
    }

    /// A colleague keeps the task claimed. Before that becomes a conflict the operation is fenced, because a copy of it
    /// that is still on its way could apply as soon as the claim ends.
    private func giveUpClaimed(
        _ operation: RecordedOperation, _ answer: DeliveryAnswer, _ round: inout Round
    ) async throws {
        let judgement = Judgement(answer: answer, to: operation.request)
        guard case .answer(_, _, let body, _) = answer,
            let problem = try? JSONDecoder().decode(Problem.self, from: body),
            let report = try? await connector.fence(try asSent(operation, latest: answer.status))
        else {
            try await write(judgement, of: operation, status: answer.status, &round)
            return
        }
        let verdict = Judgement(report: report, of: operation.request)
        try await write(
            verdict == .fenced ? .conflict(problem) : verdict, of: operation, status: answer.status, &round)
    }

    /// Ends the pushing of this round, and puts off that of the next ones.
    private func halt(_ round: inout Round, retryAfter: Int?) {
        // One batch without an answer is one failure.
        guard !round.isPushHalted else { return }
        round.isPushHalted = true
        haltedPushes += 1
        var generator = world.generator
        let delay = Backoff.delay(
            afterAttempts: min(haltedPushes, Schedule.reachCap), retryAfter: retryAfter, using: &generator)
        pushNotBefore = world.now() + delay
        if let retryAfter { pauseUntil = world.now() + Int64(retryAfter) * 1_000 }
    }
}

extension Round {
    /// Leaves out an instance whose operation stays due.
    mutating func skip(_ instance: InstanceID) {
        excluded.insert(instance)
        skipped.insert(instance)
    }
}

extension DeliveryAnswer {
    /// The HTTP status, where there was an answer.
    var status: Int? {
        switch self {
        case .answer(let status, _, _, _): status
        case .readBack(_, let status): status
        case .nothing: nil
        }
    }

    /// Whether the next operation would fare no better: no answer, a gateway's, a portal's, or a plea for a pause. The
    /// remaining ones (408, 409, 423, 425, 500) are about this operation.
    var saysNothingOfTheOperation: Bool {
        switch status {
        case nil: true
        case 408, 409, 423, 425, 500: false
        default: true
        }
    }
}

extension OAError {
    /// How long the OA asked us to wait, in seconds.
    var retryAfter: Int? {
        if case .busy(_, _, let seconds) = self { seconds } else { nil }
    }

    /// Whether the error concerns one question only, so that the next one may well succeed.
    var isAboutOneThing: Bool {
        switch self {
        case .problem, .tooLarge, .notFenced: true
        case .busy(_, let status, _): status == 500
        default: false
        }
    }
}
