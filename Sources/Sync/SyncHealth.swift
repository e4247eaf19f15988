import Invoicing
import OAClient
import OAProfile
import Store

/// How sync is doing, for the screen and for `status`.
public struct SyncHealth: Hashable, Sendable {
    /// Whether the OA answers.
    public enum Connection: Hashable, Sendable {
        /// Nothing was tried yet.
        case untried
        /// The last request was answered.
        case online
        /// The last request failed, for the given reason.
        case offline(OAError)
        /// The token is no longer good.
        case signedOut
        /// Another process of this user syncs.
        case elsewhere
        /// The store cannot be written.
        case storeTrouble(StoreError)
    }

    /// Whether the OA answers.
    public var connection: Connection
    /// Who is signed in; nothing before the first answer.
    public var session: SessionDocument?
    /// The last complete pull, in milliseconds since 1970.
    public var lastPullAt: Int64?
    /// When something is tried next, in milliseconds since 1970.
    public var nextTryAt: Int64?
    /// How many operations are kept back because another user than the one signed in recorded them.
    public var heldBack: Int
    /// What the OA said when it refused the checkpoint of the audit log: it holds another log, or a longer one.
    public var refusedCheckpoint: Problem?
    /// Whether the user holds decisions here, see `Synchronizer.setDeliveryPaused(_:)`.
    public var isDeliveryPaused = false
    /// Whether the OA's event stream is open: then a change is here as soon as it is there.
    public var isListening = false
    /// How far reading everything was when the user stopped it, see `Synchronizer.setReadingStopped(_:)`; nothing while
    /// nothing is stopped.
    public var stoppedReading: WorkProgress?
    /// What went wrong in this process, newest first; at most ``mostTroubles``.
    public var troubles: [Trouble] = []

    /// How many errors are remembered.
    public static let mostTroubles = 5

    /// An error that a round ended with, and how often in a row.
    public struct Trouble: Hashable, Sendable {
        /// What went wrong.
        public var explanation: LocalizedText
        /// What to do next.
        public var remedy: LocalizedText
        /// When it came first, in milliseconds since 1970.
        public var firstAt: Int64
        /// When it came last, in milliseconds since 1970.
        public var lastAt: Int64
        /// How often it came without another one in between.
        public var count: Int

        /// Makes one.
        public init(
            explanation: LocalizedText, remedy: LocalizedText, firstAt: Int64, lastAt: Int64, count: Int
        ) {
            self.explanation = explanation
            self.remedy = remedy
            self.firstAt = firstAt
            self.lastAt = lastAt
            self.count = count
        }
    }

    /// Makes a state of health.
    public init(
        connection: Connection = .untried, session: SessionDocument? = nil, lastPullAt: Int64? = nil,
        nextTryAt: Int64? = nil, heldBack: Int = 0
    ) {
        self.connection = connection
        self.session = session
        self.lastPullAt = lastPullAt
        self.nextTryAt = nextTryAt
        self.heldBack = heldBack
    }
}

extension SyncHealth {
    /// How much of the profile the OA offers, with the risk that is left; nothing before its first answer.
    public var level: CapabilityLevel? { session?.capabilities.capabilityLevel }
}

/// What happened while syncing.
public enum SyncEvent: Hashable, Sendable {
    /// The state of health changed.
    case health(SyncHealth)
    /// The mirror changed.
    case mirror(AppliedChanges)
    /// An operation changed its state.
    case operation(RecordedOperation)
    /// How far reading everything is, at the first sync or anew; nothing when that has ended.
    case snapshot(WorkProgress?)
}

/// What one round did.
public struct RoundReport: Hashable, Sendable {
    /// Changed tasks.
    public var changed: Int
    /// Tasks that are gone.
    public var gone: Int
    /// Operations that changed their state, as they stand now.
    public var operations: [RecordedOperation]
    /// How it ended.
    public var health: SyncHealth

    /// Makes a report.
    public init(
        changed: Int = 0, gone: Int = 0, operations: [RecordedOperation] = [],
        health: SyncHealth = SyncHealth()
    ) {
        self.changed = changed
        self.gone = gone
        self.operations = operations
        self.health = health
    }
}
