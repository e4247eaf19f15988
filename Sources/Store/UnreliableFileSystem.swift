import Foundation

/// A file system on which SQLite's locks or its syncs cannot be relied on, so that nothing may be written there
/// (https://www.sqlite.org/howtocorrupt.html, 2.1 and 3.1).
struct UnreliableFileSystem: Hashable {
    /// What mount(8) calls it, as `nfs4` or `fuse.sshfs`.
    let kind: String

    /// Tells by the name whether a file system is one of a network or of a program; nothing for a local one. `fuseblk` is
    /// one on a disk of this machine.
    init?(kind: String) {
        let shared: Set = [
            "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "coda", "9p", "lustre",
            "glusterfs",
        ]
        guard shared.contains(kind) || kind == "fuse" || kind.hasPrefix("fuse.") else { return nil }
        self.kind = kind
    }

    /// The file system that a folder lies on, by the list of mounts. Nothing for a local one, or where the system does not
    /// say.
    init?(at path: String) {
        var facts = stat()
        guard stat(path, &facts) == 0,
            let file = FileHandle(forReadingAtPath: "/proc/self/mountinfo"),
            let data = try? file.read(upToCount: 4 << 20)
        else { return nil }
        // The numbers that makedev(3) put together.
        let device = UInt64(facts.st_dev)
        let major = (device >> 8) & 0xFFF | (device >> 32) & ~0xFFF
        let minor = device & 0xFF | (device >> 12) & ~0xFF
        self.init(device: "\(major):\(minor)", mounts: String(decoding: data, as: UTF8.self))
    }

    /// The same for a device, given the text of `/proc/self/mountinfo` (proc(5)).
    init?(device: String, mounts: String) {
        for line in mounts.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 3, fields[2] == device, let dash = fields.firstIndex(of: "-"),
                dash + 1 < fields.count
            else { continue }
            self.init(kind: String(fields[dash + 1]))
            return
        }
        return nil
    }
}
