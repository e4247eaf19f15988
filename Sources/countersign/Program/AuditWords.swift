import Audit
import Invoicing
import OAProfile

/// The words of a log entry for people. The log itself holds codes and English, so that everybody can check it.
enum AuditWords {
    static func event(of entry: AuditEntry) -> LocalizedText {
        if let kind = entry.eventKind { return kind.title }
        return Decision.Action(rawValue: entry.event)?.title ?? same(entry.event)
    }

    static func outcome(of entry: AuditEntry) -> LocalizedText {
        if let state = OperationState(rawValue: entry.outcome), !entry.operation.isEmpty {
            return state.title
        }
        return switch entry.outcome {
        case "done": LocalizedText(zh: "完成", en: "done")
        case "failed": LocalizedText(zh: "失败", en: "failed")
        default: same(entry.outcome)
        }
    }

    static func subject(of entry: AuditEntry) -> LocalizedText {
        guard entry.eventKind == .decisionFailed else { return same(entry.subject) }
        return Decision.Action(rawValue: entry.subject)?.title ?? same(entry.subject)
    }

    /// Reasons that the program itself wrote; what people wrote stays as it is.
    static func reason(of entry: AuditEntry) -> LocalizedText {
        switch (entry.eventKind, entry.reason) {
        case (.decisionFailed, "the task is not as it was painted"):
            LocalizedText(zh: "任务与屏幕显示的不一致", en: entry.reason)
        case (.decisionFailed, "another decision is open"):
            LocalizedText(zh: "另有未完成的决定", en: entry.reason)
        default: same(entry.reason)
        }
    }

    private static func same(_ text: String) -> LocalizedText { LocalizedText(zh: text, en: text) }
}
