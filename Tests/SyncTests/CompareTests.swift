import Foundation
import Invoicing
import OAClient
import OAProfile
import Simulation
import Store
import Synchronization
import Testing

@testable import Sync

@Suite("Comparing with the OA")
struct CompareTests {
    private func bench(tasks: Int) async throws -> (Bench, ComparingOA, Synchronizer) {
        let bench = try Bench()
        try await bench.submit(tasks)
        let oa = ComparingOA(oa: bench.oa)
        let sync = Synchronizer(
            connector: oa, ledger: bench.ledger, mirror: bench.mirror, folder: bench.folder,
            world: bench.clock.world(bench.dice), logger: .silent)
        return (bench, oa, sync)
    }

    private func found(_ outcome: ComparisonOutcome) throws -> MirrorComparison {
        guard case .compared(let comparison) = outcome else {
            Issue.record("\(outcome)")
            throw CancellationError()
        }
        return comparison
    }

    /// Puts something into the mirror that the OA never said.
    private func tamper(_ mirror: Mirror, _ number: Int, rev: String, minor: Int64) throws {
        var task = Sample.task(number, minor: minor)
        task.rev = rev
        let item = ChangeItem(id: task.id, rev: rev, content: .upsert(TaskDocument(task)))
        _ = try mirror.repair([item], at: 1)
    }

    @Test("a mirror that is right costs two questions, and the comparison is kept")
    func equal() async throws {
        let (bench, oa, sync) = try await bench(tasks: 7)
        let (report, outcome) = await sync.compare()
        #expect(report.health.connection == .online && report.changed == 0)
        let comparison = try found(outcome)
        #expect(comparison.compared == 7 && comparison.differences == 0)
        #expect(oa.questions == 1)
        #expect(await bench.oa.log == ["session", "changes"])
        #expect(try bench.mirror.lastComparison() == comparison)
    }

