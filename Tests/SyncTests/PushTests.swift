import Foundation
import Invoicing
import OAClient
import OAProfile
import Simulation
import Store
import Testing

@testable import Sync

@Suite("Delivering decisions")
struct PushTests {
    @Test("a decision is delivered once, and the OA's receipt is kept")
    func delivered() async throws {
        let bench = try Bench()
        try await bench.submit(2)
        let id = try bench.record(1)
        let report = await bench.sync.round()
        #expect(report.operations.map(\.id) == [id] && report.operations.map(\.state) == [.acked])
        #expect(report.changed == 1, "the pull after it brings what the decision changed")
        #expect(try bench.mirror.entry(TaskID(rawValue: "T-1"))?.task.status == .approved)
        _ = await bench.sync.round()
        #expect(await bench.oa.log.filter { $0 == "deliver T-1" }.count == 1)
        #expect(await bench.oa.applied.map(\.operation) == [id])
    }

    @Test("a conflict on one invoice never delays another")
    func conflictBlocksNobody() async throws {
        let bench = try Bench()
        try await bench.submit(3)
        let ids = try (1...3).map { try bench.record($0) }
        await bench.oa.edit(TaskID(rawValue: "T-1")) { $0.invoice.totals.gross = Money(minor: 99_900) }
        let report = await bench.sync.round()
        #expect(try ids.map { try bench.state($0) } == [.conflict, .acked, .acked])
        #expect(report.operations.count == 3)
        #expect(await bench.oa.applied.map(\.operation) == [ids[1], ids[2]])
    }

    @Test("a newer row version with the same content is taken as a new operation, without asking")
    func rebase() async throws {
        let bench = try Bench()
        try await bench.submit(1)
        let id = try bench.record(1)
        await bench.oa.edit(TaskID(rawValue: "T-1")) { $0.costCentre = "CC-2" }
        _ = await bench.sync.round()
        #expect(try bench.state(id) == .superseded)
        let applied = await bench.oa.applied
        let new = try #require(applied.first).operation
        #expect(applied.count == 1 && new != id)
        let operation = try #require(try bench.ledger.operation(new))
        #expect(operation.supersedes == id && operation.state == .acked)
    }

    @Test("a row that changes at every attempt is left for the next round instead of being chased")
    func rebaseIsBounded() async throws {
        let bench = try Bench()
        try await bench.submit(1)
        let id = try bench.record(1)
        let operation = try #require(try bench.ledger.operation(id))
        let changed = try JSONEncoder().encode(
            Problem(
                code: .changed, status: 412, title: "", detail: "", currentRev: "9",
                currentDigest: operation.seenDigest))
        await bench.oa.script(
            Array(
                repeating: .answer(
                    status: 412, contentType: OAProfile.problemMediaType, body: changed, retryAfter: nil),
                count: 50))
        _ = await bench.sync.round()
        #expect(await bench.oa.log.filter { $0 == "deliver T-1" }.count == Synchronizer.rebaseLimit)
        #expect(try bench.ledger.operations(in: [.recorded], limit: 9).count == 1)
    }

