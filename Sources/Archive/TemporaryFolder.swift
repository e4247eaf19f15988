import Foundation

/// A new folder of this user alone (0700) whose name nobody can foresee. Whoever makes it removes it.
public struct TemporaryFolder: Hashable, Sendable {
    /// Where it is.
    public let path: String

    /// Makes one.
    /// - Parameters:
    ///   - parent: the folder that it is made in; the system's for temporary files where nothing is given.
    ///   - prefix: the beginning of its name.
    /// - Throws: ``FolderProblem`` with the system's error.
    public init(
        in parent: String = FileManager.default.temporaryDirectory.path, prefix: String = "countersign-"
    ) throws(FolderProblem) {
        var template = Array("\(parent)/\(prefix)XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw FolderProblem(parent, errno: errno) }
        path = String(decoding: template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Removes it with all that is in it.
    public func remove() { try? FileManager.default.removeItem(atPath: path) }
}
