import Invoicing
import OAProfile
import Store
import Terminal

/// The list of operations and the conflicts in it.
extension ConsoleState {
    mutating func acceptOutbox(_ items: [OutboxItem]) {
        for index in screens.indices {
            guard case .outbox(var outbox) = screens[index] else { continue }
            outbox.items = items
            outbox.hasLoaded = true
            outbox.viewport.update(rows: items.map(\.operation.id))
            screens[index] = .outbox(outbox)
        }
        outboxReload.finish(at: now)
    }

    mutating func acceptConflict(_ material: ConflictMaterial) {
        let isOpen = { (screen: Screen) in
            if case .conflict(let open) = screen {
                open.material.operation.id == material.operation.id
            } else {
                false
            }
        }
        guard material.operation.state == .conflict else {
            screens.removeAll(where: isOpen)
            say(Strings.conflictOver)
            return
        }
        let conflict = ConflictState(
            material: material, identity: material.now.map { TaskIdentity($0.task) },
            lines: conflictLines(material))
        if let index = screens.firstIndex(where: isOpen) {
            screens[index] = .conflict(conflict)
        } else {
            screens.append(.conflict(conflict))
        }
    }

    func conflictLines(_ material: ConflictMaterial) -> [StyledLine] {
        ConflictScreen.lines(material, setting: documentSetting(isRevealed: isRevealed(material)), keys: keys)
    }
}
