import Invoicing
import Terminal

extension ConsoleState {
    /// The looks that the program has.
    func themeItems() -> [ChooserItem] {
        Theme.builtInNames.map { name in
            ChooserItem(
                choice: .theme(name), title: LocalizedText(zh: name, en: name), note: name == theme ? "*" : ""
            )
        }
    }

    /// Changes the look at once.
    mutating func show(theme name: String) -> [ConsoleEffect] {
        do throws(ThemeError) {
            let look = try Theme.builtIn(named: name)
            theme = name
            return [.useTheme(look)]
        } catch {
            say(LocalizedText(error.message), role: .danger)
            return []
        }
    }
}
