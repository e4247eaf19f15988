import AsyncHTTPClient
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import OAProfile

// One exchange of bytes with one host: address, proxy, trust, limits of time and size, and what can go wrong.
// In: method, path, headers, body. Out: status, media type, body, or an `OAError` in words for people.
// Every request carries an id that stands in the log too; tokens, bodies and queries never do.

/// One HTTP client towards one OA, with limits on time and size around every exchange. It knows bytes and headers, not
/// what they mean. Redirects are never followed: a 3xx is an answer like any other. Bodies are never decompressed.
final class Transport: Sendable {
    /// Limits of every exchange.
    struct Limits: Sendable {
        /// To a connection, TLS included.
        var connect: Duration = .seconds(5)
        /// For the whole exchange, from asking for a connection to the last byte of the body.
        var whole: Duration = .seconds(30)
        /// For the whole exchange where the body is a file.
        var file: Duration = .seconds(300)
        /// Between two pieces of an answer; on an event stream the OA gives a sign of life every 30 s.
        var silence: Duration = .seconds(75)
        /// Bytes of a session, a task, a report or an answer to a decision.
        var document = OAProfile.largestDecisionBody
        /// Bytes of one task: an invoice may have thousands of lines.
        var task = 8 << 20
        /// Bytes of one page of changes or of a snapshot.
        var page = 32 << 20
        /// Bytes of an attachment.
        var blob = 256 << 20
    }

    /// What is sent.
    struct Request: Sendable {
        var method: HTTPMethod = .GET
        var path: [String]
        var query: [(String, String)] = []
        var headers: [(String, String)] = []
        var body: Data?
        /// The largest answer that is read, in bytes.
        var limit: Int
        /// Whether the answer is a file, which may take longer.
        var isFile = false
    }

    /// A complete answer.
    struct Exchange: Sendable {
        var status: Int
        /// The version of HTTP, as `1.1` or `2`.
        var version: String
        /// Lower case, as far as it was given.
        var contentType: String
        /// Lower case; the body is empty where it names a compression.
        var contentEncoding: String
        /// Seconds; nothing where the header is missing or neither a number nor a date.
        var retryAfter: Int?
        var body: Data
    }

