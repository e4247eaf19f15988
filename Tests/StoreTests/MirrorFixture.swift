import Foundation
import Invoicing
import OAProfile
import Store
import Verification

/// A mirror in a folder of its own, which goes with it.
final class MirrorFixture {
    let folder: URL
    private(set) var mirror: Mirror

    /// A rule that needs a neighbour, so that tests do not hang on the rules in force: the same invoice
    /// number in another claim, and another that needs none: an amount of exactly 4.04.
    static let rules = TaskRules(
        neighbourKeys: { $0.invoice.number.identityKeys + $0.attachments.map { "f:" + $0.sha256 } },
        findings: { task, neighbours in
            var findings = neighbours.map { other in
                Finding(
                    rule: "duplicate.number", ruleVersion: 1, severity: .error,
                    title: LocalizedText(zh: "重复", en: "Duplicate"),
                    reason: LocalizedText(zh: other.title, en: other.title),
                    evidence: [Evidence(field: "claim", expected: "", found: other.instance.rawValue)])
            }
            if task.invoice.totals.gross.minor == 404 {
                findings.append(
                    Finding(
                        rule: "amount_odd%", ruleVersion: 2, severity: .info,
                        title: LocalizedText(zh: "金额少见", en: "Odd amount"),
                        reason: LocalizedText(zh: "4.04", en: "4.04"),
                        evidence: [Evidence(field: "totals.gross", expected: "", found: "4.04")]))
            }
            return findings
        })

    init(rules: TaskRules = rules) throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("countersign-mirror-\(UUID().uuidString)")
        mirror = try Mirror(folder: folder, at: 1, rules: rules)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// The file.
    var file: URL { folder.appendingPathComponent("cache.db") }

    /// Opens another mirror on the same folder, as another process would.
    func another(at now: Int64 = 2) throws -> Mirror {
        try Mirror(folder: folder, at: now, rules: Self.rules)
    }

    /// Applies tasks as one page.
    @discardableResult
    func apply(_ tasks: [ApprovalTask], cursor: String = "1") throws -> AppliedChanges {
        try mirror.apply(page(tasks.map(Self.upsert), cursor: cursor), at: 5)
    }

    func page(_ items: [ChangeItem], from old: String = "0", cursor: String = "1") -> ChangesPage {
        ChangesPage(epoch: "e1", oldCursor: old, newCursor: cursor, hasMore: false, items: items)
    }

    static func upsert(_ task: ApprovalTask) -> ChangeItem {
        ChangeItem(id: task.id, rev: task.rev, content: .upsert(TaskDocument(task)))
    }

    static func gone(_ id: String, rev: String, reason: String = "acl") -> ChangeItem {
        ChangeItem(id: TaskID(rawValue: id), rev: rev, content: .gone(reason: reason))
    }

    /// The tasks that a query finds, in its order.
    func found(_ text: String, limit: Int? = nil) throws -> [String] {
        let query = try Query(parsing: text, in: Self.context)
        return try mirror.rows(mirror.keys(query, limit: limit)).map(\.task.rawValue)
    }

    /// 2026-07-15 10:00 in Shanghai, a Wednesday.
    static let context = Query.Context(now: 1_784_080_800_000, utcOffset: 28_800, user: "zhang.wei")
    static let hour: Int64 = 3_600_000
    static let day: Int64 = 24 * hour
}

extension ApprovalTask {
    /// A task that differs from the usual in what is given.
    static func sample(
        _ id: String, instance: String? = nil, rev: String = "1", round: Int = 1,
        status: TaskStatus = .pending,
        assignee: String = "zhang.wei", title: String = "BX-2026-000001 办公用品采购", submitter: String = "李娜",
        department: String = "市场部", submittedAt: Int64 = 1_783_900_000_000, dueAt: Int64? = nil,
        number: InvoiceNumber? = nil, kind: InvoiceKind = .digitalOrdinary, issued: String = "2026-07-01",
        seller: String = "上海晨光文具股份有限公司", items: [String] = ["*纸制品*A4复印纸"], gross: Int64 = 11_300,
        currency: Currency = .cny, remark: String = "", attachments: [String] = []
    ) -> ApprovalTask {
        let amount = Money(minor: gross, currency: currency)
        let zero = Money(minor: 0, currency: currency)
        let lines = items.map {
            InvoiceLine(
                item: $0, specification: "80g \"A\"\n", unit: "包", quantity: ExactDecimal("2.50"),
                amount: amount,
                rate: .basisPoints(1_300), tax: zero)
        }
        let invoice = Invoice(
            kind: kind,
            number: number ?? InvoiceNumber(number: "2531200000" + Self.digits(of: id)),
            issued: IssueDate(parsing: issued),
            seller: Party(name: seller, taxIdentifier: TaxIdentifier("91310000677833266F")),
            buyer: Party(name: "杭州云栖科技有限公司", taxIdentifier: TaxIdentifier("")), lines: lines,
            totals: InvoiceTotals(net: amount, tax: zero, gross: amount, grossInWords: ""), remark: remark)
        return ApprovalTask(
            id: TaskID(rawValue: id), instance: InstanceID(rawValue: instance ?? "I-\(id)"), node: "manager",
            round: round, rev: rev, status: status, assignee: assignee, title: title, submitter: submitter,
            department: department, references: ["PO-1"], submittedAt: submittedAt, dueAt: dueAt,
            invoice: invoice,
            attachments: attachments.map {
                Attachment(name: "发票.pdf", mediaType: "application/pdf", size: 9, sha256: $0)
            },
            steps: [ApprovalStep(node: "manager", title: "部门经理审批", actor: assignee, state: .current)])
    }
}

extension ApprovalTask {
    /// Ten digits that differ from name to name.
    private static func digits(of id: String) -> String {
        let sum = id.utf8.reduce(7 as UInt64) { ($0 &* 131 &+ UInt64($1)) % 9_000_000_000 }
        return String(1_000_000_000 + sum)
    }
}
