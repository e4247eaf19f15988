/// The name of a task at the OA: one step of one round that waits for one person.
public struct TaskID: RawRepresentable, Hashable, Codable, Sendable {
    /// The OA's own text.
    public let rawValue: String

    /// Takes the OA's own text.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// What names of imported invoices begin with. An OA's task of such a name is refused.
    public static let localPrefix = "local:"

    /// Whether it names an invoice that was imported here, which no OA knows.
    public var isLocal: Bool { rawValue.hasPrefix(Self.localPrefix) }
}

/// The name of a workflow instance at the OA: the whole way of one document.
public struct InstanceID: RawRepresentable, Hashable, Codable, Sendable {
    /// The OA's own text.
    public let rawValue: String

    /// Takes the OA's own text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// Where a task stands at the OA.
public enum TaskStatus: String, CaseIterable, Codable, Sendable {
    /// It waits for a decision.
    case pending
    /// It was approved.
    case approved
    /// It was rejected.
    case rejected
    /// It was returned to an earlier step (退回).
    case returned
    /// It was handed to somebody else (转交).
    case transferred
    /// The submitter took the document back (撤回).
    case withdrawn
    /// Another approver was put in before it (前加签); it waits for that person first.
    case suspended
    /// It was imported here from a file: no OA knows it, and nobody decides on it.
    case local

    /// The words that an OA may use.
    public static let atOA: [TaskStatus] = allCases.filter { $0 != .local }

    /// Whether a decision is still possible.
    public var isOpen: Bool { self == .pending }

    /// The word for it in both languages.
    public var title: LocalizedText {
        switch self {
        case .pending: LocalizedText(zh: "待审", en: "pending")
        case .approved: LocalizedText(zh: "已同意", en: "approved")
        case .rejected: LocalizedText(zh: "已拒绝", en: "rejected")
        case .returned: LocalizedText(zh: "已退回", en: "returned")
        case .transferred: LocalizedText(zh: "已转交", en: "transferred")
        case .withdrawn: LocalizedText(zh: "已撤回", en: "withdrawn")
        case .suspended: LocalizedText(zh: "等待加签", en: "waiting for an added approver")
        case .local: LocalizedText(zh: "本地导入", en: "imported here")
        }
    }
}

/// A file attached to the document.
public struct Attachment: Hashable, Codable, Sendable {
    /// The name that the submitter gave it; untrusted.
    public var name: String
    /// The media type that the OA claims.
    public var mediaType: String
    /// Its size in bytes.
    public var size: Int
    /// SHA-256 of its bytes, 64 lower-case hexadecimal digits; also its address at the OA.
    public var sha256: String

    private enum CodingKeys: String, CodingKey {
        case name
        case mediaType = "media_type"
        case size
        case sha256
    }

    /// Makes an attachment.
    public init(name: String, mediaType: String, size: Int, sha256: String) {
        self.name = name
        self.mediaType = mediaType
        self.size = size
        self.sha256 = sha256
    }
}

/// One step of the approval, past or to come.
public struct ApprovalStep: Hashable, Codable, Sendable {
    /// Where a step stands.
    public enum State: String, Codable, Sendable {
        /// Done, with the given outcome.
        case done
        /// It waits now.
        case current
        /// It comes later.
        case upcoming
    }

    /// The node of the workflow.
    public var node: String
    /// The step's title, as `部门经理审批`.
    public var title: String
    /// Who decides or decided.
    public var actor: String
    /// Where it stands.
    public var state: State
    /// What was decided, in the OA's word; empty while nothing is.
    public var outcome: String
    /// What was said; may be empty.
    public var comment: String
    /// When it was decided, in milliseconds since 1970-01-01T00:00:00Z.
    public var decidedAt: Int64?

    private enum CodingKeys: String, CodingKey {
        case node
        case title
        case actor
        case state
        case outcome
        case comment
        case decidedAt = "decided_at"
    }

