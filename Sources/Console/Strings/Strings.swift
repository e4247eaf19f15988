import Invoicing

// The catalogue: every text of the console in both languages, as values or functions of `LocalizedText`.
// A text without one of its languages does not compile. Quotation marks are 「」: “ ” are two columns wide on some terminals.
// One file an area; screens never write a text of their own.

/// The texts of the console.
enum Strings {
    /// Makes a text.
    static func text(_ zh: String, _ en: String) -> LocalizedText { LocalizedText(zh: zh, en: en) }

    // MARK: - Frame

    static let offline = text("离线", "offline")
    static let online = text("在线", "online")
    static let signedOut = text("登录已失效，请运行 countersign login", "signed out: run countersign login")
    static let syncingElsewhere = text("由另一个进程同步", "synced by another process")
    static let neverSyncs = text("不联网", "not connected")
    static let notSyncedYet = text("正在连接..", "connecting..")
    static let storeTrouble = text("本地存储故障", "store trouble")
    static let readOnly = text("只读", "read-only")

    static func offlineSince(_ time: String) -> LocalizedText {
        text("离线（自 \(time) 起）", "offline since \(time)")
    }

    static func tooSmall(columns: Int, rows: Int) -> LocalizedText {
        text("终端太小：现在 \(columns)x\(rows)，", "Terminal too small: \(columns)x\(rows).")
    }

    static func tooSmallRemedy(columns: Int, rows: Int) -> LocalizedText {
        text("请放大到 \(columns)x\(rows) 以上。", "Enlarge it to \(columns)x\(rows).")
    }

    static func farewell(waiting: Int, conflicts: Int) -> LocalizedText {
        guard waiting > 0 || conflicts > 0 else {
            return text("没有待发送的决定。", "No decision is waiting to be sent.")
        }
        var zh: [String] = []
        var en: [String] = []
        if waiting > 0 {
            zh.append("还有 \(waiting) 个决定待发送，已安全保存，下次同步时送达")
            en.append(
                waiting == 1
                    ? "1 decision is still to be sent; it is kept safely and goes out with the next sync"
                    : "\(waiting) decisions are still to be sent; they are kept safely and go out with the next sync"
            )
        }
        if conflicts > 0 {
            zh.append("\(conflicts) 个冲突待选择")
            en.append(
                conflicts == 1
                    ? "1 conflict waits for your choice" : "\(conflicts) conflicts wait for your choice")
        }
        return text(zh.joined(separator: "；") + "。", en.joined(separator: "; ") + ".")
    }

    // MARK: - Days

    static let today = text("今天", "today")
    static let tomorrow = text("明天", "tomorrow")
    static let late = text("已逾期", "late")

    static func dueIn(days: Int) -> LocalizedText { text("\(days)天后", "in \(days)d") }
    static func overdue(days: Int) -> LocalizedText { text("逾期\(days)天", "\(days)d late") }

    // MARK: - Help

    static let helpTitle = text("按键", "Keys")
    static let helpCommand = text("命令名", "command")
    static let helpAuthority = text(
        "按键可在配置文件的 [keys] 中修改。脚本（--script）使用右侧的命令名。",
        "Keys can be changed under [keys] in the configuration. Scripts (--script) use the command names on the right."
    )

    static func title(of scope: ConsoleScope) -> LocalizedText {
        switch scope {
        case .queue: text("列表", "Queue")
        case .detail: text("单据", "Invoice")
        case .plan: text("批量计划", "Plan")
        case .outbox: text("发件箱", "Outbox")
        case .conflict: text("冲突", "Conflict")
        case .syncHealth: text("同步状态", "Sync")
        case .reports: text("报表", "Reports")
        case .archive: text("档案", "Archive")
        case .history: text("全程记录", "History")
        case .auditLog: text("审计日志", "Audit log")
        case .auditEntry: text("日志条目", "Audit entry")
        case .timeline: text("时间线", "Timeline")
        case .asOf: text("决定时与现在", "As of the decision")
        case .archiveGroups: text("档案分组", "Archive groups")
        case .archiveRows: text("档案单据", "Archive invoices")
        case .sample: text("抽样", "Sample")
        case .findings: text("核验详情", "Checks")
        case .compare: text("对比", "Compare")
        case .about: text("关于", "About")
        case .help: text("帮助", "Help")
        case .messages: text("消息", "Messages")
        case .decision: text("决定栏", "Decision bar")
        case .choice: text("选择", "Choice")
        case .editor: text("输入", "Typing")
        case .chooser: text("选择列表", "Choosing")
        }
    }
}
