import Foundation
import GRDB
import Hummingbird
import Invoicing
import OAProfile

// The comparison of what a user sees here with what a client has: all of it in digests, or one bucket in full.
extension OAServer {
    func inventory(_ request: Request, _ context: OAContext) async throws -> Response {
        let user = try context.signedIn().name
        guard let bucket = try request.number("bucket") else {
            return try .json(try await database.inventory(of: user))
        }
        guard bucket < Inventory.bucketCount else {
            throw Problem.malformed("bucket must be 0 to \(Inventory.bucketCount - 1).")
        }
        return try .json(try await database.inventory(of: user, bucket: Int(bucket)))
    }
}

extension OADatabase {
    /// What a user sees, in digests.
    func inventory(of user: String) async throws -> Inventory {
        try await pool.read { database in
            var inventory = Inventory(epoch: try Self.epoch(in: database))
            try Self.eachEntry(of: user, in: database) { inventory.add($0) }
            return inventory
        }
    }

    /// What a user sees in one bucket.
    func inventory(of user: String, bucket: Int) async throws -> InventoryBucket {
        try await pool.read { database in
            var found = InventoryBucket(epoch: try Self.epoch(in: database), bucket: bucket, items: [])
            try Self.eachEntry(of: user, in: database) { if $0.bucket == bucket { found.items.append($0) } }
            return found
        }
    }

    private static func eachEntry(
        of user: String, in database: Database, _ visit: (InventoryEntry) -> Void
    ) throws {
        let rows = try Row.fetchCursor(
            database, sql: "SELECT id, rev, digest FROM task WHERE assignee = ?", arguments: [user])
        while let row = try rows.next() {
            let bytes: Data = row[2]
            guard let digest = ContentDigest(bytes: bytes) else {
                throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a task row cannot be read")
            }
            let rev: Int64 = row[1]
            visit(InventoryEntry(id: TaskName.task(row[0]), rev: String(rev), decisionDigest: digest))
        }
    }
}
