/// How grave a finding is.
public enum Severity: String, CaseIterable, Codable, Comparable, Sendable {
    /// Worth knowing.
    case info
    /// A person should look before paying.
    case warning
    /// It should not be paid as it is.
    case error

    /// Graver is greater.
    public static func < (left: Severity, right: Severity) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }

    /// The word for it in both languages.
    public var title: LocalizedText {
        switch self {
        case .info: LocalizedText(zh: "提示", en: "info")
        case .warning: LocalizedText(zh: "警告", en: "warning")
        case .error: LocalizedText(zh: "错误", en: "error")
        }
    }
}

/// One piece of evidence: which field, what was expected there, what was found.
public struct Evidence: Hashable, Codable, Sendable {
    /// The field, as `totals.gross` or `lines[2].tax`.
    public var field: String
    /// What it should be, as text; empty where nothing is expected.
    public var expected: String
    /// What it is, as text.
    public var found: String

    /// Makes a piece of evidence.
    public init(field: String, expected: String, found: String) {
        self.field = field
        self.expected = expected
        self.found = found
    }
}

/// What a rule found on an invoice: never without its rule, its reason and its evidence.
public struct Finding: Hashable, Codable, Sendable {
    /// The rule, as `R-ARITH-GROSS`.
    public var rule: String
    /// The version of the rule that judged.
    public var ruleVersion: Int
    /// How grave it is.
    public var severity: Severity
    /// The rule's title.
    public var title: LocalizedText
    /// Why it fired here, in one sentence.
    public var reason: LocalizedText
    /// The evidence; never empty.
    public var evidence: [Evidence]
    /// The version of the company's policy that weighed it; nothing where none did.
    public var policy: String?

    private enum CodingKeys: String, CodingKey {
        case rule
        case ruleVersion = "rule_version"
        case severity
        case title
        case reason
        case evidence
        case policy
    }

    /// Makes a finding.
    public init(
        rule: String, ruleVersion: Int, severity: Severity, title: LocalizedText, reason: LocalizedText,
        evidence: [Evidence], policy: String? = nil
    ) {
        self.rule = rule
        self.ruleVersion = ruleVersion
        self.severity = severity
        self.title = title
        self.reason = reason
        self.evidence = evidence
        self.policy = policy
    }
}
