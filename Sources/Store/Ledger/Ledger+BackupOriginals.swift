import Foundation
import GRDB
import Invoicing
import OAProfile

extension Ledger {
    /// The SHA-256 of every file that invoices were imported from.
    public func importedFiles() throws(StoreError) -> [ContentDigest] {
        try connection.read { db in
            try Data.fetchAll(db, sql: "SELECT DISTINCT sha256 FROM local_invoice ORDER BY sha256").map {
                guard let digest = ContentDigest(bytes: $0) else { throw DamagedRow(cause: "local_invoice") }
                return digest
            }
        }
    }

    /// Copies the original bytes of all imports into a new folder, laid out as `blobs` is, so that it can take its place:
    /// each is read, checked against its name, and written durably; the folder appears whole or not at all. Imports that
    /// come meanwhile are in the next backup: the ledger is copied first, and what it names was in its place before.
    /// - Parameter folder: must not exist yet.
    /// - Returns: how many files; where there is none, no folder is made.
    /// - Throws: ``BackupError``, ``StoreError``.
    public func backUpOriginals(from blobs: BlobStore, to folder: String) throws -> Int {
        let digests = try importedFiles()
        guard !digests.isEmpty else { return 0 }
        var facts = stat()
        guard lstat(folder, &facts) != 0 else { throw BackupError.exists(file: folder) }
        // Below a data folder of its own a blob store writes `blobs`.
        let partial = URL(
            fileURLWithPath: "\(folder).\(UUID().uuidString).part", isDirectory: true)
        guard mkdir(partial.path, 0o700) == 0 else {
            throw BackupError.unwritable(file: folder, cause: String(cString: strerror(errno)))
        }
        defer { try? FileManager.default.removeItem(at: partial) }
        let copy = BlobStore(folder: partial)
        for digest in digests {
            guard let bytes = try blobs.read(digest) else {
                throw BackupError.notIntact(file: folder, cause: "the original \(digest.hex) is missing")
            }
            try copy.put(bytes)
        }
        guard rename(partial.appendingPathComponent("blobs").path, folder) == 0 else {
            throw BackupError.unwritable(file: folder, cause: String(cString: strerror(errno)))
        }
        try Self.sync(URL(fileURLWithPath: folder).deletingLastPathComponent().path, as: folder)
        return digests.count
    }
}
