import Invoicing

extension Strings {
    // MARK: - Accounts and personal data

    static let hiddenPartDiffers = text("（隐藏部分不同）", "(the hidden part differs)")
    static let coveredAgain = text("账号和个人信息已重新隐藏。", "Accounts and personal data are covered again.")
    static let nothingCovered = text("这张单据没有隐藏的内容。", "Nothing of this document is covered.")

    static func revealNeedsTask(_ key: String) -> LocalizedText {
        text("请先打开一张单据（\(key)）。", "Open a document first (\(key)).")
    }

    static func revealed(key: String) -> LocalizedText {
        text(
            "账号和个人信息已完整显示，并已记入审计日志；离开或按 \(key) 即重新隐藏。",
            "Accounts and personal data are shown in full; the audit log has it. Leaving or \(key) covers them."
        )
    }
}
