import Invoicing

extension Strings {
    /// What a command is called in help and in the hint bar: one or two words.
    static func title(of command: ConsoleCommand) -> LocalizedText {
        switch command {
        case .open: text("打开", "open")
        case .approve: text("同意", "approve")
        case .reject: text("拒绝", "reject")
        case .returnToStep: text("退回", "return")
        case .transfer: text("转交", "transfer")
        case .confirm: text("确认", "confirm")
        case .confirmDespiteErrors: text("有错误仍同意", "approve despite errors")
        case .comment: text("写意见", "comment")
        case .lookAgain: text("重新查看", "look again")
        case .accept: text("完成", "done")
        case .cancel: text("取消", "cancel")
        case .abandon: text("放弃决定", "abandon")
        case .undo: text("撤销", "undo")
        case .next: text("下一张", "next")
        case .previous: text("上一张", "previous")
        case .nextFinding: text("下一个发现", "next finding")
        case .previousFinding: text("上一个发现", "previous finding")
        case .search: text("查找", "search")
        case .view: text("换视图", "next view")
        case .clearSearch: text("清除查找", "clear search")
        case .outbox: text("发件箱", "outbox")
        case .sync: text("立即同步", "sync now")
        case .back: text("返回", "back")
        case .down: text("下移", "down")
        case .up: text("上移", "up")
        case .pageDown: text("下一页", "page down")
        case .pageUp: text("上一页", "page up")
        case .first: text("第一行", "first")
        case .last: text("最后一行", "last")
        case .language: text("English", "中文")
        case .help: text("帮助", "help")
        case .messages: text("消息记录", "messages")
        case .percent: text("跳到百分之几", "go to percent")
        case .repaint: text("重画屏幕", "repaint")
        case .suspend: text("挂起", "suspend")
        case .quit: text("退出", "quit")
        }
    }
}
