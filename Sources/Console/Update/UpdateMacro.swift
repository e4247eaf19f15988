import Invoicing
import Terminal

/// Running a macro: one command, a paint, the next. So every command acts on what stands on the screen, and a person sees
/// where it goes. It stops at the first command that is refused, at any question, and at any key.
extension ConsoleState {
    mutating func begin(macro commands: [ConsoleCommand]) -> [ConsoleEffect] {
        macro = MacroRun(rest: commands[...])
        return stepMacro()
    }

    /// Whether the next command of a macro waits for a paint.
    var isMacroDue: Bool { macro?.isDue == true }

    /// All that the last command asked for is there.
    mutating func noteMacroReady() { macro?.isDue = true }

    /// The screen shows what the last command did.
    mutating func continueMacro() -> [ConsoleEffect] { isMacroDue ? stepMacro() : [] }

    private mutating func stepMacro() -> [ConsoleEffect] {
        guard var run = macro, let command = run.rest.popFirst() else {
            macro = nil
            return []
        }
        // What the last command was told stays on the screen.
        if run.hasBegun, let message, [.warning, .danger].contains(message.role) {
            macro = nil
            return []
        }
        guard modal == nil else {
            macro = nil
            say(Strings.macroAsks(before: command), role: .warning)
            return []
        }
        guard isAvailable(command) else {
            macro = nil
            say(Strings.macroStopped(at: command), role: .warning)
            return []
        }
        run.isDue = false
        run.hasBegun = true
        macro = run
        // Also after the last one: what it did is to be painted.
        return self.run(command) + [.continueMacro]
    }
}

/// A macro under way.
struct MacroRun: Hashable, Sendable {
    var rest: ArraySlice<ConsoleCommand>
    var isDue = false
    var hasBegun = false
}
