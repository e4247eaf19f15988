import GRDB

/// The tables of the reference OA. Shipped migrations are never edited.
enum Schema {
    /// Marks the file as ours (`PRAGMA application_id`): the letters `CSOA`.
    static let applicationID = 0x4353_4F41

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("v1") { database in
            try database.execute(sql: "PRAGMA application_id = \(applicationID)")
            try database.execute(sql: people + claims + decisions + files)
        }
        migrator.registerMigration("v2") { database in try database.execute(sql: sideActions) }
        return migrator
    }

    private static let people = """
        CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
        CREATE TABLE user(name TEXT PRIMARY KEY, displayName TEXT NOT NULL) STRICT;
        -- Only the SHA-256 of a bearer token is kept: who reads the file cannot sign in with it.
        CREATE TABLE token(
            sha256 BLOB PRIMARY KEY CHECK(length(sha256) = 32), user TEXT NOT NULL REFERENCES user(name),
            issuedAt INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        """

    private static let claims = """
        -- `content` and `steps` are the members of a task document that all tasks of a claim share, as JSON.
        CREATE TABLE instance(
            id INTEGER PRIMARY KEY, content TEXT NOT NULL, workflow TEXT NOT NULL, steps TEXT NOT NULL) STRICT;
        CREATE TABLE task(
            id INTEGER PRIMARY KEY, instance INTEGER NOT NULL REFERENCES instance(id), node TEXT NOT NULL,
            round INTEGER NOT NULL, assignee TEXT NOT NULL, formerAssignee TEXT, status TEXT NOT NULL
            CHECK(status IN ('pending', 'approved', 'rejected', 'returned', 'transferred', 'withdrawn')),
            rev INTEGER NOT NULL, digest BLOB NOT NULL CHECK(length(digest) = 32)) STRICT;
        CREATE INDEX taskOfAssignee ON task(assignee, id);
        CREATE INDEX taskOfInstance ON task(instance);
        CREATE UNIQUE INDEX onePendingTask ON task(instance) WHERE status = 'pending';
        -- The change feed. Its sequence is also the row version (rev) of the task it changed.
        CREATE TABLE change(
            seq INTEGER PRIMARY KEY AUTOINCREMENT, task INTEGER NOT NULL REFERENCES task(id),
            user TEXT NOT NULL, reason TEXT NOT NULL) STRICT;
        CREATE INDEX changeOfUser ON change(user, seq);
        -- Faults that the sample data contains on purpose; the server itself never reads them.
        CREATE TABLE plantedFault(
            instance INTEGER NOT NULL REFERENCES instance(id), fault TEXT NOT NULL,
            PRIMARY KEY(instance, fault)) STRICT, WITHOUT ROWID;
        """

    private static let decisions = """
        CREATE TABLE decision(
            id INTEGER PRIMARY KEY, opID TEXT NOT NULL UNIQUE, task INTEGER NOT NULL UNIQUE REFERENCES task(id),
            actor TEXT NOT NULL, action TEXT NOT NULL, comment TEXT NOT NULL, target TEXT NOT NULL,
            seenDigest BLOB NOT NULL CHECK(length(seenDigest) = 32), recordedAt INTEGER NOT NULL,
            decidedAt INTEGER NOT NULL) STRICT;
        -- The op store: the final answer about every operation, kept for ever.
        CREATE TABLE operation(
            opID TEXT PRIMARY KEY, user TEXT NOT NULL, fingerprint BLOB,
            state TEXT NOT NULL CHECK(state IN ('applied', 'refused', 'fenced')),
            status INTEGER NOT NULL, answer TEXT NOT NULL, answeredAt INTEGER NOT NULL,
            CHECK((state = 'applied') = (status = 200))) STRICT, WITHOUT ROWID;
        CREATE TRIGGER decisionStays BEFORE UPDATE ON decision
            BEGIN SELECT RAISE(ABORT, 'a decision is never changed'); END;
        CREATE TRIGGER decisionIsKept BEFORE DELETE ON decision
            BEGIN SELECT RAISE(ABORT, 'a decision is never deleted'); END;
        CREATE TRIGGER answerStays BEFORE UPDATE ON operation
            BEGIN SELECT RAISE(ABORT, 'an answer is never changed'); END;
        CREATE TRIGGER answerIsKept BEFORE DELETE ON operation
            BEGIN SELECT RAISE(ABORT, 'an answer is never deleted'); END;
        """

    /// What does not close a task: it may be put aside (`held`, JSON) or sleep behind an added approver (`suspended`),
    /// and any number of such operations may stand beside its one decision. The table is made anew because its CHECK
    /// cannot be changed.
    private static let sideActions = """
        CREATE TABLE task2(
            id INTEGER PRIMARY KEY, instance INTEGER NOT NULL REFERENCES instance(id), node TEXT NOT NULL,
            round INTEGER NOT NULL, assignee TEXT NOT NULL, formerAssignee TEXT, status TEXT NOT NULL
            CHECK(status IN ('pending', 'approved', 'rejected', 'returned', 'transferred', 'withdrawn',
                'suspended')),
            rev INTEGER NOT NULL, digest BLOB NOT NULL CHECK(length(digest) = 32), held TEXT) STRICT;
        INSERT INTO task2(id, instance, node, round, assignee, formerAssignee, status, rev, digest)
            SELECT id, instance, node, round, assignee, formerAssignee, status, rev, digest FROM task;
        DROP TABLE task;
        ALTER TABLE task2 RENAME TO task;
        CREATE INDEX taskOfAssignee ON task(assignee, id);
        CREATE INDEX taskOfInstance ON task(instance);
        CREATE UNIQUE INDEX onePendingTask ON task(instance) WHERE status = 'pending';
        CREATE TABLE sideAction(
            id INTEGER PRIMARY KEY, opID TEXT NOT NULL UNIQUE, task INTEGER NOT NULL REFERENCES task(id),
            actor TEXT NOT NULL, action TEXT NOT NULL, comment TEXT NOT NULL, target TEXT NOT NULL,
            seenDigest BLOB NOT NULL CHECK(length(seenDigest) = 32), recordedAt INTEGER NOT NULL,
            decidedAt INTEGER NOT NULL) STRICT;
        CREATE TRIGGER sideActionStays BEFORE UPDATE ON sideAction
            BEGIN SELECT RAISE(ABORT, 'an operation is never changed'); END;
        CREATE TRIGGER sideActionIsKept BEFORE DELETE ON sideAction
            BEGIN SELECT RAISE(ABORT, 'an operation is never deleted'); END;
        """

    private static let files = """
        CREATE TABLE blob(
            sha256 BLOB PRIMARY KEY CHECK(length(sha256) = 32), bytes BLOB NOT NULL) STRICT;
        CREATE TABLE attachment(
            sha256 BLOB NOT NULL REFERENCES blob(sha256), instance INTEGER NOT NULL REFERENCES instance(id),
            PRIMARY KEY(sha256, instance)) STRICT, WITHOUT ROWID;
        CREATE TABLE checkpoint(
            user TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL CHECK(length(root) = 32),
            note TEXT NOT NULL, storedAt INTEGER NOT NULL, PRIMARY KEY(user, size)) STRICT, WITHOUT ROWID;
        """
}
