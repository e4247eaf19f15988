import Audit
import Foundation
import InvoiceFiles
import Invoicing
import OAProfile

/// A package, read once, and what the four checks ask of it.
struct Examination {
    let files: FileSet
    let metadata: PackageMetadata?
    let proof: AuditProof?
    let task: ApprovalTask?
    let recorded: AuditEntry?
    private let acked: AuditEntry?
    private let numbered: AuditEntry?

    init(files: FileSet) {
        self.files = files
        metadata = ArchivePackage.metadata(of: files)
        proof = files[ArchivePackage.proof].flatMap { data in
            let text = String(decoding: data, as: UTF8.self)
            return Data(text.utf8) == data ? AuditProof(text: text) : nil
        }
        task = files[Dossier.evidence].flatMap { try? JSONDecoder().decode(ApprovalTask.self, from: $0) }
        let entries = proof?.entries ?? []
        recorded = entries.first { $0.outcome == OperationState.recorded.rawValue }
        acked = entries.first { $0.outcome == OperationState.acked.rawValue }
        numbered = entries.first { $0.eventKind == .archiveNumbered }
    }

    /// The proof, and what it proves.
    var decisionProblems: [LocalizedText] {
        guard let proof else {
            let problem = ProofProblem(
                ArchivePackage.proof, zh: "证明缺失或被改动过。", en: "The proof is missing or was changed.")
            return [problem.line]
        }
        var problems = proof.problems.map(\.line)
        guard let recorded, let acked, let beginning = proof.beginning,
            proof.items.count == (numbered == nil ? 2 : 3),
            recorded.operation == acked.operation, recorded.task == acked.task,
            recorded.event == Decision.Action.approve.rawValue
        else {
            problems.append(
                LocalizedText(
                    zh: "证明中没有一项已确认的同意决定。", en: "The proof is not about one confirmed approval."))
            return problems
        }
        let dossier = Dossier.problems(
            in: files, at: "", recorded: recorded, acked: acked,
            root: { $0 == beginning.size ? beginning.root : nil })
        return problems + dossier.map(\.line)
    }

    /// Whether its archive number and retention are those that the log has; whether it has a number at all.
    var registrationProblems: (details: [LocalizedText], isChecked: Bool) {
        guard let registration = metadata?.registration else {
            guard numbered == nil, Manifest.number(in: files) == nil else {
                return ([LocalizedText(zh: "元数据中缺少档号。", en: "The metadata has no archive number.")], true)
            }
            let old = LocalizedText(
                zh: "档案包中没有档号和保管期限（早期版本归档）。",
                en: "The package has no archive number and no retention: it is of an earlier version.")
            return ([old], false)
        }
        var problems: [LocalizedText] = []
        let logged = numbered.map { [$0.subject, $0.task, $0.digest?.hex, $0.fingerprint?.hex] }
        let stated = metadata.map {
            [
                registration.number, recorded?.task, registration.digest(of: $0.operation).hex,
                recorded?.fingerprint?.hex,
            ]
        }
        if logged == nil || logged != stated {
            problems.append(
                LocalizedText(
                    zh: "档号或保管期限与审计日志所记不符。",
                    en: "Archive number or retention are not those in the audit log."))
        }
        if Manifest.number(in: files) != registration.number {
            problems.append(
                LocalizedText(
                    zh: "文件清单中的档号与元数据不符。",
                    en: "The list of files names another archive number than the metadata."))
        }
        if !registration.retention.covers(registration.category.lawful) {
            problems.append(
                LocalizedText(
                    zh: "保管期限短于会计档案管理办法的最低期限（\(registration.category.lawful.title.zh)）。",
                    en:
                        "The retention is shorter than the law asks for (\(registration.category.lawful.title.en))."
                ))
        }
        return (problems, true)
    }

