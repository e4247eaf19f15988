import Foundation

/// The folder that holds the store's files: private to the user, its database files without a second name.
enum StoreFolder {
    /// Makes the folder with mode 0700, or takes away what others may do in an existing one.
    /// - Throws: ``StoreError``, ``StoreError/networkFolder(folder:kind:)`` for one whose locks cannot be relied on.
    static func prepare(_ folder: URL) throws(StoreError) {
        let path = folder.path
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFDIR else {
                throw storeError(errno: ENOTDIR, file: path)
            }
            if status.st_mode & 0o077 != 0, chmod(path, status.st_mode & 0o700) != 0 {
                throw storeError(errno: errno, file: path)
            }
            if let found = UnreliableFileSystem(at: path) {
                throw .networkFolder(folder: path, kind: found.kind)
            }
            return
        }
        guard errno == ENOENT else { throw storeError(errno: errno, file: path) }
        let parent = folder.deletingLastPathComponent()
        if parent.path != path, stat(parent.path, &status) != 0 { try prepare(parent) }
        // Another process of the user may have been faster.
        if let found = UnreliableFileSystem(at: parent.path) {
            throw .networkFolder(folder: path, kind: found.kind)
        }
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw storeError(errno: errno, file: path) }
    }

    /// Refuses a database file that has a second name: through another name SQLite would find neither its locks nor its
    /// journal (https://www.sqlite.org/howtocorrupt.html, 2.4 and 2.5). Looks at the name only, never opens the file.
    static func refuseAlias(_ path: String) throws(StoreError) {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return }
            throw storeError(errno: errno, file: path)
        }
        let kind = status.st_mode & S_IFMT
        if kind == S_IFLNK || (kind == S_IFREG && status.st_nlink > 1) { throw .aliased(file: path) }
    }

    /// Gives a database file mode 0600; SQLite gives its journal the same. By name, never opening the file.
    static func makePrivate(_ path: String) throws(StoreError) {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & 0o7777 != 0o600 else { return }
        if chmod(path, 0o600) != 0 { throw storeError(errno: errno, file: path) }
    }
}
