/// Text that is safe to draw, log or print: sanitised, and measured in terminal columns. It is the only text that a
/// `Surface` accepts, and the right thing to print after the screen is closed as well.
///
/// Whatever acts on a terminal (escape sequences, TAB, CR, LF), reorders (bidirectional controls) or hides (zero-width,
/// tag, private-use and unassigned characters) is shown as a mark such as `⟦ESC⟧`. The original bytes stay with the
/// caller: hash those, draw this.
///
///     let seller = TerminalText("晨光\u{202E}文具")
///     seller.string          // 晨光⟦RLO⟧文具
///     seller.columns         // 13
///     seller.hidesSomething  // true
public struct TerminalText: Hashable, Sendable, CustomStringConvertible {
    /// The safe text.
    public let string: String
    /// Its width in terminal columns; a wide character (Han, fullwidth) counts two.
    public let columns: Int
    /// Whether something invisible, reordering or controlling was found and is now marked: worth a warning badge.
    public let hidesSomething: Bool

    /// Makes safe text from anything. It never fails; at most 16,384 scalars are kept and a cut is marked `⟦CUT⟧`.
    public init(_ untrusted: String) {
        let outcome = Sanitizer.sanitize(untrusted)
        self.init(safe: outcome.string, columns: outcome.columns, hidesSomething: outcome.hidesSomething)
    }

    /// Only for text whose every character went through the sanitiser.
    init(safe string: String, columns: Int, hidesSomething: Bool) {
        self.string = string
        self.columns = columns
        self.hidesSomething = hidesSomething
    }

    /// No text at all.
    public static let empty = TerminalText(safe: "", columns: 0, hidesSomething: false)

    /// That many blanks.
    public static func blanks(_ count: Int) -> TerminalText {
        TerminalText(
            safe: String(repeating: " ", count: max(0, count)), columns: max(0, count), hidesSomething: false)
    }

    /// Splits at line ends first, so that a text with paragraphs keeps them instead of showing `⟦LF⟧`.
    /// - Parameter maximum: paragraphs kept; the rest is cut with a mark.
    public static func paragraphs(_ untrusted: String, maximum: Int = 1_000) -> [TerminalText] {
        // CR LF is one Character, so each kind of line end is exactly one separator.
        let lines = untrusted.split(
            maxSplits: max(0, maximum), omittingEmptySubsequences: false,
            whereSeparator: { $0 == "\n" || $0 == "\r\n" || $0 == "\r" })
        let kept = lines.prefix(maximum).map { TerminalText(String($0)) }
        return lines.count > maximum ? kept + [TerminalText("⟦CUT⟧")] : kept
    }

    /// Whether there is nothing to draw.
    public var isEmpty: Bool { string.isEmpty }

    /// The safe text, so that string interpolation cannot leak anything else.
    public var description: String { string }

    /// Both texts, one after the other.
    public static func + (first: TerminalText, second: TerminalText) -> TerminalText {
        TerminalText(
            safe: first.string + second.string, columns: first.columns + second.columns,
            hidesSomething: first.hidesSomething || second.hidesSomething)
    }

    /// Appends a text.
    public static func += (first: inout TerminalText, second: TerminalText) { first = first + second }

    /// The characters as a terminal places them: a base and the marks drawn over it.
    var glyphs: Glyphs { Glyphs(string) }
}

/// One drawn character and its width.
struct Glyph {
    let text: String
    let columns: Int

    static let blank = Glyph(text: " ", columns: 1)
}

/// Walks sanitised text by drawn character. Swift's own `Character` is not used: it joins what terminals draw apart.
struct Glyphs: Sequence, IteratorProtocol {
    private var rest: Substring.UnicodeScalarView

    init(_ string: String) { rest = Substring(string).unicodeScalars }

    mutating func next() -> Glyph? {
        guard let base = rest.first else { return nil }
        var end = rest.index(after: rest.startIndex)
        if base.isASCII && (end == rest.endIndex || rest[end].isASCII) {
            rest = rest[end...]
            return Glyph(text: Glyphs.ascii[Int(base.value)], columns: 1)
        }
        while end != rest.endIndex, CharacterWidth.isJoining(rest[end]) { end = rest.index(after: end) }
        let text = String(rest[..<end])
        rest = rest[end...]
        return Glyph(text: text, columns: Swift.max(1, CharacterWidth.columns(of: base)))
    }

    private static let ascii: [String] = (0..<128).map { String(Unicode.Scalar(UInt8($0))) }
}
