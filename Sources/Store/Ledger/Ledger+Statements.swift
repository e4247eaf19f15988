import Audit
import Foundation
import GRDB
import Invoicing
import OAProfile

/// A decision that is about to be recorded, and the statement that its author is to sign first.
public struct PreparedDecision: Hashable, Sendable {
    /// The decision.
    public let operation: NewOperation
    /// What it says, bound to the log as it stood.
    public let statement: ApprovalStatement
}

/// Why a decision has no signature of its author.
public struct UnsignedDecision: ExplainedError, Hashable {
    /// One sentence.
    public let explanation: LocalizedText
    /// What to do next.
    public let remedy: LocalizedText

    /// Takes over what the signer said.
    public init(_ error: some ExplainedError) {
        explanation = error.explanation
        remedy = error.remedy
    }
}

/// Signs a statement with its author's key and returns the signature in its armour. It may wait for a person.
public typealias StatementSigner =
    @Sendable (_ statement: ApprovalStatement) throws(UnsignedDecision) -> String

extension Ledger {
    /// Records a decision, signed first where a signer is given.
    /// - Throws: as ``record(_:)``, and ``StoreError/notSigned(_:)``.
    public func record(_ new: NewOperation, signing sign: StatementSigner?) throws(StoreError)
        -> RecordedOperation
    {
        guard let sign else { return try record(new) }
        let prepared = try prepare(new)
        let armour: String
        do throws(UnsignedDecision) { armour = try sign(prepared.statement) } catch {
            throw .notSigned(error)
        }
        return try record(prepared, signature: armour)
    }

    /// Makes the statement of a decision, for its author to sign before it is recorded.
    ///
    /// Signing may take as long as a person needs to touch a key, so it happens outside every transaction; entries that
    /// others append meanwhile stand between the root in the statement and the decision, which the statement allows.
    public func prepare(_ new: NewOperation) throws(StoreError) -> PreparedDecision {
        let tree = try tree()
        let seen = SeenContent(of: new.task).digest
        let request = DecisionRequest(
            opID: new.id, task: new.task.id, round: new.task.round, decision: new.decision, seenDigest: seen,
            onBehalfOf: new.task.onBehalfOf, recordedAt: new.recordedAt)
        let entry = AuditEntry(
            sequence: Int64(tree.count) + 1, previous: AuditChain.origin, wallTime: new.recordedAt,
            actor: new.actor, onBehalfOf: new.task.onBehalfOf, event: new.decision.action.rawValue,
            operation: new.id.rawValue, task: new.task.id.rawValue, instance: new.task.instance.rawValue,
            seenDigest: seen, fingerprint: request.fingerprint)
        return PreparedDecision(
            operation: new,
            statement: ApprovalStatement(of: entry, on: new.task, after: tree.count, root: tree.root))
    }

    /// The Merkle tree over the log as it is now. The log only grows, so what was hashed once is kept.
    private func tree() throws(StoreError) -> CompactRange {
        var range = grown.withLock { $0 }
        var isMore = true
        while isMore {
            let known = range
            (range, isMore) = try connection.read { db in
                var range = known
                let page = 20_000
                let statement = try db.cachedStatement(
                    sql: "SELECT leaf FROM audit WHERE seq > ? ORDER BY seq LIMIT ?")
                let leaves = try Data.fetchAll(statement, arguments: [known.count, page])
                for bytes in leaves {
                    guard let leaf = ContentDigest(bytes: bytes) else {
                        throw DamagedRow(cause: "audit.leaf")
                    }
                    range.append(leaf)
                }
                return (range, leaves.count == page)
            }
        }
        let result = range
        grown.withLock { if $0.count < result.count { $0 = result } }
        return result
    }
}

extension LedgerTransaction {
    /// What the author of an operation signed; nothing where nothing was.
    func signedStatement(of id: OperationID) throws -> SignedStatement? {
        let bytes = try Data.fetchOne(
            db, sql: "SELECT signature FROM op WHERE op_id = ?", arguments: [id.rawValue])
        guard let bytes else { return nil }
        guard let signed = SignedStatement(bytes: bytes) else { throw DamagedRow(cause: "op.signature") }
        return signed
    }
}
