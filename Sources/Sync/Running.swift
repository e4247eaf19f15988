import Foundation
import OAProfile
import Store

extension Synchronizer {
    /// Syncs until the task is cancelled: pushes as soon as something is recorded, pulls adaptively, waits with full jitter
    /// while the OA is away. Never throws; trouble is an event. A second call while one runs returns at once.
    public func run(observe: @escaping @Sendable (SyncEvent) -> Void) async {
        guard !isRunning else { return }
        isRunning = true
        observer = observe
        while !Task.isCancelled {
            await takeTurn()
            _ = await work()
            endTurn()
            if health.connection != .online { await stopListening() }
            await waitForNext()
        }
        await stopListening()
        isRunning = false
        observer = nil
        releaseLease()
    }

    /// Something was recorded: push now rather than at the next look.
    public func nudge() {
        isNudged = true
        sleeper?.cancel()
    }

    /// Waits for the next look at the OA, or for an operation that is due, whichever process recorded it.
    private func waitForNext() async {
        var generator = world.generator
        let began = world.now()
        let end = began + schedule.wait(in: health.connection, hasHints: hints.isOpen, using: &generator)
        setNextTry(end)
        var mark = try? ledger.changeMark()
        var due = nextDueTime()
        var wantsAttempt = false
        while !Task.isCancelled {
            let now = world.now()
            if now >= end { return }
            listenIfDue()
            if isRetryWanted {
                isRetryWanted = false
                return
            }
            if isNudged {
                isNudged = false
                due = nextDueTime()
                wantsAttempt = due != nil
            }
            // While the OA is away every decision would be another attempt; one in two seconds is enough.
            if wantsAttempt, case .offline = health.connection, now - began >= Backoff.base { return }
            if health.connection == .online {
                let current = try? ledger.changeMark()
                if current != mark {
                    mark = current
                    due = nextDueTime()
                }
                if let due, due <= now { return }
                let hinted = hintedLook()
                if let hinted, hinted <= now { return }
                let next = min(end, due ?? end, hinted ?? end)
                await pause(min(Schedule.ledgerLook, max(1, next - now)))
            } else {
                // Nothing can be sent before the next attempt, whoever records it: no need to look.
                await pause(wantsAttempt ? min(end, began + Backoff.base) - now : end - now)
            }
        }
    }

    /// When something can be pushed; nothing when nothing waits. What was due already and had to be left out of the last
    /// round waits for the next look.
    private func nextDueTime() -> Int64? {
        guard !delivery.isPaused else { return nil }
        let now = world.now()
        guard let earliest = try? ledger.nextDueTime() else { return nil }
        if earliest > now { return max(earliest, pushNotBefore) }
        guard (try? ledger.nextDue(at: now, excluding: skipped)) ?? nil != nil else { return nil }
        return max(now, pushNotBefore)
    }

    private func pause(_ milliseconds: Int64) async {
        let task = Task { [world] in await world.sleep(milliseconds) }
        sleeper = task
        await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        sleeper = nil
    }
}
