import Foundation
import Invoicing
import Store
import Sync
import Terminal

/// Drives the console by commands, without a terminal: one command a line, by the name that help shows. Each line is
/// complete, with all that it causes, before the next begins.
///
/// ```
/// # blank lines and lines after a hash are skipped
/// down
/// open
/// reject
/// type:金额与合同不符
/// accept
/// confirm
/// :save-screen after.txt
/// ```
///
/// Besides commands: `type:TEXT` types into the open editor, `key:KEY` presses a key as the configuration writes it,
/// `:save-screen FILE`, `:resize COLUMNSxROWS`, `:language zh|en`, `:sync` (one round, where something syncs),
/// `:wait-idle` (every line waits already; it is there for scripts that say so).
public struct ConsoleScript: Sendable {
    private enum Step: Sendable {
        case command(ConsoleCommand)
        case type(String)
        case press(KeyPress)
        case saveScreen(file: String)
        case resize(TerminalSize)
        case language(Language)
        case sync
        case waitIdle
    }

    private let steps: [(line: Int, step: Step)]

    /// Reads a script as a whole, so that nothing runs of one that has a fault.
    /// - Throws: ``ConsoleProblem/script(line:_:)``.
    public init(text: String) throws(ConsoleProblem) {
        var steps: [(line: Int, step: Step)] = []
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
        for (index, line) in lines.enumerated() {
            let trimmed = ConsoleScript.trimmed(line)
            if trimmed.isEmpty || trimmed.hasPrefix("#") { continue }
            do throws(ConsoleProblem.ScriptFault) {
                steps.append((index + 1, try ConsoleScript.step(trimmed)))
            } catch {
                throw .script(line: index + 1, error)
            }
        }
        self.steps = steps
    }

    /// Runs the script against the stores.
    /// - Throws: ``ConsoleProblem``; what was recorded before stays recorded.
    public func run(
        context: ConsoleContext, services: ConsoleServices,
        size: TerminalSize = TerminalSize(columns: 120, rows: 40)
    ) async throws(ConsoleProblem) -> ConsoleExit {
        var stage = try ScriptStage(context: context, services: services, size: size)
        for (line, step) in steps where !stage.hasEnded {
            do throws(ConsoleProblem.ScriptFault) {
                switch step {
                case .command(let command): try stage.run(command)
                case .type(let text): stage.update(.text(text))
                case .press(let press): stage.update(.key(press))
                case .saveScreen(let file): try stage.saveScreen(to: file)
                case .resize(let size): stage.update(.resized(size))
                case .language(let language): stage.show(language)
                case .sync: await stage.sync()
                case .waitIdle: break
                }
            } catch {
                throw .script(line: line, error)
            }
            stage.paint()
        }
        return stage.finish()
    }

    // MARK: - Reading

    private static func step(_ line: String) throws(ConsoleProblem.ScriptFault) -> Step {
        if line.hasPrefix("type:") { return .type(String(line.dropFirst(5))) }
        if line.hasPrefix("key:") {
            let notation = String(line.dropFirst(4))
            guard let press = KeyPress(notation: notation) else {
                throw .badArgument(command: "key:", argument: notation)
            }
            return .press(press)
        }
        guard line.hasPrefix(":") else {
            guard let command = ConsoleCommand(rawValue: line) else { throw .unknownCommand(line) }
            return .command(command)
        }
        let words = line.split(separator: " ", maxSplits: 1)
        let name = String(words.first ?? "")
        let argument = words.count > 1 ? trimmed(words[1]) : ""
        switch name {
        case ":save-screen":
            guard !argument.isEmpty else { throw .badArgument(command: name, argument: argument) }
            return .saveScreen(file: argument)
        case ":resize":
            let sides = argument.split(separator: "x").compactMap { Int($0) }
            guard sides.count == 2, (1...1_000).contains(sides[0]), (1...500).contains(sides[1]) else {
                throw .badArgument(command: name, argument: argument)
            }
            return .resize(TerminalSize(columns: sides[0], rows: sides[1]))
        case ":language":
            guard let language = Language(rawValue: argument) else {
                throw .badArgument(command: name, argument: argument)
            }
            return .language(language)
        case ":sync": return .sync
        case ":wait-idle": return .waitIdle
        default: throw .unknownCommand(line)
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        var rest = text
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}

/// The state with its effects done at once, in order.
struct ScriptStage {
    private(set) var state: ConsoleState
    private(set) var hasEnded = false
    private let context: ConsoleContext
    private let services: ConsoleServices
    private let worker: StoreWorker

    init(context: ConsoleContext, services: ConsoleServices, size: TerminalSize) throws(ConsoleProblem) {
        var context = context
        context.hasClipboard = false
        do throws(KeymapProblem) {
            // Nobody presses a key twice by mistake here.
            state = try ConsoleState(context: context, size: size, armingMilliseconds: 0)
        } catch { throw .keys(error) }
        self.context = context
        self.services = services
        worker = StoreWorker(services: services, context: context)
        execute(state.start())
        paint()
    }

    mutating func run(_ command: ConsoleCommand) throws(ConsoleProblem.ScriptFault) {
        guard state.isAvailable(command) else { throw .notHere(command: command, scope: state.scope) }
        update(.command(command))
        if command == .confirm || command == .confirmDespiteErrors, case .decision(let bar) = state.modal {
            let told =
                switch bar.phase {
                case .stale(.gone): Strings.barGone
                case .stale(.changed): Strings.barStale
                default: state.message?.text ?? Strings.notRecorded
                }
            throw .notRecorded(told)
        }
    }

    mutating func update(_ event: ConsoleEvent) {
        execute(state.update(event, at: context.now()))
    }

    /// Lets everything come that waits for a moment, then paints.
    mutating func paint() {
        if let due = state.nextDeadline { execute(state.update(.tick, at: max(due, context.now()))) }
        update(.painted)
        // Each command of a macro is in front of what the one before painted.
        while state.isMacroDue { update(.painted) }
    }

    mutating func show(_ language: Language) {
        // Through the same command as a key, so that open documents are written anew.
        if state.language != language { state.switchLanguage() }
    }

    mutating func sync() async {
        guard let report = await services.round?() else { return }
        for operation in report.operations { update(.sync(.operation(operation))) }
        update(.sync(.health(report.health)))
        update(.storesChanged)
    }

    func saveScreen(to file: String) throws(ConsoleProblem.ScriptFault) {
        let text = Data(state.draw().snapshot().utf8)
        // Invoices are on it: for the user alone.
        guard
            FileManager.default.createFile(
                atPath: file, contents: text, attributes: [.posixPermissions: 0o600])
        else { throw .unwritable(file: file) }
    }

    mutating func finish() -> ConsoleExit {
        update(.leaving)
        return worker.exit(.quit, of: state)
    }

    private mutating func execute(_ effects: [ConsoleEffect]) {
        for effect in effects {
            switch effect {
            case .quit: hasEnded = true
            default: for event in worker.perform(effect) { update(event) }
            }
        }
    }
}
