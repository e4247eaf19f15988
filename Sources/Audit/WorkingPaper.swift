import Invoicing
import OAProfile

/// A working paper (工作底稿): what an auditor noted of an invoice, an entry of the log or a sample, bound to exactly what was
/// looked at.
public struct WorkingPaper: Hashable, Sendable {
    /// What it is; the words stand in the log.
    public enum Form: String, CaseIterable, Sendable {
        /// A tick mark: one thing was checked and found as it should be.
        case tick
        /// A note.
        case note
        /// A conclusion.
        case conclusion

        /// What it is, for people.
        public var title: LocalizedText {
            switch self {
            case .tick: LocalizedText(zh: "勾对", en: "tick mark")
            case .note: LocalizedText(zh: "附注", en: "note")
            case .conclusion: LocalizedText(zh: "结论", en: "conclusion")
            }
        }
    }

    /// What it is about.
    public enum Subject: Hashable, Sendable {
        /// An invoice, with the content that was looked at.
        case invoice(SeenTask)
        /// An entry of the audit log by its place, with its leaf hash and its task.
        case entry(Int64, leaf: ContentDigest, task: String)
        /// A sample, by what it calls itself and the digest of its population.
        case sample(String, population: ContentDigest)
    }

    /// The most characters of a text.
    public static let longestText = 2_000

    /// What it is.
    public var form: Form
    /// What it is about.
    public var subject: Subject
    /// What is said.
    public var text: String

    /// Makes one; nothing without a text, or with one that is too long.
    public init?(_ form: Form, on subject: Subject, text: String) {
        let text = String(text.drop { $0.isWhitespace })
        guard !text.isEmpty, text.count <= Self.longestText else { return nil }
        self.form = form
        self.subject = subject
        self.text = text
    }

    func tell(in entry: inout AuditEntry) {
        entry.outcome = form.rawValue
        entry.reason = text
        switch subject {
        case .invoice(let seen):
            entry.subject = "invoice"
            seen.tell(in: &entry)
        case .entry(let place, let leaf, let task):
            entry.subject = "entry \(place)"
            entry.digest = leaf
            entry.task = String(task.prefix(1_000))
        case .sample(let name, let population):
            entry.subject = "sample \(name.prefix(200))"
            entry.digest = population
        }
    }
}
