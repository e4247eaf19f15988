import Invoicing
import OAProfile

/// Something that happened beside the decisions, and that the log must tell: one case a kind, each with exactly what it
/// has to say. Who, when, from which machine, terminal and client is added by the ledger's session.
public enum AuditEvent: Hashable, Sendable {
    /// Somebody signed in to an OA.
    case login(oa: String)
    /// The OA did not let somebody in.
    case loginFailed(oa: String, reason: String)
    /// The token was forgotten.
    case logout(oa: String)
    /// A decision was asked for and refused before it was recorded.
    case decisionFailed(Decision.Action, on: SeenTask, reason: String)
    /// The user has seen how an operation ended badly.
    case acknowledged(OperationID, on: SeenTask)
    /// A reviewer let a finding pass, with the reason. The digest is that of what was found, `rev_after` the policy in force.
    case findingOverridden(OverriddenFinding, on: SeenTask)
    /// An override was taken back; the entry is that of the override.
    case overrideWithdrawn(OverriddenFinding, entry: Int64, on: SeenTask)
    /// A hidden field was shown in full; `what` is its name, never its content.
    case revealed(_ what: String, on: SeenTask)
    /// Something was copied to the terminal's clipboard; `what` is its name, never its content.
    case copied(_ what: String, on: SeenTask)
    /// Something left the store as files; the digest is that of the file, or of the manifest of a folder.
    case exported(Export, to: String, digest: ContentDigest?)
    /// An archived invoice was numbered, put on the shelf, held, released or destroyed.
    case archive(ArchiveStep)
    /// A list of packages to be destroyed was drawn up; the digest is that of the list.
    case destructionProposed(packages: Int, digest: ContentDigest, reason: String)
    /// A second person agreed to the list that `proposer` had drawn up.
    case destructionCountersigned(ContentDigest, proposer: String)
    /// What was concealed of entries was erased, for ever; the entries stand as they were.
    case personalDataErased(entries: [Int64], reason: String)
    /// What the OA had shown differed from what it shows although no change told so; it was fetched again.
    case mirrorDiffered(oa: String, differences: Int, compared: Int)
    /// Invoices were imported from a file; the digest is that of the file.
    case imported(String, invoices: Int, digest: ContentDigest)
    /// The company's policy is another one than at the last run; nothing where there is none.
    case policyChanged(from: ContentDigest?, to: ContentDigest?)
    /// A second person agreed to a change of the company's policy, which `author` was the first to run with.
    case policyConfirmed(ContentDigest?, author: String)
    /// An auditor kept a working paper; it stands in the auditor's own book, not in the log that is audited.
    case workingPaper(WorkingPaper)

    /// What leaves the store.
    public enum Export: String, CaseIterable, Sendable {
        /// Packages of the archive.
        case archive
        /// The audit log.
        case log
        /// A proof of some of its entries.
        case proof
        /// A report, as a table.
        case report
        /// A sample, with its population and proofs.
        case sample
    }

    /// The words of the kinds, as they stand in `event`.
    public enum Kind: String, CaseIterable, Sendable {
        case login
        case loginFailed = "login-failed"
        case logout
        case decisionFailed = "decision-failed"
        case acknowledged
        case findingOverridden = "finding-overridden"
        case overrideWithdrawn = "override-withdrawn"
        case revealed
        case copied
        case archiveExported = "archive-exported"
        case archiveNumbered = "archive-numbered"
        case archived
        case archiveHeld = "archive-held"
        case archiveReleased = "archive-released"
        case destructionProposed = "destruction-proposed"
        case destructionCountersigned = "destruction-countersigned"
        case destructionOrdered = "destruction-ordered"
        case archiveDestroyed = "archive-destroyed"
        case personalDataErased = "personal-data-erased"
        case logExported = "log-exported"
        case proofExported = "proof-exported"
        case reportExported = "report-exported"
        case mirrorDiffered = "mirror-differed"
        case sampleExported = "sample-exported"
        case imported
        case policyChanged = "policy-changed"
        case policyConfirmed = "policy-confirmed"
        case workingPaper = "working-paper"

