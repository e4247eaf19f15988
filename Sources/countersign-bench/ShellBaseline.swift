import ArgumentParser
import Foundation

/// The sqlite3 shell, which inserts what the puller stored: the measure of what the disk and SQLite can do here.
///
/// The rows are dumped by the shell itself, as `INSERT` statements; those of the full-text index, which keeps no texts,
/// from its list of words (`fts5vocab`). Then a second shell reads them into an empty file with the same tables, indexes,
/// journal mode and cache. Only that is timed.
struct ShellBaseline {
    private let shell: URL
    private let folder: URL

    init(shell: String, folder: URL) throws {
        self.shell = URL(fileURLWithPath: shell)
        self.folder = folder
        guard FileManager.default.isExecutableFile(atPath: shell) else {
            throw ValidationError("\(shell) is missing; install sqlite3 or name another with --shell")
        }
    }

    /// Returns how long the inserting took.
    func insert(rowsOf database: URL, pageSize: Int) throws -> TimeSpent {
        let statements = folder.appendingPathComponent("rows.sql")
        try run(
            on: database, script: Self.dump(pages: try pages(of: database, size: pageSize)), into: statements)
        let copy = folder.appendingPathComponent("shell.db")
        let start = TimeSpent.now(of: .endedChildren)
        try run(on: copy, script: statements)
        let time = TimeSpent.now(of: .endedChildren) - start
        let (theirs, ours) = (try count(copy), try count(database))
        guard theirs == ours else { throw ValidationError("not the same rows: \(theirs) instead of \(ours)") }
        return time
    }

    // MARK: Parts

    /// The last key of each page.
    private func pages(of database: URL, size: Int) throws -> [Int] {
        let keys = try answer("SELECT coalesce(max(rowid), 0) FROM task;", from: database)
        guard let last = Int(keys) else { throw ValidationError("the shell answered \(keys)") }
        return Array(stride(from: size, to: last + size, by: size))
    }

    private func count(_ database: URL) throws -> String {
        let counts = Self.tables.map { "SELECT count(*) FROM \($0.name);" }.joined()
        return try answer(
            counts
                + """
                CREATE VIRTUAL TABLE temp.words_of USING fts5vocab(main, search, row);
                SELECT count(*), sum(doc), sum(cnt) FROM temp.words_of;
                """, from: database)
    }

    private static let words = ["title", "seller", "department", "submitter", "number", "item", "remark"]

    /// The tables with the columns that are inserted, and the one that says which page a row is in.
    private static let tables: [(name: String, key: String, columns: [String])] = [
        (
            "task", "rowid",
            [
                "rowid", "task_id", "instance_id", "round", "rev", "digest", "status", "assignee", "due_at",
                "amount_minor", "currency", "scale", "doc_json",
            ]
        ),
        (
            "summary", "key",
            [
                "key", "status", "assignee", "due", "submitted", "issued", "amount", "currency", "kind",
                "worst",
                "findings", "title", "seller", "department", "submitter", "number", "issued_text",
                "search_mark",
            ]
        ),
        ("finding", "task", ["task", "place", "rule", "version", "severity", "finding_json"]),
        ("neighbour_key", "task", ["key", "task"]),
    ]

    private static func dump(pages: [Int]) -> String {
        let texts = words.map { "coalesce(group_concat(CASE col WHEN '\($0)' THEN term END, ' '), '')" }
        var script = """
            CREATE VIRTUAL TABLE temp.words_of USING fts5vocab(main, search, instance);
            CREATE TEMP TABLE words(key INTEGER PRIMARY KEY, \(words.joined(separator: ", ")));
            INSERT INTO words SELECT doc, \(texts.joined(separator: ", "))
              FROM (SELECT doc, col, term FROM words_of ORDER BY doc, col, offset) GROUP BY doc;
            SELECT '.dbconfig no_ckpt_on_close on';
            SELECT 'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = OFF;
              PRAGMA cell_size_check = ON; PRAGMA cache_size = -4096; PRAGMA wal_autocheckpoint = 4000;';
            SELECT sql || ';' FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite@_%' ESCAPE '@'
              AND name NOT LIKE 'search@_%' ESCAPE '@' ORDER BY rowid;
            SELECT 'INSERT INTO search(search, rank) VALUES(''' || k || ''', ' || v || ');' FROM search_config
              WHERE k <> 'version';

            """
        func select(_ name: String, _ columns: [String], from source: String, where condition: String)
            -> String
        {
            let values = columns.map { "quote(\($0))" }.joined(separator: " || ',' || ")
            return """
                SELECT 'INSERT INTO \(name)(\(columns.joined(separator: ","))) VALUES(' || \(values) || ');'
                  FROM \(source) WHERE \(condition);

                """
        }
        var before = 0
        for last in pages {
            script += "SELECT 'BEGIN IMMEDIATE;';\n"
            for table in tables {
                script += select(
                    table.name, table.columns, from: table.name,
                    where: "\(table.key) > \(before) AND \(table.key) <= \(last)")
            }
            script += select(
                "search", ["rowid"] + words, from: "temp.words",
                where: "rowid > \(before) AND rowid <= \(last)")
            script += "SELECT 'COMMIT;';\n"
            before = last
        }
        script += "SELECT 'BEGIN IMMEDIATE;';\n"
        script += select(
            "known_name", ["field", "name", "sound", "expression"], from: "known_name", where: "1")
        return script + "SELECT 'COMMIT;';\n"
    }

    // MARK: The shell

    private func answer(_ question: String, from database: URL) throws -> String {
        let answers = folder.appendingPathComponent("answer.txt")
        try run(on: database, script: question, into: answers)
        return try String(contentsOf: answers, encoding: .utf8).trimmingCharacters(
            in: .whitespacesAndNewlines)
    }

    private func run(on database: URL, script: String, into output: URL) throws {
        let file = folder.appendingPathComponent("script.sql")
        try Data(script.utf8).write(to: file)
        try run(on: database, script: file, into: output)
    }

    private func run(on database: URL, script: URL, into output: URL? = nil) throws {
        let process = Process()
        process.executableURL = shell
        process.arguments = ["-batch", "-bail", database.path]
        process.standardInput = try FileHandle(forReadingFrom: script)
        if let output {
            _ = FileManager.default.createFile(
                atPath: output.path, contents: nil, attributes: [.posixPermissions: 0o600])
            process.standardOutput = try FileHandle(forWritingTo: output)
        } else {
            process.standardOutput = FileHandle.nullDevice
        }
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw ValidationError("the sqlite3 shell ended with status \(process.terminationStatus)")
        }
    }
}
