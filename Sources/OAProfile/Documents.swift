import Invoicing

/// A task with the digest that the OA takes of it: the answer of `GET /v1/tasks/{id}` and the `doc` of a change.
public struct TaskDocument: Hashable, Codable, Sendable {
    /// The task.
    public var task: ApprovalTask
    /// The OA's decision digest of it.
    public var decisionDigest: ContentDigest

    private enum CodingKeys: String, CodingKey {
        case decisionDigest = "decision_digest"
    }

    /// Makes the document of a task, with the digest of its content.
    public init(_ task: ApprovalTask) {
        self.task = task
        decisionDigest = SeenContent(of: task).digest
    }

    /// Reads the members of the task and `decision_digest` from one object.
    public init(from decoder: any Decoder) throws {
        task = try ApprovalTask(from: decoder)
        decisionDigest = try decoder.container(keyedBy: CodingKeys.self)
            .decode(ContentDigest.self, forKey: .decisionDigest)
    }

    /// Writes the form that ``init(from:)`` reads.
    public func encode(to encoder: any Encoder) throws {
        try task.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(decisionDigest, forKey: .decisionDigest)
    }
}

/// The answer of `GET /v1/session`: who is signed in, and what the OA can do.
public struct SessionDocument: Hashable, Codable, Sendable {
    /// The signed-in user's name at the OA, as `zhang.wei`.
    public var user: String
    /// The user's display name.
    public var displayName: String
    /// What the deployment calls itself, as `PROD`, `UAT` or `DEMO`: always shown.
    public var environment: String
    /// For whom the user may decide.
    public var delegations: [String]
    /// The history that the OA's cursors belong to.
    public var epoch: String
    /// The OA's clock, in milliseconds since 1970.
    public var serverTime: Int64
    /// What the OA can do.
    public var capabilities: Capabilities

    /// What an OA can do.
    public struct Capabilities: Hashable, Codable, Sendable {
        /// The capability level, 0 (side operations only) to 3 (full profile).
        public var level: Int
        /// The most decisions in one batch; 1 where batches are not supported.
        public var batchMax: Int
        /// Names of optional features.
        public var features: [String]

        private enum CodingKeys: String, CodingKey {
            case level
            case batchMax = "batch_max"
            case features
        }

        /// Makes capabilities.
        public init(level: Int, batchMax: Int, features: [String]) {
            self.level = level
            self.batchMax = batchMax
            self.features = features
        }
    }

    private enum CodingKeys: String, CodingKey {
        case user
        case displayName = "display_name"
        case environment
        case delegations
        case epoch
        case serverTime = "server_time"
        case capabilities
    }

    /// Makes a session.
    public init(
        user: String, displayName: String, environment: String, delegations: [String], epoch: String,
        serverTime: Int64, capabilities: Capabilities
    ) {
        self.user = user
        self.displayName = displayName
        self.environment = environment
        self.delegations = delegations
        self.epoch = epoch
        self.serverTime = serverTime
        self.capabilities = capabilities
    }
}

/// One change of the feed.
public struct ChangeItem: Hashable, Codable, Sendable {
    /// What became of a task.
    public enum Content: Hashable, Sendable {
        /// It is new or changed.
        case upsert(TaskDocument)
        /// The user no longer sees it, for the OA's reason.
        case gone(reason: String)
        /// The document could not be read, for the given cause: it must not stop the rest of the page.
        case unreadable(cause: String)
    }

    /// The task.
    public var id: TaskID
    /// Its row version.
    public var rev: String
    /// What became of it.
    public var content: Content

    private enum CodingKeys: String, CodingKey {
        case id
        case rev
        case op
        case reason
        case doc
    }

    /// Makes a change.
    public init(id: TaskID, rev: String, content: Content) {
        self.id = id
        self.rev = rev
        self.content = content
    }

