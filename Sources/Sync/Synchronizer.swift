import Foundation
import Invoicing
import Logging
import OAClient
import OAProfile
import Store

// The way of changes and decisions between store and OA: puller, pusher, schedule.
// In: pages from the OA, operations from the ledger. Out: the mirror, settled operations, and events for whoever watches.
// Every outcome is judged by `OAProfile`'s pure functions; nothing here decides for the user.

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

    /// Makes a state of health.
    public init(
        connection: Connection = .untried, session: SessionDocument? = nil, lastPullAt: Int64? = nil,
        nextTryAt: Int64? = nil
    ) {
        self.connection = connection
        self.session = session
        self.lastPullAt = lastPullAt
        self.nextTryAt = nextTryAt
    }
}

/// What happened while syncing.
public enum SyncEvent: Hashable, Sendable {
    /// The state of health changed.
    case health(SyncHealth)
    /// The mirror changed.
    case mirror(AppliedChanges)
    /// An operation changed its state.
    case operation(RecordedOperation)
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
    public init(changed: Int = 0, gone: Int = 0, operations: [RecordedOperation] = [], health: SyncHealth = SyncHealth()) {
        self.changed = changed
        self.gone = gone
        self.operations = operations
        self.health = health
    }
}

/// Time and chance, injected so that a simulation can own both.
public struct SyncWorld: Sendable {
    /// Now, in milliseconds since 1970.
    public var now: @Sendable () -> Int64
    /// Sleeps that many milliseconds, or until cancelled.
    public var sleep: @Sendable (Int64) async -> Void
    /// A random number.
    public var random: @Sendable () -> UInt64

    /// Makes a world.
    public init(
        now: @escaping @Sendable () -> Int64, sleep: @escaping @Sendable (Int64) async -> Void,
        random: @escaping @Sendable () -> UInt64
    ) {
        self.now = now
        self.sleep = sleep
        self.random = random
    }
}

/// Pulls and pushes for one account. Holds the lease while it works, so that one process syncs at a time.
public actor Synchronizer {
    /// Makes a synchroniser; nothing happens before ``round()`` or ``run(observe:)``.
    public init(
        connector: any OAConnector, ledger: Ledger, mirror: Mirror, folder: URL, world: SyncWorld, logger: Logger
    ) { fatalError("body follows") }

    /// One round: settles what is unknown, delivers everything that is due, then pulls until nothing more waits.
    public func round() async -> RoundReport { fatalError("body follows") }

    /// Syncs until the task is cancelled: pushes as soon as something is recorded, pulls adaptively, waits with full jitter
    /// while the OA is away. Never throws; trouble is an event.
    public func run(observe: @escaping @Sendable (SyncEvent) -> Void) async { fatalError("body follows") }

    /// Something was recorded: push now rather than at the next look.
    public func nudge() { fatalError("body follows") }
}
