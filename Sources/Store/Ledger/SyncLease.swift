import Foundation

/// The right to sync: held by at most one process of a user at a time, by `flock` on a file of its own (never on a
/// database file). It ends with the process, however the process ends.
public final class SyncLease: Sendable {
    /// Takes the lease of a folder; nothing when another process holds it.
    public static func take(folder: URL) throws(StoreError) -> SyncLease? { fatalError("body follows") }
}
