import Foundation
import GRDB
import Invoicing
import OAProfile
import Store
import Testing

@Suite("The ledger against a hand at the SQL shell")
struct LedgerGuardTests {
    static let immutable = [
        "op_id = 'x'", "seq = 99", "instance_id = 'x'", "task_id = 'x'", "node_id = 'x'", "round = 9",
        "action = 'reject'", "args_json = '{}'", "base_rev = 'x'", "seen_digest = zeroblob(32)",
        "fingerprint = zeroblob(32)", "actor = 'x'", "on_behalf_of = NULL", "hold_until = 1",
        "supersedes = op_id", "depends_on = op_id", "signature = x'00'", "recorded_at = 1", "attempts = 7",
        "attempts = -1", "state = 'nonsense'",
    ]

    @Test("what was decided cannot be changed, whatever the state", arguments: immutable)
    func decision(change: String) throws {
        let fixture = try LedgerFixture(withEveryState: true)
        for state in OperationState.allCases {
            let operation = try fixture.existing(state)
            #expect(throws: DatabaseError.self, "\(state)") {
                try fixture.raw("UPDATE OR REPLACE op SET \(change) WHERE op_id = '\(operation.id.rawValue)'")
            }
            #expect(try fixture.ledger.operation(operation.id) == operation)
        }
    }

    @Test(
        "an operation at its end cannot be touched", arguments: OperationState.allCases.filter(\.isTerminal))
    func terminal(state: OperationState) throws {
        let fixture = try LedgerFixture(withEveryState: true)
        let operation = try fixture.existing(state)
        for change in ["reason = 'x'", "terminal_at = 1", "next_attempt_at = 1", "state = state"] {
            #expect(throws: DatabaseError.self) {
                try fixture.raw("UPDATE op SET \(change) WHERE op_id = '\(operation.id.rawValue)'")
            }
        }
    }

    @Test(
        "nothing that proves something is deleted, changed or replaced",
        arguments: [
            "DELETE FROM op", "DELETE FROM audit", "DELETE FROM evidence", "DELETE FROM attempt",
            "UPDATE audit SET entry = '{}'", "UPDATE audit SET seq = seq + 100",
            "UPDATE audit SET prev = leaf",
            "UPDATE evidence SET doc_json = '{}'",
            "UPDATE attempt SET http_status = 200 WHERE ended_at IS NOT NULL",
            "UPDATE attempt SET n = n + 1", "REPLACE INTO audit SELECT * FROM audit WHERE seq = 1",
            "REPLACE INTO audit SELECT seq, prev, randomblob(32), entry FROM audit ORDER BY seq DESC LIMIT 1",
            "INSERT INTO audit SELECT seq + 5, leaf, randomblob(32), '{}' FROM audit ORDER BY seq DESC LIMIT 1",
            "INSERT INTO audit SELECT seq + 1, randomblob(32), randomblob(32), '{}' FROM audit ORDER BY seq DESC LIMIT 1",
            "INSERT INTO audit SELECT seq + 1, leaf, leaf, '{}' FROM audit ORDER BY seq DESC LIMIT 1",
            "REPLACE INTO evidence SELECT op_id, '{}', rendered_sha FROM evidence",
            "REPLACE INTO attempt(op_id, n, started_at) SELECT op_id, n, 1 FROM attempt",
            """
            REPLACE INTO op(op_id, seq, instance_id, task_id, round, action, args_json, base_rev, seen_digest,
              fingerprint, actor, state, recorded_at)
            SELECT op_id, seq, instance_id, task_id, round, 'reject', args_json, base_rev, seen_digest, fingerprint,
              actor, 'recorded', recorded_at FROM op
            """,
            """
            REPLACE INTO op(op_id, seq, instance_id, task_id, round, action, args_json, base_rev, seen_digest,
              fingerprint, actor, state, recorded_at)
            SELECT 'x', seq + 100, instance_id, task_id, round, 'reject', args_json, base_rev, seen_digest,
              fingerprint, actor, 'recorded', recorded_at FROM op WHERE state = 'recorded'
            """,
            "INSERT INTO evidence(op_id, doc_json, rendered_sha) VALUES ('nobody', '{}', zeroblob(32))",
        ])
    func immutableHistory(sql: String) throws {
        let fixture = try LedgerFixture(withEveryState: true)
        let recorded = try fixture.existing(.recorded)
        let acked = try fixture.existing(.acked)
        let entries = try fixture.ledger.auditEntries(from: 1, limit: 100)
        #expect(throws: DatabaseError.self) { try fixture.raw(sql) }
        #expect(try fixture.ledger.auditEntries(from: 1, limit: 100) == entries)
        #expect(try fixture.ledger.operation(recorded.id) == recorded)
        #expect(try fixture.ledger.operation(acked.id) == acked)
        #expect(try fixture.ledger.verifyAudit().isIntact)
    }

    @Test("checkpoints may be anchored, and nothing else in them changes")
    func checkpoints() throws {
        let fixture = try LedgerFixture()
        try fixture.raw("INSERT INTO checkpoint VALUES (1, zeroblob(32), 'text', 'sig', NULL, NULL)")
        try fixture.raw("UPDATE checkpoint SET anchored_at = 1, anchor = 'oa'")
        for sql in [
            "UPDATE checkpoint SET root = randomblob(32)", "UPDATE checkpoint SET size = 2",
            "UPDATE checkpoint SET text = ''", "UPDATE checkpoint SET sig = ''", "DELETE FROM checkpoint",
            "REPLACE INTO checkpoint VALUES (1, zeroblob(32), 'other', 'sig', NULL, NULL)",
        ] {
            #expect(throws: DatabaseError.self) { try fixture.raw(sql) }
        }
    }

    @Test("one live decision a task and round, even past the program")
    func oneLiveDecision() throws {
        let fixture = try LedgerFixture()
        try fixture.record("T-1")
        #expect(throws: DatabaseError.self) {
            try fixture.raw(
                """
                INSERT INTO op(op_id, seq, instance_id, task_id, round, action, args_json, base_rev, seen_digest,
                  fingerprint, actor, state, recorded_at)
                SELECT 'x', 99, instance_id, task_id, round, 'reject', args_json, base_rev, seen_digest, fingerprint,
                  actor, 'recorded', recorded_at FROM op
                """)
        }
        // A remark may stand beside it.
        try fixture.raw(
            """
            INSERT INTO op(op_id, seq, instance_id, task_id, round, action, args_json, base_rev, seen_digest,
              fingerprint, actor, state, recorded_at)
            SELECT 'x', 99, instance_id, task_id, round, 'comment', args_json, base_rev, seen_digest, fingerprint,
              actor, 'recorded', recorded_at FROM op
            """)
    }
}
