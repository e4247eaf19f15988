import Invoicing

// Rules and findings: why an invoice should not be paid, with the rule and the evidence.
// In: an invoice and its neighbours (other claims that share a key with it). Out: findings, worst first.
// One file a rule family; a rule is a value. A new rule is one new file and its line in `RuleBook`.

/// Another claim that an invoice is compared with.
public struct Neighbour: Hashable, Sendable {
    /// The workflow instance; tasks of one instance are the same claim, not neighbours.
    public var instance: InstanceID
    /// The claim's number and subject.
    public var title: String
    /// Who submitted it.
    public var submitter: String
    /// When, in milliseconds since 1970.
    public var submittedAt: Int64
    /// Its invoice.
    public var invoice: Invoice
    /// The SHA-256 of its attachments.
    public var attachments: [String]

    /// Makes a neighbour.
    public init(
        instance: InstanceID, title: String, submitter: String, submittedAt: Int64, invoice: Invoice,
        attachments: [String] = []
    ) {
        self.instance = instance
        self.title = title
        self.submitter = submitter
        self.submittedAt = submittedAt
        self.invoice = invoice
        self.attachments = attachments
    }
}

/// One rule: what it is called, on what it rests, how grave it is, and how it judges.
public struct Rule: Sendable {
    /// Its name, as `duplicate.number`.
    public let id: String
    /// Grows with every change of meaning; stored with each finding.
    public let version: Int
    /// Its title.
    public let title: LocalizedText
    /// The law or standard behind it.
    public let basis: LocalizedText
    /// How grave a finding of it is.
    public let severity: Severity
    /// Judges an invoice among its neighbours.
    public let check: @Sendable (Invoice, [Neighbour]) -> [Finding]

    /// Makes a rule.
    public init(
        id: String, version: Int, title: LocalizedText, basis: LocalizedText, severity: Severity,
        check: @escaping @Sendable (Invoice, [Neighbour]) -> [Finding]
    ) {
        self.id = id
        self.version = version
        self.title = title
        self.basis = basis
        self.severity = severity
        self.check = check
    }
}

/// The rules that are in force.
public enum RuleBook {
    /// Every rule, in the order of its family.
    public static var rules: [Rule] { [] }

    /// The findings on an invoice, worst first, then in the order of the rules.
    public static func findings(on invoice: Invoice, neighbours: [Neighbour] = []) -> [Finding] { [] }
}
