import Foundation
import Invoicing
import OAProfile

/// ledger.db: operations, attempts, evidence, audit and drafts. Never rebuilt, never touched by a resync.
///
/// Every call is one transaction; a call that changes something returns after COMMIT, and its audit entry is part of it.
/// Times are milliseconds since 1970 and come from the caller.
public final class Ledger: Sendable {
    /// Who writes, from where: part of every audit entry.
    public struct Session: Hashable, Sendable {
        /// A name of this run of the program.
        public var id: String
        /// The user at the OA.
        public var actor: String
        /// The machine.
        public var host: String
        /// The version of the program.
        public var appVersion: String

        /// Makes a session.
        public init(id: String, actor: String, host: String, appVersion: String) {
            self.id = id
            self.actor = actor
            self.host = host
            self.appVersion = appVersion
        }
    }

    /// Opens or makes ledger.db in a folder (made with mode 0700; the file has mode 0600).
    public init(folder: URL, session: Session) throws(StoreError) { fatalError("body follows") }

    /// Records a decision with its evidence and audit entry, durably.
    /// - Throws: ``StoreError/alreadyDecided(_:)`` when a decision on the same task and round is still live.
    public func record(_ new: NewOperation) throws(StoreError) -> RecordedOperation { fatalError("body follows") }

    /// At start of the one process that syncs: what was `sending` is `unknown` now. Returns how many.
    public func markInterrupted(at now: Int64) throws(StoreError) -> Int { fatalError("body follows") }

    /// The operation to deliver next: undelivered, due, not held, in local order, none of whose instance is `sending` or
    /// recorded earlier and still undelivered. `excluding` skips instances that were tried in this round.
    public func nextDue(at now: Int64, excluding: Set<InstanceID>) throws(StoreError) -> RecordedOperation? {
        fatalError("body follows")
    }

    /// When the earliest undelivered operation becomes due; nothing when none waits.
    public func nextDueTime() throws(StoreError) -> Int64? { fatalError("body follows") }

    /// `recorded` or `unknown` becomes `sending`, with a new attempt: committed before the first byte leaves.
    public func beginSending(_ id: OperationID, at now: Int64) throws(StoreError) -> RecordedOperation {
        fatalError("body follows")
    }

    /// Writes down what an answer or a report meant. Not for ``Judgement/rebase(rev:)``, see ``rebase(_:as:rev:at:)``.
    /// - Parameters:
    ///   - httpStatus: the status of the answer, if there was one, for the attempt's record.
    ///   - nextAttemptAt: when to try again, for judgements that leave it undelivered.
    public func settle(
        _ id: OperationID, as judgement: Judgement, httpStatus: Int?, nextAttemptAt: Int64?, at now: Int64
    ) throws(StoreError) -> RecordedOperation { fatalError("body follows") }

    /// The operation becomes `superseded` and a new one with the same decision on another row version takes its place, in
    /// one transaction. Only when the digest is equal (412 whose current digest is what was seen).
    public func rebase(_ id: OperationID, as newID: OperationID, rev: String, at now: Int64) throws(StoreError)
        -> RecordedOperation
    { fatalError("body follows") }

    /// Takes back what was never sent.
    public func cancel(_ id: OperationID, at now: Int64) throws(StoreError) -> RecordedOperation {
        fatalError("body follows")
    }

    /// Gives up an operation in conflict, with a reason.
    public func abandon(_ id: OperationID, reason: String, at now: Int64) throws(StoreError) -> RecordedOperation {
        fatalError("body follows")
    }

    /// An operation by name.
    public func operation(_ id: OperationID) throws(StoreError) -> RecordedOperation? { fatalError("body follows") }

    /// Operations in any of the states, newest first.
    public func operations(in states: Set<OperationState>, limit: Int) throws(StoreError) -> [RecordedOperation] {
        fatalError("body follows")
    }

    /// The newest operation on each of the tasks, for the overlay.
    public func newestOperations(on tasks: [TaskID]) throws(StoreError) -> [TaskID: RecordedOperation] {
        fatalError("body follows")
    }

    /// How many operations stand in each state.
    public func counts() throws(StoreError) -> [OperationState: Int] { fatalError("body follows") }

    /// The task as it was rendered when the decision was made.
    public func evidence(of id: OperationID) throws(StoreError) -> ApprovalTask? { fatalError("body follows") }

    /// The text of an unfinished comment.
    public func draft(on task: TaskID) throws(StoreError) -> String? { fatalError("body follows") }

    /// Keeps or, with an empty text, removes an unfinished comment.
    public func saveDraft(_ text: String, on task: TaskID, at now: Int64) throws(StoreError) {
        fatalError("body follows")
    }

    /// A number that changes whenever any process commits to the ledger.
    public func changeMark() throws(StoreError) -> Int64 { fatalError("body follows") }
}
