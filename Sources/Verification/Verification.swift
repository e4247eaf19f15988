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

extension Neighbour {
    /// A seller that is known by name alone: nothing but its name is compared.
    public init(knownSeller name: String) {
        let nobody = TaxIdentifier("")
        let nothing = Money(minor: 0)
        self.init(
            instance: InstanceID(rawValue: ""), title: "", submitter: "", submittedAt: 0,
            invoice: Invoice(
                kind: .other, number: InvoiceNumber(number: ""), issued: IssueDate(parsing: ""),
                seller: Party(name: name, taxIdentifier: nobody),
                buyer: Party(name: "", taxIdentifier: nobody),
                lines: [], totals: InvoiceTotals(net: nothing, tax: nothing, gross: nothing, grossInWords: "")
            ))
    }
}

/// The claim that is judged: its invoice, and what is known beside it. What is not known, no rule asks for.
public struct Claim: Hashable, Sendable {
    /// Its invoice.
    public var invoice: Invoice
    /// The SHA-256 of its attachments; empty where they are not known.
    public var attachments: [String]
    /// Who submitted it, where that is known.
    public var submitter: String?
    /// When it was submitted, in milliseconds since 1970, where that is known; for a file that nobody has submitted
    /// yet, the time at which it is looked at.
    public var submittedAt: Int64?
    /// The attached files; nothing where they are not known.
    public var files: [Attachment]?
    /// Who is to decide; empty where nobody is or it is not known.
    public var approver = ""
    /// The submitter's department; empty where it is not known.
    public var department = ""
    /// Whether it was approved already.
    public var isApproved = false
    /// What the tax bureau says of the invoice; nothing where nobody asked.
    public var verification: VerificationResult?
    /// Where it stands in the statistics of all claims; nothing where there are none.
    public var standing: Standing?

    /// Makes a claim.
    public init(
        invoice: Invoice, attachments: [String] = [], submitter: String? = nil, submittedAt: Int64? = nil
    ) {
        self.invoice = invoice
        self.attachments = attachments
        self.submitter = submitter
        self.submittedAt = submittedAt
    }

    /// The claim of a task.
    public init(_ task: ApprovalTask) {
        self.init(
            invoice: task.invoice, attachments: task.attachments.map(\.sha256), submitter: task.submitter,
            submittedAt: task.submittedAt)
        files = task.attachments
        approver = task.assignee
        department = task.department
        isApproved = task.status == .approved
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
    /// How grave a finding of it is at most.
    public let severity: Severity
    /// Judges a claim among its neighbours.
    public let judge: @Sendable (Claim, [Neighbour]) -> [Finding]

    /// Judges an invoice among its neighbours, where nothing else of its claim is known.
    public var check: @Sendable (Invoice, [Neighbour]) -> [Finding] {
        { [judge] invoice, neighbours in judge(Claim(invoice: invoice), neighbours) }
    }

    /// Makes a rule that looks at the invoice and its neighbours.
    public init(
        id: String, version: Int, title: LocalizedText, basis: LocalizedText, severity: Severity,
        check: @escaping @Sendable (Invoice, [Neighbour]) -> [Finding]
    ) {
        self.id = id
        self.version = version
        self.title = title
        self.basis = basis
        self.severity = severity
        judge = { claim, neighbours in check(claim.invoice, neighbours) }
    }

    /// Makes a rule whose hits become findings with its own id, version and title.
    init(
        _ id: String, version: Int = 1, title: LocalizedText, basis: LocalizedText, severity: Severity,
        hits: @escaping @Sendable (Claim, [Neighbour]) -> [Hit]
    ) {
        self.id = id
        self.version = version
        self.title = title
        self.basis = basis
        self.severity = severity
        judge = { claim, neighbours in
            let found = hits(claim, neighbours)
            // Nearly every invoice is clean: nothing is built for it.
            guard !found.isEmpty else { return [] }
            return found.map { $0.finding(id, version, severity, title) }
        }
    }
}

/// What a rule found, before it bears the rule's name.
struct Hit: Sendable {
    /// Milder than the rule's own severity, where the case is.
    var severity: Severity?
    var reason: LocalizedText
    var evidence: [Evidence]

    init(_ severity: Severity? = nil, zh: String, en: String, _ evidence: [Evidence]) {
        self.severity = severity
        reason = LocalizedText(zh: zh, en: en)
        self.evidence = evidence
    }

    func finding(_ rule: String, _ version: Int, _ severity: Severity, _ title: LocalizedText) -> Finding {
        Finding(
            rule: rule, ruleVersion: version, severity: self.severity ?? severity, title: title,
            reason: reason,
            evidence: evidence)
    }
}
