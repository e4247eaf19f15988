import Invoicing
import Store
import Terminal

/// What only the program around the console knows of itself.
public struct ProgramFacts: Hashable, Sendable {
    /// The program's version.
    public var version: String
    /// The folder of ledger, mirror and packages.
    public var store: String
    /// The configuration file.
    public var configuration: String
    /// The log file.
    public var log: String
    /// The OA's address.
    public var oa: String
    /// The OA's capability level as it was told last; nothing before the first connection.
    public var level: Int?

    /// Puts the facts together; paths as they are to be shown.
    public init(
        version: String, store: String, configuration: String, log: String, oa: String, level: Int? = nil
    ) {
        self.version = version
        self.store = store
        self.configuration = configuration
        self.log = log
        self.oa = oa
        self.level = level
    }
}

/// The program itself: versions, places, the OA.
struct AboutPage: Hashable, Sendable {
    /// The first line on the screen.
    var top = 0

    func lines(for state: ConsoleState) -> [StyledLine] {
        let language = state.language
        var composer = LineComposer(width: state.size.columns - 4, labelColumns: language == .zh ? 12 : 20)
        func field(_ label: LocalizedText, _ value: String) {
            composer.field(label[language], TerminalText(value))
        }
        composer.heading("Countersign")
        let facts = state.setting.program
        if let facts { field(Strings.aboutVersion, facts.version) }
        field(Strings.aboutSQLite, Mirror.sqliteVersion)
        field(Strings.aboutCurses, CursesScreen.libraryVersion)
        field(Strings.aboutLanguage, language == .zh ? "zh 简体中文" : "en English")
        field(Strings.aboutTheme, state.theme)
        composer.heading(Strings.aboutPlaces[language])
        if let facts {
            field(Strings.aboutStore, facts.store)
            field(Strings.aboutConfiguration, facts.configuration)
            field(Strings.aboutLog, facts.log)
        } else {
            composer.paragraph(TerminalText(Strings.aboutNoPlaces[language]), role: .muted)
        }
        composer.heading("OA")
        field(Strings.aboutAddress, facts?.oa ?? state.identity.host)
        field(Strings.aboutEnvironment, state.identity.environment)
        field(Strings.aboutUser, "\(state.identity.displayName) (\(state.identity.user))")
        let level = state.health.session?.capabilities.level ?? facts?.level
        field(
            Strings.capabilityLevel, (level.map { Strings.capability($0) } ?? Strings.levelUnknown)[language])
        return composer.lines
    }
}
