import Invoicing
import OAProfile

extension Strings {
    // MARK: - Sync

    static let syncTitle = text("同步状态", "Sync")
    static let syncConnection = text("连接", "Connection")
    static let syncDelivery = text("发送", "Delivery")
    static let lastPull = text("上次取回", "Last pull")
    static let neverPulled = text("尚未取回", "never")
    static let changesArrive = text("变更通知", "Changes arrive")
    static let atOnce = text("OA 一有变更即时通知", "at once: the OA's event stream is open")
    static let nextLook = text("下次尝试", "Next try")
    static let outboxByState = text("发件箱（按状态）", "Outbox by state")
    static let oldestUndelivered = text("最早一笔未送达", "Oldest undelivered")
    static let nothingUndelivered = text("没有未送达的决定。", "Nothing waits to be delivered.")
    static let noAnswer = text("没有应答", "no answer")
    static let underWay = text("发送中", "under way")
    static let lastErrors = text("最近的错误与办法", "Last errors and what to do")
    static let noErrors = text("没有错误。", "No errors.")
    static let syncingElsewhereWhy = text(
        "由另一个进程同步（本窗口会显示它的变化）", "synced by another process (its changes show here)")
    static let deliveryGoesOn = text("正常", "on")

    static func deliveryIsPaused(keys: KeyNames) -> LocalizedText {
        text(
            "已暂停，决定只保存在本机；按 \(keys[.pauseDelivery]) 恢复。退出程序后不再暂停。",
            "paused: decisions stay on this machine; \(keys[.pauseDelivery]) lets them go. Not remembered after exit."
        )
    }
    static func deliveryPaused(keys: KeyNames) -> LocalizedText {
        text(
            "已暂停发送；按 \(keys[.pauseDelivery]) 恢复。", "Delivery is paused; \(keys[.pauseDelivery]) resumes it.")
    }
    static let deliveryResumed = text("已恢复发送。", "Delivery goes on.")
    static let pauseElsewhere = text(
        "正由另一个进程同步，在这里暂停管不住它；请在那个进程停止同步。",
        "Another process syncs and would go on delivering; stop it there.")
    static let retryRequested = text("正在重试..", "Trying again now..")
    static let retryWhilePaused = text(
        "发送已暂停：只取回，不发送。", "Delivery is paused: only what is new is fetched.")
    /// Beside the state of the connection in the band.
    static let pausedInBand = text("发送已暂停", "delivery paused")

    static func heldBack(_ count: Int) -> LocalizedText {
        text(
            "另一位用户记录的 \(count) 个决定保留在本机，不会以您的名义发送。",
            "\(count) recorded by another user stay here; they are not sent in your name.")
    }
    static func checkpointRefused(_ said: String) -> LocalizedText {
        text("OA 拒收了审计日志的检查点：\(said)", "The OA refused the checkpoint of the audit log: \(said)")
    }
    static func troubleWhen(_ time: String, count: Int) -> LocalizedText {
        count == 1
            ? text(time, time) : text("\(time)，连续 \(count) 次", "\(time), \(count) times in a row")
    }

    /// What to do about an operation that did not go as it should.
    static func remedy(for state: OperationState, keys: KeyNames, level: CapabilityLevel = .full)
        -> LocalizedText
    {
        switch state {
        case .conflict:
            text(
                "按 \(keys[.outbox]) 打开发件箱，对比后选择。",
                "Open the outbox with \(keys[.outbox]), compare and choose.")
        case .refused:
            text(
                "OA 不接受这个决定；请查看原因，需要时重新决定。",
                "The OA does not take this decision; see why, and decide again if need be.")
        case .dead:
            text(
                "协议故障，重试无用；请把操作号交给管理员（countersign sync --explain）。",
                "A fault of the protocol: give the operation to the operator (countersign sync --explain).")
        case .unknown where level < .full:
            text(
                "正在 OA 的审批记录中查找它的标记，只在不会重复生效时重发；按 \(keys[.retryDelivery]) 立即再查。",
                "Its mark is looked for in the OA's history; sent again only where it cannot apply twice. \(keys[.retryDelivery]) looks now."
            )
        default:
            text(
                "会以同一编号自动重试，不会重复生效；按 \(keys[.retryDelivery]) 立即重试。",
                "Sent again under the same name, so it cannot apply twice; \(keys[.retryDelivery]) tries now."
            )
        }
    }

    // MARK: - What the OA can do (capability levels)

    static let capabilityLevel = text("OA 能力级别", "Capability level")
    static let residualRisk = text("剩余风险", "Residual risk")
    static let levelUnknown = text("尚未连接，未知", "unknown before the first connection")

    static func capability(_ number: Int) -> LocalizedText {
        let level = CapabilityLevel(nearest: number)
        return text("\(number)：\(level.guarantee.zh)", "\(number): \(level.guarantee.en)")
    }

    /// The one sentence on what the level cannot prevent.
    static func residualRisk(_ number: Int) -> LocalizedText { CapabilityLevel(nearest: number).risk }

    // MARK: - About

    static let aboutTitle = text("关于", "About")
    static let aboutVersion = text("版本", "Version")
    static let aboutSQLite = text("SQLite", "SQLite")
    static let aboutCurses = text("ncurses", "ncurses")
    static let aboutLanguage = text("语言", "Language")
    static let aboutTheme = text("主题", "Theme")
    static let aboutPlaces = text("文件位置", "Places")
    static let aboutStore = text("数据", "Store")
    static let aboutConfiguration = text("配置", "Configuration")
    static let aboutLog = text("日志", "Log")
    static let aboutNoPlaces = text("未提供文件位置。", "No places are known.")
    static let aboutAddress = text("地址", "Address")
    static let aboutEnvironment = text("环境", "Environment")
    static let aboutUser = text("用户", "User")
}
