import Invoicing
import Store

/// A view that the user named in the configuration.
public struct SavedView: Hashable, Sendable {
    /// What the user calls it.
    public let name: String
    /// Its query, in the language of `Query`.
    public let query: String

    /// Makes a view.
    public init(name: String, query: String) {
        self.name = name
        self.query = query
    }
}

extension ConsoleState {
    /// The built-in views, then the user's own, each with how many tasks it shows now.
    func viewItems() -> [ChooserItem] {
        allViews.map { view in
            ChooserItem(
                choice: .view(view), title: Strings.title(of: view),
                note: viewCounts[view].map { String($0) } ?? "..", detail: view.query)
        }
    }

    /// In the order in which they are offered.
    var allViews: [QueueView] { QueueView.builtIn + savedViews.map { .saved($0) } }

    /// The configuration's views, then those made on the screen; of two with one name the configuration's.
    var savedViews: [SavedView] {
        let names = Set(setting.savedViews.map(\.name))
        return setting.savedViews + ownViews.filter { !names.contains($0.name) }
    }
}
