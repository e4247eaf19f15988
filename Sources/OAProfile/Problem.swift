/// Why the OA says no: `application/problem+json` of RFC 9457 with the members of profile v1.
public struct Problem: Hashable, Codable, Sendable, Error {
    /// The reasons that profile v1 knows.
    public enum Code: RawRepresentable, Hashable, Codable, Sendable {
        /// 400: the request could not be read.
        case malformed
        /// 400: a decision came without its idempotency key.
        case keyMissing
        /// 401: the token is missing, wrong or expired.
        case unauthenticated
        /// 403: the user may not decide this.
        case notAssignee
        /// 404: there is no such thing, or the user may not see it.
        case notFound
        /// 404: the OA has no such endpoint, perhaps because it offers less than the full profile.
        case noSuchPath
        /// 409: the task is no longer open.
        case notOpen
        /// 409: the same operation is being worked on.
        case inProgress
        /// 409: the operation was fenced and can never apply.
        case fenced
        /// 410: the cursor is older than the feed.
        case cursorExpired
        /// 410: the OA's history is another one, for instance after a restored backup.
        case epochChanged
        /// 410: the user's permissions changed.
        case aclChanged
        /// 412: the task changed since it was seen.
        case changed
        /// 413: the body is too large.
        case tooLarge
        /// 422: the key was used for another request.
        case keyReuse
        /// 422: a policy forbids the decision.
        case policy
        /// 423: another person has claimed the task.
        case claimed
        /// 423: another approver was put in before, and decides first.
        case suspended
        /// 428: a decision came without `If-Match`.
        case preconditionMissing
        /// 429: too many requests.
        case rateLimited
        /// 5xx: the OA failed.
        case serverError
        /// A code that this version does not know.
        case other(String)

        private static let known: [String: Code] = Dictionary(
            uniqueKeysWithValues: [
                Code.malformed, .keyMissing, .unauthenticated, .notAssignee, .notFound, .noSuchPath,
                .notOpen, .inProgress, .fenced, .cursorExpired, .epochChanged, .aclChanged, .changed,
                .tooLarge, .keyReuse, .policy, .claimed, .suspended, .preconditionMissing, .rateLimited,
                .serverError,
            ].map { ($0.rawValue, $0) })

        /// Every word is a code; unknown ones become ``other(_:)``.
        public init(rawValue: String) {
            self = Self.known[rawValue] ?? .other(rawValue)
        }

        /// The word on the wire. (Equality of a raw-representable type compares these words, so that nothing here may
        /// compare codes.)
        public var rawValue: String {
            switch self {
            case .malformed: "malformed"
            case .keyMissing: "key-missing"
            case .unauthenticated: "unauthenticated"
            case .notAssignee: "not-assignee"
            case .notFound: "not-found"
            case .noSuchPath: "no-such-path"
            case .notOpen: "not-open"
            case .inProgress: "in-progress"
            case .fenced: "fenced"
            case .cursorExpired: "cursor-expired"
            case .epochChanged: "epoch-changed"
            case .aclChanged: "acl-changed"
            case .changed: "changed"
            case .tooLarge: "too-large"
            case .keyReuse: "key-reuse"
            case .policy: "policy"
            case .claimed: "claimed"
            case .suspended: "suspended"
            case .preconditionMissing: "precondition-missing"
            case .rateLimited: "rate-limited"
            case .serverError: "server-error"
            case .other(let name): name
            }
        }
    }

    /// A URI that names the kind of problem.
    public var type: String
    /// A short summary for people.
    public var title: String
    /// The HTTP status.
    public var status: Int
    /// What is wrong in this case.
    public var detail: String
    /// The reason.
    public var code: Code
    /// The task's row version now, where it is known.
    public var currentRev: String?
    /// The task's decision digest now, where it is known.
    public var currentDigest: ContentDigest?
    /// Who decided instead, where somebody did.
    public var decidedBy: String?
    /// The operation that decided, where there is one.
    public var decidedOp: String?
    /// The operation that the problem is about, where it is about one.
    public var opID: String?
    /// Whether the same request may succeed later.
    public var isRetryable: Bool

    private enum CodingKeys: String, CodingKey {
        case type
        case title
        case status
        case detail
        case code
        case currentRev = "current_rev"
        case currentDigest = "current_digest"
        case decidedBy = "decided_by"
        case decidedOp = "decided_op"
        case opID = "op_id"
        case isRetryable = "retryable"
    }

    /// Makes a problem.
    public init(
        code: Code, status: Int, title: String, detail: String, currentRev: String? = nil,
        currentDigest: ContentDigest? = nil, decidedBy: String? = nil, decidedOp: String? = nil,
        opID: String? = nil,
        isRetryable: Bool = false
    ) {
        type = "urn:countersign:problem:" + code.rawValue
        self.title = title
        self.status = status
        self.detail = detail
        self.code = code
        self.currentRev = currentRev
        self.currentDigest = currentDigest
        self.decidedBy = decidedBy
        self.decidedOp = decidedOp
        self.opID = opID
        self.isRetryable = isRetryable
    }
}
