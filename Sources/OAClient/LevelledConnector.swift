import Foundation
import Invoicing
import Logging
import OAProfile
import Synchronization

/// The connector of an account: it asks the OA for its level and speaks to it as that level needs.
///
/// Nothing is sent before the level is known; whenever the session is asked for again, it may be another one.
public final class LevelledConnector: OAConnector {
    private let full: ProfileConnector
    private let random: @Sendable () -> UInt64
    private let fitting = Mutex<Fitting?>(nil)

    /// The connector of a level, for one user.
    private struct Fitting {
        var level: CapabilityLevel
        var user: String
        var connector: any OAConnector
    }

    /// Opens a client; ``shutDown()`` must be called at the end.
    /// - Throws: ``OAError/misconfigured(_:)`` for an address that is none, or a file that cannot be read.
    public convenience init(account: OAAccount, logger: Logger) throws(OAError) {
        try self.init(account: account, limits: Transport.Limits(), world: Transport.World(), logger: logger)
    }

    init(account: OAAccount, limits: Transport.Limits, world: Transport.World, logger: Logger) throws(OAError)
    {
        full = try ProfileConnector(account: account, limits: limits, world: world, logger: logger)
        random = world.random
    }

    /// Closes all connections.
    public func shutDown() async { await full.shutDown() }

    /// The OA's host, with its port where one is given.
    public var name: String { full.name }

    /// How much of the profile the OA offers; nothing before it was asked.
    public var level: CapabilityLevel? { fitting.withLock { $0?.level } }

    /// Who is signed in, and what the OA can do; its level counts from here on.
    public func session() async throws(OAError) -> SessionDocument {
        let session = try await full.session()
        let level = session.capabilities.capabilityLevel
        fitting.withLock { fitting in
            if let known = fitting, known.level == level, known.user == session.user { return }
            fitting = Fitting(level: level, user: session.user, connector: make(level, session.user))
        }
        return session
    }

    /// One page of changes, or the word that only a snapshot helps.
    public func changes(since cursor: String, epoch: String, limit: Int) async throws(OAError)
        -> ChangesAnswer
    {
        try await current().changes(since: cursor, epoch: epoch, limit: limit)
    }

    /// One page of a snapshot; nothing asks for the first.
    public func snapshot(page: String?) async throws(OAError) -> SnapshotPage {
        try await current().snapshot(page: page)
    }

    /// A task as it is now; nothing when it is gone or not ours.
    public func task(_ id: TaskID) async throws(OAError) -> TaskDocument? { try await current().task(id) }

    /// Looks at what must be looked at before a request leaves.
    public func preflight(_ request: DecisionRequest) async throws(OAError) -> OperationReport? {
        try await current().preflight(request)
    }

    /// Delivers a decision once.
    public func deliver(_ request: DecisionRequest, onRev rev: String) async -> DeliveryAnswer {
        do {
            return try await current().deliver(request, onRev: rev)
        } catch {
            return .nothing(cause: error.explanation.en)
        }
    }

    /// Delivers several decisions in one request, each once and for itself.
    public func deliver(batch: [BatchRequest.Element]) async -> BatchAnswer {
        await full.deliver(batch: batch)
    }

    /// What the OA shows to the user, in digests.
    public func inventory() async throws(OAError) -> Inventory { try await full.inventory() }

    /// What the OA shows to the user in one bucket of its inventory.
    public func inventory(ofBucket bucket: Int) async throws(OAError) -> InventoryBucket {
        try await full.inventory(ofBucket: bucket)
    }

    /// What became of a request, or whether it may be sent again.
    public func settle(_ sent: SentRequest) async throws(OAError) -> Settlement {
        try await current().settle(sent)
    }

    /// Makes sure that a request can never apply any more, or learns that it did.
    public func fence(_ sent: SentRequest) async throws(OAError) -> OperationReport {
        try await current().fence(sent)
    }

    /// What the OA knows of an operation.
    public func report(on operation: OperationID) async throws(OAError) -> OperationReport? {
        try await current().report(on: operation)
    }

    /// Makes sure that an operation can never apply any more.
    public func fence(_ operation: OperationID) async throws(OAError) -> OperationReport {
        try await current().fence(operation)
    }

    /// The bytes of an attachment, checked against their name.
    public func blob(_ sha256: String) async throws(OAError) -> Data { try await full.blob(sha256) }

    /// One page of the people to whom work can be handed.
    public func people(page: String?) async throws(OAError) -> PeoplePage {
        try await full.people(page: page)
    }

    /// What a source of the tax bureau said of a task's invoice.
    public func verification(of task: TaskID) async throws(OAError) -> VerificationDocument? {
        try await full.verification(of: task)
    }

    /// Listens to the OA's hints until the stream ends.
    public func listen(after cursor: String?, hear: @escaping @Sendable (ChangeHint) -> Void)
        async throws(OAError)
    {
        try await full.listen(after: cursor, hear: hear)
    }

    /// Hands the OA a checkpoint of the user's audit log.
    public func anchor(size: Int, root: ContentDigest, note: String, proof: [ContentDigest])
        async throws(OAError)
    {
        try await full.anchor(size: size, root: root, note: note, proof: proof)
    }

    private func make(_ level: CapabilityLevel, _ user: String) -> any OAConnector {
        let oa = PlainOA(base: full, user: user, level: level)
        switch level {
        case .full: return full
        case .versioned: return VersionedConnector(oa: oa)
        case .taskBound:
            return TaskBoundConnector(oa: oa, listing: TaskListing(base: full, random: random))
        case .atMostOnce:
            return AtMostOnceConnector(oa: oa, listing: TaskListing(base: full, random: random))
        }
    }

    private func current() async throws(OAError) -> any OAConnector {
        if let known = fitting.withLock({ $0?.connector }) { return known }
        _ = try await session()
        return fitting.withLock { $0?.connector } ?? full
    }
}
