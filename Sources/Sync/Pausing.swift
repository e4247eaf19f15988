import Invoicing
import OAProfile
import Store
import Synchronization

/// What any thread may ask or tell while the actor works. Kept in memory alone: a new process delivers.
///
/// A pause holds from the very next operation on, whatever the actor does.
final class DeliverySwitch: Sendable {
    private let state = Mutex((isPaused: false, pulledAt: Int64?.none))

    /// Whether decisions are held here.
    var isPaused: Bool {
        get { state.withLock { $0.isPaused } }
        set { state.withLock { $0.isPaused = newValue } }
    }

    /// When the last pull was complete, in milliseconds since 1970.
    var pulledAt: Int64? {
        get { state.withLock { $0.pulledAt } }
        set { state.withLock { $0.pulledAt = newValue } }
    }
}

extension Synchronizer {
    /// Whether decisions are held here although the OA could take them.
    nonisolated public var isDeliveryPaused: Bool { delivery.isPaused }

    /// When this process last pulled all there was, in milliseconds since 1970. Events do not tell of it while nothing
    /// else is new.
    nonisolated public var lastPullAt: Int64? { delivery.pulledAt }

    /// Holds every decision here, or lets them go again. An operation whose request has left is finished; pulling goes
    /// on. May be called from any thread. Other processes are not bound by it: while this one syncs it has the lease, so
    /// that nobody else delivers either.
    nonisolated public func setDeliveryPaused(_ isPaused: Bool) {
        delivery.isPaused = isPaused
        Task {
            await announcePause()
            if !isPaused { await nudge() }
        }
    }

    private func announcePause() {
        health.isDeliveryPaused = delivery.isPaused
        announceHealth()
    }

    /// Tries now what would be tried later: the OA is looked at at once, and what waits for its next attempt is due. A
    /// pause that the OA asked for (`Retry-After`) is kept.
    public func retry() {
        pushNotBefore = pauseUntil
        haltedPushes = 0
        do throws(StoreError) {
            _ = try ledger.makeDue(at: world.now())
        } catch {
            note(error)
        }
        isRetryWanted = true
        // Whoever asked is told how it ended, also when nothing changed.
        announced = nil
        sleeper?.cancel()
    }

    /// Remembers an error for whoever asks what went wrong: one entry for as long as it stays the same.
    func note(_ error: any ExplainedError) {
        let now = world.now()
        if let last = health.troubles.first, last.explanation == error.explanation {
            health.troubles[0].lastAt = now
            health.troubles[0].count += 1
            return
        }
        health.troubles.insert(
            SyncHealth.Trouble(
                explanation: error.explanation, remedy: error.remedy, firstAt: now, lastAt: now, count: 1),
            at: 0)
        health.troubles = Array(health.troubles.prefix(SyncHealth.mostTroubles))
    }
}
