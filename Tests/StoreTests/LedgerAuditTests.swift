import Audit
import Foundation
import GRDB
import Invoicing
import OAProfile
import Store
import Testing

@Suite("The audit log of the ledger")
struct LedgerAuditTests {
    /// Changes the file as somebody would who knows how: without the triggers, which are put back afterwards.
    static func tamper(_ fixture: LedgerFixture, _ sql: String) throws {
        let queue = try DatabaseQueue(path: fixture.file.path)
        try queue.write { db in
            let triggers = try Row.fetchAll(
                db, sql: "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            for row in triggers { try db.execute(sql: "DROP TRIGGER \(row["name"] as String)") }
            try db.execute(sql: sql)
            #expect(db.changesCount > 0)
            for row in triggers { try db.execute(sql: row["sql"]) }
        }
    }

    @Test("every change of a state is one entry, in the same commit, that says who, what, whence and how")
    func entries() throws {
        let fixture = try LedgerFixture()
        let operation = try fixture.operation(in: .acked, task: "T-1")
        let entries = try fixture.ledger.auditEntries(from: 1, limit: 10).map { try $0.entry() }
        #expect(entries.map(\.outcome) == ["recorded", "sending", "acked"])
        #expect(entries.map(\.sequence) == [1, 2, 3])
        #expect(entries.map(\.wallTime) == [1_000, 2_000, 3_000])
        for entry in entries {
            #expect(entry.event == "approve" && entry.operation == operation.id.rawValue)
            #expect(entry.task == "T-1" && entry.instance == "I-T-1" && entry.revBefore == "7")
            #expect(entry.actor == "zhang.wei" && entry.onBehalfOf == "li.na" && entry.host == "jump-01")
            #expect(entry.sessionID == "s-1" && entry.bootID == "boot-1" && entry.monotonicTime == 42)
            #expect(entry.seenDigest == operation.seenDigest && entry.appVersion == "1.0.0")
        }
        #expect(entries[0].fingerprint == operation.request.fingerprint)
        #expect(entries[2].revAfter == "8" && entries[2].serverReceipt != nil)
        #expect(try fixture.ledger.auditEntries(from: 3, limit: 10).count == 1)
        #expect(try fixture.ledger.auditEntries(from: 4, limit: 10).isEmpty)
    }

    @Test("a log grows at its end only: what was read before is its beginning afterwards")
    func grows() throws {
        let fixture = try LedgerFixture()
        var before: [SealedEntry] = []
        for state in OperationState.allCases {
            _ = try fixture.operation(in: state)
            let after = try fixture.ledger.auditEntries(from: 1, limit: 1_000)
            #expect(after.starts(with: before) && after.count > before.count)
            before = after
        }
    }

    @Test("an untouched ledger is whole, and its root is that of its entries")
    func whole() throws {
        let fixture = try LedgerFixture(withEveryState: true)
        let entries = try fixture.ledger.auditEntries(from: 1, limit: 1_000)
        let verification = try fixture.ledger.verifyAudit()
        #expect(verification.isIntact)
        #expect(verification.entries == entries.count)
        #expect(verification.root == MerkleTree.root(of: entries.map(\.leaf)))
        #expect(verification.operations == OperationState.allCases.count + 1)
        #expect(try fixture.ledger.verifyAudit().findingCount == 0)
    }

    static let manipulations: [(String, String)] = [
        (
            "a changed entry",
            "UPDATE audit SET entry = replace(entry, 'zhang.wei', 'wang.fang') WHERE seq = 5"
        ),
        (
            "text behind an entry",
            "UPDATE audit SET entry = CAST(entry || x'00' || 'x' AS TEXT) WHERE seq = 5"
        ),
        ("a changed hash", "UPDATE audit SET leaf = zeroblob(32) WHERE seq = 5"),
        ("a changed link", "UPDATE audit SET prev = zeroblob(32) WHERE seq = 5"),
        ("a removed entry", "DELETE FROM audit WHERE seq = 5"),
        ("a removed first entry", "DELETE FROM audit WHERE seq = 1"),
        ("a removed last entry", "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)"),
        ("an empty log", "DELETE FROM audit"),
        ("a moved entry", "UPDATE audit SET seq = 1000 WHERE seq = 5"),
        (
            "a changed comment",
            "UPDATE op SET args_json = replace(args_json, '同意', '不同意') WHERE state = 'acked'"
        ),
        ("a changed action", "UPDATE op SET action = 'reject' WHERE state = 'acked'"),
        ("a changed person", "UPDATE op SET actor = 'wang.fang' WHERE state = 'acked'"),
        ("a changed principal", "UPDATE op SET on_behalf_of = NULL WHERE state = 'acked'"),
        ("a changed task", "UPDATE op SET task_id = 'T-x' WHERE state = 'acked'"),
        ("a changed time", "UPDATE op SET recorded_at = 5 WHERE state = 'acked'"),
        ("a changed version", "UPDATE op SET base_rev = '1' WHERE state = 'acked'"),
        ("a changed digest", "UPDATE op SET seen_digest = zeroblob(32) WHERE state = 'acked'"),
        ("a changed state", "UPDATE op SET state = 'refused' WHERE state = 'dead'"),
        (
            "a changed receipt",
            "UPDATE op SET receipt_json = replace(receipt_json, 'D-', 'E-') WHERE state = 'acked'"
        ),
        ("an unreadable receipt", "UPDATE op SET receipt_json = '{' WHERE state = 'acked'"),
        ("changed evidence", "UPDATE evidence SET doc_json = replace(doc_json, '120000', '120001')"),
        (
            "removed evidence",
            "DELETE FROM evidence WHERE op_id = (SELECT op_id FROM op WHERE state = 'acked')"
        ),
        (
            "evidence with a hash to match",
            "UPDATE evidence SET doc_json = '{}', rendered_sha = x'\(ContentDigest(of: "{}").hex)'"
        ),
        (
            "a smuggled operation",
            """
            INSERT INTO op(op_id, seq, instance_id, task_id, round, action, args_json, base_rev, seen_digest,
              fingerprint, actor, state, recorded_at)
            SELECT '00000000-0000-7000-8000-000000000000', 99, instance_id, 'T-x', round, action, args_json, base_rev,
              seen_digest, fingerprint, actor, 'recorded', recorded_at FROM op LIMIT 1
            """
        ),
    ]

    @Test("whatever is changed behind the program's back is found", arguments: manipulations)
    func found(name: String, sql: String) throws {
        let fixture = try LedgerFixture(withEveryState: true)
        try Self.tamper(fixture, sql)
        let verification = try fixture.ledger.verifyAudit()
        #expect(!verification.isIntact, "\(name)")
        for found in verification.discrepancies {
            #expect(found.explanation.zh.hasSuffix("。") && found.explanation.en.hasSuffix("."))
            #expect(found.explanation.en.contains(found.operation))
        }
    }

    @Test("an operation that was removed with its evidence is missed")
    func removedOperation() throws {
        let fixture = try LedgerFixture(withEveryState: true)
        try Self.tamper(
            fixture, "DELETE FROM evidence WHERE op_id = (SELECT op_id FROM op WHERE state = 'cancelled')")
        try Self.tamper(fixture, "DELETE FROM op WHERE state = 'cancelled'")
        let verification = try fixture.ledger.verifyAudit()
        #expect(verification.discrepancies.map(\.kind) == [.notInLedger])
    }

    @Test(
        "a log whose end was cut off with its operations is found exactly when an anchor lies beyond the cut")
    func cutOff() throws {
        let fixture = try LedgerFixture()
        _ = try fixture.operation(in: .acked, task: "T-1")
        let early = try #require(
            Checkpoint(origin: "a", size: 3, root: try fixture.ledger.verifyAudit().root))
        _ = try fixture.record("T-2")
        let late = try #require(Checkpoint(origin: "a", size: 4, root: try fixture.ledger.verifyAudit().root))
        #expect(try fixture.ledger.verifyAudit(anchors: [late, early]).isIntact)
        for table in ["evidence", "op"] {
            try Self.tamper(fixture, "DELETE FROM \(table) WHERE rowid = (SELECT max(rowid) FROM \(table))")
        }
        try Self.tamper(fixture, "DELETE FROM audit WHERE seq = 4")
        #expect(try fixture.ledger.verifyAudit(anchors: [early]).isIntact)
        let verification = try fixture.ledger.verifyAudit(anchors: [early, late])
        #expect(verification.breaks == [AuditBreak(position: 4, kind: .truncated(anchored: 4))])
    }

