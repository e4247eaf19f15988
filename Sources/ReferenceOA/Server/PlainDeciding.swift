import Foundation
import HTTPTypes
import Hummingbird
import Invoicing
import OAProfile

/// The body of `POST /v1/tasks/{id}/decisions` below level 3: what is done, without a name for it.
struct PlainDecision: Decodable {
    var action: Decision.Action
    var comment: String
    var target: String
}

// Deciding at an OA that knows no operations.
extension OAServer {
    func decidePlainly(_ request: Request, _ context: OAContext) async throws -> Response {
        try request.requireJSON()
        let rev = level.hasRowVersions ? try request.precondition() : nil
        let task = TaskID(rawValue: try context.pathParameter("id"))
        let body = try await request.body(upTo: OAProfile.largestDecisionBody)
        try Self.check(try request.header("content-digest"), of: body)
        let plain = try JSONText.read(PlainDecision.self, from: body)
        try Self.check(texts: [task.rawValue, plain.target], comment: plain.comment)
        guard let decision = Decision(action: plain.action, comment: plain.comment, target: plain.target)
        else { throw Self.incomplete }
        let user = try context.signedIn().name
        let (answer, touched) = try await database.decidePlainly(
            decision, on: task, onRev: rev, by: user, level: level)
        hints.announce(touched)
        return .stored(answer)
    }
}
