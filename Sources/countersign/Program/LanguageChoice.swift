import Invoicing

/// Which language is spoken: the argument, else the configuration, else the first locale variable that is set, as text
/// (a server often lacks the named locale), else English.
enum LanguageChoice {
    /// The choice when everything is known.
    static func choose(argument: Language?, configured: Language?, environment: [String: String]) -> Language
    {
        argument ?? configured ?? fromLocale(environment) ?? .en
    }

    /// The choice before the arguments could be read, so that even their refusal is understood.
    static func early(arguments: [String], environment: [String: String]) -> Language {
        var argument: Language?
        for (index, text) in arguments.enumerated() {
            if text.hasPrefix("--lang=") { argument = Language(rawValue: String(text.dropFirst(7))) }
            if text == "--lang", index + 1 < arguments.count {
                argument = Language(rawValue: arguments[index + 1])
            }
        }
        return choose(argument: argument, configured: nil, environment: environment)
    }

    private static func fromLocale(_ environment: [String: String]) -> Language? {
        for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
            if let value = environment[name], let language = Language(localeName: value) { return language }
        }
        return nil
    }
}
