import Foundation
import GRDB
import Invoicing
import OAProfile

// What may be done about a task without deciding it: comment, add an approver, hold, release.
extension OADatabase {
    /// Carries out an operation that leaves its task undecided.
    func applyBeside(
        _ request: DecisionRequest, to task: TaskRow, by user: String, at now: Int64, in database: Database
    ) throws -> (DecisionReceipt, TouchedUsers) {
        guard let decision = request.decision else {
            throw Self.policy("The action needs a text or a person that is missing.")
        }
        var workflow = try Self.workflow(of: task.instance, in: database)
        var next: Workflow.Step?
        switch decision {
        case .approve, .reject, .returnToStep, .transfer, .remark: break
        case .hold:
            guard task.held == nil else { throw Self.policy("The task is held already.") }
            let hold = TaskHold(actor: user, since: now, comment: request.comment)
            try Self.setHold(try JSONText.of(hold), of: task.id, in: database)
        case .release:
            guard task.held != nil else { throw Self.policy("The task is not held.") }
            try Self.setHold(nil, of: task.id, in: database)
        case .addApprover(let person, let place, _):
            do {
                try workflow.addApprover(
                    person, place, by: user, isUser: try Self.isUser(person, in: database))
            } catch let error as Workflow.Forbidden {
                throw Self.policy(error.reason)
            }
            if place == .before {
                try Self.setStatus(.suspended, of: task.id, in: database)
                next = workflow.current
            }
        }
        try Self.add(
            TaskRemark(
                kind: request.action.rawValue, actor: user, at: now, text: request.comment,
                target: request.target),
            to: task.instance, in: database)
        var touched = try Self.save(workflow, of: task.instance, in: database)
        if let next {
            touched[next.actor] = try Self.openTask(
                next, round: workflow.round, of: task.instance, in: database)
        }
        try Self.keep(request, on: task, by: user, at: now, in: database)
        let receipt = try receipt(
            of: request, named: "S-\(database.lastInsertedRowID)", on: task, next: workflow.nextInWords,
            by: user, at: now, in: database)
        return (receipt, touched)
    }

    /// Keeps an operation that leaves its task undecided; its row is the last that was inserted.
    static func keep(
        _ request: DecisionRequest, on task: TaskRow, by user: String, at now: Int64, in database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT INTO sideAction(opID, task, actor, action, comment, target, seenDigest, recordedAt,
                    decidedAt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                request.opID.rawValue, task.id, user, request.action.rawValue, request.comment,
                request.target, Data(request.seenDigest.bytes), request.recordedAt, now,
            ])
    }

    /// Ends the tasks that sleep behind an added approver who said no.
    static func closeSleepers(as status: TaskStatus, of instance: Int64, in database: Database) throws {
        try database.execute(
            sql: "UPDATE task SET status = ? WHERE instance = ? AND status = 'suspended'",
            arguments: [status.rawValue, instance])
    }

    /// Wakes the task that sleeps at a step, where one does. Returns its row version.
    static func wakeTask(at step: Workflow.Step, round: Int, of instance: Int64, in database: Database) throws
        -> Int64?
    {
        let id = try Int64.fetchOne(
            database,
            sql: """
                SELECT id FROM task
                WHERE instance = ? AND status = 'suspended' AND node = ? AND round = ? AND assignee = ?
                """, arguments: [instance, step.node, round, step.actor])
        guard let id else { return nil }
        try setStatus(.pending, of: id, in: database)
        return try bump(id, of: step.actor, in: database)
    }

    /// Remarks that one claim keeps: a document must stay one that can be sent.
    private static let mostRemarks = 500

    static func add(_ remark: TaskRemark, to instance: Int64, in database: Database) throws {
        var content = try content(of: instance, in: database)
        let remarks = content.remarks ?? []
        guard remarks.count < mostRemarks else {
            throw policy("The claim has \(mostRemarks) remarks; no more are taken.")
        }
        content.remarks = remarks + [remark]
        try database.execute(
            sql: "UPDATE instance SET content = ? WHERE id = ?",
            arguments: [try JSONText.of(content), instance])
    }

    private static func setHold(_ hold: String?, of task: Int64, in database: Database) throws {
        try database.execute(sql: "UPDATE task SET held = ? WHERE id = ?", arguments: [hold, task])
    }
}

extension Workflow {
    /// Approvers that may be added to one claim.
    static let mostAdded = 20

    /// Puts a step of another person before or after the one that waits.
    mutating func addApprover(
        _ person: String, _ place: Decision.ApproverPlace, by actor: String, isUser: Bool
    ) throws(Forbidden) {
        guard case .waiting(let index) = standing, let step = current else {
            throw Forbidden(reason: "No step of this claim waits for a decision.")
        }
        guard isUser else { throw Forbidden(reason: "There is no user of that name.") }
        guard person != actor else { throw Forbidden(reason: "Nobody adds themselves as another approver.") }
        guard person != submitter else {
            throw Forbidden(reason: "The submitter of a claim may not approve it.")
        }
        guard !plan.contains(where: { $0.actor == person || $0.approvedBy == person }) else {
            throw Forbidden(reason: "\(person) approves another step of this claim already.")
        }
        guard added ?? 0 < Self.mostAdded else {
            throw Forbidden(reason: "At most \(Self.mostAdded) approvers are added to one claim.")
        }
        added = (added ?? 0) + 1
        // A name of its own, so that a return can name it and no task is taken for another.
        let new = Step(
            node: "\(step.node.prefix(150))+\(added ?? 0)", title: "加签审批", actor: person, approvedBy: nil)
        plan.insert(new, at: place == .before ? index : index + 1)
    }
}
