extension LedgerSchema {
    /// That a reviewer let a finding pass, with the reason, and that this was taken back. Neither ever changes: a new row
    /// says what is so from then on. Each row names its entry of the audit log.
    static let overrides = """
        CREATE TABLE finding_override(
          id INTEGER PRIMARY KEY,
          task_id TEXT NOT NULL CHECK(length(task_id) <= 1024 AND instr(task_id, char(0)) = 0),
          instance_id TEXT NOT NULL CHECK(length(instance_id) <= 1024 AND instr(instance_id, char(0)) = 0),
          rule TEXT NOT NULL CHECK(length(rule) BETWEEN 1 AND 200),
          rule_version INTEGER NOT NULL,
          reason TEXT NOT NULL CHECK(length(trim(reason)) BETWEEN 1 AND 2000),
          rev TEXT NOT NULL CHECK(length(rev) <= 1024),
          seen_digest BLOB NOT NULL CHECK(length(seen_digest) = 32),
          findings_digest BLOB NOT NULL CHECK(length(findings_digest) = 32),
          policy TEXT NOT NULL CHECK(length(policy) <= 200),
          actor TEXT NOT NULL CHECK(length(actor) <= 1024),
          at INTEGER NOT NULL,
          entry INTEGER NOT NULL UNIQUE REFERENCES audit(seq)
        ) STRICT;
        CREATE INDEX finding_override_by_task ON finding_override(task_id, id);
        CREATE TRIGGER finding_override_is_new BEFORE INSERT ON finding_override
        WHEN EXISTS(SELECT 1 FROM finding_override WHERE id = NEW.id OR entry = NEW.entry)
        BEGIN SELECT RAISE(ABORT, 'an override is never replaced'); END;
        CREATE TRIGGER finding_override_stays BEFORE DELETE ON finding_override
        BEGIN SELECT RAISE(ABORT, 'an override is never deleted'); END;
        CREATE TRIGGER finding_override_is_immutable BEFORE UPDATE ON finding_override
        BEGIN SELECT RAISE(ABORT, 'an override is immutable'); END;

        CREATE TABLE override_withdrawal(
          override_id INTEGER PRIMARY KEY REFERENCES finding_override(id),
          actor TEXT NOT NULL CHECK(length(actor) <= 1024),
          at INTEGER NOT NULL,
          entry INTEGER NOT NULL UNIQUE REFERENCES audit(seq)
        ) STRICT;
        CREATE TRIGGER override_withdrawal_is_new BEFORE INSERT ON override_withdrawal
        WHEN EXISTS(SELECT 1 FROM override_withdrawal WHERE override_id = NEW.override_id OR entry = NEW.entry)
        BEGIN SELECT RAISE(ABORT, 'an override is withdrawn once'); END;
        CREATE TRIGGER override_withdrawal_stays BEFORE DELETE ON override_withdrawal
        BEGIN SELECT RAISE(ABORT, 'a withdrawal is never deleted'); END;
        CREATE TRIGGER override_withdrawal_is_immutable BEFORE UPDATE ON override_withdrawal
        BEGIN SELECT RAISE(ABORT, 'a withdrawal is immutable'); END;
        """
}
