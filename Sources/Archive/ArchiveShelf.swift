import Audit
import Foundation
import Invoicing
import OAProfile
import Store

/// The folder of a user's packages.
public struct ArchiveShelf: Sendable {
    private let folder: URL

    /// A package on the shelf.
    public struct Entry: Hashable, Sendable {
        /// Its name, a SHA-256 in hexadecimal.
        public var name: String
        /// What it says of itself; nothing where that cannot be read.
        public var metadata: PackageMetadata?
    }

    /// Takes the folder; it need not exist yet.
    public init(_ folder: URL) { self.folder = folder }

    /// Every package, newest first.
    public func entries() throws(FolderProblem) -> [Entry] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        var entries: [Entry] = []
        for name in names where ContentDigest(hex: name)?.hex == name {
            let path = url(of: name).appendingPathComponent(ArchivePackage.metadata).path
            let data = try? PackageFolder.readFile(path, limit: 16 << 20)
            entries.append(
                Entry(
                    name: name,
                    metadata: data.flatMap { try? JSONDecoder().decode(PackageMetadata.self, from: $0) }))
        }
        return entries.sorted {
            ($0.metadata?.archivedAt ?? 0, $0.name) > ($1.metadata?.archivedAt ?? 0, $1.name)
        }
    }

    /// How many packages and tombstones there are.
    public var count: Int {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.count { ContentDigest(hex: $0)?.hex == $0 } + tombstones().count
    }

    /// The one package that is meant by its name or its beginning (8 digits at least), its archive number, an operation or
    /// a task.
    public func find(_ text: String) throws -> Entry {
        let found = try entries().filter { entry in
            entry.name == text || (text.utf8.count >= 8 && entry.name.hasPrefix(text))
                || entry.metadata?.operation.rawValue == text || entry.metadata?.task.rawValue == text
                || entry.metadata?.registration?.number == text
        }
        guard found.count <= 1 else { throw ArchiveProblem.ambiguous(text, found.count) }
        guard let entry = found.first else { throw ArchiveProblem.noPackage(text) }
        return entry
    }

    /// Whether a package stands there.
    public func holds(_ name: String) throws -> Bool {
        guard ContentDigest(hex: name)?.hex == name else { return false }
        return FileManager.default.fileExists(atPath: url(of: name).path)
    }

    /// The tombstones of destroyed packages, by the package's name.
    public func tombstones() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: graves.path)) ?? []
        return names.filter { ContentDigest(hex: $0)?.hex == $0 }.sorted()
    }

    /// The files of a tombstone.
    public func tombstone(of name: String) throws(FolderProblem) -> FileSet {
        try PackageFolder.read(graves.appendingPathComponent(name, isDirectory: true))
    }

    /// Writes a tombstone, whole or not at all; one that stands there already is left as it is.
    func bury(_ name: String, under files: FileSet) throws(FolderProblem) {
        guard !tombstones().contains(name) else { return }
        try PackageFolder.write(files, to: graves.appendingPathComponent(name, isDirectory: true))
    }

    /// Removes a package: at one moment its name is gone, and after that its bytes. Whatever an earlier run left is removed,
    /// too.
    /// - Parameter moved: is called between the two.
    func take(_ name: String, moved: () throws -> Void) throws {
        guard ContentDigest(hex: name)?.hex == name else { return }
        let aside = folder.appendingPathComponent(".destroying-\(name)", isDirectory: true)
        if try holds(name) { try PackageFolder.move(url(of: name).path, to: aside.path) }
        try moved()
        try PackageFolder.remove(aside.path)
    }

    /// The files of a package.
    public func files(of entry: Entry) throws(FolderProblem) -> FileSet {
        try PackageFolder.read(url(of: entry.name))
    }

    /// Puts a package on the shelf, whole or not at all.
    public func put(_ files: FileSet) throws -> String {
        let name = ArchivePackage.name(of: files)
        if let operation = ArchivePackage.metadata(of: files)?.operation,
            let old = try entries().first(where: { $0.metadata?.operation == operation })
        {
            throw ArchiveProblem.alreadyArchived(operation.rawValue, package: old.name)
        }
        try PackageFolder.write(files, to: url(of: name))
        return name
    }

    private var graves: URL { folder.appendingPathComponent("tombstones", isDirectory: true) }

    private func url(of name: String) -> URL { folder.appendingPathComponent(name, isDirectory: true) }
}
