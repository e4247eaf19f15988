import Crypto
import OAProfile

/// The seal on a receipt: HMAC-SHA256 (RFC 2104) by the OA's secret over the canonical JSON of the decision.
struct ReceiptSeal {
    private let secret: [UInt8]

    /// Takes the key.
    init(secret: [UInt8]) { self.secret = secret }

    /// The seal of a receipt, as 64 hexadecimal digits; the receipt's own member is left out of it.
    func seal(_ receipt: DecisionReceipt, comment: String) -> String {
        let decision = JSONValue.object([
            "op_id": .string(receipt.opID.rawValue), "task": .string(receipt.task.rawValue),
            "action": .string(receipt.action.rawValue), "comment": .string(comment),
            "rev": .string(receipt.rev), "decision_id": .string(receipt.decisionID),
            "decided_at": .integer(receipt.decidedAt), "actor": .string(receipt.actor),
            "seen_digest": .string(receipt.seenDigest.hex), "next": .string(receipt.next),
        ])
        let code = HMAC<SHA256>.authenticationCode(
            for: Array(decision.canonical.utf8), using: SymmetricKey(data: secret))
        return ContentDigest(bytes: Array(code))?.hex ?? ""
    }
}
