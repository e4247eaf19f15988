import Invoicing
import OAProfile

// Level 0: an OA that does twice what it is sent twice. A decision leaves once; when its outcome is unknown the task is
// read back until the mark shows up, and after ``OnceOnly/patience`` the person is asked.

/// Speaks to an OA of level 0.
struct AtMostOnceConnector: ListingConnector {
    let oa: PlainOA
    let listing: TaskListing

    func whenOpen(_ sent: SentRequest, rev: String, digest: ContentDigest) -> Settlement {
        OnceOnly.settlement(of: sent, now: (rev, digest))
    }
}
