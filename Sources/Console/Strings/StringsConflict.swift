import Invoicing

extension Strings {
    // MARK: - Conflicts

    static let changedBy = text("OA 上的变化", "Since then")
    static let timeUnknown = text("时间不详", "time not told")
    static let changedByUnknown = text(
        "OA 没有说明是谁改的。", "The OA does not tell who changed it.")
    static let conflictNoDefault = text(
        "没有默认选择。以下每一项都会成为一个新的操作：", "There is no default. Each of these becomes a new operation:")
    static let conflictClosed = text(
        "这张单据已不能再作决定，只能放弃您的决定，或留下评论。",
        "It can no longer be decided: your decision can be abandoned, or a comment left.")

    static func versionsSince(_ before: String, _ now: String) -> LocalizedText {
        text("当时 \(before)，现在 \(now)", "\(before) then, \(now) now")
    }

    /// What a choice does, in front of the invoice as it is now.
    static func conflictChoice(_ command: ConsoleCommand) -> LocalizedText {
        switch command {
        case .approve: text("同意现在的内容", "approve what is there now")
        case .reject: text("拒绝现在的内容，需写理由", "reject what is there now, with a reason")
        case .returnToStep: text("退回到前面的步骤，需写理由", "return it to an earlier step, with a reason")
        case .transfer: text("转交给别人决定", "have another person decide")
        case .addApproverBefore: text("前加签，请别人先审批", "have another person approve before you")
        case .addApproverAfter: text("后加签，请别人随后审批", "have another person approve after you")
        case .abandon: text("放弃我的决定，需写理由", "abandon your decision, with a reason")
        case .comment: text("只留评论，不作决定", "leave a comment, without deciding")
        default: title(of: command)
        }
    }
}
