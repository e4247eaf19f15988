import Audit
import Foundation
import InvoiceFiles
import Invoicing
import OAProfile
import Store

/// The four checks (四性检测) of a package, as DA/T 70-2018 and DA/T 92-2022 name them. Which sub-checks the standards
/// list is known here at second hand: UNCONFIRMED.
public struct FourChecks: Hashable, Encodable, Sendable {
    /// What is asked of a record.
    public enum Quality: String, CaseIterable, Codable, Sendable {
        /// 真实性
        case authenticity
        /// 完整性
        case integrity
        /// 可用性
        case usability
        /// 安全性
        case security

        /// The word for it in both languages.
        public var title: LocalizedText {
            switch self {
            case .authenticity: LocalizedText(zh: "真实性", en: "authenticity")
            case .integrity: LocalizedText(zh: "完整性", en: "integrity")
            case .usability: LocalizedText(zh: "可用性", en: "usability")
            case .security: LocalizedText(zh: "安全性", en: "security")
            }
        }
    }

    /// How a check ended.
    public enum Outcome: String, Codable, Sendable {
        /// Nothing is wrong.
        case passed
        /// Something is.
        case failed
        /// It could not be checked here; the details say why.
        case notChecked = "not-checked"

        /// The word for it in both languages.
        public var title: LocalizedText {
            switch self {
            case .passed: LocalizedText(zh: "通过", en: "passed")
            case .failed: LocalizedText(zh: "不通过", en: "FAILED")
            case .notChecked: LocalizedText(zh: "未检测", en: "not checked")
            }
        }
    }

    /// One sub-check.
    public struct Check: Hashable, Encodable, Sendable {
        /// To which of the four it belongs.
        public var quality: Quality
        /// What is checked.
        public var title: LocalizedText
        /// How it ended.
        public var outcome: Outcome
        /// What is wrong, or why it was not checked.
        public var details: [LocalizedText]
    }

    /// The package's name: the SHA-256 of its list of files.
    public var package: String
    /// The checks, in the order of the four.
    public var checks: [Check]

    /// Its archive number and retention, as the package says; nothing in packages without one.
    public var registration: ArchiveRegistration?
    /// What is left of it, where it was destroyed.
    public var tombstone: Tombstone?

    /// What keeps it from being destroyed, where the ledger that knows is at hand.
    public var holds: [LocalizedText] = []

    /// Whether nothing failed.
    public var isPassed: Bool { !checks.contains { $0.outcome == .failed } }

    /// One line for each thing that is wrong.
    public var problems: [LocalizedText] { checks.filter { $0.outcome == .failed }.flatMap(\.details) }

    /// Checks a package alone.
    /// - Parameters:
    ///   - name: the name that it goes by; nothing where it has another one, as an unpacked copy may have.
    ///   - trust: whose signatures are believed, see ``LogExport/verify(_:anchors:trust:signer:)``.
    ///   - signer: who signs checkpoints; the user in the log's name where nothing is given.
    public init(of files: FileSet, name: String?, trust: SignatureTrust? = nil, signer: String? = nil) {
        package = ArchivePackage.name(of: files)
        checks = []
        let examination = Examination(files: files)
        registration = examination.metadata?.registration
        tombstone = nil
        authenticity(examination, name: name, judge: SignatureJudge(trust: trust), signer: signer)
        integrity(examination)
        usability(examination)
        security(examination)
    }

    mutating func add(
        _ quality: Quality, zh: String, en: String, _ details: [LocalizedText], unchecked: Bool = false
    ) {
        let outcome: Outcome = unchecked ? .notChecked : details.isEmpty ? .passed : .failed
        checks.append(
            Check(
                quality: quality, title: LocalizedText(zh: zh, en: en), outcome: outcome, details: details))
    }

