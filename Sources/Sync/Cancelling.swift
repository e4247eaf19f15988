import Invoicing
import OAClient
import OAProfile
import Store

/// What came of taking an operation back.
public enum Cancellation: Hashable, Sendable {
    /// It is taken back and can never apply.
    case cancelled(RecordedOperation)
    /// It had already come to another end, or waits for the user in a conflict: this is how it stands.
    case settled(RecordedOperation)
    /// The OA will never apply it; the process that is sending it just now will write that down.
    case fenced(RecordedOperation)
    /// It may have been sent and the OA cannot be asked, for the given reason: it stays as it is.
    case notNow(OAError)
    /// The store could not do it.
    case failed(StoreError)
}

extension Synchronizer {
    /// Takes an operation back. What was never sent is cancelled here; what may have been sent is fenced at the OA, and its
    /// answer decides: a request that is still on its way can then never apply.
    public func cancel(_ id: OperationID) async -> Cancellation {
        do {
            while inFlight.contains(id) { await withCheckedContinuation { flightWaiters.append($0) } }
            guard let operation = try ledger.operation(id) else {
                return .failed(.noSuchOperation(id.rawValue))
            }
            switch operation.state {
            case .recorded:
                do {
                    return .cancelled(told(try ledger.cancel(id, at: world.now())))
                } catch StoreError.impossibleStep {
                    // It was sent between the look and the step.
                    return try await fence(id)
                }
            case .sending, .unknown: return try await fence(id)
            default: return .settled(operation)
            }
        } catch let error as OAError {
            return .notNow(error)
        } catch let error as StoreError {
            return .failed(error)
        } catch {
            return .notNow(.unreachable(host: connector.name, cause: OAError.Cause.cancelled.rawValue))
        }
    }

    private func fence(_ id: OperationID) async throws -> Cancellation {
        guard let sent = try ledger.operation(id) else { return .failed(.noSuchOperation(id.rawValue)) }
        let report = try await connector.fence(try asSent(sent))
        while inFlight.contains(id) { await withCheckedContinuation { flightWaiters.append($0) } }
        guard let operation = try ledger.operation(id) else { return .failed(.noSuchOperation(id.rawValue)) }
        var judgement = Judgement(report: report, of: operation.request)
        // Refused for good on an older row version: nothing will be sent on a newer one, so that it is taken back.
        if case .rebase = judgement { judgement = .fenced }
        switch (operation.state, judgement) {
        case (.unknown, .acked), (.unknown, .refused), (.unknown, .conflict), (.unknown, .dead),
            (.unknown, .fenced):
            let settled = told(
                try ledger.settle(
                    id, as: judgement, httpStatus: nil, nextAttemptAt: nil, at: world.now()))
            return settled.state == .cancelled ? .cancelled(settled) : .settled(settled)
        case (.sending, .fenced): return .fenced(operation)
        case (.cancelled, _): return .cancelled(operation)
        case (.sending, _), (.unknown, _):
            // The OA still works on it, or its report lacks the proof: the next round settles it.
            return .notNow(.notAnOA(host: connector.name, cause: OAError.Cause.unreadable.rawValue))
        default: return .settled(operation)
        }
    }

    private func told(_ operation: RecordedOperation) -> RecordedOperation {
        announce(.operation(operation))
        return operation
    }
}
