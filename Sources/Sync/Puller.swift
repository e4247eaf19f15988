import Foundation
import Invoicing
import Logging
import OAClient
import OAProfile
import Store

extension Synchronizer {
    /// How many changes are asked for at once.
    static let pageLimit = 500
    /// How often a cursor may come back within one pull before the feed counts as stuck.
    static let cursorRepeats = 3
    /// How many snapshots one pull may take: the second is for a feed that moved on meanwhile.
    static let snapshotLimit = 2

    /// Pulls until nothing more waits: one request when nothing is new. Each page commits with its cursor in one
    /// transaction. A cursor that is of no use any more, or does not advance, leads to a snapshot; if that does not
    /// help either, to an error. Between two pages whatever became due is pushed, so that a long pull delays nothing.
    /// - Throws: ``StoreError``, ``OAError`` or `CancellationError`.
    func pull(_ round: inout Round) async throws {
        // Whatever is hinted at from now on may come too late for this pull.
        hints.clear()
        lookedAt = world.now()
        var snapshots = 0
        var seen: [String: Int] = [:]
        var ahead: ChangesAhead?
        while true {
            try Task.checkCancellation()
            guard let state = try mirror.syncState() else {
                try await takeSnapshot(&round, number: &snapshots)
                continue
            }
            let answer =
                if let ahead, ahead.isBehind(state) {
                    ahead.answer
                } else {
                    try await connector.changes(
                        since: state.cursor, epoch: state.epoch, limit: Self.pageLimit)
                }
            ahead = nil
            guard case .page(let page) = answer, page.epoch == state.epoch else {
                logger.notice(
                    "the cursor is of no use any more", metadata: ["answer": "\(Self.reason(answer))"])
                // Another history or other permissions: who we are may have changed with it.
                session = nil
                try await takeSnapshot(&round, number: &snapshots)
                seen = [:]
                continue
            }
            guard page.oldCursor == state.cursor else { throw fault(.otherCursor) }
            // Nothing new: nothing is written either.
            if page.items.isEmpty, page.newCursor == state.cursor, !page.hasMore { return }
            async let following = changesAhead(of: page)
            apply(try mirror.apply(page, at: world.now()), &round)
            guard page.hasMore else { return }
            seen[page.newCursor, default: 0] += 1
            if seen[page.newCursor, default: 0] >= Self.cursorRepeats {
                logger.warning("the change feed does not advance", metadata: ["cursor": "\(page.newCursor)"])
                try await takeSnapshot(&round, number: &snapshots)
                seen = [:]
            }
            try await push(&round)
            ahead = try await following
        }
    }

    /// Asks for the page behind a page while that one is written. Each is still committed with its own cursor.
    nonisolated private func changesAhead(of page: ChangesPage) async throws(OAError) -> ChangesAhead? {
        guard world.fetchesAhead, page.hasMore, page.newCursor != page.oldCursor else { return nil }
        return ChangesAhead(
            cursor: page.newCursor, epoch: page.epoch,
            answer: try await connector.changes(
                since: page.newCursor, epoch: page.epoch, limit: Self.pageLimit))
    }

    /// Takes a whole snapshot into shadow tables and puts it in place in one transaction. The ledger is not touched.
    func takeSnapshot(_ round: inout Round, number: inout Int) async throws {
        guard number < Self.snapshotLimit else { throw fault(.cursor) }
        number += 1
        defer { announce(.snapshot(nil)) }
        var reading = try takeUnfinished() ?? SnapshotReading()
        if reading.start == nil { try mirror.beginSnapshot() }
        do {
            try await readPages(&reading, &round)
        } catch {
            if reading.start != nil, Self.canGoOn(after: error) {
                unfinished = reading
                health.stoppedReading = error is ReadingStopped ? reading.progress : nil
            } else {
                health.stoppedReading = error is ReadingStopped ? WorkProgress(done: 0, elapsed: 0) : nil
            }
            throw error
        }
        health.stoppedReading = nil
        let start = reading.start
        // Decisions wait for nothing that takes long.
        while try mirror.judgeSnapshot() {
            try Task.checkCancellation()
            try await push(&round)
        }
        if let start, try mirror.syncState()?.epoch != start.epoch { try await reopenLost(&round) }
        apply(try mirror.finishSnapshot(at: world.now()), &round)
    }

    /// Reads the pages that are left, each written before the next is asked for by name.
    private func readPages(_ reading: inout SnapshotReading, _ round: inout Round) async throws {
        let begun = world.now() - reading.elapsed
        try checkReading()
        health.stoppedReading = nil
        if reading.isComplete { return }
        var next: PreparedPage? = try await snapshotPage(reading.next)
        while let prepared = next {
            let page = prepared.page
            try Task.checkCancellation()
            try checkReading()
            if let start = reading.start {
                guard start == (page.epoch, page.cursor) else { throw fault(.snapshotChanged) }
            } else {
                reading.start = (page.epoch, page.cursor)
            }
            if let name = page.nextPage, !reading.names.insert(name).inserted { throw fault(.cursor) }
            async let following = snapshotAhead(of: page)
            try mirror.addToSnapshot(prepared)
            reading.take(page, elapsed: world.now() - begun)
            announce(.snapshot(reading.progress))
            try await push(&round)
            next = try await following
            if next == nil, let name = page.nextPage { next = try await snapshotPage(name) }
        }
    }

    /// The page behind a page of a snapshot, fetched, read and made ready while that one is written.
    nonisolated private func snapshotAhead(of page: SnapshotPage) async throws(OAError) -> PreparedPage? {
        guard world.fetchesAhead, let name = page.nextPage else { return nil }
        return try await snapshotPage(name)
    }

    nonisolated private func snapshotPage(_ name: String?) async throws(OAError) -> PreparedPage {
        mirror.prepare(try await connector.snapshot(page: name))
    }

    func apply(_ changes: AppliedChanges, _ round: inout Round) {
        round.changed += changes.changed.count
        round.gone += changes.gone.count
        if !changes.unreadable.isEmpty {
            logger.warning(
                "documents that cannot be read are kept as they were",
                metadata: ["tasks": .array(changes.unreadable.keys.prefix(20).map { "\($0.rawValue)" })])
        }
        if changes != AppliedChanges() { announce(.mirror(changes)) }
    }

    private func fault(_ cause: OAError.Cause) -> OAError {
        .notAnOA(host: connector.name, cause: cause.rawValue)
    }

    private static func reason(_ answer: ChangesAnswer) -> String {
        switch answer {
        case .snapshotNeeded(let code): code.rawValue
        case .page: Problem.Code.epochChanged.rawValue
        }
    }
}

/// The answer about the changes behind a cursor, fetched before that cursor was committed.
private struct ChangesAhead: Sendable {
    let cursor: String
    let epoch: String
    let answer: ChangesAnswer

    /// Whether it is what would be asked for in a state.
    func isBehind(_ state: SyncState) -> Bool { state.cursor == cursor && state.epoch == epoch }
}
