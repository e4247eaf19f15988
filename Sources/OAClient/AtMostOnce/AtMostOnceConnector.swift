import Invoicing
import OAProfile

// Level 0: an OA that does twice what it is sent twice. A decision leaves once; when its outcome is unknown the task is
// read back until the mark shows up, and after ``OnceOnly/patience`` the person is asked.

/// Speaks to an OA of level 0.
struct AtMostOnceConnector: ReadBackConnector {
    let oa: PlainOA
    let listing: TaskListing

    func changes(since cursor: String, epoch: String, limit: Int) async throws(OAError) -> ChangesAnswer {
        try await listing.changes(since: cursor)
    }

    func snapshot(page: String?) async throws(OAError) -> SnapshotPage {
        try await listing.snapshot(page: page)
    }

    func preflight(_ request: DecisionRequest) async throws(OAError) -> OperationReport? {
        try await compare(request)
    }

    func deliver(_ request: DecisionRequest, onRev rev: String) async -> DeliveryAnswer {
        await oa.post(request, onRev: nil)
    }

    func whenOpen(_ sent: SentRequest, rev: String, digest: ContentDigest) -> Settlement {
        OnceOnly.settlement(of: sent, now: (rev, digest))
    }
}
