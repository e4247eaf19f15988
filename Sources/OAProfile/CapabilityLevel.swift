import Invoicing

/// How much of the profile an OA offers (section 6.9 of the profile). The connector to it makes up for what is missing as
/// far as that is possible; what is not possible is the ``risk``, which is always shown.
public enum CapabilityLevel: Int, CaseIterable, Codable, Comparable, Sendable {
    /// Sent twice is done twice: whatever may have arrived is never sent again.
    case atMostOnce = 0
    /// A task completes at most once, and that is all: no row version, no idempotency key, no change feed. The typical OA.
    case taskBound = 1
    /// Row versions with a precondition, but no idempotency key and no word about operations.
    case versioned = 2
    /// The full profile.
    case full = 3

    /// Levels are ordered by what they offer.
    public static func < (left: CapabilityLevel, right: CapabilityLevel) -> Bool {
        left.rawValue < right.rawValue
    }

    /// The level of a number: beyond the known ones the nearest counts.
    public init(nearest number: Int) {
        self = CapabilityLevel(rawValue: min(max(number, 0), 3)) ?? .atMostOnce
    }

    /// Whether documents carry row versions, and changes come as a feed.
    public var hasRowVersions: Bool { self >= .versioned }

    /// Whether a second copy of an action's request can do no harm at the OA.
    ///
    /// A comment has no precondition, and an added approver does not complete the task: below level 3 neither the row
    /// version nor the task keeps every action from being carried out twice.
    public func isSafeToRepeat(_ action: Decision.Action) -> Bool {
        switch self {
        case .full: true
        case .versioned: action != .remark
        case .taskBound: action.closesTask
        case .atMostOnce: false
        }
    }

    /// What it offers and how a decision is kept safe with it, in one sentence.
    public var guarantee: LocalizedText {
        switch self {
        case .full:
            LocalizedText(
                zh: "完整协议（幂等键、版本、回执），每个决定恰好生效一次",
                en: "full profile (idempotency key, version, receipt): every decision applies exactly once")
        case .versioned:
            LocalizedText(
                zh: "有版本号，没有幂等键；结果不明时读回审批记录，凭意见末尾的标记确认",
                en:
                    "row versions, but no idempotency key: what is unknown is read back by a mark in the comment"
            )
        case .taskBound:
            LocalizedText(
                zh: "任务最多完成一次，仅此而已；发送前比对内容，发送后读回审批记录",
                en: "a task completes at most once, nothing more: compared before sending, read back after")
        case .atMostOnce:
            LocalizedText(
                zh: "重复发送会重复生效；每个决定只发一次，结果不明时只查询，不重发",
                en:
                    "what is sent twice is done twice: each decision is sent once, and never again when unknown"
            )
        }
    }

    /// What can still go wrong, in one sentence.
    public var risk: LocalizedText {
        switch self {
        case .full: LocalizedText(zh: "没有已知的剩余风险。", en: "None known.")
        case .versioned:
            LocalizedText(
                zh: "若 OA 会改写审批意见，其中的操作标记可能丢失，结果未知的决定要由您核对。",
                en:
                    "If the OA rewrites comments the operation's mark is lost, and an unknown outcome is for you to check."
            )
        case .taskBound:
            LocalizedText(
                zh: "比对之后、提交之前单据若被修改，无法阻止，只能事后发现并提示撤回；在途的决定无法拦下。",
                en:
                    "An edit between the check and the submission cannot be prevented, only detected, and a recall offered; what is on its way cannot be stopped."
            )
        case .atMostOnce:
            LocalizedText(
                zh: "结果不明的决定可能没有送达，须到 OA 上核对；但绝不会自动重复。",
                en:
                    "A decision of unknown outcome may be missing and is for you to check at the OA; it is never doubled."
            )
        }
    }
}

extension SessionDocument.Capabilities {
    /// The level that is claimed.
    public var capabilityLevel: CapabilityLevel { CapabilityLevel(nearest: level) }
}
