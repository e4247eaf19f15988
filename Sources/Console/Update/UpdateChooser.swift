import Invoicing
import Store
import Terminal

/// Choosing from a list by typing.
extension ConsoleState {
    mutating func openPalette() { modal = .chooser(Chooser(.palette)) }

    mutating func openViews() -> [ConsoleEffect] {
        modal = .chooser(Chooser(.views, index: allViews.firstIndex(of: queue.view) ?? 0))
        return [.loadViewCounts(allViews)]
    }

    mutating func openThemes() {
        let index = themeNames.firstIndex(of: theme) ?? 0
        modal = .chooser(Chooser(.themes(before: theme), index: index))
    }

    /// The counts of the views, while somebody looks at them.
    func reloadViewCounts() -> [ConsoleEffect] {
        if case .chooser(let chooser) = modal, chooser.kind == .views { return [.loadViewCounts(allViews)] }
        return showsViews ? [.loadViewCounts(allViews)] : []
    }

    /// Changes what is typed; the marker goes to the first match.
    mutating func editChooser(_ change: (inout LineEditor) -> Bool) -> [ConsoleEffect] {
        guard case .chooser(var chooser) = modal else { return [] }
        let before = chooser.editor.text
        _ = change(&chooser.editor)
        if chooser.editor.text != before { chooser.index = 0 }
        modal = .chooser(chooser)
        return preview(chooser)
    }

    mutating func moveInChooser(by count: Int) -> [ConsoleEffect] {
        guard case .chooser(var chooser) = modal else { return [] }
        chooser.index = min(max(0, chooser.index + count), max(0, items(of: chooser).count - 1))
        modal = .chooser(chooser)
        return preview(chooser)
    }

    private mutating func preview(_ chooser: Chooser) -> [ConsoleEffect] {
        guard case .themes = chooser.kind, case .theme(let name)? = chosen(in: chooser)?.choice, name != theme
        else { return [] }
        return show(theme: name)
    }

    private func chosen(in chooser: Chooser) -> ChooserItem? {
        let items = items(of: chooser)
        return items.indices.contains(chooser.index) ? items[chooser.index] : nil
    }

    mutating func accept(_ chooser: Chooser) -> [ConsoleEffect] {
        guard let item = chosen(in: chooser) else { return [] }
        if let refusal = item.refusal {
            say(Strings.cannotRun(item.title, refusal), role: .warning)
            return []
        }
        switch item.choice {
        case .column(let column): return toggle(column)
        case .sort(let column): return sort(by: column)
        default: modal = nil
        }
        switch item.choice {
        case .command(let command): return run(command)
        case .view(let view):
            return view == queue.view && queue.search.isEmpty ? [] : queue.ask(view: view, search: "")
        case .theme(let name):
            let effects = name == theme ? [] : show(theme: name)
            say(Strings.themeChosen(name))
            choices.theme = name
            return effects + [.keep(.choices(choices))]
        case .group(let grouping): return group(by: grouping)
        case .copy(let item, let task): return copy(item, of: task)
        case .related(let task): return [.fetchEntry(task, .open)]
        case .column, .sort: return []
        }
    }

    mutating func cancel(_ chooser: Chooser) -> [ConsoleEffect] {
        modal = nil
        guard case .themes(let before) = chooser.kind, before != theme else { return [] }
        return show(theme: before)
    }
}
