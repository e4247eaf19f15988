import Invoicing
import Terminal

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

    // MARK: - Copying

    static let copyPrompt = text("复制：", "Copy: ")
    static let copyLine = text("全部（一行）", "All in one line")
    static let noClipboard = text(
        "这里没有剪贴板：终端不支持，或已在配置中关闭。",
        "There is no clipboard here: the terminal has none, or the configuration turns it off.")

    static func copied(_ text: String) -> LocalizedText {
        let safe = TerminalText(text.split(separator: "\t").joined(separator: "  ")).string
        return Strings.text(
            "已送往终端剪贴板并记入审计日志：\(safe)", "Sent to the terminal's clipboard, and logged: \(safe)")
    }

    static func tooLongToCopy(_ bytes: Int) -> LocalizedText {
        text("文字超过 \(bytes) 字节，没有复制。", "The text has more than \(bytes) bytes and was not copied.")
    }
}
