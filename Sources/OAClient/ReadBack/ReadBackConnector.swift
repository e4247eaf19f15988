import Foundation
import Invoicing
import OAProfile

/// A connector to an OA whose answers prove nothing: what became of a request is read back from its task. What the three
/// levels below the full profile share stands here; where they differ is ``whenOpen(_:rev:digest:)``, the way of sending,
/// and where changes come from.
protocol ReadBackConnector: OAConnector {
    var oa: PlainOA { get }
    /// What to do about a request that is not in the history of its task while the task still waits.
    func whenOpen(_ sent: SentRequest, rev: String, digest: ContentDigest) -> Settlement
}

/// One whose OA has no change feed and compares nothing: the list of tasks is read instead, and each task before sending.
protocol ListingConnector: ReadBackConnector {
    var listing: TaskListing { get }
}

extension ListingConnector {
    func changes(since cursor: String, epoch: String, limit: Int) async throws(OAError) -> ChangesAnswer {
        try await listing.changes(since: cursor)
    }

    func snapshot(page: String?) async throws(OAError) -> SnapshotPage {
        try await listing.snapshot(page: page)
    }

    func preflight(_ request: DecisionRequest) async throws(OAError) -> OperationReport? {
        try await compare(request)
    }

    func deliver(_ request: DecisionRequest, onRev rev: String) async -> DeliveryAnswer {
        await oa.post(request, onRev: nil)
    }
}

extension ReadBackConnector {
    var name: String { oa.base.name }

    func session() async throws(OAError) -> SessionDocument { try await oa.base.session() }

    func task(_ id: TaskID) async throws(OAError) -> TaskDocument? { try await oa.task(id) }

    func blob(_ sha256: String) async throws(OAError) -> Data { try await oa.base.blob(sha256) }

    func people(page: String?) async throws(OAError) -> PeoplePage { try await oa.base.people(page: page) }

    func settle(_ sent: SentRequest) async throws(OAError) -> Settlement {
        let request = sent.request
        switch try await oa.look(request) {
        case .applied(let receipt): return .report(request.applied(by: receipt))
        case .elsewhere(let problem), .gone(let problem): return .report(request.refused(for: problem))
        // A comment may be about a task that is over.
        case .over where request.action == .remark: return OnceOnly.settlement(of: sent)
        case .over(let problem): return .report(request.refused(for: problem))
        case .open(let rev, let digest): return whenOpen(sent, rev: rev, digest: digest)
        }
    }

    func fence(_ sent: SentRequest) async throws(OAError) -> OperationReport {
        switch try await settle(sent) {
        case .report(let report): return report
        case .resend where !sent.mayHaveArrived:
            return OperationReport(opID: sent.request.opID, state: .fenced)
        case .resend, .wait: throw .notFenced(host: name)
        }
    }

    /// Compares what is there with what was seen, for an OA that does not do so itself.
    func compare(_ request: DecisionRequest) async throws(OAError) -> OperationReport? {
        switch try await oa.look(request) {
        case .applied(let receipt): request.applied(by: receipt)
        case .elsewhere(let problem), .gone(let problem): request.refused(for: problem)
        case .over where request.action == .remark: nil
        case .open where request.action == .remark: nil
        case .over(let problem): request.refused(for: problem)
        case .open(let rev, let digest):
            digest == request.seenDigest ? nil : request.refused(for: .changed(rev: rev, digest: digest))
        }
    }

    func report(on operation: OperationID) async throws(OAError) -> OperationReport? {
        throw .problem(Self.noOperations)
    }

    func fence(_ operation: OperationID) async throws(OAError) -> OperationReport {
        throw .problem(Self.noOperations)
    }

    private static var noOperations: Problem {
        Problem(
            code: .noSuchPath, status: 404, title: "No operations",
            detail: "This OA keeps no record of operations.")
    }
}
