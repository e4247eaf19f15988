import Invoicing

extension Strings {
    static let outboxTitle = text("发件箱：我做的决定", "Outbox: your decisions")
    static let outboxEmpty = text("还没有做过决定。", "No decision was made yet.")
    static func outboxEmptyRemedy(keys: KeyNames) -> LocalizedText {
        text("按 \(keys[.back]) 返回。", "\(keys[.back]) goes back.")
    }
    static let columnState = text("状态", "State")
    static let columnAction = text("决定", "Decision")
    static let columnRecorded = text("记录时间", "Recorded")
    static let columnAttempts = text("次数", "Tries")
    static let columnNextTry = text("下次发送", "Next try")
    static let operation = text("操作号", "Operation")
    static let attempts = text("发送次数", "Attempts")
    static let nextTry = text("下次发送", "Next try")
    static let holdUntil = text("可撤销至", "Can be undone until")
    static let stateReason = text("原因", "Reason given")
    static let oaAnswer = text("OA 答复", "The OA says")
    static let meanwhile = text("OA 上的情况", "Meanwhile")
    static let decidedBy = text("由谁决定", "Decided by")
    static let receipt = text("回执", "Receipt")
    static let nextStep = text("下一步", "What follows")
    static func openConflict(keys: KeyNames) -> LocalizedText {
        text("按 \(keys[.open]) 对比并处理冲突。", "\(keys[.open]) compares and resolves the conflict.")
    }
    static let notAConflict = text("这个决定没有冲突，无需处理。", "This decision is not in conflict; nothing to resolve.")
    static let outboxShownLimit = text(
        "只列出最近的 500 个已完成的决定。", "Only the newest 500 finished decisions are listed.")

    static let conflictTitle = text("冲突：您看到的与现在的不同", "Conflict: what you saw and what is there now")
    static let youDecided = text("您的决定", "You decided")
    static let youSaw = text("当时", "seen")
    static let nowThere = text("现在", "now")
    static let evidenceMissing = text("账本中没有当时的内容。", "The ledger holds no evidence of what was seen.")
    static let goneNow = text(
        "OA 上已看不到这张单据：只能放弃这个决定。", "The OA no longer shows this task: the decision can only be abandoned.")
    static let closedNow = text("OA 现状", "At the OA now")
    static let nothingDiffers = text(
        "审批依据的内容没有不同；变化的只是状态或版本。", "Nothing that the decision rests on differs; only state or version do.")
    static let conflictOver = text("这个冲突已经处理。", "This conflict is resolved already.")
}
