import Invoicing
import OAProfile
import Terminal

/// What happened at the OA between what was seen and what is there: who did what, and when, as far as the OA tells it.
struct ConflictStory: Hashable {
    /// One thing that somebody did.
    struct Event: Hashable {
        let at: Int64?
        let actor: String
        let what: String
    }

    /// In the order of their time.
    let events: [Event]

    init(_ material: ConflictMaterial, language: Language) {
        var events: [Event] = []
        let seen = material.seen
        if let now = material.now?.task {
            for step in now.steps where step.state == .done {
                let before = seen?.steps.first { $0.node == step.node && $0.decidedAt == step.decidedAt }
                if before?.state == .done { continue }
                // A step that was over when it was looked at is no news, where nothing of it was kept.
                if let at = step.decidedAt, seen == nil, at <= material.operation.recordedAt { continue }
                let outcome = TaskStatus(rawValue: step.outcome)?.title[language] ?? step.outcome
                events.append(
                    Event(
                        at: step.decidedAt, actor: step.actor,
                        what: [step.title, outcome, step.comment].filter { !$0.isEmpty }
                            .joined(separator: "  ")))
            }
            let known = seen?.remarks ?? []
            for remark in now.remarks where !known.contains(remark) {
                let title = Decision.Action(rawValue: remark.kind)?.title[language] ?? remark.kind
                events.append(
                    Event(
                        at: remark.at, actor: remark.actor,
                        what: [title, remark.target, remark.text].filter { !$0.isEmpty }
                            .joined(separator: "  ")))
            }
            if let held = now.held, now.isHeld, seen?.held != now.held {
                events.append(
                    Event(
                        at: held.since, actor: held.actor,
                        what: [Decision.Action.hold.title[language], held.comment].filter { !$0.isEmpty }
                            .joined(separator: "  ")))
            }
        }
        if let decider = material.operation.problem?.decidedBy, !decider.isEmpty,
            !events.contains(where: { $0.actor == decider })
        {
            events.append(Event(at: nil, actor: decider, what: Strings.decidedBy[language]))
        }
        self.events = events.sorted { ($0.at ?? .max) < ($1.at ?? .max) }
    }

    func write(
        _ material: ConflictMaterial, language: Language, time: (Int64) -> String,
        into composer: inout LineComposer
    ) {
        let label = Strings.changedBy[language]
        for (index, event) in events.enumerated() {
            let when = event.at.map { time($0) } ?? Strings.timeUnknown[language]
            composer.field(
                index == 0 ? label : "",
                TerminalText([when, event.actor, event.what].filter { !$0.isEmpty }.joined(separator: "  ")),
                role: .warning)
        }
        guard let now = material.now?.task, now.rev != material.operation.baseRev else { return }
        if events.isEmpty {
            composer.field(label, TerminalText(Strings.changedByUnknown[language]), role: .muted)
        }
        composer.field(
            Strings.revision[language],
            TerminalText(Strings.versionsSince(material.operation.baseRev, now.rev)[language]), role: .muted)
    }
}

/// What can be done about a conflict, each as a new operation, none chosen beforehand.
enum ConflictChoices {
    /// The commands that lead on, from the task as it is now.
    static func commands(_ material: ConflictMaterial) -> [ConsoleCommand] {
        guard let task = material.now?.task else { return [.abandon] }
        guard task.status.isOpen else { return [.abandon, .comment] }
        let hasEarlierStep = task.steps.contains { $0.state == .done }
        return [.approve, .reject] + (hasEarlierStep ? [.returnToStep] : [])
            + [.transfer, .addApproverBefore, .addApproverAfter, .abandon, .comment]
    }

    /// Those that decide; what is not open takes none of them.
    static let deciding: Set<ConsoleCommand> = [
        .approve, .reject, .returnToStep, .transfer, .addApproverBefore, .addApproverAfter, .comment,
    ]

    static func write(
        _ material: ConflictMaterial, keys: KeyNames, language: Language, into composer: inout LineComposer
    ) {
        if let now = material.now?.task, !now.status.isOpen {
            composer.field(
                Strings.closedNow[language], TerminalText(now.status.title[language]), role: .warning)
            composer.paragraph(TerminalText(Strings.conflictClosed[language]), role: .warning)
        } else if material.now == nil {
            composer.paragraph(TerminalText(Strings.goneNow[language]), role: .warning)
        } else {
            composer.paragraph(TerminalText(Strings.conflictNoDefault[language]), role: .accent)
        }
        for command in commands(material) {
            var line = StyledLine("  ")
            line.append(TerminalText(keys[command]).padded(toColumns: 4), role: .key)
            line.append(Strings.conflictChoice(command)[language])
            composer.add(line)
        }
    }
}

extension ConsoleState {
    /// Whether a command makes sense in the conflict that is open.
    func isPossibleInConflict(_ command: ConsoleCommand) -> Bool {
        guard case .conflict(let conflict) = screens.last, ConflictChoices.deciding.contains(command) else {
            return true
        }
        return ConflictChoices.commands(conflict.material).contains(command)
    }
}

/// How a step is called wherever it is named: its title, then who decides it.
enum StepName {
    static func of(_ step: ApprovalStep) -> String {
        [step.title.isEmpty ? step.node : step.title, step.actor].filter { !$0.isEmpty }
            .joined(separator: "  ")
    }

    /// The step or person that a decision names: of several steps of one node the one that was done last.
    static func of(_ decision: Decision, in steps: [ApprovalStep]) -> String {
        guard decision.action == .returnToStep,
            let step = steps.last(where: { $0.node == decision.target && $0.state == .done })
                ?? steps.first(where: { $0.node == decision.target })
        else { return decision.target }
        return of(step)
    }
}

extension ConsoleState {
    /// Why a decision is no choice in the open conflict; nothing where it is one.
    func conflictRefusal(of command: ConsoleCommand) -> LocalizedText? {
        guard !isPossibleInConflict(command), case .conflict(let conflict) = screens.last else { return nil }
        guard let task = conflict.material.now?.task else { return Strings.goneNow }
        return task.status.isOpen ? Strings.noEarlierStep : Strings.notOpen(task.status)
    }

    mutating func refuseInConflict(_ command: ConsoleCommand) -> [ConsoleEffect] {
        if let reason = conflictRefusal(of: command) { say(reason, role: .warning) }
        return []
    }
}
