import Foundation
import Invoicing

/// Why the file with the sign-in cannot be used.
public enum AccountFileError: ExplainedError, Hashable, Sendable {
    /// There is no such file: nobody has signed in yet.
    case missing(file: String)
    /// Others than the owner may read or write it, or it belongs to somebody else.
    case exposed(file: String)
    /// It is not the JSON of an account.
    case unreadable(file: String, cause: String)
    /// It could not be written; what was there before is unchanged.
    case notWritten(file: String, cause: String)

    /// One sentence that names the thing and the cause.
    public var explanation: LocalizedText {
        switch self {
        case .missing(let file):
            LocalizedText(zh: "尚未登录：没有 \(file)。", en: "Not signed in: there is no \(file).")
        case .exposed(let file):
            LocalizedText(
                zh: "登录凭据文件 \(file) 可被他人读写，未予使用。",
                en: "The sign-in file \(file) is open to other users and was not used.")
        case .unreadable(let file, let cause):
            LocalizedText(
                zh: "登录凭据文件 \(file) 无法读取（\(cause)）。",
                en: "The sign-in file \(file) cannot be read (\(cause)).")
        case .notWritten(let file, let cause):
            LocalizedText(
                zh: "登录凭据文件 \(file) 无法写入（\(cause)），原内容未变。",
                en: "The sign-in file \(file) cannot be written (\(cause)); what was there is unchanged.")
        }
    }

    /// One sentence that says what to do next.
    public var remedy: LocalizedText {
        switch self {
        case .missing, .unreadable:
            LocalizedText(zh: "请登录：countersign login。", en: "Sign in with: countersign login.")
        case .exposed(let file):
            LocalizedText(
                zh: "请执行 chmod 600 \(file)，并考虑在 OA 中更换凭据。",
                en: "Run: chmod 600 \(file), and consider renewing the token at the OA.")
        case .notWritten:
            LocalizedText(
                zh: "请检查所在目录的权限和磁盘空间。", en: "Check the folder's permissions and the free space.")
        }
    }
}

/// The file that keeps an account between runs: JSON, mode 0600, replaced in one step.
public struct AccountFile: Sendable {
    /// Where it is.
    public let url: URL

    private static let largest = 65_536

    /// Names the file; nothing is read yet.
    public init(_ url: URL) { self.url = url }

    /// Reads the account.
    /// - Throws: ``AccountFileError`` when the file is missing, open to others, or not an account.
    public func load() throws(AccountFileError) -> OAAccount {
        // Opened once and judged by the open file, so that it cannot be exchanged between the check and the reading.
        let descriptor = open(url.path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw errno == ENOENT
                ? .missing(file: url.path) : .unreadable(file: url.path, cause: Self.errorText)
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .unreadable(file: url.path, cause: "not a regular file")
        }
        guard status.st_mode & 0o077 == 0, status.st_uid == geteuid() else { throw .exposed(file: url.path) }
        do {
            let data = try handle.read(upToCount: Self.largest + 1) ?? Data()
            guard data.count <= Self.largest else {
                throw AccountFileError.unreadable(file: url.path, cause: "too large")
            }
            return try JSONDecoder().decode(OAAccount.self, from: data)
        } catch is DecodingError {
            throw .unreadable(file: url.path, cause: "not the JSON of an account")
        } catch let error as AccountFileError {
            throw error
        } catch {
            throw .unreadable(file: url.path, cause: Self.errorText)
        }
    }

    /// Writes the account: to an unpredictable name beside it, flushed to the disk, then renamed over what was there.
    /// - Throws: ``AccountFileError/notWritten(file:cause:)``; what was there before is then unchanged.
    public func save(_ account: OAAccount) throws(AccountFileError) {
        let folder = url.deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw .notWritten(file: url.path, cause: "the folder cannot be made")
        }
        let name = String(UInt64.random(in: 0...UInt64.max), radix: 16)
        let temporary = folder.appendingPathComponent(".\(url.lastPathComponent).\(name)")
        let descriptor = open(temporary.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .notWritten(file: url.path, cause: Self.errorText) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            try handle.write(contentsOf: try encoder.encode(account))
            // The process's umask may have taken more bits than wanted, never fewer: set the mode outright.
            guard fchmod(descriptor, 0o600) == 0, fsync(descriptor) == 0,
                rename(temporary.path, url.path) == 0
            else { throw AccountFileError.notWritten(file: url.path, cause: Self.errorText) }
        } catch {
            let cause = (error as? AccountFileError) ?? .notWritten(file: url.path, cause: Self.errorText)
            unlink(temporary.path)
            throw cause
        }
        Self.flush(folder)
    }

    /// Forgets the account; a file that is not there is fine.
    /// - Throws: ``AccountFileError/notWritten(file:cause:)`` when it cannot be removed.
    public func remove() throws(AccountFileError) {
        guard unlink(url.path) == 0 || errno == ENOENT else {
            throw .notWritten(file: url.path, cause: Self.errorText)
        }
        Self.flush(url.deletingLastPathComponent())
    }

    /// A rename is only durable once its folder is.
    private static func flush(_ folder: URL) {
        let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private static var errorText: String { String(cString: strerror(errno)) }
}
