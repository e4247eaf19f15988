import GRDB

/// The schema of ledger.db, and the way from every older version to it.
///
/// A step is never edited once it was released. The words in it are written out on purpose: the schema of a file must not
/// change because a type of the program did. What must hold is held by the database itself, so that a slip in the program
/// or a hand at the sqlite3 shell meets a refusal. (Who may write the file can still drop a trigger: the audit chain, not
/// the trigger, is the proof.)
enum LedgerSchema {
    /// Marks the file as a ledger: the bytes `CSLG`.
    static let applicationID = 0x4353_4C47

    /// The version that the program writes.
    static var version: Int { steps.count }

    /// Brings a file up to ``version``, in the transaction that the caller holds, on a connection that does not enforce
    /// foreign keys: a table that others refer to may be made anew. They are checked at the end.
    static func migrate(_ db: Database, from old: Int, to version: Int = version) throws {
        for step in steps.prefix(version).dropFirst(old) { try db.execute(sql: step) }
        try db.checkForeignKeys()
        try db.execute(sql: "PRAGMA application_id = \(applicationID)")
        try db.execute(sql: "PRAGMA user_version = \(version)")
    }

    static let steps = [
        operations + history + rest, LedgerSchema.sideActions, policyNotes, acknowledgements,
        LedgerSchema.overrides, imports, policyConfirmations, LedgerSchema.auditPaths, archive,
        concealedTexts,
    ]

