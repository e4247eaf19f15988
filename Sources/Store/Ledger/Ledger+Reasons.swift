import GRDB

extension Ledger {
    /// Reasons that are kept: the newest are those that are worth offering.
    private static let mostReasons = 200

    /// Remembers that a reason was given, in the transaction that records its decision.
    static func noteReason(_ text: String, at now: Int64, in db: Database) throws {
        // What SQLite would cut is no text to offer; the decision itself keeps it whole.
        guard !text.isEmpty, !text.utf8.contains(0) else { return }
        try db.execute(
            sql: """
                INSERT INTO reason(text, used_at) VALUES (?, ?)
                ON CONFLICT(text) DO UPDATE SET used_at = max(used_at, excluded.used_at)
                """, arguments: [text, now])
        try db.execute(
            sql: """
                DELETE FROM reason WHERE text IN
                  (SELECT text FROM reason ORDER BY used_at DESC, rowid DESC LIMIT -1 OFFSET ?)
                """, arguments: [Self.mostReasons])
    }

    /// The reasons that were given, the one used last first.
    public func reasons() throws(StoreError) -> [String] {
        try connection.read { db in
            try String.fetchAll(db, sql: "SELECT text FROM reason ORDER BY used_at DESC, rowid DESC")
        }
    }
}
