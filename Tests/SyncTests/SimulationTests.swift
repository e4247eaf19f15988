import Foundation
import Invoicing
import OAClient
import OAProfile
import Store
import Synchronization
import Testing

@testable import Sync

/// The real synchroniser, ledger and mirror against an OA and a network made of chance, with kills at every point where
/// the program waits. The oracle is the OA's own log.
@Suite("Simulation")
struct SimulationTests {
    static let seeds: [UInt64] = {
        let environment = ProcessInfo.processInfo.environment
        let first = environment["COUNTERSIGN_FIRST_SEED"].flatMap { UInt64($0) } ?? 1
        let count = environment["COUNTERSIGN_SEEDS"].flatMap { UInt64($0) } ?? 160
        return Array(first..<first + count)
    }()

    @Test("no decision is lost, doubled, or applied to what was not seen, whatever happens", arguments: 0..<4)
    func simulate(_ lane: Int) async throws {
        for (index, seed) in Self.seeds.enumerated() where index % 4 == lane {
            let run = try Run(seed: seed)
            do {
                try await run.go()
            } catch let violation as Violation {
                Issue.record(
                    "seed \(seed): \(violation.what)\n\(run.trace.suffix(40).joined(separator: "\n"))")
                return
            }
        }
    }
}

struct Violation: Error {
    let what: String
}

/// What a killed program left on the disk.
private final class Kill: Sendable {
    let copy = Mutex<URL?>(nil)

    func take() -> URL? {
        copy.withLock { copy in
            defer { copy = nil }
            return copy
        }
    }
}

/// One seed's life of a console.
private final class Run {
    private let bench: Bench
    private var dice: Dice { bench.dice }
    /// What the user was told is recorded.
    private var confirmed: [OperationID] = []
    private let kill = Kill()
    private(set) var trace: [String] = []

    init(seed: UInt64) throws { bench = try Bench(seed: seed) }

    func go() async throws {
        await bench.oa.submit(Sample.task(1))
        await bench.oa.submit(Sample.task(2))
        await watch()
        await bench.oa.set(faults: .wild)
        for _ in 0..<45 { try await step() }
        try await heal()
        try await check()
    }

    private func watch() async {
        let ledger = bench.ledger
        let from = bench.folder
        let to = bench.nextFolder()
        await bench.oa.watch(
            isDurable: { id in (try? ledger.operation(id))??.state == .sending },
            onCrash: { [kill] in
                // The program waits for the network, so that no transaction is open: this is what a kill leaves.
                try? FileManager.default.copyItem(at: from, to: to)
                kill.copy.withLock { $0 = to }
            })
    }

    private func step() async throws {
        switch dice.below(20) {
        case 0..<4:
            trace.append("live")
            await bench.oa.live()
        case 4..<9: try await decide()
        case 9..<15:
            let report = await bench.sync.round()
            trace.append(
                "round \(report.health.connection) \(report.operations.map { "\($0.task.rawValue) \($0.state)" })"
            )
            try await restartIfKilled()
        case 15:
            let live = try bench.ledger.operations(in: [.recorded, .unknown, .sending], limit: 100)
            guard let operation = dice.pick(live) else { return }
            let outcome = await bench.sync.cancel(operation.id)
            trace.append("cancel \(operation.task.rawValue) -> \(outcome)")
            try await restartIfKilled()
        case 16:
            guard let operation = dice.pick(try bench.ledger.operations(in: [.conflict], limit: 100)) else {
                return
            }
            trace.append("abandon \(operation.task.rawValue)")
            _ = try bench.ledger.abandon(operation.id, reason: "changed", at: bench.clock.now)
        case 17:
            trace.append("delayed")
            await bench.oa.deliverDelayed()
        case 18 where dice.percent(30):
            trace.append("restore")
            await bench.oa.restore()
        default: bench.clock.advance(Int64(dice.below(20_000)))
        }
    }

