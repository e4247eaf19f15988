import Invoicing
import OAProfile

extension Strings {
    // MARK: - Columns

    static let columnDue = text("期限", "Due")
    static let columnAmount = text("价税合计", "Amount")
    static let columnFindings = text("核验", "Checks")
    static let columnSeller = text("销售方", "Seller")
    static let columnTitle = text("报销单", "Claim")
    static let columnDepartment = text("部门", "Department")
    static let columnSubmitter = text("提交人", "Submitter")
    static let columnNumber = text("发票号码", "Number")

    // MARK: - Counts and views

    static func toDecide(_ count: Int) -> LocalizedText { text("待审 \(count)", "To decide \(count)") }
    static func flagged(_ count: Int) -> LocalizedText { text("有问题 \(count)", "Flagged \(count)") }
    static func waiting(_ count: Int) -> LocalizedText { text("待发送 \(count)", "To send \(count)") }
    static func conflicts(_ count: Int) -> LocalizedText { text("冲突 \(count)", "Conflicts \(count)") }

    static let everything = text("全部", "Everything")

    static func searching(_ query: String) -> LocalizedText { text("查找：\(query)", "Search: \(query)") }

    // MARK: - Findings in one word

    /// A sign and a word, because nothing may be carried by colour alone.
    /// - Parameters:
    ///   - count: how many are that bad.
    ///   - total: how many there are in all; the rest stands behind a plus.
    static func mark(_ severity: Severity, count: Int, of total: Int) -> LocalizedText {
        guard total > count else {
            return switch severity {
            case .error: text("!! 错误\(count)", "!! \(count) err")
            case .warning: text("! 警告\(count)", "! \(count) warn")
            case .info: text("i 提示\(count)", "i \(count) info")
            }
        }
        // Eight columns in Chinese, nine in English, as the column of the list has.
        let rest = "+\(total - count)"
        return switch severity {
        case .error: text("!! 错\(count)\(rest)", "!! \(count)err\(rest)")
        case .warning: text("! 警\(count)\(rest)", "! \(count)warn\(rest)")
        case .info: text("i 提示\(count)", "i \(count) info")
        }
    }

    static func otherFindings(_ count: Int) -> LocalizedText {
        text("另有 \(count) 个较轻的发现", "\(counted(count, "lesser finding"))")
    }

    // MARK: - Own decisions over the mirror

    /// At most 10 columns with its sign.
    /// Recorded here, confirmed by the OA, and applied in what was pulled since are three different words.
    static func overlay(_ state: OperationState, isApplied: Bool = false) -> LocalizedText {
        switch state {
        case .acked where isApplied: text("已生效", "applied")
        case .recorded: text("已记录", "recorded")
        case .sending: text("发送中", "sending")
        case .unknown: text("重试中", "retrying")
        case .acked: text("已确认", "accepted")
        case .conflict: text("冲突", "conflict")
        case .refused: text("被拒收", "refused")
        case .dead: text("故障", "fault")
        case .cancelled: text("已撤销", "undone")
        case .abandoned: text("已放弃", "given up")
        case .superseded: text("已替代", "replaced")
        }
    }

    // MARK: - Nothing to show

    static let loading = text("正在读取..", "Reading..")

    static func nothingToDecide(view: QueueView) -> LocalizedText {
        switch view {
        case .toDecide: text("没有待审的单据。", "Nothing waits for your decision.")
        case .flagged: text("没有带问题的待审单据。", "Nothing that waits is flagged.")
        case .everything: text("本地还没有单据。", "No task is stored here yet.")
        case .local:
            text(
                "还没有导入过发票；在命令行运行 countersign import 文件。",
                "Nothing was imported yet: run countersign import FILE.")
        case .mine, .dueSoon, .held, .waitingToSend, .conflicts, .doneToday, .saved: emptyView(view)
        }
    }

