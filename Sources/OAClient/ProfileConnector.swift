import Foundation
import Invoicing
import Logging
import OAProfile

/// Where an OA is and how one is known there.
public struct OAAccount: Hashable, Codable, Sendable {
    /// The OA's address, as `https://oa.example.com`; the profile's path is added.
    public var url: String
    /// The bearer token. Never logged, never an argument.
    public var token: String
    /// The user at the OA.
    public var user: String
    /// A PEM file with certificates to trust besides the system's; empty for none.
    public var caFile: String

    /// Makes an account.
    public init(url: String, token: String, user: String, caFile: String = "") {
        self.url = url
        self.token = token
        self.user = user
        self.caFile = caFile
    }
}

/// Speaks profile v1 over HTTP.
public final class ProfileConnector: OAConnector {
    /// Opens a client; `shutDown` must be called at the end.
    /// - Throws: ``OAError/misconfigured(_:)`` for an address that is none, or a CA file that cannot be read.
    public init(account: OAAccount, logger: Logger) throws(OAError) { fatalError("body follows") }

    /// Signs in as the sample user of a reference OA (`POST /v1/demo/login`). Loopback addresses only.
    public static func signInToDemo(url: String, logger: Logger) async throws(OAError) -> OAAccount {
        fatalError("body follows")
    }

    /// Closes all connections.
    public func shutDown() async { fatalError("body follows") }

    /// Who is signed in, and what the OA can do.
    public func session() async throws(OAError) -> SessionDocument { fatalError("body follows") }
    /// One page of changes, or the word that only a snapshot helps.
    public func changes(since cursor: String, epoch: String, limit: Int) async throws(OAError) -> ChangesAnswer {
        fatalError("body follows")
    }
    /// One page of a snapshot; nothing asks for the first.
    public func snapshot(page: String?) async throws(OAError) -> SnapshotPage { fatalError("body follows") }
    /// A task as it is now; nothing when it is gone or not ours.
    public func task(_ id: TaskID) async throws(OAError) -> TaskDocument? { fatalError("body follows") }
    /// Delivers a decision once.
    public func deliver(_ request: DecisionRequest, onRev rev: String) async -> DeliveryAnswer {
        fatalError("body follows")
    }
    /// What the OA knows of an operation; nothing when it has never seen it.
    public func report(on operation: OperationID) async throws(OAError) -> OperationReport? {
        fatalError("body follows")
    }
    /// Makes sure that an operation can never apply any more, or learns that it did.
    public func fence(_ operation: OperationID) async throws(OAError) -> OperationReport {
        fatalError("body follows")
    }
    /// The bytes of an attachment, checked against their name.
    public func blob(_ sha256: String) async throws(OAError) -> Data { fatalError("body follows") }
}
