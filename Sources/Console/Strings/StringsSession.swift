import Invoicing

extension Strings {
    /// Told once when the place of the last session is shown again.
    static func placeRestored(
        marks: Int, lostMarks: Int, text left: Place.Text?, keys: KeyNames
    ) -> LocalizedText {
        var zh = "上次连接中断，已回到原处"
        var en = "The line dropped last time; this is where you were"
        if marks > 0 {
            zh += "，标记 \(marks) 张"
            en += ", \(marks) marked"
        }
        if lostMarks > 0 {
            zh += "（\(lostMarks) 张已不在）"
            en += " (\(lostMarks) gone)"
        }
        switch left {
        case .draft(_, let action, _):
            let key = keys[command(of: action)]
            zh += "。没写完的文字已存草稿，按 \(key) 继续；决定没有提交。"
            en += ". The unfinished text is a draft, go on with \(key); nothing was decided."
        case .person, .abandon, .plan:
            zh += "。没写完的文字已保留，重新操作时会填好；决定没有提交。"
            en += ". The unfinished text is kept for when you begin again; nothing was decided."
        case .search, nil:
            zh += "。"
            en += "."
        }
        return text(zh, en)
    }

    private static func command(of action: Decision.Action) -> ConsoleCommand {
        switch action {
        case .approve: .approve
        case .reject: .reject
        case .returnToStep: .returnToStep
        case .transfer: .transfer
        case .remark: .comment
        case .addApproverBefore: .addApproverBefore
        case .addApproverAfter: .addApproverAfter
        case .hold: .hold
        case .release: .release
        }
    }
}

extension Strings {
    static let complete = text("补全", "complete")
    static let nothingToComplete = text("没有可补全的内容。", "There is nothing to complete here.")
}
