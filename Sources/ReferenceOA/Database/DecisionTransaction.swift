import Foundation
import GRDB
import Invoicing
import OAProfile

/// What the OA answered about an operation, in the bytes that are sent again for ever.
struct StoredAnswer: Hashable, Sendable {
    /// The HTTP status; 200 is a receipt, all else a problem.
    var status: Int
    /// The JSON.
    var body: String
}

/// The cursor that each user's feed reached by a transaction.
typealias TouchedUsers = [String: Int64]

extension OADatabase {
    /// Decides about a task in one transaction, in the order of the profile: operation known, authorised and
    /// duties separate, open, row version and digest, then applied. What is returned is durable.
    func decide(_ request: DecisionRequest, onRev rev: String, by user: String) async throws
        -> (answer: StoredAnswer, touched: TouchedUsers)
    {
        try await pool.write { database in
            if let answer = try Self.replay(request, by: user, in: database) { return (answer, [:]) }
            let now = now()
            do {
                let task = try Self.decidable(request, onRev: rev, by: user, in: database)
                let (receipt, touched) =
                    request.action.closesTask
                    ? try apply(request, to: task, by: user, at: now, in: database)
                    : try applyBeside(request, to: task, by: user, at: now, in: database)
                let answer = StoredAnswer(status: 200, body: try JSONText.of(receipt))
                try Self.store(answer, of: request, by: user, at: now, in: database)
                return (answer, touched)
            } catch var problem as Problem {
                // A definitive no is final: a delayed copy of this request must not apply later, when the person
                // has long been told that it did not. Trouble of the database is no answer and is thrown on.
                problem.opID = request.opID.rawValue
                // Whoever sleeps may wake: that is no answer for ever.
                if problem.isRetryable {
                    return (StoredAnswer(status: problem.status, body: try JSONText.of(problem)), [:])
                }
                let answer = StoredAnswer(status: problem.status, body: try JSONText.of(problem))
                try Self.store(answer, of: request, by: user, at: now, in: database)
                return (answer, [:])
            }
        }
    }

    // MARK: - Steps of the transaction

    /// The stored answer, where the operation is known.
    private static func replay(_ request: DecisionRequest, by user: String, in database: Database) throws
        -> StoredAnswer?
    {
        guard let known = try OperationRow.fetch(request.opID, in: database) else { return nil }
        // A fenced operation that never arrived has no fingerprint: whatever comes under its name is fenced.
        let isSame = known.fingerprint == nil || known.fingerprint == request.fingerprint
        guard known.user == user, isSame else {
            let problem = Problem(
                code: .keyReuse, status: 422, title: "Idempotency key reused",
                detail: "This key was used for another request.", opID: request.opID.rawValue)
            return StoredAnswer(status: 422, body: try JSONText.of(problem))
        }
        return known.answer
    }

    /// The task, where the decision may be applied to it.
    static func decidable(
        _ request: DecisionRequest, onRev rev: String, by user: String, in database: Database
    ) throws -> TaskRow {
        guard let id = TaskName.row(of: request.task), let task = try TaskRow.fetch(id, in: database),
            task.assignee == user || task.formerAssignee == user
        else {
            throw Problem(
                code: .notFound, status: 404, title: "No such task",
                detail: "There is no task of that name, or it is not yours to see.")
        }
        guard task.assignee == user, request.onBehalfOf.isEmpty else {
            throw Problem(
                code: .notAssignee, status: 403, title: "Not your task",
                detail: "The task is not assigned to you, or you may not decide for that person.")
        }
        if request.action == .approve, task.status.isOpen,
            let conflict = try workflow(of: task.instance, in: database).conflictOfDuties(of: user)
        {
            throw policy(conflict.reason)
        }
        // A comment is about the document, whatever became of it meanwhile.
        if request.action == .remark { return task }
        if task.status == .suspended, request.round == task.round {
            throw Problem(
                code: .suspended, status: 423, title: "Another approver decides first",
                detail: "An approver was added before this task; it waits until that person has approved.",
                currentRev: String(task.rev), currentDigest: task.digest, isRetryable: true)
        }
        guard task.status.isOpen, request.round == task.round else {
            throw try notOpen(task, in: database)
        }
        guard rev == String(task.rev), request.seenDigest == task.digest else {
            throw Problem(
                code: .changed, status: 412, title: "Task changed",
                detail: "The task has changed since it was read.", currentRev: String(task.rev),
                currentDigest: task.digest)
        }
        return task
    }

