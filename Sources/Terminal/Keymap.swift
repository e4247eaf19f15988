/// One row of the key table: a command, its keys, its title, where it works.
public struct KeyBinding<Command: Hashable & Sendable, Scope: Hashable & Sendable>: Hashable, Sendable {
    /// What the keys do.
    public let command: Command
    /// Any of these runs it; the first is shown in the hint bar.
    public var keys: [KeyPress]
    /// What it is called in help and in the hint bar.
    public let title: Bilingual
    /// Where it works.
    public let scopes: [Scope]
    /// Whether it changes something that matters: read-only sessions drop such rows.
    public let isDangerous: Bool

    /// Makes a row.
    public init(
        _ command: Command, keys: [KeyPress], title: Bilingual, scopes: [Scope], isDangerous: Bool = false
    ) {
        self.command = command
        self.keys = keys
        self.title = title
        self.scopes = scopes
        self.isDangerous = isDangerous
    }
}

/// Why a key table cannot be used.
public enum KeymapProblem: Error, Hashable, Sendable {
    /// The configuration names a command that does not exist.
    case unknownCommand(name: String)
    /// A key is written in a way that names no key.
    case unreadableKey(notation: String, command: String)
    /// One key would run two commands in the same place.
    case conflict(key: String, first: String, second: String, scope: String)

    /// What is wrong and how to mend it.
    public var message: Bilingual {
        switch self {
        case .unknownCommand(let name):
            let safe = TerminalText(name)
            return Bilingual(
                zh: "没有名为“\(safe)”的命令。命令名称见控制台的帮助（?）。",
                en: "There is no command \"\(safe)\". The names stand in the console's help (?).")
        case .unreadableKey(let notation, let command):
            let safe = TerminalText(notation)
            return Bilingual(
                zh: "命令 \(command) 的按键“\(safe)”无法识别。写法示例：j、C-c、A-x、<Enter>、<F1>。",
                en:
                    "The key \"\(safe)\" of \(command) names no key. Write it like j, C-c, A-x, <Enter> or <F1>."
            )
        case .conflict(let key, let first, let second, let scope):
            return Bilingual(
                zh: "按键 \(key) 在“\(scope)”中同时属于 \(first) 和 \(second)。请在配置的 [keys] 中改掉其中一个。",
                en:
                    "The key \(key) runs both \(first) and \(second) in \(scope). Change one of them under [keys]."
            )
        }
    }
}

/// The key table. Keys, help, the hint bar and the manual all come from it and from nothing else.
///
///     let keymap = try Keymap(bindings)
///     keymap.command(for: press, in: .queue)
public struct Keymap<Command: Hashable & Sendable, Scope: Hashable & Sendable>: Sendable {
    /// All rows, in the order they were given.
    public let bindings: [KeyBinding<Command, Scope>]
    private let commands: [Scope: [KeyPress: Command]]
    /// The rows by place: the hint bar asks for them at every frame.
    private let rows: [Scope: [KeyBinding<Command, Scope>]]

    /// Makes a table.
    /// - Throws: `KeymapProblem.conflict` when one key would run two commands in one scope.
    public init(_ bindings: [KeyBinding<Command, Scope>]) throws(KeymapProblem) {
        self.bindings = bindings
        var commands: [Scope: [KeyPress: Command]] = [:]
        for binding in bindings {
            for scope in binding.scopes {
                for key in binding.keys {
                    let taken = commands[scope, default: [:]].updateValue(binding.command, forKey: key)
                    if let taken, taken != binding.command {
                        throw .conflict(
                            key: key.notation, first: Keymap.name(of: taken),
                            second: Keymap.name(of: binding.command),
                            scope: Keymap.name(of: scope))
                    }
                }
            }
        }
        self.commands = commands
        rows = Keymap.byScope(bindings)
    }

    /// The command a key runs there, or nil.
    public func command(for key: KeyPress, in scope: Scope) -> Command? {
        commands[scope]?[key]
    }

    /// The rows that work there, in table order: the hint bar and help.
    public func entries(in scope: Scope) -> [KeyBinding<Command, Scope>] {
        rows[scope] ?? []
    }

    /// The row of a command.
    public func entry(for command: Command) -> KeyBinding<Command, Scope>? {
        bindings.first { $0.command == command }
    }

    /// The same table with some of its rows, as a read-only session has it.
    public func filter(_ isWanted: (KeyBinding<Command, Scope>) -> Bool) -> Keymap {
        Keymap(checked: bindings.filter(isWanted))
    }

    /// A part of a table that was checked as a whole.
    private init(checked bindings: [KeyBinding<Command, Scope>]) {
        self.bindings = bindings
        var commands: [Scope: [KeyPress: Command]] = [:]
        for binding in bindings {
            for scope in binding.scopes {
                for key in binding.keys { commands[scope, default: [:]][key] = binding.command }
            }
        }
        self.commands = commands
        rows = Keymap.byScope(bindings)
    }

    private static func byScope(_ bindings: [KeyBinding<Command, Scope>]) -> [Scope: [KeyBinding<
        Command, Scope
    >]] {
        var rows: [Scope: [KeyBinding<Command, Scope>]] = [:]
        for binding in bindings {
            for scope in Set(binding.scopes) { rows[scope, default: []].append(binding) }
        }
        return rows
    }

    private static func name<Value>(of value: Value) -> String {
        (value as? any RawRepresentable).map { "\($0.rawValue)" } ?? "\(value)"
    }
}

extension Keymap where Command: RawRepresentable, Command.RawValue == String {
    /// The table with the keys of some commands replaced, as the configuration's `[keys]` says.
    /// - Parameter notations: command names to keys as people write them; an empty list unbinds the command.
    /// - Throws: `KeymapProblem` for an unknown command, an unreadable key, or a key that is taken.
    public func overriding(_ notations: [String: [String]]) throws(KeymapProblem) -> Keymap {
        var changed = bindings
        for (name, keys) in notations.sorted(by: { $0.key < $1.key }) {
            var presses: [KeyPress] = []
            for notation in keys {
                guard let press = KeyPress(notation: notation) else {
                    throw .unreadableKey(notation: notation, command: name)
                }
                presses.append(press)
            }
            let rows = changed.indices.filter { changed[$0].command.rawValue == name }
            guard !rows.isEmpty else { throw .unknownCommand(name: name) }
            for row in rows { changed[row].keys = presses }
        }
        return try Keymap(changed)
    }
}
