import HTTPTypes
import Hummingbird
import Invoicing
import NIOCore
import OAProfile

// Faults that are more than one wrong answer: repeated work, a feed that leads nowhere, lost permissions.
extension FaultMiddleware {
    /// A problem that says that it is on purpose.
    static func onPurpose(_ status: Int) -> Problem {
        Problem(
            code: .serverError, status: status, title: "Failed on purpose", detail: "Nothing was done.",
            isRetryable: true)
    }

    /// Does what was asked twice, one after the other, and answers the second time.
    static func repeated(
        _ request: Request, _ context: OAContext, _ next: (Request, OAContext) async throws -> Response
    ) async throws -> Response {
        var request = request
        // Collected once, so that both get all of it.
        let body = try await request.collectBody(upTo: OAProfile.largestBatchBody)
        var copy = request
        copy.body = RequestBody(buffer: body)
        do { _ = try await next(copy, context) } catch is Problem {
            // The first answer is lost whatever it was.
        }
        request.body = RequestBody(buffer: body)
        return try await next(request, context)
    }

    /// A page that leads back to where it began and promises more.
    static func loop(from request: Request) throws -> Response {
        let cursor = try request.parameter("since") ?? "0"
        return try .json(
            ChangesPage(
                epoch: try request.parameter("epoch") ?? "", oldCursor: cursor, newCursor: cursor,
                hasMore: true, items: []))
    }

    /// Gives open tasks of whoever asks to somebody else, as an administrator does who changes permissions. Returns the
    /// problem that the old cursor meets.
    func takeTasks(_ count: Int, fromWhoAsks request: Request) async throws -> Problem {
        let parts = (try request.header("authorization") ?? "").split(separator: " ")
        guard parts.count == 2, let token = BearerToken(String(parts[1])),
            let person = try await database.owner(of: token)
        else { return .unauthenticated }
        let (tasks, other) = try await database.openTasks(of: person.name, atMost: count)
        if let other {
            for task in tasks { hints.announce(try database.apply(.reassign(task, to: other))) }
        }
        return Problem(
            code: .aclChanged, status: 410, title: "Permissions changed",
            detail: "What you may see is not what it was; take a snapshot.")
    }
}
