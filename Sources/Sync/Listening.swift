import Invoicing
import Logging
import OAClient
import OAProfile
import Store
import Synchronization

/// The OA's event stream, as far as the schedule knows it: whether one is open, and when the next may be.
struct Listening {
    /// The stream that is open or being opened.
    var stream: Task<Void, Never>?
    /// Before this time none is opened (milliseconds since 1970).
    var notBefore: Int64 = 0
    /// How many in a row told nothing, not even that they are open.
    private(set) var failures = 0

    /// A stream that was open this long, in milliseconds, is no failure: something on the way limits their length.
    static let longEnough: Int64 = 20_000
    /// How long to do without where the OA has no such stream: somebody may install it.
    static let absent: Int64 = 3_600_000

    /// A stream ended; the next is opened after a growing wait with full jitter.
    /// - Parameters:
    ///   - error: why; nothing where the OA ended it.
    ///   - openFor: how long it was open, in milliseconds.
    mutating func ended(
        with error: OAError?, openFor: Int64, at now: Int64, using random: inout some RandomNumberGenerator
    ) {
        stream = nil
        failures = openFor >= Self.longEnough ? 0 : failures + 1
        let delay = Backoff.delay(
            afterAttempts: failures, retryAfter: error?.retryAfter, using: &random)
        notBefore =
            now + (error.map(\.saysThereAreNoEvents) == true ? Self.absent : max(delay, Self.shortest))
    }

    /// The shortest time between two streams, in milliseconds: where they end at once, this is all that protects the OA.
    private static let shortest: Int64 = 500
}

extension OAError {
    /// Whether the answer means that no event stream is there to be had.
    fileprivate var saysThereAreNoEvents: Bool {
        switch self {
        case .problem(let problem): [403, 404, 405, 406, 410, 501].contains(problem.status)
        case .notAnOA(_, let cause):
            [.notEvents, .unexpectedStatus, .encoded].contains(Cause(rawValue: cause))
        case .busy(_, let status, _): status == 501
        default: false
        }
    }
}

/// The last hint that was heard, kept where the stream can leave it without waiting for the synchroniser.
final class HintBox: Sendable {
    private let state = Mutex((isOpen: false, cursor: String?.none))

    /// Whether a stream is open.
    var isOpen: Bool { state.withLock { $0.isOpen } }
    /// The cursor that the feed was last said to have reached; nothing when that was looked at.
    var cursor: String? { state.withLock { $0.cursor } }

    /// Keeps a hint. Returns whether it is news.
    func keep(_ hint: ChangeHint) -> Bool {
        state.withLock { state in
            switch hint {
            case .opened:
                defer { state.isOpen = true }
                return !state.isOpen
            case .changed(let cursor):
                defer { state.cursor = cursor }
                return state.cursor != cursor
            }
        }
    }

    /// The hint is looked at from now on: what comes later is another one.
    func clear() { state.withLock { $0.cursor = nil } }

    /// No stream is open any more.
    func close() { state.withLock { $0.isOpen = false } }
}

extension Synchronizer {
    /// Opens the event stream where the OA has one, none is open and it is time.
    func listenIfDue() {
        guard listening.stream == nil, health.connection == .online, world.now() >= listening.notBefore,
            let session, session.capabilities.features.contains(OAFeature.events)
        else { return }
        let cursor = (try? mirror.syncState())?.cursor
        let began = world.now()
        listening.stream = Task { [connector, hints] in
            var failure: OAError?
            do throws(OAError) {
                try await connector.listen(after: cursor) { [weak self] hint in
                    if hints.keep(hint) { Task { await self?.hear() } }
                }
            } catch {
                failure = error
            }
            streamEnded(with: failure, began: began)
        }
    }

    private func streamEnded(with error: OAError?, began: Int64) {
        let openFor = hints.isOpen ? world.now() - began : 0
        hints.close()
        var generator = world.generator
        listening.ended(with: error, openFor: openFor, at: world.now(), using: &generator)
        hear()
    }

    /// Ends the event stream; without an answer to questions there is nothing to be hinted at.
    func stopListening() async {
        guard let stream = listening.stream else { return }
        stream.cancel()
        await stream.value
    }

    /// When a hint wants a look at the OA; nothing when none does. A hint of the cursor that the mirror has wants none.
    func hintedLook() -> Int64? {
        guard let hinted = hints.cursor else { return nil }
        if (try? mirror.syncState())?.cursor == hinted {
            hints.clear()
            return nil
        }
        return lookedAt + Schedule.betweenHints
    }

    private func hear() {
        health.isListening = hints.isOpen
        announceHealth()
        sleeper?.cancel()
    }
}