    /// Ids from outside are compared and sent back byte for byte, and a NUL would cut them short on the way to Swift.
    private static let operations = """
        CREATE TABLE op(
          op_id TEXT PRIMARY KEY,
          seq INTEGER NOT NULL UNIQUE,
          instance_id TEXT NOT NULL CHECK(length(instance_id) <= 1024 AND instr(instance_id, char(0)) = 0),
          task_id TEXT NOT NULL CHECK(length(task_id) <= 1024 AND instr(task_id, char(0)) = 0),
          node_id TEXT CHECK(length(node_id) <= 1024 AND instr(node_id, char(0)) = 0),
          round INTEGER NOT NULL,
          action TEXT NOT NULL CHECK(action IN ('approve', 'reject', 'return', 'transfer', 'addsign', 'comment',
            'withdraw', 'urge', 'claim', 'release')),
          args_json TEXT NOT NULL,
          base_rev TEXT NOT NULL CHECK(length(base_rev) <= 1024 AND instr(base_rev, char(0)) = 0),
          seen_digest BLOB NOT NULL CHECK(length(seen_digest) = 32),
          fingerprint BLOB NOT NULL CHECK(length(fingerprint) = 32),
          actor TEXT NOT NULL CHECK(length(actor) <= 1024 AND instr(actor, char(0)) = 0),
          on_behalf_of TEXT CHECK(length(on_behalf_of) <= 1024 AND instr(on_behalf_of, char(0)) = 0),
          state TEXT NOT NULL CHECK(state IN ('recorded', 'sending', 'unknown', 'acked', 'conflict', 'refused',
            'dead', 'cancelled', 'abandoned', 'superseded')),
          reason TEXT,
          hold_until INTEGER,
          supersedes TEXT REFERENCES op(op_id),
          depends_on TEXT REFERENCES op(op_id),
          signature BLOB,
          recorded_at INTEGER NOT NULL,
          first_sent_at INTEGER,
          terminal_at INTEGER,
          attempts INTEGER NOT NULL DEFAULT 0,
          next_attempt_at INTEGER,
          receipt_json TEXT,
          server_decision_id TEXT,
          problem_json TEXT,
          CHECK((state = 'acked') = (receipt_json IS NOT NULL)),
          CHECK((state IN ('acked', 'refused', 'dead', 'cancelled', 'abandoned', 'superseded'))
            = (terminal_at IS NOT NULL))
        ) STRICT;
        CREATE UNIQUE INDEX one_live_decision ON op(task_id, round)
          WHERE action IN ('approve', 'reject', 'return', 'transfer')
            AND state IN ('recorded', 'sending', 'unknown', 'conflict');
        CREATE INDEX op_undelivered ON op(instance_id, seq) WHERE state IN ('recorded', 'sending', 'unknown');
        CREATE INDEX op_outbox ON op(seq) WHERE state IN ('recorded', 'sending', 'unknown');
        CREATE INDEX op_by_state ON op(state, seq);
        CREATE INDEX op_by_task ON op(task_id, seq);

        CREATE TRIGGER op_starts_recorded BEFORE INSERT ON op
        WHEN NEW.state <> 'recorded' OR NEW.attempts <> 0 OR NEW.first_sent_at IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'an operation starts as recorded'); END;
        -- INSERT OR REPLACE deletes without asking a delete trigger.
        CREATE TRIGGER op_is_new BEFORE INSERT ON op
        WHEN EXISTS(SELECT 1 FROM op WHERE op_id = NEW.op_id OR seq = NEW.seq)
          OR (NEW.action IN ('approve', 'reject', 'return', 'transfer') AND EXISTS(
            SELECT 1 FROM op WHERE task_id = NEW.task_id AND round = NEW.round
              AND action IN ('approve', 'reject', 'return', 'transfer')
              AND state IN ('recorded', 'sending', 'unknown', 'conflict')))
        BEGIN SELECT RAISE(ABORT, 'an operation is never replaced'); END;
        CREATE TRIGGER op_stays BEFORE DELETE ON op
        BEGIN SELECT RAISE(ABORT, 'an operation is never deleted'); END;
        CREATE TRIGGER op_end_is_final BEFORE UPDATE ON op
        WHEN OLD.state IN ('acked', 'refused', 'dead', 'cancelled', 'abandoned', 'superseded')
        BEGIN SELECT RAISE(ABORT, 'an operation at its end is immutable'); END;
        CREATE TRIGGER op_steps BEFORE UPDATE ON op
        WHEN NEW.state <> OLD.state AND NOT (
          (OLD.state = 'recorded' AND NEW.state IN ('sending', 'cancelled'))
          OR (OLD.state = 'sending'
            AND NEW.state IN ('unknown', 'acked', 'conflict', 'refused', 'dead', 'superseded'))
          OR (OLD.state = 'unknown'
            AND NEW.state IN ('sending', 'acked', 'conflict', 'refused', 'dead', 'superseded', 'cancelled'))
          OR (OLD.state = 'conflict' AND NEW.state IN ('superseded', 'abandoned')))
        BEGIN SELECT RAISE(ABORT, 'an operation cannot take this step'); END;
        CREATE TRIGGER op_is_immutable BEFORE UPDATE ON op
        WHEN NEW.op_id IS NOT OLD.op_id OR NEW.seq IS NOT OLD.seq OR NEW.instance_id IS NOT OLD.instance_id
          OR NEW.task_id IS NOT OLD.task_id OR NEW.node_id IS NOT OLD.node_id OR NEW.round IS NOT OLD.round
          OR NEW.action IS NOT OLD.action OR NEW.args_json IS NOT OLD.args_json
          OR NEW.base_rev IS NOT OLD.base_rev OR NEW.seen_digest IS NOT OLD.seen_digest
          OR NEW.fingerprint IS NOT OLD.fingerprint OR NEW.actor IS NOT OLD.actor
          OR NEW.on_behalf_of IS NOT OLD.on_behalf_of OR NEW.hold_until IS NOT OLD.hold_until
          OR NEW.supersedes IS NOT OLD.supersedes OR NEW.depends_on IS NOT OLD.depends_on
          OR NEW.signature IS NOT OLD.signature OR NEW.recorded_at IS NOT OLD.recorded_at
          OR (OLD.first_sent_at IS NOT NULL AND NEW.first_sent_at IS NOT OLD.first_sent_at)
          OR NEW.attempts NOT IN (OLD.attempts, OLD.attempts + 1)
        BEGIN SELECT RAISE(ABORT, 'what was decided is immutable'); END;

        """

