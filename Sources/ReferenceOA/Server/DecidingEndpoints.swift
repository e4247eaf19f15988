import Foundation
import HTTPTypes
import Hummingbird
import Invoicing
import NIOCore
import OAProfile

// The endpoints that decide: one decision, a batch, the report about an operation, its fence.
extension OAServer {
    func decide(_ request: Request, _ context: OAContext) async throws -> Response {
        try request.requireJSON()
        let key = try request.idempotencyKey()
        let rev = try request.precondition()
        let task = TaskID(rawValue: try context.pathParameter("id"))
        let body = try await request.body(upTo: OAProfile.largestDecisionBody)
        try Self.check(try request.header("content-digest"), of: body)
        let decision = try JSONText.read(DecisionRequest.self, from: body)
        guard decision.opID == key, decision.task == task else {
            throw Problem.malformed("op_id must equal Idempotency-Key, and task must equal the path.")
        }
        try Self.check(decision)
        let answer = try await settle(decision, onRev: rev, by: try context.signedIn().name)
        return .stored(answer)
    }

    func decideBatch(_ request: Request, _ context: OAContext) async throws -> Response {
        let user = try context.signedIn().name
        let batch = try await request.json(DecisionBatch.self, upTo: OAProfile.largestBatchBody)
        guard !batch.decisions.isEmpty else { throw Problem.malformed("A batch needs a decision.") }
        guard batch.decisions.count <= DecisionBatch.largest else {
            throw Problem.tooLarge("A batch may have \(DecisionBatch.largest) decisions.")
        }
        var results: [String] = []
        for element in batch.decisions {
            results.append(try await result(of: element, by: user))
        }
        return .json("{\"results\":[" + results.joined(separator: ",") + "]}", status: 207)
    }

    func operation(_ context: OAContext) async throws -> Response {
        let id = try context.operationID()
        guard let report = try await database.report(on: id, to: try context.signedIn().name) else {
            throw Problem.notFound("This operation was never seen.")
        }
        return try .json(report)
    }

    func fence(_ context: OAContext) async throws -> Response {
        let id = try context.operationID()
        guard let report = try await database.fence(id, by: try context.signedIn().name) else {
            throw Problem.notFound("This operation is not yours.")
        }
        return try .json(report)
    }

    // MARK: - Parts

    private func settle(_ decision: DecisionRequest, onRev rev: String, by user: String) async throws
        -> StoredAnswer
    {
        let (answer, touched) = try await database.decide(decision, onRev: rev, by: user)
        hints.announce(touched)
        return answer
    }

    /// One element's answer. Whatever is wrong with it stays with it.
    private func result(of element: DecisionBatch.Element, by user: String) async throws -> String {
        let answer: StoredAnswer
        do {
            let (decision, rev) = try element.content.get()
            try Self.check(decision)
            answer = try await settle(decision, onRev: rev, by: user)
        } catch {
            guard let problem = error as? Problem else { throw error }
            answer = StoredAnswer(status: problem.status, body: try JSONText.of(problem))
        }
        let name = answer.status == 200 ? "receipt" : "problem"
        return "{\"op_id\":" + JSONValue.string(element.opID).canonical
            + ",\"status\":\(answer.status),\"\(name)\":" + answer.body + "}"
    }

    /// What the profile asks of every decision before the database sees it.
    private static func check(_ decision: DecisionRequest) throws(Problem) {
        try check(
            texts: [decision.task.rawValue, decision.target, decision.onBehalfOf], comment: decision.comment)
        guard decision.decision != nil else { throw incomplete }
    }

    /// The limits of the texts of a decision.
    static func check(texts names: [String], comment: String) throws(Problem) {
        guard comment.utf8.count <= OAProfile.largestComment else {
            throw .tooLarge("A comment may have \(OAProfile.largestComment) bytes.")
        }
        guard names.allSatisfy({ $0.utf8.count <= 200 }) else {
            throw .malformed("task, target and on_behalf_of may have 200 bytes.")
        }
        // SQLite ends a text at NUL: what is stored would not be what was sent.
        guard (names + [comment]).allSatisfy({ !$0.utf8.contains(0) }) else {
            throw .malformed("A text may not contain NUL.")
        }
    }

    /// A decision lacks what its action needs.
    static let incomplete = Problem.malformed(
        "reject, return and comment need a comment; return, transfer and addsign need a target.")

    /// Checks `Content-Digest` (RFC 9530) where it holds a SHA-256.
    static func check(_ header: String?, of body: Data) throws(Problem) {
        guard let header, header.lowercased().hasPrefix("sha-256=:"), header.hasSuffix(":") else { return }
        let text = String(header.dropFirst(9).dropLast())
        guard let bytes = Data(base64Encoded: text), Array(bytes) == ContentDigest(of: body).bytes else {
            throw .malformed("Content-Digest does not fit the body.")
        }
    }
}

/// The body of `POST /v1/decisions/batch`: elements that are read one by one, so that one that cannot be read does
/// not take the others with it.
struct DecisionBatch: Decodable {
    /// The most elements.
    static let largest = 100

    var decisions: [Element]

    /// A decision with the row version that it was made on, as `rev`.
    struct Element: Decodable {
        /// The operation's name as far as it could be read; empty otherwise.
        var opID: String
        var content: Result<(DecisionRequest, String), Problem>

        private enum CodingKeys: String, CodingKey {
            case opID = "op_id"
            case rev
        }

        init(from decoder: any Decoder) throws {
            let container = try? decoder.container(keyedBy: CodingKeys.self)
            let name = try? container?.decode(String.self, forKey: .opID)
            opID = name.flatMap { OperationID(rawValue: $0)?.rawValue } ?? ""
            do {
                guard let rev = try container?.decode(String.self, forKey: .rev) else {
                    throw Problem.malformed("The element is not an object.")
                }
                content = .success((try DecisionRequest(from: decoder), rev))
            } catch {
                content = .failure((error as? Problem) ?? .malformed("The element cannot be read."))
            }
        }
    }
}
