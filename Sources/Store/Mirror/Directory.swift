import GRDB
import Invoicing

/// The people at the OA as they were read last.
public struct Directory: Hashable, Sendable {
    /// The people, in the order of their user names.
    public var people: [Person]
    /// Whether these are all: only then does a name that is missing not exist.
    public var isComplete: Bool
    /// When they were read, in milliseconds since 1970; nothing where they never were.
    public var readAt: Int64?

    /// Makes a directory.
    public init(people: [Person] = [], isComplete: Bool = false, readAt: Int64? = nil) {
        self.people = people
        self.isComplete = isComplete
        self.readAt = readAt
    }

    /// The most people that are kept; a larger company's directory is kept in part and refuses nobody.
    public static let limit = 20_000

    /// What a text that names a person means.
    public enum Match: Hashable, Sendable {
        /// The one person of that user name or name.
        case person(Person)
        /// Several people of that name.
        case several([Person])
        /// Nobody, and everybody is known.
        case nobody
        /// Not known here; the OA must say.
        case unknown
    }

    /// Looks a person up by user name, then by name.
    public func match(_ text: String) -> Match {
        if let exact = people.first(where: { $0.user == text }) { return .person(exact) }
        let named = people.filter { $0.name == text || $0.user.lowercased() == text.lowercased() }
        if named.count > 1 { return .several(named) }
        if let only = named.first { return .person(only) }
        return isComplete ? .nobody : .unknown
    }

    /// The people that a text may mean, the likelier first: its beginning before its middle, then the first letters of
    /// a user name of several parts, as `zw` for `zhang.wei`.
    public func candidates(for text: String, limit: Int) -> [Person] {
        let wanted = text.lowercased()
        guard !wanted.isEmpty else { return Array(people.prefix(limit)) }
        var ranked: [[Person]] = [[], [], []]
        for person in people {
            let user = person.user.lowercased()
            let initials = user.split { ". _-".contains($0) }.compactMap(\.first)
            if user.hasPrefix(wanted) || person.name.hasPrefix(text) {
                ranked[0].append(person)
                if ranked[0].count >= limit { break }
            } else if String(initials).hasPrefix(wanted) {
                ranked[1].append(person)
            } else if user.contains(wanted) || person.name.contains(text) {
                ranked[2].append(person)
            }
        }
        return Array(ranked.joined().prefix(limit))
    }

    static func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS person(user TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT;
                CREATE TABLE IF NOT EXISTS directory(id INTEGER PRIMARY KEY CHECK(id=1),
                 read_at INTEGER NOT NULL, complete INTEGER NOT NULL) STRICT;
                """)
    }
}

extension Mirror {
    /// The people at the OA as they were read last.
    public func directory() throws(StoreError) -> Directory {
        try read { db in
            let state = try Row.fetchOne(db, sql: "SELECT read_at, complete FROM directory WHERE id = 1")
            let people = try Row.fetchAll(db, sql: "SELECT user, name FROM person ORDER BY user")
            return Directory(
                people: people.map { Person(user: $0[0], name: $0[1]) }, isComplete: state?[1] ?? false,
                readAt: state?[0])
        }
    }

    /// When the directory was read last, in milliseconds since 1970; nothing where it never was.
    public func directoryReadAt() throws(StoreError) -> Int64? {
        try read { try Int64.fetchOne($0, sql: "SELECT read_at FROM directory WHERE id = 1") }
    }

    /// Keeps what was read, in place of what was there.
    public func replaceDirectory(_ directory: Directory, at now: Int64) throws(StoreError) {
        try write { db in
            try db.execute(sql: "DELETE FROM person")
            for person in directory.people.prefix(Directory.limit)
            where !person.user.isEmpty && !person.user.utf8.contains(0) && person.user.utf8.count <= 200 {
                let name = person.name.prefix(100).filter { $0 != "\0" }
                try db.cachedStatement(sql: "INSERT OR REPLACE INTO person(user, name) VALUES (?, ?)")
                    .execute(arguments: [person.user, String(name)])
            }
            try db.execute(
                sql: "INSERT OR REPLACE INTO directory(id, read_at, complete) VALUES (1, ?, ?)",
                arguments: [now, directory.isComplete && directory.people.count <= Directory.limit])
        }
    }
}