    /// Reads a change; a document that cannot be read, or names another task, becomes ``Content/unreadable(cause:)``.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(TaskID.self, forKey: .id)
        rev = try container.decode(String.self, forKey: .rev)
        switch try container.decode(String.self, forKey: .op) {
        case "upsert":
            do {
                let document = try container.decode(TaskDocument.self, forKey: .doc)
                content =
                    document.task.id == id && document.task.rev == rev
                    ? .upsert(document) : .unreadable(cause: "the document names another task or version")
            } catch {
                content = .unreadable(cause: "\(error)")
            }
        case "gone":
            content = .gone(reason: try container.decodeIfPresent(String.self, forKey: .reason) ?? "")
        case let other:
            content = .unreadable(cause: "unknown change \(other)")
        }
    }

    /// Writes the form that ``init(from:)`` reads.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(rev, forKey: .rev)
        switch content {
        case .upsert(let document):
            try container.encode("upsert", forKey: .op)
            try container.encode(document, forKey: .doc)
        case .gone(let reason):
            try container.encode("gone", forKey: .op)
            try container.encode(reason, forKey: .reason)
        case .unreadable(let cause):
            try container.encode("unreadable", forKey: .op)
            try container.encode(cause, forKey: .reason)
        }
    }
}

/// One page of the change feed: the answer of `GET /v1/changes?since=&epoch=&limit=`.
public struct ChangesPage: Hashable, Codable, Sendable {
    /// The history that the cursors belong to.
    public var epoch: String
    /// The cursor that was asked for.
    public var oldCursor: String
    /// The cursor after this page.
    public var newCursor: String
    /// Whether more changes wait behind the new cursor.
    public var hasMore: Bool
    /// The changes; in any order, a task may stand more than once.
    public var items: [ChangeItem]

    private enum CodingKeys: String, CodingKey {
        case epoch
        case oldCursor = "old_cursor"
        case newCursor = "new_cursor"
        case hasMore = "has_more"
        case items
    }

    /// Makes a page.
    public init(epoch: String, oldCursor: String, newCursor: String, hasMore: Bool, items: [ChangeItem]) {
        self.epoch = epoch
        self.oldCursor = oldCursor
        self.newCursor = newCursor
        self.hasMore = hasMore
        self.items = items
    }
}

/// One page of one consistent snapshot: the answer of `GET /v1/snapshot?page=`.
public struct SnapshotPage: Hashable, Codable, Sendable {
    /// The history that the cursor belongs to.
    public var epoch: String
    /// The cursor at which the snapshot began: changes are pulled from there afterwards.
    public var cursor: String
    /// The name of the next page, nothing on the last.
    public var nextPage: String?
    /// The tasks, each as an upsert.
    public var items: [ChangeItem]
    /// How many tasks there are on all pages, where the OA says so; asked of the first page alone.
    public var total: Int?

    private enum CodingKeys: String, CodingKey {
        case epoch
        case cursor
        case nextPage = "next_page"
        case items
        case total
    }

    /// Makes a page.
    public init(epoch: String, cursor: String, nextPage: String?, items: [ChangeItem], total: Int? = nil) {
        self.epoch = epoch
        self.cursor = cursor
        self.nextPage = nextPage
        self.items = items
        self.total = total
    }
}

/// The body of `POST /v1/tasks/{id}/decisions`.
public struct DecisionRequest: Hashable, Codable, Sendable {
    /// The operation; equal to the `Idempotency-Key`.
    public var opID: OperationID
    /// The task; equal to the one in the path.
    public var task: TaskID
    /// The round that was seen.
    public var round: Int
    /// What is decided.
    public var action: Decision.Action
    /// Comment or reason.
    public var comment: String
    /// The node of a return, the person of a transfer or the added approver, else empty.
    public var target: String
    /// The digest of what was rendered.
    public var seenDigest: ContentDigest
    /// For whom; empty for oneself.
    public var onBehalfOf: String
    /// When it was recorded on the client, in milliseconds since 1970.
    public var recordedAt: Int64

    private enum CodingKeys: String, CodingKey {
        case opID = "op_id"
        case task
        case round
        case action
        case comment
        case target
        case seenDigest = "seen_digest"
        case onBehalfOf = "on_behalf_of"
        case recordedAt = "recorded_at"
    }

