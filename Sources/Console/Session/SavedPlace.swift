import Foundation
import Invoicing
import OAProfile
import Store

/// A place as JSON. Keys of the mirror are no names: a mirror that is made anew gives others, so tasks are named by the OA's
/// own names.
struct SavedPlace: Codable, Hashable {
    var version = SavedPlace.current
    /// Whose place it is, and at which OA: it is shown to nobody else.
    var user: String
    var host: String
    var view: String
    var search: String
    var selected: String?
    var marks: [String] = []
    var screen: String?
    var top: Int?
    var textKind: String?
    var textOf: String?
    var textAction: String?
    var text: String?

    static let current = 1

    /// - Parameter tasks: the names of the keys in the place.
    init(_ place: Place, tasks: [TaskKey: TaskID], user: String, host: String) {
        self.user = user
        self.host = host
        view = SavedPlace.name(of: place.view)
        search = place.search
        selected = place.selected.flatMap { tasks[$0]?.rawValue }
        marks = place.marks.compactMap { tasks[$0]?.rawValue }
        switch place.screen {
        case .detail(let task, let line): (screen, top) = ("task:" + task.rawValue, line)
        case .outbox: screen = "outbox"
        case .conflict(let operation): screen = "conflict:" + operation.rawValue
        case nil: break
        }
        switch place.text {
        case .search(let typed): (textKind, text) = ("search", typed)
        case .draft(let task, let action, let typed):
            (textKind, textOf, textAction, text) = ("draft", task.rawValue, action.rawValue, typed)
        case .person(let task, let typed): (textKind, textOf, text) = ("person", task.rawValue, typed)
        case .abandon(let operation, let typed):
            (textKind, textOf, text) = ("abandon", operation.rawValue, typed)
        case .plan(let action, let isPerson, let typed):
            (textKind, textAction, text) = (isPerson ? "plan-person" : "plan", action.rawValue, typed)
        case nil: break
        }
    }

    /// The place without its keys, which the mirror must look up.
    /// - Parameter savedViews: the user's own views as they are now; one that is gone or has another query is not shown.
    func place(savedViews: [SavedView]) -> Place? {
        guard version == SavedPlace.current else { return nil }
        let all = QueueView.builtIn + savedViews.map { QueueView.saved($0) }
        let view = all.first { SavedPlace.name(of: $0) == self.view }
        var place = Place()
        // A search belongs to the view in which it was made.
        if let view {
            place.view = view
            place.search = String(search.prefix(300))
        }
        place.screen = placeScreen
        place.text = placeText
        return place
    }

    private var placeScreen: Place.Screen? {
        guard let screen else { return nil }
        if screen == "outbox" { return .outbox }
        if screen.hasPrefix("task:") {
            return .detail(TaskID(rawValue: String(screen.dropFirst(5))), top: max(0, top ?? 0))
        }
        guard screen.hasPrefix("conflict:") else { return nil }
        return OperationID(rawValue: String(screen.dropFirst(9))).map { .conflict($0) }
    }

    private var placeText: Place.Text? {
        guard let kind = textKind, let text = text.map({ String($0.prefix(500)) }) else { return nil }
        let action = textAction.flatMap { Decision.Action(rawValue: $0) }
        switch (kind, textOf, action) {
        case ("search", _, _): return .search(text)
        case ("draft", let task?, let action?): return .draft(TaskID(rawValue: task), action, text)
        case ("person", let task?, _): return .person(TaskID(rawValue: task), text)
        case ("abandon", let operation?, _):
            return OperationID(rawValue: operation).map { .abandon($0, text) }
        case ("plan", _, let action?): return .plan(action, isPerson: false, text)
        case ("plan-person", _, let action?): return .plan(action, isPerson: true, text)
        default: return nil
        }
    }

    private static func name(of view: QueueView) -> String {
        switch view {
        case .saved(let saved): "saved:\(saved.name)\u{0}\(saved.query)"
        default: "\(view)"
        }
    }
}