    @Test("when the OA is gone, one attempt is made, not one for each decision")
    func noHammering() async throws {
        let bench = try Bench()
        try await bench.submit(5)
        let ids = try (1...5).map { try bench.record($0) }
        await bench.oa.set(down: true)
        for _ in 0..<4 {
            let report = await bench.sync.round()
            if case .offline(.unreachable) = report.health.connection {
            } else {
                Issue.record("\(report.health)")
            }
            bench.clock.advance(100_000)
        }
        #expect(await bench.oa.log.filter { $0.hasPrefix("deliver") }.count == 1)
        #expect(
            try ids.dropFirst().allSatisfy { try bench.state($0) == .recorded },
            "never sent, can be taken back")
        await bench.oa.set(down: false)
        _ = await bench.sync.round()
        #expect(await Set(bench.oa.applied.map(\.operation)) == Set(ids))
        #expect(await bench.oa.applied.count == 5)
    }

    @Test("401 stops pushing until the sign-in is good again; then everything is delivered once")
    func signedOut() async throws {
        let bench = try Bench()
        try await bench.submit(3)
        let ids = try (1...3).map { try bench.record($0) }
        await bench.oa.set(signedOut: true)
        var report = await bench.sync.round()
        #expect(report.health.connection == .signedOut)
        #expect(await bench.oa.log == ["deliver T-1"])
        report = await bench.sync.round()
        #expect(report.health.connection == .signedOut)
        #expect(await bench.oa.log == ["deliver T-1", "session"], "no decision is sent while signed out")
        await bench.oa.set(signedOut: false)
        bench.clock.advance(1)
        report = await bench.sync.round()
        #expect(report.health.connection == .online)
        #expect(await bench.oa.applied.map(\.operation) == ids)
    }

    @Test("Retry-After is honoured, for all decisions", arguments: [429, 503])
    func retryAfter(_ status: Int) async throws {
        let bench = try Bench()
        try await bench.submit(2)
        let ids = try [bench.record(1), bench.record(2)]
        await bench.oa.script([.answer(status: status, contentType: "", body: Data(), retryAfter: 40)])
        _ = await bench.sync.round()
        bench.clock.advance(39_000)
        _ = await bench.sync.round()
        #expect(await bench.oa.log.filter { $0.hasPrefix("deliver") } == ["deliver T-1"])
        bench.clock.advance(2_000)
        _ = await bench.sync.round()
        #expect(await Set(bench.oa.applied.map(\.operation)) == Set(ids))
    }

    @Test("a failure of the OA on one decision lets the others through")
    func poison() async throws {
        let bench = try Bench()
        try await bench.submit(3)
        let ids = try (1...3).map { try bench.record($0) }
        await bench.oa.script([.answer(status: 500, contentType: "", body: Data(), retryAfter: nil)])
        _ = await bench.sync.round()
        #expect(try ids.map { try bench.state($0) } == [.unknown, .acked, .acked])
    }

    @Test("a login page with 200 is no success, and the OA is asked before anything is sent again")
    func portal() async throws {
        let bench = try Bench()
        try await bench.submit(1)
        let id = try bench.record(1)
        await bench.oa.script([
            .answer(status: 200, contentType: "text/html", body: Data("<html>".utf8), retryAfter: nil)
        ])
        _ = await bench.sync.round()
        #expect(try bench.state(id) == .unknown)
        await bench.oa.clearLog()
        bench.clock.advance(Backoff.cap)
        _ = await bench.sync.round()
        #expect(try bench.state(id) == .acked)
        #expect(await bench.oa.log.prefix(2) == ["report", "deliver T-1"])
    }

    @Test("what was sent when the program ended is asked about, and not sent twice")
    func interrupted() async throws {
        let bench = try Bench()
        try await bench.submit(1)
        let id = try bench.record(1)
        let sending = try bench.ledger.beginSending(id, at: bench.clock.now)
        _ = await bench.oa.deliver(sending.request, onRev: sending.baseRev)
        try bench.reopen()
        await bench.oa.clearLog()
        _ = await bench.sync.round()
        #expect(try bench.state(id) == .acked)
        #expect(await bench.oa.log.contains("report"))
        #expect(await !bench.oa.log.contains("deliver T-1"))
        #expect(await bench.oa.applied.count == 1)
    }

    @Test("a task that a colleague keeps claimed becomes a conflict, after a fence")
    func claimed() async throws {
        let bench = try Bench()
        try await bench.submit(2)
        let id = try bench.record(1)
        await bench.oa.claim(TaskID(rawValue: "T-1"))
        for attempt in 1...Synchronizer.claimLimit {
            #expect(try bench.state(id) != .conflict, "too early, at attempt \(attempt)")
            _ = await bench.sync.round()
            bench.clock.advance(Backoff.cap)
        }
        #expect(try bench.state(id) == .conflict)
        #expect(try bench.ledger.operation(id)?.problem?.code == .claimed)
        // A copy that arrives after the claim has ended does nothing.
        await bench.oa.claim(TaskID(rawValue: "T-1"), false)
        let operation = try #require(try bench.ledger.operation(id))
        _ = await bench.oa.deliver(operation.request, onRev: operation.baseRev)
        #expect(await bench.oa.applied.isEmpty)
    }

    @Test("decisions of another user are kept, counted, and never sent under this sign-in")
    func otherUser() async throws {
        let bench = try Bench()
        try await bench.submit(2)
        let other = try bench.record(1, actor: "li.na")
        let own = try bench.record(2)
        let report = await bench.sync.round()
        #expect(report.health.heldBack == 1)
        #expect(try bench.state(other) == .recorded && bench.state(own) == .acked)
        #expect(await !bench.oa.log.contains("deliver T-1"))
    }

    @Test("a decision that is held back for undoing is not sent before its time")
    func hold() async throws {
        let bench = try Bench()
        try await bench.submit(1)
        let task = try #require(try bench.mirror.entry(TaskID(rawValue: "T-1"))).task
        var generator = bench.clock.world(bench.dice).generator
        let id = OperationID(milliseconds: bench.clock.now, using: &generator)
        _ = try bench.ledger.record(
            NewOperation(
                id: id, task: task, decision: .approve(comment: ""), actor: Sample.user,
                holdUntil: bench.clock.now + 5_000, recordedAt: bench.clock.now))
        _ = await bench.sync.round()
        #expect(try bench.state(id) == .recorded)
        bench.clock.advance(5_000)
        _ = await bench.sync.round()
        #expect(try bench.state(id) == .acked)
    }
}

