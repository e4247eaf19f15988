import Foundation
import Invoicing
import Logging
import OAClient
import OAProfile
import Store
import Sync

/// The program of a simulation: the real ledger, mirror and synchroniser over a disk on which it can be killed.
final class SimulatedProgram {
    /// What a started program is made of.
    struct Parts {
        let ledger: Ledger
        let mirror: Mirror
        let sync: Synchronizer
    }

    /// What is left of a killed program does not go.
    struct Undead: Error {}

    let disk: FaultyDisk
    let folder: URL
    private let root: URL
    private let oa: SimulatedOA
    private let clock: SimulatedClock
    private let dice: Dice
    private(set) var parts: Parts?

    init(oa: SimulatedOA, clock: SimulatedClock, dice: Dice) throws {
        self.oa = oa
        self.clock = clock
        self.dice = dice
        root = Self.fastFolder.appendingPathComponent("countersign-simulation-\(UUID().uuidString)")
        folder = root.appendingPathComponent("store")
        disk = try FaultyDisk(folder: folder)
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    /// A folder in memory where there is one: what is tried here is order, not the disk.
    private static var fastFolder: URL {
        let memory = URL(fileURLWithPath: "/dev/shm")
        return FileManager.default.isWritableFile(atPath: memory.path)
            ? memory : FileManager.default.temporaryDirectory
    }

    /// Starts the program on what is on its disk.
    func start() async throws(StoreError) {
        let session = Ledger.Session(
            id: "simulation", actor: Sample.user, host: "simulation", appVersion: "0")
        let ledger = try Ledger(folder: folder, session: session, monotonic: { [clock] in clock.now })
        let mirror = try Mirror(folder: folder, at: clock.now)
        parts = Parts(
            ledger: ledger, mirror: mirror,
            sync: Synchronizer(
                connector: oa, ledger: ledger, mirror: mirror, folder: folder, world: clock.world(dice),
                logger: Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() }))
        await oa.watch(
            disk, isDurable: { id in (try? ledger.operation(id))??.state == .sending })
    }

    /// Lets go of a killed program, until the last of its files is closed. Its disk then works again.
    func bury() async throws {
        parts = nil
        await oa.watch(disk, isDurable: { _ in true })
        let end = ContinuousClock.now + .seconds(20)
        while disk.openFiles > 0 {
            // Its last references end on other threads.
            guard ContinuousClock.now < end else { throw Undead() }
            await Task.yield()
        }
        disk.mend()
    }
}