    /// Whether what the package says of itself is what its evidence says.
    var metadataProblems: [LocalizedText] {
        guard let metadata, let task else { return [] }
        var problems: [LocalizedText] = []
        if metadata.items != PackageMetadata.items(of: task, as: metadata.registration)
            || metadata.task != task.id
            || metadata.operation.rawValue != recorded?.operation
        {
            problems.append(
                LocalizedText(
                    zh: "元数据与审批人所见的单据不一致。",
                    en: "The metadata is not that of the document that the approver saw."))
        }
        let expected = task.attachments.map { [$0.name, $0.mediaType, String($0.size), $0.sha256] }
        let stated = metadata.originals.map { [$0.name, $0.mediaType, String($0.size), $0.sha256] }
        if expected != stated {
            problems.append(
                LocalizedText(
                    zh: "附件清单与审批人所见的不一致。",
                    en: "The list of attachments is not the one that the approver saw."))
        }
        for original in metadata.originals {
            guard let file = original.file, let data = files[file] else { continue }
            if ContentDigest(of: data).hex != original.sha256 {
                problems.append(
                    ProofProblem(
                        file, zh: "不是审批人所见的原始文件（SHA-256 不符）。",
                        en: "It is not the original that the approver saw: its SHA-256 differs."
                    ).line)
            }
        }
        return problems
    }

    /// What original e-invoices say of themselves; whether there was one that could be read.
    var originalProblems: (details: [LocalizedText], isChecked: Bool) {
        var details: [LocalizedText] = []
        var isChecked = false
        for (path, data) in originals {
            guard let file = try? InvoiceFile.read(data) else { continue }
            isChecked = true
            if file.integrity.state == .changed {
                details += file.integrity.details.map { ProofProblem(path, zh: $0.zh, en: $0.en).line }
            }
            guard let invoice = file.invoice, let seen = task?.invoice else { continue }
            // A second invoice among the attachments is another document, not a contradiction.
            let isSame = invoice.number.identityKeys.contains { seen.number.identityKeys.contains($0) }
            if isSame, invoice.totals.gross != seen.totals.gross {
                details.append(
                    ProofProblem(
                        path, zh: "原始票据的价税合计 \(invoice.totals.gross.grouped) 与审批的不同。",
                        en: "The original's total is \(invoice.totals.gross.grouped), not the approved one."
                    ).line)
            }
        }
        return (details, isChecked)
    }

    /// Items that must be there and are not.
    var missingItems: [LocalizedText] {
        let present = Set((metadata?.items ?? []).filter { !$0.value.isEmpty }.map(\.number))
        let required = PackageMetadata.required + (metadata?.registration == nil ? [] : ["M13", "M29"])
        return required.filter { !present.contains($0) }.map {
            LocalizedText(zh: "缺少元数据项 \($0)。", en: "The metadata item \($0) is missing.")
        }
    }

    /// Attachments whose bytes are not in the package.
    var missingOriginals: [LocalizedText] {
        guard let task else { return [] }
        let held = Set(originals.map { ContentDigest(of: $0.data).hex })
        var seen: Set<String> = []
        return task.attachments.filter { !held.contains($0.sha256) && seen.insert($0.sha256).inserted }.map {
            LocalizedText(
                zh: "附件“\($0.name)”的原始文件不在档案包中。",
                en: "The bytes of the attachment “\($0.name)” are not in the package.")
        }
    }

    /// Files that every package has.
    var missingFiles: [LocalizedText] {
        let needed = [
            ArchivePackage.metadata, Dossier.decision, Dossier.evidence, Dossier.receipt, Dossier.statement,
            ArchivePackage.findings, ArchivePackage.proof, Manifest.name,
        ]
        return needed.filter { files[$0] == nil }.map {
            ProofProblem($0, zh: "文件缺失。", en: "The file is missing.").line
        }
    }

