import Invoicing

/// One rule as it judged one claim: what was looked at, and what was found, which may be nothing.
public struct Check: Hashable, Sendable {
    /// The rule, as `duplicate.number`.
    public let rule: String
    /// The version of the rule that judged.
    public let version: Int
    /// Its title.
    public let title: LocalizedText
    /// The law or standard behind it; empty where it is not known here.
    public let basis: LocalizedText
    /// What it found, worst first. Nothing means that the rule has no objection, or none to judge by.
    public let findings: [Finding]

    /// Makes a check.
    public init(
        rule: String, version: Int, title: LocalizedText, basis: LocalizedText, findings: [Finding]
    ) {
        self.rule = rule
        self.version = version
        self.title = title
        self.basis = basis
        self.findings = findings
    }

    /// The gravest of what was found; nothing where nothing was.
    public var worst: Severity? { findings.map(\.severity).max() }

    /// Every rule with what it found: the worst first, what found nothing last, else in the order of the rules. Findings of
    /// a rule that is not among them get a check of their own, so that none is lost.
    public static func all(of rules: [Rule], findings: [Finding]) -> [Check] {
        let found = Dictionary(grouping: findings, by: \.rule)
        var checks = rules.map { rule in
            Check(
                rule: rule.id, version: found[rule.id]?.first?.ruleVersion ?? rule.version,
                title: rule.title, basis: rule.basis, findings: found[rule.id] ?? [])
        }
        let known = Set(rules.map(\.id))
        var seen: Set<String> = []
        for finding in findings where !known.contains(finding.rule) && seen.insert(finding.rule).inserted {
            checks.append(
                Check(
                    rule: finding.rule, version: finding.ruleVersion, title: finding.title,
                    basis: LocalizedText(zh: "", en: ""), findings: found[finding.rule] ?? []))
        }
        let order: [Severity?] = [.error, .warning, .info, nil]
        return order.flatMap { severity in checks.filter { $0.worst == severity } }
    }
}
