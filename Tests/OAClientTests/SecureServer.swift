import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOSSL
import Synchronization
import Testing

@testable import OAClient

/// A server with TLS that answers every question with a session.
func withSecureServer<T: Sendable>(
    _ configuration: TLSConfiguration, _ body: @escaping @Sendable (Int, HostileServer) async throws -> T
) async throws -> T {
    try await HostileServer.run(
        { _ in try .json(Sample.session) }, server: .tls(tlsConfiguration: configuration), body)
}

func withSecureServer<T: Sendable>(
    _ identity: TestAuthority.Identity,
    _ body: @escaping @Sendable (Int, HostileServer) async throws -> T
) async throws -> T {
    try await withSecureServer(try identity.serverConfiguration(), body)
}

/// What a question for the session fails with; nothing where it is answered.
func failure(
    at account: OAAccount, limits: Transport.Limits = .quick, environment: [String: String] = [:],
    logger: Logger = .silent
) async throws -> OAError? {
    let connector = try ProfileConnector(
        account: account, limits: limits, world: Transport.World(environment: environment), logger: logger)
    let error = await failure(of: connector.session)
    await connector.shutDown()
    return error
}

/// Everything that a transport logs, as lines of text.
final class TransportLog: Sendable {
    private let kept = Mutex<[String]>([])

    var lines: [String] { kept.withLock { $0 } }
    var text: String { lines.joined(separator: "\n") }
    var logger: Logger {
        var logger = Logger(label: "test") { _ in Handler(log: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let log: TransportLog
        var logLevel = Logger.Level.trace
        var metadata = Logger.Metadata()
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        init(log: TransportLog) { self.log = log }

        func log(event: LogEvent) {
            let metadata = (event.metadata ?? [:]).map { "\($0.key)=\($0.value)" }.sorted()
            log.kept.withLock { $0.append("\(event.message) " + metadata.joined(separator: " ")) }
        }
    }
}

extension Result where Failure == any Error {
    /// Takes the outcome of asynchronous work.
    init(_ work: () async throws -> Success) async {
        do {
            self = .success(try await work())
        } catch {
            self = .failure(error)
        }
    }
}
