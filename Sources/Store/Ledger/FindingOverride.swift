import Audit
import Invoicing
import OAProfile

/// A finding that a reviewer let pass, with the reason. It holds for what was seen and nothing else: another content of the
/// invoice, another version of the rule or other evidence is a finding again.
public struct FindingOverride: Hashable, Sendable, Identifiable {
    /// That it was taken back.
    public struct Withdrawal: Hashable, Sendable {
        /// By whom.
        public let actor: String
        /// When, in milliseconds since 1970.
        public let at: Int64
        /// Its entry in the audit log, from 1.
        public let entry: Int64

        /// Makes one.
        public init(actor: String, at: Int64, entry: Int64) {
            self.actor = actor
            self.at = at
            self.entry = entry
        }
    }

    /// Its place among the overrides.
    public let id: Int64
    /// The task.
    public let task: TaskID
    /// Its workflow instance.
    public let instance: InstanceID
    /// What was let pass, and why.
    public let finding: OverriddenFinding
    /// The row version that was seen.
    public let rev: String
    /// The digest of the content that was seen.
    public let seenDigest: ContentDigest
    /// Who let it pass.
    public let actor: String
    /// When, in milliseconds since 1970.
    public let at: Int64
    /// Its entry in the audit log, from 1.
    public let entry: Int64
    /// That it was taken back; nothing while it holds.
    public let withdrawal: Withdrawal?

    /// Makes one from all its parts.
    public init(
        id: Int64, task: TaskID, instance: InstanceID, finding: OverriddenFinding, rev: String,
        seenDigest: ContentDigest, actor: String, at: Int64, entry: Int64, withdrawal: Withdrawal?
    ) {
        self.id = id
        self.task = task
        self.instance = instance
        self.finding = finding
        self.rev = rev
        self.seenDigest = seenDigest
        self.actor = actor
        self.at = at
        self.entry = entry
        self.withdrawal = withdrawal
    }

    /// Whether it holds for what a rule finds on a task now.
    /// - Parameter findings: all findings of one rule on the task, in their order.
    public func covers(_ findings: [Finding], on task: ApprovalTask) -> Bool {
        guard withdrawal == nil, task.id == self.task, let first = findings.first,
            first.rule == finding.rule, first.ruleVersion == finding.version
        else { return false }
        return OverriddenFinding.digest(of: findings) == finding.findings
            && SeenContent(of: task).digest == seenDigest
    }
}

extension MirrorEntry {
    /// The rules whose findings were let pass, each with the override that holds for what they find now.
    public func overridden(by overrides: [FindingOverride]) -> [String: FindingOverride] {
        guard !overrides.isEmpty, !findings.isEmpty else { return [:] }
        var holding: [String: FindingOverride] = [:]
        for (rule, found) in Dictionary(grouping: findings, by: \.rule) {
            holding[rule] = overrides.last { $0.covers(found, on: task) }
        }
        return holding
    }
}
