import GRDB

/// One set of the mirror's tables: the live one, the shadow that a snapshot fills, or the old one that it
/// replaced.
///
/// All three have the same shape; only the prefix of their names differs, so that the same code writes them.
struct MirrorTables: Sendable {
    /// What stands before each name.
    let prefix: String

    /// The status in `summary` of a task that waits and was put aside: whoever asks for what waits does not get it.
    static let heldStatus = "held"

    /// What readers see.
    static let live = MirrorTables(prefix: "")
    /// What a snapshot fills, unseen.
    static let next = MirrorTables(prefix: "next_")
    /// What a snapshot replaced, to be dropped.
    static let old = MirrorTables(prefix: "old_")

    /// The names of the tables without a prefix.
    static let names = [
        "task", "summary", "finding", "neighbour_key", "search", "observation", "spread",
    ]

    var task: String { prefix + "task" }
    var summary: String { prefix + "summary" }
    var finding: String { prefix + "finding" }
    var neighbourKey: String { prefix + "neighbour_key" }
    var search: String { prefix + "search" }
    var observation: String { prefix + "observation" }
    var spread: String { prefix + "spread" }

    /// Makes the tables.
    ///
    /// - `task` is the document as the OA gave it; its rowid is the ``TaskKey``. The file must therefore
    ///   never be vacuumed: VACUUM may give new rowids to a table without an integer primary key.
    /// - `summary` is one narrow row a task, so that a filter over a million tasks never reads a document.
    ///   `due` is the greatest integer where the task has no due date, which sorts it last. `amount` is in
    ///   ten-thousandths of the currency's unit, whatever its scale. `worst` is 0 for no finding, then 1, 2,
    ///   3 by severity. `search_mark` is a hash of the indexed words, so that an update knows whether the
    ///   index must change.
    /// - `search` is a contentless FTS5 table: words as ``SearchWords`` makes them, no second copy of any
    ///   text.
    ///
    /// - Parameter withQueueIndexes: whether the indexes of ``createQueueIndex(in:)`` are made, too.
    func create(in db: Database, withQueueIndexes: Bool = true) throws {
        try db.execute(
            sql: """
                CREATE TABLE \(task)(task_id TEXT PRIMARY KEY, instance_id TEXT NOT NULL, round INTEGER NOT NULL,
                 rev TEXT NOT NULL, digest BLOB NOT NULL, status TEXT NOT NULL, assignee TEXT, due_at INTEGER,
                 amount_minor INTEGER, currency TEXT, scale INTEGER, doc_json TEXT NOT NULL) STRICT;

                CREATE TABLE \(summary)(key INTEGER PRIMARY KEY, status TEXT NOT NULL, assignee TEXT NOT NULL,
                 due INTEGER NOT NULL, submitted INTEGER NOT NULL, issued INTEGER, amount INTEGER NOT NULL,
                 currency TEXT NOT NULL, kind TEXT NOT NULL, worst INTEGER NOT NULL, findings INTEGER NOT NULL,
                 title TEXT NOT NULL, seller TEXT NOT NULL, department TEXT NOT NULL, submitter TEXT NOT NULL,
                 number TEXT NOT NULL, issued_text TEXT, search_mark INTEGER NOT NULL) STRICT;

                CREATE TABLE \(finding)(task INTEGER NOT NULL, place INTEGER NOT NULL, rule TEXT NOT NULL,
                 version INTEGER NOT NULL, severity TEXT NOT NULL, finding_json TEXT NOT NULL,
                 PRIMARY KEY(task, place)) STRICT, WITHOUT ROWID;

                CREATE TABLE \(neighbourKey)(key TEXT NOT NULL, task INTEGER NOT NULL,
                 PRIMARY KEY(key, task)) STRICT, WITHOUT ROWID;
                CREATE INDEX neighbour_key_by_task_\(try suffix(in: db)) ON \(neighbourKey)(task);

                CREATE VIRTUAL TABLE \(search) USING fts5(\(SearchWords.columns.joined(separator: ", ")),
                 content='', columnsize=0, tokenize='ascii');
                INSERT INTO \(search)(\(search), rank) VALUES('hashsize', 8388608);
                """)
        try createStatistics(in: db)
        if withQueueIndexes { while try createQueueIndex(in: db) {} }
    }

    /// Makes the next of the indexes that only readers of the queue need; whether one was missing.
    ///
    /// Two cover the default order and the usual filters, one finds by rule. An index keeps its name when its table
    /// is renamed, so the two sets that may exist at once use two suffixes in turn.
    func createQueueIndex(in db: Database) throws -> Bool {
        let suffix = try suffix(in: db)
        let indexes = [
            (
                "summary_by_due_\(suffix)",
                "\(summary)(due, submitted, key, status, worst, amount, issued, kind, assignee)"
            ),
            (
                "summary_by_status_\(suffix)",
                "\(summary)(status, due, submitted, key, worst, amount, assignee)"
            ),
            ("finding_by_rule_\(suffix)", "\(finding)(rule, task)"),
        ]
        for (name, columns) in indexes {
            let isThere = try Bool.fetchOne(
                db, sql: "SELECT count(*) > 0 FROM sqlite_schema WHERE name = ?", arguments: [name])
            guard isThere != true else { continue }
            try db.execute(sql: "CREATE INDEX \(name) ON \(columns)")
            return true
        }
        try createArchivePaths(in: db)
        return false
    }

    /// The suffix that no other set of tables has.
    private func suffix(in db: Database) throws -> String {
        let isTaken = try Bool.fetchOne(
            db,
            sql: "SELECT count(*) > 0 FROM sqlite_schema WHERE name = 'summary_by_due_a' AND tbl_name <> ?",
            arguments: [summary])
        return isTaken == true ? "b" : "a"
    }

    /// Makes the two tables of ``MirrorStatistics``, which a file of before them lacks.
    func createStatistics(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS \(observation)(grp INTEGER NOT NULL, value INTEGER NOT NULL,
                 claim INTEGER NOT NULL, task INTEGER NOT NULL, PRIMARY KEY(grp, value, claim, task))
                 STRICT, WITHOUT ROWID;
                CREATE TABLE IF NOT EXISTS \(spread)(grp INTEGER PRIMARY KEY, counts BLOB NOT NULL) STRICT;
                """)
    }

    /// Drops those of the tables that exist.
    func drop(in db: Database) throws {
        for name in Self.names { try db.execute(sql: "DROP TABLE IF EXISTS \(prefix)\(name)") }
    }

    /// Gives the tables the names of another set.
    func rename(to other: MirrorTables, in db: Database) throws {
        for name in Self.names {
            try db.execute(sql: "ALTER TABLE \(prefix)\(name) RENAME TO \(other.prefix)\(name)")
        }
    }

    /// Whether this set exists.
    func exist(in db: Database) throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT count(*) > 0 FROM sqlite_schema WHERE name = ?", arguments: [task]) == true
    }
}
