import Foundation
import Invoicing
import OAClient
import OAProfile
import Simulation

/// A connector that asks a simulated OA, except for what it does itself.
protocol ForwardingOA: OAConnector {
    var oa: SimulatedOA { get }
}

extension ForwardingOA {
    func session() async throws(OAError) -> SessionDocument { try await oa.session() }

    func changes(since cursor: String, epoch: String, limit: Int) async throws(OAError) -> ChangesAnswer {
        try await oa.changes(since: cursor, epoch: epoch, limit: limit)
    }

    func snapshot(page: String?) async throws(OAError) -> SnapshotPage { try await oa.snapshot(page: page) }

    func task(_ id: TaskID) async throws(OAError) -> TaskDocument? { try await oa.task(id) }

    func deliver(_ request: DecisionRequest, onRev rev: String) async -> DeliveryAnswer {
        await oa.deliver(request, onRev: rev)
    }

    func report(on operation: OperationID) async throws(OAError) -> OperationReport? {
        try await oa.report(on: operation)
    }

    func fence(_ operation: OperationID) async throws(OAError) -> OperationReport {
        try await oa.fence(operation)
    }

    func blob(_ sha256: String) async throws(OAError) -> Data { try await oa.blob(sha256) }
}
