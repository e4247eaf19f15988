import Foundation

/// The right to serve a folder, for one process at a time: two with hints and faults of their own would each tell its
/// clients half of what happens. Held until the value goes, or the process ends.
public final class FolderClaim: Sendable {
    private let descriptor: CInt

    /// Claims a folder, which is made where it is missing.
    /// - Throws: ``ReferenceServerError/folderTaken(path:)`` while another process holds it;
    ///   ``ReferenceServerError/folderUnusable(path:cause:)``.
    public init(_ folder: URL) throws(ReferenceServerError) {
        do {
            try OADatabase.prepare(folder)
        } catch {
            throw .folderUnusable(path: folder.path, cause: "\(error)")
        }
        // A file of its own, never the database, whose locks closing it would take away.
        let path = folder.appendingPathComponent("serving.lock").path
        descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw .folderUnusable(path: folder.path, cause: String(cString: strerror(errno)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw .folderTaken(path: folder.path)
        }
    }

    deinit { close(descriptor) }
}
