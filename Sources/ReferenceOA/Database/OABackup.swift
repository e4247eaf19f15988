import Foundation
import GRDB
import Invoicing
import OAProfile

/// The OA's database as it was at one moment, in memory.
struct OABackup: Sendable {
    private let copy: DatabaseQueue

    /// Takes one.
    init(of database: OADatabase) throws {
        copy = try DatabaseQueue()
        try database.pool.backup(to: copy)
    }

    /// Puts it back while the OA runs: whatever was decided since is gone, and the history is another one. Sign-ins stay,
    /// as where they are another system's.
    func restore(into database: OADatabase) throws {
        let tokens = try database.pool.read {
            try Row.fetchAll($0, sql: "SELECT sha256, user, issuedAt FROM token").map {
                ($0[0] as Data, $0[1] as String, $0[2] as Int64)
            }
        }
        try copy.backup(to: database.pool)
        try database.pool.write { database in
            for (sha256, user, issuedAt) in tokens {
                try database.execute(
                    sql: "INSERT OR IGNORE INTO token(sha256, user, issuedAt) VALUES (?, ?, ?)",
                    arguments: [sha256, user, issuedAt])
            }
        }
        _ = try database.apply(.newEpoch)
    }
}

extension OADatabase {
    /// The first open tasks of a user, and somebody else to whom they could go; nobody where there is one user only.
    func openTasks(of user: String, atMost count: Int) async throws -> (tasks: [TaskID], other: String?) {
        try await pool.read { database in
            let rows = try Int64.fetchAll(
                database,
                sql: "SELECT id FROM task WHERE assignee = ? AND status = 'pending' ORDER BY id LIMIT ?",
                arguments: [user, count])
            let other = try String.fetchOne(
                database, sql: "SELECT name FROM user WHERE name <> ? ORDER BY name LIMIT 1",
                arguments: [user])
            return (rows.map(TaskName.task), other)
        }
    }
}
