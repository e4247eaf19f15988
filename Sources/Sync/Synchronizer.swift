import Foundation
import Invoicing
import Logging
import OAClient
import OAProfile
import Store
import Verification

// The way of changes and decisions between store and OA: puller, pusher, schedule.
// In: pages from the OA, operations from the ledger. Out: the mirror, settled operations, and events for whoever watches.
// Every outcome is judged by `OAProfile`'s pure functions; nothing here decides for the user.

/// Pulls and pushes for one account. Holds the lease while it works, so that one process syncs at a time.
///
/// State, all of it guarded by the actor: the lease, the session (fetched once, and again after a 401 or a change of
/// epoch or permissions), the health and what of it was announced, the operation whose answer is awaited, and when
/// pushing is allowed again. Everything that must survive is in the ledger and the mirror. One round runs at a time;
/// calls that come meanwhile queue up.
public actor Synchronizer {
    let connector: any OAConnector
    let ledger: Ledger
    let mirror: Mirror
    let world: SyncWorld
    let logger: Logger
    private let folder: URL
    /// Is told how far the audit log goes.
    let witness: AuditWitness?
    /// Whether decisions go out.
    let delivery = DeliverySwitch()
    /// Whether everything may be read.
    let reading = ReadingSwitch()
    /// A snapshot that was given up half-way.
    var unfinished: SnapshotReading?

    /// SQLite's calls block; on a queue of their own they cannot starve the program's other tasks.
    private let executor = QueueExecutor(label: "countersign.sync")
    nonisolated public var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Who is signed in, as the OA said; nothing before it was asked.
    var session: SessionDocument?
    /// Before this time nothing is pushed, because the OA asked for it or did not answer (milliseconds since 1970).
    var pushNotBefore: Int64 = 0
    /// The part of it that the OA asked for.
    var pauseUntil: Int64 = 0
    /// How many pushes in a row ended without an answer that settles anything.
    var haltedPushes = 0
    /// The operations whose answer is awaited.
    var inFlight: Set<OperationID> = []
    /// Whether the OA answered a batch with something else in this session: then decisions go one by one.
    var isBatchRefused = false
    var flightWaiters: [CheckedContinuation<Void, Never>] = []

    var schedule = Schedule()
    /// The OA's event stream.
    var listening = Listening()
    /// What it said last.
    let hints = HintBox()
    /// When the OA was last asked for changes, in milliseconds since 1970.
    var lookedAt: Int64 = 0
    var isRunning = false
    var isNudged = false
    /// Whether the next look at the OA is wanted at once.
    var isRetryWanted = false
    var sleeper: Task<Void, Never>?
    /// The size of the audit log whose checkpoint the OA refused last: the same one is not offered twice.
    var refusedCheckpoint: Int?
    /// How much of the audit log the witness was told of.
    var witnessedSize = 0
    /// Whether the round is to end with a comparison, see ``compare()``.
    var isComparisonWanted = false
    /// What the comparison of the last round found.
    var comparison: MirrorComparison?
    /// Before this time nothing is compared, because that failed (milliseconds since 1970).
    var comparisonNotBefore: Int64 = 0
    /// Before this time the directory is not asked for again, because that failed (milliseconds since 1970).
    var directoryNotBefore: Int64 = 0
    /// How fast the tax bureau's word on invoices is asked for.
    var verificationPace = VerificationPace()
    /// Instances with an operation that is due but may not be sent now.
    var skipped: Set<InstanceID> = []

    /// How sync is doing now.
    public internal(set) var health = SyncHealth()
    /// What of it was told last.
    var announced: SyncHealth?
    var observer: (@Sendable (SyncEvent) -> Void)?

    private var lease: SyncLease?
    private var mustRecover = false
    private var isBusy = false
    private var turnWaiters: [CheckedContinuation<Void, Never>] = []

    /// Makes a synchroniser; nothing happens before ``round()`` or ``run(observe:)``.
    /// - Parameter witness: told how far the audit log goes after each round that found it grown, whether the OA could be
    ///   reached or not.
    public init(
        connector: any OAConnector, ledger: Ledger, mirror: Mirror, folder: URL, world: SyncWorld,
        logger: Logger, witness: AuditWitness? = nil
    ) {
        self.witness = witness
        self.connector = connector
        self.ledger = ledger
        self.mirror = mirror
        self.folder = folder
        self.world = world
        self.logger = logger
    }

    /// One round: settles what is unknown, delivers everything that is due, then pulls until nothing more waits.
    public func round() async -> RoundReport {
        await takeTurn()
        defer { endTurn() }
        return await work()
    }

    /// The work of a round, for whoever has the turn.
    func work() async -> RoundReport {
        var round = Round()
        let before = health.connection
        do {
            if try takeLease() {
                try await perform(&round)
                try await anchor()
                try await readDirectory()
                try await compareIfDue(&round)
                try await judgeAgain(&round)
                try await askVerifications()
                health.connection = .online
                health.lastPullAt = world.now()
                delivery.pulledAt = health.lastPullAt
                schedule.succeeded(somethingHappened: round.somethingHappened)
            } else {
                health.connection = .elsewhere
            }
        } catch let error as StoreError {
            // An operation whose outcome could not be written down must not stay `sending` for ever.
            mustRecover = true
            health.connection = .storeTrouble(error)
            note(error)
            logger.error("store trouble", metadata: ["error.message": "\(error.explanation.en)"])
        } catch is ReadingStopped {
            // The OA answers, and decisions go out; it is only not read any further.
            health.connection = .online
            schedule.succeeded(somethingHappened: false)
        } catch let error as OAError where !Task.isCancelled {
            schedule.failed()
            note(error)
            if case .signedOut = error {
                session = nil
                health.connection = .signedOut
            } else {
                health.connection = .offline(error)
            }
            logger.info("round ended", metadata: ["error.message": "\(error.explanation.en)"])
        } catch {
            // Cancelled: what was done is durable, nothing is said about the OA.
            logger.debug("round cancelled")
        }
        if lease != nil { tellWitness() }
        if !isRunning { lease = nil }
        skipped = round.skipped
        health.session = session ?? health.session
        health.heldBack = round.heldBack
        health.isDeliveryPaused = delivery.isPaused
        health.isListening = hints.isOpen
        if health.connection != before { health.nextTryAt = nil }
        announceHealth()
        return RoundReport(
            changed: round.changed, gone: round.gone, operations: round.operations, health: health)
    }

    private func perform(_ round: inout Round) async throws {
        if session == nil {
            session = try await connector.session()
            isBatchRefused = false
            health.session = session
        }
        guard case .offline = health.connection else {
            try await push(&round)
            try await pull(&round)
            return
        }
        // Whether the OA is back is tried with a question, not with a decision: what was recorded meanwhile stays
        // `recorded`, and can still be taken back, until somebody answers.
        try await pull(&round)
        haltedPushes = 0
        pushNotBefore = pauseUntil
        try await push(&round)
        if !round.operations.isEmpty { try await pull(&round) }
    }

    /// Takes the lease, unless another process has it. Whatever was `sending` when the last holder ended is unknown.
    private func takeLease() throws(StoreError) -> Bool {
        if lease == nil {
            guard let taken = try SyncLease.take(folder: folder) else { return false }
            lease = taken
            mustRecover = true
            // Somebody else may have read meanwhile.
            unfinished = nil
        }
        if mustRecover {
            let count = try ledger.markInterrupted(at: world.now())
            mustRecover = false
            if count > 0 {
                logger.notice("interrupted deliveries are unknown now", metadata: ["count": "\(count)"])
            }
        }
        return true
    }

    func releaseLease() { lease = nil }

    // MARK: Events

    func announce(_ event: SyncEvent) { observer?(event) }

    /// Tells of the health when something changed that a person would want to know: times alone are told only while
    /// they are the news, that is while waiting for the OA.
    func announceHealth() {
        var comparable = health
        comparable.lastPullAt = nil
        for index in comparable.troubles.indices {
            comparable.troubles[index].firstAt = 0
            comparable.troubles[index].lastAt = 0
            comparable.troubles[index].count = 0
        }
        if case .offline = comparable.connection {} else { comparable.nextTryAt = nil }
        guard announced != comparable else { return }
        announced = comparable
        announce(.health(health))
    }

    func setRefusedCheckpoint(_ problem: Problem?) { health.refusedCheckpoint = problem }

    func setNextTry(_ time: Int64) {
        health.nextTryAt = time
        announceHealth()
    }

    // MARK: Turns

    func takeTurn() async {
        if isBusy {
            await withCheckedContinuation { turnWaiters.append($0) }
        } else {
            isBusy = true
        }
    }

    func endTurn() {
        // The turn is handed over, so that nobody else takes it in between.
        if turnWaiters.isEmpty { isBusy = false } else { turnWaiters.removeFirst().resume() }
    }
}

/// What one round has done so far.
struct Round {
    /// Instances that are not tried again in this pass of pushing.
    var excluded: Set<InstanceID> = []
    /// Of these, the ones whose operation stays due: looking again in this round would be of no use.
    var skipped: Set<InstanceID> = []
    /// Operations of another user, which are kept.
    var heldBack = 0
    /// How often a decision was put on a newer row version, by instance.
    var rebases: [InstanceID: Int] = [:]
    /// Nothing more is pushed in this round.
    var isPushHalted = false
    var changed = 0
    var gone = 0
    private(set) var operations: [RecordedOperation] = []

    var somethingHappened: Bool { changed + gone > 0 || !operations.isEmpty }

    /// Remembers an operation as it stands now.
    mutating func note(_ operation: RecordedOperation) {
        if let index = operations.firstIndex(where: { $0.id == operation.id }) {
            operations[index] = operation
        } else {
            operations.append(operation)
        }
    }
}
