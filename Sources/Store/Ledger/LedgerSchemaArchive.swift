extension LedgerSchema {
    /// What an approved invoice was registered as when it was archived, and every later step of its life. Neither ever
    /// changes; each row names its entry of the audit log. Numbers run without gaps in their series.
    ///
    /// The evidence of a decision may be emptied once its destruction was ordered; its hash stays, so that the log still
    /// proves what was seen without saying it.
    static let archive = """
        CREATE TABLE archived(
          op_id TEXT PRIMARY KEY REFERENCES op(op_id),
          number TEXT NOT NULL UNIQUE CHECK(length(number) BETWEEN 1 AND 200),
          series TEXT NOT NULL CHECK(length(series) BETWEEN 1 AND 220),
          running INTEGER NOT NULL CHECK(running >= 1),
          category TEXT NOT NULL CHECK(length(category) BETWEEN 1 AND 40),
          fiscal_year INTEGER NOT NULL CHECK(fiscal_year BETWEEN 1 AND 9998),
          years INTEGER CHECK(years BETWEEN 1 AND 200),
          actor TEXT NOT NULL CHECK(length(actor) <= 1024),
          at INTEGER NOT NULL,
          entry INTEGER NOT NULL UNIQUE REFERENCES audit(seq),
          UNIQUE(series, running)
        ) STRICT;
        CREATE TRIGGER archived_is_new BEFORE INSERT ON archived
        WHEN EXISTS(SELECT 1 FROM archived WHERE op_id = NEW.op_id OR number = NEW.number OR entry = NEW.entry)
          OR NEW.running IS NOT (SELECT coalesce(max(running), 0) + 1 FROM archived WHERE series = NEW.series)
        BEGIN SELECT RAISE(ABORT, 'archive numbers run without gaps'); END;
        CREATE TRIGGER archived_stays BEFORE DELETE ON archived
        BEGIN SELECT RAISE(ABORT, 'an archive number is never deleted'); END;
        CREATE TRIGGER archived_is_immutable BEFORE UPDATE ON archived
        BEGIN SELECT RAISE(ABORT, 'an archive number is immutable'); END;

        CREATE TABLE archive_step(
          entry INTEGER PRIMARY KEY REFERENCES audit(seq),
          op_id TEXT NOT NULL REFERENCES archived(op_id),
          kind TEXT NOT NULL CHECK(kind IN ('placed', 'held', 'released', 'ordered', 'destroyed')),
          sort TEXT NOT NULL CHECK(length(sort) <= 40),
          reason TEXT NOT NULL CHECK(length(reason) <= 2100),
          digest BLOB CHECK(length(digest) = 32),
          refers INTEGER REFERENCES archive_step(entry),
          actor TEXT NOT NULL CHECK(length(actor) <= 1024),
          at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX archive_step_by_op ON archive_step(op_id, entry);
        CREATE UNIQUE INDEX archive_step_once ON archive_step(op_id, kind)
          WHERE kind IN ('placed', 'ordered', 'destroyed');
        CREATE UNIQUE INDEX archive_hold_ends_once ON archive_step(refers) WHERE kind = 'released';
        CREATE TRIGGER archive_step_is_new BEFORE INSERT ON archive_step
        WHEN EXISTS(SELECT 1 FROM archive_step WHERE entry = NEW.entry
            OR (op_id = NEW.op_id AND kind = NEW.kind AND kind IN ('placed', 'ordered', 'destroyed'))
            OR (kind = 'released' AND NEW.kind = 'released' AND refers = NEW.refers))
        BEGIN SELECT RAISE(ABORT, 'a step of the archive is never replaced'); END;
        CREATE TRIGGER archive_step_follows BEFORE INSERT ON archive_step
        WHEN (NEW.kind IN ('held', 'ordered') AND EXISTS(
            SELECT 1 FROM archive_step WHERE op_id = NEW.op_id AND kind IN ('ordered', 'destroyed')))
          OR (NEW.kind = 'ordered' AND (
            NOT EXISTS(SELECT 1 FROM archive_step WHERE op_id = NEW.op_id AND kind = 'placed')
            OR EXISTS(SELECT 1 FROM archive_step AS h WHERE h.op_id = NEW.op_id AND h.kind = 'held'
              AND NOT EXISTS(SELECT 1 FROM archive_step AS r WHERE r.kind = 'released' AND r.refers = h.entry))))
          OR (NEW.kind = 'destroyed' AND NOT EXISTS(
            SELECT 1 FROM archive_step WHERE op_id = NEW.op_id AND kind = 'ordered'))
          OR (NEW.kind = 'released' AND NOT EXISTS(
            SELECT 1 FROM archive_step WHERE entry = NEW.refers AND op_id = NEW.op_id AND kind = 'held'))
        BEGIN SELECT RAISE(ABORT, 'the archive cannot take this step'); END;
        CREATE TRIGGER archive_step_stays BEFORE DELETE ON archive_step
        BEGIN SELECT RAISE(ABORT, 'a step of the archive is never deleted'); END;
        CREATE TRIGGER archive_step_is_immutable BEFORE UPDATE ON archive_step
        BEGIN SELECT RAISE(ABORT, 'a step of the archive is immutable'); END;

        CREATE TABLE destruction_list(
          digest BLOB PRIMARY KEY CHECK(length(digest) = 32),
          text TEXT NOT NULL,
          signature TEXT NOT NULL,
          actor TEXT NOT NULL CHECK(length(actor) <= 1024),
          at INTEGER NOT NULL,
          entry INTEGER NOT NULL UNIQUE REFERENCES audit(seq)
        ) STRICT;
        CREATE TABLE destruction_consent(
          digest BLOB PRIMARY KEY REFERENCES destruction_list(digest),
          text TEXT NOT NULL,
          signature TEXT NOT NULL,
          at INTEGER NOT NULL
        ) STRICT;
        CREATE TRIGGER destruction_list_is_new BEFORE INSERT ON destruction_list
        WHEN EXISTS(SELECT 1 FROM destruction_list WHERE digest = NEW.digest OR entry = NEW.entry)
        BEGIN SELECT RAISE(ABORT, 'a destruction list is never replaced'); END;
        CREATE TRIGGER destruction_list_stays BEFORE DELETE ON destruction_list
        BEGIN SELECT RAISE(ABORT, 'a destruction list is kept for ever'); END;
        CREATE TRIGGER destruction_list_is_immutable BEFORE UPDATE ON destruction_list
        BEGIN SELECT RAISE(ABORT, 'a destruction list is immutable'); END;
        CREATE TRIGGER destruction_consent_is_new BEFORE INSERT ON destruction_consent
        WHEN EXISTS(SELECT 1 FROM destruction_consent WHERE digest = NEW.digest)
        BEGIN SELECT RAISE(ABORT, 'a consent is never replaced'); END;
        CREATE TRIGGER destruction_consent_stays BEFORE DELETE ON destruction_consent
        BEGIN SELECT RAISE(ABORT, 'a consent is kept for ever'); END;
        CREATE TRIGGER destruction_consent_is_immutable BEFORE UPDATE ON destruction_consent
        BEGIN SELECT RAISE(ABORT, 'a consent is immutable'); END;

        DROP TRIGGER evidence_is_immutable;
        CREATE TRIGGER evidence_is_immutable BEFORE UPDATE ON evidence
        WHEN NOT (NEW.doc_json = '' AND NEW.op_id IS OLD.op_id AND NEW.rendered_sha IS OLD.rendered_sha
          AND EXISTS(SELECT 1 FROM archive_step WHERE op_id = OLD.op_id AND kind = 'ordered'))
        BEGIN SELECT RAISE(ABORT, 'evidence is immutable'); END;
        """
}
