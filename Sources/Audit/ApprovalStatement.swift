import Foundation
import Invoicing
import OAProfile

/// The namespaces under which this program signs: a signature made for one purpose is worth nothing for another.
/// (OpenSSH `PROTOCOL.sshsig`: the namespace must not be empty and should be of the form `NAME@DOMAIN`.)
public enum SignatureNamespace: String, CaseIterable, Sendable {
    /// Checkpoints of an audit log.
    case checkpoint = "audit-checkpoint@countersign"
    /// Statements of decisions.
    case approval = "invoice-approval@countersign"
}

/// What an approver says with a decision, as the text that is signed: `approval-statement v1`.
///
/// Texts that come from outside stand as JSON strings, so that none can pass for a line of its own. The payee's name and
/// account are bound by `seen`, comment and receiver by `decision`; neither stands here in a form that could be guessed.
public enum ApprovalStatement {
    /// The statement of a decision.
    /// - Parameters:
    ///   - entry: the entry with which it was recorded.
    ///   - task: the task as it was seen.
    ///   - root: the root over the entries before that one.
    public static func text(of entry: AuditEntry, on task: ApprovalTask, after root: ContentDigest) -> String
    {
        func quoted(_ text: String) -> String { JSONValue.string(text).canonical }
        let gross = task.invoice.totals.gross
        let lines = [
            "approval-statement v1",
            "op: \(entry.operation)",
            "instance: \(quoted(entry.instance))",
            "task: \(quoted(entry.task))",
            "node: \(quoted(task.node))",
            "round: \(task.round)",
            "action: \(entry.event)",
            "seen: sha256:\(entry.seenDigest?.hex ?? "-")",
            "decision: sha256:\(entry.fingerprint?.hex ?? "-")",
            "amount: \(gross.minor) \(gross.currency.code)/\(gross.currency.scale)",
            "actor: \(quoted(entry.actor))",
            "on-behalf-of: \(entry.onBehalfOf.isEmpty ? "-" : quoted(entry.onBehalfOf))",
            "recorded: \(entry.wallTime)",
            "audit-root: \(entry.sequence - 1) \(Data(root.bytes).base64EncodedString())",
        ]
        return lines.map { $0 + "\n" }.joined()
    }
}
