import Invoicing
import Store
import Terminal

// A list to choose from by typing: the command palette, the views of the queue, the themes.
// In: what is typed and the state. Out: the items that match, and what choosing one does (Update/UpdateChooser.swift).
// Chooser.swift the line and its place in the list; Palette.swift, ViewChoice.swift and ThemeChoice.swift what is listed.

/// A choice that is being made.
struct Chooser: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// Every command.
        case palette
        /// The views of the queue.
        case views
        /// The looks; the one on which the marker stands is shown at once.
        case themes(before: String)
        /// The columns of the queue; it stays open while they change.
        case columns
        /// By what the queue is sorted; it stays open too.
        case sorts
        /// Into which groups the queue is put.
        case groups
        /// What of a task is copied.
        case copies(ApprovalTask)
        /// What belongs to the open invoice.
        case related
    }

    let kind: Kind
    /// What is typed to narrow the list.
    var editor = LineEditor(maximumLength: 60)
    /// The place of the marker among the items that match.
    var index = 0

    init(_ kind: Kind, index: Int = 0) {
        self.kind = kind
        self.index = index
    }
}

/// One thing to choose.
struct ChooserItem: Hashable, Sendable {
    enum Choice: Hashable, Sendable {
        case command(ConsoleCommand)
        case view(QueueView)
        case theme(String)
        case column(QueueColumn)
        case sort(QueueColumn)
        case group(TaskGrouping?)
        case copy(CopyItem, ApprovalTask)
        case related(TaskID)
    }

    let choice: Choice
    let title: LocalizedText
    /// Its keys or its count.
    var note = ""
    /// What is known about it besides, found by typing too.
    var detail = ""
    /// Why it cannot be chosen now.
    var refusal: LocalizedText?

    /// Whether every typed word stands in its title in either language, in its detail or in its keys, or is how its Chinese
    /// title sounds.
    func matches(_ typed: String) -> Bool {
        let text = [title.zh, title.en, detail, note].joined(separator: " ").lowercased()
        return typed.lowercased().split { $0.isWhitespace }.allSatisfy {
            text.contains($0) || Pinyin.found(String($0), in: title.zh)
        }
    }
}

extension ConsoleState {
    /// The items of a choice that match what is typed.
    func items(of chooser: Chooser) -> [ChooserItem] {
        let all =
            switch chooser.kind {
            case .palette: paletteItems()
            case .views: viewItems()
            case .themes: themeItems()
            case .columns: columnItems()
            case .sorts: sortItems()
            case .groups: groupItems()
            case .copies(let task): copyItems(of: task)
            case .related: relatedItems()
            }
        return all.filter { $0.matches(chooser.editor.text) }
    }
}
