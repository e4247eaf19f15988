import Foundation
import Invoicing
import Logging
import OAProfile

// Profile v1 over HTTP: the connector, and the reader that tells its answers from everything else that may answer.
// In: questions as values. Out: documents of the profile, or an `OAError`.
// Nothing is believed because of a status alone: media type, form and identity of the answer must fit.

/// Speaks profile v1 over HTTP.
public final class ProfileConnector: OAConnector {
    let transport: Transport

    /// The OA's host, with its port where one is given.
    public var name: String { host }

    private var host: String { transport.address.host }

    /// Opens a client; `shutDown` must be called at the end.
    /// - Throws: ``OAError/misconfigured(_:)`` for an address that is none, or a CA file that cannot be read.
    public convenience init(account: OAAccount, logger: Logger) throws(OAError) {
        try self.init(account: account, limits: Transport.Limits(), world: Transport.World(), logger: logger)
    }

    /// Opens a client with limits and a world of its own, for tests.
    init(account: OAAccount, limits: Transport.Limits, world: Transport.World, logger: Logger) throws(OAError)
    {
        transport = try Transport(
            address: try OAAddress(account.url), token: account.token, caFile: account.caFile,
            settings: account.connection, limits: limits, world: world, logger: logger)
    }

    /// Signs in as the sample user of a reference OA (`POST /v1/demo/login`). Loopback addresses only.
    public static func signInToDemo(url: String, logger: Logger) async throws(OAError) -> OAAccount {
        let address = try OAAddress(url)
        guard address.isLoopback else { throw .misconfigured(url, .notLoopback) }
        let transport = try Transport(
            address: address, token: "", caFile: "", limits: Transport.Limits(), world: Transport.World(),
            logger: logger)
        let result: Result<DemoLogin, OAError>
        do {
            let request = Transport.Request(
                method: .POST, path: ["demo", "login"], body: Data("{}".utf8),
                limit: transport.limits.document)
            let answer = try await transport.exchange(request)
            result = .success(
                try AnswerReader(host: address.host).document(DemoLogin.self, from: answer))
        } catch {
            result = .failure(error)
        }
        await transport.shutDown()
        let login = try result.get()
        return OAAccount(url: address.base, token: login.token, user: login.user)
    }

    private struct DemoLogin: Decodable {
        var token: String
        var user: String
    }

    /// Closes all connections.
    public func shutDown() async { await transport.shutDown() }

    /// Who is signed in, and what the OA can do.
    public func session() async throws(OAError) -> SessionDocument {
        try await get(["session"], limit: transport.limits.document)
    }

    /// One page of changes, or the word that only a snapshot helps.
    public func changes(since cursor: String, epoch: String, limit: Int) async throws(OAError)
        -> ChangesAnswer
    {
        let answer = try await transport.exchange(
            Transport.Request(
                path: ["changes"],
                query: [("since", cursor), ("epoch", epoch), ("limit", String(limit))],
                limit: transport.limits.page))
        if answer.status == 410, case .problem(let problem) = reader.failure(of: answer) {
            return .snapshotNeeded(problem.code)
        }
        let page = try reader.document(ChangesPage.self, from: answer)
        // A page of another place in the feed, from a cache in between, would leave a gap.
        guard page.oldCursor == cursor else { throw .notAnOA(host, .otherCursor) }
        return .page(page)
    }

    /// One page of a snapshot; nothing asks for the first.
    public func snapshot(page: String?) async throws(OAError) -> SnapshotPage {
        try await get(
            ["snapshot"], query: page.map { [("page", $0)] } ?? [], limit: transport.limits.page)
    }

    /// A task as it is now; nothing when it is gone or not ours.
    public func task(_ id: TaskID) async throws(OAError) -> TaskDocument? {
        let answer = try await transport.exchange(
            Transport.Request(path: ["tasks", id.rawValue], limit: transport.limits.task))
        if [403, 404, 410].contains(answer.status), case .problem = reader.failure(of: answer) { return nil }
        let document = try reader.document(TaskDocument.self, from: answer)
        guard document.task.id == id else { throw .notAnOA(host, .unreadable) }
        return document
    }

    /// Delivers a decision once.
    public func deliver(_ request: DecisionRequest, onRev rev: String) async -> DeliveryAnswer {
        do {
            return try await decide(
                request.task, body: request, onRev: rev,
                headers: [("Idempotency-Key", "\"\(request.opID.rawValue)\"")])
        } catch {
            return .nothing(cause: error.explanation.en)
        }
    }

    /// Sends a body to a task's decisions, on a row version where there is one.
    func decide(
        _ task: TaskID, body: some Encodable, onRev rev: String?, headers: [(String, String)] = []
    ) async throws(OAError) -> DeliveryAnswer {
        var headers = headers
        if let rev { headers.append(("If-Match", try Self.quoted(rev))) }
        return Self.delivery(
            try await transport.exchange(
                Transport.Request(
                    method: .POST, path: ["tasks", task.rawValue, "decisions"], headers: headers,
                    body: try Self.body(of: body), limit: transport.limits.document)))
    }

    /// Delivers several decisions in one request (`POST /v1/decisions/batch`), each once and for itself.
    public func deliver(batch: [BatchRequest.Element]) async -> BatchAnswer {
        do {
            let answer = try await transport.exchange(
                Transport.Request(
                    method: .POST, path: ["decisions", "batch"], body: try Self.body(of: BatchRequest(batch)),
                    limit: transport.limits.document * max(1, batch.count)))
            return BatchAnswer(answer: Self.delivery(answer), to: batch)
        } catch {
            return BatchAnswer(answer: .nothing(cause: error.explanation.en), to: batch)
        }
    }

