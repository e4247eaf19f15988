import Foundation
import GRDB
import OAProfile

/// A bearer token: 256 random bits as 64 hexadecimal digits. Only its SHA-256 is ever stored.
struct BearerToken {
    let text: String

    /// Makes a new one. Real tokens come from the system's generator.
    init(using random: inout some RandomNumberGenerator) {
        var bytes: [UInt8] = []
        for _ in 0..<4 {
            let word: UInt64 = random.next()
            for shift in stride(from: 0, to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        text = ContentDigest(bytes: bytes)?.hex ?? ""
    }

    /// Takes what a client sent; nothing for what cannot be one of ours.
    init?(_ text: String) {
        guard text.utf8.count == 64 else { return nil }
        self.text = text
    }

    /// What is stored of it.
    var sha256: ContentDigest { ContentDigest(of: text) }
}

extension OADatabase {
    /// A signed-in person.
    struct Person: Hashable, Sendable {
        var name: String
        var displayName: String
    }

    /// Whose token this is; nothing for a token that was never issued.
    func owner(of token: BearerToken) async throws -> Person? {
        try await pool.read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT u.name, u.displayName FROM token t JOIN user u ON u.name = t.user
                    WHERE t.sha256 = ?
                    """)
            return try Row.fetchOne(statement, arguments: [Data(token.sha256.bytes)])
                .map { Person(name: $0[0], displayName: $0[1]) }
        }
    }

    /// Issues a token; nothing where there is no user of that name.
    func issueToken(to user: String) throws -> (token: BearerToken, person: Person)? {
        var random = SystemRandomNumberGenerator()
        let token = BearerToken(using: &random)
        return try pool.write { database in
            let row = try Row.fetchOne(
                database, sql: "SELECT name, displayName FROM user WHERE name = ?", arguments: [user])
            guard let row else { return nil }
            try database.execute(
                sql: "INSERT INTO token(sha256, user, issuedAt) VALUES (?, ?, ?)",
                arguments: [Data(token.sha256.bytes), user, now()])
            return (token, Person(name: row[0], displayName: row[1]))
        }
    }
}
