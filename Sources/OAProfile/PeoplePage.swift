import Invoicing

/// One page of the people to whom work can be handed: the answer of `GET /v1/users?q=&page=`.
public struct PeoplePage: Hashable, Codable, Sendable {
    /// The people, in the order of their user names.
    public var users: [Person]
    /// The name of the next page, nothing on the last.
    public var nextPage: String?

    private enum CodingKeys: String, CodingKey {
        case users
        case nextPage = "next_page"
    }

    /// Makes a page.
    public init(users: [Person], nextPage: String?) {
        self.users = users
        self.nextPage = nextPage
    }
}

/// Names of optional features, as a session lists them.
public enum OAFeature {
    /// The directory of people can be read.
    public static let users = "users"
    /// What a user sees can be compared in digests.
    public static let inventory = "inventory"
    /// Several decisions can be sent in one request.
    public static let batch = "batch"
    /// A stream of events tells when something is new.
    public static let events = "events"

    /// The feature that an OA must name before an action is sent to it; nothing for the actions that every OA has.
    public static func needed(for action: Decision.Action) -> String? {
        switch action {
        case .approve, .reject, .returnToStep, .transfer: nil
        case .addApproverBefore, .addApproverAfter: "addsign"
        case .remark: "comment"
        case .hold, .release: "hold"
        }
    }
}
