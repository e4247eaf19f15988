extension LedgerSchema {
    /// Version 2: operations that do not close their task. The CHECK of `op.action` cannot be changed in place, so that
    /// the table is made anew with every row, then its indexes and triggers. Whatever occupies a task, which is all but
    /// a comment, stands alone on it.
    static let sideActions = """
        CREATE TABLE op_2(
          op_id TEXT PRIMARY KEY,
          seq INTEGER NOT NULL UNIQUE,
          instance_id TEXT NOT NULL CHECK(length(instance_id) <= 1024 AND instr(instance_id, char(0)) = 0),
          task_id TEXT NOT NULL CHECK(length(task_id) <= 1024 AND instr(task_id, char(0)) = 0),
          node_id TEXT CHECK(length(node_id) <= 1024 AND instr(node_id, char(0)) = 0),
          round INTEGER NOT NULL,
          action TEXT NOT NULL CHECK(action IN ('approve', 'reject', 'return', 'transfer', 'addsign', 'comment',
            'withdraw', 'urge', 'claim', 'release', 'addsign-before', 'addsign-after', 'hold')),
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
        INSERT INTO op_2(op_id, seq, instance_id, task_id, node_id, round, action, args_json, base_rev, seen_digest, fingerprint, actor,
          on_behalf_of, state, reason, hold_until, supersedes, depends_on, signature, recorded_at, first_sent_at,
          terminal_at, attempts, next_attempt_at, receipt_json, server_decision_id, problem_json)
          SELECT op_id, seq, instance_id, task_id, node_id, round, action, args_json, base_rev, seen_digest, fingerprint, actor,
          on_behalf_of, state, reason, hold_until, supersedes, depends_on, signature, recorded_at, first_sent_at,
          terminal_at, attempts, next_attempt_at, receipt_json, server_decision_id, problem_json FROM op;
        DROP TABLE op;
        ALTER TABLE op_2 RENAME TO op;
        CREATE UNIQUE INDEX one_live_decision ON op(task_id, round)
          WHERE action <> 'comment'
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
          OR (NEW.action <> 'comment' AND EXISTS(
            SELECT 1 FROM op WHERE task_id = NEW.task_id AND round = NEW.round
              AND action <> 'comment'
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

        -- Reasons that this user gave, for the templates: the one used last first.
        CREATE TABLE reason(text TEXT PRIMARY KEY, used_at INTEGER NOT NULL) STRICT;
        """
}