    private static let history = """
        CREATE TABLE attempt(
          op_id TEXT NOT NULL REFERENCES op(op_id),
          n INTEGER NOT NULL,
          started_at INTEGER NOT NULL,
          ended_at INTEGER,
          http_status INTEGER,
          problem_code TEXT,
          request_sha BLOB,
          response_sha BLOB,
          PRIMARY KEY(op_id, n)
        ) STRICT;
        CREATE TRIGGER attempt_is_new BEFORE INSERT ON attempt
        WHEN EXISTS(SELECT 1 FROM attempt WHERE op_id = NEW.op_id AND n = NEW.n)
        BEGIN SELECT RAISE(ABORT, 'an attempt is never replaced'); END;
        CREATE TRIGGER attempt_stays BEFORE DELETE ON attempt
        BEGIN SELECT RAISE(ABORT, 'an attempt is never deleted'); END;
        CREATE TRIGGER attempt_ends_once BEFORE UPDATE ON attempt
        WHEN OLD.ended_at IS NOT NULL OR NEW.op_id IS NOT OLD.op_id OR NEW.n IS NOT OLD.n
          OR NEW.started_at IS NOT OLD.started_at OR NEW.request_sha IS NOT OLD.request_sha
        BEGIN SELECT RAISE(ABORT, 'an attempt ends once'); END;

        CREATE TABLE evidence(
          op_id TEXT PRIMARY KEY REFERENCES op(op_id),
          doc_json TEXT NOT NULL,
          rendered_sha BLOB NOT NULL CHECK(length(rendered_sha) = 32)
        ) STRICT;
        CREATE TRIGGER evidence_is_new BEFORE INSERT ON evidence
        WHEN EXISTS(SELECT 1 FROM evidence WHERE op_id = NEW.op_id)
        BEGIN SELECT RAISE(ABORT, 'evidence is never replaced'); END;
        CREATE TRIGGER evidence_stays BEFORE DELETE ON evidence
        BEGIN SELECT RAISE(ABORT, 'evidence is never deleted'); END;
        CREATE TRIGGER evidence_is_immutable BEFORE UPDATE ON evidence
        BEGIN SELECT RAISE(ABORT, 'evidence is immutable'); END;

        CREATE TABLE audit(
          seq INTEGER PRIMARY KEY,
          prev BLOB NOT NULL CHECK(length(prev) = 32),
          leaf BLOB NOT NULL UNIQUE CHECK(length(leaf) = 32),
          entry TEXT NOT NULL CHECK(length(CAST(entry AS BLOB)) <= 65535)
        ) STRICT;
        CREATE TRIGGER audit_appends BEFORE INSERT ON audit
        WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM audit)
          OR NEW.prev IS NOT coalesce((SELECT leaf FROM audit ORDER BY seq DESC LIMIT 1), zeroblob(32))
          OR EXISTS(SELECT 1 FROM audit WHERE leaf = NEW.leaf)
        BEGIN SELECT RAISE(ABORT, 'the audit log only grows at its end'); END;
        CREATE TRIGGER audit_stays BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'an audit entry is never deleted'); END;
        CREATE TRIGGER audit_is_immutable BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'an audit entry is immutable'); END;

        """

    private static let rest = """
        CREATE TABLE checkpoint(
          size INTEGER PRIMARY KEY,
          root BLOB NOT NULL CHECK(length(root) = 32),
          text TEXT NOT NULL,
          sig TEXT NOT NULL,
          anchored_at INTEGER,
          anchor TEXT
        ) STRICT;
        CREATE TRIGGER checkpoint_is_new BEFORE INSERT ON checkpoint
        WHEN EXISTS(SELECT 1 FROM checkpoint WHERE size = NEW.size)
        BEGIN SELECT RAISE(ABORT, 'a checkpoint is never replaced'); END;
        CREATE TRIGGER checkpoint_stays BEFORE DELETE ON checkpoint
        BEGIN SELECT RAISE(ABORT, 'a checkpoint is never deleted'); END;
        CREATE TRIGGER checkpoint_is_immutable BEFORE UPDATE ON checkpoint
        WHEN NEW.size IS NOT OLD.size OR NEW.root IS NOT OLD.root OR NEW.text IS NOT OLD.text
          OR NEW.sig IS NOT OLD.sig
        BEGIN SELECT RAISE(ABORT, 'a checkpoint is immutable'); END;

        CREATE TABLE pii(subject TEXT PRIMARY KEY, salt BLOB, key_wrapped BLOB, erased_at INTEGER) STRICT;
        CREATE TABLE draft(task_id TEXT PRIMARY KEY, text TEXT NOT NULL, updated_at INTEGER NOT NULL) STRICT;
        """
    /// The newest change of the policy is asked for at every start. A quotation mark inside a text of an entry is escaped,
    /// so that the words cannot stand anywhere else.
    private static let policyNotes = """
        CREATE INDEX audit_of_policy ON audit(seq) WHERE instr(entry, '"event":"policy-changed"') > 0;
        """

    /// Confirmations of the policy are asked for at every start, too.
    private static let policyConfirmations = """
        CREATE INDEX audit_of_confirmation ON audit(seq) WHERE instr(entry, '"event":"policy-confirmed"') > 0;
        """

    /// That the user has seen how an operation ended badly. The operation itself stays as it is.
    private static let acknowledgements = """
        CREATE TABLE acknowledged(
          op_id TEXT PRIMARY KEY REFERENCES op(op_id),
          at INTEGER NOT NULL
        ) STRICT;
        CREATE TRIGGER acknowledged_is_bad_end BEFORE INSERT ON acknowledged
        WHEN NOT EXISTS(SELECT 1 FROM op WHERE op_id = NEW.op_id AND state IN ('refused', 'dead'))
        BEGIN SELECT RAISE(ABORT, 'only what was refused can be acknowledged'); END;
        CREATE TRIGGER acknowledged_stays BEFORE DELETE ON acknowledged
        BEGIN SELECT RAISE(ABORT, 'an acknowledgement is never deleted'); END;
        """
}
