import Invoicing

/// Why a reference OA could not be started.
public enum ReferenceServerError: ExplainedError, Hashable, Sendable {
    /// Another program listens on the port.
    case portTaken(host: String, port: Int)
    /// The system does not let this user listen on the port.
    case portForbidden(host: String, port: Int)
    /// The address is no address of this machine.
    case addressUnusable(host: String, cause: String)
    /// The folder cannot be made or written to.
    case folderUnusable(path: String, cause: String)
    /// Another reference OA serves the folder.
    case folderTaken(path: String)
    /// The file is no SQLite database, or a damaged one.
    case notADatabase(path: String, cause: String)
    /// The file is a database of another program.
    case notOurDatabase(path: String)
    /// The file was written by a later version.
    case newerDatabase(path: String)
    /// The database cannot be read or written, for instance because the disk is full.
    case databaseUnusable(path: String, cause: String)
    /// A change was asked for something that is not there.
    case noSuchThing(String)

    /// One sentence that names the thing and the cause.
    public var explanation: LocalizedText {
        switch self {
        case .portTaken(let host, let port):
            LocalizedText(
                zh: "\(host) 的 \(port) 端口已被其他程序占用。",
                en: "Port \(port) on \(host) is taken by another program.")
        case .portForbidden(let host, let port):
            LocalizedText(
                zh: "当前用户无权监听 \(host) 的 \(port) 端口。",
                en: "This user may not listen on port \(port) of \(host).")
        case .addressUnusable(let host, let cause):
            LocalizedText(
                zh: "无法监听地址 \(host)：\(cause)。",
                en: "The address \(host) cannot be listened on: \(cause).")
        case .folderUnusable(let path, let cause):
            LocalizedText(
                zh: "无法使用数据目录 \(path)：\(cause)。",
                en: "The data folder \(path) cannot be used: \(cause).")
        case .folderTaken(let path):
            LocalizedText(
                zh: "数据目录 \(path) 正由另一个参考 OA 使用。",
                en: "The data folder \(path) is served by another reference OA.")
        case .notADatabase(let path, let cause):
            LocalizedText(
                zh: "\(path) 不是 SQLite 数据库，或文件已损坏：\(cause)。",
                en: "\(path) is not an SQLite database, or is damaged: \(cause).")
        case .notOurDatabase(let path):
            LocalizedText(
                zh: "\(path) 是其他程序的数据库，不是参考 OA 的数据库。",
                en: "\(path) is a database of another program, not of the reference OA.")
        case .newerDatabase(let path):
            LocalizedText(
                zh: "\(path) 由更新版本的程序写入，本版本无法打开。",
                en: "\(path) was written by a later version, which this one cannot read.")
        case .databaseUnusable(let path, let cause):
            LocalizedText(
                zh: "无法读写数据库 \(path)：\(cause)。",
                en: "The database \(path) cannot be read or written: \(cause).")
        case .noSuchThing(let name):
            LocalizedText(zh: "参考 OA 中没有 \(name)。", en: "The reference OA has no \(name).")
        }
    }

    /// One sentence that says what to do next.
    public var remedy: LocalizedText {
        switch self {
        case .portTaken:
            LocalizedText(
                zh: "请用 --port 换一个端口（0 表示自动选取），或先停止占用该端口的程序。",
                en: "Choose another with --port (0 takes a free one), or stop the program that uses it.")
        case .portForbidden:
            LocalizedText(
                zh: "请用 --port 指定 1024 以上的端口。", en: "Choose a port of 1024 or above with --port.")
        case .addressUnusable:
            LocalizedText(zh: "请改用 127.0.0.1。", en: "Use 127.0.0.1 instead.")
        case .folderUnusable:
            LocalizedText(
                zh: "请用 --data 指定一个可写的目录。", en: "Name a folder that you can write to with --data.")
        case .folderTaken:
            LocalizedText(
                zh: "请先停止那个参考 OA，或用 --data 指定另一个目录。",
                en: "Stop the other one, or name another folder with --data.")
        case .notADatabase, .notOurDatabase:
            LocalizedText(
                zh: "请将该文件移走，或用 --data 指定另一个目录；原文件未作任何改动。",
                en: "Move the file away, or name another folder with --data; the file was left as it is.")
        case .newerDatabase:
            LocalizedText(
                zh: "请升级程序，或用 --data 指定另一个目录。",
                en: "Update the program, or name another folder with --data.")
        case .databaseUnusable:
            LocalizedText(
                zh: "请检查磁盘空间和文件权限，然后重试。",
                en: "Check the free space and the permissions of the file, then try again.")
        case .noSuchThing:
            LocalizedText(zh: "请核对名称。", en: "Check the name.")
        }
    }
}
