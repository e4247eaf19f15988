import Console
import Verification

extension OverrideRights {
    /// Who may let a finding pass, by the policy that judges: a change that still waits for a second person makes nobody a
    /// reviewer. Where there is none nobody may, and the reason is told if the file cannot be read.
    init(of policy: PolicyDesk.Standing) {
        guard let inForce = policy.inForce else {
            self.init(trouble: policy.trouble?.explanation)
            return
        }
        self.init(reviewers: inForce.reviewers, policy: String(policy.label.prefix(200)))
    }
}
