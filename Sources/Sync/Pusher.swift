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

    /// Delivers everything that is due, in local order, one operation after the other; what concerns one instance never
    /// keeps another waiting. Ends early when the OA gives no answer, or asks for a pause.
    /// - Throws: ``StoreError``, ``OAError/signedOut(host:)`` or `CancellationError`.
    func push(_ round: inout Round) async throws {
        guard let user = session?.user else { return }
        // One try an instance and pass; a later pass of the same round may try again what has fallen due.
        round.excluded = round.skipped
        while !round.isPushHalted, !delivery.isPaused, world.now() >= pushNotBefore {
            try Task.checkCancellation()
            guard let operation = try ledger.nextDue(at: world.now(), excluding: round.excluded) else {
                break
            }
            guard operation.actor == user else {
                // Sent now it would become the decision of whoever is signed in.
                round.heldBack += 1
                round.skip(operation.instance)
                continue
            }
            do {
                if operation.state == .unknown, try await settleByReport(operation, &round) { continue }
                try await send(operation, &round)
            } catch StoreError.impossibleStep, StoreError.noSuchOperation {
                // Another process took it back or settled it meanwhile: its word is as good.
                round.skip(operation.instance)
            }
        }
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

    /// Sends an operation and writes down what came back. `sending` is committed before the first byte leaves.
    private func send(_ operation: RecordedOperation, _ round: inout Round) async throws {
        let objection: OperationReport?
        do {
            // What is sent again was looked at just now, when it was settled that it may be.
            objection = operation.state == .recorded ? try await connector.preflight(operation.request) : nil
        } catch {
            try put(off: operation, error, &round)
            return
        }
        let sending = try ledger.beginSending(operation.id, at: world.now())
        announce(.operation(sending))
        inFlight = sending.id
        defer {
            inFlight = nil
            let waiters = flightWaiters
            flightWaiters = []
            for waiter in waiters { waiter.resume() }
        }
        if let objection {
            let judgement = Judgement(report: objection, of: sending.request)
            try await write(judgement, of: sending, status: nil, &round)
            return
        }
        let answer = await connector.deliver(sending.request, onRev: sending.baseRev)
        let judgement = Judgement(answer: answer, to: sending.request)
        if case .unknown(_, let retryAfter) = judgement, answer.saysNothingOfTheOperation {
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