    @Test("what changed without the feed telling so is found, fetched again, and written into the audit log")
    func silent() async throws {
        let (bench, _, sync) = try await bench(tasks: 9)
        let size = try bench.ledger.auditSize()
        // Another amount under the right version, a version of the future, one that is missing, one too many.
        let rev = try #require(try bench.mirror.entry(TaskID(rawValue: "T-1"))).task.rev
        try tamper(bench.mirror, 1, rev: rev, minor: 77)
        try tamper(bench.mirror, 2, rev: "9999", minor: 1_000)
        let lost = ChangeItem(id: TaskID(rawValue: "T-3"), rev: "9999", content: .gone(reason: "?"))
        _ = try bench.mirror.repair([lost], at: 1)
        try tamper(bench.mirror, 40, rev: "5", minor: 1_000)
        let comparison = try found(await sync.compare().outcome)
        #expect(comparison.differing.map(\.rawValue) == ["T-1", "T-2", "T-3", "T-40"])
        #expect(comparison.differences == 4)
        let view = await bench.oa.view
        for number in 1...9 {
            let id = TaskID(rawValue: "T-\(number)")
            #expect(try bench.mirror.entry(id)?.task == view[id])
        }
        #expect(try bench.mirror.entry(TaskID(rawValue: "T-40")) == nil)
        #expect(try bench.ledger.auditSize() == size + 1)
        #expect(
            try bench.ledger.auditEntries(from: Int64(size) + 1, limit: 1).first?.text.contains("4 of 9")
                == true)
        #expect(try found(await sync.compare().outcome).differences == 0)
        // Later changes still arrive: the repair kept the cursor.
        await bench.oa.edit(TaskID(rawValue: "T-2")) { $0.costCentre = "9" }
        #expect(await sync.round().changed == 1)
    }

    @Test("what changes at the OA while it is compared is no difference")
    func inFlight() async throws {
        let (bench, oa, sync) = try await bench(tasks: 4)
        let simulated = bench.oa
        oa.meanwhile.withLock {
            $0 = {
                await simulated.edit(TaskID(rawValue: "T-2")) { $0.costCentre = "new" }
                await simulated.hide(TaskID(rawValue: "T-3"))
                await simulated.submit(Sample.task(5))
            }
        }
        let comparison = try found(await sync.compare().outcome)
        #expect(comparison.differences == 0)
        let view = await bench.oa.view
        for id in await bench.oa.known { #expect(try bench.mirror.entry(id)?.task == view[id]) }
    }

    @Test("where nearly everything differs, a snapshot is cheaper than asking for each")
    func snapshot() async throws {
        let (bench, _, sync) = try await bench(tasks: 1)
        for number in 100..<500 { try tamper(bench.mirror, number, rev: "1", minor: 10) }
        await bench.oa.clearLog()
        let comparison = try found(await sync.compare().outcome)
        #expect(comparison.differences > CompareTests.many)
        #expect(await bench.oa.log.filter { $0 == "task" }.isEmpty)
        #expect(await bench.oa.log.contains("snapshot"))
        #expect(try bench.mirror.inventory()?.count == 1)
    }
    private static let many = Synchronizer.mostBuckets

    @Test("an OA without an inventory is not compared with, and that is said")
    func notOffered() async throws {
        let bench = try Bench()
        try await bench.submit(1)
        #expect(await bench.sync.compare().outcome == .notOffered)
        await bench.oa.set(down: true)
        #expect(await bench.sync.compare().outcome == .notNow)
    }

    @Test("whoever keeps running compares once a day, and tries again an hour after a failure")
    func daily() async throws {
        let (bench, oa, _) = try await bench(tasks: 2)
        let clock = bench.clock
        let dice = bench.dice
        let world = SyncWorld(
            now: { clock.now }, sleep: { _ in try? await Task.sleep(for: .milliseconds(2)) },
            random: { dice.next() })
        let sync = Synchronizer(
            connector: oa, ledger: bench.ledger, mirror: bench.mirror, folder: bench.folder, world: world,
            logger: .silent)
        let running = Task { await sync.run { _ in } }
        /// Lets so much time go by, and waits until the OA was looked at in it.
        func pass(_ milliseconds: Int64) async throws {
            let before = await bench.oa.log.count
            clock.advance(milliseconds)
            let deadline = ContinuousClock.now + .seconds(20)
            // Several looks: the first may have begun before.
            while await bench.oa.log.count < before + 4, ContinuousClock.now < deadline {
                clock.advance(Schedule.longest)
                try await Task.sleep(for: .milliseconds(3))
            }
        }
        try await pass(0)
        #expect(oa.questions == 1)
        try await pass(12 * 3_600_000)
        #expect(oa.questions == 1)
        oa.fails.withLock { $0 = true }
        try await pass(13 * 3_600_000)
        #expect(oa.questions == 2)
        oa.fails.withLock { $0 = false }
        try await pass(0)
        #expect(oa.questions == 2)
        try await pass(Synchronizer.comparisonPause)
        #expect(oa.questions == 3)
        running.cancel()
        await running.value
    }
}

/// A simulated OA that can be compared with.
private final class ComparingOA: ForwardingOA {
    let oa: SimulatedOA
    /// What happens at the OA when it is asked for its inventory.
    let meanwhile = Mutex<(@Sendable () async -> Void)?>(nil)
    /// Whether it has no answer to that.
    let fails = Mutex(false)
    private let asked = Mutex(0)

    /// How often it was asked for its inventory.
    var questions: Int { asked.withLock { $0 } }

    init(oa: SimulatedOA) { self.oa = oa }

    func session() async throws(OAError) -> SessionDocument {
        var session = try await oa.session()
        session.capabilities.features = [OAFeature.inventory]
        return session
    }

    func inventory() async throws(OAError) -> Inventory {
        asked.withLock { $0 += 1 }
        if fails.withLock({ $0 }) { throw .busy(host: "sim", status: 503, retryAfter: nil) }
        await meanwhile.withLock { $0 }?()
        var inventory = Inventory(epoch: "e1")
        for entry in await entries { inventory.add(entry) }
        return inventory
    }

    func inventory(ofBucket bucket: Int) async throws(OAError) -> InventoryBucket {
        InventoryBucket(epoch: "e1", bucket: bucket, items: await entries.filter { $0.bucket == bucket })
    }

    private var entries: [InventoryEntry] {
        get async {
            await oa.view.values.map {
                InventoryEntry(id: $0.id, rev: $0.rev, decisionDigest: SeenContent(of: $0).digest)
            }
        }
    }
}
