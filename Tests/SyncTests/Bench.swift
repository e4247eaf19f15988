import Foundation
import Invoicing
import Logging
import OAClient
import OAProfile
import Simulation
import Store
import Testing

@testable import Sync

/// A console's store and synchroniser against a simulated OA, in a folder of its own.
final class Bench {
    let dice: Dice
    let clock: SimulatedClock
    let oa: SimulatedOA
    let root: URL
    private(set) var folder: URL
    private(set) var ledger: Ledger
    private(set) var mirror: Mirror
    private(set) var sync: Synchronizer
    private var generation = 0

    init(seed: UInt64 = 1) throws {
        dice = Dice(seed: seed)
        clock = SimulatedClock()
        oa = SimulatedOA(dice: dice)
        root = Self.fastFolder.appendingPathComponent("countersign-sync-\(UUID().uuidString)")
        folder = root.appendingPathComponent("0")
        (ledger, mirror, sync) = try Self.open(folder, oa: oa, world: clock.world(dice))
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    /// A folder in memory where there is one: what is tested here is order, not the disk.
    static var fastFolder: URL {
        let memory = URL(fileURLWithPath: "/dev/shm")
        return FileManager.default.isWritableFile(atPath: memory.path)
            ? memory : FileManager.default.temporaryDirectory
    }

    private static func open(_ folder: URL, oa: any OAConnector, world: SyncWorld) throws -> (
        Ledger, Mirror, Synchronizer
    ) {
        let session = Ledger.Session(id: "test", actor: Sample.user, host: "test", appVersion: "0")
        let ledger = try Ledger(folder: folder, session: session)
        let mirror = try Mirror(folder: folder)
        let sync = Synchronizer(
            connector: oa, ledger: ledger, mirror: mirror, folder: folder, world: world, logger: .silent)
        return (ledger, mirror, sync)
    }

    /// Another console of the same user on the same store.
    func secondSynchronizer() throws -> Synchronizer {
        try Self.open(folder, oa: oa, world: clock.world(dice)).2
    }

    /// What a program that starts anew finds.
    func reopen(from copy: URL? = nil) throws {
        if let copy { folder = copy }
        (ledger, mirror, sync) = try Self.open(folder, oa: oa, world: clock.world(dice))
    }

    /// Where the next copy of the store goes.
    func nextFolder() -> URL {
        generation += 1
        return root.appendingPathComponent(String(generation))
    }

    /// Submits tasks to the OA and pulls them.
    func submit(_ count: Int) async throws {
        for number in 1...count { await oa.submit(Sample.task(number)) }
        let report = await sync.round()
        #expect(report.health.connection == .online)
        await oa.clearLog()
    }

    /// Records a decision on the task as the mirror shows it.
    @discardableResult
    func record(
        _ number: Int, _ decision: Decision = .approve(comment: "同意"), actor: String = Sample.user
    ) throws -> OperationID {
        let entry = try #require(try mirror.entry(TaskID(rawValue: "T-\(number)")))
        return try record(entry.task, decision, actor: actor)
    }

    func record(_ task: ApprovalTask, _ decision: Decision, actor: String = Sample.user) throws -> OperationID
    {
        var generator = clock.world(dice).generator
        let id = OperationID(milliseconds: clock.now, using: &generator)
        let new = NewOperation(id: id, task: task, decision: decision, actor: actor, recordedAt: clock.now)
        return try ledger.record(new).id
    }

    func state(_ id: OperationID) throws -> OperationState? { try ledger.operation(id)?.state }
}

extension Logger {
    static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}
