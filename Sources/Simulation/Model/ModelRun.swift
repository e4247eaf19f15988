import Invoicing
import OAProfile
import SeededRandom

/// What must never be seen (the invariants of the profile that a model of one user and one console can show).
package enum Violation: Error, Hashable {
    case vanished
    case appliedTwice
    case appliedUnseen
    case ackedButNotApplied
    case endedButApplied(OperationState)
    case mirrorDiffers
    case auditRewritten
    case withoutRecord
    case stuck
    case blocked
    case illegalStep(String)
}

/// One thing that happens; what is left to chance in it depends on nothing that happened before.
package struct ModelStep: Hashable, Sendable, CustomStringConvertible {
    /// Which, as a number below 415: the ranges are the odds.
    let kind: Int
    let chance: UInt64

    package var description: String {
        switch kind {
        case 0..<60: "the world turns"
        case 60..<140: "pull"
        case 140..<220: "decide"
        case 220..<340: "push"
        case 340..<360: "cancel"
        case 360..<380: "abandon a conflict"
        case 380..<392: "crash"
        case 392..<412: "a delayed request arrives"
        default: "the OA is restored from a backup"
        }
    }
}

/// One history of client, OA and network. Everything that is left to chance comes from the seed.
package struct ModelRun {
    package private(set) var server: ModelServer
    package private(set) var client: ModelClient
    private var random: SeededGenerator
    private var audited: [UInt64] = []

    package init(seed: UInt64, mutant: Mutant? = nil) {
        server = ModelServer(mutant: mutant)
        client = ModelClient(mutant: mutant)
        random = SeededGenerator(seed: seed)
        for _ in 0..<2 { server.add(amount: Int.random(in: 1..<9, using: &random), &random) }
    }

    /// What happens in a seed's history, in order.
    package static func plan(seed: UInt64, steps: Int = 140) -> [ModelStep] {
        var random = SeededGenerator(seed: seed)
        return (0..<steps).map { _ in
            ModelStep(kind: Int.random(in: 0..<415, using: &random), chance: random.next())
        }
    }

    /// A whole history: trouble, then a healed network, then the judgement. Returns where the decisions ended.
    package static func check(seed: UInt64, mutant: Mutant? = nil) throws(Violation) -> [OperationState: Int]
    {
        try check(plan(seed: seed), seed: seed, mutant: mutant)
    }

    /// The same for some steps only, as when the shortest history is looked for that still shows a violation.
    package static func check(_ steps: [ModelStep], seed: UInt64, mutant: Mutant? = nil) throws(Violation)
        -> [OperationState: Int]
    {
        var run = ModelRun(seed: seed, mutant: mutant)
        for step in steps { try run.take(step) }
        // What follows does not depend on what the steps drew.
        run.random = SeededGenerator(seed: ~seed)
        return try run.conclude()
    }

    private mutating func take(_ step: ModelStep) throws(Violation) {
        random = SeededGenerator(seed: step.chance)
        switch step.kind {
        case 0..<60: server.turn(&random)
        case 60..<140: client.pull(&server, &random)
        case 140..<220: client.decide(&server, &random)
        case 220..<340: client.push(&server, &random)
        case 340..<360: client.cancel(&server, &random)
        case 360..<380: client.resolve(&random)
        case 380..<392: client.crash()
        case 392..<412:
            guard let index = server.delayed.indices.randomElement(using: &random) else { break }
            _ = server.post(server.delayed.remove(at: index), &random)
        default: server.restore()
        }
        try lookBack()
    }

    /// The log only grows: each entry is linked to the one before, so the last one vouches for all.
    private mutating func lookBack() throws(Violation) {
        let audit = client.disk.audit
        if let last = audited.last, audit.count < audited.count || audit[audited.count - 1] != last {
            throw .auditRewritten
        }
        audited = audit
        if let step = client.illegalStep { throw .illegalStep(step) }
    }

    private var isDelivered: Bool { !client.memory.outbox.contains { $0.state.isUndelivered } }

    package mutating func conclude() throws(Violation) -> [OperationState: Int] {
        for operation in server.delayed { _ = server.post(operation, &random) }
        server.delayed = []
        // Nobody settles a conflict yet: it must not hold back the rest.
        for _ in 0..<250 where !isDelivered || !server.delayed.isEmpty {
            client.push(&server, &random)
            client.pull(&server, &random)
            deliverDelayed()
        }
        guard isDelivered else { throw .blocked }
        for round in 0..<400 {
            client.push(&server, &random)
            client.resolve(&random)
            client.pull(&server, &random)
            deliverDelayed()
            if round > 60, isDelivered, !client.memory.outbox.contains(where: { $0.state == .conflict }) {
                break
            }
        }
        for _ in 0..<60 { client.pull(&server, &random) }
        try lookBack()
        return try judge()
    }

    private mutating func deliverDelayed() {
        for operation in server.delayed where Bool.random(using: &random) {
            _ = server.post(operation, &random)
        }
        server.delayed = []
    }

    private func judge() throws(Violation) -> [OperationState: Int] {
        var times: [Int: Int] = [:]
        for application in server.applied {
            let operation = application.operation
            times[operation.decision, default: 0] += 1
            if operation.act != .remark, application.amount != operation.amount { throw .appliedUnseen }
            if !client.told.contains(operation.decision) { throw .withoutRecord }
        }
        if times.values.contains(where: { $0 > 1 }) { throw .appliedTwice }
        var ends: [OperationState: Int] = [:]
        let outbox = client.disk.outbox
        for decision in client.told.sorted() {
            guard let operation = outbox.first(where: { $0.decision == decision }) else { throw .vanished }
            let isApplied = times[decision] != nil
            ends[operation.state, default: 0] += 1
            switch operation.state {
            case .recorded, .sending, .unknown: throw .stuck
            case .acked: if !isApplied { throw .ackedButNotApplied }
            case .conflict, .refused, .dead, .cancelled, .abandoned, .superseded:
                if isApplied { throw .endedButApplied(operation.state) }
            }
        }
        for item in server.items.indices where client.disk.mirror[item] != server.view(item) {
            throw .mirrorDiffers
        }
        return ends
    }
}

extension ModelRun {
    /// Runs one act of the client or the OA, for directed histories.
    package mutating func act(_ body: (inout ModelClient, inout ModelServer, inout SeededGenerator) -> Void) {
        body(&client, &server, &random)
    }
}
