import Invoicing
import OAProfile

// Level 1: the typical OA. A task can be completed at most once, and there is no more: no row version, no change feed.
// The task is read and compared before sending, and read back afterwards; an edit in between is found and told.

/// Speaks to an OA of level 1.
struct TaskBoundConnector: ListingConnector {
    let oa: PlainOA
    let listing: TaskListing

    /// A task completes at most once, so that a second copy of what completes it does no harm. What leaves it open is not
    /// bound to the task.
    func whenOpen(_ sent: SentRequest, rev: String, digest: ContentDigest) -> Settlement {
        let request = sent.request
        guard oa.level.isSafeToRepeat(request.action) else {
            return OnceOnly.settlement(of: sent, now: (rev, digest))
        }
        return digest == request.seenDigest
            ? .resend : .report(request.refused(for: .changed(rev: rev, digest: digest)))
    }
}
