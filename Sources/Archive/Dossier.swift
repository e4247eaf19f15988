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
        return [
            decision: try JSONFile.data(record.operation.request),
            evidence: Data(record.evidence.utf8),
            self.receipt: Data(receipt.utf8),
            statement: Data(ApprovalStatement.text(of: entry, on: task, after: root).utf8),
        ]
    }

    /// What is wrong with the files of an operation.
    /// - Parameters:
    ///   - prefix: where they stand among the files, with its slash.
    ///   - recorded: the entry with which it was recorded.
    ///   - acked: the entry with which it was confirmed.
    ///   - root: the root over the entries before `recorded`.
    static func problems(
        in files: FileSet, at prefix: String, recorded: AuditEntry, acked: AuditEntry,
        after root: ContentDigest
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
        if let text = files[prefix + statement] {
            if let task, text != Data(ApprovalStatement.text(of: recorded, on: task, after: root).utf8) {
                note(statement, "决定声明与审计日志不符。", "The statement does not agree with the audit log.")
            }
        } else {
            note(statement, "文件缺失。", "The file is missing.")
        }
        return problems
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
