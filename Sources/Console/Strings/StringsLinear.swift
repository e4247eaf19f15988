import Invoicing

extension Strings {
    static let linearGreeting = text(
        "逐行模式：输入编号打开单据，输入命令（同意、拒绝、查找…或英文名、按键），/文字 查找，more 下一页，? 全部命令，q 退出。",
        "Linear mode: type a number to open an invoice, or a command (approve, reject, search .. or its key); /text searches, more shows the next page, ? lists the commands, q leaves."
    )

    static func linearQueue(_ view: LocalizedText, first: Int, last: Int, count: Int) -> LocalizedText {
        text(
            "\(view.zh)：共 \(count) 张，第 \(first) 到 \(last) 张",
            "\(view.en): \(count) in all, \(first) to \(last)")
    }

    static func linearTextHint(keeps: Bool) -> LocalizedText {
        keeps
            ? text("（输入文字；= 保留下面的文字；空行取消）", "(type the text; = keeps the one below; an empty line leaves)")
            : text("（输入文字；空行取消）", "(type the text; an empty line leaves)")
    }

    static func linearConfirm(_ words: String) -> LocalizedText {
        text("要确认，请输入：\(words)。输入其他内容即取消。", "To confirm, type: \(words). Anything else leaves.")
    }

    static func linearNotHere(_ title: LocalizedText) -> LocalizedText {
        text("「\(title.zh)」在这里不能用。", "\"\(title.en)\" does nothing here.")
    }

    static func linearNoRow(_ count: Int) -> LocalizedText {
        text("没有这个编号，共 \(count) 张。", "There is no such number; there are \(count).")
    }

    static func linearShownNow(_ number: Int) -> LocalizedText {
        text(
            "第 \(number) 张刚刚读出，请看清后再输入一次。",
            "Number \(number) is only now shown; look at it, then type it again.")
    }

    static let linearChoose = text(
        "输入编号选择，输入文字缩小范围，空行取消。", "Type a number to choose, text to narrow, an empty line to leave.")
    static let linearUnknown = text("没有这个命令。? 查看全部命令。", "There is no such command. ? lists them.")
    static let linearNothingDecided = text("已取消，没有作决定。", "Left; nothing was decided.")
}
