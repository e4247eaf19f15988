// The curses toolkit: a grid of cells, safe text, keys, themes, small widgets and the driver. It knows nothing of invoices.
// Out: outside text -> TerminalText (sanitised, measured) -> Surface (cells and style roles) -> CursesScreen -> changed bytes.
// In: bytes, signals and worker mail -> CursesScreen -> InputParser -> InputEvent -> Keymap -> the caller's command.

/// A sentence in both languages of the product. This module cannot import the vocabulary, so it carries its own pair.
public struct Bilingual: Hashable, Sendable {
    /// Simplified Chinese.
    public let zh: String
    /// English.
    public let en: String

    /// Makes a pair from both texts.
    public init(zh: String, en: String) {
        self.zh = zh
        self.en = en
    }
}
