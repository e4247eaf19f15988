import Invoicing
import OAProfile
import Store

extension Strings {
    // MARK: - The bar

    static func decisionTitle(_ action: Decision.Action) -> LocalizedText {
        switch action {
        case .approve: text("同意这张发票？", "Approve this invoice?")
        case .reject: text("拒绝这张发票？", "Reject this invoice?")
        case .returnToStep: text("退回这张发票？", "Return this invoice?")
        case .transfer: text("转交这张发票？", "Transfer this invoice?")
        case .addApproverBefore: text("前加签：先请另一位审批人审批？", "Add an approver who decides before you?")
        case .addApproverAfter: text("后加签：您之后再请一位审批人审批？", "Add an approver who decides after you?")
        case .remark: text("评论这张发票（不作决定）？", "Comment on this invoice, without deciding?")
        case .hold: text("挂起这张发票，暂不处理？", "Put this invoice on hold?")
        case .release: text("恢复这张发票，放回待审？", "Take this invoice off hold?")
        }
    }

    static let changeText = text("修改文字", "change the text")
    static let supersedes = text("替代冲突中的决定", "Replaces the decision in conflict")
    static let reason = text("理由", "Reason")
    static let comment = text("意见", "Comment")
    static let returnTo = text("退回到", "Return to")
    static let transferTo = text("转交给", "Transfer to")
    static let noComment = text("（无）", "(none)")
    static let typeReason = text("理由（必填）：", "Reason (required): ")
    static let typeComment = text("意见（可不填）：", "Comment (optional): ")
    static let typePerson = text("转交给（姓名或用户名）：", "Transfer to (name or user): ")
    static let typeDigits = text(
        "金额较大，请输入金额的最后四位数字（含角分）：", "Large amount: type its last four digits (with cents): ")
    static let wrongDigits = text(
        "与金额的最后四位不符，请对照金额重新输入。", "Not the last four digits: look at the amount and type again.")
    static let typeAbandonReason = text("放弃的理由（必填）：", "Why abandon (required): ")
    static let chooseStep = text("选择退回到哪一步：", "Choose the step to return to:")
    static let recordingNow = text("正在写入..", "Recording..")
    static let reasonRequired = text("请先写明理由。", "Write the reason first.")
    static let personRequired = text("请写明转交给谁。", "Name the person first.")
    static let noEarlierStep = text("前面没有可退回的步骤。", "There is no earlier step to return to.")
    static let cutInBar = text(
        "内容太长，此处截断；完整内容在上面的单据中。", "Too long for this bar; the full text is in the document above.")
    static let barNeedsDetail = text(
        "收款方信息太长，决定栏放不下。请在单据中看清后再按一次。",
        "The payee does not fit the bar untruncated. Look at the document, then press again.")

    static func errorsStand(_ count: Int, key: String) -> LocalizedText {
        text(
            "有 \(count) 个错误级发现。确认仍要同意，请按 \(key)：",
            "\(count == 1 ? "1 finding" : "\(count) findings") of severity error. To approve all the same press \(key):"
        )
    }

    static func useTheOtherKey(_ key: String) -> LocalizedText {
        text("有错误级发现：仍要同意请按 \(key)。", "Errors stand against it: press \(key) to approve all the same.")
    }

    // MARK: - What changed meanwhile

    static let barStale = text(
        "这张单据已在 OA 上发生变化，此决定作废，没有记录任何内容。",
        "The task changed at the OA. This decision is void; nothing was recorded.")
    static let barGone = text(
        "这张单据已不在 OA 的待办中，此决定作废，没有记录任何内容。",
        "The task is gone from the OA. This decision is void; nothing was recorded.")
    static func pressToLook(_ key: String) -> LocalizedText {
        text("按 \(key) 重新查看。", "Press \(key) to look again.")
    }

    // MARK: - Results

    /// How long it can be taken back stands beside it, see ``countdown(seconds:keys:)``.
    static func recorded(_ action: Decision.Action, seller: String, amount: String) -> LocalizedText {
        text(
            "已记录 \(action.title.zh)：\(seller) \(amount)。", "Recorded \(action.title.en): \(seller) \(amount)."
        )
    }

    static func cancelled(_ action: Decision.Action) -> LocalizedText {
        text("已撤销「\(action.title.zh)」，没有发送。", "Undone: the decision to \(action.title.en) was not sent.")
    }

    static func abandoned(_ action: Decision.Action) -> LocalizedText {
        text(
            "已放弃「\(action.title.zh)」，理由已记录。",
            "Given up: the decision to \(action.title.en); the reason is recorded.")
    }

    static let notRecorded = text("没有记录任何决定。", "Nothing was recorded.")
    static let nothingToUndo = text(
        "没有可撤销的决定（只能撤销尚未发送的）。", "There is nothing to undo: only what was not sent yet can be taken back.")

    static func tooLateToUndo(_ state: OperationState) -> LocalizedText {
        text(
            "这个决定\(state.title.zh)，不能再撤销。", "This decision is \(state.title.en); it can no longer be undone.")
    }

    static func alreadyDecided(_ operation: RecordedOperation, keys: KeyNames) -> LocalizedText {
        text(
            "您已对这张单据记录过「\(operation.decision.action.title.zh)」（\(operation.state.title.zh)）。按 \(keys[.outbox]) 查看。",
            "You already recorded \(operation.decision.action.title.en) here (\(operation.state.title.en)). \(keys[.outbox]) shows it."
        )
    }

    static let resolveConflictFirst = text(
        "这张单据上有一个冲突的决定：请对比后重新决定。", "A decision on this task is in conflict: compare, then decide anew.")

    static func operationChanged(_ operation: RecordedOperation, keys: KeyNames) -> LocalizedText? {
        let zh = operation.decision.action.title.zh
        let key = keys[.outbox]
        let en = operation.decision.action.title.en
        switch operation.state {
        case .conflict:
            return text("「\(zh)」遇到冲突，按 \(key) 处理。", "The decision to \(en) met a conflict: press \(key).")
        case .refused:
            return text("OA 拒收了「\(zh)」，按 \(key) 查看原因。", "The OA refused the decision to \(en): press \(key).")
        case .dead:
            return text(
                "「\(zh)」因协议故障停止，按 \(key) 查看。", "The decision to \(en) met a protocol fault: press \(key).")
        default: return nil
        }
    }

    static func failed(explanation: LocalizedText, remedy: LocalizedText) -> LocalizedText {
        text(explanation.zh + remedy.zh, explanation.en + " " + remedy.en)
    }
}
