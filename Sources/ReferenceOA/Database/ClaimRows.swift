import Foundation
import GRDB
import Invoicing
import OAProfile

// Reading and writing a claim's workflow together with the tasks that show it.
extension OADatabase {
    static func workflow(of instance: Int64, in database: Database) throws -> Workflow {
        let text = try String.fetchOne(
            database, sql: "SELECT workflow FROM instance WHERE id = ?", arguments: [instance])
        return try JSONDecoder().decode(Workflow.self, from: Data((text ?? "").utf8))
    }

    static func content(of instance: Int64, in database: Database) throws -> TaskRow.Content {
        let text = try String.fetchOne(
            database, sql: "SELECT content FROM instance WHERE id = ?", arguments: [instance])
        return try JSONDecoder().decode(TaskRow.Content.self, from: Data((text ?? "").utf8))
    }

    static func isUser(_ name: String, in database: Database) throws -> Bool {
        try Bool.fetchOne(
            database, sql: "SELECT EXISTS(SELECT 1 FROM user WHERE name = ?)", arguments: [name]) ?? false
    }

    static func setStatus(_ status: TaskStatus, of task: Int64, in database: Database) throws {
        try database.execute(
            sql: "UPDATE task SET status = ? WHERE id = ?", arguments: [status.rawValue, task])
    }

    /// Saves a workflow. Every task of the claim shows its steps, so each gets a new row version.
    static func save(_ workflow: Workflow, of instance: Int64, in database: Database) throws -> TouchedUsers {
        try database.execute(
            sql: "UPDATE instance SET workflow = ?, steps = ? WHERE id = ?",
            arguments: [try JSONText.of(workflow), try JSONText.of(workflow.steps), instance])
        return try bumpTasks(of: instance, in: database)
    }

    /// Gives all tasks of a claim a new row version.
    static func bumpTasks(of instance: Int64, in database: Database) throws -> TouchedUsers {
        let tasks = try Row.fetchAll(
            database, sql: "SELECT id, assignee FROM task WHERE instance = ? ORDER BY id",
            arguments: [instance])
        var touched: TouchedUsers = [:]
        for task in tasks {
            let assignee: String = task[1]
            touched[assignee] = try bump(task[0], of: assignee, in: database)
        }
        return touched
    }

    /// Opens a task for the step that waits. Returns its row version.
    static func openTask(_ step: Workflow.Step, round: Int, of instance: Int64, in database: Database) throws
        -> Int64
    {
        try insertTask(
            of: instance, content: try content(of: instance, in: database), node: step.node, round: round,
            assignee: step.actor, status: .pending, in: database)
        return try head(in: database)
    }
}
