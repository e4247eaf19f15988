import Foundation
import Testing

@testable import Store

@Suite("File systems that break locks")
struct UnreliableFileSystemTests {
    @Test(
        "those of a network or of a program are known by name; those of local disks are not among them",
        arguments: [
            ("nfs", true), ("nfs4", true), ("cifs", true), ("smb3", true), ("9p", true), ("fuse.sshfs", true),
            ("fuse", true), ("fuseblk", false), ("ext4", false), ("xfs", false), ("btrfs", false),
            ("tmpfs", false),
            ("overlay", false), ("zfs", false),
        ])
    func kinds(kind: String, isUnreliable: Bool) {
        #expect((UnreliableFileSystem(kind: kind) != nil) == isUnreliable)
    }

    @Test("a folder's file system is found by its device among the mounts, with and without optional fields")
    func mounts() {
        let mounts = """
            21 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
            95 21 0:51 / /home/zhang rw,nosuid shared:50 master:1 - nfs4 nas:/home rw,vers=4.2
            96 21 0:52 / /mnt rw - fuse.sshfs zhang@host: rw
            broken line
            97 21 0:53
            """
        #expect(UnreliableFileSystem(device: "8:2", mounts: mounts) == nil)
        #expect(UnreliableFileSystem(device: "0:51", mounts: mounts)?.kind == "nfs4")
        #expect(UnreliableFileSystem(device: "0:52", mounts: mounts)?.kind == "fuse.sshfs")
        #expect(UnreliableFileSystem(device: "0:53", mounts: mounts) == nil)
        #expect(UnreliableFileSystem(device: "9:9", mounts: mounts) == nil)
    }

    @Test("the temporary folder of this machine is good enough")
    func here() {
        #expect(UnreliableFileSystem(at: FileManager.default.temporaryDirectory.path) == nil)
    }
}
