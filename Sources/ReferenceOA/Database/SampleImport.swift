import Dispatch
import Foundation
import GRDB
import Invoicing
import OAProfile
import Synchronization

/// Turns sample claims into rows of a new database: the claim with its workflow, a decided task for every step that
/// is done, an open one for the step that waits, the files by their SHA-256, and which faults were planted.
struct SampleImport {
    private let now: Int64
    private let displayNames: [String: String]
    private var knownUsers: Set<String> = []
    private var knownFiles: Set<ContentDigest> = []
    private var nextInstance: Int64 = 1
    private var nextTask: Int64 = 1

    /// Claims in one transaction.
    private static let batch = 2_000
    /// How long a past step took, in milliseconds: the sample data does not say.
    private static let stepDuration: Int64 = 5 * 3_600_000

    /// Prepares an import. `displayNames` gives the names that are shown; who is missing there keeps the user name.
    init(now: Int64, displayNames: [String: String]) {
        self.now = now
        self.displayNames = displayNames
    }

    /// Imports claims in order into a database that has none.
    mutating func run(_ documents: [SampleDocument], into writer: some DatabaseWriter) throws {
        try writer.write { database in
            for user in displayNames.keys.sorted() { try addUser(user, to: database) }
        }
        for start in stride(from: 0, to: documents.count, by: Self.batch) {
            let batch = Array(documents[start..<min(start + Self.batch, documents.count)])
            let claims = try prepare(batch)
            try writer.write { database in
                for claim in claims { try add(claim, to: database) }
            }
        }
    }

    /// A claim as it is written: what is dear to compute does not need the database.
    private struct Claim: Sendable {
        struct Task: Sendable {
            var id: Int64
            var step: Workflow.Step
            var status: TaskStatus
            var digest: ContentDigest
        }

        var instance: Int64
        var users: [String]
        var content: String
        var workflow: String
        var steps: String
        var tasks: [Task]
        var files: [(file: SampleDocument.File, digest: ContentDigest)]
        var faults: [PlantedFault]
    }

    /// Prepares claims on all cores. Digests name their task, so the row numbers are given out here.
    private mutating func prepare(_ documents: [SampleDocument]) throws -> [Claim] {
        var places: [(instance: Int64, task: Int64)] = []
        for document in documents {
            places.append((nextInstance, nextTask))
            nextInstance += 1
            nextTask += Int64(Self.workflow(of: document, now: now).taskCount)
        }
        let results = Mutex([Result<Claim, any Error>?](repeating: nil, count: documents.count))
        DispatchQueue.concurrentPerform(iterations: documents.count) { [places, now] index in
            let place = places[index]
            let claim = Result {
                try Self.claim(
                    of: documents[index], instance: place.instance, firstTask: place.task, now: now)
            }
            results.withLock { $0[index] = claim }
        }
        return try results.withLock { $0 }.compactMap { try $0?.get() }
    }

    private static func claim(
        of document: SampleDocument, instance: Int64, firstTask: Int64, now: Int64
    ) throws -> Claim {
        let files = document.files.map { ($0, ContentDigest(of: $0.bytes)) }
        let content = TaskRow.Content(
            title: document.title, submitter: document.submitter, department: document.department,
            costCentre: document.costCentre, budgetCode: document.budgetCode,
            references: document.references, policyFlags: document.policyFlags,
            submittedAt: document.submittedAt, dueAt: document.dueAt, invoice: document.invoice,
            attachments: files.map {
                Attachment(name: $0.name, mediaType: $0.mediaType, size: $0.bytes.count, sha256: $1.hex)
            })
        let workflow = workflow(of: document, now: now)
        let tasks = workflow.plan.prefix(workflow.taskCount).enumerated().map { place, step in
            let id = firstTask + Int64(place)
            return Claim.Task(
                id: id, step: step, status: step.approvedBy == nil ? .pending : .approved,
                digest: content.digest(
                    task: id, instance: instance, node: step.node, round: 1, assignee: step.actor))
        }
        return Claim(
            instance: instance, users: [document.submitter] + document.steps.map(\.actor),
            content: try JSONText.of(content), workflow: try JSONText.of(workflow),
            steps: try JSONText.of(workflow.steps), tasks: tasks, files: files,
            faults: document.plantedFaults)
    }

    private mutating func add(_ claim: Claim, to database: Database) throws {
        for user in claim.users { try addUser(user, to: database) }
        try database.cachedStatement(
            sql: "INSERT INTO instance(id, content, workflow, steps) VALUES (?, ?, ?, ?)"
        ).execute(arguments: [claim.instance, claim.content, claim.workflow, claim.steps])
        for task in claim.tasks {
            try OADatabase.insertTask(
                task.id, of: claim.instance, node: task.step.node, round: 1, assignee: task.step.actor,
                status: task.status, digest: task.digest, in: database)
        }
        for (file, digest) in claim.files {
            try add(file, digest: digest, of: claim.instance, to: database)
        }
        for fault in Set(claim.faults) {
            try database.cachedStatement(sql: "INSERT INTO plantedFault(instance, fault) VALUES (?, ?)")
                .execute(arguments: [claim.instance, fault.rawValue])
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

extension Workflow {
    /// The tasks of a claim that never left its plan: one for every step that is done or waits.
    fileprivate var taskCount: Int {
        if case .waiting(let place) = standing { place + 1 } else { plan.count }
    }
}
