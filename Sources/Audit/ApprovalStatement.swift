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
    /// Lists of what is to be destroyed, and consents to them.
    case destruction = "archive-destruction@countersign"
    /// A text that says nothing, to see whether a key can sign.
    case trial = "trial@countersign"
}

/// What an approver says with a decision, as the text that is signed: `approval-statement v1`.
///
/// Texts that come from outside stand as JSON strings, so that none can pass for a line of its own. The payee's name and
/// account are bound by `seen`, comment and receiver by `decision`; neither stands here in a form that could be guessed.
public struct ApprovalStatement: Hashable, Sendable {
    /// The text that is signed.
    public let text: String

    private static let rootLine = "audit-root: "

    /// The statement of a decision.
    /// - Parameters:
    ///   - entry: the entry with which it is recorded; its place in the log does not matter.
    ///   - task: the task as it was seen.
    ///   - size: how many entries of the log were there before it; later ones may stand between.
    ///   - root: the root over them.
    public init(of entry: AuditEntry, on task: ApprovalTask, after size: Int, root: ContentDigest) {
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
            "\(Self.rootLine)\(size) \(Data(root.bytes).base64EncodedString())",
        ]
        text = lines.map { $0 + "\n" }.joined()
    }

    /// Takes a text that says it is one; whether it is true is for the caller to compare.
    public init(text: String) { self.text = text }

    /// The operation that it names.
    public var operation: String? { value(of: "op: ") }

    /// When it says the decision was recorded, in milliseconds since 1970.
    public var recordedAt: Int64? { value(of: "recorded: ").flatMap { Int64($0) } }

    /// How many entries of the log it says were there before.
    public var precedingEntries: Int? {
        value(of: Self.rootLine)?.split(separator: " ").first.flatMap { Int($0) }
    }

    private func value(of name: String) -> String? {
        text.split(separator: "\n").first { $0.hasPrefix(name) }.map { String($0.dropFirst(name.count)) }
    }
}

/// A statement with its author's signature, as the ledger keeps it beside the decision: the text, and behind it the armour.
public struct SignedStatement: Hashable, Sendable {
    /// What was signed.
    public let statement: ApprovalStatement
    /// The SSH signature in its armour.
    public let armour: String

    private static let mark = "-----BEGIN SSH SIGNATURE-----\n"

    /// Puts both together.
    public init(_ statement: ApprovalStatement, armour: String) {
        self.statement = statement
        self.armour = armour
    }

    /// Reads what ``bytes`` writes; nothing where there is no signature. No line of a statement can be the mark, because
    /// texts from outside stand in it as JSON strings.
    public init?(bytes: Data) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard Data(text.utf8) == bytes, let mark = text.range(of: "\n" + Self.mark) else { return nil }
        let end = text.index(after: mark.lowerBound)
        self.init(ApprovalStatement(text: String(text[..<end])), armour: String(text[end...]))
    }

    /// Both, as they are kept and hashed.
    public var bytes: Data { Data((statement.text + armour).utf8) }

    /// SHA-256 of both: what the log says of them.
    public var digest: ContentDigest { ContentDigest(of: bytes) }
}
