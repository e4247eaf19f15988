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
///     danger = { foreground = "red", bold = true }
public struct Theme: Hashable, Sendable {
    /// What the theme is called.
    public let name: String
    private let styles: [StyleRole: Style]

    /// Reads a theme: one table a role, with `foreground` and `background` (`"default"`, a colour name, or 0 to 255) and
    /// `bold`, `dim`, `underline`, `reverse` (true or false).
    /// - Throws: `ThemeError` that names the key and its line.
    public init(toml: String, name: String) throws(ThemeError) {
        self.name = name
        self.styles = try ThemeReader(source: toml, theme: name).read()
    }

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
