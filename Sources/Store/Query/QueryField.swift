import Invoicing

extension Query {
    /// A name of the language, as help and README list it.
    public struct Name: Hashable, Sendable {
        /// The English name.
        public let name: String
        /// The Chinese name.
        public let chineseName: String
        /// Other names that are understood.
        public let aliases: [String]
        /// What it selects.
        public let meaning: LocalizedText
        /// One way to use it, in each language.
        public let example: LocalizedText
    }

    /// Every field that can stand before `:`, `=`, `!=`, `<`, `<=`, `>` or `>=`.
    public static let fields: [Name] = QueryField.allCases.map(\.name)

    /// Every word that selects by itself.
    public static let words: [Name] = QueryWord.allCases.map(\.name)
}

/// A field of the query language.
enum QueryField: String, CaseIterable, Sendable {
    case amount, seller, status, rule, severity, due, submitted, date, dept, submitter, assignee, number,
        title
    case item, remark, kind, currency, id, sort

    /// What its values are.
    enum Kind {
        case amount
        case time(NumberColumn)
        case day(NumberColumn)
        case text(column: String)
        case choice(TextColumn)
        case severity, rule, person, name, order
    }

    var kind: Kind {
        switch self {
        case .amount: .amount
        case .due: .time(.due)
        case .submitted: .time(.submitted)
        case .date: .day(.issued)
        case .seller: .text(column: "seller")
        case .dept: .text(column: "department")
        case .submitter: .text(column: "submitter")
        case .number: .text(column: "number")
        case .title: .text(column: "title")
        case .item: .text(column: "item")
        case .remark: .text(column: "remark")
        case .status: .choice(.status)
        case .kind: .choice(.kind)
        case .currency: .choice(.currency)
        case .severity: .severity
        case .rule: .rule
        case .assignee: .person
        case .id: .name
        case .sort: .order
        }
    }

    /// The column to sort by; nothing where that has no meaning.
    var sortColumn: SortKey.Column? {
        switch self {
        case .amount: .amount
        case .due: .due
        case .submitted: .submitted
        case .date: .issued
        case .seller: .seller
        case .dept: .department
        case .submitter: .submitter
        case .assignee: .assignee
        case .number: .number
        case .title: .title
        case .status: .status
        case .kind: .kind
        case .currency: .currency
        case .severity: .worst
        case .item, .remark, .rule, .id, .sort: nil
        }
    }

    /// The field of a name in either language, in any case; nothing for an unknown one.
    init?(named text: String) {
        let wanted = text.lowercased()
        guard let field = Self.allCases.first(where: { $0.name.spellings.contains(wanted) }) else {
            return nil
        }
        self = field
    }

