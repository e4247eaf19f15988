import Invoicing
import OAProfile

/// What subject and reason of an entry said before the personal data in them were covered, with the salt of the commitment
/// that stands in the entry. Both are kept beside the chain: once they are erased the commitment tells nobody anything, and
/// the chain is as whole as before. (A plain hash of a telephone number could be found by trying all of them.)
public struct ConcealedText: Hashable, Sendable {
    /// 32 random bytes.
    public var salt: ContentDigest
    /// Canonical JSON of both texts.
    public var text: String

    /// Takes what was kept.
    public init(salt: ContentDigest, text: String) {
        self.salt = salt
        self.text = text
    }

    /// SHA-256 of the salt and the text behind it.
    public var commitment: ContentDigest { ContentDigest(of: salt.bytes + Array(text.utf8)) }
}

extension AuditEntry {
    /// Covers the personal data in the texts that come from people and from outside.
    /// - Parameter salt: makes 32 random bytes.
    /// - Returns: what was covered, to be kept elsewhere; nothing where there is nothing to cover.
    public mutating func conceal(salt: () -> ContentDigest) -> ConcealedText? {
        let subject = hasFreeSubject ? Veil.general.text(subject) : subject
        let reason = hasFreeReason ? Veil.general.text(reason) : reason
        guard subject != self.subject || reason != self.reason else { return nil }
        let text = JSONValue.object([
            "reason": .string(self.reason), "subject": .string(self.subject),
        ]).canonical
        let kept = ConcealedText(salt: salt(), text: text)
        (self.subject, self.reason) = (subject, reason)
        concealed = kept.commitment
        return kept
    }

    /// Covers the same again, without another commitment: to compare with an entry that is covered.
    public mutating func cover(like other: AuditEntry) {
        guard other.concealed != nil else { return }
        if hasFreeSubject { subject = Veil.general.text(subject) }
        if hasFreeReason { reason = Veil.general.text(reason) }
    }

    /// Whether its subject is a name from outside. Others are names of ours, in which digits mean something else.
    private var hasFreeSubject: Bool { eventKind == .imported }

    /// Whether its reason was written by a person or by the OA.
    private var hasFreeReason: Bool {
        guard operation.isEmpty else { return true }
        let kinds: Set<AuditEvent.Kind> = [
            .loginFailed, .decisionFailed, .findingOverridden, .archiveHeld, .archiveReleased,
            .destructionProposed, .personalDataErased,
        ]
        return eventKind.map { kinds.contains($0) } == true
    }
}
