import Invoicing
import Verification

/// How the mirror judges tasks: under which keys a task meets others, and what is found on it among them.
public struct TaskRules: Sendable {
    /// The keys of a task, the most telling first. Two tasks of different workflow instances that share one
    /// are neighbours.
    public var neighbourKeys: @Sendable (ApprovalTask) -> [String]
    /// The findings on a task among its neighbours, worst first.
    public var findings: @Sendable (ApprovalTask, [Neighbour]) -> [Finding]
    /// The rules behind the findings, for whoever wants to see what was looked at; may be empty.
    public var checks: [Rule]

    /// Makes rules.
    public init(
        neighbourKeys: @escaping @Sendable (ApprovalTask) -> [String],
        findings: @escaping @Sendable (ApprovalTask, [Neighbour]) -> [Finding], checks: [Rule] = []
    ) {
        self.neighbourKeys = neighbourKeys
        self.findings = findings
        self.checks = checks
    }

    /// The rules of ``Verification/RuleBook``.
    public static let inForce = TaskRules(
        neighbourKeys: { task in
            RuleBook.neighbourKeys(of: task.invoice, attachments: task.attachments.map(\.sha256))
        },
        findings: { task, neighbours in
            RuleBook.findings(on: Claim(task), neighbours: neighbours)
        }, checks: RuleBook.rules)
}
