import Invoicing
import Store

/// Why a task that was named cannot be used.
enum TaskProblem: ExplainedError, Hashable {
    /// Nothing here has that name.
    case notFound(String)
    /// Several tasks have it.
    case ambiguous(String, [String])
    /// It waits for nobody any more.
    case notOpen(String, TaskStatus)
    /// It waits for somebody else.
    case notYours(String, assignee: String)
    /// The workflow has no such earlier step.
    case noSuchStep(String, possible: [String])
    /// It is put aside already, or it is not and cannot be taken up again.
    case holdDiffers(String, isHeld: Bool)
    /// It is not what was looked at.
    case changedSinceSeen(String)

    var explanation: LocalizedText {
        switch self {
        case .notFound(let name):
            LocalizedText(zh: "本地没有名为 \(name) 的单据。", en: "There is no document \(name) here.")
        case .ambiguous(let name, let tasks):
            LocalizedText(
                zh: "\(name) 对应多张单据：\(tasks.joined(separator: "、"))。",
                en: "\(name) names several documents: \(tasks.joined(separator: ", ")).")
        case .notOpen(let name, let status):
            LocalizedText(
                zh: "\(name) 当前状态为“\(status.title.zh)”，不能再审批。",
                en: "\(name) is \(status.title.en) and can no longer be decided.")
        case .notYours(let name, let assignee):
            LocalizedText(
                zh: "\(name) 等待的审批人是 \(assignee)。", en: "\(name) waits for \(assignee), not for you.")
        case .noSuchStep(let node, _):
            LocalizedText(zh: "前面没有名为 \(node) 的步骤。", en: "There is no earlier step \(node).")
        case .holdDiffers(let name, let isHeld):
            isHeld
                ? LocalizedText(zh: "\(name) 已经挂起。", en: "\(name) is on hold already.")
                : LocalizedText(zh: "\(name) 没有挂起。", en: "\(name) is not on hold.")
        case .changedSinceSeen(let name):
            LocalizedText(
                zh: "\(name) 的内容与 --seen 指定的摘要不一致，未作任何决定。",
                en: "\(name) is not what --seen says it was; nothing was decided.")
        }
    }

    var remedy: LocalizedText {
        switch self {
        case .notFound:
            LocalizedText(
                zh: "请先运行 countersign sync，再用 countersign list 查看编号。",
                en: "Run countersign sync, then countersign list to see the names.")
        case .ambiguous:
            LocalizedText(zh: "请使用任务编号。", en: "Use the name of one task.")
        case .notOpen, .notYours, .holdDiffers:
            LocalizedText(
                zh: "运行 countersign show 编号 可查看审批过程。",
                en: "countersign show ID tells how far the approval is.")
        case .noSuchStep(_, let possible):
            LocalizedText(
                zh: "可退回到：\(possible.joined(separator: "、"))。",
                en: "It can be returned to: \(possible.joined(separator: ", ")).")
        case .changedSinceSeen:
            LocalizedText(
                zh: "请用 countersign show 重新查看后再决定。",
                en: "Look at it again with countersign show, then decide.")
        }
    }
}

extension Mirror {
    /// The one task that a person means by a task's id, a claim's title or an invoice's number.
    /// - Throws: ``TaskProblem``, `StoreError`.
    func entry(named name: String) throws -> MirrorEntry {
        let found = try tasks(named: name)
        guard found.count <= 1 else { throw TaskProblem.ambiguous(name, found.prefix(8).map(\.rawValue)) }
        guard let task = found.first, let entry = try entry(task) else { throw TaskProblem.notFound(name) }
        return entry
    }
}
