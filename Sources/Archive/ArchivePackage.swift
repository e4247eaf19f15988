import Audit
import Foundation
import Invoicing
import OAProfile
import Store

/// Why an invoice cannot be archived, or a package cannot be found.
public enum ArchiveProblem: ExplainedError, Hashable {
    /// No approval of it was confirmed by the OA.
    case notApproved(String)
    /// It stands in the archive already, under the given name.
    case alreadyArchived(String, package: String)
    /// The audit log does not fit the ledger.
    case notProvable(String)
    /// No package has the name.
    case noPackage(String)
    /// The ledger knows it, but its package is not on the shelf.
    case notOnShelf(String)
    /// It was archived under the given name, but that package is not on the shelf any more.
    case lost(String, package: String)
    /// Several packages have it.
    case ambiguous(String, Int)

    /// One sentence.
    public var explanation: LocalizedText {
        switch self {
        case .notApproved(let name):
            LocalizedText(
                zh: "\(name) 没有经 OA 确认的同意决定，不能归档。",
                en: "\(name) has no approval that the OA confirmed, so it cannot be archived.")
        case .alreadyArchived(let name, let package):
            LocalizedText(zh: "\(name) 已归档：\(package)。", en: "\(name) is archived already: \(package).")
        case .notProvable(let name):
            LocalizedText(
                zh: "审计日志与账本对不上，无法证明 \(name)，未归档。",
                en:
                    "The audit log does not fit the ledger, so \(name) cannot be proved; nothing was archived."
            )
        case .noPackage(let name):
            LocalizedText(zh: "档案中没有 \(name)。", en: "The archive has no \(name).")
        case .notOnShelf(let name):
            LocalizedText(
                zh: "\(name) 已编制档号，但档案包不在档案夹中。",
                en: "\(name) has an archive number, but its package is not on the shelf.")
        case .lost(let name, let package):
            LocalizedText(
                zh: "\(name) 已归档为 \(package)，但该档案包不在档案夹中。",
                en: "\(name) was archived as \(package), but that package is not on the shelf.")
        case .ambiguous(let name, let count):
            LocalizedText(zh: "\(name) 对应 \(count) 个档案包。", en: "\(name) names \(count) packages.")
        }
    }

    /// What to do next.
    public var remedy: LocalizedText {
        switch self {
        case .notApproved:
            LocalizedText(
                zh: "请先同意该单据并同步，待 OA 确认后再归档。",
                en: "Approve it and sync first; it can be archived once the OA has confirmed.")
        case .alreadyArchived:
            LocalizedText(zh: "用 countersign archive show 查看。", en: "See it with countersign archive show.")
        case .notProvable:
            LocalizedText(
                zh: "请运行 countersign audit verify 查看问题。", en: "Run countersign audit verify to see why.")
        case .notOnShelf:
            LocalizedText(
                zh: "归档当时没有完成；请运行 countersign archive add 生成档案包。",
                en: "Archiving it was broken off; make the package with countersign archive add.")
        case .lost:
            LocalizedText(
                zh: "档案包含有归档当时的时间和证明，无法再生成同一份；请从备份或导出的副本取回这个文件夹，放回档案夹。",
                en:
                    "A package holds the time and the proofs of that day and cannot be made again as it was: bring its "
                    + "folder back from a backup or an export.")
        case .noPackage, .ambiguous:
            LocalizedText(
                zh: "用 countersign archive list 查看编号。", en: "countersign archive list shows the names.")
        }
    }
}

/// An approved invoice as files that prove themselves:
///
/// ```
/// metadata.json  decision.json  evidence.json  receipt.json  statement.txt  [statement.txt.sig]
/// findings.json  proof  content/01.xml …  manifest.sha256
/// ```
/// Its name is the SHA-256 of its list of files, so that nothing in it can change under the same name.
public enum ArchivePackage {
    static let metadata = "metadata.json"
    static let findings = "findings.json"
    static let proof = "proof"
    static let content = "content/"

    /// The name of a package.
    public static func name(of files: FileSet) -> String {
        ContentDigest(of: files[Manifest.name] ?? Data()).hex
    }

    /// The digest that is the name of a package.
    public static func digest(of files: FileSet) -> ContentDigest {
        ContentDigest(of: files[Manifest.name] ?? Data())
    }

