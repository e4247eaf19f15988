import Foundation
import GRDB
import Invoicing
import OAProfile

/// A task with its claim as the database holds them, and the document that the wire shows of it.
struct TaskRow {
    /// What all tasks of one claim share: a task document without the members of the task itself.
    struct Content: Codable {
        var title: String
        var submitter: String
        var department: String
        var costCentre: String
        var budgetCode: String
        var references: [String]
        var policyFlags: [String]
        var submittedAt: Int64
        var dueAt: Int64?
        var invoice: Invoice
        var attachments: [Attachment]
        /// What was said and done beside deciding; nothing where nothing was.
        var remarks: [TaskRemark]?

        private enum CodingKeys: String, CodingKey {
            case title
            case submitter
            case department
            case costCentre = "cost_centre"
            case budgetCode = "budget_code"
            case references
            case policyFlags = "policy_flags"
            case submittedAt = "submitted_at"
            case dueAt = "due_at"
            case invoice
            case attachments
            case remarks
        }

        /// The decision digest of one task of the claim.
        func digest(task: Int64, instance: Int64, node: String, round: Int, assignee: String) -> ContentDigest
        {
            let task = ApprovalTask(
                id: TaskName.task(task), instance: TaskName.instance(instance), node: node, round: round,
                rev: "", status: .pending, assignee: assignee, title: title, submitter: submitter,
                department: department, costCentre: costCentre, budgetCode: budgetCode,
                references: references, policyFlags: policyFlags, submittedAt: submittedAt, dueAt: dueAt,
                invoice: invoice, attachments: attachments)
            return SeenContent(of: task).digest
        }
    }

    /// The columns that ``init(row:from:)`` reads, in its order.
    static let columns = """
        t.id, t.instance, t.node, t.round, t.assignee, t.formerAssignee, t.status, t.rev, t.digest, \
        i.content, i.steps, t.held
        """
    /// The tables behind ``columns``.
    static let tables = "task t JOIN instance i ON i.id = t.instance"
    static let columnCount = 12

    let id: Int64
    let instance: Int64
    let node: String
    let round: Int
    let assignee: String
    let formerAssignee: String?
    let status: TaskStatus
    var rev: Int64
    let digest: ContentDigest
    let content: String
    let steps: String
    /// Who put it aside, as JSON; nothing while nobody has.
    let held: String?

    /// Reads ``columns`` from a place of the row on.
    init(row: Row, from first: Int = 0) throws {
        id = row[first]
        instance = row[first + 1]
        node = row[first + 2]
        round = row[first + 3]
        assignee = row[first + 4]
        formerAssignee = row[first + 5]
        let word: String = row[first + 6]
        let bytes: Data = row[first + 8]
        guard let status = TaskStatus(rawValue: word), let digest = ContentDigest(bytes: bytes) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a task row cannot be read")
        }
        self.status = status
        rev = row[first + 7]
        self.digest = digest
        content = row[first + 9]
        steps = row[first + 10]
        held = row[first + 11]
    }

    static func fetch(_ id: Int64, in database: Database) throws -> TaskRow? {
        let statement = try database.cachedStatement(
            sql: "SELECT \(columns) FROM \(tables) WHERE t.id = ?")
        return try Row.fetchOne(statement, arguments: [id]).map { try TaskRow(row: $0) }
    }

    var taskID: TaskID { TaskName.task(id) }

    /// The task document as JSON. It is put together from texts that were encoded when they were written, because
    /// a page of a snapshot holds hundreds of them.
    var document: String {
        // As bytes: dropping the last character of a text walks over all of them.
        let shared = String(decoding: content.utf8.dropFirst().dropLast(), as: UTF8.self)
        let members =
            [
                "\"task\":\"\(taskID.rawValue)\"", "\"instance\":\"\(TaskName.instance(instance).rawValue)\"",
                "\"node\":" + JSONValue.string(node).canonical, "\"round\":\(round)", "\"rev\":\"\(rev)\"",
                "\"status\":\"\(status.rawValue)\"", "\"assignee\":" + JSONValue.string(assignee).canonical,
                "\"on_behalf_of\":\"\"", shared, "\"steps\":" + steps,
                "\"decision_digest\":\"\(digest.hex)\"",
            ] + (held.map { ["\"held\":" + $0] } ?? [])
        return "{" + members.joined(separator: ",") + "}"
    }

    /// The item of a feed or snapshot for a user: the document while it is theirs, else a tombstone.
    func item(for user: String, reason: String = "") -> String {
        let head = "{\"id\":\"\(taskID.rawValue)\",\"rev\":\"\(rev)\","
        guard assignee == user else {
            return head + "\"op\":\"gone\",\"reason\":" + JSONValue.string(reason).canonical + "}"
        }
        return head + "\"op\":\"upsert\",\"doc\":" + document + "}"
    }
}

/// The names of rows on the wire.
enum TaskName {
    static func task(_ id: Int64) -> TaskID { TaskID(rawValue: "T-\(id)") }
    static func instance(_ id: Int64) -> InstanceID { InstanceID(rawValue: "I-\(id)") }

    /// The row behind a task's name; nothing for any other spelling, so that each task has exactly one name.
    static func row(of task: TaskID) -> Int64? {
        guard task.rawValue.hasPrefix("T-"), let id = Int64(task.rawValue.dropFirst(2)) else { return nil }
        return TaskName.task(id) == task ? id : nil
    }
}

/// JSON texts of values.
enum JSONText {
    /// The JSON of a value, with members in order of their names.
    static func of(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
