import Foundation
import GRDB
import Invoicing
import OAProfile

/// Where a user's reading of the feed stands: a sequence number and the history it belongs to.
struct FeedPosition: Hashable, Sendable {
    var cursor: Int64
    var epoch: String
}

/// The name of a page of a snapshot: where the snapshot began, and the last task of the page before.
struct SnapshotPosition: Hashable, Sendable {
    var start: Int64
    var lastTask: Int64
    var epoch: String

    /// The name on the wire.
    var name: String { "\(start).\(lastTask).\(epoch)" }

    init(start: Int64, lastTask: Int64, epoch: String) {
        self.start = start
        self.lastTask = lastTask
        self.epoch = epoch
    }

    /// Reads a name; nothing for one that was never given.
    init?(name: String) {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, name.utf8.count <= 80, let start = Int64(parts[0]),
            let lastTask = Int64(parts[1]), start >= 0, lastTask >= 0
        else { return nil }
        self.init(start: start, lastTask: lastTask, epoch: String(parts[2]))
    }
}

extension OADatabase {
    /// Tasks on one page of a snapshot.
    static let snapshotPage = 500

    /// The epoch and the cursor that a pull would reach now.
    func position() async throws -> FeedPosition {
        try await pool.read { FeedPosition(cursor: try Self.head(in: $0), epoch: try Self.epoch(in: $0)) }
    }

    /// A page of the feed as the JSON of a `ChangesPage`. No position asks from the beginning.
    /// - Throws: `Problem` 410 where the position is of another history or behind the feed.
    func changes(for user: String, since position: FeedPosition?, limit: Int) async throws -> String {
        try await pool.read { database in
            let epoch = try Self.epoch(in: database)
            let head = try Self.head(in: database)
            if let position, position.epoch != epoch { throw Self.epochChanged }
            let since = position?.cursor ?? 0
            guard since >= (try Self.floor(in: database)), since <= head else {
                throw Problem(
                    code: .cursorExpired, status: 410, title: "Cursor expired",
                    detail: "The feed does not reach back to this cursor; take a snapshot.")
            }
            let statement = try database.cachedStatement(
                sql: """
                    SELECT c.seq, c.reason, \(TaskRow.columns) FROM change c JOIN \(TaskRow.tables)
                    WHERE c.user = ? AND c.seq > ? AND t.id = c.task ORDER BY c.seq LIMIT ?
                    """)
            let rows = try Row.fetchAll(statement, arguments: [user, since, limit + 1])
            let hasMore = rows.count > limit
            let page = rows.prefix(limit)
            // A document is as it is now, so one item a task is enough.
            var items: [Int64: String] = [:]
            var order: [Int64] = []
            for row in page {
                let task = try TaskRow(row: row, from: 2)
                if items.updateValue(task.item(for: user, reason: row[1]), forKey: task.id) == nil {
                    order.append(task.id)
                }
            }
            let reached: Int64 = hasMore ? page.last?[0] ?? since : head
            return Self.page(
                [
                    "epoch": .string(epoch), "old_cursor": .string(String(since)),
                    "new_cursor": .string(String(reached)), "has_more": .bool(hasMore),
                ], items: order.compactMap { items[$0] })
        }
    }

    /// A page of a snapshot as the JSON of a `SnapshotPage`. Its rows are as of the cursor or later, never earlier:
    /// whatever changes while pages are read is in the feed behind the cursor as well.
    /// An OA without row versions has no history either: version, cursor and epoch are then always 0.
    /// - Throws: `Problem` 410 where the page belongs to another history.
    func snapshot(for user: String, at position: SnapshotPosition?, hasVersions: Bool = true) async throws
        -> String
    {
        try await pool.read { database in
            let epoch = try Self.epoch(in: database)
            if let position, position.epoch != epoch { throw Self.epochChanged }
            let start = try position?.start ?? Self.head(in: database)
            let statement = try database.cachedStatement(
                sql: """
                    SELECT \(TaskRow.columns) FROM \(TaskRow.tables)
                    WHERE t.assignee = ? AND t.id > ? ORDER BY t.id LIMIT ?
                    """)
            let rows = try Row.fetchAll(
                statement, arguments: [user, position?.lastTask ?? 0, Self.snapshotPage + 1])
            let tasks = try rows.prefix(Self.snapshotPage).map { row in
                var task = try TaskRow(row: row)
                if !hasVersions { task.rev = 0 }
                return task
            }
            var members: [String: JSONValue] = [
                "epoch": .string(hasVersions ? epoch : "0"),
                "cursor": .string(hasVersions ? String(start) : "0"),
            ]
            if position == nil {
                members["total"] = .integer(
                    try Int64.fetchOne(
                        database, sql: "SELECT count(*) FROM task WHERE assignee = ?", arguments: [user])
                        ?? 0)
            }
            if rows.count > Self.snapshotPage, let last = tasks.last {
                let next = SnapshotPosition(start: start, lastTask: last.id, epoch: epoch)
                members["next_page"] = .string(next.name)
            }
            return Self.page(members, items: tasks.map { $0.item(for: user) })
        }
    }

    /// The cursor of the last change in a user's feed; 0 where there is none.
    func lastChange(for user: String) async throws -> Int64 {
        try await pool.read { database in
            try Int64.fetchOne(
                database, sql: "SELECT max(seq) FROM change WHERE user = ?", arguments: [user]) ?? 0
        }
    }

    /// A task that the user may see; nothing for any other.
    func task(_ id: TaskID, for user: String) async throws -> TaskRow? {
        guard let row = TaskName.row(of: id) else { return nil }
        return try await pool.read { database in
            try TaskRow.fetch(row, in: database).flatMap { $0.assignee == user ? $0 : nil }
        }
    }

    private static let epochChanged = Problem(
        code: .epochChanged, status: 410, title: "Another history",
        detail: "The cursor belongs to another history of this OA; take a snapshot.")

    private static func page(_ members: [String: JSONValue], items: [String]) -> String {
        let head = JSONValue.object(members).canonical.dropLast()
        return head + ",\"items\":[" + items.joined(separator: ",") + "]}"
    }
}
