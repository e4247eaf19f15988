import Foundation
import Invoicing
import OAProfile

/// The console of the protocol: what is on its disk, what is in its memory, and what its user was told.
package struct ModelClient {
    /// What survives a crash.
    package struct State {
        package var epoch = 0
        package var cursor = 0
        package var mirror: [Int: ModelServer.View] = [:]
        package var outbox: [ModelOperation] = []
        /// Each entry is linked to the one before it.
        package var audit: [UInt64] = []
        package var lastDecision = 0
    }

    package let mutant: Mutant?
    package private(set) var disk = State()
    package private(set) var memory = State()
    /// The decisions that the screen called recorded.
    package private(set) var told: Set<Int> = []
    /// A step that the state machine does not know.
    package private(set) var illegalStep: String?

    package init(mutant: Mutant?) { self.mutant = mutant }

    private mutating func commit() { disk = memory }

    package mutating func crash() {
        memory = disk
        for index in memory.outbox.indices where memory.outbox[index].state == .sending {
            move(index, .unknown)
        }
        commit()
    }

    private mutating func move(_ index: Int, _ state: OperationState) {
        let old = memory.outbox[index].state
        if !old.successors.contains(state), old != state { illegalStep = "\(old) to \(state)" }
        memory.outbox[index].state = state
    }

    private mutating func log(_ index: Int) {
        let operation = memory.outbox[index]
        let last = memory.audit.last ?? 0
        let state = OperationState.allCases.firstIndex(of: operation.state) ?? 0
        memory.audit.append((last ^ UInt64(operation.decision * 16 + state)) &* 0x100_0000_01B3 &+ 1)
    }

    package mutating func decide(_ server: inout ModelServer, _ random: inout some RandomNumberGenerator) {
        let busy = Set(memory.outbox.filter { $0.state.isLive && $0.act != .remark }.map(\.item))
        let open = memory.mirror.keys.sorted()
            .filter { memory.mirror[$0]?.status.isOpen == true && !busy.contains($0) }
        let acts: [ModelOperation.Act] = [.approve, .approve, .returned, .remark]
        guard let item = open.randomElement(using: &random), let act = acts.randomElement(using: &random)
        else { return }
        decide(act, on: item, &server, &random)
    }

    package mutating func decide(
        _ act: ModelOperation.Act, on item: Int, _ server: inout ModelServer,
        _ random: inout some RandomNumberGenerator
    ) {
        guard let seen = memory.mirror[item] else { return }
        memory.lastDecision += 1
        let operation = ModelOperation(
            id: OperationID(milliseconds: Int64(memory.lastDecision), using: &random),
            decision: memory.lastDecision, item: item, rev: seen.rev, amount: seen.amount, act: act)
        memory.outbox.append(operation)
        log(memory.outbox.count - 1)
        if mutant == .sendBeforeCommit {
            if Bool.random(using: &random) { _ = deliver(operation, &server, &random) }
            if Int.random(in: 0..<10, using: &random) < 3 {
                told.insert(operation.decision)
                return crash()
            }
        }
        commit()
        // Only now the screen says "recorded".
        told.insert(operation.decision)
    }

    /// One attempt over a bad network.
    private func deliver(
        _ operation: ModelOperation, _ server: inout ModelServer, _ random: inout some RandomNumberGenerator
    ) -> Judgement {
        var sent = operation
        if mutant == .newKeyEachTry { sent.id = OperationID(milliseconds: 0, using: &random) }
        let lost = Judgement(answer: .nothing(cause: "timed out"), to: sent.request)
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<12: return lost
        case 12..<22:
            server.delayed.append(sent)
            return lost
        default: break
        }
        let report = server.post(sent, &random)
        if Int.random(in: 0..<100, using: &random) < 8 { _ = server.post(sent, &random) }
        if mutant == .keyExpires, Int.random(in: 0..<10, using: &random) < 3 { server.forget(sent.id) }
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<20: return lost
        case 20..<24:
            let status = [429, 500, 502, 503].randomElement(using: &random) ?? 500
            let html = DeliveryAnswer.answer(
                status: status, contentType: "text/html", body: Data(), retryAfter: nil)
            return Judgement(answer: html, to: sent.request)
        default: return Judgement(report: report, of: sent.request)
        }
    }

    package mutating func push(_ server: inout ModelServer, _ random: inout some RandomNumberGenerator) {
        let waiting = memory.outbox.indices.filter {
            [.recorded, .unknown].contains(memory.outbox[$0].state)
        }
        if mutant == .stopOnHeadBlock, memory.outbox.contains(where: { $0.state == .conflict }) { return }
        guard let first = waiting.first else { return }
        let isInOrder = Int.random(in: 0..<10, using: &random) < 7
        send(isInOrder ? first : waiting.randomElement(using: &random) ?? first, &server, &random)
    }

    private mutating func send(
        _ index: Int, _ server: inout ModelServer, _ random: inout some RandomNumberGenerator
    ) {
        move(index, .sending)
        memory.outbox[index].attempts += 1
        commit()
        if Int.random(in: 0..<100, using: &random) < 6 { return crash() }
        let judgement = deliver(memory.outbox[index], &server, &random)
        if Int.random(in: 0..<100, using: &random) < 6 { return crash() }
        settle(index, judgement, &random)
    }

    package mutating func settle(
        _ index: Int, _ judgement: Judgement, _ random: inout some RandomNumberGenerator
    ) {
        switch judgement {
        case .conflict(let problem) where mutant == .ackAny409: _ = problem; move(index, .acked)
        case .conflict(let problem) where mutant == .autoRebase && problem.status == 412:
            rebase(index, rev: problem.currentRev, &random)
        case .rebase where mutant == .ackAny409: move(index, .acked)
        case .rebase(let rev): return rebase(index, rev: rev, &random)
        case .refused where mutant == .dropOnRefusal:
            memory.outbox.remove(at: index)
            return commit()
        case .fenced:
            // The machine knows the fence only from `unknown`.
            if memory.outbox[index].state == .sending { move(index, .unknown) }
            move(index, .cancelled)
        default: move(index, judgement.state ?? .unknown)
        }
        if memory.outbox.indices.contains(index) { log(index) }
        commit()
    }

    /// A new name for the same decision on another row version; the old name stays refused for ever.
    private mutating func rebase(_ index: Int, rev: String?, _ random: inout some RandomNumberGenerator) {
        move(index, .superseded)
        log(index)
        var new = memory.outbox.remove(at: index)
        new.id = OperationID(milliseconds: Int64(new.decision), using: &random)
        new.rev = rev.flatMap(Int.init) ?? new.rev
        new.state = .recorded
        new.attempts = 0
        memory.outbox.append(new)
        log(memory.outbox.count - 1)
        commit()
    }

    package mutating func cancel(_ server: inout ModelServer, _ random: inout some RandomNumberGenerator) {
        let waiting = memory.outbox.indices.filter {
            [.recorded, .unknown].contains(memory.outbox[$0].state)
        }
        guard let index = waiting.randomElement(using: &random) else { return }
        if memory.outbox[index].attempts == 0 || mutant == .cancelUnfenced {
            move(index, .cancelled)
        } else {
            // Away from the OA, what may have left cannot be cancelled.
            if Int.random(in: 0..<10, using: &random) < 3 { return }
            let operation = memory.outbox[index]
            return settle(
                index, Judgement(report: server.fence(operation.id), of: operation.request), &random)
        }
        log(index)
        commit()
    }

    /// The user gives up a conflict.
    package mutating func resolve(_ random: inout some RandomNumberGenerator) {
        let waiting = memory.outbox.indices.filter { memory.outbox[$0].state == .conflict }
        guard let index = waiting.randomElement(using: &random) else { return }
        move(index, .abandoned)
        log(index)
        commit()
    }

    package mutating func pull(_ server: inout ModelServer, _ random: inout some RandomNumberGenerator) {
        if Int.random(in: 0..<10, using: &random) == 0 { return }
        guard memory.epoch != 0,
            let page = server.changes(epoch: memory.epoch, since: memory.cursor, &random)
        else {
            let snapshot = server.snapshot()
            if Int.random(in: 0..<10, using: &random) == 0 { return crash() }
            memory.mirror = snapshot.items
            memory.cursor = snapshot.cursor
            memory.epoch = snapshot.epoch
            if mutant == .resyncWipesOutbox { memory.outbox = [] }
            return commit()
        }
        if mutant == .cursorFirst {
            memory.cursor = page.cursor
            commit()
            if Int.random(in: 0..<100, using: &random) < 15 { return crash() }
        }
        for (item, view) in page.items {
            memory.mirror[item] = view
            guard mutant == .mirrorOverPending, let view else { continue }
            for index in memory.outbox.indices
            where memory.outbox[index].item == item && memory.outbox[index].act != .remark
                && [.recorded, .unknown].contains(memory.outbox[index].state)
            {
                memory.outbox[index].rev = view.rev
            }
        }
        if Int.random(in: 0..<10, using: &random) == 0 { return crash() }
        memory.cursor = page.cursor
        commit()
    }
}
