import Invoicing
import OAClient
import OAProfile
import Store
import Synchronization

/// Whether reading everything is wanted now. Any thread may change it; in memory alone: a new process reads.
final class ReadingSwitch: Sendable {
    private let state = Mutex(false)

    var isStopped: Bool {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}

/// Reading everything was stopped by the user.
struct ReadingStopped: Error {}

/// A snapshot under way, as far as it was read. It goes on from there after a stop, or when the OA is back.
struct SnapshotReading: Sendable {
    /// Of which history and place; nothing before the first page.
    var start: (epoch: String, cursor: String)?
    /// The name of the page to read next; nothing on the first, and when all were read.
    var next: String?
    /// The names so far, so that pages that go round in a circle are found out.
    var names: Set<String> = []
    /// Tasks read, and how many there are where the OA says it.
    var read = 0
    var total: Int?
    /// For how long it was read, in milliseconds.
    var elapsed: Int64 = 0

    /// Whether every page was read.
    var isComplete: Bool { start != nil && next == nil }

    var progress: WorkProgress {
        // A number that turned out too small says nothing.
        WorkProgress(done: read, total: total.flatMap { $0 >= read ? $0 : nil }, elapsed: elapsed)
    }

    /// A page was written.
    mutating func take(_ page: SnapshotPage, elapsed now: Int64) {
        if total == nil, let told = page.total, told >= page.items.count { total = told }
        next = page.nextPage
        read += page.items.count
        elapsed = now
    }
}

extension Synchronizer {
    /// Stops reading everything after the page that is being read, or lets it go on from there. Decisions are delivered
    /// all the while. May be called from any thread.
    nonisolated public func setReadingStopped(_ isStopped: Bool) {
        reading.isStopped = isStopped
        guard !isStopped else { return }
        Task { await readOn() }
    }

    private func readOn() {
        isRetryWanted = true
        sleeper?.cancel()
    }

    /// - Throws: ``ReadingStopped``.
    func checkReading() throws {
        if reading.isStopped { throw ReadingStopped() }
    }

    /// What was read before it was stopped, if the mirror still has just that.
    func takeUnfinished() throws(StoreError) -> SnapshotReading? {
        defer { unfinished = nil }
        guard let unfinished, let start = unfinished.start, let kept = try mirror.snapshotUnderWay(),
            kept == start
        else { return nil }
        return unfinished
    }

    /// Whether a snapshot that ended so can go on where it was: nothing that the OA said speaks against it.
    static func canGoOn(after error: any Error) -> Bool {
        if case OAError.unreachable? = error as? OAError { return true }
        return error is ReadingStopped
    }
}
