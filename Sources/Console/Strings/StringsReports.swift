import Invoicing
import Store

extension Strings {
    static let reportsTitle = text("报表", "Reports")

    static func reportTitle(_ name: Report.Name) -> LocalizedText {
        switch name {
        case .throughput: text("处理量", "Throughput")
        case .ageing: text("待办账龄", "Ageing")
        case .cycle: text("环节用时", "Cycle time")
        case .rules: text("规则命中", "Rules")
        case .sellers: text("供应商支出", "Sellers")
        case .departments: text("部门支出", "Departments")
        case .months: text("月度支出", "Months")
        }
    }

    /// What is counted, and how.
    static func reportMeaning(_ name: Report.Name) -> LocalizedText {
        switch name {
        case .throughput:
            text(
                "近 \(Report.days) 天每天的审批决定（OA 流程记录）",
                "Decisions a day, last \(Report.days) days, as the OA's steps tell")
        case .ageing: text("待审任务，按提交至今的天数", "What waits, by days since it was submitted")
        case .cycle:
            text("每个环节从上一环节（或提交）到决定的用时", "From the step before (or the submission) to the decision")
        case .rules: text("有疑点的单据占比，每单只计一次", "Share of claims that a rule flags, each claim once")
        case .sellers, .departments, .months:
            text(
                "每单计一次，不含已拒绝、退回、撤回；各币种分列", "Each claim once; not rejected, returned or withdrawn; by currency"
            )
        }
    }

    static func reportTotal(_ report: Report) -> LocalizedText {
        switch report.name {
        case .throughput, .cycle:
            text("共 \(report.total) 个决定", "\(counted(report.total, "decision"))")
        case .ageing: text("共 \(report.total) 个任务", "\(counted(report.total, "task"))")
        default: text("共 \(report.total) 单", "\(counted(report.total, "claim"))")
        }
    }

    static func reportHeads(_ name: Report.Name) -> (
        subject: LocalizedText, count: LocalizedText, figures: LocalizedText
    ) {
        let claims = text("单数", "Claims")
        let decisions = text("决定数", "Number")
        let amount = text("金额", "Amount")
        return switch name {
        case .throughput: (text("日期", "Day"), decisions, text("同意 / 拒绝 / 退回", "appr. / rej. / ret."))
        case .ageing: (text("已等待", "Waiting"), text("任务数", "Tasks"), amount)
        case .cycle: (text("环节", "Step"), decisions, text("中位 / 九成 / 最长", "median / 90% / max"))
        case .rules: (text("规则", "Rule"), claims, text("占比  错/警/提示", "share  err/warn/info"))
        case .sellers: (text("供应商", "Seller"), claims, amount)
        case .departments: (text("部门", "Department"), claims, amount)
        case .months: (text("开票月份", "Month of issue"), claims, amount)
        }
    }

    static func reportOver(_ query: String) -> LocalizedText {
        query.isEmpty ? text("范围：全部单据", "Over: everything") : text("范围：\(query)", "Over: \(query)")
    }

    static let reportCounting = text("正在统计..（离开此屏即取消）", "counting.. (leaving the screen gives it up)")
    static let reportEmpty = text("没有数据。", "Nothing to count.")
    static let reportNoName = text("（空）", "(none)")
    static let reportNoMonth = text("日期无法识别", "no readable date")
    static let reportTooLarge = text("数额过大", "too large")
    static let reportQueryPrompt = text("统计范围（查询）：", "Over which query: ")
    static let reportFilePrompt = text("CSV 文件名（留空自动命名）：", "CSV file (empty: a name is made): ")

    static func reportOmitted(_ count: Int) -> LocalizedText {
        text(
            "另有 \(count) 行未列出，请缩小范围。",
            "\(counted(count, "more row")) \(count == 1 ? "is" : "are") left out; narrow the query.")
    }

    static func reportWritten(_ path: String) -> LocalizedText {
        text("已写入 \(path)", "Written to \(path)")
    }

    static func reportNotWritten(_ path: String, cause: LocalizedText) -> LocalizedText {
        text(
            "没有写入（\(cause.zh)），已有文件不会被覆盖，请换一个名字：\(path)",
            "Not written (\(cause.en)); existing files are kept, choose another name: \(path)")
    }

    static func age(from: Int, to: Int?) -> LocalizedText {
        guard let to else { return text("\(from) 天及以上", "\(from) days or more") }
        if from == to { return from == 0 ? text("当天", "today") : text("\(from) 天", "\(from) days") }
        return text("\(from)-\(to) 天", "\(from)-\(to) days")
    }

    /// A duration in milliseconds, in its two largest units at most.
    static func duration(_ milliseconds: Int64) -> LocalizedText {
        let minutes = milliseconds / 60_000
        if minutes < 60 { return text("\(minutes)分", "\(minutes)m") }
        let hours = minutes / 60
        if hours < 48 { return text("\(hours)时", "\(hours)h") }
        return text("\(hours / 24)天", "\(hours / 24)d")
    }

    /// What is wrong with a query, and where.
    static func queryError(_ error: QueryError) -> LocalizedText {
        func told(_ language: Language) -> String {
            queryError(
                position: error.position, explanation: error.explanation[language],
                remedy: error.remedy[language],
                in: language)
        }
        return text(told(.zh), told(.en))
    }
}