    static func emptyRemedy(view: QueueView, keys: KeyNames) -> LocalizedText {
        switch view {
        case .toDecide:
            text(
                "按 \(keys[.view]) 换视图，按 \(keys[.sync]) 立即同步，按 \(keys[.outbox]) 查看已做的决定。",
                "\(keys[.view]) shows other views, \(keys[.sync]) syncs now, \(keys[.outbox]) shows your decisions."
            )
        case .flagged, .mine, .dueSoon, .held, .local, .waitingToSend, .conflicts, .doneToday, .saved:
            text("按 \(keys[.view]) 换视图。", "\(keys[.view]) shows other views.")
        case .everything:
            text(
                "按 \(keys[.sync]) 立即同步；一直为空时，请在命令行运行 countersign doctor。",
                "\(keys[.sync]) syncs now; if this stays empty, run countersign doctor.")
        }
    }

    static let nothingFound = text("没有符合查找条件的单据。", "Nothing matches the search.")
    /// - Parameter view: where was searched: what it leaves out cannot be found in it.
    static func nothingFoundRemedy(in view: QueueView, searching search: String, keys: KeyNames)
        -> LocalizedText
    {
        let change = text(
            "按 \(keys[.clearSearch]) 清除查找，按 \(keys[.search]) 修改。",
            "\(keys[.clearSearch]) clears the search, \(keys[.search]) changes it.")
        guard view != .everything else { return change }
        let name = title(of: view)
        let words = search.lowercased()
        let wanted: QueueView =
            words.contains("local") || words.contains("本地") ? .local : .everything
        let other = title(of: wanted)
        return text(
            "只在「\(name.zh)」内查找；其他单据请按 \(keys[.views]) 选「\(other.zh)」。" + change.zh,
            "Looked only in \"\(name.en)\": \(keys[.views]) and \"\(other.en)\" for the rest. " + change.en)
    }

    // MARK: - Search

    static let searchPrompt = text("查找：", "Search: ")
    static let searchExample = text(
        "例：金额>10000 供应商:晨光 期限<3天", "Example: amount>10000 seller:晨光 due<3d")

    static func queryError(position: Int, explanation: String, remedy: String, in language: Language)
        -> String
    {
        switch language {
        case .zh: "第 \(position + 1) 个字：\(explanation)\(remedy)"
        case .en: "At character \(position + 1): \(explanation) \(remedy)"
        }
    }

    // MARK: - Messages

    static let selectionGone = text(
        "刚才选中的单据已不在列表中，现在选中的是相邻的一张。", "The selected task left the list; its neighbour is selected now.")
    static let changedUnderHand = text(
        "这张单据刚刚发生变化，没有做任何操作。请看清后再按一次。",
        "The task changed just now. Nothing was done: look at it and press again.")
    /// - Parameter wasShown: whether an earlier version of the same task was on the screen.
    static func notAsShown(_ wasShown: Bool) -> LocalizedText {
        wasShown
            ? changedUnderHand
            : text(
                "按键时这张单据还没有显示在屏幕上，没有做任何操作。请看清后再按一次。",
                "It was not on the screen yet when the key was pressed. Nothing was done: look at it and press again."
            )
    }
    static let nothingSelected = text("没有选中的单据。", "Nothing is selected.")
    static let taskGone = text("OA 上已看不到这张单据。", "The OA no longer shows this task.")
    static let syncRequested = text("已请求同步。", "Sync was asked for.")
    static let pasteIgnored = text(
        "粘贴的内容只能用于输入框，已忽略。", "Pasted text is for text fields only; it was ignored.")
    static let lastOfQueue = text("已经是最后一张。", "This is the last one.")
    static let firstOfQueue = text("已经是第一张。", "This is the first one.")

    static func notOpen(_ status: TaskStatus) -> LocalizedText {
        if status == .suspended {
            return text(
                "这张单据在等加签的审批人，他同意后才轮到您。",
                "Another approver was added before you; your turn comes once that person has approved.")
        }
        return text(
            "这张单据\(status.title.zh)，不能再做决定。",
            "This task is \(status.title.en); it cannot be decided any more.")
    }

    static func unreadable(_ count: Int) -> LocalizedText {
        text(
            "\(count) 张单据无法读取，保留原样。请运行 countersign doctor。",
            "\(counted(count, "task")) could not be read and \(count == 1 ? "stays" : "stay") as before. Run countersign doctor."
        )
    }
}
