import Foundation
import Invoicing
import OAProfile
import Store
import Testing

@Suite("Recording decisions")
struct LedgerRecordingTests {
    @Test("a recorded decision is there, word for word, for whoever opens the ledger next")
    func recorded() throws {
        let fixture = try LedgerFixture()
        let task = LedgerFixture.task("T-1")
        let decision = try #require(
            Decision(action: .reject, comment: "抬头\u{0}e\u{301}不符\n请重开 😀", target: ""))
        let new = NewOperation(
            id: fixture.id(), task: task, decision: decision, actor: "zhang.wei", holdUntil: 9_000,
            recordedAt: 1_000)
        let recorded = try fixture.ledger.record(new)
        #expect(recorded.id == new.id)
        #expect(recorded.state == .recorded)
        #expect(recorded.decision == decision)
        #expect(recorded.task == task.id && recorded.instance == task.instance && recorded.node == task.node)
        #expect(recorded.baseRev == "7" && recorded.round == 1)
        #expect(recorded.seenDigest == SeenContent(of: task).digest)
        #expect(recorded.actor == "zhang.wei" && recorded.onBehalfOf == "li.na")
        #expect(recorded.holdUntil == 9_000 && recorded.recordedAt == 1_000 && recorded.attempts == 0)
        #expect(try fixture.other().operation(new.id) == recorded)
    }

    @Test("the evidence is the task exactly as it was painted")
    func evidence() throws {
        let fixture = try LedgerFixture()
        let operation = try fixture.record("T-1")
        #expect(try fixture.ledger.evidence(of: operation.id) == LedgerFixture.task("T-1"))
        #expect(try fixture.ledger.evidence(of: fixture.id()) == nil)
    }

    @Test(
        "a live decision keeps every other one off its task and round",
        arguments: OperationState.allCases)
    func oneLiveDecision(state: OperationState) throws {
        let fixture = try LedgerFixture()
        let first = try fixture.operation(in: state, task: "T-1")
        let second = { try fixture.record("T-1", decision: .transfer(to: "li.na", comment: "")) }
        if state == .superseded {
            // What took its place is live.
            #expect(throws: StoreError.self) { _ = try second() }
        } else if state.isLive {
            #expect(throws: StoreError.alreadyDecided(first)) { _ = try second() }
        } else {
            #expect(try second().state == .recorded)
        }
        // Another round is another question.
        #expect(try fixture.record("T-1", instance: "I-2", round: 2).round == 2)
    }

    @Test("a name is used once, even after its operation has ended")
    func nameIsUsedOnce() throws {
        let fixture = try LedgerFixture()
        let ended = try fixture.operation(in: .acked)
        let again = NewOperation(
            id: ended.id, task: LedgerFixture.task("T-9"), decision: .approve(comment: ""),
            actor: "zhang.wei",
            recordedAt: 5_000)
        #expect(throws: StoreError.alreadyDecided(ended)) { try fixture.ledger.record(again) }
        #expect(try fixture.ledger.auditEntries(from: 1, limit: 100).count == 3)
    }

    @Test("after a conflict the new decision takes the place of the old one in one step")
    func supersedes() throws {
        let fixture = try LedgerFixture()
        let old = try fixture.operation(in: .conflict, task: "T-1")
        let new = try fixture.record("T-1", supersedes: old.id, at: 7_000)
        #expect(new.supersedes == old.id)
        let replaced = try #require(try fixture.ledger.operation(old.id))
        #expect(replaced.state == .superseded && replaced.terminalAt == 7_000)
        #expect(replaced.problem == old.problem)
    }

    @Test(
        "only what is in conflict can be replaced",
        arguments: OperationState.allCases.filter { $0 != .conflict })
    func supersedesNothingElse(state: OperationState) throws {
        let fixture = try LedgerFixture()
        let old = try fixture.operation(in: state, task: "T-1")
        let before = try fixture.ledger.auditEntries(from: 1, limit: 100)
        #expect(throws: StoreError.impossibleStep(operation: old.id, from: state, to: .superseded)) {
            try fixture.record("T-2", supersedes: old.id)
        }
        let stranger = fixture.id()
        #expect(throws: StoreError.noSuchOperation(stranger.rawValue)) {
            try fixture.record("T-2", supersedes: stranger)
        }
        #expect(try fixture.ledger.auditEntries(from: 1, limit: 100) == before)
        #expect(try fixture.ledger.operation(old.id) == old)
    }

    @Test("a rebase carries decision, evidence and digest to a new name and row version")
    func rebase() throws {
        let fixture = try LedgerFixture()
        for state in [OperationState.sending, .unknown] {
            let old = try fixture.operation(in: state)
            let newID = fixture.id()
            let new = try fixture.ledger.rebase(old.id, as: newID, rev: "8", at: 5_000)
            #expect(new.id == newID && new.state == .recorded && new.supersedes == old.id)
            #expect(new.baseRev == "8" && new.decision == old.decision && new.seenDigest == old.seenDigest)
            #expect(new.sequence > old.sequence && new.attempts == 0)
            #expect(try fixture.ledger.operation(old.id)?.state == .superseded)
            #expect(try fixture.ledger.evidence(of: newID) == fixture.ledger.evidence(of: old.id))
            #expect(new.request.fingerprint == old.request.fingerprint)
        }
        #expect(try fixture.ledger.verifyAudit().isIntact)
    }

    @Test("a rebase that cannot be recorded leaves the old operation as it was")
    func rebaseIsOneStep() throws {
        let fixture = try LedgerFixture()
        let other = try fixture.record("T-2")
        let old = try fixture.operation(in: .unknown, task: "T-1")
        let before = try fixture.ledger.auditEntries(from: 1, limit: 100)
        #expect(throws: StoreError.alreadyDecided(other)) {
            try fixture.ledger.rebase(old.id, as: other.id, rev: "8", at: 5_000)
        }
        #expect(try fixture.ledger.operation(old.id) == old)
        #expect(try fixture.ledger.auditEntries(from: 1, limit: 100) == before)
    }

    @Test("a row version that cannot be kept undoes the whole rebase")
    func rebaseRollsBack() throws {
        let fixture = try LedgerFixture()
        let old = try fixture.operation(in: .unknown, task: "T-1")
        let before = try fixture.ledger.auditEntries(from: 1, limit: 100)
        // The new row is refused by the database after the old one was already moved.
        #expect(throws: StoreError.self) {
            try fixture.ledger.rebase(old.id, as: fixture.id(), rev: "8\u{0}9", at: 5_000)
        }
        #expect(try fixture.ledger.operation(old.id) == old)
        #expect(try fixture.ledger.auditEntries(from: 1, limit: 100) == before)
    }

    @Test("only what never left can be taken back", arguments: OperationState.allCases)
    func cancel(state: OperationState) throws {
        let fixture = try LedgerFixture()
        let operation = try fixture.operation(in: state)
        if state == .recorded {
            let cancelled = try fixture.ledger.cancel(operation.id, at: 5_000)
            #expect(cancelled.state == .cancelled && cancelled.terminalAt == 5_000)
            #expect(try fixture.ledger.nextDue(at: .max, excluding: []) == nil)
        } else {
            #expect(throws: StoreError.impossibleStep(operation: operation.id, from: state, to: .cancelled)) {
                try fixture.ledger.cancel(operation.id, at: 5_000)
            }
        }
    }

    @Test(
        "only what is in conflict can be abandoned, and the reason is kept",
        arguments: OperationState.allCases)
    func abandon(state: OperationState) throws {
        let fixture = try LedgerFixture()
        let operation = try fixture.operation(in: state)
        if state == .conflict {
            let abandoned = try fixture.ledger.abandon(operation.id, reason: "供应商已撤单", at: 5_000)
            #expect(abandoned.state == .abandoned && abandoned.reason == "供应商已撤单")
            #expect(abandoned.problem == operation.problem)
        } else {
            #expect(throws: StoreError.impossibleStep(operation: operation.id, from: state, to: .abandoned)) {
                try fixture.ledger.abandon(operation.id, reason: "x", at: 5_000)
            }
        }
    }

    @Test("an id with a NUL byte is refused rather than cut short", arguments: ["T\u{0}1", "\u{0}"])
    func nul(name: String) throws {
        let fixture = try LedgerFixture()
        #expect(throws: StoreError.self) { try fixture.record(name) }
        #expect(throws: StoreError.self) { try fixture.record("T-1", instance: name) }
        #expect(try fixture.ledger.counts().isEmpty)
        #expect(try fixture.ledger.auditEntries(from: 1, limit: 1).isEmpty)
    }

    @Test("reads find the newest on each task, states newest first, and counts")
    func reads() throws {
        let fixture = try LedgerFixture()
        let cancelled = try fixture.operation(in: .cancelled, task: "T-1")
        let again = try fixture.record("T-1")
        let conflict = try fixture.operation(in: .conflict, task: "T-2")
        let acked = try fixture.operation(in: .acked, task: "T-3")
        let newest = try fixture.ledger.newestOperations(
            on: ["T-1", "T-2", "T-1", "T-none"].map(TaskID.init(rawValue:)))
        #expect(newest == [again.task: again, conflict.task: conflict])
        let found = try fixture.ledger.operations(in: [.cancelled, .acked, .recorded], limit: 2)
        #expect(found == [acked, again])
        #expect(
            try fixture.ledger.operations(in: [.cancelled, .acked, .recorded], limit: 9)
                == [acked, again, cancelled])
        #expect(try fixture.ledger.operations(in: [], limit: 9).isEmpty)
        #expect(try fixture.ledger.operations(in: [.acked], limit: -1).isEmpty)
        #expect(try fixture.ledger.counts() == [.cancelled: 1, .recorded: 1, .conflict: 1, .acked: 1])
    }

    @Test("a draft is kept, replaced and removed, and is no decision")
    func drafts() throws {
        let fixture = try LedgerFixture()
        let task = TaskID(rawValue: "T-1")
        #expect(try fixture.ledger.draft(on: task) == nil)
        try fixture.ledger.saveDraft("发票抬头", on: task, at: 1)
        try fixture.ledger.saveDraft("发票抬头不符 e\u{301}", on: task, at: 2)
        #expect(try fixture.other().draft(on: task) == "发票抬头不符 e\u{301}")
        try fixture.ledger.saveDraft("", on: task, at: 3)
        #expect(try fixture.ledger.draft(on: task) == nil)
        #expect(try fixture.ledger.auditEntries(from: 1, limit: 1).isEmpty)
    }
}
