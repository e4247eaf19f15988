import Invoicing

/// What in a file vouches for its bytes. Whether the invoice exists at the tax bureau is another question, which
/// only a look-up there (查验) answers.
public struct Integrity: Hashable, Codable, Sendable {
    /// The four answers.
    public enum State: String, CaseIterable, Codable, Sendable {
        /// Every part is covered by a digest of the file's signature, and every digest is right.
        case intact
        /// A digest is wrong, or two places that must agree do not.
        case changed
        /// Every digest is right, but some parts are not covered by any.
        case partlyCovered
        /// Nothing that could be checked vouches for the bytes. A fact, not a fault.
        case unsigned

        /// The word for it in both languages.
        public var title: LocalizedText {
            switch self {
            case .intact: LocalizedText(zh: "摘要全部相符", en: "every digest matches")
            case .changed: LocalizedText(zh: "内容被改动", en: "changed")
            case .partlyCovered: LocalizedText(zh: "部分内容不在签名范围内", en: "partly covered")
            case .unsigned: LocalizedText(zh: "无可核验的签名", en: "nothing to check it by")
            }
        }
    }

    /// The answer.
    public var state: State
    /// Why, each in one sentence.
    public var details: [LocalizedText]

    /// Makes an answer.
    public init(_ state: State, _ details: [LocalizedText]) {
        self.state = state
        self.details = details
    }
}
