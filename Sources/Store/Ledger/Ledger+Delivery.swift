import GRDB
import Invoicing
import OAProfile

extension Ledger {
    /// A next attempt is never planned further ahead than this, in milliseconds: the largest `Retry-After` that is honoured
    /// is one hour. A time beyond it was written by a clock that has since been set back.
    private static let furthestAttempt: Int64 = 2 * 3_600_000

    /// At start of the one process that syncs: what was `sending` is `unknown` now. Returns how many.
    public func markInterrupted(at now: Int64) throws(StoreError) -> Int {
        try write(at: now) { transaction in
            let interrupted = try RecordedOperation.fetch(
                transaction.db, where: "state = 'sending' ORDER BY seq")
            for operation in interrupted {
                try transaction.move(operation, to: .unknown, .init(reason: "interrupted while it was sent"))
            }
            return interrupted.count
        }
    }

    /// The operation to deliver next: undelivered, due, not held, in local order, none of whose instance is `sending` or
    /// recorded earlier and still undelivered. `excluding` skips instances that were tried in this round.
    ///
    /// When the clock was set back, a hold that began later than now is over, and so is an absurdly late next attempt.
    public func nextDue(at now: Int64, excluding: Set<InstanceID>) throws(StoreError) -> RecordedOperation? {
        try connection.read { db in
            try Self.due(at: now, excluding: excluding, limit: 1, in: db).first
        }
    }

    /// What can be delivered now, in local order, as ``nextDue(at:excluding:)`` again and again: at most one operation of
    /// an instance.
    public func due(at now: Int64, excluding: Set<InstanceID>, limit: Int) throws(StoreError)
        -> [RecordedOperation]
    {
        try connection.read { try Self.due(at: now, excluding: excluding, limit: limit, in: $0) }
    }

    private static func due(at now: Int64, excluding: Set<InstanceID>, limit: Int, in db: Database) throws
        -> [RecordedOperation]
    {
        let statement = try db.cachedStatement(
            sql: """
                SELECT op_id, instance_id FROM op AS o
                WHERE state IN ('recorded', 'unknown') AND \(isFirstOfItsInstance)
                  AND (hold_until IS NULL OR hold_until <= ? OR recorded_at > ?)
                  AND (next_attempt_at IS NULL OR next_attempt_at <= ? OR next_attempt_at > ?)
                ORDER BY seq
                """)
        let rows = try Row.fetchCursor(
            statement, arguments: [now, now, now, now.addingClamped(furthestAttempt)])
        var names: [OperationID] = []
        while names.count < limit, let row = try rows.next() {
            if excluding.contains(InstanceID(rawValue: row[1])) { continue }
            guard let id = OperationID(rawValue: row[0]) else { throw DamagedRow(cause: "op.op_id") }
            names.append(id)
        }
        return try names.compactMap { try RecordedOperation.fetch(db, $0) }
    }

    /// When the earliest undelivered operation becomes due; nothing when none waits. Operations behind another one of
    /// their instance are not counted: they wait for its end, not for a time.
    public func nextDueTime() throws(StoreError) -> Int64? {
        try connection.read { db in
            try Int64.fetchOne(
                db,
                sql: """
                    SELECT min(max(recorded_at, coalesce(hold_until, recorded_at),
                      coalesce(next_attempt_at, recorded_at)))
                    FROM op AS o WHERE state IN ('recorded', 'unknown') AND \(Self.isFirstOfItsInstance)
                    """)
        }
    }

    /// `recorded` or `unknown` becomes `sending`, with a new attempt: committed before the first byte leaves.
    /// - Throws: ``StoreError/impossibleStep(operation:from:to:)`` for any other state, or while another operation of the
    ///   instance is on its way.
    public func beginSending(_ id: OperationID, at now: Int64) throws(StoreError) -> RecordedOperation {
        try write(at: now) { transaction in
            let operation = try transaction.operation(id)
            guard let sending = try Self.beginSending(operation, transaction) else {
                throw StoreError.impossibleStep(operation: id, from: operation.state, to: .sending)
            }
            return sending
        }
    }

