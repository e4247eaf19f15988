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
            sql: "UPDATE task SET status = ?, held = iif(? = 'pending', held, NULL) WHERE id = ?",
            arguments: [status.rawValue, status.rawValue, task])
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
        if let rev = try wakeTask(at: step, round: round, of: instance, in: database) { return rev }
        // The digest names the task, so its number is needed first; the writer is alone.
        let id = try (Int64.fetchOne(database, sql: "SELECT max(id) FROM task") ?? 0) + 1
        let digest = try content(of: instance, in: database).digest(
            task: id, instance: instance, node: step.node, round: round, assignee: step.actor)
        return try insertTask(
            id, of: instance, node: step.node, round: round, assignee: step.actor, status: .pending,
            digest: digest, in: database)
    }

    /// Adds a task and tells the feed. Returns its row version.
    @discardableResult
    static func insertTask(
        _ id: Int64, of instance: Int64, node: String, round: Int, assignee: String, status: TaskStatus,
        digest: ContentDigest, in database: Database
    ) throws -> Int64 {
        try database.cachedStatement(
            sql: """
                INSERT INTO task(id, instance, node, round, assignee, status, rev, digest)
                VALUES (?, ?, ?, ?, ?, ?, 0, ?)
                """
        ).execute(arguments: [
            id, instance, node, round, assignee, status.rawValue, Data(digest.bytes),
        ])
        return try bump(id, of: assignee, in: database)
    }

    /// Appends to the feed. The sequence number, which is also the new row version, is taken inside the write
    /// transaction of the only writer, so that no reader can see a later number before an earlier one.
    static func appendChange(
        of task: Int64, for user: String, reason: String = "", in database: Database
    ) throws -> Int64 {
        try database.cachedStatement(sql: "INSERT INTO change(task, user, reason) VALUES (?, ?, ?)")
            .execute(arguments: [task, user, reason])
        return database.lastInsertedRowID
    }

    /// Gives a task a new row version and tells its assignee's feed. Returns the version.
    @discardableResult
    static func bump(_ task: Int64, of assignee: String, in database: Database) throws -> Int64 {
        let rev = try appendChange(of: task, for: assignee, in: database)
        try database.cachedStatement(sql: "UPDATE task SET rev = ? WHERE id = ?")
            .execute(arguments: [rev, task])
        return rev
    }
}
