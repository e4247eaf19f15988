import Audit
import Foundation
import Invoicing
import OAProfile

/// Why a folder or file cannot be read or written.
public struct FolderProblem: ExplainedError, Hashable {
    /// The path.
    public var path: String
    /// The cause, as the system said it, or in our words.
    public var cause: LocalizedText

    init(_ path: String, errno number: Int32) {
        self.path = path
        cause = SystemError.text(number)
    }

    init(_ path: String, zh: String, en: String) {
        self.path = path
        cause = LocalizedText(zh: zh, en: en)
    }

    /// One sentence that names the path and the cause.
    public var explanation: LocalizedText {
        LocalizedText(
            zh: "\(path) 无法读取或写入：\(cause.zh)。", en: "\(path) cannot be read or written: \(cause.en).")
    }
    /// What to do next.
    public var remedy: LocalizedText {
        LocalizedText(
            zh: "请检查路径、权限和磁盘空间；已有文件没有被改动。",
            en: "Check the path, its permissions and the disk; existing files were left as they are.")
    }
}

/// Reads and writes folders of files.
public enum PackageFolder {
    /// The most files that are read, and the most bytes of all together (4 GiB).
    public static let mostFiles = 1_000_000
    /// The most bytes of all files together.
    public static let mostBytes = 4 << 30

    /// Every file below a folder. Symbolic links and other special files are refused: they are no part of a package.
    public static func read(_ folder: URL) throws(FolderProblem) -> FileSet {
        var files: FileSet = [:]
        var bytes = 0
        try read(folder.path, below: "", depth: 0, into: &files, &bytes)
        return files
    }

    /// One file, not beyond a size in bytes.
    public static func readFile(_ path: String, limit: Int) throws(FolderProblem) -> Data {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw FolderProblem(path, errno: errno) }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw FolderProblem(path, errno: errno) }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            throw FolderProblem(path, zh: "不是普通文件", en: "it is no plain file")
        }
        guard facts.st_size <= limit else {
            throw FolderProblem(path, zh: "文件过大", en: "it is too large")
        }
        var data = Data(count: Int(facts.st_size))
        var done = 0
        while done < data.count {
            let count = data.withUnsafeMutableBytes { buffer in
                Glibc.read(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FolderProblem(path, errno: errno) }
            if count == 0 { break }
            done += count
        }
        return data.prefix(done)
    }

    /// Writes a folder that appears whole or not at all: temporary name, fsync of each file, rename, fsync of the folder
    /// above. An existing folder is left as it is and is an error.
    public static func write(_ files: FileSet, to folder: URL) throws(FolderProblem) {
        let parent = folder.deletingLastPathComponent()
        try make(parent.path)
        var facts = stat()
        guard lstat(folder.path, &facts) != 0 else { throw FolderProblem(folder.path, errno: EEXIST) }
        let made = try TemporaryFolder(in: parent.path, prefix: ".writing-")
        let temporary = made.path
        do throws(FolderProblem) {
            var folders: Set<String> = [temporary]
            for (path, data) in files.sorted(by: { $0.key < $1.key }) {
                let target = temporary + "/" + path
                let holder = URL(fileURLWithPath: target).deletingLastPathComponent().path
                if folders.insert(holder).inserted { try make(holder) }
                try writeFile(data, to: target)
            }
            for path in folders { try sync(path) }
            guard rename(temporary, folder.path) == 0 else { throw FolderProblem(folder.path, errno: errno) }
            try sync(parent.path)
        } catch {
            // Only what was made here; a folder that was renamed is no longer there.
            made.remove()
            throw error
        }
    }

    /// Writes one file in the same manner; an existing one is an error.
    public static func writeWhole(_ data: Data, to path: String) throws(FolderProblem) {
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let temporary = "\(path).writing-\(getpid())"
        var facts = stat()
        guard lstat(path, &facts) != 0 else { throw FolderProblem(path, errno: EEXIST) }
        do throws(FolderProblem) {
            try writeFile(data, to: temporary)
            // Unlike rename, link never replaces what another process made meanwhile.
            guard link(temporary, path) == 0 else { throw FolderProblem(path, errno: errno) }
            unlink(temporary)
            try sync(parent)
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Gives a folder another name beside its own, durably.
    static func move(_ path: String, to other: String) throws(FolderProblem) {
        guard rename(path, other) == 0 else { throw FolderProblem(path, errno: errno) }
        try sync(URL(fileURLWithPath: path).deletingLastPathComponent().path)
    }

    /// Removes a folder with all that is in it, durably; does nothing where it is not there. Links are removed, not followed.
    static func remove(_ path: String) throws(FolderProblem) {
        var facts = stat()
        guard lstat(path, &facts) == 0 else { return }
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            throw FolderProblem(path, zh: "无法删除", en: "it cannot be removed")
        }
        try sync(URL(fileURLWithPath: path).deletingLastPathComponent().path)
    }

    private static func read(
        _ path: String, below prefix: String, depth: Int, into files: inout FileSet, _ bytes: inout Int
    ) throws(FolderProblem) {
        guard depth < 8 else { throw FolderProblem(path, zh: "层级过深", en: "it is too deep") }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw FolderProblem(path, zh: "不是可读的文件夹", en: "it is no folder that can be read")
        }
        for name in names.sorted() {
            let place = path + "/" + name
            var facts = stat()
            guard lstat(place, &facts) == 0 else { throw FolderProblem(place, errno: errno) }
            switch facts.st_mode & S_IFMT {
            case S_IFDIR: try read(place, below: prefix + name + "/", depth: depth + 1, into: &files, &bytes)
            case S_IFREG:
                guard files.count < mostFiles, bytes < mostBytes else {
                    throw FolderProblem(path, zh: "文件过多或过大", en: "it holds too much")
                }
                let data = try readFile(place, limit: mostBytes - bytes)
                bytes += data.count
                files[prefix + name] = data
            default:
                throw FolderProblem(
                    place, zh: "是符号链接或特殊文件", en: "it is a symbolic link or a special file")
            }
        }
    }

    private static func make(_ path: String) throws(FolderProblem) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw FolderProblem(path, zh: "无法创建文件夹", en: "the folder cannot be made")
        }
    }

    private static func writeFile(_ data: Data, to path: String) throws(FolderProblem) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw FolderProblem(path, errno: errno) }
        defer { close(descriptor) }
        var done = 0
        while done < data.count {
            let count = data.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FolderProblem(path, errno: errno) }
            done += count
        }
        guard fsync(descriptor) == 0 else { throw FolderProblem(path, errno: errno) }
    }

    private static func sync(_ path: String) throws(FolderProblem) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FolderProblem(path, errno: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FolderProblem(path, errno: errno) }
    }
}
