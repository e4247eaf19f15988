import Invoicing
import OAProfile

// Two SQLite files and what may be done with them. ledger.db holds what can never be fetched again: operations, evidence,
// audit, drafts. cache.db (Mirror) holds what the OA can send again, with its findings and the search index.
// In: decisions and pages of changes, each in one transaction. Out: values for screens and for the pusher. No SQL leaves.

/// Why the store cannot do what was asked: what happened to which file or operation, and what to do next.
public enum StoreError: ExplainedError, Hashable, Sendable {
    /// The file exists and is no SQLite database, or a damaged one.
    case notADatabase(file: String)
    /// The file was written by a later version of the program.
    case tooNew(file: String, version: Int)
    /// No room is left on the device. Nothing was recorded.
    case diskFull(file: String)
    /// Another process holds the file for longer than the time-out. Nothing was recorded.
    case busy(file: String)
    /// The file or its folder may not be written. Nothing was recorded.
    case readOnly(file: String)
    /// Reading, writing or syncing failed. Nothing was recorded.
    case failed(file: String, cause: String)
    /// A decision on the same task and round is still open.
    case alreadyDecided(RecordedOperation)
    /// The operation is not in the ledger.
    case noSuchOperation(String)
    /// The operation stands where the step is not possible.
    case impossibleStep(operation: OperationID, from: OperationState, to: OperationState)

    /// One sentence that names the thing and the cause.
    public var explanation: LocalizedText { LocalizedText(zh: "\(self)", en: "\(self)") }
    /// One sentence that says what to do next.
    public var remedy: LocalizedText { LocalizedText(zh: "", en: "") }
}
