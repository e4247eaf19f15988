import Audit
import Invoicing
import OAProfile

/// What a check of the audit log against the ledger found.
public struct LedgerVerification: Hashable, Sendable {
    /// No more findings of a kind than this are kept; the rest is counted.
    public static let limit = 1_000

    /// How many entries were read.
    public var entries: Int
    /// How many operations were compared.
    public var operations: Int
    /// The Merkle root over the entries.
    public var root: ContentDigest
    /// What is wrong with the log itself, in its order.
    public var breaks: [AuditBreak]
    /// Where log and operations disagree.
    public var discrepancies: [LedgerDiscrepancy]
    /// How many findings there are, those beyond ``limit`` included.
    public var findingCount: Int
    /// Of how many operations the evidence was destroyed with its package, as the log says.
    public var destroyed: Int

    /// Whether nothing is wrong. Without an anchor this says nothing about a log that was cut off or rewritten as a whole.
    public var isIntact: Bool { findingCount == 0 }
}

/// An operation about which the audit log and the ledger disagree.
public struct LedgerDiscrepancy: Hashable, Sendable {
    /// How they disagree.
    public enum Kind: Hashable, Sendable {
        /// The log has a step that the state machine does not know. `from` is nothing before the first entry.
        case impossibleStep(from: OperationState?, to: OperationState, entry: Int64)
        /// The log has an entry whose outcome is no state.
        case unknownOutcome(entry: Int64)
        /// The log speaks of an operation that is not in the ledger.
        case notInLedger
        /// The ledger has an operation of which the log does not speak.
        case notInLog
        /// The last entry has another state than the ledger.
        case stateDiffers(log: OperationState, ledger: OperationState)
        /// The ledger's decision is not what was recorded: task, action, row version or digest differ.
        case decisionDiffers
        /// The receipt is not the one whose hash was recorded.
        case receiptDiffers
        /// The signed statement is not the one whose hash was recorded, or only one of the two is there.
        case signatureDiffers
        /// The evidence is missing or is not what was seen.
        case evidenceDiffers
        /// The ledger lets a finding pass, or takes that back, and the log has no such entry.
        case overrideNotInLog
        /// The log has an override, or its withdrawal, that is not in the ledger.
        case overrideNotInLedger
        /// The override, or its withdrawal, is not what was recorded.
        case overrideDiffers
        /// The ledger has a registration, or a step, of the archive that the log does not have.
        case archiveNotInLog
        /// The log has one that the ledger does not have.
        case archiveNotInLedger
        /// It is not what was recorded.
        case archiveDiffers
        /// What is kept of covered personal data is missing though nobody erased it, or is not what was committed to.
        case concealedDiffers
        /// The row cannot be read.
        case unreadable
    }

    /// The operation, as its name stands in the log or ledger.
    public var operation: String
    /// How they disagree.
    public var kind: Kind

    /// One sentence that names the operation and what is wrong.
    public var explanation: LocalizedText {
        let what =
            switch kind {
            case .impossibleStep(_, let state, let entry):
                LocalizedText(
                    zh: "第 \(entry) 条审计记录的步骤（\(state.title.zh)）不可能发生",
                    en: "audit entry \(entry) has an impossible step (\(state.title.en))")
            case .unknownOutcome(let entry):
                LocalizedText(
                    zh: "第 \(entry) 条审计记录的结果不是已知状态",
                    en: "audit entry \(entry) has an outcome that is no state")
            case .notInLedger:
                LocalizedText(zh: "审计日志中有，账本中没有", en: "in the audit log, but not in the ledger")
            case .notInLog:
                LocalizedText(zh: "账本中有，审计日志中没有", en: "in the ledger, but not in the audit log")
            case .stateDiffers(let log, let ledger):
                LocalizedText(
                    zh: "审计日志记为“\(log.title.zh)”，账本记为“\(ledger.title.zh)”",
                    en: "“\(log.title.en)” in the audit log, “\(ledger.title.en)” in the ledger")
            case .decisionDiffers:
                LocalizedText(
                    zh: "账本中的决定与记录时不同", en: "the decision in the ledger is not what was recorded")
            case .receiptDiffers:
                LocalizedText(
                    zh: "OA 回执与审计日志不符", en: "the OA's receipt is not the one in the audit log")
            case .signatureDiffers:
                LocalizedText(
                    zh: "签名的决定声明与审计日志不符", en: "the signed statement is not the one in the audit log")
            case .evidenceDiffers:
                LocalizedText(
                    zh: "所见证据缺失或被改动", en: "the evidence is missing or is not what was seen")
            case .overrideNotInLog:
                LocalizedText(
                    zh: "账本中有这项豁免（或撤回），审计日志中没有",
                    en: "an override or its withdrawal is in the ledger, but not in the audit log")
            case .overrideNotInLedger:
                LocalizedText(
                    zh: "审计日志中有这项豁免（或撤回），账本中没有",
                    en: "an override or its withdrawal is in the audit log, but not in the ledger")
            case .overrideDiffers:
                LocalizedText(
                    zh: "账本中的豁免（或撤回）与记录时不同",
                    en: "the override or its withdrawal in the ledger is not what was recorded")
            case .archiveNotInLog:
                LocalizedText(
                    zh: "账本中有这项归档登记，审计日志中没有",
                    en: "the archive has a record of it, and the audit log has none")
            case .archiveNotInLedger:
                LocalizedText(
                    zh: "审计日志中有这项归档登记，账本中没有",
                    en: "the audit log has a record of the archive that the ledger does not have")
            case .archiveDiffers:
                LocalizedText(
                    zh: "账本中的归档登记（档号、保管期限、暂停销毁或销毁）与记录时不同",
                    en:
                        "its record in the archive is not what was recorded (number, retention, hold, destruction)"
                )
            case .concealedDiffers:
                LocalizedText(
                    zh: "遮盖的个人信息缺失（并未登记清除）或与审计日志中的承诺值不符",
                    en:
                        "covered personal data is missing although nobody erased it, or is not what was committed to"
                )
            case .unreadable:
                LocalizedText(zh: "账本中的内容无法读取", en: "its row in the ledger cannot be read")
            }
        return LocalizedText(zh: "操作 \(operation)：\(what.zh)。", en: "Operation \(operation): \(what.en).")
    }
}
