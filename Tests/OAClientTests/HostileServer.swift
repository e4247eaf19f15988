import Foundation
import Hummingbird
import HummingbirdCore
import Invoicing
import Logging
import NIOCore
import OAProfile
import Synchronization
import Testing

@testable import OAClient

/// A server on loopback that answers whatever a test wants, and remembers what it was asked.
final class HostileServer: Sendable {
    struct Asked: Sendable {
        var method: String
        var uri: String
        var headers: [String: String]
        var body: Data
    }

    typealias Answer = @Sendable (Asked) async throws -> Response

    private let asked = Mutex<[Asked]>([])

    var requests: [Asked] { asked.withLock { $0 } }

    /// Runs the server, gives its port to `body`, and takes it down afterwards.
    static func run<T: Sendable>(
        _ answer: @escaping Answer, server builder: HTTPServerBuilder = .http1(),
        _ body: @escaping @Sendable (Int, HostileServer) async throws -> T
    ) async throws -> T {
        let server = HostileServer()
        let (ports, portContinuation) = AsyncStream.makeStream(of: Int.self)
        var silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        silent.logLevel = .critical
        let app = Application(
            responder: CallbackResponder { (request: Request, _: BasicRequestContext) in
                var request = request
                let bytes = try await request.collectBody(upTo: 1 << 20)
                var headers: [String: String] = [:]
                for field in request.headers { headers[field.name.rawName.lowercased()] = field.value }
                let asked = Asked(
                    method: request.method.rawValue, uri: request.uri.string, headers: headers,
                    body: Data(bytes.readableBytesView))
                server.asked.withLock { $0.append(asked) }
                return try await answer(asked)
            },
            server: builder,
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { portContinuation.yield($0.localAddress?.port ?? 0) }, logger: silent)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await app.runService(gracefulShutdownSignals: []) }
            defer { group.cancelAll() }
            for await port in ports { return try await body(port, server) }
            throw CancellationError()
        }
    }
}

/// A connector to a server that answers as told.
func withConnector<T: Sendable>(
    limits: Transport.Limits = .quick, token: String = "secret-token", logger: Logger = .silent,
    answering answer: @escaping HostileServer.Answer,
    _ body: @escaping @Sendable (ProfileConnector, HostileServer) async throws -> T
) async throws -> T {
    try await HostileServer.run(answer) { port, server in
        let connector = try ProfileConnector(
            account: OAAccount(url: "http://127.0.0.1:\(port)", token: token, user: "zhang.wei"),
            limits: limits, world: Transport.World(now: { 784_111_777_000 }, environment: [:]), logger: logger
        )
        do {
            let value = try await body(connector, server)
            await connector.shutDown()
            return value
        } catch {
            await connector.shutDown()
            throw error
        }
    }
}

/// The error of a call, or nothing where it succeeded.
func failure<T>(of call: () async throws(OAError) -> T) async -> OAError? {
    do {
        _ = try await call()
        return nil
    } catch {
        return error
    }
}

extension Transport.Limits {
    /// Generous enough for a busy machine, short enough for a test.
    static var quick: Transport.Limits {
        var limits = Transport.Limits()
        limits.connect = .seconds(5)
        limits.whole = .seconds(20)
        return limits
    }
}

extension Logger {
    static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}

extension Response {
    static func text(
        _ text: String, type: String = "application/json", status: Int = 200, headers: [String: String] = [:]
    ) -> Response {
        var fields = HTTPFields()
        fields[.contentType] = type
        for (name, value) in headers {
            if let name = HTTPFields.Element.Name(name) { fields[name] = value }
        }
        return Response(
            status: .init(code: status), headers: fields, body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    static func json(_ value: some Encodable, type: String = "application/json", status: Int = 200) throws
        -> Response
    {
        text(String(decoding: try JSONEncoder().encode(value), as: UTF8.self), type: type, status: status)
    }

    static func problem(_ code: Problem.Code, _ status: Int, opID: String? = nil) throws -> Response {
        try json(
            Problem(code: code, status: status, title: "no", detail: "because", opID: opID),
            type: "application/problem+json", status: status)
    }
}

enum Sample {
    static let operation = OperationID(rawValue: "0190a000-0000-7000-8000-000000000001")
    static let otherOperation = OperationID(rawValue: "0190a000-0000-7000-8000-000000000002")
    static let portal = "<!DOCTYPE html><html><body>Please sign in</body></html>"

    static func request() throws -> DecisionRequest {
        DecisionRequest(
            opID: try #require(operation), task: TaskID(rawValue: "T-1"), round: 1,
            decision: .approve(comment: "同意"), seenDigest: ContentDigest(of: "seen"), onBehalfOf: "",
            recordedAt: 1)
    }

    static func receipt(of request: DecisionRequest) -> DecisionReceipt {
        DecisionReceipt(
            opID: request.opID, task: request.task, action: request.action, rev: "8", decisionID: "D-1",
            decidedAt: 2, actor: "zhang.wei", seenDigest: request.seenDigest, next: "", receipt: "proof")
    }

    static let session = SessionDocument(
        user: "zhang.wei", displayName: "张伟", environment: "TEST", delegations: [], epoch: "e1",
        serverTime: 1,
        capabilities: .init(level: 3, batchMax: 1, features: []))
}
