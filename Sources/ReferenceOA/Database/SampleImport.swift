import Foundation
import GRDB
import Invoicing
import OAProfile

/// Turns sample claims into rows of a new database: the claim with its workflow, a decided task for every step that
/// is done, an open one for the step that waits, the files by their SHA-256, and which faults were planted.
struct SampleImport {
    private let now: Int64
    private let displayNames: [String: String]
    private var knownUsers: Set<String> = []
    private var knownFiles: Set<ContentDigest> = []

    /// Claims in one transaction.
    private static let batch = 2_000
    /// How long a past step took, in milliseconds: the sample data does not say.
    private static let stepDuration: Int64 = 5 * 3_600_000

    /// Prepares an import. `displayNames` gives the names that are shown; who is missing there keeps the user name.
    init(now: Int64, displayNames: [String: String]) {
        self.now = now
        self.displayNames = displayNames
    }

    /// Imports claims in order.
    mutating func run(_ documents: [SampleDocument], into writer: some DatabaseWriter) throws {
        try writer.write { database in
            for user in displayNames.keys.sorted() { try addUser(user, to: database) }
        }
        for start in stride(from: 0, to: documents.count, by: Self.batch) {
            let batch = documents[start..<min(start + Self.batch, documents.count)]
            try writer.write { database in
                for document in batch { try add(document, to: database) }
            }
        }
    }

    private mutating func add(_ document: SampleDocument, to database: Database) throws {
        for user in [document.submitter] + document.steps.map(\.actor) { try addUser(user, to: database) }
        let files = document.files.map { ($0, ContentDigest(of: $0.bytes)) }
        let content = TaskRow.Content(
            title: document.title, submitter: document.submitter, department: document.department,
            costCentre: document.costCentre, budgetCode: document.budgetCode,
            references: document.references, policyFlags: document.policyFlags,
            submittedAt: document.submittedAt, dueAt: document.dueAt, invoice: document.invoice,
            attachments: files.map {
                Attachment(
                    name: $0.name, mediaType: $0.mediaType, size: $0.bytes.count, sha256: $1.hex)
            })
        let workflow = Self.workflow(of: document, now: now)
        try database.cachedStatement(sql: "INSERT INTO instance(content, workflow, steps) VALUES (?, ?, ?)")
            .execute(arguments: [
                try JSONText.of(content), try JSONText.of(workflow), try JSONText.of(workflow.steps),
            ])
        let instance = database.lastInsertedRowID
        for (place, step) in workflow.plan.enumerated() {
            let isPast = place < document.currentStep
            guard isPast || workflow.standing == .waiting(step: place) else { break }
            try OADatabase.insertTask(
                of: instance, content: content, node: step.node, round: 1, assignee: step.actor,
                status: isPast ? .approved : .pending, in: database)
        }
        for (file, digest) in files { try add(file, digest: digest, of: instance, to: database) }
        for fault in document.plantedFaults {
            try database.cachedStatement(
                sql: "INSERT OR IGNORE INTO plantedFault(instance, fault) VALUES (?, ?)"
            ).execute(arguments: [instance, fault.rawValue])
        }
    }

    private mutating func addUser(_ user: String, to database: Database) throws {
        guard knownUsers.insert(user).inserted else { return }
        try database.cachedStatement(sql: "INSERT OR IGNORE INTO user(name, displayName) VALUES (?, ?)")
            .execute(arguments: [user, displayNames[user] ?? user])
    }

    private mutating func add(
        _ file: SampleDocument.File, digest: ContentDigest, of instance: Int64, to database: Database
    ) throws {
        let key = Data(digest.bytes)
        if knownFiles.insert(digest).inserted {
            try database.cachedStatement(sql: "INSERT OR IGNORE INTO blob(sha256, bytes) VALUES (?, ?)")
                .execute(arguments: [key, file.bytes])
        }
        try database.cachedStatement(
            sql: "INSERT OR IGNORE INTO attachment(sha256, instance) VALUES (?, ?)"
        ).execute(arguments: [key, instance])
    }

    private static func workflow(of document: SampleDocument, now: Int64) -> Workflow {
        let done = min(max(document.currentStep, 0), document.steps.count)
        let plan = document.steps.enumerated().map { place, step in
            Workflow.Step(
                node: step.node, title: step.title, actor: step.actor,
                approvedBy: place < done ? step.actor : nil)
        }
        let history = document.steps.prefix(done).enumerated().map { place, step in
            ApprovalStep(
                node: step.node, title: step.title, actor: step.actor, state: .done,
                outcome: TaskStatus.approved.rawValue,
                decidedAt: max(
                    document.submittedAt,
                    min(now, document.submittedAt + Int64(place + 1) * stepDuration)))
        }
        return Workflow(
            submitter: document.submitter, round: 1, plan: plan,
            standing: done < plan.count ? .waiting(step: done) : .approved, history: history)
    }
}

extension OADatabase {
    /// Adds a task and tells the feed. Returns its row.
    @discardableResult
    static func insertTask(
        of instance: Int64, content: TaskRow.Content, node: String, round: Int, assignee: String,
        status: TaskStatus, in database: Database
    ) throws -> Int64 {
        // The digest names the task, so the row comes first; 32 zero bytes stand in within the transaction.
        try database.cachedStatement(
            sql: """
                INSERT INTO task(instance, node, round, assignee, status, rev, digest)
                VALUES (?, ?, ?, ?, ?, 0, zeroblob(32))
                """
        ).execute(arguments: [instance, node, round, assignee, status.rawValue])
        let task = database.lastInsertedRowID
        let digest = content.digest(
            task: task, instance: instance, node: node, round: round, assignee: assignee)
        let rev = try appendChange(of: task, for: assignee, in: database)
        try database.cachedStatement(sql: "UPDATE task SET rev = ?, digest = ? WHERE id = ?")
            .execute(arguments: [rev, Data(digest.bytes), task])
        return task
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
