import Invoicing
import OAProfile
import Store
import Terminal

/// Remembering the place, and coming back to it.
extension ConsoleState {
    /// Follows what may move the user; asks for the place to be saved when it has rested a moment.
    mutating func keepPlace(after event: ConsoleEvent) -> [ConsoleEffect] {
        guard session.isKept else { return [] }
        switch event {
        case .key, .text, .mouse, .command, .recorded, .rowsRecorded:
            session.dueAt = session.dueAt ?? now + SessionMemory.pause
        case .leaving:
            session.dueAt = nil
            return [session.isOver ? .forgetPlace : .savePlace(standing)]
        default: break
        }
        guard let due = session.dueAt, due <= now else { return [] }
        session.dueAt = nil
        let place = standing
        guard place != session.saved else { return [] }
        session.saved = place
        return [.savePlace(place)]
    }

    /// A key means that the user goes on from here.
    mutating func noteUser() {
        session.mayRestore = false
        if session.isSeeking {
            session.isSeeking = false
            queue.wanted = nil
        }
    }

    /// Shows the place of the last session again. A decision bar is never opened: its text waits in the draft.
    mutating func restore(_ restored: RestoredPlace) -> [ConsoleEffect] {
        guard session.mayRestore, modal == nil, screens.isEmpty else { return [] }
        session.mayRestore = false
        let place = restored.place
        var effects: [ConsoleEffect] = []
        for key in place.marks { marks.add(key, as: nil) }
        if let key = place.selected {
            queue.wanted = key
            session.isSeeking = true
        }
        if place.view != queue.view || place.search != queue.search {
            effects += queue.ask(view: place.view, search: place.search)
        } else if let key = place.selected, queue.viewport.select(key, in: queue.keys) {
            queue.wanted = nil
        }
        effects += restore(place.screen, entry: restored.entry)
        effects += restore(place.text)
        say(
            Strings.placeRestored(
                marks: place.marks.count, lostMarks: restored.lostMarks, text: place.text, keys: keys))
        return effects
    }

    private mutating func restore(_ screen: Place.Screen?, entry: MirrorEntry?) -> [ConsoleEffect] {
        switch screen {
        case .detail(_, let top):
            guard let entry else { return [] }
            show(entry, replacing: false)
            scrollOpened(to: top)
            return []
        case .outbox: return openOutbox()
        case .conflict(let operation): return openOutbox() + [.loadConflict(operation)]
        case nil: return []
        }
    }

    private mutating func restore(_ text: Place.Text?) -> [ConsoleEffect] {
        switch text {
        case .search(let typed):
            guard screens.isEmpty else { return [] }
            modal = .search(SearchPrompt(editor: LineEditor(text: typed, maximumLength: 300)))
            return []
        case .draft(let task, _, let typed): return [.saveDraft(typed, task)]
        case .person, .abandon, .plan:
            session.leftOver = text
            return []
        case nil: return []
        }
    }

    /// The text that was typed before the line dropped, once, for the editor that asks for it.
    mutating func takeLeftOver(_ isMeant: (Place.Text) -> String?) -> String? {
        guard let text = session.leftOver.flatMap(isMeant) else { return nil }
        session.leftOver = nil
        return text
    }
}
