import ArgumentParser
import Foundation
import Invoicing
import Terminal

// The program: reads the command line, finds the user's folders, configuration and language, runs one command.
// In: arguments, environment. Out: results on standard output, sentences on standard error, one exit status.
// Program/ is what every command needs, Workplace/ opens store and OA, Commands/ holds one file a command.

@main
enum Program {
    static func main() async {
        // A reader that went away (`countersign list | head`) is a failed write, not a death.
        signal(SIGPIPE, SIG_IGN)
        // Whatever a library makes on the side stays private to the user as well.
        umask(0o077)
        ProcessMemory.returnWhatIsFreed()
        let given = Array(CommandLine.arguments.dropFirst())
        let status = await run(
            WorkRole.behindCommand(given), as: WorkRole(arguments: given),
            environment: ProcessInfo.processInfo.environment)
        exit(status.rawValue)
    }

    private static func run(_ arguments: [String], as role: WorkRole, environment: [String: String]) async
        -> ExitStatus
    {
        let early = Voice(language: LanguageChoice.early(arguments: arguments, environment: environment))
        if let problem = UnknownCommand(arguments: arguments) {
            early.say(problem)
            return .usage
        }
        if let problem = CommandOutsideRole(arguments: arguments, role) {
            early.say(problem)
            return .usage
        }
        let command: any ParsableCommand
        do {
            command = try role.commands.parseAsRoot(arguments)
        } catch {
            return tell(error, as: role, in: early)
        }
        guard let command = command as? any ProductCommand else {
            // Help is a command of the parser's own: it answers by throwing what is to be said.
            do {
                var help = command
                try help.run()
                return .done
            } catch {
                return tell(error, as: role, in: early)
            }
        }
        var voice = early
        do {
            let setting = try Setting(environment: environment, language: command.common.lang, role: role)
            voice = setting.voice
            return try await command.perform(in: setting)
        } catch {
            voice.say(error)
            if command.wantsJSON, let error = error as? any ExplainedError {
                // One document, also for what failed.
                try? Output.json(["error": ErrorOutput(error)])
            }
            return ExitStatus(for: error)
        }
    }

    /// A request for help goes to standard output; anything else is a wrong use.
    private static func tell(_ error: any Error, as role: WorkRole, in voice: Voice) -> ExitStatus {
        let text = role.commands.fullMessage(for: error)
        if role.commands.exitCode(for: error) == .success {
            print(text)
            return .done
        }
        voice.sayUsage(text)
        return .usage
    }
}

/// The command line.
struct Countersign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "countersign",
        abstract: "Decide on electronic invoices in the terminal. 在终端里审批电子发票。",
        discussion: """
            Without a command the console opens. Try `countersign demo` first: it needs no set-up.
            不带子命令即打开控制台；首次使用可先运行 `countersign demo`，无需任何配置。

            Exit status: 0 done, 1 a finding or a refusal, 2 wrong use, 3 OA unreachable (nothing lost), 4 store \
            trouble, 5 signed out.
            """,
        version: Version.current,
        subcommands: [
            OpenCommand.self, DemoCommand.self, LoginCommand.self, LogoutCommand.self, WhoamiCommand.self,
            SyncCommand.self, StatusCommand.self, ListCommand.self, ShowCommand.self, ApproveCommand.self,
            RejectCommand.self, ReturnCommand.self, TransferCommand.self, CommentCommand.self,
            AddApproverCommand.self, HoldCommand.self, ReleaseCommand.self, VerifyCommand.self,
            ImportCommand.self,
            AuditCommand.self,
            ArchiveCommand.self, ReportCommand.self, PolicyCommand.self, BackupCommand.self, OACommand.self,
            DoctorCommand.self,
        ],
        defaultSubcommand: OpenCommand.self)
}

/// The program's version.
enum Version {
    static let current = "0.1.0"
}

/// What every command takes.
struct CommonOptions: ParsableArguments {
    @Option(name: .long, help: "Language of what is said: zh or en.")
    var lang: Language?
    @Option(name: .long, help: "auditor: read-only, without any command that decides, fetches or sends.")
    var role: WorkRole?
}

extension Language: ExpressibleByArgument {}

/// A command of the product: it runs in a setting and ends with a status.
protocol ProductCommand: ParsableCommand {
    var common: CommonOptions { get }
    /// Whether standard output is to be one JSON document, whatever happens.
    var wantsJSON: Bool { get }
    func perform(in setting: Setting) async throws -> ExitStatus
}

extension ProductCommand {
    var wantsJSON: Bool { false }
}

/// What went wrong, as `--json` shows it.
private struct ErrorOutput: Encodable {
    let explanation: LocalizedText
    let remedy: LocalizedText

    init(_ error: any ExplainedError) {
        explanation = error.explanation
        remedy = error.remedy
    }
}

/// The first word names no command.
private struct UnknownCommand: ExplainedError {
    private let word: String
    private let nearest: String?

    /// Nothing when the first word is an option or a command.
    init?(arguments: [String]) {
        guard let word = arguments.first, !word.hasPrefix("-"), word != "help" else { return nil }
        let known = Countersign.configuration.subcommands.compactMap { $0.configuration.commandName }
        guard !known.contains(word) else { return nil }
        self.word = word
        nearest =
            known.map { ($0, EditDistance.between(word, $0)) }.filter { $0.1 <= 2 }.min { $0.1 < $1.1 }?.0
    }

    var explanation: LocalizedText {
        LocalizedText(zh: "没有名为 \(word) 的命令。", en: "There is no command \(word).")
    }

    var remedy: LocalizedText {
        if let nearest {
            LocalizedText(zh: "是不是想用 countersign \(nearest)？", en: "Did you mean countersign \(nearest)?")
        } else {
            LocalizedText(zh: "运行 countersign --help 查看全部命令。", en: "countersign --help lists the commands.")
        }
    }
}
