import Foundation
import Invoicing
import OAProfile
import Store
import Sync

/// One life of a console: trouble, then a healed network, then the judgement. The oracle is the OA's own log.
final class SimulationRun {
    private let dice: Dice
    private let clock = SimulatedClock()
    let oa: SimulatedOA
    let program: SimulatedProgram
    private let seed: UInt64
    private let planted: PlantedFault?
    /// What the user was told is recorded.
    private(set) var confirmed: [OperationID] = []
    /// The audit log as it was last looked at: it may only grow.
    var leaves: [ContentDigest] = []
    private(set) var trace: [String] = []

    init(seed: UInt64, planted: PlantedFault?) throws {
        self.seed = seed
        self.planted = planted
        dice = Dice(seed: seed)
        oa = SimulatedOA(dice: dice, planted: planted)
        program = try SimulatedProgram(oa: oa, clock: clock, dice: dice)
    }

    func go(_ steps: [SimulationStep]) async throws {
        dice.reseed(seed)
        // Every other OA takes several decisions in one request.
        await oa.set(batchMax: seed.isMultiple(of: 2) ? 3 : 1)
        await oa.submit(Sample.task(1))
        await oa.submit(Sample.task(2))
        try await program.start()
        for step in steps { try await take(step) }
        dice.reseed(~seed)
        try await heal()
        try await check()
    }

    var parts: SimulatedProgram.Parts {
        get throws {
            guard let parts = program.parts else { throw SimulatedProgram.Undead() }
            return parts
        }
    }

    private func take(_ step: SimulationStep) async throws {
        dice.reseed(step.chance)
        await oa.set(faults: step.isCalm ? .none : .wild)
        program.disk.mend()
        if let kill = step.kill {
            program.disk.arm(kill.isDone ? .killAfter : .killBefore, after: kill.calls)
        }
        var line = "\(step)"
        do throws(StoreError) {
            if let more = try await perform(step.action) { line += ": \(more)" }
        } catch {
            guard program.disk.isDead else {
                trace.append(line)
                throw BrokenPromise(promise: "P34", what: "the store failed without a fault: \(error)")
            }
        }
        let mishaps = await oa.takeMishaps()
        if !mishaps.isEmpty { line += "; \(mishaps.joined(separator: ", "))" }
        if program.disk.isDead { line += "; killed" }
        trace.append(line)
        if program.disk.isDead { try await restart(step.killAtStart) } else { program.disk.mend() }
    }

    private func perform(_ action: SimulationStep.Action) async throws(StoreError) -> String? {
        guard let parts = program.parts else { return nil }
        let now = clock.now
        switch action {
        case .live: await oa.live()
        case .decide: return try await decide()
        case .round:
            let report = await parts.sync.round()
            if case .storeTrouble(let error) = report.health.connection { throw error }
            let moved = report.operations.map { "\($0.task.rawValue) \($0.state)" }
            return ([Self.word(report.health.connection)] + moved).joined(separator: ", ")
        case .cancel:
            let live = try parts.ledger.operations(in: [.recorded, .unknown, .sending], limit: 100)
            guard let operation = dice.pick(live) else { return nil }
            let outcome = await parts.sync.cancel(operation.id)
            if case .failed(let error) = outcome { throw error }
            return "\(operation.task.rawValue) \(Self.word(outcome))"
        case .abandon:
            guard let operation = dice.pick(try parts.ledger.operations(in: [.conflict], limit: 100)) else {
                return nil
            }
            return "\(try parts.ledger.abandon(operation.id, reason: "changed", at: now).task.rawValue)"
        case .delayed: await oa.deliverDelayed()
        case .restore: await oa.restore()
        case .wait(let milliseconds): clock.advance(milliseconds)
        }
        return nil
    }

    private func decide() async throws(StoreError) -> String? {
        guard let parts = program.parts else { return nil }
        var open: [ApprovalTask] = []
        for id in await oa.known {
            if let task = try parts.mirror.entry(id)?.task, task.status.isOpen { open.append(task) }
        }
        guard let task = dice.pick(open), let reason = Decision.Reason("金额不符") else { return nil }
        let decision: Decision =
            switch dice.below(10) {
            case 0..<5: .approve(comment: "同意")
            case 5..<7: .reject(reason: reason)
            case 7..<9: .remark(reason)
            default: .addApprover(person: "li.na", place: .after, comment: "")
            }
        var generator = dice.generator
        let id = OperationID(milliseconds: clock.now, using: &generator)
        let new = NewOperation(
            id: id, task: task, decision: decision, actor: Sample.user, recordedAt: clock.now)
        if planted == .toldTooEarly { confirmed.append(id) }
        do throws(StoreError) {
            _ = try parts.ledger.record(new)
            // Only now the screen says "recorded".
            if planted != .toldTooEarly { confirmed.append(id) }
            return "\(task.id.rawValue) rev \(task.rev)"
        } catch StoreError.alreadyDecided {
            if planted == .toldTooEarly { confirmed.removeLast() }
            return "\(task.id.rawValue) has a decision already"
        }
    }

    /// Starts the program again, perhaps killing it once more on the way, and looks at what it finds.
    private func restart(_ kill: SimulationStep.Kill?) async throws {
        try await program.bury()
        if planted == .journalTidiedUp {
            unlink(program.folder.appendingPathComponent("ledger.db-journal").path)
        }
        if let kill {
            program.disk.arm(kill.isDone ? .killAfter : .killBefore, after: kill.calls)
            do throws(StoreError) { try await program.start() } catch {}
            try await program.bury()
        }
        do {
            try await program.start()
            try lookBack()
        } catch let error as StoreError {
            throw BrokenPromise(promise: "P33", what: "after a kill the store cannot be used: \(error)")
        }
    }

    private func heal() async throws {
        await oa.set(faults: .none)
        for id in await oa.known { await oa.claim(id, false) }
        await oa.deliverDelayed(all: true)
        for _ in 0..<60 {
            clock.advance(Backoff.cap)
            _ = try await parts.sync.round()
            if try parts.ledger.operations(in: [.recorded, .sending, .unknown], limit: 1).isEmpty { break }
        }
        let report = try await parts.sync.round()
        guard report.health.connection == .online else {
            throw BrokenPromise(
                promise: "P6", what: "not online after healing: \(report.health.connection)")
        }
    }

    private static func word(_ connection: SyncHealth.Connection) -> String {
        switch connection {
        case .untried: "untried"
        case .online: "online"
        case .offline: "offline"
        case .signedOut: "signed out"
        case .elsewhere: "elsewhere"
        case .storeTrouble: "store trouble"
        }
    }

    private static func word(_ outcome: Cancellation) -> String {
        switch outcome {
        case .cancelled: "cancelled"
        case .settled(let operation): "settled before: \(operation.state)"
        case .fenced: "fenced"
        case .notNow: "not now"
        case .failed: "failed"
        }
    }
}
