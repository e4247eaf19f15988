import Foundation
import Invoicing
import ReferenceOA

/// Claims made by hand: `wang.fang` submits, then `zhang.wei`, `chen.jing` and `li.na` decide in turn.
enum SampleClaims {
    static let steps = [
        SampleDocument.Step(node: "manager", title: "部门经理审批", actor: "zhang.wei"),
        SampleDocument.Step(node: "finance", title: "财务复核", actor: "chen.jing"),
        SampleDocument.Step(node: "cfo", title: "财务总监审批", actor: "li.na"),
    ]

    static func claim(
        _ number: Int, submitter: String = "wang.fang", steps: [SampleDocument.Step] = steps,
        at step: Int = 1,
        files: [SampleDocument.File]? = nil, faults: [PlantedFault] = []
    ) -> SampleDocument {
        SampleDocument(
            title: "BX-2026-\(number) 差旅报销", submitter: submitter, department: "市场部",
            costCentre: "CC-1001", budgetCode: "B-2026-07", references: ["PO-\(number)"], policyFlags: [],
            submittedAt: 1_780_000_000_000, dueAt: 1_790_000_000_000, invoice: invoice(number),
            files: files ?? [
                .init(name: "发票.xml", mediaType: "application/xml", bytes: Data("<invoice \(number)/>".utf8))
            ], steps: steps, currentStep: step, plantedFaults: faults)
    }

    static func invoice(_ number: Int, account: String = "6222020200112233445") -> Invoice {
        let net = Money(minor: Int64(10_000 + number))
        let tax = Money(minor: 1_300)
        return Invoice(
            kind: .digitalOrdinary,
            number: InvoiceNumber(code: "", number: "2644200000000000\(1_000 + number)"),
            issued: IssueDate(parsing: "2026-06-30"),
            seller: Party(
                name: "深圳市某某\"科技\"有限公司", taxIdentifier: TaxIdentifier("91440300MA5EXAMPLE"),
                bank: "招商银行深圳分行", account: account),
            buyer: Party(name: "某某集团有限公司", taxIdentifier: TaxIdentifier("91110000100000000X")),
            lines: [InvoiceLine(item: "*信息技术服务*软件维护", amount: net, rate: .basisPoints(1_300), tax: tax)],
            totals: InvoiceTotals(
                net: net, tax: tax, gross: Money(minor: net.minor + tax.minor), grossInWords: "壹佰壹拾叁圆整"))
    }
}