    /// Makes a request.
    public init(
        opID: OperationID, task: TaskID, round: Int, decision: Decision, seenDigest: ContentDigest,
        onBehalfOf: String, recordedAt: Int64
    ) {
        self.opID = opID
        self.task = task
        self.round = round
        action = decision.action
        comment = decision.comment
        target = decision.target
        self.seenDigest = seenDigest
        self.onBehalfOf = onBehalfOf
        self.recordedAt = recordedAt
    }

    /// The decision, or nothing where the action lacks what it needs.
    public var decision: Decision? { Decision(action: action, comment: comment, target: target) }

    /// What makes two requests under one key the same request: task, round, action, arguments and digest, but not
    /// the row version, which may be rebased.
    public var fingerprint: ContentDigest {
        let value = JSONValue.object([
            "task": .string(task.rawValue), "round": .integer(Int64(round)),
            "action": .string(action.rawValue),
            "comment": .string(comment), "target": .string(target), "seen": .string(seenDigest.hex),
            "on_behalf_of": .string(onBehalfOf),
        ])
        return ContentDigest(of: value.canonical)
    }
}

/// The proof that a decision was applied: the answer of a successful decision.
public struct DecisionReceipt: Hashable, Codable, Sendable {
    /// The operation that was applied.
    public var opID: OperationID
    /// Always `applied`.
    public var outcome: String
    /// The task it was applied to.
    public var task: TaskID
    /// What was decided.
    public var action: Decision.Action
    /// The task's row version after it.
    public var rev: String
    /// The OA's own name of the decision.
    public var decisionID: String
    /// When, by the OA's clock, in milliseconds since 1970.
    public var decidedAt: Int64
    /// By whom.
    public var actor: String
    /// The digest of the content it was applied to.
    public var seenDigest: ContentDigest
    /// What happens next: the next node's title and person, or the end of the workflow.
    public var next: String
    /// The OA's own proof, opaque to us.
    public var receipt: String

    private enum CodingKeys: String, CodingKey {
        case opID = "op_id"
        case outcome
        case task
        case action
        case rev
        case decisionID = "decision_id"
        case decidedAt = "decided_at"
        case actor
        case seenDigest = "seen_digest"
        case next
        case receipt
    }

    /// Makes a receipt of an applied decision.
    public init(
        opID: OperationID, task: TaskID, action: Decision.Action, rev: String, decisionID: String,
        decidedAt: Int64,
        actor: String, seenDigest: ContentDigest, next: String, receipt: String
    ) {
        self.opID = opID
        outcome = Self.applied
        self.task = task
        self.action = action
        self.rev = rev
        self.decisionID = decisionID
        self.decidedAt = decidedAt
        self.actor = actor
        self.seenDigest = seenDigest
        self.next = next
        self.receipt = receipt
    }

    /// The only outcome that a receipt can state.
    public static let applied = "applied"

    /// Whether this receipt proves that the given request was applied: operation, task, action and digest agree.
    public func proves(_ request: DecisionRequest) -> Bool {
        outcome == Self.applied && opID == request.opID && task == request.task && action == request.action
            && seenDigest == request.seenDigest && !receipt.isEmpty
    }
}

/// What the OA knows of an operation: the answer of `GET` and `DELETE /v1/ops/{op_id}`.
public struct OperationReport: Hashable, Codable, Sendable {
    /// Where the OA has the operation.
    public enum State: String, Codable, Sendable {
        /// It was applied; the receipt is given.
        case applied
        /// It was refused for good; the problem is given.
        case refused
        /// It was fenced and can never apply.
        case fenced
        /// It is being worked on.
        case inProgress = "in_progress"
    }

    /// The operation.
    public var opID: OperationID
    /// Where it is.
    public var state: State
    /// The receipt of an applied operation.
    public var receipt: DecisionReceipt?
    /// The problem of a refused one.
    public var problem: Problem?

    private enum CodingKeys: String, CodingKey {
        case opID = "op_id"
        case state
        case receipt
        case problem
    }

    /// Makes a report.
    public init(opID: OperationID, state: State, receipt: DecisionReceipt? = nil, problem: Problem? = nil) {
        self.opID = opID
        self.state = state
        self.receipt = receipt
        self.problem = problem
    }
}
