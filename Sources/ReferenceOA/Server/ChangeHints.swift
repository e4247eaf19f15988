import Synchronization

/// Tells open event streams that a user's feed has grown. A hint may be lost or repeated; the feed is the truth.
final class ChangeHints: Sendable {
    /// One open event stream.
    final class Listener: Sendable {
        /// Fires when there is something to send: a cursor, or a sign of life.
        let wakeUps: AsyncStream<Void>
        fileprivate let user: String
        fileprivate let continuation: AsyncStream<Void>.Continuation
        private let cursor = Mutex<Int64?>(nil)

        fileprivate init(user: String) {
            self.user = user
            (wakeUps, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        }

        /// The cursor that the feed reached since the last time, if it moved.
        func takeCursor() -> Int64? {
            cursor.withLock { cursor in
                defer { cursor = nil }
                return cursor
            }
        }

        /// Says that the feed reached a cursor.
        func reach(_ reached: Int64) {
            cursor.withLock { $0 = max($0 ?? 0, reached) }
            continuation.yield()
        }
    }

    private let listeners = Mutex<[ObjectIdentifier: Listener]>([:])

    /// Opens a listener for a user's feed; ``forget(_:)`` must follow.
    func listen(for user: String) -> Listener {
        let listener = Listener(user: user)
        listeners.withLock { $0[ObjectIdentifier(listener)] = listener }
        return listener
    }

    /// Closes a listener.
    func forget(_ listener: Listener) {
        listeners.withLock { $0[ObjectIdentifier(listener)] = nil }
    }

    /// Announces what a transaction changed.
    func announce(_ touched: TouchedUsers) {
        for listener in listeners.withLock({ Array($0.values) }) {
            if let cursor = touched[listener.user] { listener.reach(cursor) }
        }
    }

    /// Lets every open stream give a sign of life.
    func beat() {
        for listener in listeners.withLock({ Array($0.values) }) { listener.continuation.yield() }
    }
}
