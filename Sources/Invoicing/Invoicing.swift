// The vocabulary of the house: what an invoice, an amount, a task, a decision and a finding are, and their laws.
// Values only: they are made from text or from the wire, checked when they are made, and passed upward unchanged.
// Nothing here reads a file, a clock or a database; nothing here imports another module of ours.

/// A language that the product speaks.
public enum Language: String, CaseIterable, Codable, Sendable {
    /// Simplified Chinese, zh-Hans.
    case zh
    /// English.
    case en

    /// The language that a POSIX locale name asks for, read as text because a server often lacks the named
    /// locale: `zh_CN.UTF-8` is Chinese, `en_GB` and `C.UTF-8` are English; an empty name asks for nothing.
    public init?(localeName: String) {
        guard !localeName.isEmpty else { return nil }
        let name = localeName.lowercased()
        self = name.hasPrefix("zh") ? .zh : .en
    }
}

/// One sentence or word in both languages.
public struct LocalizedText: Hashable, Codable, Sendable {
    /// The Chinese text.
    public var zh: String
    /// The English text.
    public var en: String

    /// Makes a text from its two forms.
    public init(zh: String, en: String) {
        self.zh = zh
        self.en = en
    }

    /// The text in the given language.
    public subscript(language: Language) -> String {
        switch language {
        case .zh: zh
        case .en: en
        }
    }
}

/// An error that can be told to the person at the screen: what happened to what, why, and what to do next.
public protocol ExplainedError: Error {
    /// One sentence that names the thing and the cause.
    var explanation: LocalizedText { get }
    /// One sentence that says what to do next.
    var remedy: LocalizedText { get }
}
