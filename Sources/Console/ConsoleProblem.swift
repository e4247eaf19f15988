import Invoicing
import Terminal

/// Why the console cannot run.
public enum ConsoleProblem: ExplainedError, Hashable, Sendable {
    /// The terminal cannot be used.
    case terminal(TerminalProblem)
    /// The user's own keys cannot be used.
    case keys(KeymapProblem)
    /// A macro cannot be used.
    case macro(key: String, MacroFault)
    /// A line of a script cannot be read or run; lines count from 1.
    case script(line: Int, ScriptFault)

    /// What is wrong with a line of a script.
    public enum ScriptFault: Error, Hashable, Sendable {
        /// No command has that name.
        case unknownCommand(String)
        /// What stands behind the command cannot be used.
        case badArgument(command: String, argument: String)
        /// The command does nothing on the screen that was open.
        case notHere(command: ConsoleCommand, scope: ConsoleScope)
        /// The confirmation recorded nothing; the message of the screen is given.
        case notRecorded(LocalizedText)
        /// The screen could not be written.
        case unwritable(file: String)
    }

    /// One sentence that names the thing and the cause.
    public var explanation: LocalizedText {
        switch self {
        case .terminal(let problem): LocalizedText(problem.message)
        case .keys(let problem): LocalizedText(problem.message)
        case .macro(let key, let fault): Strings.macro(TerminalText(key).string, fault)
        case .script(let line, let fault): fault.explanation(line: line)
        }
    }

    /// One sentence that says what to do next.
    public var remedy: LocalizedText {
        switch self {
        case .terminal: Strings.terminalRemedy
        case .keys: Strings.keysRemedy
        case .macro: Strings.macroRemedy
        case .script(_, let fault): fault.remedy
        }
    }
}

extension LocalizedText {
    init(_ text: Bilingual) { self.init(zh: text.zh, en: text.en) }
}

extension ConsoleProblem.ScriptFault {
    fileprivate func explanation(line: Int) -> LocalizedText {
        switch self {
        case .unknownCommand(let name): Strings.scriptUnknown(name, line: line)
        case .badArgument(let command, let argument): Strings.scriptArgument(command, argument, line: line)
        case .notHere(let command, let scope): Strings.scriptNotHere(command, scope, line: line)
        case .notRecorded(let message): Strings.scriptNotRecorded(message, line: line)
        case .unwritable(let file): Strings.scriptUnwritable(file, line: line)
        }
    }

    fileprivate var remedy: LocalizedText {
        switch self {
        case .unknownCommand, .badArgument: Strings.scriptCommandsRemedy
        case .notHere: Strings.scriptNotHereRemedy
        case .notRecorded: Strings.scriptNotRecordedRemedy
        case .unwritable: Strings.scriptUnwritableRemedy
        }
    }
}
