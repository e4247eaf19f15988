import Invoicing

extension Strings {
    // MARK: - People

    static let addApprover = text("加签给", "Add approver")
    static let typeApprover = text("加签给（姓名或用户名）：", "Approver to add (name or user): ")
    static let personIsYou = text("这就是您自己，请另选一位。", "That is yourself: name another person.")
    static let noCandidates = text("本地通讯录里没有匹配的人。", "Nobody known here matches.")

    /// What the person or step of an action is called.
    static func target(of action: Decision.Action) -> LocalizedText {
        switch action {
        case .transfer: transferTo
        case .addApproverBefore, .addApproverAfter: addApprover
        case .approve, .reject, .returnToStep, .remark, .hold, .release: returnTo
        }
    }

    static func noSuchPerson(_ name: String, key: String) -> LocalizedText {
        text(
            "OA 里没有「\(name)」这个人，没有记录任何内容。按 \(key) 从通讯录补全。",
            "The OA has nobody called \(name); nothing was recorded. \(key) completes from its directory.")
    }

    static func personAmbiguous(_ name: String, _ users: [String]) -> LocalizedText {
        text(
            "叫「\(name)」的有：\(users.prefix(5).joined(separator: "、"))，请写用户名。",
            "Several are called \(name): \(users.prefix(5).joined(separator: ", ")). Type the user name.")
    }

    // MARK: - Comment, hold

    static let typeRemark = text("评论（必填）：", "Comment (required): ")
    static let remarkRequired = text("请先写评论内容。", "Write the comment first.")
    /// At most 10 columns.
    static let heldWord = text("已挂起", "on hold")
    static let heldBy = text("挂起", "On hold by")
    static let isNotHeld = text("这张单据没有挂起。", "This task is not on hold.")

    static func isHeld(_ actor: String, key: String) -> LocalizedText {
        text("这张单据已由 \(actor) 挂起，按 \(key) 恢复。", "\(actor) put it on hold already; \(key) releases it.")
    }

    static func oaCannot(_ action: Decision.Action) -> LocalizedText {
        text("这个 OA 不支持「\(action.title.zh)」。", "This OA does not know how to \(action.title.en).")
    }

    // MARK: - Taking back

    static func countdown(seconds: Int64, keys: KeyNames) -> LocalizedText {
        text("\(keys[.undo]) 撤销 \(seconds) 秒", "\(keys[.undo]) undo \(seconds) s")
    }
}
