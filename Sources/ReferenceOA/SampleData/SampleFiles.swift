import Foundation
import Invoicing

/// Makes the files of a claim: for about one claim in three the invoice itself as XML, a travel itinerary or an
/// excerpt of the contract, each a few kilobytes at most.
struct SampleFiles {
    private let document: SampleDocument
    private let draft: InvoiceDraft
    private let isHostile: Bool
    private var random: SampleRandom

    init(index: Int, seed: UInt64, document: SampleDocument, draft: InvoiceDraft) {
        self.document = document
        self.draft = draft
        isHostile = index == SampleGenerator.hostileIndex
        random = SampleRandom(seed: seed, index: index, stream: .files)
    }

    /// The files, often none.
    mutating func make() -> [SampleDocument.File] {
        guard random.happens(perMille: 360) else { return [] }
        var files: [SampleDocument.File] = []
        let number = document.invoice.number
        // XML 1.0 cannot carry the control characters of the hostile name.
        if number.code.isEmpty, !isHostile, random.happens(perMille: 700) {
            files.append(
                .init(
                    name: "数电票_\(number.number).xml", mediaType: "application/xml",
                    bytes: Data(EInvoiceXML.text(of: document.invoice, district: draft.seller.district).utf8))
            )
        }
        if draft.subject.isTravel, random.happens(perMille: 500) {
            files.append(text("出差行程说明.txt", itinerary()))
        } else if let contract = document.references.first(where: { $0.hasPrefix("HT-") }),
            files.isEmpty || random.happens(perMille: 300)
        {
            files.append(text("合同摘录_\(contract).txt", excerpt(of: contract)))
        }
        return files
    }

    private func text(_ name: String, _ content: String) -> SampleDocument.File {
        .init(name: name, mediaType: "text/plain; charset=utf-8", bytes: Data(content.utf8))
    }

    private mutating func itinerary() -> String {
        let home = draft.buyer.city
        let away = draft.seller.district.city == home ? "杭州" : draft.seller.district.city
        let isHotel = draft.seller.trade == .hotel
        let nights = isHotel ? InvoiceDraft.nights(draft.invoice.lines) : random.within(1...4)
        let back = CalendarDate(daysSince1970: draft.issueDay)
        let out = CalendarDate(daysSince1970: draft.issueDay - nights)
        let purpose = random.pick(["客户项目验收", "供应商现场审核", "产品交付调试", "行业展会参展", "年度合同洽谈"])
        let application = document.references.first ?? "（补办中）"
        return """
            出差行程说明

            出差申请单：\(application)
            出差人：\(SampleGenerator.displayName(of: document.submitter))（\(document.department)）
            事由：\(purpose)

            \(out)  \(home) → \(away)  \(train())  二等座
            \(out) 至 \(back)  \(away)住宿 \(nights) 晚
            \(back)  \(away) → \(home)  \(train())  二等座

            以上行程属实，住宿发票见附件。

            """
    }

    private mutating func train() -> String { "\(random.pick(["G", "D"]))\(random.within(101...7_998))次" }

    private mutating func excerpt(of contract: String) -> String {
        let invoice = document.invoice
        let what = draft.invoice.lines.first?.item.split(separator: "*").last.map(String.init) ?? ""
        let days = random.pick([15, 30, 45, 60])
        return """
            合同摘录

            合同编号：\(contract)
            甲方：\(invoice.buyer.name)
            乙方：\(isHostile ? "（见发票）" : invoice.seller.name)
            标的：\(what)

            第四条 付款方式
            乙方按本合同约定交付并经甲方验收合格后开具\(invoice.kind.isSpecial ? "增值税专用发票" : "增值税普通发票")，
            甲方收到发票并核对无误后 \(days) 日内以银行转账方式支付。

            第七条 发票
            乙方应保证发票真实、合法；因发票问题造成甲方损失的，由乙方承担。

            """
    }
}