    var name: Query.Name {
        switch self {
        case .amount:
            Query.Name(
                "amount", "金额", ["价税合计"],
                zh: "价税合计；可写万、千、亿", en: "the total with tax; the units 万, 千, 亿 and k are understood",
                "金额>1万", "amount:100..500")
        case .seller:
            Query.Name(
                "seller", "供应商", ["销售方", "销方", "卖方", "vendor"],
                zh: "销售方名称包含该文字", en: "the seller's name contains the text", "供应商:晨光", "seller:晨光")
        case .status:
            Query.Name(
                "status", "状态", [], zh: "单据在 OA 中的状态：待审、已同意、已拒绝、已退回、已转交、已撤回",
                en:
                    "where it stands at the OA: \(TaskStatus.allCases.map(\.rawValue).joined(separator: ", "))",
                "状态:待审", "status:pending,returned")
        case .rule:
            Query.Name(
                "rule", "规则", [], zh: "命中的规则，按规则编号或名称查找",
                en: "a finding of a rule, by part of its id or title", "规则:重复", "rule:duplicate")
        case .severity:
            Query.Name(
                "severity", "级别", ["严重程度"], zh: "最严重的疑点：错误、警告、提示、无",
                en: "the gravest finding: error, warning, info, none", "级别:错误", "severity>=warning")
        case .due:
            Query.Name(
                "due", "期限", ["截止", "到期", "审批期限"], zh: "审批期限；:3天 指三天之内，:无 指没有期限",
                en: "when the decision is due; :3d is within three days, :none without a date", "期限<3天",
                "due<3d")
        case .submitted:
            Query.Name(
                "submitted", "提交", ["提交时间", "提交日期"], zh: "提交时间；-7d 指七天前",
                en: "when it was submitted; -7d is seven days ago", "提交>-7天", "submitted>-7d")
        case .date:
            Query.Name(
                "date", "开票日期", ["日期", "开票", "issued"], zh: "开票日期；:无 指日期无法识别",
                en: "the day of issue; :none where it cannot be read", "开票日期:2026年3月",
                "date:2026-01-01..2026-03-31")
        case .dept:
            Query.Name(
                "dept", "部门", ["department"], zh: "提交人所在部门包含该文字",
                en: "the submitter's department contains the text", "部门:市场", "dept:市场")
        case .submitter:
            Query.Name(
                "submitter", "提交人", ["申请人", "报销人"], zh: "提交人姓名包含该文字",
                en: "the submitter's name contains the text", "提交人:李娜", "submitter:李娜")
        case .assignee:
            Query.Name(
                "assignee", "审批人", ["处理人", "approver"], zh: "待其审批的人（OA 用户名）",
                en: "who must decide, by the name at the OA", "审批人:zhang.wei", "assignee:zhang.wei")
        case .number:
            Query.Name(
                "number", "号码", ["发票号码", "发票号", "发票代码"], zh: "发票代码或号码的开头，或数电票号码的后八位",
                en: "the beginning of code or number, or of the last eight digits of a long number",
                "号码:26312000", "number:26312000")
        case .title:
            Query.Name(
                "title", "标题", ["事由", "单号"], zh: "单号和事由包含该文字",
                en: "the claim's number and subject contain the text", "标题:差旅", "title:BX-2026-004711")
        case .item:
            Query.Name(
                "item", "商品", ["项目", "货物", "明细"], zh: "某一行的商品或服务名称包含该文字",
                en: "a line's goods or service contain the text", "商品:打印机", "item:打印机")
        case .remark:
            Query.Name(
                "remark", "备注", [], zh: "发票备注包含该文字", en: "the invoice's remark contains the text",
                "备注:订单", "remark:订单")
        case .kind:
            Query.Name(
                "kind", "票种", ["类型", "发票类型", "type"], zh: "发票种类，可写一部分，如专票、数电",
                en: "the kind of invoice, or a part of its name", "票种:专票", "kind:digital")
        case .currency:
            Query.Name(
                "currency", "币种", [], zh: "币种代码", en: "the currency's code", "币种:USD", "currency:USD")
        case .id:
            Query.Name(
                "id", "任务", ["编号", "task"], zh: "任务编号的开头", en: "the beginning of the task's name at the OA",
                "任务:T-1001", "id:T-1001")
        case .sort:
            Query.Name(
                "sort", "排序", ["order"], zh: "排序字段，可写多个；加 - 从大到小",
                en: "what to sort by, several if need be; with - the greatest first", "排序:金额-",
                "sort:dept,amount-")
        }
    }
}

/// A word of the query language that selects by itself.
enum QueryWord: String, CaseIterable, Sendable {
    case flagged, mine, overdue, today, tomorrow

    /// The word of a text in either language, in any case; nothing for an ordinary word.
    init?(named text: String) {
        let wanted = text.lowercased()
        guard let word = Self.allCases.first(where: { $0.name.spellings.contains(wanted) }) else {
            return nil
        }
        self = word
    }

    var name: Query.Name {
        switch self {
        case .flagged:
            Query.Name(
                "flagged", "有疑点", ["疑点", "异常"], zh: "有疑点的单据", en: "it has a finding", "有疑点", "flagged")
        case .mine:
            Query.Name("mine", "我的", [], zh: "由我审批的单据", en: "I must decide", "我的", "mine")
        case .overdue:
            Query.Name(
                "overdue", "逾期", ["已逾期", "超期"], zh: "待审且已过期限", en: "it is pending and past its due date",
                "逾期",
                "overdue")
        case .today:
            Query.Name("today", "今天", ["今日"], zh: "今天到期", en: "it is due today", "今天", "today")
        case .tomorrow:
            Query.Name("tomorrow", "明天", ["明日"], zh: "明天到期", en: "it is due tomorrow", "明天", "tomorrow")
        }
    }
}

extension Query.Name {
    fileprivate init(
        _ name: String, _ chineseName: String, _ aliases: [String], zh: String, en: String,
        _ chineseExample: String, _ example: String
    ) {
        self.name = name
        self.chineseName = chineseName
        self.aliases = aliases
        meaning = LocalizedText(zh: zh, en: en)
        self.example = LocalizedText(zh: chineseExample, en: example)
    }

    /// Every way to write it.
    var spellings: [String] { [name, chineseName] + aliases }
}