    /// A body that we cannot read is judged as the absence of a receipt, never as the status alone.
    private static func delivery(_ answer: Transport.Exchange) -> DeliveryAnswer {
        let isPlain = answer.contentEncoding.isEmpty || answer.contentEncoding == "identity"
        return .answer(
            status: answer.status, contentType: answer.contentType, body: isPlain ? answer.body : Data(),
            retryAfter: answer.retryAfter)
    }

    /// What the OA knows of an operation; nothing when it has never seen it.
    public func report(on operation: OperationID) async throws(OAError) -> OperationReport? {
        let answer = try await transport.exchange(
            Transport.Request(path: ["ops", operation.rawValue], limit: transport.limits.document))
        // "Never seen" is believed only from the OA itself: the 404 of a proxy would make us doubt an applied decision.
        if answer.status == 404, case .problem(let problem) = reader.failure(of: answer),
            problem.code == .notFound
        {
            return nil
        }
        return try report(on: operation, from: answer)
    }

    /// Makes sure that an operation can never apply any more, or learns that it did.
    public func fence(_ operation: OperationID) async throws(OAError) -> OperationReport {
        let answer = try await transport.exchange(
            Transport.Request(
                method: .DELETE, path: ["ops", operation.rawValue], limit: transport.limits.document))
        return try report(on: operation, from: answer)
    }

    /// The bytes of an attachment, checked against their name.
    public func blob(_ sha256: String) async throws(OAError) -> Data {
        guard let digest = ContentDigest(hex: sha256) else { throw .notAnOA(host, .wrongBytes) }
        let answer = try await transport.exchange(
            Transport.Request(path: ["blobs", digest.hex], limit: transport.limits.blob, isFile: true))
        guard answer.status == 200 else { throw reader.failure(of: answer) }
        guard ContentDigest(of: answer.body) == digest else { throw .notAnOA(host, .wrongBytes) }
        return answer.body
    }

    /// One page of the people to whom work can be handed; nothing asks for the first.
    public func people(page: String?) async throws(OAError) -> PeoplePage {
        try await get(["users"], query: page.map { [("page", $0)] } ?? [], limit: transport.limits.document)
    }

    /// What the OA shows to the user, in digests (`GET /v1/inventory`).
    public func inventory() async throws(OAError) -> Inventory {
        let inventory: Inventory = try await get(["inventory"], limit: transport.limits.document)
        guard inventory.buckets.count == Inventory.bucketCount else { throw .notAnOA(host, .unreadable) }
        return inventory
    }

    /// What the OA shows to the user in one bucket of its inventory.
    public func inventory(ofBucket bucket: Int) async throws(OAError) -> InventoryBucket {
        let found: InventoryBucket = try await get(
            ["inventory"], query: [("bucket", String(bucket))], limit: transport.limits.page)
        guard found.bucket == bucket else { throw .notAnOA(host, .unreadable) }
        return found
    }

    /// Hands the OA a checkpoint of the user's audit log (`PUT /v1/audit/checkpoints/{size}`).
    public func anchor(size: Int, root: ContentDigest, note: String, proof: [ContentDigest])
        async throws(OAError)
    {
        let answer = try await transport.exchange(
            Transport.Request(
                method: .PUT, path: ["audit", "checkpoints", String(size)],
                body: try Self.body(of: CheckpointNote(root: root, note: note, proof: proof)),
                limit: transport.limits.document))
        let stored = try reader.document(StoredCheckpoint.self, from: answer)
        guard stored.size == size, stored.root == root else { throw .notAnOA(host, .unreadable) }
    }

    /// What a source said of the invoice of a task (`GET /v1/verifications/{id}`).
    public func verification(of task: TaskID) async throws(OAError) -> VerificationDocument? {
        let answer = try await transport.exchange(
            Transport.Request(path: ["verifications", task.rawValue], limit: transport.limits.document))
        if answer.status == 404, case .problem(let problem) = reader.failure(of: answer),
            problem.code == .notFound
        {
            return nil
        }
        return try reader.document(VerificationDocument.self, from: answer)
    }

    private struct CheckpointNote: Encodable {
        var root: ContentDigest
        var note: String
        var proof: [ContentDigest]
    }

    private struct StoredCheckpoint: Decodable {
        var size: Int
        var root: ContentDigest
    }

    var reader: AnswerReader { AnswerReader(host: host) }

    private func get<Document: Decodable>(
        _ path: [String], query: [(String, String)] = [], limit: Int
    ) async throws(OAError) -> Document {
        let answer = try await transport.exchange(Transport.Request(path: path, query: query, limit: limit))
        return try reader.document(Document.self, from: answer)
    }

    private func report(on operation: OperationID, from answer: Transport.Exchange) throws(OAError)
        -> OperationReport
    {
        let report = try reader.document(OperationReport.self, from: answer)
        guard report.opID == operation else { throw .notAnOA(host, .otherOperation) }
        return report
    }

    /// An entity tag of RFC 9110: quoted, without the characters that would end it.
    private static func quoted(_ rev: String) throws(OAError) -> String {
        let isPossible = rev.utf8.allSatisfy { $0 == 0x21 || (0x23...0x7E).contains($0) }
        guard isPossible else { throw .notAnOA(host: "", cause: OAError.Cause.unreadable.rawValue) }
        return "\"\(rev)\""
    }

    private static func body(of request: some Encodable) throws(OAError) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return try encoder.encode(request)
        } catch {
            throw .notAnOA(host: "", cause: OAError.Cause.unreadable.rawValue)
        }
    }
}
