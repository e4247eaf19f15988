import Foundation
import Invoicing
import OAClient
import OAProfile
import Simulation
import Store
import Testing

@testable import Sync

@Suite("Pausing and retrying")
struct PausingTests {
    @Test("while delivery is paused nothing is sent, what is new comes in, and what waits can be taken back")
    func paused() async throws {
        let bench = try Bench()
        try await bench.submit(2)
        let first = try bench.record(1)
        let second = try bench.record(2)
        bench.sync.setDeliveryPaused(true)
        await bench.oa.submit(Sample.task(3))
        let report = await bench.sync.round()
        #expect(report.health.isDeliveryPaused && report.health.connection == .online)
        #expect(report.changed == 1)
        #expect(await bench.oa.log.allSatisfy { !$0.hasPrefix("deliver") && !$0.hasPrefix("report") })
        #expect(try bench.state(first) == .recorded && bench.state(second) == .recorded)
        guard case .cancelled = await bench.sync.cancel(second) else {
            Issue.record("a held decision could not be taken back")
            return
        }
        bench.sync.setDeliveryPaused(false)
        let after = await bench.sync.round()
        #expect(!after.health.isDeliveryPaused)
        #expect(try bench.state(first) == .acked && bench.state(second) == .cancelled)
        #expect(await bench.oa.applied.map(\.operation) == [first])
    }

    @Test("an unknown outcome is not even asked about while delivery is paused")
    func unknown() async throws {
        let bench = try Bench()
        try await bench.submit(1)
        let id = try bench.record(1)
        await bench.oa.script([.nothing(cause: "lost")])
        _ = await bench.sync.round()
        #expect(try bench.state(id) == .unknown)
        bench.clock.advance(3_600_000)
        bench.sync.setDeliveryPaused(true)
        await bench.oa.clearLog()
        _ = await bench.sync.round()
        #expect(await bench.oa.log.allSatisfy { $0 == "changes" })
        #expect(try bench.state(id) == .unknown)
    }

    @Test("retrying makes due what waits for a later attempt, but keeps the pause that the OA asked for")
    func retry() async throws {
        let bench = try Bench()
        try await bench.submit(1)
        let id = try bench.record(1)
        await bench.oa.script([.nothing(cause: "lost")])
        _ = await bench.sync.round()
        #expect(try bench.state(id) == .unknown)
        _ = await bench.sync.round()
        #expect(try bench.state(id) == .unknown, "its next attempt is later")
        await bench.sync.retry()
        _ = await bench.sync.round()
        #expect(try bench.state(id) == .acked)
        #expect(await bench.oa.applied.count == 1)

        await bench.oa.submit(Sample.task(2))
        _ = await bench.sync.round()
        let held = try bench.record(2)
        await bench.oa.script([
            .answer(status: 503, contentType: "text/plain", body: Data(), retryAfter: 600)
        ])
        _ = await bench.sync.round()
        await bench.sync.retry()
        _ = await bench.sync.round()
        #expect(try bench.state(held) == .unknown)
        bench.clock.advance(601_000)
        _ = await bench.sync.round()
        #expect(try bench.state(held) == .acked)
    }

    @Test("errors are remembered with their remedy, one entry for as long as it stays the same")
    func troubles() async throws {
        let bench = try Bench()
        try await bench.submit(1)
        await bench.oa.set(down: true)
        _ = await bench.sync.round()
        _ = await bench.sync.round()
        await bench.oa.set(down: false)
        await bench.oa.set(signedOut: true)
        let report = await bench.sync.round()
        let troubles = report.health.troubles
        #expect(troubles.map(\.count) == [1, 2])
        #expect(troubles.allSatisfy { !$0.remedy.zh.isEmpty && !$0.remedy.en.isEmpty })
        #expect(troubles[0].explanation == OAError.signedOut(host: "sim").explanation)
    }
}
