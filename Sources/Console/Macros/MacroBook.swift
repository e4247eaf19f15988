import Invoicing
import Terminal

// Macros: several commands behind one key of the user's own. In: the configuration's `[macros]`. Out: the commands of a key,
// checked at load. MacroBook.swift reads them; Update/UpdateMacro.swift runs them, one command a paint.

/// Several commands behind one key, as the configuration's `[macros]` has it.
public struct Macro: Hashable, Sendable {
    /// The key, as people write it.
    public let key: String
    /// The names of the commands, in their order.
    public let commands: [String]

    /// Takes what the configuration says.
    public init(key: String, commands: [String]) {
        self.key = key
        self.commands = commands
    }
}

/// Why a macro cannot be used.
public enum MacroFault: Error, Hashable, Sendable {
    /// The key names no key.
    case unreadableKey
    /// The key is a digit, which counts.
    case digit
    /// The key runs a command already.
    case taken(by: ConsoleCommand, in: ConsoleScope)
    /// The key has a macro already.
    case twice
    /// It has no command, or too many.
    case wrongLength
    /// No command has that name.
    case unknownCommand(String)
    /// The command answers a question, which a person does.
    case answers(ConsoleCommand)
}

/// The macros of a session.
struct MacroBook: Hashable, Sendable {
    private(set) var commands: [KeyPress: [ConsoleCommand]] = [:]
    /// In the order of the configuration, for help.
    private(set) var keys: [KeyPress] = []

    /// The most commands of one macro.
    static let longest = 20
    /// A decision is confirmed, and a text or a choice accepted, by a key that a person presses in front of it.
    static let answers: Set<ConsoleCommand> = [.confirm, .confirmDespiteErrors, .accept]

    /// No macro.
    init() {}

    /// Checks macros against the key table.
    /// - Throws: ``ConsoleProblem/macro(key:_:)``.
    init(_ macros: [Macro], keymap: ConsoleKeys.Table) throws(ConsoleProblem) {
        for macro in macros {
            do throws(MacroFault) { try add(macro, keymap) } catch { throw .macro(key: macro.key, error) }
        }
    }

    private mutating func add(_ macro: Macro, _ keymap: ConsoleKeys.Table) throws(MacroFault) {
        guard let key = KeyPress(notation: macro.key) else { throw .unreadableKey }
        if case .character(let character) = key.key, key.modifiers.isEmpty, character.isNumber {
            throw .digit
        }
        for scope in ConsoleKeys.screens {
            if let command = keymap.command(for: key, in: scope) { throw .taken(by: command, in: scope) }
        }
        guard commands[key] == nil else { throw .twice }
        guard (1...MacroBook.longest).contains(macro.commands.count) else { throw .wrongLength }
        var list: [ConsoleCommand] = []
        for name in macro.commands {
            guard let command = ConsoleCommand(rawValue: name) else { throw .unknownCommand(name) }
            guard !MacroBook.answers.contains(command) else { throw .answers(command) }
            list.append(command)
        }
        commands[key] = list
        keys.append(key)
    }
}

extension ConsoleContext {
    /// Checks the macros of a configuration before anything opens.
    /// - Throws: ``ConsoleProblem/macro(key:_:)``, or ``ConsoleProblem/keys(_:)`` for keys that cannot be used.
    public static func check(macros: [Macro], keys: [String: [String]]) throws(ConsoleProblem) {
        let table: ConsoleKeys.Table
        do throws(KeymapProblem) {
            table = try ConsoleKeys.table(overrides: keys, isReadOnly: false)
        } catch { throw .keys(error) }
        _ = try MacroBook(macros, keymap: table)
    }
}
