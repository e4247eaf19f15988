import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Synchronization

extension Transport {
    /// An answer that has no end: its head is looked at, then its bytes are taken as they come, until the server ends it or
    /// falls silent for longer than ``Limits/silence``.
    /// - Parameters:
    ///   - begin: looks at the head (with its body where the status is not 200), and makes the state that `take` goes on
    ///     with.
    ///   - take: takes the next bytes.
    /// - Throws: ``OAError``; what `take` throws is told as ``OAError/tooLarge(host:limit:)``.
    func stream<State: Sendable>(
        _ request: Request, begin: @escaping @Sendable (Exchange) throws(OAError) -> State,
        take: @escaping @Sendable (inout State, ByteBuffer) throws(EventStreamParser.TooLarge) -> Void
    ) async throws(OAError) {
        let (outgoing, metadata) = outgoing(request)
        let heard = LastHeard()
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { [self] in
                    let response = try await open(outgoing)
                    heard.now()
                    var head = head(of: response)
                    if head.status != 200 { head.body = try await Self.read(response, limit: request.limit) }
                    var state = try begin(head)
                    for try await buffer in response.body {
                        heard.now()
                        try take(&state, buffer)
                    }
                }
                group.addTask { [limits] in
                    while true {
                        let end = heard.at + limits.silence
                        guard ContinuousClock.now < end else { throw TransportFailure.timeOut }
                        try await Task.sleep(until: end, clock: .continuous)
                    }
                }
                defer { group.cancelAll() }
                try await group.next()
            }
            logger.debug("event stream ended", metadata: metadata)
        } catch {
            let failure =
                if let error = error as? EventStreamParser.TooLarge {
                    OAError.tooLarge(host: address.host, limit: error.limit)
                } else {
                    TransportFailure.error(from: error, host: address.host)
                }
            logger.debug(
                "event stream broke off",
                metadata: metadata.merging(["error.message": "\(failure.explanation.en)"]) { $1 })
            throw failure
        }
    }
}

/// When something was heard last.
private final class LastHeard: Sendable {
    private let time = Mutex(ContinuousClock.now)

    var at: ContinuousClock.Instant { time.withLock { $0 } }

    func now() { time.withLock { $0 = ContinuousClock.now } }
}
