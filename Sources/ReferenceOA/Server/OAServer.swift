import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import OAProfile

/// Answers requests from the database. One function an endpoint; the `switch` leaves none out.
struct OAServer: Sendable {
    let database: OADatabase
    let hints: ChangeHints
    let faults: FaultSwitch
    let environment: String
    let level: CapabilityLevel
    /// Whether the sample users may sign in without a password.
    let allowsDemoLogin: Bool

    /// The router with every endpoint.
    func router() -> Router<OAContext> {
        let router = Router(context: OAContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: ProblemMiddleware(level: level))
        router.add(middleware: FaultMiddleware(plan: faults, database: database, hints: hints))
        for endpoint in Endpoint.all(at: level) {
            router.on(RouterPath(endpoint.path), method: endpoint.method) { request, context in
                var context = context
                if endpoint.needsToken { context.person = try await authenticate(request) }
                return try await answer(endpoint, to: request, context)
            }
        }
        return router
    }

    private func answer(_ endpoint: Endpoint, to request: Request, _ context: OAContext) async throws
        -> Response
    {
        switch endpoint {
        case .session: try await session(context)
        case .changes: try await changes(request, context)
        case .snapshot: try await snapshot(request, context)
        case .task: try await task(context)
        case .decide where level < .full: try await decidePlainly(request, context)
        case .decide: try await decide(request, context)
        case .decideBatch: try await decideBatch(request, context)
        case .operation: try await operation(context)
        case .fence: try await fence(context)
        case .blob: try await blob(request, context)
        case .events: try await events(request, context)
        case .users: try await users(request, context)
        case .inventory: try await inventory(request, context)
        case .verification: try await verification(context)
        case .checkpoint: try await checkpoint(request, context)
        case .demoLogin: try await demoLogin(request)
        case .openAPI: .json(OpenAPIDocument.text(at: level))
        case .health: .json("{\"status\":\"ok\"}")
        }
    }

    private func authenticate(_ request: Request) async throws -> OADatabase.Person {
        let parts = (try request.header("authorization") ?? "").split(separator: " ")
        guard parts.count == 2, parts[0].lowercased() == "bearer",
            let token = BearerToken(String(parts[1])),
            let person = try await database.owner(of: token)
        else { throw Problem.unauthenticated }
        return person
    }
}
