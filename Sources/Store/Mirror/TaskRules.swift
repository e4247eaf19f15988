import Invoicing
import Verification

/// How the mirror judges tasks: under which keys a task meets others, what it adds to the statistics, and what is found on
/// it among them.
public struct TaskRules: Sendable {
    /// The keys of a task, the most telling first. Two tasks of different workflow instances that share one
    /// are neighbours.
    public var neighbourKeys: @Sendable (ApprovalTask) -> [String]
    /// What a task adds to the statistics.
    public var observations: @Sendable (ApprovalTask) -> Observations
    /// The findings on a task among its neighbours, and where it stands in the statistics; worst first.
    public var judge: @Sendable (ApprovalTask, [Neighbour], Standing) -> [Finding]
    /// Names the rules: tasks that rules of another name judged are judged again.
    public var mark: String
    /// The rules behind the findings, for whoever wants to see what was looked at; may be empty.
    public var checks: [Rule]

    /// Makes rules.
    public init(
        mark: String, neighbourKeys: @escaping @Sendable (ApprovalTask) -> [String],
        observations: @escaping @Sendable (ApprovalTask) -> Observations,
        judge: @escaping @Sendable (ApprovalTask, [Neighbour], Standing) -> [Finding], checks: [Rule] = []
    ) {
        self.mark = mark
        self.neighbourKeys = neighbourKeys
        self.observations = observations
        self.judge = judge
        self.checks = checks
    }

    /// Makes rules without statistics.
    public init(
        neighbourKeys: @escaping @Sendable (ApprovalTask) -> [String],
        findings: @escaping @Sendable (ApprovalTask, [Neighbour]) -> [Finding], checks: [Rule] = []
    ) {
        self.init(
            mark: "", neighbourKeys: neighbourKeys, observations: { _ in .none },
            judge: { task, neighbours, _ in findings(task, neighbours) }, checks: checks)
    }

    /// The rules of ``Verification/RuleBook``.
    public static let inForce = inForce(policy: nil)

    /// The rules of ``Verification/RuleBook`` with those of the company's policy.
    public static func inForce(policy: Policy?) -> TaskRules {
        let book = JudgingBook(policy: policy)
        return TaskRules(
            mark: book.mark, neighbourKeys: { book.neighbourKeys(of: Claim($0)) },
            observations: { Observations(of: Claim($0)) },
            judge: { task, neighbours, standing in
                var claim = Claim(task)
                claim.standing = standing
                claim.verification = standing.verification
                return book.findings(on: claim, neighbours: neighbours)
            }, checks: book.rules)
    }
}
