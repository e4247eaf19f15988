import Foundation
import Hummingbird
import OAProfile

// The endpoints beside the feed and the decisions: the witness of audit logs, and the sample users' sign-in.
extension OAServer {
    func checkpoint(_ request: Request, _ context: OAContext) async throws -> Response {
        guard let size = Int64(plainDigits: try context.pathParameter("size")) else {
            throw Problem.malformed("The size of a log is a whole number.")
        }
        let body = try await request.json(CheckpointBody.self, upTo: CheckpointBody.largest)
        guard body.proof.count <= 64, body.note.utf8.count <= 8_192, !body.note.utf8.contains(0) else {
            throw Problem.malformed("A proof has at most 64 digests, a note 8192 bytes without NUL.")
        }
        let checkpoint = AuditCheckpoint(size: size, root: body.root, note: body.note, proof: body.proof)
        switch try await database.witness(checkpoint, by: try context.signedIn().name) {
        case .stored:
            return .json("{\"size\":\(size),\"root\":\"\(body.root.hex)\"}")
        case .smaller(let stored):
            throw Problem(
                code: .other("checkpoint-smaller"), status: 409, title: "Smaller checkpoint",
                detail: "A checkpoint of \(stored) entries is stored already.")
        case .inconsistent(let stored):
            throw Problem(
                code: .other("checkpoint-inconsistent"), status: 409, title: "Inconsistent checkpoint",
                detail: "It is not shown to extend the stored checkpoint of \(stored) entries.")
        }
    }

    func demoLogin(_ request: Request) async throws -> Response {
        guard allowsDemoLogin else { throw Problem.notFound("Sample users sign in on loopback only.") }
        let hasBody = request.headers[.contentType] != nil || request.headers[.contentLength] ?? "0" != "0"
        let body = hasBody ? try await request.json(DemoLoginBody.self, upTo: 1_024) : DemoLoginBody()
        let user = body.user ?? SampleGenerator.reviewer.user
        guard !user.utf8.contains(0), let (token, person) = try database.issueToken(to: user) else {
            throw Problem.notFound("There is no sample user of that name.")
        }
        let answer = DemoLoginAnswer(token: token.text, user: person.name, displayName: person.displayName)
        return try .json(answer)
    }
}

/// The body of `PUT /v1/audit/checkpoints/{size}`.
private struct CheckpointBody: Decodable {
    /// The largest body, in bytes.
    static let largest = 16_384

    var root: ContentDigest
    var note: String
    var proof: [ContentDigest]
}

/// The body of `POST /v1/demo/login`.
private struct DemoLoginBody: Decodable {
    var user: String?
}

/// The answer of `POST /v1/demo/login`.
private struct DemoLoginAnswer: Encodable {
    var token: String
    var user: String
    var displayName: String

    private enum CodingKeys: String, CodingKey {
        case token
        case user
        case displayName = "display_name"
    }
}
