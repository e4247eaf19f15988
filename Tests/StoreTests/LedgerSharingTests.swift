import Foundation
import GRDB
import Invoicing
import OAProfile
import Store
import Testing

@Suite("Two processes on one ledger")
struct LedgerSharingTests {
    @Test("each sees what the other committed, in one order")
    func shared() throws {
        let fixture = try LedgerFixture()
        let other = try fixture.other()
        let first = try fixture.record("T-1")
        let second = try other.record(
            NewOperation(
                id: fixture.id(), task: LedgerFixture.task("T-2"), decision: .approve(comment: ""),
                actor: "zhang.wei", recordedAt: 2_000))
        #expect(first.sequence == 1 && second.sequence == 2)
        #expect(try fixture.ledger.operation(second.id) == second)
        #expect(try other.operation(first.id) == first)
        #expect(throws: StoreError.alreadyDecided(first)) {
            try other.record(
                NewOperation(
                    id: fixture.id(), task: LedgerFixture.task("T-1"), decision: .approve(comment: ""),
                    actor: "zhang.wei", recordedAt: 2_000))
        }
        let entries = try fixture.ledger.auditEntries(from: 1, limit: 10)
        #expect(try entries.map { try $0.entry().sessionID } == ["s-1", "s-2"])
        #expect(try other.verifyAudit().isIntact)
    }

    @Test("only one of two may send an operation")
    func oneSender() throws {
        let fixture = try LedgerFixture()
        let operation = try fixture.record("T-1")
        let other = try fixture.other()
        _ = try fixture.ledger.beginSending(operation.id, at: 2_000)
        #expect(throws: StoreError.impossibleStep(operation: operation.id, from: .sending, to: .sending)) {
            try other.beginSending(operation.id, at: 2_000)
        }
    }

    @Test("the change mark moves with every commit, one's own and the other's, and with nothing else")
    func changeMark() throws {
        let fixture = try LedgerFixture()
        let other = try fixture.other()
        var marks = [try fixture.ledger.changeMark()]
        #expect(try fixture.ledger.changeMark() == marks[0])
        let operation = try fixture.record("T-1")
        marks.append(try fixture.ledger.changeMark())
        _ = try other.beginSending(operation.id, at: 2_000)
        marks.append(try fixture.ledger.changeMark())
        try other.saveDraft("x", on: operation.task, at: 3_000)
        marks.append(try fixture.ledger.changeMark())
        _ = try fixture.ledger.settle(
            operation.id, as: .signedOut, httpStatus: 401, nextAttemptAt: nil, at: 4_000)
        marks.append(try fixture.ledger.changeMark())
        #expect(Set(marks).count == marks.count)
        #expect(marks == marks.sorted())
        _ = try other.counts()
        #expect(throws: StoreError.self) { try other.cancel(operation.id, at: 5_000) }
        #expect(try fixture.ledger.changeMark() == marks.last)
    }

    @Test("writers of two openings at once lose nothing and break nothing")
    func concurrently() async throws {
        let fixture = try LedgerFixture()
        let ledgers = [fixture.ledger, try fixture.other()]
        let decisions = (0..<40).map { number in
            NewOperation(
                id: fixture.id(), task: LedgerFixture.task("T-\(number)"), decision: .approve(comment: ""),
                actor: "zhang.wei", recordedAt: Int64(number))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for half in 0..<2 {
                group.addTask {
                    for number in stride(from: half, to: decisions.count, by: 2) {
                        _ = try ledgers[half].record(decisions[number])
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try fixture.ledger.counts() == [.recorded: 40])
        let verification = try fixture.ledger.verifyAudit()
        #expect(verification.isIntact && verification.entries == 40)
    }

    @Test("the right to sync is one at a time, and free again when its holder lets go")
    func lease() throws {
        let fixture = try LedgerFixture()
        let folder = fixture.folder.appendingPathComponent("sync", isDirectory: true)
        var first = try SyncLease.take(folder: folder)
        #expect(first != nil)
        #expect(try SyncLease.take(folder: folder) == nil)
        first = nil
        let second = try SyncLease.take(folder: folder)
        #expect(second != nil)
        #expect(LedgerFileTests.mode(folder) == 0o700)
        #expect(LedgerFileTests.mode(folder.appendingPathComponent("lock")) == 0o600)
        withExtendedLifetime(second) {}
    }

    @Test("the lease does not follow a link to somewhere else")
    func leaseLink() throws {
        let fixture = try LedgerFixture()
        let lock = fixture.folder.appendingPathComponent("lock")
        #expect(symlink("/tmp", lock.path) == 0)
        #expect(throws: StoreError.self) { _ = try SyncLease.take(folder: fixture.folder) }
    }
}
