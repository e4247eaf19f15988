import Foundation
import Invoicing
import OAProfile

// The way to an OA: HTTP transport, credentials, one folder a connector.
// In: questions of `Sync`, as values of the profile. Out: documents, or an error that says what is wrong and what to do.
// A new OA system is one new folder here that conforms to `OAConnector`; it never decides about conflicts.

/// What `Sync` needs of an OA, whatever system it is.
public protocol OAConnector: Sendable {
    /// What the OA is called in texts for people: its host, where it has one.
    var name: String { get }
    /// Who is signed in, and what the OA can do.
    func session() async throws(OAError) -> SessionDocument
    /// One page of changes, or the word that only a snapshot helps.
    func changes(since cursor: String, epoch: String, limit: Int) async throws(OAError) -> ChangesAnswer
    /// One page of a snapshot; nothing asks for the first.
    func snapshot(page: String?) async throws(OAError) -> SnapshotPage
    /// A task as it is now; nothing when it is gone or not ours.
    func task(_ id: TaskID) async throws(OAError) -> TaskDocument?
    /// Looks at what must be looked at before a request leaves for the first time. Nothing where it may be sent; else what
    /// to make of it instead. Where this throws, nothing has left.
    func preflight(_ request: DecisionRequest) async throws(OAError) -> OperationReport?
    /// Delivers a decision once. Never throws: what came back is to be judged.
    func deliver(_ request: DecisionRequest, onRev rev: String) async -> DeliveryAnswer
    /// Delivers several decisions in one request, each once and for itself. Never throws: what came back for each is to be
    /// judged. Only for an OA whose session names the feature `batch`.
    func deliver(batch: [BatchRequest.Element]) async -> BatchAnswer
    /// What the OA knows of an operation; nothing when it has never seen it.
    func report(on operation: OperationID) async throws(OAError) -> OperationReport?
    /// Makes sure that an operation can never apply any more, or learns that it did.
    func fence(_ operation: OperationID) async throws(OAError) -> OperationReport
    /// What became of a request, or whether it may be sent again. Never says "applied" without proof.
    func settle(_ sent: SentRequest) async throws(OAError) -> Settlement
    /// Makes sure that a request can never apply any more, or learns that it did.
    /// - Throws: ``OAError/notFenced(host:)`` where the OA can promise neither.
    func fence(_ sent: SentRequest) async throws(OAError) -> OperationReport
    /// The bytes of an attachment, checked against their name.
    func blob(_ sha256: String) async throws(OAError) -> Data
    /// One page of the people to whom work can be handed; nothing asks for the first. Only for an OA whose session names
    /// the feature `users`.
    func people(page: String?) async throws(OAError) -> PeoplePage
    /// What the OA shows to the user, in digests. Only for an OA whose session names the feature `inventory`.
    func inventory() async throws(OAError) -> Inventory
    /// What the OA shows to the user in one bucket of its inventory.
    func inventory(ofBucket bucket: Int) async throws(OAError) -> InventoryBucket
    /// Listens to the OA's hints until the stream ends: returns where the OA ended it, throws where it broke off, fell
    /// silent or is none. Only for an OA whose session names the feature `events`.
    /// - Parameters:
    ///   - cursor: what is known already; what changed behind it is hinted at once.
    ///   - hear: takes each hint; must not block.
    func listen(after cursor: String?, hear: @escaping @Sendable (ChangeHint) -> Void) async throws(OAError)
    /// Hands the OA a checkpoint of the user's audit log, to keep where the user cannot change it. Only for an OA whose
    /// session names the feature `checkpoints`.
    /// - Parameters:
    ///   - size: how many entries the log has.
    ///   - root: the Merkle root over them.
    ///   - note: the checkpoint's text.
    ///   - proof: the consistency proof from the checkpoint that the OA took last; empty for the first.
    func anchor(size: Int, root: ContentDigest, note: String, proof: [ContentDigest]) async throws(OAError)
    /// What a source said of the invoice of a task (查验); nothing where the OA knows none. Only for an OA whose session
    /// names the feature `verifications`.
    func verification(of task: TaskID) async throws(OAError) -> VerificationDocument?
}

extension OAConnector {
    /// A connector without a host of its own is just the OA.
    public var name: String { "OA" }
    /// A connector that cannot do this is never asked to.
    public func people(page: String?) async throws(OAError) -> PeoplePage {
        throw .notAnOA(host: name, cause: OAError.Cause.unexpectedStatus.rawValue)
    }
    /// A connector that cannot do this is never asked to.
    public func deliver(batch: [BatchRequest.Element]) async -> BatchAnswer {
        BatchAnswer(answer: .nothing(cause: "batches are not supported"), to: batch)
    }
    /// A connector that cannot do this is never asked to.
    public func inventory() async throws(OAError) -> Inventory {
        throw .notAnOA(host: name, cause: OAError.Cause.unexpectedStatus.rawValue)
    }
    /// A connector that cannot do this is never asked to.
    public func inventory(ofBucket bucket: Int) async throws(OAError) -> InventoryBucket {
        throw .notAnOA(host: name, cause: OAError.Cause.unexpectedStatus.rawValue)
    }
    /// A connector that cannot do this is never asked to.
    public func listen(after cursor: String?, hear: @escaping @Sendable (ChangeHint) -> Void)
        async throws(OAError)
    {
        throw .notAnOA(host: name, cause: OAError.Cause.notEvents.rawValue)
    }
    /// A connector that cannot do this is never asked to.
    public func anchor(size: Int, root: ContentDigest, note: String, proof: [ContentDigest])
        async throws(OAError)
    {
        throw .notAnOA(host: name, cause: OAError.Cause.unexpectedStatus.rawValue)
    }
}

extension OAConnector {
    /// A connector that cannot do this is never asked to.
    public func verification(of task: TaskID) async throws(OAError) -> VerificationDocument? { nil }
}

/// The answer to a question for changes.
public enum ChangesAnswer: Hashable, Sendable {
    /// The next page.
    case page(ChangesPage)
    /// The cursor is of no use any more (410): take a snapshot.
    case snapshotNeeded(Problem.Code)
}
