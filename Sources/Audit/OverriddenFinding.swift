import Invoicing
import OAProfile

/// What a reviewer let pass, as the log tells it.
public struct OverriddenFinding: Hashable, Sendable {
    /// The rule.
    public var rule: String
    /// The version of the rule that judged.
    public var version: Int
    /// Why, in the reviewer's words.
    public var reason: String
    /// SHA-256 of what the rule had found, see ``digest(of:)``.
    public var findings: ContentDigest
    /// The company's policy in force: what it calls itself, else its SHA-256; empty where there is none.
    public var policy: String

    /// Puts it together.
    public init(rule: String, version: Int, reason: String, findings: ContentDigest, policy: String) {
        self.rule = rule
        self.version = version
        self.reason = reason
        self.findings = findings
        self.policy = policy
    }

    /// The rule with its version, as the entry names it.
    public var subject: String { "\(rule) v\(version)" }

    /// The digest of what one rule found: rule, version, severity and evidence of each finding, in their order. Another
    /// piece of evidence, such as one more claim with the same invoice, gives another digest.
    public static func digest(of findings: [Finding]) -> ContentDigest {
        ContentDigest(
            of: JSONValue.array(
                findings.map { finding in
                    .object([
                        "rule": .string(finding.rule), "version": .integer(Int64(finding.ruleVersion)),
                        "severity": .string(finding.severity.rawValue),
                        "evidence": .array(
                            finding.evidence.map {
                                .array([.string($0.field), .string($0.expected), .string($0.found)])
                            }),
                    ])
                }
            ).canonical)
    }
}