    /// Makes the files of a package.
    /// - Parameters:
    ///   - id: an operation that approved an invoice and that the OA confirmed.
    ///   - origin: the name of the audit log.
    ///   - originals: the bytes of attachments, by SHA-256 in hexadecimal, as far as they are held.
    ///   - findings: what the rules found on the invoice as it was seen.
    ///   - registration: its archive number and retention, as the ledger gave them.
    ///   - time: now, in milliseconds since 1970.
    ///   - sign: signs checkpoint and statement; nothing leaves the package without signatures.
    /// - Throws: ``ArchiveProblem``, `StoreError`, ``SignatureProblem``.
    public static func make(
        of id: OperationID, in ledger: Ledger, origin: String, originals: [String: Data],
        findings: [Finding], registration: ArchivedRecord? = nil, at time: Int64, appVersion: String,
        sign: ((String, SignatureNamespace) throws -> String)? = nil
    ) throws -> FileSet {
        guard let record = try ledger.record(of: id), record.operation.decision.action == .approve,
            record.operation.state == .acked
        else { throw ArchiveProblem.notApproved(id.rawValue) }
        let leaves = try ledger.auditLeaves()
        let entries = try ledger.auditEntries(about: id.rawValue).filter { $0.sequence <= leaves.count }
        let wanted: Set = [OperationState.recorded.rawValue, OperationState.acked.rawValue]
        var ends = entries.filter { (try? $0.sealed.entry()).map { wanted.contains($0.outcome) } == true }
        if let registration {
            // Who holds the package alone can then prove its number, too.
            ends += try ledger.auditEntries(from: registration.entry, limit: 1)
                .map { (registration.entry, $0) }
        }
        guard let first = ends.first, let recorded = try? first.sealed.entry(),
            let checkpoint = Checkpoint(of: leaves, origin: origin),
            let proof = AuditProof(
                ends.map { (Int($0.sequence) - 1, $0.sealed.text) }, leaves: leaves, checkpoint: checkpoint,
                beginning: record.signed?.statement.precedingEntries ?? Int(first.sequence) - 1,
                signature: try sign.map { try $0(checkpoint.text, .checkpoint) } ?? ""),
            proof.problems.isEmpty, let root = proof.beginning?.root,
            var files = try Dossier.files(of: record, recorded: recorded, after: root)
        else { throw ArchiveProblem.notProvable(id.rawValue) }
        let task = try JSONDecoder().decode(ApprovalTask.self, from: Data(record.evidence.utf8))
        var kept: [PackageMetadata.Original] = []
        for (index, attachment) in task.attachments.enumerated() {
            let bytes = originals[attachment.sha256]
            let place = bytes.map { _ in content + fileName(index + 1, of: attachment.name) }
            if let bytes, let place { files[place] = bytes }
            kept.append(
                PackageMetadata.Original(
                    name: attachment.name, mediaType: attachment.mediaType, size: attachment.size,
                    sha256: attachment.sha256, file: place))
        }
        let number = registration?.registration
        let about = PackageMetadata(
            format: number == nil ? PackageMetadata.firstFormat : PackageMetadata.currentFormat,
            operation: id, task: task.id, archivedAt: time, appVersion: appVersion,
            items: PackageMetadata.items(of: task, as: number), originals: kept, registration: number)
        files[metadata] = try JSONFile.data(about, isPretty: true)
        files[self.findings] = try JSONFile.data(findings, isPretty: true)
        files[self.proof] = Data(proof.text.utf8)
        if record.signed == nil, let sign, let statement = files[Dossier.statement] {
            let armour = try sign(String(decoding: statement, as: UTF8.self), .approval)
            files[Dossier.signature] = Data(armour.utf8)
        }
        files[Manifest.name] = Data(Manifest.text(over: files, number: number?.number).utf8)
        return files
    }

    /// Whether files look like a package.
    public static func isPackage(_ files: FileSet) -> Bool { files[metadata] != nil && files[proof] != nil }

    /// What a package says of itself; nothing where it cannot be read.
    public static func metadata(of files: FileSet) -> PackageMetadata? {
        files[metadata].flatMap { try? JSONDecoder().decode(PackageMetadata.self, from: $0) }
    }

    /// A name of our own, with the ending of the submitter's name where it is a plain one.
    private static func fileName(_ number: Int, of name: String) -> String {
        let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
        let isPlain =
            name.contains(".") && (1...5).contains(ending.utf8.count)
            && ending.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
        return (number < 10 ? "0" : "") + String(number) + (isPlain ? "." + ending : "")
    }
}
