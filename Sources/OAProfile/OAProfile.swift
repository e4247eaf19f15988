// Profile v1 of the conversation with an OA: its documents, its problems, the digest of what was seen, and the states
// of an operation, all as values and pure functions. Bytes from the wire become documents here; documents and
// answers become judgements; nothing here opens a connection, so client and reference OA share one meaning.

/// Constants of profile v1 (`notes: OA sync profile v1`).
public enum OAProfile {
    /// The path under which every endpoint lives.
    public static let basePath = "/v1"
    /// The media type of JSON bodies.
    public static let jsonMediaType = "application/json"
    /// The media type of every error (RFC 9457).
    public static let problemMediaType = "application/problem+json"
    /// The largest comment or reason, in bytes of UTF-8.
    public static let largestComment = 4_096
    /// The largest body of a single decision, in bytes.
    public static let largestDecisionBody = 65_536
    /// The largest body of a batch of decisions, in bytes.
    public static let largestBatchBody = 1 << 20
}
