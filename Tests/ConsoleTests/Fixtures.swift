import Invoicing
import OAProfile
import Store
import Synchronization
import Terminal

@testable import Console

/// 2026-05-12 10:00 in Shanghai.
let noon: Int64 = 1_778_551_200_000
let day: Int64 = 86_400_000

/// Tasks as an OA would hand them over.
enum Fixtures {
    static let sellers = [
        "上海晨光文具股份有限公司", "北京京东世纪信息技术有限公司", "Siemens Ltd., China", "杭州西湖区老张小吃店", "深圳市顺丰速运有限公司",
    ]

    static func task(_ number: Int, rev: String = "r1", seller: String? = nil, amount: Int64? = nil)
        -> ApprovalTask
    {
        let gross = amount ?? Int64(number) * 113_013 + 56_500
        let net = gross * 100 / 113
        let tax = gross - net
        let digits = "263120000000" + String(10_000_000 + number)
        let invoice = Invoice(
            kind: .digitalSpecial, number: InvoiceNumber(number: digits),
            issued: IssueDate(parsing: "2026-05-0\(number % 9 + 1)"),
            seller: Party(
                name: seller ?? sellers[number % sellers.count],
                taxIdentifier: TaxIdentifier("91310000607378229N"),
                contact: "上海市奉贤区金钱公路3469号 021-57474488", bank: "中国工商银行上海市奉贤支行",
                account: "100178430930000\(number % 10)"),
            buyer: Party(name: "北京示范科技有限公司", taxIdentifier: TaxIdentifier("91110108MA01ABCD1X")),
            lines: [
                InvoiceLine(
                    item: "*纸制品*复印纸A4", specification: "70g", unit: "箱", quantity: ExactDecimal(2),
                    unitPrice: ExactDecimal("100.5"), amount: Money(minor: net), rate: .basisPoints(1300),
                    tax: Money(minor: tax))
            ],
            totals: InvoiceTotals(
                net: Money(minor: net), tax: Money(minor: tax), gross: Money(minor: gross),
                grossInWords: UppercaseAmount.text(for: Money(minor: gross))),
            remark: "合同号 HT-2026-0\(number)", drawer: "王芳")
        return ApprovalTask(
            id: TaskID(rawValue: "t-\(number)"), instance: InstanceID(rawValue: "i-\(number)"),
            node: "manager",
            round: 1, rev: rev, status: .pending, assignee: "zhang.wei", title: "BX-2026-00\(number) 办公用品",
            submitter: "李娜", department: "市场部", costCentre: "CC-100", budgetCode: "B-7",
            references: ["PO-\(number)"], policyFlags: [], submittedAt: noon - 2 * day,
            dueAt: noon + Int64(number - 2) * day + 3_600_000, invoice: invoice,
            attachments: [
                Attachment(
                    name: "发票.pdf", mediaType: "application/pdf", size: 20_480,
                    sha256: String(repeating: "0\(number % 10)", count: 32))
            ],
            steps: [
                ApprovalStep(
                    node: "submit", title: "提交", actor: "李娜", state: .done, outcome: "approved",
                    comment: "请审批",
                    decidedAt: noon - 2 * day),
                ApprovalStep(node: "manager", title: "部门经理审批", actor: "张伟", state: .current),
                ApprovalStep(node: "finance", title: "财务审核", actor: "王芳", state: .upcoming),
            ])
    }

    static func finding(_ severity: Severity) -> Finding {
        Finding(
            rule: "R-ARITH-GROSS", ruleVersion: 1, severity: severity,
            title: LocalizedText(zh: "价税合计与大写不一致", en: "Total differs from the amount in words"),
            reason: LocalizedText(zh: "大写金额折合与数字不同。", en: "The amount in words is another one."),
            evidence: [Evidence(field: "totals.gross", expected: "1130.00", found: "1130.13")])
    }

    static func entry(_ number: Int, findings: [Finding] = []) -> MirrorEntry {
        MirrorEntry(key: TaskKey(rawValue: Int64(number)), task: task(number), findings: findings)
    }

    static func row(_ entry: MirrorEntry) -> QueueRow {
        let task = entry.task
        var row = QueueRow(
            key: entry.key, task: task.id, instance: task.instance, round: task.round, rev: task.rev,
            digest: Digests.shared.digest(of: task), status: task.status, title: task.title,
            seller: task.invoice.seller.name, department: task.department, submitter: task.submitter,
            assignee: task.assignee, invoiceNumber: task.invoice.number.display, kind: task.invoice.kind,
            issued: task.invoice.issued.description, amount: task.invoice.totals.gross,
            submittedAt: task.submittedAt, dueAt: task.dueAt, findingCount: entry.findings.count,
            worst: entry.findings.map(\.severity).max())
        row.isHeld = task.isHeld
        row.worstCount = entry.findings.count { $0.severity == row.worst }
        return row
    }
}

/// Digests that were computed before: a list is read anew with every change.
private final class Digests: Sendable {
    static let shared = Digests()

    private let known = Mutex<[ApprovalTask: ContentDigest]>([:])

    func digest(of task: ApprovalTask) -> ContentDigest {
        if let digest = known.withLock({ $0[task] }) { return digest }
        let digest = SeenContent(of: task).digest
        known.withLock { $0[task] = digest }
        return digest
    }
}

func context(
    language: Language = .zh, environment: String = "DEMO", usesASCII: Bool = false, hold: Int64 = 5_000,
    isReadOnly: Bool = false, keys: [String: [String]] = [:]
) throws -> ConsoleContext {
    return ConsoleContext(
        user: "zhang.wei", displayName: "张伟", environment: environment, host: "oa.example.com",
        language: language,
        theme: try Theme.builtIn(named: "mono"), usesASCII: usesASCII, holdMilliseconds: hold,
        utcOffset: 28_800,
        isReadOnly: isReadOnly, keys: keys, now: { noon }, random: { Counter.shared.next() })
}

/// A source of chance that never repeats.
final class Counter: Sendable {
    /// One for all contexts of a test, so that no two operations get one name.
    static let shared = Counter()

    private let value = Mutex<UInt64>(1)
    func next() -> UInt64 {
        value.withLock {
            $0 &+= 0x9E37_79B9_7F4A_7C15; return $0
        }
    }
}
