import Invoicing
import OAProfile

// Level 2: an OA with row versions and preconditions, but without idempotency keys. At most one of two copies of a
// decision can apply, because the first one moves the row version; whether one did is read back from the task's history.

/// Speaks to an OA of level 2.
struct VersionedConnector: ReadBackConnector {
    let oa: PlainOA

    func changes(since cursor: String, epoch: String, limit: Int) async throws(OAError) -> ChangesAnswer {
        try await oa.base.changes(since: cursor, epoch: epoch, limit: limit)
    }

    func snapshot(page: String?) async throws(OAError) -> SnapshotPage {
        try await oa.base.snapshot(page: page)
    }

    func deliver(_ request: DecisionRequest, onRev rev: String) async -> DeliveryAnswer {
        await oa.post(request, onRev: rev)
    }

    /// On the row version that it was sent on, one more copy does no harm. On a later one no copy can apply any more. What
    /// leaves the task open may have moved the version itself, with a mark that the OA stripped: then a person is asked.
    func whenOpen(_ sent: SentRequest, rev: String, digest: ContentDigest) -> Settlement {
        let request = sent.request
        guard oa.level.isSafeToRepeat(request.action) else {
            return OnceOnly.settlement(of: sent, now: (rev, digest))
        }
        if rev == sent.rev { return .resend }
        let isDecided = request.action.closesTask || !sent.mayHaveArrived
        return .report(
            request.refused(
                for: isDecided
                    ? .changed(rev: rev, digest: digest) : .outcomeUnknown(rev: rev, digest: digest)))
    }
}
