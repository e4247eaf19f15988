import Foundation
import Invoicing
import OAProfile
import Store
import Testing

@Suite("Delivering decisions")
struct LedgerDeliveryTests {
    @Test("operations of one instance go in their order, one at a time")
    func fifo() throws {
        let fixture = try LedgerFixture()
        let first = try fixture.record("T-1", instance: "I-1")
        let second = try fixture.record("T-2", instance: "I-1")
        let ledger = fixture.ledger
        #expect(try ledger.nextDue(at: 2_000, excluding: [])?.id == first.id)
        #expect(throws: StoreError.self) { try ledger.beginSending(second.id, at: 2_000) }
        _ = try ledger.beginSending(first.id, at: 2_000)
        #expect(try ledger.nextDue(at: 2_000, excluding: []) == nil)
        #expect(try ledger.nextDueTime() == nil)
        #expect(throws: StoreError.self) { try ledger.beginSending(first.id, at: 2_000) }
        _ = try ledger.settle(
            first.id, as: .unknown(cause: "reset", retryAfter: nil), httpStatus: nil, nextAttemptAt: 9_000,
            at: 3_000)
        #expect(try ledger.nextDue(at: 5_000, excluding: []) == nil)
        #expect(try ledger.nextDueTime() == 9_000)
        #expect(try ledger.nextDue(at: 9_000, excluding: [])?.id == first.id)
        _ = try ledger.beginSending(first.id, at: 9_000)
        let acked = try ledger.settle(
            first.id, as: .acked(LedgerFixture.receipt(for: first)), httpStatus: 200, nextAttemptAt: nil,
            at: 9_100)
        #expect(acked.attempts == 2 && acked.firstSentAt == 2_000)
        #expect(try ledger.nextDue(at: 9_200, excluding: [])?.id == second.id)
    }

    @Test("a conflict on one invoice never delays another, nor the next decision on its own")
    func conflictDelaysNobody() throws {
        let fixture = try LedgerFixture()
        _ = try fixture.operation(in: .conflict, task: "T-1")
        let other = try fixture.record("T-2")
        let later = try fixture.record("T-3", instance: "I-T-1")
        #expect(try fixture.ledger.nextDue(at: 9_000, excluding: [])?.id == other.id)
        #expect(try fixture.ledger.nextDue(at: 9_000, excluding: [other.instance])?.id == later.id)
    }

    @Test(
        "what waits or is on its way holds up its own instance only",
        arguments: [OperationState.sending, .unknown])
    func others(state: OperationState) throws {
        let fixture = try LedgerFixture()
        let stuck = try fixture.operation(in: state, task: "T-1")
        let other = try fixture.record("T-2")
        #expect(try fixture.ledger.nextDue(at: 9_000, excluding: [stuck.instance])?.id == other.id)
        #expect(try fixture.ledger.nextDue(at: 9_000, excluding: [stuck.instance, other.instance]) == nil)
    }

    @Test("a held operation waits for its time, and so does what stands behind it on its instance")
    func hold() throws {
        let fixture = try LedgerFixture()
        let held = try fixture.record("T-1", instance: "I-1", holdUntil: 6_000)
        let behind = try fixture.record("T-2", instance: "I-1")
        let ledger = fixture.ledger
        #expect(try ledger.nextDue(at: 5_999, excluding: []) == nil)
        #expect(try ledger.nextDueTime() == 6_000)
        #expect(try ledger.nextDue(at: 6_000, excluding: [])?.id == held.id)
        _ = try ledger.cancel(held.id, at: 5_000)
        #expect(try ledger.nextDue(at: 5_000, excluding: [])?.id == behind.id)
        #expect(try ledger.nextDueTime() == 1_000)
    }

    @Test("a clock that jumps ten years back holds nothing for ten years")
    func clockSetBack() throws {
        let tenYears: Int64 = 10 * 365 * 86_400_000
        let fixture = try LedgerFixture()
        let recorded = try fixture.record("T-1", holdUntil: tenYears + 5_000, at: tenYears)
        #expect(try fixture.ledger.nextDue(at: tenYears, excluding: []) == nil)
        #expect(try fixture.ledger.nextDue(at: 1_000, excluding: [])?.id == recorded.id)
        _ = try fixture.ledger.beginSending(recorded.id, at: tenYears + 6_000)
        _ = try fixture.ledger.settle(
            recorded.id, as: .unknown(cause: "reset", retryAfter: nil), httpStatus: nil,
            nextAttemptAt: tenYears + 60_000, at: tenYears + 7_000)
        #expect(try fixture.ledger.nextDue(at: tenYears + 8_000, excluding: []) == nil)
        #expect(try fixture.ledger.nextDue(at: 1_000, excluding: [])?.id == recorded.id)
        #expect(try fixture.ledger.nextDue(at: .max, excluding: [])?.id == recorded.id)
    }

