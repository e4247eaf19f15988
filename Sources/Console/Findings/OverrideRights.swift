import Invoicing
import OAProfile

/// Who may let a finding pass, as the company's policy says.
public struct OverrideRights: Hashable, Sendable {
    /// The user names of the reviewers; empty where the policy names nobody.
    public var reviewers: [String]
    /// The policy in force: what it calls itself, else its SHA-256; empty where there is none.
    public var policy: String
    /// Why the policy cannot be read; then nobody may.
    public var trouble: LocalizedText?

    /// Nobody may.
    public init(reviewers: [String] = [], policy: String = "", trouble: LocalizedText? = nil) {
        self.reviewers = reviewers
        self.policy = policy
        self.trouble = trouble
    }
}

/// Why somebody may not let a finding pass.
enum OverrideRefusal: Hashable, Sendable {
    /// The policy cannot be read.
    case unreadablePolicy(LocalizedText)
    /// The policy names no reviewers.
    case noReviewers
    /// The user is none of them.
    case notReviewer(who: [String])
    /// The user submitted the claim.
    case ownSubmission(who: [String])

    /// The first reason that holds; nothing where the user may.
    /// - Parameter names: what the user is called, as claims may name their submitter.
    static func reason(
        _ rights: OverrideRights, user: String, names: [String], on task: ApprovalTask
    ) -> OverrideRefusal? {
        if let trouble = rights.trouble { return .unreadablePolicy(trouble) }
        guard !rights.reviewers.isEmpty else { return .noReviewers }
        let others = rights.reviewers.filter { $0 != user }
        guard rights.reviewers.contains(user) else { return .notReviewer(who: others) }
        return ([user] + names).contains(task.submitter) ? .ownSubmission(who: others) : nil
    }
}