    @Test("a step that the machine does not know is found in a log that is otherwise whole")
    func impossibleStep() throws {
        let fixture = try LedgerFixture()
        let operation = try fixture.operation(in: .acked)
        let last = try #require(try fixture.ledger.auditEntries(from: 3, limit: 1).first)
        var entry = try last.entry()
        entry.sequence = 4
        entry.previous = last.leaf
        entry.outcome = "cancelled"
        entry.serverReceipt = nil
        let sealed = SealedEntry(entry)
        try fixture.raw(
            "INSERT INTO audit VALUES (4, ?, ?, ?)",
            [Data(last.leaf.bytes), Data(sealed.leaf.bytes), sealed.text])
        let verification = try fixture.ledger.verifyAudit()
        #expect(verification.breaks.isEmpty)
        #expect(
            verification.discrepancies.map(\.kind) == [
                .impossibleStep(from: .acked, to: .cancelled, entry: 4),
                .stateDiffers(log: .cancelled, ledger: .acked),
            ])
        #expect(verification.discrepancies.allSatisfy { $0.operation == operation.id.rawValue })
    }

    @Test("an OA's essay does not make the log grow")
    func essay() throws {
        let fixture = try LedgerFixture()
        let operation = try fixture.operation(in: .sending)
        var problem = LedgerFixture.problem(.policy, 422)
        problem.detail = String(repeating: "说明", count: 30_000)
        let refused = try fixture.ledger.settle(
            operation.id, as: .refused(problem), httpStatus: 422, nextAttemptAt: nil, at: 5_000)
        #expect(refused.problem == problem)
        let entry = try #require(try fixture.ledger.auditEntries(from: 3, limit: 1).first)
        #expect(entry.text.utf8.count < 2_048)
    }
}
