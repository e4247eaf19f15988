import Foundation
import GRDB
import Invoicing
import OAProfile

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
    /// How many are as bad as the worst.
    public var worstCount: Int
    /// Whether it waits and was put aside (挂起).
    public var isHeld = false

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
        worstCount = findingCount
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

extension QueueRow {
    /// Reads a row of `Mirror.rowSQL`, column by column.
    init(key: TaskKey, row: Row) throws {
        func damaged(_ column: String) -> DamagedRow {
            DamagedRow(cause: "\(column) of task \(key.rawValue)")
        }
        let digest: Data = row[4]
        let issued: Int? = row[17]
        guard let digest = ContentDigest(bytes: digest) else { throw damaged("digest") }
        guard let status = TaskStatus(rawValue: row[5]) else { throw damaged("status") }
        guard let kind = InvoiceKind(rawValue: row[16]) else { throw damaged("kind") }
        guard let currency = Currency(code: row[9], scale: row[10]) else { throw damaged("currency") }
        self.init(
            key: key, task: TaskID(rawValue: row[0]), instance: InstanceID(rawValue: row[1]), round: row[2],
            rev: row[3], digest: digest, status: status, title: row[11], seller: row[12], department: row[13],
            submitter: row[14], assignee: row[6] ?? "", invoiceNumber: row[15], kind: kind,
            issued: issued.map { CalendarDate(daysSince1970: $0).description } ?? row[18] ?? "",
            amount: Money(minor: row[8], currency: currency), submittedAt: row[19], dueAt: row[7],
            findingCount: row[20], worst: SeverityRank.severity(row[21]))
        worstCount = row[23]
        isHeld = row[22] == MirrorTables.heldStatus
    }
}
