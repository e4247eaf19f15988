import Audit
import GRDB
import Invoicing
import OAProfile

/// Everything that the ledger holds of one operation.
public struct OperationHistory: Hashable, Sendable {
    /// The operation as it stands.
    public var operation: RecordedOperation
    /// The task as it was seen; nothing where the evidence cannot be read.
    public var seen: ApprovalTask?
    /// Every sending, in order.
    public var attempts: [DeliveryAttempt]
    /// Its entries in the audit log, in order.
    public var log: [LoggedStep]
    /// The operation that took its place.
    public var replacedBy: OperationID?

    /// Puts a history together.
    public init(
        operation: RecordedOperation, seen: ApprovalTask?, attempts: [DeliveryAttempt], log: [LoggedStep],
        replacedBy: OperationID? = nil
    ) {
        self.operation = operation
        self.seen = seen
        self.attempts = attempts
        self.log = log
        self.replacedBy = replacedBy
    }
}

/// An entry of the audit log as a person reads it.
public struct LoggedStep: Hashable, Sendable {
    /// Its place in the log, from 1.
    public var sequence: Int64
    /// When it was written, in milliseconds since 1970.
    public var at: Int64
    /// Who did it.
    public var actor: String
    /// The state that the operation came to, in the log's word.
    public var outcome: String
    /// Why, for people; may be empty.
    public var reason: String
    /// Whether the text is the one whose hash stands in the log.
    public var isSealed: Bool

    /// Makes one.
    public init(
        sequence: Int64, at: Int64, actor: String, outcome: String, reason: String, isSealed: Bool
    ) {
        self.sequence = sequence
        self.at = at
        self.actor = actor
        self.outcome = outcome
        self.reason = reason
        self.isSealed = isSealed
    }
}

extension Ledger {
    /// Every operation on a claim, by one of its tasks or by its instance, oldest first, each with its whole history.
    public func histories(on task: TaskID, of instance: InstanceID?) throws(StoreError) -> [OperationHistory]
    {
        let operations = try connection.read { db in
            try UnstorableText.refuse(task.rawValue, "the task's id")
            var instances = try String.fetchAll(
                db, sql: "SELECT DISTINCT instance_id FROM op WHERE task_id = ?", arguments: [task.rawValue])
            if let instance { instances.append(instance.rawValue) }
            return try instances.reduce(into: [OperationID: RecordedOperation]()) { found, name in
                for operation in try RecordedOperation.fetch(
                    db, where: "instance_id = ? ORDER BY seq", [name])
                {
                    found[operation.id] = operation
                }
            }
        }
        var histories: [OperationHistory] = []
        for operation in operations.values.sorted(by: { $0.sequence < $1.sequence }) {
            let id = operation.id
            var log: [LoggedStep] = []
            for (sequence, sealed) in try auditEntries(about: id.rawValue) {
                guard let entry = try? sealed.entry() else { continue }
                log.append(
                    LoggedStep(
                        sequence: sequence, at: entry.wallTime, actor: entry.actor, outcome: entry.outcome,
                        reason: entry.reason, isSealed: SealedEntry(entry).leaf == sealed.leaf))
            }
            histories.append(
                OperationHistory(
                    operation: operation, seen: try? evidence(of: id), attempts: try attempts(of: id),
                    log: log,
                    replacedBy: try replacement(of: id)?.id))
        }
        return histories
    }
}
