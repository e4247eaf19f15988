import Invoicing

/// One thing that is wrong with an export, a proof or an archive package: which file, and one sentence about it.
public struct ProofProblem: Error, Hashable, Sendable, Codable {
    /// The file, relative to what was checked; empty for the whole.
    public var file: String
    /// One sentence that says what is wrong.
    public var explanation: LocalizedText

    /// Makes a problem.
    public init(_ file: String, zh: String, en: String) {
        self.file = file
        explanation = LocalizedText(zh: zh, en: en)
    }

    /// The line that a verifier prints.
    public var line: LocalizedText {
        guard !file.isEmpty else { return explanation }
        return LocalizedText(zh: "\(file)：\(explanation.zh)", en: "\(file): \(explanation.en)")
    }
}
