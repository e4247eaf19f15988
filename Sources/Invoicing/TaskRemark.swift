/// That a task was put aside (挂起), and by whom.
public struct TaskHold: Hashable, Codable, Sendable {
    /// Who did it.
    public var actor: String
    /// When, in milliseconds since 1970-01-01T00:00:00Z.
    public var since: Int64
    /// What was said; may be empty.
    public var comment: String

    /// Makes a hold.
    public init(actor: String, since: Int64, comment: String = "") {
        self.actor = actor
        self.since = since
        self.comment = comment
    }
}

/// Something that was said or done about a document without deciding on it.
public struct TaskRemark: Hashable, Codable, Sendable {
    /// The word of the action at the OA: `comment`, `hold`, `release`, `addsign-before`, `addsign-after`, or another.
    public var kind: String
    /// Who.
    public var actor: String
    /// When, in milliseconds since 1970-01-01T00:00:00Z.
    public var at: Int64
    /// What was said; may be empty.
    public var text: String
    /// The person that it names; empty where it names none.
    public var target: String

    /// Makes a remark.
    public init(kind: String, actor: String, at: Int64, text: String, target: String = "") {
        self.kind = kind
        self.actor = actor
        self.at = at
        self.text = text
        self.target = target
    }
}

/// A person as the OA's directory has them.
public struct Person: Hashable, Codable, Sendable {
    /// The user's name at the OA, as `zhang.wei`.
    public var user: String
    /// The name that people use, as `张伟`.
    public var name: String

    /// Makes a person.
    public init(user: String, name: String) {
        self.user = user
        self.name = name
    }
}
