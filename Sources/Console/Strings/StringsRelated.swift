import Invoicing
import Store

extension Strings {
    // MARK: - Related invoices

    static let sectionRelated = text("相关单据", "Related invoices")
    static let noRelated = text("没有相关的其他单据。", "No other claim belongs to it.")

    static let relatedPrompt = text("打开相关单据：", "Open a related invoice: ")

    static func relation(_ relation: Relation) -> LocalizedText {
        switch relation {
        case .sameInvoice: text("同一张发票", "same invoice")
        case .sameNumber: text("同号不同代码", "same number, other code")
        case .sameFile: text("附件相同", "same attachment")
        case .sameSellerAndAmount: text("同一销售方同金额", "same seller and amount")
        case .sameReference: text("同一合同订单", "same contract or order")
        case .closeNumber: text("号码相近", "number close by")
        case .sameSeller: text("同一销售方", "same seller")
        }
    }

    static func relatedCut(_ count: Int) -> LocalizedText {
        text(
            "该销售方单据较多，只比对了最近的 \(count) 张。", "The seller has many claims: the newest \(count) were compared.")
    }

    static func noSuchRelated(_ count: Int) -> LocalizedText {
        text("相关单据只有 \(count) 张。", "There are \(count) related invoices.")
    }
}
