import Invoicing
import Store

extension Strings {
    // MARK: - Columns

    static let columnIssued = text("开票日期", "Issued")
    static let columnSubmitted = text("提交时间", "Submitted")
    static let columnKind = text("发票类型", "Kind")
    static let columnAssignee = text("审批人", "Approver")
    static let columnStatus = text("OA 状态", "At the OA")
    static let columnCurrency = text("币种", "Curr.")
    static let columnTask = text("任务编号", "Task")

    static let columnsPrompt = text(
        "列（回车显示或隐藏，左右键调宽度，翻页键移动，Del 恢复默认）：",
        "Columns (Enter shows, Left/Right width, PgUp/PgDn order, Del default): ")
    static let columnsReset = text("列已恢复默认，随终端宽度变化。", "The columns follow the terminal's width again.")
    static let amountStays = text("价税合计始终显示。", "The amount always stays.")

    static func noColumn(keys: KeyNames) -> LocalizedText {
        text(
            "请先用 \(keys[.columnLeft]) 和 \(keys[.columnRight]) 选一列。",
            "Choose a column first, with \(keys[.columnLeft]) and \(keys[.columnRight]).")
    }

    // MARK: - Order

    static let sortsPrompt = text("排序（回车换方向，可选多列）：", "Sort (Enter turns it round, several columns): ")

    static func sortWay(isDescending: Bool) -> LocalizedText {
        isDescending ? text("降序", "descending") : text("升序", "ascending")
    }

    static func sorted(_ keys: [(title: LocalizedText, isDescending: Bool)]) -> LocalizedText {
        guard !keys.isEmpty else { return text("已恢复默认排序：先到期的在前。", "Default order again: first due first.") }
        return text(
            "排序："
                + keys.map { $0.title.zh + sortWay(isDescending: $0.isDescending).zh }.joined(separator: "，")
                + "。",
            "Sorted by "
                + keys.map { $0.title.en + " " + sortWay(isDescending: $0.isDescending).en }
                .joined(separator: ", ") + ".")
    }

    static func cannotSort(_ title: LocalizedText) -> LocalizedText {
        text("不能按「\(title.zh)」排序。", "The list cannot be sorted by \(title.en).")
    }

    // MARK: - Groups

    static let groupsPrompt = text("分组合计：", "Groups with totals: ")

    static func title(of grouping: TaskGrouping?) -> LocalizedText {
        switch grouping {
        case nil: text("不分组", "No groups")
        case .seller: text("按销售方", "By seller")
        case .department: text("按部门", "By department")
        case .currency: text("按币种", "By currency")
        case .month: text("按开票月份", "By month of issue")
        }
    }

    static let noName = text("（空）", "(none)")

    static func groupCount(_ count: Int) -> LocalizedText { text("\(count) 张", "\(count)") }

    static func noGroup(keys: KeyNames) -> LocalizedText {
        text("列表没有分组，按 \(keys[.group]) 分组。", "The list has no groups; \(keys[.group]) makes some.")
    }

    // MARK: - Views of the user's own

    static let viewNamePrompt = text("视图名称：", "Name of the view: ")

    static func saveViewTitle(_ query: String) -> LocalizedText {
        text("存为视图：\(query)", "Save as a view: \(query)")
    }

    static let viewHasNoQuery = text(
        "这个视图由本机的决定组成，不能存为查询视图。", "This view shows decisions of this computer and has no query to save.")
    static let viewNeedsName = text("请输入视图名称。", "Type a name for the view.")

    static func viewIsConfigured(_ name: String) -> LocalizedText {
        text("配置文件中已有视图「\(name)」，请换一个名称。", "The configuration has a view \(name) already; take another name.")
    }

    static func viewSaved(_ name: String, query: String) -> LocalizedText {
        text("已存为视图「\(name)」：\(query)", "Saved as the view \(name): \(query)")
    }

    // MARK: - Refusals

    static let nothingRefused = text("这一行没有被拒收的决定。", "No decision on this row was refused.")
    static let acknowledged = text(
        "已知悉，已记入审计。OA 再次更改这张单据前不再列入待审；发件箱中仍可查看。",
        "Acknowledged and logged. The task is out of the way until the OA changes it; the outbox keeps it.")
}
