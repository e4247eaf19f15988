import Store
import Terminal

/// Keys that were pressed while what they mean was still being read. They wait, in order, and are carried out as soon as
/// it is there, so that a slow disk loses no key and none acts on something else. What decides does not wait: nobody
/// decides on what was not on the screen, and that is said.
struct TypeAhead: Hashable, Sendable {
    /// Something that a key asked for and that opens when it is read.
    enum Opening: Hashable, Sendable {
        /// A task, or what is to be done with it.
        case entry
        /// A conflict.
        case conflict
        /// The plan of a decision on many.
        case plan
    }

    private(set) var keys: [KeyPress] = []
    /// What the last key asked for, until it is there.
    var opening: Opening?

    /// More keys are not kept; somebody leans on the keyboard.
    static let most = 64

    var isEmpty: Bool { keys.isEmpty }

    /// - Returns: whether there was room.
    mutating func hold(_ press: KeyPress) -> Bool {
        guard keys.count < TypeAhead.most else { return false }
        keys.append(press)
        return true
    }

    mutating func next() -> KeyPress? { keys.isEmpty ? nil : keys.removeFirst() }

    mutating func forget() { keys = [] }
}

extension ConsoleState {
    /// Whether what a key means is still being read.
    private var isAwaited: Bool {
        if typeAhead.opening != nil || queue.openWhenRead != nil { return true }
        switch modal {
        case .search(let prompt): return prompt.isAsked
        case .decision(let bar): return bar.phase == .recording
        case .abandon, .planText, .chooser, .overviewText, .viewName: return false
        case nil: break
        }
        switch screens.last {
        case nil: return queue.isAwaited
        case .outbox(let outbox): return !outbox.hasLoaded
        case .overview(.findings(let page)): return page.judged == nil
        case .overview(.compare(let page)): return page.pair == nil
        case .overview(.history(let page)): return page.history == nil
        case .overview(.archive(let page)): return page.listing == nil
        case .overview(.auditor(let screen)): return screen.isAwaited
        case .overview(.sync), .overview(.reports), .overview(.about): return false
        case .detail, .conflict, .plan, .help, .messages: return false
        }
    }

    /// Whether one command needs what is still being read where others do not.
    private func isAwaited(by command: ConsoleCommand?) -> Bool {
        switch command {
        case .last, .percent: modal == nil && screens.isEmpty && queue.isFirstPage
        case .down, .up, .pageDown, .pageUp, .first, nil: false
        // Whatever is done to the selected row needs it; moving does not.
        default: modal == nil && screens.isEmpty && queue.lacksSelectedRow
        }
    }

    /// What is done at once, whatever is being read: leaving is always possible.
    private static let immediate: Set<ConsoleCommand> = [.back, .cancel, .quit, .suspend, .repaint]

    /// Keeps a key for later where what it means is still being read.
    /// - Returns: whether the key waits.
    mutating func holds(_ press: KeyPress) -> Bool {
        guard !isTooSmall else { return false }
        let command = keymap.command(for: press, in: scope)
        if let command, ConsoleState.immediate.contains(command) {
            typeAhead.opening = nil
            return false
        }
        guard !typeAhead.isEmpty || isAwaited || isAwaited(by: command) else { return false }
        // A second confirmation of what is being written is no wish of its own.
        if command != nil, case .decision = modal { return false }
        if !typeAhead.hold(press) { say(Strings.tooManyKeys, role: .warning) }
        return true
    }

    /// Carries out a key that does not wait. The keys that did are given up by it, which is said.
    mutating func carryOutAtOnce(_ press: KeyPress) -> [ConsoleEffect] {
        let forgotten = typeAhead.keys.map(\.label)
        typeAhead.forget()
        let effects = carryOut(press)
        if !forgotten.isEmpty { say(Strings.keysForgotten(forgotten), role: .warning) }
        return effects
    }

    /// Carries out the keys that waited, as far as what they mean is there.
    mutating func carryOutTypeAhead() -> [ConsoleEffect] {
        var effects: [ConsoleEffect] = []
        while !typeAhead.isEmpty, !isAwaited {
            guard let press = typeAhead.keys.first else { break }
            let command = keymap.command(for: press, in: scope)
            if isAwaited(by: command) { break }
            if let command, command == .quit || isDangerous(command) {
                typeAhead.forget()
                // That something was recorded is the better news, and the key is pressed again anyway.
                if message?.role != .good { say(Strings.pressedTooEarly(press.label), role: .warning) }
                break
            }
            _ = typeAhead.next()
            let asked = carryOut(press)
            noteOpening(asked)
            effects += asked
        }
        return effects
    }

    private func isDangerous(_ command: ConsoleCommand) -> Bool {
        keymap.bindings.contains { $0.command == command && $0.scopes.contains(scope) && $0.isDangerous }
    }

    /// Remembers what a key asked for.
    mutating func noteOpening(_ effects: [ConsoleEffect]) {
        for effect in effects {
            switch effect {
            case .fetchEntry(_, .open), .fetchEntry(_, .replace), .fetchEntry(_, .decide),
                .fetchEntry(_, .copy):
                typeAhead.opening = .entry
            case .loadConflict: typeAhead.opening = .conflict
            case .loadPlan(_, .open): typeAhead.opening = .plan
            default: break
            }
        }
    }

    /// Whether an event is the answer to what a key asked for, or says that there is none.
    mutating func noteAnswer(_ event: ConsoleEvent) {
        switch (event, typeAhead.opening) {
        case (.entryFetched(_, _, .open), .entry), (.entryFetched(_, _, .replace), .entry),
            (.entryFetched(_, _, .decide), .entry), (.entryFetched(_, _, .copy), .entry):
            typeAhead.opening = nil
        case (.conflictLoaded, .conflict), (.planLoaded(_, .open), .plan): typeAhead.opening = nil
        case (.storeFailed, _), (.queueFailed, _), (.queryRejected, _):
            typeAhead.opening = nil
            typeAhead.forget()
        default: break
        }
    }
}

extension QueueState {
    /// Whether the list is still being read.
    var isAwaited: Bool { !hasLoaded || isAskedAnew }

    /// Whether the selected row is still being read.
    var lacksSelectedRow: Bool {
        guard let selected = viewport.selection, !selected.isGroupHead else { return false }
        return rows[selected] == nil
    }
}

// MARK: - Keys that do nothing

extension ConsoleState {
    /// Says that a key has no meaning where it was pressed; what was said before stays, it matters more.
    mutating func tellUnbound(_ press: KeyPress) {
        guard message == nil else { return }
        if setting.isReadOnly, ConsoleKeys.isForWriters(press, in: scope) {
            say(Strings.keyIsForWriters(press.label), role: .warning)
        } else {
            say(Strings.keyDoesNothing(press.label, help: modal == nil ? keys[.help] : nil))
        }
    }
}