        /// What happened, for people.
        public var title: LocalizedText {
            switch self {
            case .login: LocalizedText(zh: "登录", en: "signed in")
            case .loginFailed: LocalizedText(zh: "登录失败", en: "sign-in failed")
            case .logout: LocalizedText(zh: "退出登录", en: "signed out")
            case .decisionFailed: LocalizedText(zh: "决定未被记录", en: "decision not recorded")
            case .acknowledged: LocalizedText(zh: "已知悉未通过的决定", en: "refusal acknowledged")
            case .findingOverridden: LocalizedText(zh: "豁免核验发现", en: "finding overridden")
            case .overrideWithdrawn: LocalizedText(zh: "撤回豁免", en: "override withdrawn")
            case .revealed: LocalizedText(zh: "查看隐藏内容", en: "hidden field shown")
            case .copied: LocalizedText(zh: "复制到剪贴板", en: "copied to the clipboard")
            case .archiveExported: LocalizedText(zh: "导出档案", en: "archive exported")
            case .archiveNumbered: LocalizedText(zh: "编制档号", en: "archive number assigned")
            case .archived: LocalizedText(zh: "归档", en: "archived")
            case .archiveHeld: LocalizedText(zh: "暂停销毁", en: "put on hold")
            case .archiveReleased: LocalizedText(zh: "解除暂停销毁", en: "hold released")
            case .destructionProposed: LocalizedText(zh: "编制销毁清册", en: "destruction proposed")
            case .destructionCountersigned: LocalizedText(zh: "会签销毁清册", en: "destruction countersigned")
            case .destructionOrdered: LocalizedText(zh: "批准销毁", en: "destruction ordered")
            case .archiveDestroyed: LocalizedText(zh: "档案已销毁", en: "archive destroyed")
            case .logExported: LocalizedText(zh: "导出审计日志", en: "audit log exported")
            case .proofExported: LocalizedText(zh: "导出证明", en: "proof exported")
            case .reportExported: LocalizedText(zh: "导出报表", en: "report exported")
            case .personalDataErased: LocalizedText(zh: "清除个人信息", en: "personal data erased")
            case .mirrorDiffered: LocalizedText(zh: "与 OA 核对发现差异", en: "differences from the OA found")
            case .sampleExported: LocalizedText(zh: "导出样本", en: "sample exported")
            case .imported: LocalizedText(zh: "导入本地发票", en: "invoices imported")
            case .policyChanged: LocalizedText(zh: "规则政策变更", en: "policy changed")
            case .policyConfirmed: LocalizedText(zh: "规则政策变更已复核", en: "policy change confirmed")
            case .workingPaper: LocalizedText(zh: "工作底稿", en: "working paper")
            }
        }
    }

    /// Its kind.
    public var kind: Kind {
        switch self {
        case .login: .login
        case .loginFailed: .loginFailed
        case .logout: .logout
        case .decisionFailed: .decisionFailed
        case .acknowledged: .acknowledged
        case .findingOverridden: .findingOverridden
        case .overrideWithdrawn: .overrideWithdrawn
        case .revealed: .revealed
        case .copied: .copied
        case .exported(.archive, _, _): .archiveExported
        case .archive(let step): step.kind.event
        case .destructionProposed: .destructionProposed
        case .destructionCountersigned: .destructionCountersigned
        case .personalDataErased: .personalDataErased
        case .exported(.log, _, _): .logExported
        case .exported(.proof, _, _): .proofExported
        case .exported(.report, _, _): .reportExported
        case .mirrorDiffered: .mirrorDiffered
        case .exported(.sample, _, _): .sampleExported
        case .imported: .imported
        case .policyChanged: .policyChanged
        case .policyConfirmed: .policyConfirmed
        case .workingPaper: .workingPaper
        }
    }