    /// Several operations become `sending`, each with a new attempt, in one transaction: committed before the first byte
    /// leaves. One that cannot, because another process took it back or settled it meanwhile, is left out.
    public func beginSending(_ ids: [OperationID], at now: Int64) throws(StoreError) -> [RecordedOperation] {
        try write(at: now) { transaction in
            try ids.compactMap { try Self.beginSending(transaction.operation($0), transaction) }
        }
    }

    /// Nothing where it may not be sent now.
    private static func beginSending(_ operation: RecordedOperation, _ transaction: LedgerTransaction) throws
        -> RecordedOperation?
    {
        let isFirst = try Bool.fetchOne(
            transaction.db.cachedStatement(
                sql: "SELECT \(isFirstOfItsInstance) FROM op AS o WHERE op_id = ?"),
            arguments: [operation.id.rawValue])
        guard operation.state == .recorded || operation.state == .unknown, isFirst == true else { return nil }
        return try transaction.move(operation, to: .sending, .init(isNewAttempt: true))
    }

    /// Writes down what an answer or a report meant. Not for ``Judgement/rebase(rev:)``, see ``rebase(_:as:rev:at:)``.
    /// - Parameters:
    ///   - httpStatus: the status of the answer, if there was one, for the attempt's record.
    ///   - nextAttemptAt: when to try again, for judgements that leave it undelivered.
    /// - Throws: ``StoreError/impossibleStep(operation:from:to:)`` unless it was sent and has no outcome yet, and for a
    ///   receipt that does not prove this very decision.
    public func settle(
        _ id: OperationID, as judgement: Judgement, httpStatus: Int?, nextAttemptAt: Int64?, at now: Int64
    ) throws(StoreError) -> RecordedOperation {
        try write(at: now) { transaction in
            var operation = try transaction.operation(id)
            var change = LedgerTransaction.Change(httpStatus: httpStatus)
            func impossible(_ state: OperationState) -> StoreError {
                .impossibleStep(operation: id, from: operation.state, to: state)
            }
            guard operation.state == .sending || operation.state == .unknown else {
                throw impossible(judgement.state ?? .unknown)
            }
            switch judgement {
            case .acked(let receipt):
                guard receipt.proves(operation.request) else { throw impossible(.acked) }
                change.receipt = receipt
                return try transaction.move(operation, to: .acked, change)
            case .unknown(let cause, _):
                change.reason = cause
                change.nextAttemptAt = nextAttemptAt
                return try transaction.move(operation, to: .unknown, change)
            case .signedOut:
                change.reason = "signed out"
                change.nextAttemptAt = nextAttemptAt
                return try transaction.move(operation, to: .unknown, change)
            case .refused(let problem), .conflict(let problem), .dead(let problem):
                change.problem = problem
                change.reason = problem.detail.isEmpty ? problem.title : problem.detail
                return try transaction.move(operation, to: judgement.state ?? .unknown, change)
            case .fenced:
                change.reason = "fenced at the OA: it can never apply"
                if operation.state == .sending {
                    // The machine knows the fence only from `unknown`; both steps are written down.
                    operation = try transaction.move(operation, to: .unknown, change)
                }
                return try transaction.move(operation, to: .cancelled, change)
            case .rebase:
                throw impossible(.superseded)
            }
        }
    }

    /// Whether no other operation of the instance is on its way or waits before this one. What is in conflict waits for a
    /// person and holds up nobody.
    private static let isFirstOfItsInstance = """
        NOT EXISTS(SELECT 1 FROM op AS e WHERE e.instance_id = o.instance_id AND e.op_id <> o.op_id
          AND e.state IN ('recorded', 'sending', 'unknown') AND (e.state = 'sending' OR e.seq < o.seq))
        """
}

extension Int64 {
    fileprivate func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
