import Foundation
import GRDB
import OAProfile

extension OADatabase {
    /// The bytes of a file that belongs to a claim of which the user has or had a task; nothing for any other.
    func blob(_ sha256: ContentDigest, for user: String) async throws -> Data? {
        try await pool.read { database in
            try Data.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT b.bytes FROM blob b WHERE b.sha256 = ? AND EXISTS(
                            SELECT 1 FROM attachment a JOIN task t ON t.instance = a.instance
                            WHERE a.sha256 = b.sha256 AND t.assignee = ?)
                        """), arguments: [Data(sha256.bytes), user])
        }
    }

    /// What became of a checkpoint.
    enum Witnessing: Hashable, Sendable {
        /// It extends what was stored, or is the same again.
        case stored
        /// A larger one is stored.
        case smaller(than: Int64)
        /// It contradicts the stored one, or its proof does not show that it extends it.
        case inconsistent(with: Int64)
    }

    /// Stores a checkpoint of a user's audit log as a witness: only one that provably extends the last.
    func witness(_ checkpoint: AuditCheckpoint, by user: String) async throws -> Witnessing {
        try await pool.write { database in
            let last = try Row.fetchOne(
                database,
                sql: "SELECT size, root FROM checkpoint WHERE user = ? ORDER BY size DESC LIMIT 1",
                arguments: [user])
            if let last {
                let size: Int64 = last[0]
                let bytes: Data = last[1]
                guard checkpoint.size >= size else { return .smaller(than: size) }
                guard let root = ContentDigest(bytes: bytes),
                    checkpoint.extends(size: size, root: root)
                else { return .inconsistent(with: size) }
                if checkpoint.size == size { return .stored }
            }
            try database.execute(
                sql: "INSERT INTO checkpoint(user, size, root, note, storedAt) VALUES (?, ?, ?, ?, ?)",
                arguments: [
                    user, checkpoint.size, Data(checkpoint.root.bytes), checkpoint.note, now(),
                ])
            return .stored
        }
    }

    /// The faults that were planted in the sample data, by claim.
    func plantedFaults() throws -> [Int64: [PlantedFault]] {
        try pool.read { database in
            var faults: [Int64: [PlantedFault]] = [:]
            let rows = try Row.fetchCursor(
                database, sql: "SELECT instance, fault FROM plantedFault ORDER BY instance, fault")
            while let row = try rows.next() {
                guard let fault = PlantedFault(rawValue: row[1]) else { continue }
                faults[row[0], default: []].append(fault)
            }
            return faults
        }
    }
}
