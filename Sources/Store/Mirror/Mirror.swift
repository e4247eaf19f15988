import Foundation
import Invoicing
import OAProfile

/// cache.db: what the OA last told, with findings and search index. May be deleted at any time.
public final class Mirror: Sendable {
    /// Opens or makes cache.db in a folder. A damaged or unreadable one is set aside and made anew, see ``wasRebuilt``.
    public init(folder: URL) throws(StoreError) { fatalError("body follows") }

    /// Whether the file had to be made anew because it could not be read.
    public var wasRebuilt: Bool { fatalError("body follows") }

    /// Epoch and cursor of the last page that was applied; nothing before the first.
    public func syncState() throws(StoreError) -> SyncState? { fatalError("body follows") }

    /// Applies a page: upserts, tombstones, findings of what changed (and of its neighbours), cursor and epoch, in one
    /// transaction. Applying a page again changes nothing.
    public func apply(_ page: ChangesPage, at now: Int64) throws(StoreError) -> AppliedChanges {
        fatalError("body follows")
    }

    /// Starts a snapshot into shadow tables, forgetting an unfinished one.
    public func beginSnapshot() throws(StoreError) { fatalError("body follows") }

    /// Adds a page to the snapshot.
    public func addToSnapshot(_ page: SnapshotPage) throws(StoreError) { fatalError("body follows") }

    /// Puts the snapshot in place of the mirror in one transaction; the cursor is that of its first page. Keys of tasks
    /// that are in both stay the same.
    public func finishSnapshot(at now: Int64) throws(StoreError) -> AppliedChanges { fatalError("body follows") }

    /// The keys of all tasks that a query selects, in the query's order. One indexed read; a million keys are 8 MB.
    public func keys(_ query: Query, limit: Int?) throws(StoreError) -> [TaskKey] { fatalError("body follows") }

    /// How many tasks a query selects.
    public func count(_ query: Query) throws(StoreError) -> Int { fatalError("body follows") }

    /// The rows of the given keys, in their order; keys that are gone are left out.
    public func rows(_ keys: [TaskKey]) throws(StoreError) -> [QueueRow] { fatalError("body follows") }

    /// The key of a task.
    public func key(of task: TaskID) throws(StoreError) -> TaskKey? { fatalError("body follows") }

    /// A task with its findings.
    public func entry(_ task: TaskID) throws(StoreError) -> MirrorEntry? { fatalError("body follows") }

    /// The tasks whose id, title or invoice number is exactly the text, for the command line.
    public func tasks(named text: String) throws(StoreError) -> [TaskID] { fatalError("body follows") }

    /// A number that changes whenever any process commits to the mirror.
    public func changeMark() throws(StoreError) -> Int64 { fatalError("body follows") }
}

/// Where the mirror stands in the OA's history.
public struct SyncState: Hashable, Sendable {
    /// The history.
    public var epoch: String
    /// The place in it.
    public var cursor: String
    /// When it was reached, in milliseconds since 1970.
    public var updatedAt: Int64

    /// Makes a state.
    public init(epoch: String, cursor: String, updatedAt: Int64) {
        self.epoch = epoch
        self.cursor = cursor
        self.updatedAt = updatedAt
    }
}

/// What a page or a snapshot changed.
public struct AppliedChanges: Hashable, Sendable {
    /// Tasks that are new or have another version.
    public var changed: [TaskID]
    /// Tasks that are no longer there.
    public var gone: [TaskID]
    /// Tasks whose document could not be read, with the cause. They are kept as they were, and must be told.
    public var unreadable: [TaskID: String]

    /// Makes a result.
    public init(changed: [TaskID] = [], gone: [TaskID] = [], unreadable: [TaskID: String] = [:]) {
        self.changed = changed
        self.gone = gone
        self.unreadable = unreadable
    }
}

/// The place of a task in the mirror: stable as long as the task is there.
public struct TaskKey: RawRepresentable, Hashable, Sendable {
    /// The row's number.
    public let rawValue: Int64

    /// Takes a row's number.
    public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// What a row of the queue shows, and the identity that a decision on it is bound to.
public struct QueueRow: Hashable, Sendable {
    /// Its key.
    public var key: TaskKey
    /// The task.
    public var task: TaskID
    /// The workflow instance.
    public var instance: InstanceID
    /// The round.
    public var round: Int
    /// The row version.
    public var rev: String
    /// The decision digest.
    public var digest: ContentDigest
    /// Where it stands at the OA.
    public var status: TaskStatus
    /// The claim's number and subject.
    public var title: String
    /// The seller's name.
    public var seller: String
    /// The submitter's department.
    public var department: String
    /// Who submitted it.
    public var submitter: String
    /// Who must decide.
    public var assignee: String
    /// Code and number as printed.
    public var invoiceNumber: String
    /// The kind of invoice.
    public var kind: InvoiceKind
    /// Day of issue, ISO 8601 or the unreadable text.
    public var issued: String
    /// Total with tax (价税合计).
    public var amount: Money
    /// When it was submitted, in milliseconds since 1970.
    public var submittedAt: Int64
    /// When it is due, in milliseconds since 1970.
    public var dueAt: Int64?
    /// How many findings it has.
    public var findingCount: Int
    /// The worst of them.
    public var worst: Severity?

    /// Makes a row.
    public init(
        key: TaskKey, task: TaskID, instance: InstanceID, round: Int, rev: String, digest: ContentDigest,
        status: TaskStatus, title: String, seller: String, department: String, submitter: String,
        assignee: String, invoiceNumber: String, kind: InvoiceKind, issued: String, amount: Money,
        submittedAt: Int64, dueAt: Int64?, findingCount: Int, worst: Severity?
    ) {
        self.key = key
        self.task = task
        self.instance = instance
        self.round = round
        self.rev = rev
        self.digest = digest
        self.status = status
        self.title = title
        self.seller = seller
        self.department = department
        self.submitter = submitter
        self.assignee = assignee
        self.invoiceNumber = invoiceNumber
        self.kind = kind
        self.issued = issued
        self.amount = amount
        self.submittedAt = submittedAt
        self.dueAt = dueAt
        self.findingCount = findingCount
        self.worst = worst
    }
}

/// A task of the mirror with its findings.
public struct MirrorEntry: Hashable, Sendable {
    /// Its key.
    public var key: TaskKey
    /// The task.
    public var task: ApprovalTask
    /// The findings, worst first.
    public var findings: [Finding]

    /// Makes an entry.
    public init(key: TaskKey, task: ApprovalTask, findings: [Finding]) {
        self.key = key
        self.task = task
        self.findings = findings
    }
}