    /// Files of ours that cannot be read.
    var unreadable: [LocalizedText] {
        var names: [String] = []
        if metadata?.isKnownForm != true { names.append(ArchivePackage.metadata) }
        if task == nil { names.append(Dossier.evidence) }
        let findings = files[ArchivePackage.findings] ?? Data()
        if (try? JSONDecoder().decode([Finding].self, from: findings)) == nil {
            names.append(ArchivePackage.findings)
        }
        return names.map { ProofProblem($0, zh: "内容无法读取。", en: "It cannot be read.").line }
    }

    /// Whether the originals open, and whether they are encrypted.
    var formats: (problems: [LocalizedText], encrypted: [LocalizedText]) {
        var problems: [LocalizedText] = []
        var encrypted: [LocalizedText] = []
        for (path, data) in originals {
            switch OriginalFormat(of: data) {
            case .invoice, .image, .text: break
            case .pdf(let isEncrypted, let isWhole):
                if isEncrypted {
                    encrypted.append(ProofProblem(path, zh: "PDF 已加密。", en: "The PDF is encrypted.").line)
                }
                if !isWhole {
                    problems.append(
                        ProofProblem(path, zh: "PDF 不完整。", en: "The PDF has no end.").line)
                }
            case .other:
                problems.append(
                    ProofProblem(
                        path, zh: "不是可识别的长期保存格式（XML、OFD、PDF、图片、UTF-8 文本）。",
                        en:
                            "It is in no lasting format that is known here (XML, OFD, PDF, image, UTF-8 text)."
                    ).line)
            }
        }
        return (problems, encrypted)
    }

    /// Files that do not belong into an archive.
    var dangers: [LocalizedText] {
        var problems: [LocalizedText] = []
        let ours: Set = [
            ArchivePackage.metadata, Dossier.decision, Dossier.evidence, Dossier.receipt, Dossier.statement,
            Dossier.signature, ArchivePackage.findings, ArchivePackage.proof, Manifest.name,
        ]
        let named = Set((metadata?.originals ?? []).compactMap(\.file))
        for path in files.keys.sorted() where !ours.contains(path) && !named.contains(path) {
            problems.append(
                ProofProblem(path, zh: "档案包中不应有此文件。", en: "The package does not say what it is.").line)
        }
        for path in named.sorted() where !path.hasPrefix(ArchivePackage.content) || path.contains("..") {
            problems.append(ProofProblem(path, zh: "文件名不安全。", en: "The name is not safe.").line)
        }
        for (path, data) in originals where OriginalFormat.isExecutable(data) {
            problems.append(ProofProblem(path, zh: "是可执行文件。", en: "It is executable.").line)
        }
        return problems
    }

    private var originals: [(path: String, data: Data)] {
        files.filter { $0.key.hasPrefix(ArchivePackage.content) }.sorted { $0.key < $1.key }
            .map { ($0.key, $0.value) }
    }
}

/// What an original is, by its bytes.
private enum OriginalFormat {
    case invoice
    case pdf(isEncrypted: Bool, isWhole: Bool)
    case image
    case text
    case other

    init(of data: Data) {
        if data.starts(with: Data("%PDF-".utf8)) {
            // The end mark stands within the last kilobyte (ISO 32000, Annex H).
            self = .pdf(
                isEncrypted: data.range(of: Data("/Encrypt".utf8)) != nil,
                isWhole: data.suffix(1_024).range(of: Data("%%EOF".utf8)) != nil)
        } else if (try? InvoiceFile.read(data)) != nil {
            self = .invoice
        } else if [
            [0xFF, 0xD8, 0xFF], [0x89, 0x50, 0x4E, 0x47], [0x49, 0x49, 0x2A, 0], [0x4D, 0x4D, 0, 0x2A],
        ]
        .contains(where: { data.starts(with: $0 as [UInt8]) }) {
            self = .image
        } else if !data.isEmpty, !data.contains(0), String(validating: data, as: UTF8.self) != nil {
            self = .text
        } else {
            self = .other
        }
    }

    static func isExecutable(_ data: Data) -> Bool {
        ["\u{7F}ELF", "MZ", "#!"].contains { data.starts(with: Data($0.utf8)) }
    }
}
