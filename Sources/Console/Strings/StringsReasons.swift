import Invoicing

extension Strings {
    // MARK: - Reasons to choose from

    static let reasonDuplicate = text(
        "这张发票疑似重复报销，请核对后说明。", "This invoice looks like one claimed before; please check and explain.")
    static let reasonNumber = text(
        "发票代码或号码有误，请核对原票后重新提交。", "The invoice code or number is wrong; check the original and submit again.")
    static let reasonTotals = text(
        "发票金额前后不一致，请核对原票或换开。",
        "The amounts of the invoice do not agree; check the original or have it reissued.")
    static let reasonRate = text(
        "税率与票种或商品不符，请换开。", "The tax rate does not fit the invoice; please have it reissued.")
    static let reasonDate = text("开票日期有误，请核对。", "The invoice date is wrong; please check it.")
    static let reasonPayload = text(
        "二维码内容与票面不一致，请提供原始电子发票。",
        "The QR code says something else than the invoice; provide the original file.")
    static let reasonRed = text(
        "红字发票的信息不完整，请补充。", "The credit note is incomplete; please complete it.")
    static let reasonRemark = text(
        "备注栏缺少规定的内容，请换开。", "The remarks lack what the rules demand; please have it reissued.")
    static let reasonCategory = text(
        "该类费用不符合报销规定。", "Expenses of this kind are not covered by the policy.")
    static let reasonSequence = text(
        "同一销售方的发票连号，请说明情况。", "The seller's invoices have consecutive numbers; please explain.")
    static let reasonAttachments = text(
        "附件不全，请补充后重新提交。", "Attachments are missing; add them and submit again.")
    static let reasonContract = text(
        "金额与合同或订单不符，请核对。", "The amount does not fit the contract or order; please check.")
    static let reasonBuyer = text(
        "购买方名称或税号有误，请换开。", "The buyer's name or tax number is wrong; please have it reissued.")
    static let reasonBudget = text("预算科目有误，请更正。", "The budget code is wrong; please correct it.")

    // MARK: - Preview

    static func previewNeedsWidth(_ needed: Int, has: Int) -> LocalizedText {
        text(
            "预览需要至少 \(needed) 列，现在是 \(has) 列。", "The preview needs \(needed) columns; there are \(has).")
    }
}
