import Foundation

/// `session.json` in the store's folder: what one console last showed, so that a dropped line loses no place. It may be
/// deleted at any time; no decision depends on it.
///
/// It is replaced as a whole (write beside it, then rename), so that whoever is killed leaves the old one or the new one.
/// It is not forced to the disk: it outlives the process, and need not outlive the power.
public struct SessionFile: Sendable {
    /// The largest file that is read or written, in bytes.
    public static let largest = 1 << 20

    private let path: String

    /// The file of a store's folder.
    public init(folder: URL) { path = folder.appendingPathComponent("session.json").path }

    /// What was saved last; nothing where there is no file, or one that is not ours to read.
    public func load() -> Data? {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var facts = stat()
        // Written by somebody else it would say what this user was doing.
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG, facts.st_uid == geteuid(),
            facts.st_size <= SessionFile.largest
        else { return nil }
        return try? handle.readToEnd()
    }

    /// Saves.
    /// - Throws: ``StoreError`` where the folder cannot be written.
    public func save(_ data: Data) throws(StoreError) {
        let beside = "\(path).\(getpid())"
        unlink(beside)
        let descriptor = Glibc.open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw storeError(errno: errno, file: path) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: data)
        } catch {
            unlink(beside)
            throw .failed(file: path, cause: "\((error as NSError).localizedDescription)")
        }
        guard rename(beside, path) == 0 else {
            let code = errno
            unlink(beside)
            throw storeError(errno: code, file: path)
        }
    }

    /// Forgets what was saved.
    public func remove() { unlink(path) }
}
