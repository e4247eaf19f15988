import Invoicing
import Terminal

/// Every command by its name, with the reason where it cannot be run.
extension ConsoleState {
    /// What can be run first, both parts in the order of the key table.
    func paletteItems() -> [ChooserItem] {
        var listed: Set<ConsoleCommand> = ConsoleState.unlisted
        var items: [ChooserItem] = []
        for binding in ConsoleKeys.bindings where listed.insert(binding.command).inserted {
            // For a role that cannot decide a deciding command does not exist.
            if setting.isReadOnly && !ConsoleKeys.isReading(binding) { continue }
            let keys = (keymap.entry(for: binding.command) ?? binding).keys.map(\.label)
            items.append(
                ChooserItem(
                    choice: .command(binding.command), title: Strings.title(of: binding.command),
                    note: keys.prefix(3).joined(separator: " "), detail: binding.command.rawValue,
                    refusal: refusal(of: binding)))
        }
        return items.filter { $0.refusal == nil } + items.filter { $0.refusal != nil }
    }

    /// Part of choosing and typing itself.
    private static let unlisted: Set<ConsoleCommand> = [
        .palette, .accept, .cancel, .chooseNext, .choosePrevious, .template,
    ]

    private func refusal(of binding: ConsoleKeys.Binding) -> LocalizedText? {
        // A confirmation is given in front of what it confirms, by its own key and nothing else.
        if [.confirm, .confirmDespiteErrors].contains(binding.command) { return Strings.refusedByKeyOnly }
        if let reason = conflictRefusal(of: binding.command) { return reason }
        let scopes = ConsoleKeys.bindings.filter { $0.command == binding.command }.flatMap(\.scopes)
        guard !scopes.contains(screenScope) else { return nil }
        return Strings.refusedHere(scopes.map { Strings.title(of: $0) })
    }
}