    func apply(
        _ request: DecisionRequest, to task: TaskRow, by user: String, at now: Int64, in database: Database
    ) throws -> (DecisionReceipt, TouchedUsers) {
        guard let decision = request.decision else {
            throw Self.policy("The action needs a reason or a target that is missing.")
        }
        var workflow = try Self.workflow(of: task.instance, in: database)
        let targetIsUser = try Self.isUser(request.target, in: database)
        let outcome: Workflow.Outcome
        do {
            outcome = try workflow.apply(decision, by: user, at: now, targetIsUser: targetIsUser)
        } catch {
            throw Self.policy(error.reason)
        }
        try Self.setStatus(outcome.status, of: task.id, in: database)
        if outcome.status == .rejected || outcome.status == .returned {
            try Self.closeSleepers(as: outcome.status, of: task.instance, in: database)
        }
        var touched = try Self.save(workflow, of: task.instance, in: database)
        if let step = workflow.current {
            touched[step.actor] = try Self.openTask(
                step, round: workflow.round, of: task.instance, in: database)
        }
        try database.execute(
            sql: """
                INSERT INTO decision(opID, task, actor, action, comment, target, seenDigest, recordedAt,
                    decidedAt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                request.opID.rawValue, task.id, user, request.action.rawValue, request.comment,
                request.target, Data(request.seenDigest.bytes), request.recordedAt, now,
            ])
        let receipt = try receipt(
            of: request, named: "D-\(database.lastInsertedRowID)", on: task, next: outcome.next, by: user,
            at: now, in: database)
        return (receipt, touched)
    }

    func receipt(
        of request: DecisionRequest, named name: String, on task: TaskRow, next: String, by user: String,
        at now: Int64, in database: Database
    ) throws -> DecisionReceipt {
        let rev = try Int64.fetchOne(
            database, sql: "SELECT rev FROM task WHERE id = ?", arguments: [task.id])
        var receipt = DecisionReceipt(
            opID: request.opID, task: request.task, action: request.action, rev: String(rev ?? 0),
            decisionID: name, decidedAt: now, actor: user, seenDigest: request.seenDigest, next: next,
            receipt: "")
        receipt.receipt = ReceiptSeal(secret: secret).seal(receipt, comment: request.comment)
        return receipt
    }

    private static func store(
        _ answer: StoredAnswer, of request: DecisionRequest, by user: String, at now: Int64,
        in database: Database
    ) throws {
        let row = OperationRow(
            user: user, fingerprint: request.fingerprint,
            state: answer.status == 200 ? .applied : .refused, answer: answer)
        try row.insert(request.opID, at: now, in: database)
    }

    // MARK: - Refusals

    static func policy(_ reason: String) -> Problem {
        Problem(code: .policy, status: 422, title: "Forbidden by policy", detail: reason)
    }

    private static func notOpen(_ task: TaskRow, in database: Database) throws -> Problem {
        let decision = try Row.fetchOne(
            database, sql: "SELECT actor, opID FROM decision WHERE task = ?", arguments: [task.id])
        let detail =
            task.status.isOpen
            ? "The task belongs to round \(task.round)."
            : "The task is no longer open: \(task.status.rawValue)."
        return Problem(
            code: .notOpen, status: 409, title: "Task not open", detail: detail, currentRev: String(task.rev),
            currentDigest: task.digest, decidedBy: decision?[0], decidedOp: decision?[1])
    }
}
