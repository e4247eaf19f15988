import Foundation
import GRDB
import Invoicing
import OAProfile
import SeededRandom
import Store
import Testing

@Suite("The states of an operation")
struct LedgerStateTests {
    static let pairs = OperationState.allCases.flatMap { from in OperationState.allCases.map { (from, $0) } }

    @Test("the database itself takes the steps of the state machine and no other", arguments: pairs)
    func step(from: OperationState, to: OperationState) throws {
        let fixture = try LedgerFixture(withEveryState: true)
        let operation = try fixture.existing(from)
        // Everything that a state needs beside its name, so that only the step itself can be refused.
        let sql = """
            UPDATE op SET state = '\(to.rawValue)', terminal_at = \(to.isTerminal ? "9" : "NULL"),
              receipt_json = \(to == .acked ? "'{}'" : "NULL")
            WHERE op_id = '\(operation.id.rawValue)'
            """
        let isAllowed = from.successors.contains(to) || (from == to && !from.isTerminal)
        if isAllowed {
            try fixture.raw(sql)
        } else {
            #expect(throws: DatabaseError.self) { try fixture.raw(sql) }
        }
        let state = try fixture.value(
            "SELECT state FROM op WHERE op_id = '\(operation.id.rawValue)'", as: String.self)
        #expect(state == (isAllowed ? to : from).rawValue)
    }

    @Test("an operation enters as recorded and as nothing else", arguments: OperationState.allCases)
    func entry(state: OperationState) throws {
        let fixture = try LedgerFixture()
        try fixture.record("T-1")
        let sql = """
            INSERT INTO op(op_id, seq, instance_id, task_id, round, action, args_json, base_rev, seen_digest,
              fingerprint, actor, state, recorded_at, terminal_at, receipt_json)
            SELECT 'other', 99, instance_id, 'T-2', round, action, args_json, base_rev, seen_digest, fingerprint,
              actor, '\(state.rawValue)', recorded_at, \(state.isTerminal ? "9" : "NULL"),
              \(state == .acked ? "'{}'" : "NULL") FROM op
            """
        if state == .recorded {
            try fixture.raw(sql)
        } else {
            #expect(throws: DatabaseError.self) { try fixture.raw(sql) }
        }
    }

    /// What a caller may try at any time.
    enum Act: CaseIterable {
        case record, begin, unknown, signedOut, ack, refuse, conflict, kill, fence, rebase, cancel, abandon,
            replace, interrupt
    }

    @Test(
        "random walks: every lawful call takes its step, every other one changes nothing",
        arguments: 0..<8 as Range<UInt64>)
    func walk(seed: UInt64) throws {
        let fixture = try LedgerFixture(seed: seed)
        var random = SeededGenerator(seed: seed &+ 1_000)
        let ledger = fixture.ledger
        /// The model: where each operation must stand, in the order of recording.
        var model: [(id: OperationID, task: String, state: OperationState)] = []
        func isLive(_ task: String) -> Bool { model.contains { $0.task == task && $0.state.isLive } }
        func isFree(_ index: Int) -> Bool {
            !model.indices.contains { other in
                other != index && model[other].task == model[index].task
                    && (model[other].state == .sending || (other < index && model[other].state.isUndelivered))
            }
        }

        for step in 0..<120 {
            let now = Int64(step) * 1_000
            let note = Comment(rawValue: "seed \(seed), step \(step)")
            guard let act = Act.allCases.randomElement(using: &random) else { continue }
            if act == .record || model.isEmpty {
                let task = "T-\(Int.random(in: 0..<4, using: &random))"
                if isLive(task) {
                    #expect(throws: StoreError.self, note) { try fixture.record(task, at: now) }
                } else {
                    model.append((try fixture.record(task, at: now).id, task, .recorded))
                }
                continue
            }
            if act == .interrupt {
                let sending = model.indices.filter { model[$0].state == .sending }
                #expect(try ledger.markInterrupted(at: now) == sending.count, note)
                for index in sending { model[index].state = .unknown }
                continue
            }
            let index = Int.random(in: model.indices, using: &random)
            let (id, task, state) = model[index]
            let isSent = state == .sending || state == .unknown
            let before = try ledger.auditEntries(from: 1, limit: 10_000).count
            /// Runs a call that must succeed exactly when `lawful`, and then leads to `next`.
            func attempt(_ lawful: Bool, _ next: OperationState, _ call: () throws -> RecordedOperation)
                throws
            {
                if lawful {
                    #expect(try call().state == next || act == .rebase || act == .replace, note)
                    model[index].state = next
                } else {
                    #expect(throws: StoreError.self, note) { _ = try call() }
                    #expect(try ledger.auditEntries(from: 1, limit: 10_000).count == before, note)
                }
            }
            func settle(_ judgement: Judgement) throws -> RecordedOperation {
                try ledger.settle(id, as: judgement, httpStatus: nil, nextAttemptAt: nil, at: now)
            }
            switch act {
            case .record, .interrupt: break
            case .begin:
                try attempt((state == .recorded || state == .unknown) && isFree(index), .sending) {
                    try ledger.beginSending(id, at: now)
                }
            case .unknown: try attempt(isSent, .unknown) { try settle(.unknown(cause: "x", retryAfter: nil)) }
            case .signedOut: try attempt(isSent, .unknown) { try settle(.signedOut) }
            case .ack:
                let operation = try #require(try ledger.operation(id))
                try attempt(isSent, .acked) { try settle(.acked(LedgerFixture.receipt(for: operation))) }
            case .refuse:
                try attempt(isSent, .refused) { try settle(.refused(LedgerFixture.problem(.policy, 422))) }
            case .conflict:
                try attempt(isSent, .conflict) { try settle(.conflict(LedgerFixture.problem(.changed, 412))) }
            case .kill:
                try attempt(isSent, .dead) { try settle(.dead(LedgerFixture.problem(.malformed, 400))) }
            case .fence: try attempt(isSent, .cancelled) { try settle(.fenced) }
            case .cancel: try attempt(state == .recorded, .cancelled) { try ledger.cancel(id, at: now) }
            case .abandon:
                try attempt(state == .conflict, .abandoned) { try ledger.abandon(id, reason: "x", at: now) }
            case .rebase:
                let new = fixture.id()
                try attempt(isSent, .superseded) { try ledger.rebase(id, as: new, rev: "\(step)", at: now) }
                if isSent { model.append((new, task, .recorded)) }
            case .replace:
                var new: OperationID?
                try attempt(state == .conflict, .superseded) {
                    let operation = try fixture.record(task, supersedes: id, at: now)
                    new = operation.id
                    return operation
                }
                if let new { model.append((new, task, .recorded)) }
            }
            // What is due is the first of its instance in the order of recording.
            let due = model.indices.first { index in
                (model[index].state == .recorded || model[index].state == .unknown) && isFree(index)
            }
            #expect(try ledger.nextDue(at: now, excluding: [])?.id == due.map { model[$0].id }, note)
        }
        for (id, _, state) in model {
            #expect(try fixture.other().operation(id)?.state == state, "seed \(seed)")
        }
        let verification = try ledger.verifyAudit()
        #expect(verification.isIntact, "seed \(seed): \(verification)")
        #expect(verification.operations == model.count)
    }
}
