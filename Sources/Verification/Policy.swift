import Invoicing

// The company's own policy: what no law says, but the company does. In: `policy.toml`, read by the program.
// Out: further rules, and severities that replace those of the rules. Without a policy none of this judges.

/// The company's policy. Everything is optional: what is not set is not asked for.
public struct Policy: Hashable, Sendable {
    /// One of the company's own titles (抬头) with its taxpayer number.
    public struct Company: Hashable, Sendable {
        /// The registered name.
        public var name: String
        /// The taxpayer number.
        public var taxIdentifier: TaxIdentifier

        /// Makes a title.
        public init(name: String, taxIdentifier: TaxIdentifier) {
            self.name = name
            self.taxIdentifier = taxIdentifier
        }
    }

    /// What a policy makes of a rule.
    public enum RuleWeight: Hashable, Sendable {
        /// Its findings have this severity.
        case severity(Severity)
        /// It does not judge.
        case off
    }

    /// When purchases of one seller look like one that was split (拆单).
    public struct Split: Hashable, Sendable {
        /// Each is below it, and together they reach it.
        public var amount: Money
        /// Between the first and the last issue, in days.
        public var days: Int

        /// Makes a threshold.
        public init(amount: Money, days: Int) {
            self.amount = amount
            self.days = days
        }
    }

    /// The day up to which an invoice of the year before is taken.
    public struct YearEnd: Hashable, Sendable {
        /// The month, 1 to 12.
        public var month: Int
        /// The day, 1 to 31.
        public var day: Int

        /// Reads `05-31`; nothing for a day that no year has.
        public init?(parsing text: String) {
            // 2024 is a leap year, so that 02-29 may be said.
            guard text.utf8.count == 5, let date = CalendarDate(parsing: "2024-" + text) else { return nil }
            month = date.month
            day = date.day
        }
    }

    /// What the company calls this version of its policy; empty where it does not say.
    public var version = ""
    /// Names the whole content of the policy, as the hash of its file; empty where nobody gave one.
    public var fingerprint = ""
    /// Whether a change of the policy counts only once a second person has confirmed it.
    public var changesNeedConfirmation = false
    /// The company's own titles; empty where the buyer is not checked.
    public var companies: [Company] = []
    /// Days from issue to submission.
    public var lateDays: Int?
    /// Until when an invoice of the year before is taken.
    public var crossYearUntil: YearEnd?
    /// Split purchases.
    public var split: Split?
    /// Names or taxpayer numbers of sellers from whom nothing may be bought.
    public var blockedSellers: [String] = []
    /// Names or taxpayer numbers of sellers whose invoices a person looks at.
    public var watchedSellers: [String] = []
    /// Names of sellers that the company knows: a name that only looks like one of them is an imitation.
    public var knownSellers: [String] = []
    /// Categories (the word between stars), or words of an item, that need a reason.
    public var sensitiveCategories: [String] = []
    /// The same for what is private.
    public var personalCategories: [String] = []
    /// User names of those who may let a finding pass with a reason; empty where nobody may.
    public var reviewers: [String] = []
    /// Whether a claim without the electronic original is a finding, even where it has no attachment at all.
    public var originalsRequired = false
    /// Whether each invoice says how much of its input VAT can be deducted.
    public var showsDeduction = false
    /// What becomes of rules, by their id.
    public var weights: [String: RuleWeight] = [:]
    /// The same for one department, by its name; what a department does not say, `weights` says.
    public var departmentWeights: [String: [String: RuleWeight]] = [:]

    /// What findings call it: its version, else the beginning of its fingerprint; nothing for a policy without either.
    public var label: String? {
        if !version.isEmpty { return version }
        return fingerprint.isEmpty ? nil : String(fingerprint.prefix(12))
    }

    /// A policy that asks for nothing.
    public init() {}

    /// The findings as the policy weighs them for a department.
    func weighed(_ findings: [Finding], department: String = "") -> [Finding] {
        guard !findings.isEmpty else { return findings }
        let label = label
        let findings =
            label.map { label in
                findings.map { finding in
                    var finding = finding
                    finding.policy = label
                    return finding
                }
            } ?? findings
        guard !(weights.isEmpty && departmentWeights.isEmpty) else { return findings }
        let own = departmentWeights[department] ?? [:]
        return findings.compactMap { finding in
            switch own[finding.rule] ?? weights[finding.rule] {
            case nil: return finding
            case .off: return nil
            case .severity(let severity):
                var finding = finding
                finding.severity = severity
                return finding
            }
        }
    }
}
