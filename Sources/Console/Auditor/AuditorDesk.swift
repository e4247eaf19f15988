import Invoicing
import OAProfile

/// What the console cannot read by itself for an auditor, because this module does not know how it is made.
public struct AuditorDesk: Sendable {
    /// What the rules found when a package was made, by the package's name; nothing where that cannot be read.
    public var judged: @Sendable (String) -> [Finding]?
    /// The text of a policy that was in force, by its SHA-256; nothing where it is not kept.
    public var policy: @Sendable (ContentDigest) -> String?
    /// The working papers; nothing where none can be kept.
    public var papers: PaperDesk?
    /// Draws a sample, and writes it down where that is asked for; nothing where that is not possible.
    public var sample: (@Sendable (SampleOrder) throws -> DrawnSample)?

    /// Makes a desk.
    public init(
        judged: @escaping @Sendable (String) -> [Finding]? = { _ in nil },
        policy: @escaping @Sendable (ContentDigest) -> String? = { _ in nil }
    ) {
        self.judged = judged
        self.policy = policy
    }
}
