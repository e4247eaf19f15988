import Invoicing
import Terminal

extension ConsoleState {
    /// The looks inside the program, then the user's own.
    var themeNames: [String] {
        Theme.builtInNames
            + setting.ownThemes.map(\.name).filter { !Theme.builtInNames.contains($0) }
    }

    func themeItems() -> [ChooserItem] {
        themeNames.map { name in
            ChooserItem(
                choice: .theme(name), title: LocalizedText(zh: name, en: name), note: name == theme ? "*" : ""
            )
        }
    }

    /// Changes the look at once.
    mutating func show(theme name: String) -> [ConsoleEffect] {
        do throws(ThemeError) {
            let own = setting.ownThemes.first { $0.name == name }
            look = if let own { own } else { try Theme.builtIn(named: name) }
            return [.useTheme(look)]
        } catch {
            say(LocalizedText(error.message), role: .danger)
            return []
        }
    }
}
