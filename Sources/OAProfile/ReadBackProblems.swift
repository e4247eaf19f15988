import Invoicing

// Problems that are never sent: what is found when a task is read back at an OA that gives no receipts.
extension Problem {
    /// The code, made here and never sent, of a decision that was applied to other content than was seen.
    public static let changedAtDecision = "content-changed-at-decision"
    /// The code, made here and never sent, of a decision that may have been applied and must not be sent again.
    public static let outcomeUnknown = "outcome-unknown"

    /// A decision stands in the history of a task whose content is not what its author saw.
    public static func changedAtDecision(rev: String, digest: ContentDigest, decidedBy user: String)
        -> Problem
    {
        Problem(
            code: .other(changedAtDecision), status: 409, title: "Content changed at decision",
            detail: changedAtDecisionText.en, currentRev: rev, currentDigest: digest, decidedBy: user)
    }

    /// A decision was sent, and nothing that can be read says what became of it.
    public static func outcomeUnknown(rev: String? = nil, digest: ContentDigest? = nil) -> Problem {
        Problem(
            code: .other(outcomeUnknown), status: 409, title: "Outcome unknown",
            detail: outcomeUnknownText.en,
            currentRev: rev, currentDigest: digest)
    }

    /// 412 with how the task stands now.
    public static func changed(rev: String, digest: ContentDigest) -> Problem {
        Problem(
            code: .changed, status: 412, title: "Task changed",
            detail: "The task has changed since it was read.", currentRev: rev, currentDigest: digest)
    }

    /// What a problem that was made here says, in both languages; nothing for those that an OA sent.
    public var ownWords: LocalizedText? {
        switch code {
        case .other(Self.changedAtDecision): Self.changedAtDecisionText
        case .other(Self.outcomeUnknown): Self.outcomeUnknownText
        default: nil
        }
    }

    private static let changedAtDecisionText = LocalizedText(
        zh: "决定已生效，但单据在您查看之后被改动过；如不应生效，请立即要求在 OA 中撤回。",
        en:
            "The decision was applied, but the document was changed after you looked at it; ask for a recall at the OA if it should not stand."
    )

    private static let outcomeUnknownText = LocalizedText(
        zh: "已发送，但审批记录中找不到它的标记；为避免重复，不会自动重发。请到 OA 核对，再重新决定或放弃。",
        en:
            "It was sent, but its mark is not in the task's history; to avoid doing it twice it is not sent again. Look at the OA, then decide again or abandon it."
    )
}
