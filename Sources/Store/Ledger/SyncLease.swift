import Foundation

/// The right to sync: held by at most one process of a user at a time, by `flock` on a file of its own (never on a
/// database file). It ends with the process, however the process ends.
public final class SyncLease: Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    /// Unlocked before it is closed: a child that is just being started holds a copy of the descriptor until its `exec`,
    /// and closing alone would leave the lock with it for that moment.
    deinit {
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// Takes the lease of a folder; nothing when another process holds it.
    public static func take(folder: URL) throws(StoreError) -> SyncLease? {
        try StoreFolder.prepare(folder)
        let path = folder.appendingPathComponent("lock").path
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw storeError(errno: errno, file: path) }
        let lease = SyncLease(descriptor: descriptor)
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK: return nil
            default: throw storeError(errno: errno, file: path)
            }
        }
        return lease
    }
}
