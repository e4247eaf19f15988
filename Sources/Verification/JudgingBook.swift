import Invoicing

/// The rule book with a company's policy, made once for many claims.
public struct JudgingBook: Sendable {
    private let policy: Policy?
    private let policyRules: [Rule]
    /// Names rules, their versions and the policy: judgements by books of another mark may differ.
    public let mark: String

    /// Makes a book.
    public init(policy: Policy?) {
        self.policy = policy
        policyRules = policy.map(PolicyRules.rules) ?? []
        var hash = StableHash()
        for rule in RuleBook.rules { hash.add("\(rule.id):\(rule.version)") }
        mark = String(UInt64(bitPattern: hash.value), radix: 16) + (policy.map { ":" + $0.fingerprint } ?? "")
    }

    /// The rules, those of the policy last.
    public var rules: [Rule] { RuleBook.rules + policyRules }

    /// The keys under which a claim meets others.
    public func neighbourKeys(of claim: Claim) -> [String] {
        RuleBook.neighbourKeys(of: claim, policy: policy)
    }

    /// The findings, worst first; each names the version of the policy that judged.
    public func findings(on claim: Claim, neighbours: [Neighbour]) -> [Finding] {
        RuleBook.findings(on: claim, neighbours: neighbours, policy: policy, policyRules: policyRules)
    }
}
