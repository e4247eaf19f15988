import Foundation
import GRDB
import Invoicing
import OAProfile

/// A copy of the ledger that was checked.
public struct LedgerBackup: Hashable, Sendable {
    /// Where it lies.
    public var file: String
    /// Its size in bytes.
    public var size: Int64
    /// How many operations are in it.
    public var operations: Int
    /// How many audit entries are in it.
    public var entries: Int
    /// The Merkle root over them.
    public var root: ContentDigest
}

/// Why no backup was made. Nothing is left behind, and the ledger is as it was.
public enum BackupError: ExplainedError, Hashable, Sendable {
    /// Something of that name is there already.
    case exists(file: String)
    /// The copy does not hold what it should.
    case notIntact(file: String, cause: String)
    /// The copy could not be written.
    case unwritable(file: String, cause: String)

    /// One sentence that names the thing and the cause.
    public var explanation: LocalizedText {
        switch self {
        case .exists(let file):
            LocalizedText(
                zh: "\(file) 已经存在，没有覆盖。", en: "\(file) exists already and was not overwritten.")
        case .notIntact(let file, let cause):
            LocalizedText(
                zh: "备份 \(file) 没有通过检查（\(cause)），已删除。",
                en: "The backup \(file) did not pass its check (\(cause)) and was removed.")
        case .unwritable(let file, let cause):
            LocalizedText(zh: "无法写入 \(file)（\(cause)）。", en: "\(file) cannot be written (\(cause)).")
        }
    }

    /// One sentence that says what to do next.
    public var remedy: LocalizedText {
        switch self {
        case .exists:
            LocalizedText(zh: "请换一个文件名。", en: "Choose another name.")
        case .notIntact:
            LocalizedText(
                zh: "请运行 countersign audit verify 检查账本；损坏时可用 countersign backup --salvage 文件夹 导出还能读出的内容。",
                en: "Check the ledger with countersign audit verify; of a damaged one "
                    + "countersign backup --salvage FOLDER exports what can be read.")
        case .unwritable:
            LocalizedText(
                zh: "请检查文件夹是否存在、是否可写、空间是否足够。",
                en: "Check that the folder exists, can be written, and has room.")
        }
    }
}

extension Ledger {
    /// Writes a copy of the ledger (`VACUUM INTO`) and checks it: integrity, and the whole audit log against the
    /// operations. Others may go on reading and recording meanwhile. The file has mode 0600; the name must be free.
    /// - Throws: ``BackupError``, ``StoreError``.
    public func backUp(to file: String) throws -> LedgerBackup {
        var facts = stat()
        guard lstat(file, &facts) != 0 else { throw BackupError.exists(file: file) }
        let partial = "\(file).\(UUID().uuidString).part"
        // Made here, so that nobody else can read it at any time, and never through somebody's link.
        let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw BackupError.unwritable(file: file, cause: String(cString: strerror(errno)))
        }
        close(descriptor)
        defer { unlink(partial) }
        do throws(StoreError) {
            try connection.copy(into: partial)
        } catch {
            guard case .diskFull = error else { throw error }
            throw BackupError.unwritable(file: file, cause: String(cString: strerror(ENOSPC)))
        }
        let copy = try checked(partial, as: file)
        try Self.sync(partial, as: file)
        // Not `rename`, which would replace what has come there meanwhile.
        guard link(partial, file) == 0 else {
            throw errno == EEXIST
                ? BackupError.exists(file: file)
                : BackupError.unwritable(file: file, cause: String(cString: strerror(errno)))
        }
        try Self.sync(URL(fileURLWithPath: file).deletingLastPathComponent().path, as: file)
        return copy
    }

    private func checked(_ copy: String, as file: String) throws -> LedgerBackup {
        let found: LedgerVerification
        let operations: Int
        do throws(StoreError) {
            let connection = try LedgerConnection(readingCopy: copy)
            try connection.checkIntegrity()
            let ledger = Ledger(connection: connection, session: session, monotonic: monotonic)
            found = try ledger.verifyAudit()
            operations = try ledger.counts().values.reduce(0, +)
        } catch {
            throw BackupError.notIntact(file: file, cause: error.explanation.en)
        }
        if let problem = found.breaks.first.map({ $0.explanation.en })
            ?? found.discrepancies.first?.explanation.en
        {
            throw BackupError.notIntact(file: file, cause: problem)
        }
        var facts = stat()
        stat(copy, &facts)
        return LedgerBackup(
            file: file, size: Int64(facts.st_size), operations: operations, entries: found.entries,
            root: found.root)
    }

    /// Waits until a file or folder is on the disk. Only ever a copy, never a live file.
    static func sync(_ path: String, as file: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw BackupError.unwritable(file: file, cause: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw BackupError.unwritable(file: file, cause: String(cString: strerror(errno)))
        }
    }
}
