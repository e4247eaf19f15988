import Foundation
import Invoicing

/// What `import` did, file by file.
struct ImportReport: Encodable {
    /// What became of one invoice.
    enum Outcome: String, Encodable {
        case new
        case known

        var title: LocalizedText {
            switch self {
            case .new: LocalizedText(zh: "新增", en: "new")
            case .known: LocalizedText(zh: "已有", en: "known")
            }
        }
    }

    /// One invoice of a file.
    struct Entry: Encodable {
        /// The line of a table; nothing for a file of one invoice.
        let line: Int?
        /// Its name in the store, for `show`.
        let task: String
        let number: String
        let outcome: Outcome
        let findings: [Finding]
    }

    /// Why a file, or a line of it, is not imported.
    struct Refusal: Encodable {
        let line: Int?
        let explanation: LocalizedText
        let remedy: LocalizedText

        init(_ error: any ExplainedError, line: Int? = nil) {
            self.line = line
            explanation = error.explanation
            remedy = error.remedy
        }
    }

    /// Every reason against one file.
    struct Refusals: Error {
        let all: [Refusal]
    }

    /// One file: its invoices, or why none of them is in the store.
    struct File: Encodable {
        let path: String
        var entries: [Entry] = []
        var refusals: [Refusal] = []

        private enum CodingKeys: String, CodingKey {
            case path
            case entries = "invoices"
            case refusals = "refused"
        }
    }

    var files: [File] = []

    private var entries: [Entry] { files.flatMap(\.entries) }

    private func count(_ outcome: Outcome) -> Int { entries.count { $0.outcome == outcome } }

    /// Whether a file was refused, or a finding of an error or a warning stands.
    var isRefusal: Bool {
        files.contains { !$0.refusals.isEmpty }
            || entries.contains { $0.findings.contains { $0.severity >= .warning } }
    }

    /// All in one sentence.
    var summary: LocalizedText {
        let refused = files.count { !$0.refusals.isEmpty }
        let flagged = entries.count { !$0.findings.isEmpty }
        return LocalizedText(
            zh: "新增\(count(.new))张，已有\(count(.known))张，其中\(flagged)张有发现；拒收文件\(refused)个。",
            en:
                "\(count(.new)) new, \(count(.known)) known, \(flagged) of them with findings; \(refused) files refused."
        )
    }

    private enum CodingKeys: String, CodingKey {
        case files
        case new
        case known
        case refused
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(files, forKey: .files)
        try container.encode(count(.new), forKey: .new)
        try container.encode(count(.known), forKey: .known)
        try container.encode(files.count { !$0.refusals.isEmpty }, forKey: .refused)
    }
}
