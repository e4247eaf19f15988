import Audit
import GRDB
import Invoicing
import OAProfile

extension Ledger {
    /// Records a decision with its evidence and audit entry, durably.
    ///
    /// An operation in conflict that the new one replaces becomes `superseded` in the same transaction.
    /// - Throws: ``StoreError/alreadyDecided(_:)`` when a decision on the same task and round is still live, or when an
    ///   operation of this name is there already; ``StoreError/impossibleStep(operation:from:to:)`` when the one to replace
    ///   is not in conflict.
    public func record(_ new: NewOperation) throws(StoreError) -> RecordedOperation {
        try record(new, signed: nil)
    }

    /// Records a decision whose statement its author has signed.
    /// - Throws: as ``record(_:)``.
    public func record(_ prepared: PreparedDecision, signature armour: String) throws(StoreError)
        -> RecordedOperation
    {
        try record(prepared.operation, signed: SignedStatement(prepared.statement, armour: armour))
    }

    private func record(_ new: NewOperation, signed: SignedStatement?) throws(StoreError) -> RecordedOperation
    {
        try write(at: new.recordedAt) { transaction in
            if let same = try RecordedOperation.fetch(transaction.db, new.id) {
                throw StoreError.alreadyDecided(same)
            }
            if let id = new.supersedes {
                let replaced = try transaction.operation(id)
                guard replaced.state == .conflict else {
                    throw StoreError.impossibleStep(operation: id, from: replaced.state, to: .superseded)
                }
                let change = LedgerTransaction.Change(reason: "decided again as \(new.id.rawValue)")
                try transaction.move(replaced, to: .superseded, change)
            }
            let live =
                new.decision.action.occupiesTask
                ? try RecordedOperation.fetch(
                    transaction.db,
                    where: """
                        task_id = ? AND round = ? AND action <> 'comment'
                          AND state IN ('recorded', 'sending', 'unknown', 'conflict') LIMIT 1
                        """, [new.task.id.rawValue, new.task.round]) : []
            if let other = live.first { throw StoreError.alreadyDecided(other) }
            if new.decision.action.needsReason && new.decision.action.closesTask {
                try Self.noteReason(new.decision.comment, at: new.recordedAt, in: transaction.db)
            }
            return try transaction.insert(
                new, baseRev: new.task.rev, evidence: Evidence(of: new.task),
                seen: SeenContent(of: new.task).digest, signed: signed)
        }
    }

    /// The operation becomes `superseded` and a new one with the same decision on another row version takes its place, in
    /// one transaction. Only when the digest is equal (412 whose current digest is what was seen).
    /// - Throws: ``StoreError/impossibleStep(operation:from:to:)`` unless it was sent and has no outcome yet.
    public func rebase(_ id: OperationID, as newID: OperationID, rev: String, at now: Int64)
        throws(StoreError)
        -> RecordedOperation
    {
        try write(at: now) { transaction in
            let old = try transaction.operation(id)
            guard old.state == .sending || old.state == .unknown else {
                throw StoreError.impossibleStep(operation: id, from: old.state, to: .superseded)
            }
            if let same = try RecordedOperation.fetch(transaction.db, newID) {
                throw StoreError.alreadyDecided(same)
            }
            guard let evidence = try Self.evidence(transaction.db, of: id) else {
                throw DamagedRow(cause: "evidence is missing")
            }
            let change = LedgerTransaction.Change(
                reason: "row version \(rev), content as seen; sent again as \(newID.rawValue)",
                httpStatus: old.state == .sending ? 412 : nil)
            try transaction.move(old, to: .superseded, change)
            let new = NewOperation(
                id: newID, task: try evidence.task(), decision: old.decision, actor: old.actor,
                supersedes: id, recordedAt: now)
            // What its author signed holds on: nothing that was said has changed.
            return try transaction.insert(
                new, baseRev: rev, evidence: evidence, seen: old.seenDigest,
                signed: try transaction.signedStatement(of: id))
        }
    }

    /// Takes back what was never sent.
    /// - Throws: ``StoreError/impossibleStep(operation:from:to:)`` when it may have left.
    public func cancel(_ id: OperationID, at now: Int64) throws(StoreError) -> RecordedOperation {
        try write(at: now) { transaction in
            let operation = try transaction.operation(id)
            // An unknown outcome may become cancelled too, but only by the OA's fence: see `settle`.
            guard operation.state == .recorded else {
                throw StoreError.impossibleStep(operation: id, from: operation.state, to: .cancelled)
            }
            return try transaction.move(
                operation, to: .cancelled, .init(reason: "taken back before it was sent"))
        }
    }

    /// Gives up an operation in conflict, with a reason.
    /// - Throws: ``StoreError/impossibleStep(operation:from:to:)`` when it is not in conflict.
    public func abandon(_ id: OperationID, reason: String, at now: Int64) throws(StoreError)
        -> RecordedOperation
    {
        try write(at: now) { transaction in
            try transaction.move(transaction.operation(id), to: .abandoned, .init(reason: reason))
        }
    }

    /// Notes that the user has seen how an operation ended badly, with its audit entry. Once is enough: a second time
    /// changes nothing.
    /// - Throws: ``StoreError/notRefused(_:)`` unless it was refused or is dead.
    public func acknowledge(_ id: OperationID, at now: Int64) throws(StoreError) {
        try write(at: now) { transaction in
            let operation = try transaction.operation(id)
            guard [.refused, .dead].contains(operation.state) else { throw StoreError.notRefused(operation) }
            let isKnown = try Bool.fetchOne(
                transaction.db, sql: "SELECT count(*) > 0 FROM acknowledged WHERE op_id = ?",
                arguments: [id.rawValue])
            if isKnown != true { try transaction.acknowledge(operation) }
        }
    }

    /// Which of these operations ended badly and the user has seen it.
    public func acknowledged(among ids: [OperationID]) throws(StoreError) -> Set<OperationID> {
        try connection.read { db in
            let statement = try db.cachedStatement(
                sql: "SELECT count(*) > 0 FROM acknowledged WHERE op_id = ?")
            var found: Set<OperationID> = []
            for id in ids where try Bool.fetchOne(statement, arguments: [id.rawValue]) == true {
                found.insert(id)
            }
            return found
        }
    }

    /// Keeps or, with an empty text, removes an unfinished comment. It is no decision and leaves no audit entry.
    public func saveDraft(_ text: String, on task: TaskID, at now: Int64) throws(StoreError) {
        try connection.write { db in
            try UnstorableText.refuse(task.rawValue, "the task's id")
            try UnstorableText.refuse(text, "the comment")
            if text.isEmpty {
                try db.execute(sql: "DELETE FROM draft WHERE task_id = ?", arguments: [task.rawValue])
            } else {
                try db.execute(
                    sql: """
                        INSERT INTO draft(task_id, text, updated_at) VALUES (?, ?, ?)
                        ON CONFLICT(task_id) DO UPDATE SET text = excluded.text, updated_at = excluded.updated_at
                        """, arguments: [task.rawValue, text, now])
            }
        }
    }
}
