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
        return code(of: Array(decision.canonical.utf8)).hex
    }

    /// HMAC-SHA256 of a message.
    func code(of message: [UInt8]) -> ContentDigest {
        let blockSize = 64
        var key = secret.count > blockSize ? ContentDigest(of: secret).bytes : secret
        key += Array(repeating: 0, count: blockSize - key.count)
        let inner = ContentDigest(of: key.map { $0 ^ 0x36 } + message)
        return ContentDigest(of: key.map { $0 ^ 0x5C } + inner.bytes)
    }
}
