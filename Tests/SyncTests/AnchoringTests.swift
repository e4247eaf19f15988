import Audit
import Foundation
import Invoicing
import OAClient
import OAProfile
import ReferenceOA
import Simulation
import Store
import Synchronization
import Testing

@testable import Sync

/// The OA as the witness of the user's audit log, over real HTTP.
@Suite("Anchoring the audit log at the OA")
struct AnchoringTests {
    @Test("each round that made the log grow leaves an anchor, and each one extends the last")
    func grows() async throws {
        let bench = try HTTPBench()
        try await bench.serving { port in
            let console = try await bench.console(port: port)
            _ = await console.sync.round()
            #expect(try console.ledger.checkpoints().isEmpty)
            for (index, task) in try await console.tasks().enumerated() {
                _ = try console.approve(task)
                let report = await console.sync.round()
                #expect(report.health.connection == .online && report.health.refusedCheckpoint == nil)
                let last = try #require(try console.ledger.checkpoints().last)
                #expect(last.checkpoint.size == (index + 1) * 3 && last.anchoredAt != nil)
                let root = MerkleTree.root(of: try console.ledger.auditLeaves())
                #expect(last.checkpoint.root == root)
            }
            // Nothing new, nothing to anchor.
            _ = await console.sync.round()
            #expect(try console.ledger.checkpoints().count == 3)
            #expect(
                try console.ledger.verifyAudit(
                    anchors: try console.ledger.checkpoints().map(\.checkpoint)
                ).isIntact)
            await console.close()
        }
    }

    @Test("an answer that was lost on its way does not end the anchoring")
    func lostAnswer() async throws {
        let bench = try HTTPBench()
        try await bench.serving { port in
            let console = try await bench.console(port: port)
            _ = await console.sync.round()
            let tasks = try await console.tasks()
            _ = try console.approve(tasks[0])
            _ = await console.sync.round()
            _ = try console.approve(tasks[1])
            // The OA takes a checkpoint of which this side never learns.
            let leaves = try console.ledger.auditLeaves()
            let taken = try #require(
                Checkpoint(origin: "x/y", size: leaves.count, root: MerkleTree.root(of: leaves)))
            try console.ledger.keep(KeptCheckpoint(taken))
            let proof = try #require(MerkleTree.consistencyProof(from: 3, in: leaves)).path
            try await console.connector.anchor(
                size: taken.size, root: taken.root, note: taken.text, proof: proof)
            let report = await console.sync.round()
            #expect(report.health.refusedCheckpoint == nil)
            #expect(try console.ledger.checkpoints().last?.anchoredAt != nil)
            await console.close()
        }
    }

    @Test("a log that is not the one that the OA holds is refused, and said so, and decisions go on")
    func anotherLog() async throws {
        let bench = try HTTPBench()
        try await bench.serving { port in
            let console = try await bench.console(port: port)
            _ = await console.sync.round()
            let other = ContentDigest(of: "another log")
            try await console.connector.anchor(size: 2, root: other, note: "n", proof: [])
            let id = try await console.record(0)
            let report = await console.sync.round()
            #expect(report.health.connection == .online)
            #expect(try console.ledger.operation(id)?.state == .acked)
            #expect(report.health.refusedCheckpoint?.status == 409)
            #expect(try console.ledger.checkpoints().allSatisfy { $0.anchoredAt == nil })
            await console.close()
        }
    }

    @Test("a witness hears of all that was recorded, once each, whether the OA lets us in or not")
    func witness() async throws {
        let bench = try HTTPBench()
        try await bench.serving { port in
            let console = try await bench.console(port: port, token: "expired")
            _ = await console.sync.round()
            #expect(console.witnessed.all.isEmpty)
            var expected: [Checkpoint?] = []
            for number in 1...3 {
                try console.ledger.note(.login(oa: "oa"), at: Int64(number))
                let report = await console.sync.round()
                #expect(report.health.connection == .signedOut)
                // Nothing new, nothing to tell.
                _ = await console.sync.round()
                expected.append(Checkpoint(of: try console.ledger.auditLeaves()))
                #expect(console.witnessed.all == expected)
            }
            #expect(
                try console.ledger.verifyAudit(anchors: console.witnessed.all.compactMap(\.self)).isIntact)
            await console.close()
        }
    }
}

/// What a witness was told, as checkpoints.
final class Witnessed: Sendable {
    private let told = Mutex<[Checkpoint?]>([])

    var all: [Checkpoint?] { told.withLock { $0 } }

    func add(_ size: Int, _ root: ContentDigest) {
        told.withLock { $0.append(Checkpoint(origin: "witness", size: size, root: root)) }
    }
}

extension Checkpoint {
    fileprivate init?(of leaves: [ContentDigest]) {
        self.init(origin: "witness", size: leaves.count, root: MerkleTree.root(of: leaves))
    }
}
