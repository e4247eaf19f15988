import Invoicing
import OAProfile

/// A request that was sent and whose outcome is not known.
public struct SentRequest: Hashable, Sendable {
    /// What was sent.
    public var request: DecisionRequest
    /// The row version that it was sent on.
    public var rev: String
    /// Whether any copy of it may have been carried out. Not so only where the OA itself turned every one away.
    public var mayHaveArrived: Bool
    /// How long ago its first byte left, in milliseconds.
    public var age: Int64

    /// Makes one.
    public init(_ request: DecisionRequest, rev: String, mayHaveArrived: Bool, age: Int64) {
        self.request = request
        self.rev = rev
        self.mayHaveArrived = mayHaveArrived
        self.age = age
    }
}

/// What is to be done about a request of unknown outcome.
public enum Settlement: Hashable, Sendable {
    /// This became of it.
    case report(OperationReport)
    /// It may be sent once more: a second copy can do no harm.
    case resend
    /// It must not be sent again and may still show up: look again after so many seconds. The cause is for the log.
    case wait(cause: String, seconds: Int)
}

extension OAConnector {
    /// At an OA of the full profile nothing needs to be looked at: it compares itself.
    public func preflight(_ request: DecisionRequest) async throws(OAError) -> OperationReport? { nil }

    /// An OA that knows operations is asked by their name.
    public func settle(_ sent: SentRequest) async throws(OAError) -> Settlement {
        try await report(on: sent.request.opID).map(Settlement.report) ?? .resend
    }

    /// An OA that knows operations fences them by their name.
    public func fence(_ sent: SentRequest) async throws(OAError) -> OperationReport {
        try await fence(sent.request.opID)
    }
}