    @Test("at start, what was being sent is unknown and due, and everything else stands as it stood")
    func interrupted() throws {
        let fixture = try LedgerFixture()
        let sending = try fixture.operation(in: .sending, task: "T-1")
        let rest = try OperationState.allCases.filter { $0 != .sending }.map { try fixture.operation(in: $0) }
        #expect(try fixture.other().markInterrupted(at: 5_000) == 1)
        let now = try #require(try fixture.ledger.operation(sending.id))
        #expect(now.state == .unknown && now.attempts == 1 && now.nextAttemptAt == nil)
        #expect(try fixture.ledger.nextDue(at: 5_000, excluding: [])?.id == sending.id)
        for operation in rest { #expect(try fixture.ledger.operation(operation.id) == operation) }
        #expect(try fixture.ledger.markInterrupted(at: 6_000) == 0)
        #expect(try fixture.ledger.verifyAudit().isIntact)
    }

    static let judgements: [(Judgement, OperationState)] = [
        (.unknown(cause: "HTTP 503", retryAfter: 3), .unknown), (.signedOut, .unknown),
        (.refused(LedgerFixture.problem(.policy, 422)), .refused),
        (.conflict(LedgerFixture.problem(.changed, 412)), .conflict),
        (.dead(LedgerFixture.problem(.keyReuse, 422)), .dead), (.fenced, .cancelled),
    ]

    @Test("every judgement is written down from sending and from unknown", arguments: judgements)
    func settle(judgement: Judgement, expected: OperationState) throws {
        for start in [OperationState.sending, .unknown] {
            let fixture = try LedgerFixture()
            let operation = try fixture.operation(in: start)
            let settled = try fixture.ledger.settle(
                operation.id, as: judgement, httpStatus: 499, nextAttemptAt: 8_000, at: 5_000)
            #expect(settled.state == expected)
            #expect(settled.terminalAt == (expected.isTerminal ? 5_000 : nil))
            #expect(settled.nextAttemptAt == (expected == .unknown ? 8_000 : nil))
            #expect(!settled.reason.isEmpty)
            switch judgement {
            case .refused(let problem), .conflict(let problem), .dead(let problem):
                #expect(settled.problem == problem && settled.reason == "金额已变更")
            default: #expect(settled.problem == nil)
            }
            #expect(try fixture.ledger.operation(operation.id) == settled)
            #expect(try fixture.ledger.verifyAudit().isIntact)
        }
    }

    @Test("a receipt is kept, and only one that proves this very decision is believed")
    func receipts() throws {
        let fixture = try LedgerFixture()
        for start in [OperationState.sending, .unknown] {
            let operation = try fixture.operation(in: start)
            var other = LedgerFixture.receipt(for: operation)
            other.action = .reject
            var unseen = LedgerFixture.receipt(for: operation)
            unseen.seenDigest = ContentDigest(of: "something else")
            let stranger = LedgerFixture.receipt(for: try fixture.record(UUID().uuidString))
            for wrong in [other, unseen, stranger] {
                #expect(throws: StoreError.impossibleStep(operation: operation.id, from: start, to: .acked)) {
                    try fixture.ledger.settle(
                        operation.id, as: .acked(wrong), httpStatus: 200, nextAttemptAt: nil, at: 5_000)
                }
            }
            let receipt = LedgerFixture.receipt(for: operation)
            let acked = try fixture.ledger.settle(
                operation.id, as: .acked(receipt), httpStatus: 200, nextAttemptAt: nil, at: 5_000)
            #expect(acked.receipt == receipt && acked.state == .acked && acked.terminalAt == 5_000)
        }
    }

    @Test(
        "what was never sent or has its outcome is not settled, and a rebase has its own way",
        arguments: OperationState.allCases)
    func unsettleable(state: OperationState) throws {
        let fixture = try LedgerFixture()
        let operation = try fixture.operation(in: state)
        if state == .sending || state == .unknown {
            #expect(throws: StoreError.impossibleStep(operation: operation.id, from: state, to: .superseded))
            {
                try fixture.ledger.settle(
                    operation.id, as: .rebase(rev: "8"), httpStatus: 412, nextAttemptAt: nil, at: 5_000)
            }
            return
        }
        for (judgement, _) in Self.judgements {
            #expect(throws: StoreError.self) {
                try fixture.ledger.settle(
                    operation.id, as: judgement, httpStatus: nil, nextAttemptAt: nil, at: 5_000)
            }
        }
        #expect(throws: StoreError.self) {
            try fixture.ledger.rebase(operation.id, as: fixture.id(), rev: "8", at: 5_000)
        }
        #expect(try fixture.ledger.operation(operation.id) == operation)
    }

    @Test("each attempt leaves its row: when it began and ended, and what was answered")
    func attempts() throws {
        let fixture = try LedgerFixture()
        let operation = try fixture.operation(in: .unknown)
        _ = try fixture.ledger.beginSending(operation.id, at: 6_000)
        _ = try fixture.ledger.settle(
            operation.id, as: .refused(LedgerFixture.problem(.policy, 422)), httpStatus: 422,
            nextAttemptAt: nil,
            at: 6_500)
        let rows = try fixture.value(
            """
            SELECT group_concat(n || ':' || started_at || '-' || ended_at || ':' || coalesce(http_status, '')
              || ':' || coalesce(problem_code, ''), ' ') FROM attempt
            """, as: String.self)
        #expect(rows == "1:2000-3000:: 2:6000-6500:422:policy")
    }

    @Test("an operation that is not there is named", arguments: [1, 2, 3, 4, 5])
    func missing(seed: UInt64) throws {
        let fixture = try LedgerFixture(seed: seed)
        let stranger = fixture.id()
        let expected = StoreError.noSuchOperation(stranger.rawValue)
        #expect(throws: expected) { try fixture.ledger.beginSending(stranger, at: 1) }
        #expect(throws: expected) { try fixture.ledger.cancel(stranger, at: 1) }
        #expect(throws: expected) { try fixture.ledger.abandon(stranger, reason: "", at: 1) }
        #expect(throws: expected) { try fixture.ledger.rebase(stranger, as: fixture.id(), rev: "1", at: 1) }
        #expect(throws: expected) {
            try fixture.ledger.settle(stranger, as: .fenced, httpStatus: nil, nextAttemptAt: nil, at: 1)
        }
        #expect(try fixture.ledger.operation(stranger) == nil)
    }
}