    private mutating func authenticity(
        _ examination: Examination, name: String?, judge: SignatureJudge, signer: String?
    ) {
        let files = examination.files
        var sealed = Manifest.problems(in: files).map(\.line)
        if let name, name != package {
            sealed.append(
                LocalizedText(
                    zh: "档案包名称与文件清单的 SHA-256 不符。",
                    en: "The package's name is not the SHA-256 of its list of files."))
        }
        add(
            .authenticity, zh: "信息包与归档时一致（SHA-256）", en: "the package is what was archived (SHA-256)", sealed)
        add(
            .authenticity, zh: "审批决定、OA 回执与审计日志一致", en: "decision, receipt and audit log agree",
            examination.decisionProblems)
        add(
            .authenticity, zh: "元数据与内容关联一致", en: "metadata and content agree", examination.metadataProblems)
        let number = examination.registrationProblems
        add(
            .authenticity, zh: "档号与保管期限与审计日志一致", en: "archive number and retention are those of the log",
            number.details, unchecked: !number.isChecked)
        let own = examination.originalProblems
        add(
            .authenticity, zh: "原始票据自身的摘要与票面一致", en: "the original's own digests and figures",
            own.details, unchecked: own.details.isEmpty && !own.isChecked)
        var signatures: [LocalizedText] = []
        let proof = examination.proof
        let log = proof.map { Data($0.checkpoint.text.utf8) } ?? Data()
        let armour = proof.flatMap { $0.signature.isEmpty ? nil : Data($0.signature.utf8) }
        let user = signer ?? proof?.checkpoint.signer ?? ""
        if let problem = judge.problem(log, armour, of: user, as: .checkpoint, isOwed: true) {
            signatures.append(ProofProblem(ArchivePackage.proof, zh: problem.zh, en: problem.en).line)
        }
        if let problem = judge.problem(
            files[Dossier.statement] ?? Data(), files[Dossier.signature],
            of: examination.recorded?.actor ?? "",
            as: .approval, isOwed: true)
        {
            signatures.append(ProofProblem(Dossier.signature, zh: problem.zh, en: problem.en).line)
        }
        let isUnsigned = judge.trust == nil && signatures.isEmpty
        add(
            .authenticity, zh: "电子签名", en: "signatures",
            isUnsigned ? [LocalizedText(zh: "档案包没有签名。", en: "The package is not signed.")] : signatures,
            unchecked: isUnsigned)
    }

    private mutating func integrity(_ examination: Examination) {
        add(.integrity, zh: "元数据项齐全", en: "metadata items are all there", examination.missingItems)
        add(.integrity, zh: "附件数量与清单一致", en: "every attachment is there", examination.missingOriginals)
        add(.integrity, zh: "审批过程文件齐全", en: "files of the approval are all there", examination.missingFiles)
    }

    private mutating func usability(_ examination: Examination) {
        add(.usability, zh: "元数据可读取", en: "metadata can be read", examination.unreadable)
        let formats = examination.formats
        add(
            .usability, zh: "内容可打开，格式合规", en: "contents open and have a lasting format", formats.problems)
        add(.usability, zh: "内容未加密", en: "contents are not encrypted", formats.encrypted)
    }

    private mutating func security(_ examination: Examination) {
        add(
            .security, zh: "不含可执行文件，文件名安全", en: "nothing executable, file names are safe",
            examination.dangers)
        add(
            .security, zh: "病毒检测", en: "virus scan",
            [
                LocalizedText(
                    zh: "本程序不含病毒扫描；请用本单位的杀毒软件检测。",
                    en: "This program holds no virus scanner; scan the package with your own.")
            ], unchecked: true)
    }

    private enum CodingKeys: String, CodingKey {
        case package
        case checks
        case registration
        case tombstone
        case holds
    }

    /// Number, retention, holds and destruction, a line each.
    public var facts: [LocalizedText] {
        var facts: [LocalizedText] = []
        if let registration {
            let end = registration.end.map { LocalizedText(zh: "至 \($0)", en: "until \($0)") }
            facts.append(
                LocalizedText(
                    zh: "档号 \(registration.number) · \(registration.category.title.zh) · "
                        + "保管 \(registration.retention.title.zh) \(end?.zh ?? "")",
                    en: "Archive number \(registration.number) · \(registration.category.title.en) · "
                        + "kept \(registration.retention.title.en) \(end?.en ?? "")"))
        }
        if let tombstone { facts.append(tombstone.sentence) }
        return facts + holds
    }
}
