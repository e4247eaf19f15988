import Foundation
import Synchronization

/// A reserve of room beside the ledger: a file that holds nothing, preallocated while there is room. When the disk is full
/// it is given up, so that decisions can still be recorded; when there is room again it comes back.
///
/// Several processes share one file. State: whether this process saw it given up.
final class Ballast: Sendable {
    /// How large the file is, in bytes: room for some hundred decisions.
    static let size: Int64 = 2 << 20
    /// It is made only where this much is free, in bytes, so that it does not itself fill the disk.
    static let roomNeeded: Int64 = 4 * size

    private let path: String
    private let folder: String
    private let isSpent = Atomic<Bool>(false)

    init(folder: URL) {
        self.folder = folder.path
        path = folder.appendingPathComponent("ballast").path
    }

    /// Whether the reserve was given up and has not come back.
    var wasReleased: Bool { isSpent.load(ordering: .sequentiallyConsistent) }

    /// Whether the room is kept now.
    var isHeld: Bool { access(path, F_OK) == 0 }

    /// Makes the file where it is missing and there is room for it. Without room everything goes on without a reserve.
    func hold() {
        var facts = stat()
        if stat(path, &facts) == 0, facts.st_size >= Self.size { return isHeldAgain() }
        var room = statvfs()
        guard statvfs(folder, &room) == 0,
            Int64(clamping: UInt64(room.f_bavail)) * Int64(clamping: UInt64(room.f_frsize))
                >= Self.roomNeeded
        else { return }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        if posix_fallocate(descriptor, 0, off_t(Self.size)) == 0 { isHeldAgain() } else { unlink(path) }
    }

    /// Gives the room free. Returns whether there was any.
    func release() -> Bool {
        guard unlink(path) == 0 else { return false }
        isSpent.store(true, ordering: .sequentiallyConsistent)
        return true
    }

    private func isHeldAgain() { isSpent.store(false, ordering: .sequentiallyConsistent) }
}
