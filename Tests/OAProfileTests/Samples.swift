import Foundation
import Invoicing
import OAProfile
import SeededRandom

/// One task and one decision about it, from which each test departs.
enum Samples {
    static var task: ApprovalTask {
        let line = InvoiceLine(
            item: "*餐饮服务*餐费", quantity: ExactDecimal("1"), unitPrice: ExactDecimal("510.679612"),
            amount: Money(minor: 51_068), rate: .basisPoints(300), tax: Money(minor: 1_532))
        let invoice = Invoice(
            kind: .electronicOrdinary, number: InvoiceNumber(code: "033002000211", number: "83089647"),
            issued: IssueDate(parsing: "2020-07-23"), checkCode: "16197833567414507415",
            seller: Party(
                name: "兰溪市悦济舫餐厅", taxIdentifier: TaxIdentifier("92330781MA2EDMFU50"), bank: "邮储银行兰溪分行",
                account: "6217993300118475000"),
            buyer: Party(name: "江苏京利华新材料有限公司", taxIdentifier: TaxIdentifier("91320115MA202UKD7X")),
            lines: [line],
            totals: InvoiceTotals(
                net: Money(minor: 51_068), tax: Money(minor: 1_532), gross: Money(minor: 52_600),
                grossInWords: "伍佰贰拾陆圆整"))
        return ApprovalTask(
            id: TaskID(rawValue: "T-1"), instance: InstanceID(rawValue: "I-1"), node: "manager", round: 1,
            rev: "7",
            status: .pending, assignee: "li.na", title: "BX-2026-000001 差旅报销", submitter: "zhang.wei",
            department: "市场部",
            budgetCode: "B-1", references: ["PO-2", "PO-1"], policyFlags: ["late"],
            submittedAt: 1_700_000_000_000,
            invoice: invoice,
            attachments: [
                Attachment(
                    name: "a.xml", mediaType: "application/xml", size: 3,
                    sha256: String(repeating: "a", count: 64)),
                Attachment(
                    name: "b.pdf", mediaType: "application/pdf", size: 4,
                    sha256: String(repeating: "b", count: 64)),
            ])
    }

    static var request: DecisionRequest {
        var random = SeededGenerator(seed: 1)
        return DecisionRequest(
            opID: OperationID(milliseconds: 1_700_000_000_000, using: &random), task: task.id, round: 1,
            decision: .approve(comment: "同意"), seenDigest: SeenContent(of: task).digest, onBehalfOf: "",
            recordedAt: 1_700_000_000_000)
    }

    static var receipt: DecisionReceipt {
        DecisionReceipt(
            opID: request.opID, task: request.task, action: request.action, rev: "8", decisionID: "D-1",
            decidedAt: 1_700_000_001_000, actor: "li.na", seenDigest: request.seenDigest, next: "finance",
            receipt: "proof")
    }

    static func problem(_ code: Problem.Code, _ status: Int) -> Problem {
        Problem(code: code, status: status, title: "title", detail: "detail")
    }

    static func answer(
        _ status: Int, _ body: some Encodable, type: String = "application/json", retryAfter: Int? = nil
    ) throws -> DeliveryAnswer {
        .answer(
            status: status, contentType: type, body: try JSONEncoder().encode(body), retryAfter: retryAfter)
    }

    static func answer(_ problem: Problem, retryAfter: Int? = nil) throws -> DeliveryAnswer {
        try answer(problem.status, problem, type: "application/problem+json", retryAfter: retryAfter)
    }
}