    /// Makes a step.
    public init(
        node: String, title: String, actor: String, state: State, outcome: String = "", comment: String = "",
        decidedAt: Int64? = nil
    ) {
        self.node = node
        self.title = title
        self.actor = actor
        self.state = state
        self.outcome = outcome
        self.comment = comment
        self.decidedAt = decidedAt
    }
}

/// An invoice in its approval: what the OA hands to one approver in one step of one round.
public struct ApprovalTask: Hashable, Codable, Sendable {
    /// The task.
    public var id: TaskID
    /// The workflow instance.
    public var instance: InstanceID
    /// The node of the workflow that the task belongs to.
    public var node: String
    /// The round: it grows each time the document is submitted again, so that old consent is never new consent.
    public var round: Int
    /// The row version at the OA; it changes on anything.
    public var rev: String
    /// Where it stands.
    public var status: TaskStatus
    /// Who must decide.
    public var assignee: String
    /// For whom, where the assignee is a delegate; empty otherwise.
    public var onBehalfOf: String
    /// The claim's own number and subject, as `BX-2026-004711 差旅报销`.
    public var title: String
    /// Who submitted it.
    public var submitter: String
    /// The submitter's department.
    public var department: String
    /// The cost centre.
    public var costCentre: String
    /// The budget code.
    public var budgetCode: String
    /// Purchase order or contract numbers.
    public var references: [String]
    /// What the OA's own policy flags, in its words.
    public var policyFlags: [String]
    /// When it was submitted, in milliseconds since 1970.
    public var submittedAt: Int64
    /// When the decision is due, in milliseconds since 1970.
    public var dueAt: Int64?
    /// The invoice.
    public var invoice: Invoice
    /// The attachments.
    public var attachments: [Attachment]
    /// The steps, in order.
    public var steps: [ApprovalStep]
    /// Who put the task aside (挂起); nothing while nobody has.
    public var held: TaskHold?
    /// What was said and done beside deciding, oldest first.
    public var remarks: [TaskRemark] {
        get { spoken ?? [] }
        set { spoken = newValue.isEmpty ? nil : newValue }
    }
    /// Absent on the wire where there are none, as from an OA that does not know them.
    private var spoken: [TaskRemark]?

    /// Whether it waits for its approver and was put aside.
    public var isHeld: Bool { status.isOpen && held != nil }

    private enum CodingKeys: String, CodingKey {
        case id = "task"
        case instance
        case node
        case round
        case rev
        case status
        case assignee
        case onBehalfOf = "on_behalf_of"
        case title
        case submitter
        case department
        case costCentre = "cost_centre"
        case budgetCode = "budget_code"
        case references
        case policyFlags = "policy_flags"
        case submittedAt = "submitted_at"
        case dueAt = "due_at"
        case invoice
        case attachments
        case steps
        case held
        case spoken = "remarks"
    }

    /// Makes a task.
    public init(
        id: TaskID, instance: InstanceID, node: String, round: Int, rev: String, status: TaskStatus,
        assignee: String, onBehalfOf: String = "", title: String, submitter: String, department: String,
        costCentre: String = "", budgetCode: String = "", references: [String] = [],
        policyFlags: [String] = [],
        submittedAt: Int64, dueAt: Int64? = nil, invoice: Invoice, attachments: [Attachment] = [],
        steps: [ApprovalStep] = [], held: TaskHold? = nil, remarks: [TaskRemark] = []
    ) {
        self.id = id
        self.instance = instance
        self.node = node
        self.round = round
        self.rev = rev
        self.status = status
        self.assignee = assignee
        self.onBehalfOf = onBehalfOf
        self.title = title
        self.submitter = submitter
        self.department = department
        self.costCentre = costCentre
        self.budgetCode = budgetCode
        self.references = references
        self.policyFlags = policyFlags
        self.submittedAt = submittedAt
        self.dueAt = dueAt
        self.invoice = invoice
        self.attachments = attachments
        self.steps = steps
        self.held = held
        self.remarks = remarks
    }
}
