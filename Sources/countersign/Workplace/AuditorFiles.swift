import Archive
import Console
import Foundation
import Invoicing
import OAProfile
import Store

extension AuditorDesk {
    /// What packages and folders of the user hold for an auditor.
    init(home: Home) {
        let shelf = ArchiveShelf(home.archive)
        let policies = home.data.appendingPathComponent("policies", isDirectory: true)
        self.init(
            judged: { name in
                guard let entry = try? shelf.find(name), let files = try? shelf.files(of: entry) else {
                    return nil
                }
                return ArchivePackage.judged(in: files)
            },
            policy: { digest in
                let file = policies.appendingPathComponent(digest.hex + ".toml").path
                guard let data = try? PackageFolder.readFile(file, limit: 1 << 20),
                    ContentDigest(of: data) == digest
                else { return nil }
                return String(decoding: data, as: UTF8.self)
            })
    }
}