    /// Chance and time, and what the process was told from outside.
    struct World: Sendable {
        /// Milliseconds since 1970, for dates in `Retry-After`.
        var now: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1_000) }
        /// For request ids.
        var random: @Sendable () -> UInt64 = { UInt64.random(in: 0...UInt64.max) }
        /// Proxy and certificate variables.
        var environment: [String: String] = ProcessInfo.processInfo.environment
    }

    let address: OAAddress
    let limits: Limits
    private let token: String
    private let client: HTTPClient
    private let hasProxy: Bool
    private let world: World
    let logger: Logger

    init(
        address: OAAddress, token: String, caFile: String,
        settings: ConnectionSettings = ConnectionSettings(),
        limits: Limits, world: World, logger: Logger
    ) throws(OAError) {
        // A line break in a header would be a second header.
        guard token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .misconfigured(address.host, .token)
        }
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: TimeAmount(limits.connect), read: TimeAmount(limits.silence)),
            decompression: .disabled)
        configuration.httpVersion = settings.allowsHTTP2 ? .automatic : .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.tlsConfiguration = try TLSTrust.configuration(
            caFile: caFile, settings: settings, environment: world.environment)
        let proxy = try ProxySettings.choice(
            for: address, configured: settings.proxy, environment: world.environment)
        configuration.proxy = proxy?.proxy
        hasProxy = proxy != nil
        self.address = address
        self.token = token
        self.limits = limits
        self.world = world
        self.logger = logger
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    deinit {
        // A client that was forgotten must not bring the program down; one that was shut down only says so.
        client.shutdown { _ in }
    }

    func shutDown() async {
        // The only possible failure is that it was shut down before.
        try? await client.shutdown()
    }

    /// One exchange.
    /// - Throws: ``OAError/unreachable(host:cause:)``, ``OAError/notAnOA(host:cause:)`` or
    ///   ``OAError/tooLarge(host:limit:)``; a status is never an error here.
    func exchange(_ request: Request) async throws(OAError) -> Exchange {
        var (outgoing, metadata) = outgoing(request)
        let started = ContinuousClock.now
        func elapsed() -> Int64 { (ContinuousClock.now - started).milliseconds }
        do {
            let exchange = try await receive(outgoing, request: request)
            metadata["http.response.status_code"] = "\(exchange.status)"
            metadata["http.version"] = "\(exchange.version)"
            metadata["duration_ms"] = "\(elapsed())"
            // Each request that changes something can be found at the OA by its id, and each that was refused; the
            // questions of a day are too many.
            let level: Logger.Level = request.method == .GET && exchange.status < 400 ? .debug : .info
            logger.log(level: level, "OA answered", metadata: metadata)
            return exchange
        } catch {
            let failure = await explain(error)
            metadata["duration_ms"] = "\(elapsed())"
            metadata["error.message"] = "\(failure.explanation.en)"
            metadata["error.type"] = "\(type(of: error))"
            logger.info("OA gave no answer", metadata: metadata)
            throw failure
        }
    }

    /// Any error of an exchange as one that helps: whose certificate is wrong and how, and whether it was the proxy.
    private func explain(_ error: any Error) async -> OAError {
        let failure = TransportFailure.error(from: error, host: address.host)
        guard case .unreachable(let host, let cause) = failure else { return failure }
        switch OAError.Cause(rawValue: cause) {
        case .certificate where !hasProxy:
            return .unreachable(
                host,
                await CertificateProbe.cause(of: address, now: world.now(), within: limits.connect))
        // Through a proxy it is the proxy that resolves the OA's name and connects to it.
        case .refused where hasProxy, .nameNotFound where hasProxy, .noRoute where hasProxy,
            .connectTimeOut where hasProxy:
            return .unreachable(host, .proxyAway)
        default: return failure
        }
    }

    /// A request as it leaves, and what the log may know of it.
    func outgoing(_ request: Request) -> (HTTPClientRequest, Logger.Metadata) {
        let (url, path) = address.url(request.path, query: request.query)
        let requestID = String(world.random(), radix: 16)
        var outgoing = HTTPClientRequest(url: url)
        outgoing.method = request.method
        outgoing.headers.add(name: "User-Agent", value: "countersign/\(ClientVersion.text)")
        outgoing.headers.add(name: "X-Request-ID", value: requestID)
        outgoing.headers.add(
            name: "Accept",
            value: request.isFile ? "*/*" : "\(OAProfile.jsonMediaType), \(OAProfile.problemMediaType)")
        if !token.isEmpty { outgoing.headers.add(name: "Authorization", value: "Bearer \(token)") }
        for (name, value) in request.headers { outgoing.headers.replaceOrAdd(name: name, value: value) }
        if let body = request.body {
            outgoing.headers.add(name: "Content-Type", value: OAProfile.jsonMediaType)
            outgoing.headers.add(name: "Content-Digest", value: Self.contentDigest(of: body))
            outgoing.body = .bytes(ByteBuffer(bytes: body))
        }

        let metadata: Logger.Metadata = [
            "http.request.method": "\(request.method.rawValue)", "url.path": "\(path)",
            "http.request.id": "\(requestID)",
        ]
        return (outgoing, metadata)
    }

    /// Sends a request and waits for the head of the answer.
    func open(_ outgoing: HTTPClientRequest) async throws -> HTTPClientResponse {
        try await client.execute(outgoing, timeout: TimeAmount(limits.whole))
    }

    /// The head of an answer, without its body.
    func head(of response: HTTPClientResponse) -> Exchange {
        let headers = response.headers
        let version = response.version
        return Exchange(
            status: Int(response.status.code),
            version: version.major > 1 ? "\(version.major)" : "\(version.major).\(version.minor)",
            contentType: (headers.first(name: "Content-Type") ?? "").lowercased(),
            contentEncoding: (headers.first(name: "Content-Encoding") ?? "").lowercased(),
            retryAfter: headers.first(name: "Retry-After").flatMap {
                RetryAfter.seconds($0, sentAt: headers.first(name: "Date"), now: world.now())
            },
            body: Data())
    }

    /// The library's own time-out ends at the response head, so the whole exchange runs against a clock of its own.
    private func receive(_ outgoing: HTTPClientRequest, request: Request) async throws -> Exchange {
        let whole = request.isFile ? limits.file : limits.whole
        return try await withThrowingTaskGroup(of: Exchange?.self) { group in
            group.addTask { [client, self] in
                let response = try await client.execute(outgoing, timeout: TimeAmount(whole))
                var exchange = head(of: response)
                // What is compressed although nobody asked for it is never unpacked, so it need not be read either.
                let isPlain = ["", "identity"].contains(exchange.contentEncoding)
                if isPlain { exchange.body = try await Self.read(response, limit: request.limit) }
                return exchange
            }
            group.addTask {
                try await Task.sleep(for: whole)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let exchange = first else {
                throw TransportFailure.timeOut
            }
            return exchange
        }
    }

    static func read(_ response: HTTPClientResponse, limit: Int) async throws -> Data {
        if let length = response.headers.first(name: "Content-Length").flatMap({ Int($0) }), length > limit {
            throw TransportFailure.tooLarge(limit: limit)
        }
        var data = Data()
        for try await buffer in response.body {
            guard data.count + buffer.readableBytes <= limit else {
                throw TransportFailure.tooLarge(limit: limit)
            }
            data.append(contentsOf: buffer.readableBytesView)
        }
        return data
    }

    /// `Content-Digest` of RFC 9530 with SHA-256, so that a body changed on its way is noticed.
    private static func contentDigest(of body: Data) -> String {
        "sha-256=:\(Data(ContentDigest(of: body).bytes).base64EncodedString()):"
    }
}

/// The version that the client names itself by.
enum ClientVersion {
    static let text = "0.1.0"
}

extension TimeAmount {
    /// A duration as the network library writes it, to the millisecond.
    init(_ duration: Duration) {
        self = .milliseconds(duration.milliseconds)
    }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}
