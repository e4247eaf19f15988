import Foundation
import Invoicing
import OAClient
import OAProfile
import Simulation
import Store
import Testing

@testable import Sync

@Suite("Delivering several decisions in one request")
struct BatchPushTests {
    /// A bench whose OA takes so many decisions in one request.
    private func bench(_ batchMax: Int, tasks: Int) async throws -> Bench {
        let bench = try Bench()
        await bench.oa.set(batchMax: batchMax)
        try await bench.submit(tasks)
        return bench
    }

    private func requests(_ bench: Bench) async -> [String] {
        await bench.oa.log.filter { $0.hasPrefix("batch") || $0.hasPrefix("deliver") }
    }

    @Test("what is due goes in local order, as many at once as the OA takes")
    func together() async throws {
        let bench = try await bench(3, tasks: 7)
        let ids = try (1...7).map { try bench.record($0) }
        let report = await bench.sync.round()
        #expect(await requests(bench) == ["batch T-1 T-2 T-3", "batch T-4 T-5 T-6", "deliver T-7"])
        #expect(try ids.map(bench.state) == Array(repeating: .acked, count: 7))
        #expect(await bench.oa.applied.map(\.operation) == ids)
        #expect(report.operations.count == 7)
        #expect(try bench.ledger.verifyAudit().isIntact)
    }

    @Test("two operations of one instance never go together, and keep their order")
    func perInstance() async throws {
        let bench = try await bench(10, tasks: 3)
        let remark = try bench.record(1, .remark(#require(Decision.Reason("已核对"))))
        let approval = try bench.record(1)
        let other = try bench.record(2)
        _ = await bench.sync.round()
        let requests = await requests(bench)
        #expect(requests.first == "batch T-1 T-2")
        #expect(!requests.contains("batch T-1 T-1"))
        for id in [remark, other] { #expect(try bench.state(id) == .acked) }
        // The comment made a new row version, so that the approval may go as a new operation.
        #expect([.acked, .superseded].contains(try bench.state(approval)))
        #expect(await bench.oa.applied.map(\.operation).first == remark)
        #expect(await bench.oa.applied.filter { $0.task == TaskID(rawValue: "T-1") && $0.closes }.count == 1)
    }

    @Test(
        "a conflict, a refusal and a claim each concern one decision; the others are applied in the same request"
    )
    func outcomes() async throws {
        let bench = try await bench(10, tasks: 5)
        let ids = try (1...5).map { try bench.record($0) }
        await bench.oa.edit(TaskID(rawValue: "T-1")) { $0.invoice.totals.gross = Money(minor: 1_099) }
        await bench.oa.edit(TaskID(rawValue: "T-2")) { $0.status = .withdrawn }
        await bench.oa.claim(TaskID(rawValue: "T-3"))
        await bench.oa.edit(TaskID(rawValue: "T-4")) { $0.costCentre += "." }
        _ = await bench.sync.round()
        #expect(try bench.state(ids[0]) == .conflict)
        #expect(try bench.state(ids[1]) == .conflict)
        #expect(try bench.state(ids[2]) == .unknown)
        // Nothing that was seen changed: it went again as a new operation.
        #expect(try bench.state(ids[3]) == .superseded)
        #expect(try bench.state(ids[4]) == .acked)
        let applied = Set(await bench.oa.applied.map(\.task.rawValue))
        #expect(applied == ["T-4", "T-5"])
    }

    @Test(
        "a decision that the answer leaves out is unknown, delays no other, and is settled without being sent twice"
    )
    func leftOut() async throws {
        let bench = try await bench(10, tasks: 4)
        let ids = try (1...4).map { try bench.record($0) }
        await bench.oa.script([.nothing(cause: "left out")])
        _ = await bench.sync.round()
        #expect(try ids.map(bench.state) == [.unknown, .acked, .acked, .acked])
        // What is recorded now does not wait for it.
        bench.clock.advance(Backoff.cap)
        await bench.oa.clearLog()
        _ = await bench.sync.round()
        #expect(try bench.state(ids[0]) == .acked)
        #expect(await bench.oa.log.prefix(2) == ["report", "deliver T-1"])
        #expect(await bench.oa.applied.count == 4)
    }

    @Test("an OA that answers a batch with something else gets decisions one by one; none is lost or doubled")
    func foreign() async throws {
        let bench = try await bench(10, tasks: 4)
        let strange = StrangeBatchOA(bench.oa)
        let sync = Synchronizer(
            connector: strange, ledger: bench.ledger, mirror: bench.mirror, folder: bench.folder,
            world: bench.clock.world(bench.dice), logger: .silent)
        let ids = try (1...4).map { try bench.record($0) }
        for _ in 0..<4 {
            _ = await sync.round()
            bench.clock.advance(Backoff.cap)
        }
        #expect(try ids.map(bench.state) == Array(repeating: .acked, count: 4))
        #expect(await requests(bench).filter { $0.hasPrefix("batch") }.count == 1)
        #expect(Set(await bench.oa.applied.map(\.operation)) == Set(ids))
        #expect(await bench.oa.applied.count == 4)
    }

    @Test("no answer to a batch is one failure: the next one waits as after a single decision")
    func oneFailure() async throws {
        let bench = try await bench(50, tasks: 30)
        for number in 1...30 { try bench.record(number) }
        await bench.oa.set(down: true)
        _ = await bench.sync.round()
        #expect(await bench.sync.haltedPushes == 1)
    }
}

/// An OA that decides what a batch asks for and answers with a web page.
private struct StrangeBatchOA: ForwardingOA {
    let oa: SimulatedOA

    init(_ oa: SimulatedOA) { self.oa = oa }

    func deliver(batch: [BatchRequest.Element]) async -> BatchAnswer {
        _ = await oa.deliver(batch: batch)
        let page = DeliveryAnswer.answer(
            status: 200, contentType: "text/html", body: Data("<html>".utf8), retryAfter: nil)
        return BatchAnswer(answer: page, to: batch)
    }
}
