import Console
import Foundation
import Verification

extension OverrideRights {
    /// Who may let a finding pass, by the company's policy. Where it cannot be read nobody may, and the reason is told.
    init(of setting: Setting) {
        let file = setting.home.policyFile
        guard FileManager.default.fileExists(atPath: file.path) else {
            self.init()
            return
        }
        do throws(PolicyError) {
            let policy = try PolicyFile.read(file)
            let name = policy.version.isEmpty ? setting.policyDigest?.hex ?? "" : policy.version
            self.init(reviewers: policy.reviewers, policy: String(name.prefix(200)))
        } catch {
            self.init(trouble: error.explanation)
        }
    }
}
