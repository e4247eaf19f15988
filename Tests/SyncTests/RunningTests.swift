import Foundation
import Invoicing
import OAClient
import OAProfile
import Simulation
import Store
import Synchronization
import Testing

@testable import Sync

@Suite("Running")
struct RunningTests {
    /// Runs the synchroniser until the condition holds, and fails after too many events of virtual time.
    private func run(
        _ bench: Bench, until isDone: @escaping @Sendable () async -> Bool
    ) async throws -> [SyncEvent] {
        let events = Mutex<[SyncEvent]>([])
        let sync = bench.sync
        let running = Task { await sync.run { event in events.withLock { $0.append(event) } } }
        let deadline = ContinuousClock.now + .seconds(20)
        while !(await isDone()), ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(2))
        }
        #expect(ContinuousClock.now < deadline, "the condition never held")
        running.cancel()
        // Stopping is prompt: nothing is waited for.
        await running.value
        return events.withLock { $0 }
    }

    @Test("looks often while something happens, seldom when it is quiet")
    func adaptive() async throws {
        let bench = try Bench()
        try await bench.submit(1)
        let began = bench.clock.now
        let oa = bench.oa
        _ = try await run(bench) { await oa.log.count >= 30 }
        // Thirty looks: a few at 2 s, most at 30 s.
        let perLook = (bench.clock.now - began) / 30
        #expect((15_000...30_500).contains(perLook), "\(perLook) ms a look")
        #expect(await oa.log.allSatisfy { $0 == "changes" })
    }

    @Test("health is told when it changes, and not otherwise")
    func quiet() async throws {
        let bench = try Bench()
        let oa = bench.oa
        let events = try await run(bench) { await oa.log.filter { $0 == "changes" }.count >= 20 }
        let health = events.compactMap { if case .health(let health) = $0 { health } else { nil } }
        #expect(health.map(\.connection) == [.online], "\(health)")
    }

    @Test("reading everything tells how much was read, and when that has ended")
    func snapshotProgress() async throws {
        let bench = try Bench()
        let oa = bench.oa
        for number in 1...3 { await oa.submit(Sample.task(number)) }
        let events = try await run(bench) { await oa.log.contains("changes") }
        var told: [WorkProgress?] = []
        for case .snapshot(let progress) in events { told.append(progress) }
        #expect(told.compactMap { $0?.done }.max() == 3)
        #expect(told.last == .some(nil) && told.count { $0 == nil } == 1, "\(told)")
    }

    @Test("reading everything is stopped and goes on with the next page, and nothing is read twice")
    func stopReading() async throws {
        let bench = try Bench()
        let oa = bench.oa
        for number in 1...9 { await oa.submit(Sample.task(number)) }
        let synchronizer = bench.sync
        let stopped = Mutex<WorkProgress?>(nil)
        let pages = Mutex<[Int]>([])
        let task = Task {
            await synchronizer.run { event in
                switch event {
                case .snapshot(let progress?):
                    if pages.withLock({
                        $0.append(progress.done)
                        return $0.count == 1
                    }) {
                        synchronizer.setReadingStopped(true)
                    }
                case .health(let health):
                    guard let progress = health.stoppedReading else { return }
                    let isFirst = stopped.withLock { known in
                        defer { known = known ?? progress }
                        return known == nil
                    }
                    if isFirst { synchronizer.setReadingStopped(false) }
                default: break
                }
            }
        }
        let deadline = ContinuousClock.now + .seconds(20)
        while !(await oa.log.contains("changes")), ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(2))
        }
        task.cancel()
        await task.value
        #expect(stopped.withLock { $0?.done } == 3)
        #expect(pages.withLock { $0 } == [3, 6, 9], "each page once, in order")
        #expect(try bench.mirror.entry(TaskID(rawValue: "T-9")) != nil)
        let health = await synchronizer.health
        #expect(health.stoppedReading == nil && health.connection == .online)
    }

    @Test("a decision is delivered as soon as it is recorded, by whichever process")
    func recordedElsewhere() async throws {
        let bench = try Bench()
        try await bench.submit(1)
        // Another process: another connection to the same ledger.
        let other = try Ledger(
            folder: bench.folder,
            session: Ledger.Session(id: "other", actor: Sample.user, host: "test", appVersion: "0"))
        let task = try #require(try bench.mirror.entry(TaskID(rawValue: "T-1"))).task
        let clock = bench.clock
        let world = clock.world(bench.dice)
        let oa = bench.oa
        let recordedAt = Mutex<Int64?>(nil)
        let events = try await run(bench) {
            // Recorded when the looks have become seldom.
            if await oa.log.count >= 15, recordedAt.withLock({ $0 }) == nil {
                var generator = world.generator
                let now = clock.now
                let id = OperationID(milliseconds: now, using: &generator)
                let new = NewOperation(
                    id: id, task: task, decision: .approve(comment: ""), actor: Sample.user, recordedAt: now)
                if (try? other.record(new)) != nil { recordedAt.withLock { $0 = now } }
            }
            return await oa.applied.count == 1
        }
        let acked = events.compactMap { event -> RecordedOperation? in
            if case .operation(let operation) = event, operation.state == .acked { operation } else { nil }
        }
        #expect(acked.count == 1)
        let recorded = try #require(recordedAt.withLock { $0 })
        // The clock runs on while the other process writes; a look every half second of the program's time is the promise.
        let delay = try #require(acked.first?.terminalAt) - recorded
        #expect(delay < Schedule.longest, "\(delay) ms")
    }

    @Test("while the OA is away the waits grow, and the first answer ends them")
    func outage() async throws {
        let bench = try Bench()
        try await bench.submit(1)
        let id = try bench.record(1)
        let oa = bench.oa
        await oa.set(down: true)
        let began = bench.clock.now
        let events = try await run(bench) {
            if await oa.log.count >= 20 { await oa.set(down: false) }
            return await oa.applied.count == 1
        }
        #expect(bench.clock.now - began > 60_000, "twenty attempts in \(bench.clock.now - began) ms")
        #expect(await oa.applied.map(\.operation) == [id])
        #expect(
            events.contains { if case .health(let health) = $0 { health.nextTryAt != nil } else { false } })
        #expect(await oa.log.filter { $0.hasPrefix("deliver") }.count <= 2)
    }

    @Test("who has no lease says so, sends nothing, and takes over when the other ends")
    func lease() async throws {
        let bench = try Bench()
        try await bench.submit(1)
        var held: SyncLease? = try SyncLease.take(folder: bench.folder)
        #expect(held != nil)
        let id = try bench.record(1)
        let report = await bench.sync.round()
        #expect(report.health.connection == .elsewhere)
        #expect(await bench.oa.log.isEmpty)
        #expect(try bench.state(id) == .recorded)
        held = nil
        #expect(await bench.sync.round().health.connection == .online)
        #expect(await bench.oa.applied.count == 1)
        // A round gives the lease back, so that the next program can have it.
        #expect(try SyncLease.take(folder: bench.folder) != nil)
        _ = held
    }

    @Test("two synchronisers of one store never send at the same time")
    func twoProcesses() async throws {
        let bench = try Bench()
        try await bench.submit(6)
        let ids = try (1...6).map { try bench.record($0) }
        let second = try bench.secondSynchronizer()
        let first = bench.sync
        async let one = first.round()
        async let two = second.round()
        _ = await (one, two)
        _ = await first.round()
        #expect(await bench.oa.applied.map(\.operation) == ids)
        #expect(await bench.oa.log.filter { $0.hasPrefix("deliver") }.count == 6)
    }
}
