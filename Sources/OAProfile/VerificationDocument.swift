/// What a source said of the invoice of a task: the answer of `GET /v1/verifications/{id}`, for an OA whose session names
/// the feature `verifications`. The OA asks the source and passes on what it got.
public struct VerificationDocument: Hashable, Codable, Sendable {
    /// Who says it: `state`, `baidu`, `tencent`, `aliyun`, `hesi`, or another name.
    public var source: String
    /// When the source was asked, in milliseconds since 1970.
    public var checkedAt: Int64
    /// The source's answer as it came, as text.
    public var answer: String
    /// The list that the input-VAT side names, where the OA knows: `out-of-control`, `abnormal`, `doubtful`.
    public var risk: String?

    private enum CodingKeys: String, CodingKey {
        case source
        case checkedAt = "checked_at"
        case answer
        case risk
    }

    /// Makes a document.
    public init(source: String, checkedAt: Int64, answer: String, risk: String? = nil) {
        self.source = source
        self.checkedAt = checkedAt
        self.answer = answer
        self.risk = risk
    }
}

extension OAFeature {
    /// What the tax bureau says of an invoice can be asked.
    public static let verifications = "verifications"
}
