import Foundation
import Invoicing
import OAProfile
import Testing

@Suite("What was seen")
struct SeenContentTests {
    typealias Change = @Sendable (inout ApprovalTask) -> Void

    static let relevant: [(DecisionField, Change)] = [
        (.instance, { $0.instance = InstanceID(rawValue: "I-2") }),
        (.task, { $0.id = TaskID(rawValue: "T-2") }),
        (.node, { $0.node = "finance" }), (.round, { $0.round = 2 }),
        (.amount, { $0.invoice.totals.gross = Money(minor: 52_601) }),
        (
            .amount,
            {
                $0.invoice.totals.gross = Money(
                    minor: 52_600, currency: Currency(code: "USD", scale: 2) ?? .cny)
            }
        ),
        (.net, { $0.invoice.totals.net = Money(minor: 51_067) }),
        (.tax, { $0.invoice.totals.tax = Money(minor: 1_533) }),
        (.payeeName, { $0.invoice.seller.name += "分店" }), (.payeeBank, { $0.invoice.seller.bank = "工商银行" }),
        (.payeeAccount, { $0.invoice.seller.account = "6217993300118475001" }),
        (.invoiceKind, { $0.invoice.kind = .paperOrdinary }),
        (.invoiceCode, { $0.invoice.number = InvoiceNumber(code: "033002000212", number: "83089647") }),
        (.invoiceNumber, { $0.invoice.number = InvoiceNumber(code: "033002000211", number: "83089648") }),
        (.invoiceDate, { $0.invoice.issued = IssueDate(parsing: "2020-07-24") }),
        (.sellerTaxID, { $0.invoice.seller.taxIdentifier = TaxIdentifier("91110108690017781B") }),
        (.buyerName, { $0.invoice.buyer.name = "别的公司" }),
        (.buyerTaxID, { $0.invoice.buyer.taxIdentifier = TaxIdentifier("") }),
        (.lines, { $0.invoice.lines[0].tax = Money(minor: 1_531) }),
        (.lines, { $0.invoice.lines[0].item += " " }),
        (.lines, { $0.invoice.lines.append($0.invoice.lines[0]) }),
        (.lines, { $0.invoice.lines[0].quantity = nil }),
        (.attachments, { $0.attachments.removeLast() }),
        (.attachments, { $0.attachments[0].sha256 = String(repeating: "c", count: 64) }),
        (.references, { $0.references.append("PO-3") }), (.budgetCode, { $0.budgetCode = "" }),
        (.policyFlags, { $0.policyFlags = [] }), (.onBehalfOf, { $0.onBehalfOf = "wang.fang" }),
    ]

    static let irrelevant: [Change] = [
        { $0.rev = "8" },
        { $0.steps = [ApprovalStep(node: "n", title: "t", actor: "a", state: .done, comment: "说明")] },
        { $0.dueAt = 5 }, { $0.attachments.reverse() }, { $0.references.reverse() },
        { $0.attachments[0].name = "c.xml" },
        { $0.title = "BX-2026-000001 改标题" }, { $0.status = .approved }, { $0.invoice.remark = "备注" },
        { $0.invoice.seller.name = $0.invoice.seller.name.decomposedStringWithCanonicalMapping },
    ]

    @Test(
        "every change on which a decision rests changes the digest and is named", arguments: relevant.indices)
    func changes(index: Int) {
        let (field, change) = Self.relevant[index]
        var task = Samples.task
        change(&task)
        let (before, after) = (SeenContent(of: Samples.task), SeenContent(of: task))
        #expect(before.digest != after.digest)
        #expect(after.differences(from: before) == [field])
    }

    @Test("every field of the digest has a change in this table")
    func complete() {
        #expect(Set(Self.relevant.map(\.0)) == Set(DecisionField.allCases))
    }

    @Test("what a decision does not rest on changes nothing", arguments: irrelevant.indices)
    func keeps(index: Int) {
        var task = Samples.task
        Self.irrelevant[index](&task)
        #expect(SeenContent(of: task).digest == SeenContent(of: Samples.task).digest)
        #expect(SeenContent(of: task).differences(from: SeenContent(of: Samples.task)).isEmpty)
    }

    @Test("a name written with composed or decomposed characters is one name")
    func normalForms() {
        var (one, two) = (Samples.task, Samples.task)
        one.invoice.seller.name = "Caf\u{e9} 有限公司"
        two.invoice.seller.name = "Cafe\u{301} 有限公司"
        #expect(SeenContent(of: one).digest == SeenContent(of: two).digest)
    }

    @Test("the order of the members of JSON does not count")
    func memberOrder() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let sorted = try encoder.encode(Samples.task)
        let plain = try JSONEncoder().encode(Samples.task)
        let digests = try [sorted, plain].map {
            SeenContent(of: try JSONDecoder().decode(ApprovalTask.self, from: $0)).digest
        }
        #expect(digests[0] == digests[1])
        #expect(digests[0] == SeenContent(of: Samples.task).digest)
    }

    @Test("the order of the lines counts, for it is what was printed")
    func lineOrder() {
        var (one, two) = (Samples.task, Samples.task)
        var second = one.invoice.lines[0]
        second.item = "*餐饮服务*服务费"
        one.invoice.lines.append(second)
        two.invoice.lines.insert(second, at: 0)
        #expect(SeenContent(of: one).digest != SeenContent(of: two).digest)
    }

    @Test("moving text from one field to its neighbour is another content")
    func noRunningTogether() {
        var (one, two) = (Samples.task, Samples.task)
        one.invoice.seller.bank = "AB"
        one.invoice.seller.account = "C"
        two.invoice.seller.bank = "A"
        two.invoice.seller.account = "BC"
        #expect(SeenContent(of: one).digest != SeenContent(of: two).digest)
    }
}
