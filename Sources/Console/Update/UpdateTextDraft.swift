import Invoicing
import OAProfile
import Store
import Terminal

/// Unfinished texts that belong to no single decision bar: the text of a plan, and why a decision is given up.
extension ConsoleState {
    /// Under which name the text that is typed now is kept; nothing where it is not kept.
    private var textDraft: (name: TaskID, text: String)? {
        switch modal {
        case .abandon(let operation, _, let editor):
            (ConsoleState.draftName(abandoning: operation), editor.text)
        case .planText(let field, let editor) where field.isText:
            plan.map { (ConsoleState.draftName(planning: $0.action), editor.text) }
        default: nil
        }
    }

    static func draftName(abandoning operation: OperationID) -> TaskID {
        TaskID(rawValue: "draft:abandon:" + operation.rawValue)
    }

    static func draftName(planning action: Decision.Action) -> TaskID {
        TaskID(rawValue: "draft:plan:" + action.rawValue)
    }

    /// Saves what is typed, where something is.
    mutating func saveText() -> [ConsoleEffect] {
        saveTextAt = nil
        guard let draft = textDraft, !draft.text.isEmpty else { return [] }
        return [.saveDraft(draft.text, draft.name)]
    }

    /// Takes a text that was kept, where nothing was typed meanwhile.
    mutating func acceptTextDraft(_ text: String, on name: TaskID) {
        guard let draft = textDraft, draft.name == name, draft.text.isEmpty else { return }
        switch modal {
        case .abandon(let operation, let action, _):
            modal = .abandon(operation, action, LineEditor(text: text))
        case .planText(let field, _): modal = .planText(field, LineEditor(text: text))
        default: break
        }
    }
}
