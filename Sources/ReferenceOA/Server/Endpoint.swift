import HTTPTypes
import OAProfile

// The HTTP side: routes, authentication, reading of requests, problems, faults. In: requests from anywhere, hostile
// until read. Out: JSON that `Database` holds, or a problem document. Every route is a case of `Endpoint`; the router,
// the method check and the OpenAPI document are made from that one list.

/// The endpoints of the reference OA.
enum Endpoint: String, CaseIterable, Sendable {
    case session
    case changes
    case snapshot
    case task
    case decide
    case decideBatch
    case operation
    case fence
    case blob
    case events
    case users
    case inventory
    case verification
    case checkpoint
    case demoLogin
    case openAPI
    case health

    /// The method that it answers.
    var method: HTTPRequest.Method {
        switch self {
        case .decide, .decideBatch, .demoLogin: .post
        case .checkpoint: .put
        case .fence: .delete
        case .session, .changes, .snapshot, .task, .operation, .blob, .events, .users, .inventory,
            .verification,
            .openAPI,
            .health:
            .get
        }
    }

    /// Its path, with parameters in braces, as both router and OpenAPI write them.
    var path: String {
        switch self {
        case .session: OAProfile.basePath + "/session"
        case .changes: OAProfile.basePath + "/changes"
        case .snapshot: OAProfile.basePath + "/snapshot"
        case .task: OAProfile.basePath + "/tasks/{id}"
        case .decide: OAProfile.basePath + "/tasks/{id}/decisions"
        case .decideBatch: OAProfile.basePath + "/decisions/batch"
        case .operation, .fence: OAProfile.basePath + "/ops/{id}"
        case .blob: OAProfile.basePath + "/blobs/{sha256}"
        case .events: OAProfile.basePath + "/events"
        case .users: OAProfile.basePath + "/users"
        case .inventory: OAProfile.basePath + "/inventory"
        case .verification: OAProfile.basePath + "/verifications/{id}"
        case .checkpoint: OAProfile.basePath + "/audit/checkpoints/{size}"
        case .demoLogin: OAProfile.basePath + "/demo/login"
        case .openAPI: "/openapi.json"
        case .health: "/healthz"
        }
    }

    /// Whether it needs a bearer token.
    var needsToken: Bool {
        switch self {
        case .demoLogin, .openAPI, .health: false
        default: true
        }
    }

    /// Whether it takes decisions, which some faults aim at.
    var takesDecisions: Bool { self == .decide || self == .decideBatch }

    /// The lowest level of an OA that has it.
    var lowestLevel: CapabilityLevel {
        switch self {
        case .decideBatch, .operation, .fence, .checkpoint, .inventory: .full
        case .changes, .events: .versioned
        case .session, .snapshot, .task, .decide, .blob, .users, .verification, .demoLogin, .openAPI, .health:
            .atMostOnce
        }
    }

    /// The endpoints of a level.
    static func all(at level: CapabilityLevel) -> [Endpoint] { allCases.filter { $0.lowestLevel <= level } }

    /// The endpoints whose path fits, whatever their method.
    static func fitting(path: String) -> [Endpoint] {
        let parts = path.split(separator: "/")
        return allCases.filter { endpoint in
            let pattern = endpoint.path.split(separator: "/")
            return pattern.count == parts.count
                && zip(pattern, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }
    }
}
