import Foundation
import Invoicing
import OAProfile
import Simulation
import Store
import Testing

@testable import Sync

@Suite("Decisions that a restored OA lost")
struct LostDecisionTests {
    @Test("a confirmed decision that is gone comes back as a conflict, once, and is never sent by itself")
    func lost() async throws {
        let bench = try Bench()
        try await bench.submit(3)
        let kept = try bench.record(1)
        let lost = try bench.record(2)
        _ = await bench.sync.round()
        try #require(try bench.state(kept) == .acked && bench.state(lost) == .acked)
        await bench.oa.restore(forgetting: lost)
        await bench.oa.clearLog()
        for _ in 0..<3 { _ = await bench.sync.round() }
        let conflicts = try bench.ledger.operations(in: [.conflict], limit: 10)
        let opened = try #require(conflicts.first)
        #expect(conflicts.count == 1)
        #expect(opened.supersedes == lost)
        #expect(opened.attempts == 0)
        #expect(opened.problem.flatMap { ServerChange($0, to: opened.request) } == .decisionLost)
        #expect(try bench.ledger.evidence(of: opened.id) == bench.ledger.evidence(of: lost))
        // What was confirmed stays confirmed, with its receipt; nothing was sent.
        #expect(try bench.state(kept) == .acked && bench.state(lost) == .acked)
        #expect(await !bench.oa.log.contains { $0.hasPrefix("deliver") })
        #expect(await bench.oa.applied.count == 1)
        #expect(try bench.ledger.verifyAudit().isIntact)
        // A person decides again: exactly one more application.
        let task = try #require(try bench.mirror.entry(opened.task)?.task)
        var generator = bench.clock.world(bench.dice).generator
        let again = OperationID(milliseconds: bench.clock.now, using: &generator)
        _ = try bench.ledger.record(
            NewOperation(
                id: again, task: task, decision: opened.decision, actor: Sample.user,
                supersedes: opened.id, recordedAt: bench.clock.now))
        _ = await bench.sync.round()
        #expect(try bench.state(again) == .acked)
        #expect(await bench.oa.applied.count == 2)
    }

    @Test("a new history in which every decision is still held opens nothing")
    func held() async throws {
        let bench = try Bench()
        try await bench.submit(2)
        let id = try bench.record(1)
        _ = await bench.sync.round()
        await bench.oa.restore()
        _ = await bench.sync.round()
        #expect(try bench.ledger.operations(in: [.conflict], limit: 1).isEmpty)
        #expect(try bench.state(id) == .acked)
    }
}