    /// Writes what it has to say into an entry. Texts from outside are cut to a length that keeps an entry small.
    public func tell(in entry: inout AuditEntry) {
        entry.event = kind.rawValue
        entry.outcome = "done"
        switch self {
        case .login(let oa), .logout(let oa): entry.subject = Self.clip(oa)
        case .loginFailed(let oa, let reason):
            entry.subject = Self.clip(oa)
            entry.fail(Self.clip(reason))
        case .decisionFailed(let action, let seen, let reason):
            entry.subject = action.rawValue
            seen.tell(in: &entry)
            entry.fail(Self.clip(reason))
        case .acknowledged(let operation, let seen):
            entry.subject = operation.rawValue
            seen.tell(in: &entry)
        case .findingOverridden(let finding, let seen):
            finding.tell(in: &entry)
            seen.tell(in: &entry)
            entry.revAfter = finding.policy
            // Whole: the reason is what the entry is for, and it is limited where it is written.
            entry.reason = finding.reason
        case .overrideWithdrawn(let finding, let overridden, let seen):
            finding.tell(in: &entry)
            seen.tell(in: &entry)
            entry.reason = "withdraws entry \(overridden)"
        case .revealed(let what, let seen), .copied(let what, let seen):
            entry.subject = Self.clip(what)
            seen.tell(in: &entry)
        case .exported(_, let place, let digest):
            entry.subject = Self.clip(place)
            entry.digest = digest
        case .archive(let step): step.tell(in: &entry)
        case .destructionProposed(let packages, let digest, let reason):
            entry.subject = "\(packages)"
            entry.digest = digest
            entry.reason = reason
        case .destructionCountersigned(let digest, let proposer):
            entry.subject = Self.clip(proposer)
            entry.digest = digest
        case .personalDataErased(let entries, let reason):
            entry.subject = Self.clip(entries.map { "#\($0)" }.joined(separator: " "))
            entry.reason = reason
        case .mirrorDiffered(let oa, let differences, let compared):
            entry.subject = Self.clip(oa)
            entry.reason = "\(differences) of \(compared)"
        case .workingPaper(let paper): paper.tell(in: &entry)
        case .imported(let name, let invoices, let digest):
            entry.subject = "\(Self.clip(name)) (\(invoices))"
            entry.digest = digest
        case .policyChanged(let before, let after):
            entry.revBefore = before?.hex ?? ""
            entry.revAfter = after?.hex ?? ""
        case .policyConfirmed(let policy, let author):
            entry.subject = Self.clip(author)
            entry.revAfter = policy?.hex ?? ""
        }
    }

    private static func clip(_ text: String) -> String {
        let limit = 200
        return text.count <= limit ? text : text.prefix(limit) + "…"
    }
}

extension OverriddenFinding {
    fileprivate func tell(in entry: inout AuditEntry) {
        entry.subject = subject
        entry.digest = findings
    }
}

extension AuditEntry {
    fileprivate mutating func fail(_ cause: String) {
        outcome = "failed"
        reason = cause
    }

    /// What kind of event it tells of; nothing for a step of an operation, and for a kind that is not known here.
    public var eventKind: AuditEvent.Kind? { operation.isEmpty ? AuditEvent.Kind(rawValue: event) : nil }

    /// Whether this version knows what it tells of.
    public var hasKnownEvent: Bool { !operation.isEmpty || eventKind != nil }
}

/// The task that somebody had before their eyes, in the version that they saw.
public struct SeenTask: Hashable, Sendable {
    /// The task.
    public var task: String
    /// The workflow instance.
    public var instance: String
    /// The row version.
    public var rev: String
    /// For whom the user acts; empty for oneself.
    public var onBehalfOf: String
    /// The digest of what was rendered; nothing where nothing was.
    public var digest: ContentDigest?

    /// What is seen of a task.
    public init(_ task: ApprovalTask) {
        self.task = task.id.rawValue
        instance = task.instance.rawValue
        rev = task.rev
        onBehalfOf = task.onBehalfOf
        digest = SeenContent(of: task).digest
    }

    /// A name under which no task was found.
    public init(named name: String) {
        task = String(name.prefix(200))
        instance = ""
        rev = ""
        onBehalfOf = ""
    }

    func tell(in entry: inout AuditEntry) {
        entry.task = task
        entry.instance = instance
        entry.revBefore = rev
        entry.onBehalfOf = onBehalfOf
        entry.seenDigest = digest
    }
}
