import TOMLKit
import Themes

/// A colour that every terminal can be asked for.
public enum TerminalColour: Hashable, Sendable {
    /// The terminal's own foreground or background.
    case standard
    /// A colour of the 256 colour palette; 0 to 15 are the terminal's own sixteen.
    case palette(UInt8)
}

/// How a role looks.
public struct Style: Hashable, Sendable {
    /// Attributes that need no colour.
    public struct Attributes: OptionSet, Hashable, Sendable {
        /// One bit an attribute.
        public let rawValue: UInt8

        /// Makes a set from its bits.
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Bold.
        public static let bold = Attributes(rawValue: 1)
        /// Dim.
        public static let dim = Attributes(rawValue: 2)
        /// Underlined.
        public static let underline = Attributes(rawValue: 4)
        /// Foreground and background exchanged.
        public static let reverse = Attributes(rawValue: 8)
    }

    /// Colour of the character.
    public var foreground: TerminalColour
    /// Colour behind it.
    public var background: TerminalColour
    /// Attributes.
    public var attributes: Attributes

    /// Makes a style; without arguments, the terminal's own look.
    public init(
        foreground: TerminalColour = .standard, background: TerminalColour = .standard,
        attributes: Attributes = []
    ) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }
}

/// A look for every role. A role that a theme does not name keeps the terminal's own look, so a theme may be short.
///
///     inherits = "dark"
///     "band*" = { foreground = 231, background = 24 }
///     danger = { foreground = "red", bold = true }
///
/// What is inherited counts least, then names with a star (the longer the stronger), then a role's own name; each says only
/// what it changes.
public struct Theme: Hashable, Sendable {
    /// What the theme is called.
    public let name: String
    /// Whether signs and lines beyond ASCII are to be left out with it.
    public let prefersASCII: Bool
    private let styles: [StyleRole: Style]

    /// Reads a theme: `inherits` and `ascii`, and one table a role, with `foreground` and `background` (`"default"`, a colour
    /// name, or 0 to 255) and `bold`, `dim`, `underline`, `reverse` (true or false).
    /// - Parameter others: what can be inherited besides the themes inside the program.
    /// - Throws: `ThemeError` that names the key and its line.
    public init(toml: String, name: String, others: [Theme] = []) throws(ThemeError) {
        self = try Theme(toml: toml, name: name, others: others, depth: 0)
    }

    private init(toml: String, name: String, others: [Theme], depth: Int) throws(ThemeError) {
        let reader = ThemeReader(source: toml, theme: name)
        let parsed = try reader.parse()
        var base: Theme?
        if let parent = try reader.parent(in: parsed) {
            guard parent != name, depth < Theme.deepest else { throw reader.inheritsItself }
            if let known = others.first(where: { $0.name == parent }) {
                base = known
            } else if let file = BuiltInThemes.all.first(where: { $0.name == parent }) {
                base = try Theme(
                    toml: String(decoding: file.toml, as: UTF8.self), name: parent, others: [],
                    depth: depth + 1)
            } else {
                throw reader.unknownParent(known: Theme.builtInNames + others.map(\.name))
            }
        }
        self.name = name
        prefersASCII = try reader.prefersASCII(in: parsed) ?? base?.prefersASCII ?? false
        styles = try reader.styles(in: parsed, over: base?.styles ?? [:])
    }

    /// How long a line of inheritance may be.
    private static let deepest = 8

    /// The look of a role.
    public subscript(_ role: StyleRole) -> Style { styles[role] ?? Style() }

    /// The themes inside the program.
    public static var builtInNames: [String] { BuiltInThemes.all.map(\.name) }

    /// A theme from inside the program.
    /// - Throws: `ThemeError` when there is none of that name.
    public static func builtIn(named name: String) throws(ThemeError) -> Theme {
        guard let theme = BuiltInThemes.all.first(where: { $0.name == name }) else {
            throw ThemeError(theme: name, line: nil, key: nil, problem: .unknownTheme(known: builtInNames))
        }
        return try Theme(toml: String(decoding: theme.toml, as: UTF8.self), name: name)
    }
}
