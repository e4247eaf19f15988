import Invoicing

/// Where an operation stands, from the moment it is recorded to its one end.
///
/// ```
/// recorded ──→ sending ──→ acked | conflict | refused | dead | superseded
///     │           ↑ ↓
///     │         unknown ──→ acked | conflict | refused | dead | superseded | cancelled (fenced)
///     └──→ cancelled (never sent)          conflict ──→ superseded | abandoned
/// ```
public enum OperationState: String, CaseIterable, Codable, Sendable {
    /// It is durable here and has never left.
    case recorded
    /// A request may be on its way: committed before the first byte is written.
    case sending
    /// It may or may not have been applied; it is sent again under the same name, or asked about.
    case unknown
    /// The OA applied it and its receipt matches.
    case acked
    /// What was seen is no longer what is there: a person must choose.
    case conflict
    /// The OA refused it for good.
    case refused
    /// A fault of the protocol itself: the operator must look.
    case dead
    /// Taken back before it could apply.
    case cancelled
    /// Given up by a person after a conflict.
    case abandoned
    /// Replaced by another operation.
    case superseded

    /// The states that may follow.
    public var successors: Set<OperationState> {
        switch self {
        case .recorded: [.sending, .cancelled]
        case .sending: [.unknown, .acked, .conflict, .refused, .dead, .superseded]
        case .unknown: [.sending, .acked, .conflict, .refused, .dead, .superseded, .cancelled]
        case .conflict: [.superseded, .abandoned]
        case .acked, .refused, .dead, .cancelled, .abandoned, .superseded: []
        }
    }

    /// Whether nothing can follow.
    public var isTerminal: Bool { successors.isEmpty }

    /// Whether the operation still occupies its task: no second decision may be recorded beside it.
    public var isLive: Bool {
        switch self {
        case .recorded, .sending, .unknown, .conflict: true
        default: false
        }
    }

    /// Whether the pusher must still deliver it.
    public var isUndelivered: Bool {
        switch self {
        case .recorded, .sending, .unknown: true
        default: false
        }
    }

    /// The word for it in both languages.
    public var title: LocalizedText {
        switch self {
        case .recorded: LocalizedText(zh: "已记录，待发送", en: "recorded, to send")
        case .sending: LocalizedText(zh: "发送中", en: "sending")
        case .unknown: LocalizedText(zh: "结果未知，重试中", en: "outcome unknown, retrying")
        case .acked: LocalizedText(zh: "OA 已确认", en: "confirmed by OA")
        case .conflict: LocalizedText(zh: "冲突，待选择", en: "conflict, your choice")
        case .refused: LocalizedText(zh: "OA 已拒收", en: "refused by OA")
        case .dead: LocalizedText(zh: "协议故障，请联系管理员", en: "protocol fault, call the operator")
        case .cancelled: LocalizedText(zh: "已撤销", en: "cancelled")
        case .abandoned: LocalizedText(zh: "已放弃", en: "abandoned")
        case .superseded: LocalizedText(zh: "已被替代", en: "superseded")
        }
    }
}
