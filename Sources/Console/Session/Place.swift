import Invoicing
import OAProfile
import Store

// What comes back after a dropped line: where the user stood and what was half typed, never anything armed.
// In: the state, every few hundred milliseconds while keys are pressed. Out: `session.json`, and the same place at the next start.
// Place.swift the place as a value; SavedPlace.swift its JSON; SessionMemory.swift what the state remembers of it.

/// Where a user stands: enough to go on, and nothing that decides.
struct Place: Hashable, Sendable {
    /// The screen above the queue.
    enum Screen: Hashable, Sendable {
        case detail(TaskID, top: Int)
        case outbox
        case conflict(OperationID)
    }

    /// What was typed and not finished. A decision's own text goes into its draft; the bar itself never comes back.
    enum Text: Hashable, Sendable {
        case search(String)
        case draft(TaskID, Decision.Action, String)
        case person(TaskID, String)
        case abandon(OperationID, String)
        case plan(Decision.Action, isPerson: Bool, String)
    }

    var view: QueueView = .toDecide
    var search = ""
    var selected: TaskKey?
    var marks: [TaskKey] = []
    var screen: Screen?
    var text: Text?
}

extension ConsoleState {
    /// Where the user stands now.
    var standing: Place {
        Place(
            view: queue.view, search: queue.search, selected: queue.viewport.selection, marks: marks.keys,
            screen: placeScreen, text: placeText)
    }

    private var placeScreen: Place.Screen? {
        for screen in screens.reversed() {
            switch screen {
            case .detail(let detail): return .detail(detail.identity.task, top: detail.top)
            case .outbox: return .outbox
            case .conflict(let conflict): return .conflict(conflict.material.operation.id)
            default: continue
            }
        }
        return nil
    }

    private var placeText: Place.Text? {
        switch modal {
        case .search(let prompt): .search(prompt.editor.text)
        case .abandon(let operation, _, let editor): .abandon(operation, editor.text)
        case .planText(let field, let editor):
            plan.map { .plan($0.action, isPerson: field == .person, editor.text) }
        case .decision(let bar):
            if case .typing(.person, let editor) = bar.phase {
                .person(bar.identity.task, editor.text)
            } else {
                bar.draft.isEmpty ? nil : .draft(bar.identity.task, bar.action, bar.draft)
            }
        default:
            plan.flatMap { $0.comment.isEmpty ? nil : .plan($0.action, isPerson: false, $0.comment) }
                ?? session.leftOver
        }
    }
}
