import Invoicing
import OAProfile

/// The rule for what an OA would carry out twice if it came twice: sent once, then only looked for.
enum OnceOnly {
    /// How long the mark of a request is looked for before the person is asked, in milliseconds.
    static let patience: Int64 = 10 * 60 * 1_000

    /// What to do about a request that is not in the history. `now` is the row version and the content as they are; nothing
    /// where they do not matter.
    static func settlement(
        of sent: SentRequest, now: (rev: String, digest: ContentDigest)? = nil
    ) -> Settlement {
        let request = sent.request
        guard sent.mayHaveArrived else {
            if let now, now.digest != request.seenDigest, request.action != .remark {
                return .report(request.refused(for: .changed(rev: now.rev, digest: now.digest)))
            }
            return .resend
        }
        guard sent.age < patience else { return .report(request.refused(for: .outcomeUnknown())) }
        // Soon at first, then seldom: a quarter of the time that has passed, and a minute at most.
        let seconds = Int(min(max(sent.age / 4_000, 2), 60))
        return .wait(
            cause: "sent once and not in the task's history so far; looked for, not sent again",
            seconds: seconds)
    }
}
