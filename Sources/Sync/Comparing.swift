import Audit
import Invoicing
import Logging
import OAClient
import OAProfile
import Store

/// How a comparison that was asked for ended.
public enum ComparisonOutcome: Hashable, Sendable {
    /// It was made.
    case compared(MirrorComparison)
    /// The OA of this session cannot be compared with: it offers no inventory.
    case notOffered
    /// It could not be made; the round's health says why.
    case notNow
}

extension Synchronizer {
    /// How long after a comparison the next one is due, in milliseconds.
    static let comparisonAge: Int64 = 24 * 3_600_000
    /// How long to wait after one that failed, in milliseconds.
    static let comparisonPause: Int64 = 3_600_000
    /// Up to so many tasks are fetched again one by one; more than that are a matter for a snapshot.
    static let mostRefetched = 200
    /// Up to so many of the 256 buckets are read in full.
    static let mostBuckets = 128

    /// One round, and behind it a comparison of everything that the mirror shows with what the OA shows.
    public func compare() async -> (report: RoundReport, outcome: ComparisonOutcome) {
        await takeTurn()
        defer { endTurn() }
        isComparisonWanted = true
        comparison = nil
        let report = await work()
        isComparisonWanted = false
        if let comparison { return (report, .compared(comparison)) }
        let isOffered = session?.capabilities.features.contains(OAFeature.inventory) == true
        return (report, report.health.connection == .online && !isOffered ? .notOffered : .notNow)
    }

    /// Compares when that was asked for, and once a day while running. A failure of the daily one is for a later round.
    /// - Throws: ``StoreError`` or `CancellationError`; ``OAError`` where it was asked for.
    func compareIfDue(_ round: inout Round) async throws {
        guard let session, session.capabilities.features.contains(OAFeature.inventory) else { return }
        let now = world.now()
        let isDue = try isRunning && now >= comparisonNotBefore && isComparisonDue(at: now)
        guard isComparisonWanted || isDue else { return }
        do {
            comparison = try await compareNow(&round)
        } catch let error as OAError {
            comparisonNotBefore = now + Self.comparisonPause
            logger.info("not compared with the OA", metadata: ["error.message": "\(error.explanation.en)"])
            if isComparisonWanted { throw error }
        }
    }

    /// A clock that was set back makes one due too.
    private func isComparisonDue(at now: Int64) throws -> Bool {
        guard let last = try mirror.lastComparison()?.at else { return true }
        return !(last..<last + Self.comparisonAge).contains(now)
    }

    /// Compares digests, then the entries of what differs, then the documents. What the feed brings meanwhile is no
    /// difference: it is pulled before anything is called one.
    private func compareNow(_ round: inout Round) async throws -> MirrorComparison {
        let theirs = try await connector.inventory()
        guard let ours = try mirror.inventory(), ours.epoch == theirs.epoch else {
            // Another history since the pull a moment ago: the next round learns of it, and takes a snapshot.
            throw OAError.notAnOA(host: connector.name, cause: OAError.Cause.snapshotChanged.rawValue)
        }
        var result = MirrorComparison(at: world.now(), compared: theirs.count, differing: [], differences: 0)
        let buckets = theirs.differences(from: ours)
        if !buckets.isEmpty { try await settle(buckets, &result, &round) }
        try mirror.keep(result)
        guard result.differences > 0 else {
            logger.info("compared with the OA", metadata: ["count": "\(result.compared)"])
            return result
        }
        logger.error(
            "the mirror differed from the OA",
            metadata: [
                "count": "\(result.differences)",
                "tasks": .array(result.differing.prefix(20).map { "\($0.rawValue)" }),
            ])
        try ledger.note(
            .mirrorDiffered(oa: connector.name, differences: result.differences, compared: result.compared),
            at: world.now())
        return result
    }

    private func settle(_ buckets: [Int], _ result: inout MirrorComparison, _ round: inout Round) async throws
    {
        var number = 0
        guard buckets.count <= Self.mostBuckets else {
            try await takeSnapshot(&round, number: &number)
            // At least so many.
            result.differences = buckets.count
            return
        }
        let before = try mirror.inventory(ofBuckets: Set(buckets))
        var theirs: [TaskID: InventoryEntry] = [:]
        for bucket in buckets {
            try Task.checkCancellation()
            for entry in try await connector.inventory(ofBucket: bucket).items { theirs[entry.id] = entry }
        }
        let candidates = Set(before.keys).union(theirs.keys).filter { before[$0] != theirs[$0] }
            .sorted { $0.rawValue < $1.rawValue }
        guard candidates.count <= Self.mostRefetched else {
            try await takeSnapshot(&round, number: &number)
            result.differing = Array(candidates.prefix(MirrorComparison.mostNamed))
            result.differences = candidates.count
            return
        }
        var documents: [TaskID: TaskDocument?] = [:]
        for id in candidates {
            try Task.checkCancellation()
            documents[id] = .some(try await connector.task(id))
        }
        try await pull(&round)
        var items: [ChangeItem] = []
        for id in candidates {
            let now = try mirror.inventoryEntry(id)
            // The feed told of it after all.
            guard now == before[id], let document = documents[id] else { continue }
            let entry = document.map {
                InventoryEntry(id: id, rev: $0.task.rev, decisionDigest: $0.decisionDigest)
            }
            guard entry != now else { continue }
            items.append(
                ChangeItem(
                    id: id, rev: document?.task.rev ?? now?.rev ?? "",
                    content: document.map { .upsert($0) } ?? .gone(reason: "not at the OA any more")))
        }
        guard !items.isEmpty else { return }
        result.differing = Array(items.map(\.id).prefix(MirrorComparison.mostNamed))
        result.differences = items.count
        apply(try mirror.repair(items, at: world.now()), &round)
    }
}
