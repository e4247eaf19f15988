import Foundation
import GRDB
import Invoicing
import OAProfile

/// What people and administrators do in an OA beside the profile: the other half of every conflict.
public enum OutsideChange: Hashable, Sendable {
    /// Somebody commented: the row version changes, what a decision rests on does not.
    case comment(on: TaskID)
    /// The submitter corrected the invoice: the decision digest of every task of the claim changes.
    case amend(TaskID, to: Invoice)
    /// The submitter took the claim back (撤回).
    case withdraw(TaskID)
    /// An administrator gave the open task to another person: it vanishes from the first one's view.
    case reassign(TaskID, to: String)
    /// The submitter handed in again what was withdrawn, rejected or returned: a new round, a new task.
    case resubmit(TaskID)
    /// The feed forgets everything up to now: older cursors expire.
    case trimFeed
    /// The history starts anew, as after a restored backup.
    case newEpoch
}

extension OADatabase {
    /// Carries out a change from outside. Returns whose feeds it touched.
    /// - Throws: ``ReferenceServerError/noSuchThing(_:)`` for a task or person that is not there, or no longer open.
    func apply(_ change: OutsideChange) throws -> TouchedUsers {
        try pool.write { database in
            switch change {
            case .comment(let id):
                let task = try Self.existing(id, in: database)
                return [task.assignee: try Self.bump(task.id, of: task.assignee, in: database)]
            case .amend(let id, let invoice):
                return try Self.amend(try Self.existing(id, in: database), to: invoice, in: database)
            case .withdraw(let id):
                return try Self.withdraw(try Self.open(id, in: database), in: database)
            case .reassign(let id, let person):
                guard try Self.isUser(person, in: database) else {
                    throw ReferenceServerError.noSuchThing(person)
                }
                return try Self.reassign(try Self.open(id, in: database), to: person, in: database)
            case .resubmit(let id):
                return try Self.resubmit(try Self.existing(id, in: database), in: database)
            case .trimFeed:
                let head = try Self.head(in: database)
                try database.execute(sql: "DELETE FROM change WHERE seq <= ?", arguments: [head])
                try Self.set("floor", to: String(head), in: database)
                return [:]
            case .newEpoch:
                var random = SystemRandomNumberGenerator()
                let epoch = String(BearerToken(using: &random).text.prefix(16))
                try Self.set("epoch", to: epoch, in: database)
                return [:]
            }
        }
    }

    private static func existing(_ id: TaskID, in database: Database) throws -> TaskRow {
        guard let row = TaskName.row(of: id), let task = try TaskRow.fetch(row, in: database) else {
            throw ReferenceServerError.noSuchThing(id.rawValue)
        }
        return task
    }

    private static func open(_ id: TaskID, in database: Database) throws -> TaskRow {
        let task = try existing(id, in: database)
        guard task.status.isOpen else { throw ReferenceServerError.noSuchThing("\(id.rawValue) (open)") }
        return task
    }

    private static func amend(_ task: TaskRow, to invoice: Invoice, in database: Database) throws
        -> TouchedUsers
    {
        var content = try content(of: task.instance, in: database)
        content.invoice = invoice
        try database.execute(
            sql: "UPDATE instance SET content = ? WHERE id = ?",
            arguments: [try JSONText.of(content), task.instance])
        let tasks = try Row.fetchAll(
            database, sql: "SELECT id FROM task WHERE instance = ?", arguments: [task.instance])
        for row in tasks {
            try renewDigest(of: row[0], content: content, in: database)
        }
        return try bumpTasks(of: task.instance, in: database)
    }

    private static func withdraw(_ task: TaskRow, in database: Database) throws -> TouchedUsers {
        try setStatus(.withdrawn, of: task.id, in: database)
        try closeSleepers(as: .withdrawn, of: task.instance, in: database)
        var workflow = try workflow(of: task.instance, in: database)
        workflow.reopen(from: nil)
        return try save(workflow, of: task.instance, in: database)
    }

    private static func reassign(_ task: TaskRow, to person: String, in database: Database) throws
        -> TouchedUsers
    {
        try database.execute(
            sql: "UPDATE task SET assignee = ?, formerAssignee = ? WHERE id = ?",
            arguments: [person, task.assignee, task.id])
        var workflow = try workflow(of: task.instance, in: database)
        if case .waiting(let place) = workflow.standing { workflow.plan[place].actor = person }
        var touched = try save(workflow, of: task.instance, in: database)
        touched[task.assignee] = try appendChange(
            of: task.id, for: task.assignee, reason: "reassigned", in: database)
        return touched
    }

    private static func resubmit(_ task: TaskRow, in database: Database) throws -> TouchedUsers {
        var workflow = try workflow(of: task.instance, in: database)
        switch workflow.standing {
        case .withSubmitter, .rejected: break
        case .waiting, .approved:
            throw ReferenceServerError.noSuchThing("\(task.taskID.rawValue) (closed)")
        }
        let first = workflow.plan.firstIndex { $0.actor != workflow.submitter } ?? 0
        workflow.reopen(from: first)
        var touched = try save(workflow, of: task.instance, in: database)
        if let step = workflow.current {
            touched[step.actor] = try openTask(
                step, round: workflow.round, of: task.instance, in: database)
        }
        return touched
    }

    private static func renewDigest(of id: Int64, content: TaskRow.Content, in database: Database) throws {
        guard let task = try TaskRow.fetch(id, in: database) else { return }
        let digest = content.digest(
            task: id, instance: task.instance, node: task.node, round: task.round, assignee: task.assignee)
        try database.execute(
            sql: "UPDATE task SET digest = ? WHERE id = ?", arguments: [Data(digest.bytes), id])
    }
}
