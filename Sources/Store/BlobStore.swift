import Foundation
import OAProfile

/// Original bytes by their SHA-256, each once: `blobs/ab/cdef…` below the data folder.
///
/// A file is written beside its place, synced and linked there, so that a name that exists holds all of its bytes,
/// whatever happened meanwhile; a write that broke off leaves a name that nobody looks for.
public struct BlobStore: Sendable {
    private let folder: String

    /// Names the folder of the store's data; nothing is made yet.
    public init(folder: URL) { self.folder = folder.appendingPathComponent("blobs").path }

    /// Where the bytes of a digest are or would be.
    public func path(of digest: ContentDigest) -> String {
        let hex = digest.hex
        return "\(folder)/\(hex.prefix(2))/\(hex.dropFirst(2))"
    }

    /// Keeps bytes; does nothing where they are kept already. Durable when it returns.
    /// - Throws: ``StoreError`` where the folder cannot be written.
    @discardableResult
    public func put(_ bytes: Data) throws(StoreError) -> ContentDigest {
        let digest = ContentDigest(of: bytes)
        let path = path(of: digest)
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent()
        try StoreFolder.prepare(parent)
        if let known = try? read(digest), known == bytes { return digest }
        let temporary = "\(path).writing-\(String(UInt64.random(in: 0...UInt64.max), radix: 16))"
        defer { unlink(temporary) }
        try write(bytes, to: temporary)
        // A file of that name with other bytes is damaged: the good ones take its place.
        guard rename(temporary, path) == 0 else { throw storeError(errno: errno, file: path) }
        for folder in [parent.path, folder] { try sync(folder) }
        return digest
    }

    /// The bytes of a digest; nothing where they are not kept.
    /// - Throws: ``StoreError/failed(file:cause:)`` where the file holds other bytes.
    public func read(_ digest: ContentDigest) throws(StoreError) -> Data? {
        let path = path(of: digest)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw storeError(errno: errno, file: path)
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        guard let bytes = try? handle.readToEnd() ?? Data(), ContentDigest(of: bytes) == digest else {
            throw .failed(file: path, cause: "its bytes are not those of its name")
        }
        return bytes
    }

    /// Removes bytes; does nothing where they are not kept.
    public func remove(_ digest: ContentDigest) throws(StoreError) {
        let path = path(of: digest)
        guard unlink(path) == 0 else {
            if errno == ENOENT { return }
            throw storeError(errno: errno, file: path)
        }
        try sync(URL(fileURLWithPath: path).deletingLastPathComponent().path)
    }

    private func write(_ bytes: Data, to path: String) throws(StoreError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw storeError(errno: errno, file: path) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: bytes)
        } catch {
            throw storeError(errno: errno, file: path)
        }
        guard fsync(descriptor) == 0 else { throw storeError(errno: errno, file: path) }
    }

    private func sync(_ folder: String) throws(StoreError) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw storeError(errno: errno, file: folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw storeError(errno: errno, file: folder) }
    }
}
