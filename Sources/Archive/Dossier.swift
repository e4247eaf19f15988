import Audit
import Foundation
import Invoicing
import OAProfile
import Store

/// What proves one confirmed decision beside the log: what was seen, what was decided, what the OA answered, and the
/// statement of it. The same files stand in an export of the log and in an archive package.
public enum Dossier {
    static let decision = "decision.json"
    static let evidence = "evidence.json"
    static let receipt = "receipt.json"
    static let statement = "statement.txt"
    static let signature = "statement.txt.sig"

    /// The files of an operation that the OA confirmed; nothing where it did not.
    /// - Parameter root: the root over the entries before the one with which it was recorded.
    public static func files(
        of record: OperationRecord, recorded entry: AuditEntry, after root: ContentDigest
    )
        throws -> FileSet?
    {
        guard let receipt = record.receipt else { return nil }
        let task = try JSONDecoder().decode(ApprovalTask.self, from: Data(record.evidence.utf8))
        var files: FileSet = [
            decision: try JSONFile.data(record.operation.request),
            evidence: Data(record.evidence.utf8),
            self.receipt: Data(receipt.utf8),
        ]
        if let signed = record.signed {
            files[statement] = Data(signed.statement.text.utf8)
            files[signature] = Data(signed.armour.utf8)
        } else {
            let text = ApprovalStatement(of: entry, on: task, after: Int(entry.sequence) - 1, root: root).text
            files[statement] = Data(text.utf8)
        }
        return files
    }

    /// How many entries stood before the decision as its statement has it; nothing where it does not say.
    static func precedingEntries(in files: FileSet, at prefix: String) -> Int? {
        files[prefix + statement].flatMap {
            ApprovalStatement(text: String(decoding: $0, as: UTF8.self)).precedingEntries
        }
    }

    /// What is wrong with the files of an operation.
    /// - Parameters:
    ///   - prefix: where they stand among the files, with its slash.
    ///   - recorded: the entry with which it was recorded.
    ///   - acked: the entry with which it was confirmed.
    ///   - root: the root over so many first entries of the log, as far as that is known.
    static func problems(
        in files: FileSet, at prefix: String, recorded: AuditEntry, acked: AuditEntry,
        root: (Int) -> ContentDigest?
    ) -> [ProofProblem] {
        var problems: [ProofProblem] = []
        func note(_ name: String, _ zh: String, _ en: String) {
            problems.append(ProofProblem(prefix + name, zh: zh, en: en))
        }
        func read<T: Decodable>(_ name: String, as type: T.Type) -> T? {
            guard let data = files[prefix + name] else {
                note(name, "文件缺失。", "The file is missing.")
                return nil
            }
            guard let value = try? JSONDecoder().decode(type, from: data) else {
                note(name, "内容无法读取。", "It cannot be read.")
                return nil
            }
            return value
        }
        let task = read(evidence, as: ApprovalTask.self)
        if let task,
            SeenContent(of: task).digest != recorded.seenDigest || task.id.rawValue != recorded.task
                || task.instance.rawValue != recorded.instance
        {
            note(
                evidence, "不是审批人当时所见的内容（摘要与审计日志不符）。",
                "It is not what the approver saw: its digest is not the one in the audit log.")
        }
        let request = read(decision, as: DecisionRequest.self)
        if let request,
            request.fingerprint != recorded.fingerprint
                || request.opID.rawValue != recorded.operation || request.action.rawValue != recorded.event
                || request.recordedAt != recorded.wallTime
        {
            note(decision, "决定与审计日志所记不符。", "The decision is not the one in the audit log.")
        }
        if let found = read(receipt, as: DecisionReceipt.self) {
            if files[prefix + receipt].map({ ContentDigest(of: $0) }) != acked.serverReceipt {
                note(receipt, "回执与审计日志中的哈希不符。", "The receipt does not have the hash in the audit log.")
            }
            if let request, !found.proves(request) {
                note(receipt, "回执不能证明这项决定。", "The receipt does not prove this decision.")
            }
        }
        guard let text = files[prefix + statement] else {
            note(statement, "文件缺失。", "The file is missing.")
            return problems
        }
        let stated = ApprovalStatement(text: String(decoding: text, as: UTF8.self))
        if let task, !agrees(text, stated, recorded, task, root) {
            note(statement, "决定声明与审计日志不符。", "The statement does not agree with the audit log.")
        }
        if let signed = recorded.signed,
            ContentDigest(of: text + (files[prefix + signature] ?? Data())) != signed
        {
            note(
                signature, "作出决定时的签名缺失或与审计日志不符。",
                "The signature that was made with the decision is missing, or is not the one in the audit log."
            )
        }
        return problems
    }

    /// Whether a statement says what the log says. A signed one may have been made for an operation before this one, which
    /// was sent again under another name because only the row version had changed: the log's hash of the signature vouches
    /// for that, and every word of the decision is the same.
    private static func agrees(
        _ text: Data, _ stated: ApprovalStatement, _ recorded: AuditEntry, _ task: ApprovalTask,
        _ root: (Int) -> ContentDigest?
    ) -> Bool {
        guard let size = stated.precedingEntries, size < recorded.sequence, let root = root(size),
            let operation = stated.operation, let time = stated.recordedAt
        else { return false }
        var entry = recorded
        if operation != recorded.operation {
            guard recorded.signed != nil, OperationID(rawValue: operation) != nil, time <= recorded.wallTime
            else { return false }
            entry.operation = operation
            entry.wallTime = time
        }
        return text == Data(ApprovalStatement(of: entry, on: task, after: size, root: root).text.utf8)
    }
}

/// JSON of one form for one value.
enum JSONFile {
    static func data(_ value: some Encodable, isPretty: Bool = false) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
        return try encoder.encode(value) + (isPretty ? Data("\n".utf8) : Data())
    }
}
