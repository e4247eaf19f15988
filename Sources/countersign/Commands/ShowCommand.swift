import ArgumentParser
import Audit
import Invoicing
import OAProfile
import Store
import Verification

struct ShowCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one invoice with its findings. 查看单据与核验结果。")
    @Argument(help: "Task id, claim title or invoice number.")
    var id: String
    @Flag(name: .long, help: "Print one JSON document.")
    var json = false
    @Flag(name: .long, help: "Show accounts and personal data in full; the audit log notes it.")
    var reveal = false
    @OptionGroup var common: CommonOptions
    var wantsJSON: Bool { json }

    func perform(in setting: Setting) async throws -> ExitStatus {
        let workplace = try Workplace(in: setting)
        let entry = try workplace.mirror.entry(named: id)
        let hidden = Veil.hidden(in: entry.task)
        if reveal {
            // Before anything is shown: what cannot be noted is not shown.
            for kind in hidden {
                try workplace.ledger.note(
                    .revealed(kind.rawValue, on: SeenTask(entry.task)), at: WallClock.now())
            }
        }
        let veil: Veil = reveal ? .lifted : Veil(of: entry.task.invoice)
        let operation = try workplace.ledger.newestOperations(on: [entry.task.id])[entry.task.id]
        let overrides = try workplace.ledger.overrides(on: entry.task.id)
        if json {
            try Output.json(
                ShowOutput(
                    task: TaskDocument(veil.task(entry.task)), findings: entry.findings.map(veil.finding),
                    masked: reveal ? [] : hidden.map(\.rawValue), risk: RiskScore(findings: entry.findings),
                    operation: operation.map(OperationOutput.init),
                    overrides: overrides.map { OverrideOutput($0, on: entry) }))
        } else {
            InvoiceSheet(
                entry: entry, veil: veil, operation: operation, language: setting.language,
                overrides: overrides
            ).print()
        }
        return .done
    }
}

private struct ShowOutput: Encodable {
    let task: TaskDocument
    let findings: [Finding]
    /// What of the document is not written in full, as the audit log names it; empty with `--reveal`.
    let masked: [String]
    let risk: RiskScore
    let operation: OperationOutput?
    let overrides: [OverrideOutput]
}

/// A finding that was let pass, as `--json` shows it.
private struct OverrideOutput: Encodable {
    let rule: String
    let rule_version: Int
    let reason: String
    let actor: String
    let at: String
    let policy: String
    let seen_rev: String
    let seen_digest: String
    let audit_entry: Int64
    /// Whether it holds for what is there now.
    let in_force: Bool
    let withdrawn_by: String?
    let withdrawn_at: String?

    init(_ known: FindingOverride, on entry: MirrorEntry) {
        rule = known.finding.rule
        rule_version = known.finding.version
        reason = known.finding.reason
        actor = known.actor
        at = WallClock.text(known.at)
        policy = known.finding.policy
        seen_rev = known.rev
        seen_digest = known.seenDigest.hex
        audit_entry = known.entry
        in_force = !entry.overridden(by: [known]).isEmpty
        withdrawn_by = known.withdrawal?.actor
        withdrawn_at = known.withdrawal.map { WallClock.text($0.at) }
    }
}

/// An invoice as plain lines.
struct InvoiceSheet {
    let entry: MirrorEntry
    let veil: Veil
    let operation: RecordedOperation?
    let language: Language
    var overrides: [FindingOverride] = []

    func print() {
        let task = veil.task(entry.task)
        let overridden = entry.overridden(by: overrides)
        let invoice = task.invoice
        field("单据", "Document", "\(task.title) (\(task.id.rawValue))")
        field("状态", "Status", task.status.title[language])
        if let held = task.held, task.isHeld {
            field("挂起", "On hold", "\(held.actor) \(WallClock.text(held.since)) \(held.comment)")
        }
        field("提交人", "Submitted by", "\(task.submitter), \(task.department)")
        if let due = task.dueAt { field("期限", "Due", WallClock.text(due)) }
        field("发票", "Invoice", "\(invoice.kind.title[language]) \(invoice.number.display)")
        field("开票日期", "Issued", invoice.issued.description)
        field("销售方", "Seller", "\(invoice.seller.name) \(invoice.seller.taxIdentifier.text)")
        let account = [invoice.seller.bank, invoice.seller.account].filter { !$0.isEmpty }
        if !account.isEmpty { field("收款账户", "Paid to", account.joined(separator: " ")) }
        field("购买方", "Buyer", "\(invoice.buyer.name) \(invoice.buyer.taxIdentifier.text)")
        field("合计金额", "Net", invoice.totals.net.grouped)
        field("合计税额", "Tax", invoice.totals.tax.grouped)
        field("价税合计", "Gross", "\(invoice.totals.gross.grouped) \(invoice.totals.grossInWords)")
        for line in invoice.lines {
            field(
                "明细", "Line",
                "\(line.item)  \(line.amount.grouped)  \(line.rate.description)  \(line.tax.grouped)")
        }
        field("风险", "Risk", RiskScore(findings: entry.findings).sentence[language])
        for finding in entry.findings.map(veil.finding) {
            field(
                finding.severity.title.zh, finding.severity.title.en,
                "\(finding.title[language]): \(finding.reason[language]) [\(finding.rule)]")
            if let known = overridden[finding.rule] {
                field(
                    "已豁免", "Overridden", "\(known.actor) \(WallClock.text(known.at)) \(known.finding.reason)")
            }
        }
        for step in task.steps {
            let outcome = TaskStatus(rawValue: step.outcome)?.title[language] ?? step.outcome
            let words = ["\(step.title) [\(step.node)]", step.actor, outcome, step.comment]
            field("步骤", "Step", words.filter { !$0.isEmpty }.joined(separator: " "))
        }
        for remark in task.remarks {
            let title = Decision.Action(rawValue: remark.kind)?.title[language] ?? remark.kind
            let words = [title, remark.actor, remark.target, WallClock.text(remark.at), remark.text]
            field("过程", "Remark", words.filter { !$0.isEmpty }.joined(separator: " "))
        }
        if let operation {
            field(
                "我的决定", "My decision",
                "\(operation.decision.action.title[language]) · \(operation.state.title[language]) \(operation.reason)"
            )
        }
        field("内容摘要", "Digest", SeenContent(of: entry.task).digest.hex)
    }

    private func field(_ zh: String, _ en: String, _ value: String) {
        Output.line(LocalizedText(zh: "\(zh)：\(value)", en: "\(en): \(value)")[language])
    }
}
