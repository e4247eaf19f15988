import AsyncHTTPClient
import Foundation
import Invoicing
import Logging
import NIOCore
import OAProfile
import ReferenceOA
import Testing

/// An answer over real HTTP.
struct Answer {
    var status: Int
    var headers: [String: String]
    var body: Data

    var text: String { String(decoding: body, as: UTF8.self) }
    var mediaType: String { headers["content-type"] ?? "" }

    func decoded<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: body)
    }

    /// The problem, which must come with the profile's media type and its own status.
    func problem() throws -> Problem {
        let problem = try decoded(Problem.self)
        #expect(mediaType == OAProfile.problemMediaType)
        #expect(problem.status == status)
        return problem
    }
}

/// A reference OA that listens on a free port, and one HTTP client.
struct RunningServer {
    let server: ReferenceServer
    let port: Int

    /// The token of a user.
    func token(_ user: String) throws -> String { try server.issueToken(to: user) }

    func send(
        _ method: String, _ path: String, as token: String? = nil, headers: [String: String] = [:],
        body: Data? = nil
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
        request.method = .init(rawValue: method)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let bytes = try await response.body.collect(upTo: 64 << 20)
        let fields = response.headers.map { ($0.name.lowercased(), $0.value) }
        return Answer(
            status: Int(response.status.code), headers: Dictionary(fields) { $0 + ", " + $1 },
            body: Data(bytes.readableBytesView))
    }

    func get(_ path: String, as token: String? = nil, headers: [String: String] = [:]) async throws -> Answer
    {
        try await send("GET", path, as: token, headers: headers)
    }

    func task(_ id: TaskID, as token: String) async throws -> TaskDocument {
        let answer = try await get("/v1/tasks/\(id.rawValue)", as: token)
        #expect(answer.status == 200)
        return try answer.decoded(TaskDocument.self)
    }

    /// The user's tasks, by all pages of a snapshot.
    func tasks(as token: String) async throws -> [TaskDocument] {
        try await snapshot(as: token).items.values.sorted { $0.task.id.rawValue < $1.task.id.rawValue }
    }

    /// The user's one open task.
    func openTask(as token: String) async throws -> TaskDocument {
        let open = try await tasks(as: token).filter { $0.task.status.isOpen }
        #expect(open.count == 1)
        return try #require(open.first)
    }

    func decide(
        _ request: DecisionRequest, onRev rev: String, as token: String,
        changing headers: [String: String?] = [:]
    ) async throws -> Answer {
        var all: [String: String?] = [
            "Idempotency-Key": "\"\(request.opID.rawValue)\"", "If-Match": "\"\(rev)\"",
            "Content-Type": "application/json",
        ]
        all.merge(headers) { $1 }
        return try await send(
            "POST", "/v1/tasks/\(request.task.rawValue)/decisions", as: token,
            headers: all.compactMapValues { $0 }, body: try JSONEncoder().encode(request))
    }

    /// A user's view: tasks by id, with the position behind it.
    struct View: Equatable {
        var epoch: String
        var cursor: String
        var items: [TaskID: TaskDocument]

        mutating func apply(_ item: ChangeItem) {
            switch item.content {
            case .upsert(let document): items[item.id] = document
            case .gone: items[item.id] = nil
            case .unreadable(let cause): Issue.record("unreadable change: \(cause)")
            }
        }
    }

    func snapshot(as token: String) async throws -> View {
        var page = try await get("/v1/snapshot", as: token).decoded(SnapshotPage.self)
        var view = View(epoch: page.epoch, cursor: page.cursor, items: [:])
        for item in page.items { view.apply(item) }
        while let next = page.nextPage {
            page = try await get("/v1/snapshot?page=\(next)", as: token).decoded(SnapshotPage.self)
            #expect(page.cursor == view.cursor)
            for item in page.items { view.apply(item) }
        }
        return view
    }

    /// Pulls until there is nothing more.
    func pull(_ view: inout View, as token: String, limit: Int = 500) async throws {
        while true {
            let answer = try await get(
                "/v1/changes?since=\(view.cursor)&epoch=\(view.epoch)&limit=\(limit)", as: token)
            #expect(answer.status == 200)
            let page = try answer.decoded(ChangesPage.self)
            for item in page.items { view.apply(item) }
            view.cursor = page.newCursor
            if !page.hasMore { return }
        }
    }
}

/// Makes an operation's name.
func newOperation() -> OperationID {
    var random = SystemRandomNumberGenerator()
    return OperationID(milliseconds: 1_780_000_000_000, using: &random)
}

/// A decision about a task as it was read.
func request(_ decision: Decision, on document: TaskDocument, op: OperationID = newOperation())
    -> DecisionRequest
{
    DecisionRequest(
        opID: op, task: document.task.id, round: document.task.round, decision: decision,
        seenDigest: document.decisionDigest, onBehalfOf: "", recordedAt: 1_780_000_000_000)
}

/// A folder of its own, removed afterwards.
func withFolder<Value>(_ body: (URL) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("countersign-oa-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
}

func options(_ folder: URL, level: CapabilityLevel = .full, faults: FaultPlan = .none)
    -> ReferenceServer.Options
{
    ReferenceServer.Options(port: 0, folder: folder, level: level, faults: faults, now: { 1_785_000_000_000 })
}

/// Runs a server on a folder while `body` talks to it.
func withServer<Value: Sendable>(
    in folder: URL, claims: [SampleDocument] = [HandmadeClaims.claim(1)], level: CapabilityLevel = .full,
    faults: FaultPlan = .none, _ body: (RunningServer) async throws -> Value
) async throws -> Value {
    let server = try ReferenceServer(
        options: options(folder, level: level, faults: faults),
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    ) { claims }
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    let running = Task {
        defer { continuation.finish() }
        try await server.run { continuation.yield($0) }
    }
    var iterator = ports.makeAsyncIterator()
    guard let port = await iterator.next() else {
        try await running.value
        throw CancellationError()
    }
    let result: Result<Value, any Error>
    do {
        result = .success(try await body(RunningServer(server: server, port: port)))
    } catch {
        result = .failure(error)
    }
    running.cancel()
    try await running.value
    return try result.get()
}

/// Runs a server on a folder of its own.
func withServer<Value: Sendable>(
    claims: [SampleDocument] = [HandmadeClaims.claim(1)], level: CapabilityLevel = .full,
    faults: FaultPlan = .none, _ body: (RunningServer) async throws -> Value
) async throws -> Value {
    try await withFolder { folder in
        try await withServer(in: folder, claims: claims, level: level, faults: faults, body)
    }
}
