import Foundation
import GRDB
import Invoicing

/// A row version of the OA, which is opaque; but where two versions are both plain counts, the smaller one is
/// older.
///
/// So a page that arrives late or twice cannot bring an old version back. Versions that are no counts are
/// taken in the order in which they come; the cursor then brings the newest again.
struct RowVersion {
    private let count: Int64?

    init(_ rev: String) {
        let isCount =
            (1...18).contains(rev.utf8.count) && rev.utf8.allSatisfy { (0x30...0x39).contains($0) }
            && (rev == "0" || !rev.hasPrefix("0"))
        count = isCount ? Int64(rev) : nil
    }

    func isOlder(than rev: String) -> Bool {
        guard let count, let other = RowVersion(rev).count else { return false }
        return count < other
    }
}

/// The amount as the query language compares it: ten-thousandths of the currency's unit, clamped to 64 bits.
enum SummaryAmount {
    static func value(of money: Money) -> Int64 {
        var value = money.minor
        for _ in 0..<max(0, 4 - money.currency.scale) {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            if overflow { return money.minor < 0 ? .min : .max }
            value = product
        }
        return value
    }
}

/// A task that the OA no longer shows: since when, why, and in which version.
struct Tombstone {
    var task: TaskID
    var reason: String
    var rev: String
    var at: Int64

    /// Writes it, unless the same is there already.
    func insert(in db: Database, isSameEpoch: Bool) throws {
        if let known = try Self.of(task, in: db) {
            if isSameEpoch, RowVersion(rev).isOlder(than: known.rev) { return }
            if known.rev == rev, known.reason == reason { return }
        }
        try db.cachedStatement(
            sql: "INSERT OR REPLACE INTO tombstone(task_id, reason, at, rev) VALUES(?,?,?,?)"
        )
        .execute(arguments: [task.rawValue, reason, at, rev])
    }

    static func of(_ task: TaskID, in db: Database) throws -> Tombstone? {
        let statement = try db.cachedStatement(sql: "SELECT reason, rev, at FROM tombstone WHERE task_id = ?")
        return try Row.fetchOne(statement, arguments: [task.rawValue]).map {
            Tombstone(task: task, reason: $0[0], rev: $0[1], at: $0[2])
        }
    }

    static func remove(_ task: TaskID, in db: Database) throws {
        try db.cachedStatement(sql: "DELETE FROM tombstone WHERE task_id = ?").execute(arguments: [
            task.rawValue
        ])
    }
}

/// Gives out keys, each once: a key that a screen still holds never becomes another task.
final class KeyCounter {
    private let db: Database
    private let saved: Int64
    private var last: Int64

    init(_ db: Database) throws {
        self.db = db
        saved = try Int64.fetchOne(db.cachedStatement(sql: "SELECT last FROM key_counter WHERE id = 1")) ?? 0
        last = saved
    }

    func next() -> Int64 {
        last += 1
        return last
    }

    func save() throws {
        guard last != saved else { return }
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO key_counter(id, last) VALUES(1, ?)")
            .execute(arguments: [last])
    }
}
