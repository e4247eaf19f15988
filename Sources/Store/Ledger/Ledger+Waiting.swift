import GRDB
import Invoicing
import OAProfile

extension Ledger {
    /// The undelivered operation that was recorded first; nothing where none waits.
    public func oldestUndelivered() throws(StoreError) -> RecordedOperation? {
        try connection.read { db in
            try RecordedOperation.fetch(
                db, where: "state IN ('recorded', 'sending', 'unknown') ORDER BY seq LIMIT 1"
            ).first
        }
    }

    /// Makes due what waits for its next attempt; a hold during which it can be undone is kept. Returns how many.
    public func makeDue(at now: Int64) throws(StoreError) -> Int {
        try connection.write { db in
            try db.execute(
                sql: "UPDATE op SET next_attempt_at = ? WHERE state = 'unknown' AND next_attempt_at > ?",
                arguments: [now, now])
            return db.changesCount
        }
    }
}