@Suite("Taking decisions back")
struct CancelTests {
    @Test("what was never sent is cancelled here, without the OA")
    func neverSent() async throws {
        let bench = try Bench()
        try await bench.submit(1)
        let id = try bench.record(1)
        await bench.oa.set(down: true)
        let outcome = await bench.sync.cancel(id)
        guard case .cancelled = outcome else {
            Issue.record("\(outcome)")
            return
        }
        await bench.oa.set(down: false)
        _ = await bench.sync.round()
        #expect(await bench.oa.applied.isEmpty)
        #expect(await bench.oa.log.allSatisfy { !$0.hasPrefix("deliver") })
    }

    @Test("what may have been sent is fenced: a copy that arrives later does nothing")
    func fenced() async throws {
        let bench = try Bench()
        try await bench.submit(1)
        let id = try bench.record(1)
        await bench.oa.script([.nothing(cause: "lost")])
        _ = await bench.sync.round()
        let outcome = await bench.sync.cancel(id)
        guard case .cancelled = outcome else {
            Issue.record("\(outcome)")
            return
        }
        let operation = try #require(try bench.ledger.operation(id))
        _ = await bench.oa.deliver(operation.request, onRev: operation.baseRev)
        #expect(await bench.oa.applied.isEmpty)
    }

    @Test("what has been applied meanwhile is told as applied")
    func applied() async throws {
        let bench = try Bench()
        try await bench.submit(1)
        let id = try bench.record(1)
        let sending = try bench.ledger.beginSending(id, at: bench.clock.now)
        _ = await bench.oa.deliver(sending.request, onRev: sending.baseRev)
        _ = try bench.ledger.markInterrupted(at: bench.clock.now)
        let outcome = await bench.sync.cancel(id)
        guard case .settled(let operation) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(operation.state == .acked)
    }

    @Test("while the OA is away, what may have been sent stays as it is, and that is said")
    func offline() async throws {
        let bench = try Bench()
        try await bench.submit(1)
        let id = try bench.record(1)
        await bench.oa.script([.nothing(cause: "lost")])
        _ = await bench.sync.round()
        await bench.oa.set(down: true)
        let outcome = await bench.sync.cancel(id)
        guard case .notNow(.unreachable) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(try bench.state(id) == .unknown)
    }
}
