import Invoicing
import OAProfile
import Store

extension SimulationRun {
    /// What must hold after every start.
    func lookBack() throws {
        let parts = try parts
        if parts.mirror.wasRebuilt {
            throw BrokenPromise(promise: "P33", what: "a kill damaged the mirror")
        }
        for id in confirmed where try parts.ledger.operation(id) == nil {
            throw BrokenPromise(promise: "P1", what: "\(id.rawValue) was confirmed and is lost")
        }
        let verification = try parts.ledger.verifyAudit()
        guard verification.isIntact else {
            let what = verification.discrepancies.map(\.explanation.en) + verification.breaks.map { "\($0)" }
            throw BrokenPromise(promise: "P28", what: what.joined(separator: " "))
        }
        let now = try parts.ledger.auditLeaves()
        guard now.starts(with: leaves) else {
            throw BrokenPromise(
                promise: "P26", what: "the audit log had \(leaves.count) entries that are not in it now")
        }
        leaves = now
    }

    /// What must hold at the end, when the network is healed and nothing waits any more.
    func check() async throws {
        try lookBack()
        let ledger = try parts.ledger
        let applied = await oa.applied
        let undurable = await oa.undurable
        guard undurable.isEmpty else {
            throw BrokenPromise(promise: "P8", what: "sent without a durable record: \(undurable)")
        }
        let all = try ledger.operations(in: Set(OperationState.allCases), limit: 10_000)
        let operations = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })
        var perRound: [String: Int] = [:]
        var counts: [OperationID: Int] = [:]
        for decision in applied {
            let name = decision.operation.rawValue
            counts[decision.operation, default: 0] += 1
            if decision.closes { perRound["\(decision.task.rawValue) \(decision.round)", default: 0] += 1 }
            guard decision.seen == decision.actual else {
                throw BrokenPromise(promise: "P3", what: "\(name) was applied to what was not seen")
            }
            guard let operation = operations[decision.operation] else {
                throw BrokenPromise(promise: "P8", what: "the OA holds \(name), the ledger does not")
            }
            guard operation.state == .acked else {
                throw BrokenPromise(
                    promise: "P5",
                    what: "\(operation.task.rawValue) is \(operation.state) here, applied there")
            }
        }
        for (id, count) in counts where count > 1 {
            throw BrokenPromise(promise: "P2", what: "\(id.rawValue) was applied \(count) times")
        }
        for (round, count) in perRound where count > 1 {
            throw BrokenPromise(promise: "P2", what: "task and round \(round) were decided \(count) times")
        }
        for operation in all {
            switch operation.state {
            case .acked:
                guard counts[operation.id] == 1, operation.receipt?.proves(operation.request) == true else {
                    throw BrokenPromise(
                        promise: "P4", what: "\(operation.task.rawValue) is acked, and was not applied")
                }
            case .recorded, .sending, .unknown:
                throw BrokenPromise(
                    promise: "P6", what: "\(operation.task.rawValue) is still \(operation.state)")
            default: continue
            }
        }
        let view = await oa.view
        for id in await oa.known where try parts.mirror.entry(id)?.task != view[id] {
            throw BrokenPromise(
                promise: "P15", what: "the mirror shows \(id.rawValue) otherwise than the OA")
        }
    }
}
