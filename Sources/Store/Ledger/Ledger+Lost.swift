import Invoicing
import OAProfile

extension Ledger {
    /// A confirmed decision that the OA no longer holds comes back as a new operation in conflict, with the evidence of the
    /// first: a person must choose, nothing is sent. The confirmed one stays as it is, with its receipt.
    ///
    /// Returns nothing when that was done before, or when another decision on the same task and round is open already.
    /// - Throws: ``StoreError/impossibleStep(operation:from:to:)`` unless it is confirmed.
    public func reopenLost(_ id: OperationID, as newID: OperationID, at now: Int64) throws(StoreError)
        -> RecordedOperation?
    {
        try write(at: now) { transaction -> RecordedOperation? in
            let lost = try transaction.operation(id)
            guard lost.state == .acked else {
                throw StoreError.impossibleStep(operation: id, from: lost.state, to: .conflict)
            }
            let others = try RecordedOperation.fetch(
                transaction.db,
                where: """
                    task_id = ? AND (supersedes = ? OR (? AND round = ? AND action <> 'comment'
                      AND state IN ('recorded', 'sending', 'unknown', 'conflict'))) LIMIT 1
                    """,
                [lost.task.rawValue, id.rawValue, lost.decision.action.occupiesTask, lost.round])
            guard others.isEmpty else { return nil }
            guard let evidence = try Self.evidence(transaction.db, of: id) else {
                throw DamagedRow(cause: "evidence is missing")
            }
            let new = try transaction.insert(
                NewOperation(
                    id: newID, task: try evidence.task(), decision: lost.decision, actor: lost.actor,
                    supersedes: id, recordedAt: now),
                baseRev: lost.baseRev, evidence: evidence, seen: lost.seenDigest)
            let problem = Problem(
                code: .other(Problem.decisionLost), status: 404, title: "The OA lost your decision",
                detail: "The OA had confirmed \(id.rawValue) and no longer holds it.",
                opID: id.rawValue)
            // The machine knows a conflict only of what left; both steps are written down. No attempt is: nothing is sent.
            let step = try transaction.move(
                new, to: .sending, .init(reason: "not sent: on its way to a conflict"))
            return try transaction.move(
                step, to: .conflict, .init(reason: "the OA lost your decision", problem: problem))
        }
    }
}
