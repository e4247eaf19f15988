import OAProfile

/// A step in the life of an archived invoice, as the log tells it. It names the decision by the fingerprint that stands in
/// the decision's own entry, and so nothing else.
public struct ArchiveStep: Hashable, Sendable {
    /// What happened.
    public enum Kind: String, CaseIterable, Sendable {
        /// It was given its number and its retention; the digest is that of the registration.
        case numbered
        /// Its package stands on the shelf; the digest is the package's name.
        case placed
        /// Nobody may destroy it until that is released; the reason says why.
        case held
        /// A hold ended; `refers` is the hold's entry.
        case released
        /// Two persons agreed that it is destroyed; the digest is that of their list.
        case ordered
        /// Its content is gone; the digest is the package's name.
        case destroyed

        /// The word of the event.
        public var event: AuditEvent.Kind {
            switch self {
            case .numbered: .archiveNumbered
            case .placed: .archived
            case .held: .archiveHeld
            case .released: .archiveReleased
            case .ordered: .destructionOrdered
            case .destroyed: .archiveDestroyed
            }
        }
    }

    /// What happened.
    public var kind: Kind
    /// The archive number (档号).
    public var number: String
    /// The decision.
    public var fingerprint: ContentDigest
    /// Its task.
    public var task: String
    /// Its workflow instance.
    public var instance: String
    /// For whom it was decided; empty for oneself.
    public var onBehalfOf: String
    /// See ``Kind``.
    public var digest: ContentDigest?
    /// Why; empty where there is nothing to say.
    public var reason: String
    /// The entry that this one is about.
    public var refers: Int64?

    /// Puts it together.
    public init(
        _ kind: Kind, number: String, fingerprint: ContentDigest, task: String, instance: String,
        onBehalfOf: String = "", digest: ContentDigest? = nil, reason: String = "", refers: Int64? = nil
    ) {
        self.kind = kind
        self.number = number
        self.fingerprint = fingerprint
        self.task = task
        self.instance = instance
        self.onBehalfOf = onBehalfOf
        self.digest = digest
        self.reason = reason
        self.refers = refers
    }

    func tell(in entry: inout AuditEntry) {
        entry.subject = number
        entry.fingerprint = fingerprint
        entry.task = task
        entry.instance = instance
        entry.onBehalfOf = onBehalfOf
        entry.digest = digest
        entry.reason = reason
        entry.revBefore = refers.map { "entry \($0)" } ?? ""
    }
}

extension AuditEvent.Kind {
    /// Whether it tells of a step in the life of an archived invoice.
    public var isArchiveStep: Bool { ArchiveStep.Kind.allCases.contains { $0.event == self } }
}
