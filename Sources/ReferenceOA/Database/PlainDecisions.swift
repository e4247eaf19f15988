import Foundation
import GRDB
import Invoicing
import OAProfile

// Decisions at an OA below level 3: no operation is known, no answer is kept, and each request is a new one.
extension OADatabase {
    /// Carries out a decision, as often as it comes and as far as the level lets it. `rev` is nothing where the OA has no row
    /// versions.
    func decidePlainly(
        _ decision: Decision, on id: TaskID, onRev rev: String?, by user: String, level: CapabilityLevel
    ) async throws -> (answer: StoredAnswer, touched: TouchedUsers) {
        try await pool.write { database in
            let now = now()
            do {
                guard let row = TaskName.row(of: id), let task = try TaskRow.fetch(row, in: database) else {
                    throw Problem.notFound("There is no task of that name, or it is not yours to see.")
                }
                // The tables want a name for each; it never leaves the OA.
                var random = SystemRandomNumberGenerator()
                let request = DecisionRequest(
                    opID: OperationID(milliseconds: now, using: &random), task: id, round: task.round,
                    decision: decision, seenDigest: task.digest, onBehalfOf: "", recordedAt: now)
                let touched: TouchedUsers
                if level == .atMostOnce, request.action.closesTask, task.isOver, task.assignee == user {
                    touched = try Self.record(again: request, on: task, by: user, at: now, in: database)
                } else {
                    let task = try Self.decidable(
                        request, onRev: rev ?? String(task.rev), by: user, in: database)
                    touched =
                        try request.action.closesTask
                        ? apply(request, to: task, by: user, at: now, in: database).1
                        : applyBeside(request, to: task, by: user, at: now, in: database).1
                }
                let answer = PlainAnswer(task: id, action: request.action)
                return (StoredAnswer(status: 200, body: try JSONText.of(answer)), touched)
            } catch var problem as Problem {
                // It knows neither operations nor digests, and may have no versions.
                problem.decidedOp = nil
                problem.currentDigest = nil
                if !level.hasRowVersions { problem.currentRev = nil }
                return (StoredAnswer(status: problem.status, body: try JSONText.of(problem)), [:])
            }
        }
    }

    /// What is wrong with level 0: a decision about a task that is over gets another entry in its history.
    private static func record(
        again request: DecisionRequest, on task: TaskRow, by user: String, at now: Int64,
        in database: Database
    ) throws -> TouchedUsers {
        var workflow = try workflow(of: task.instance, in: database)
        let first = workflow.history.last { $0.node == task.node }
        workflow.history.append(
            ApprovalStep(
                node: task.node, title: first?.title ?? "", actor: user, state: .done,
                outcome: first?.outcome ?? task.status.rawValue, comment: request.comment, decidedAt: now))
        try keep(request, on: task, by: user, at: now, in: database)
        return try save(workflow, of: task.instance, in: database)
    }
}

/// The answer to a decision below level 3: a yes that proves nothing.
private struct PlainAnswer: Encodable {
    let outcome = "applied"
    var task: TaskID
    var action: Decision.Action
}

extension TaskRow {
    /// Whether nothing waits there any more.
    fileprivate var isOver: Bool { !status.isOpen && status != .suspended }
}
