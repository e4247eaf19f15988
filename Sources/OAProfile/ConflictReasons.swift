import Invoicing

extension ServerChange {
    /// What happened and what it means for the decision, as one sentence for the person.
    func reason(for action: ConflictTable.LocalAction) -> LocalizedText {
        switch self {
        case .unchanged:
            LocalizedText(
                zh: "单据在 OA 上没有变化，决定按原样送达。", en: "Nothing changed at the OA; the decision goes on as it is.")
        case .remarksOnly:
            LocalizedText(
                zh: "OA 上只新增了评论、催办或已读标记，您看到的内容没有变。",
                en: "Only remarks were added at the OA; what you saw is what is there.")
        case .contentChanged:
            LocalizedText(
                zh: "您看过之后，单据的内容被改动了；请对照后重新决定。",
                en: "The document was changed after you looked at it; compare and decide again.")
        case .sameByMe:
            LocalizedText(
                zh: "您已在别处作出同样的决定，无需再做。",
                en: "You have already decided the same elsewhere; nothing is left to do.")
        case .oppositeByMe:
            LocalizedText(
                zh: "OA 上有一项以您的名义作出的相反决定；若不是您本人所为，请立即报告。",
                en: "The OA holds an opposite decision in your name; report it at once if it was not you.")
        case .approvedByOther:
            action == .refuse
                ? LocalizedText(
                    zh: "其他审批人已先同意；您的异议没有生效，可改为评论或要求撤回。",
                    en:
                        "Another signer approved first; your objection has no effect yet: comment, or ask for a recall."
                )
                : LocalizedText(
                    zh: "其他审批人已先同意，此步已结束。", en: "Another signer approved first; this step is over.")
        case .refusedByOther:
            LocalizedText(
                zh: "其他审批人已拒绝或退回，此步已结束。", en: "Another signer rejected or returned it; this step is over.")
        case .withdrawn:
            LocalizedText(zh: "提交人已撤回单据。", en: "The submitter took the document back.")
        case .resubmitted:
            LocalizedText(
                zh: "单据已重新提交，进入新的一轮；上一轮的决定不适用，请在新任务上决定。",
                en:
                    "It was handed in again in a new round; the old decision does not count there, decide on the new task."
            )
        case .reassigned:
            LocalizedText(
                zh: "该任务已转给他人，或您的授权已结束。", en: "The task went to another person, or your delegation ended.")
        case .signerInserted:
            LocalizedText(
                zh: "您之前加入了其他审批人，任务暂停；待任务返回后再核对。",
                en:
                    "Another signer was put in before you; the task sleeps and is checked again when it returns."
            )
        case .claimed:
            LocalizedText(
                zh: "同事正在处理该任务，稍后再试。", en: "A colleague has claimed the task; it is tried again later.")
        case .passedByTime:
            LocalizedText(
                zh: "任务因超时已自动通过或升级。", en: "The task was passed or escalated because its time was over.")
        case .ended:
            action == .refuse
                ? LocalizedText(
                    zh: "流程已终止、付款或归档，您的异议来不及生效；请通知财务。",
                    en:
                        "It was terminated, paid or archived before your objection; tell the finance department."
                )
                : LocalizedText(zh: "流程已终止、付款或归档。", en: "It was terminated, paid or archived.")
        case .gone:
            LocalizedText(
                zh: "单据已删除，或您不再有查看权限；本机保留您的决定和依据。",
                en: "It was deleted or you may no longer see it; your decision and its evidence stay here.")
        case .authorityLost:
            LocalizedText(
                zh: "OA 的规则不允许由您作此决定（额度或职责分离）。",
                en: "A policy of the OA does not let you decide this (limit, or segregation of duties).")
        case .workflowChanged:
            LocalizedText(
                zh: "审批流程已变更，原节点不再适用；请重新决定。",
                en: "The workflow changed and its node no longer fits; decide again.")
        case .outcomeUnknown:
            LocalizedText(
                zh: "尚不知道决定是否生效；会继续查询，只在不会重复生效时重发。",
                en:
                    "It is not known whether it was applied; it is asked for, and sent again only where it cannot apply twice."
            )
        case .decisionLost:
            LocalizedText(
                zh: "OA 恢复备份后丢失了它曾确认的这项决定；不会自动重发，请核对后重新决定或放弃。",
                en:
                    "The OA was restored and lost this decision after it had confirmed it; it is never sent again by itself: check and decide again, or abandon it."
            )
        case .landedElsewhere:
            LocalizedText(
                zh: "决定已生效，但回执上的节点或金额与预期不符，请核对。",
                en:
                    "It was applied, but the receipt names another node or amount than expected; look into it."
            )
        case .bankAccountNew:
            LocalizedText(
                zh: "收款账户最近刚变更，谨防诈骗；请先向供应商核实。",
                en:
                    "The payee's bank account changed a short time ago; beware of fraud and ask the vendor first."
            )
        }
    }
}
