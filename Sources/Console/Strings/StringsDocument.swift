import Invoicing
import OAProfile

extension Strings {
    /// The label of a field on which a decision rests.
    static func label(_ field: DecisionField) -> LocalizedText {
        switch field {
        case .instance: text("流程实例", "Instance")
        case .task: text("任务", "Task")
        case .node: text("节点", "Node")
        case .round: text("轮次", "Round")
        case .amount: text("价税合计", "Total with tax")
        case .net: text("合计金额", "Net total")
        case .tax: text("合计税额", "Tax total")
        case .payeeName: text("销售方", "Seller")
        case .payeeBank: text("开户行", "Bank")
        case .payeeAccount: text("账号", "Account")
        case .invoiceKind: text("发票种类", "Kind")
        case .invoiceCode: text("发票代码", "Code")
        case .invoiceNumber: text("发票号码", "Number")
        case .invoiceDate: text("开票日期", "Issued")
        case .sellerTaxID: text("销方税号", "Seller tax id")
        case .buyerName: text("购买方", "Buyer")
        case .buyerTaxID: text("购方税号", "Buyer tax id")
        case .lines: text("明细", "Lines")
        case .attachments: text("附件", "Attachments")
        case .references: text("合同订单", "Contracts, POs")
        case .budgetCode: text("预算科目", "Budget code")
        case .policyFlags: text("制度提示", "Policy flags")
        case .onBehalfOf: text("代审", "On behalf of")
        }
    }

    // MARK: - Sections

    static let sectionFindings = text("核验发现", "Findings")
    static let sectionParties = text("双方", "Parties")
    static let sectionAmounts = text("金额核对", "Amounts, three ways")
    static let sectionLines = text("明细", "Lines")
    static let sectionSteps = text("审批过程", "Approval steps")
    static let sectionAttachments = text("附件", "Attachments")
    static let sectionClaim = text("报销单", "Claim")
    static let sectionRemark = text("备注", "Remark")
    static let sectionIdentity = text("标识", "Identity")
    static let sectionDecision = text("我的决定", "Your decision")

    // MARK: - Labels

    static let claim = text("报销单", "Claim")
    static let submitter = text("提交人", "Submitter")
    static let department = text("部门", "Department")
    static let costCentre = text("成本中心", "Cost centre")
    static let submitted = text("提交时间", "Submitted")
    static let due = text("期限", "Due")
    static let status = text("状态", "Status")
    static let assignee = text("审批人", "Approver")
    static let contact = text("地址电话", "Contact")
    static let checkCode = text("校验码", "Check code")
    static let drawer = text("开票人", "Drawer")
    static let revision = text("版本", "Version")
    static let seenDigest = text("内容摘要", "Digest")
    static let redInvoice = text("红字发票：所有金额为负数", "Red invoice: it takes back a blue one")
    static let inWords = text("大写", "In words")
    static let wordsAsNumber = text("大写折合", "Words as number")
    static let sumOfLines = text("明细合计", "Sum of lines")
    static let specification = text("规格", "spec")
    static let unit = text("单位", "unit")
    static let quantity = text("数量", "quantity")
    static let unitPrice = text("单价", "unit price")
    static let rate = text("税率", "rate")
    static let columnNet = text("金额", "Net")
    static let columnTax = text("税额", "Tax")
    static let columnRate = text("税率", "Rate")
    static let columnItem = text("项目", "Item")

    // MARK: - Verdicts

    static let agrees = text("一致", "agrees")
    static let differs = text("不一致", "differs")
    static let notReadable = text("无法识别", "cannot be read")
    static let notAddable = text("无法相加", "cannot be added")
    static let noFindings = text("没有发现问题。", "Nothing was found.")
    static let noLines = text("没有明细。", "There are no lines.")
    static let noAttachments = text("没有附件。", "There are no attachments.")
    static let noSteps = text("OA 没有给出审批过程。", "The OA names no steps.")
    static let none = text("（无）", "(none)")
    static let hidesCharacters = text(
        "! 含有隐藏或控制字符，已标出", "! hidden or controlling characters, marked here")

    static func mixesScripts(_ word: String) -> LocalizedText {
        text("! 「\(word)」混用外形相近的文字", "! \(word) mixes scripts that look alike")
    }
    static let rule = text("规则", "rule")
    static let expected = text("应为", "expected")
    static let found = text("实为", "found")

    static func changedWhileOpen(_ fields: String) -> LocalizedText {
        text("! 您查看期间，OA 更新了这张单据：\(fields)", "! The OA changed this task while you looked at it: \(fields)")
    }

    static let changedNothingSeen = text("审批依据的内容没有变", "nothing that a decision rests on")

    static func step(_ state: ApprovalStep.State) -> LocalizedText {
        switch state {
        case .done: text("已完成", "done")
        case .current: text("进行中", "now")
        case .upcoming: text("未开始", "to come")
        }
    }

    static func size(bytes: Int) -> LocalizedText {
        let shown = bytes >= 10_240 ? "\(bytes / 1_024) KB" : "\(bytes) B"
        return text(shown, shown)
    }
}