    private func decide() async throws {
        let known = await bench.oa.known
        let entries = try known.compactMap { try bench.mirror.entry($0) }.filter { $0.task.status.isOpen }
        guard let task = dice.pick(entries)?.task, let reason = Decision.Reason("金额不符") else { return }
        let decision: Decision =
            switch dice.below(10) {
            case 0..<5: .approve(comment: "同意")
            case 5..<7: .reject(reason: reason)
            case 7..<9: .remark(reason)
            default: .addApprover(person: "li.na", place: .after, comment: "")
            }
        do {
            confirmed.append(try bench.record(task, decision))
            trace.append("record \(task.id.rawValue) rev \(task.rev)")
        } catch StoreError.alreadyDecided {
            trace.append("already decided \(task.id.rawValue)")
        }
    }

    private func restartIfKilled() async throws {
        guard let copy = kill.take() else { return }
        trace.append("killed and started again")
        try bench.reopen(from: copy)
        await watch()
    }

    /// The network is mended; whatever is still on its way arrives; nobody chooses in a conflict.
    private func heal() async throws {
        await bench.oa.set(faults: .none)
        await bench.oa.watch(isDurable: { _ in true }, onCrash: nil)
        for id in await bench.oa.known { await bench.oa.claim(id, false) }
        await bench.oa.deliverDelayed(all: true)
        for _ in 0..<60 {
            bench.clock.advance(Backoff.cap)
            _ = await bench.sync.round()
            let open = try bench.ledger.operations(in: [.recorded, .sending, .unknown], limit: 1)
            if open.isEmpty { break }
        }
        let report = await bench.sync.round()
        guard report.health.connection == .online else {
            throw Violation(what: "not online after healing: \(report.health.connection)")
        }
    }

    private func check() async throws {
        let applied = await bench.oa.applied
        let undurable = await bench.oa.undurable
        guard undurable.isEmpty else {
            throw Violation(what: "P8: sent without a durable record: \(undurable)")
        }
        let all = try bench.ledger.operations(in: Set(OperationState.allCases), limit: 10_000)
        let states = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })
        for id in confirmed where states[id] == nil { throw Violation(what: "P1: \(id.rawValue) is lost") }
        var perRound: [String: Int] = [:]
        var counts: [OperationID: Int] = [:]
        for decision in applied {
            counts[decision.operation, default: 0] += 1
            if decision.closes { perRound["\(decision.task.rawValue) \(decision.round)", default: 0] += 1 }
            guard decision.seen == decision.actual else {
                throw Violation(what: "P3: \(decision.operation.rawValue) was applied to what was not seen")
            }
            guard let operation = states[decision.operation] else {
                throw Violation(what: "P8: the OA holds \(decision.operation.rawValue), the ledger does not")
            }
            guard operation.state == .acked else {
                throw Violation(
                    what: "P5: \(operation.task.rawValue) is \(operation.state) here, applied there")
            }
        }
        if let twice = counts.first(where: { $0.value > 1 }) {
            throw Violation(what: "P2: \(twice.key.rawValue) was applied \(twice.value) times")
        }
        if let twice = perRound.first(where: { $0.value > 1 }) {
            throw Violation(what: "P2: task and round \(twice.key) were decided \(twice.value) times")
        }
        for operation in all {
            switch operation.state {
            case .acked:
                guard counts[operation.id] == 1, operation.receipt?.proves(operation.request) == true else {
                    throw Violation(what: "P4: \(operation.task.rawValue) is acked, and was not applied")
                }
            case .recorded, .sending, .unknown:
                throw Violation(what: "P6, P7: \(operation.task.rawValue) is still \(operation.state)")
            default: continue
            }
        }
        let view = await bench.oa.view
        for id in await bench.oa.known {
            guard try bench.mirror.entry(id)?.task == view[id] else {
                throw Violation(what: "P15: the mirror shows \(id.rawValue) otherwise than the OA")
            }
        }
    }
}
