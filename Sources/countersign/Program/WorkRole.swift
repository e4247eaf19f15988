import ArgumentParser
import Invoicing

/// In which role the program is used.
enum WorkRole: String, CaseIterable, ExpressibleByArgument, Sendable {
    /// The signed-in user decides, syncs, archives.
    case approver
    /// Reads and proves: the store is opened read-only, nothing is fetched or sent, and no deciding command exists.
    case auditor

    /// The commands that there are.
    var commands: any ParsableCommand.Type {
        switch self {
        case .approver: Countersign.self
        case .auditor: CountersignForAuditors.self
        }
    }

    /// The role that the arguments ask for, before they are parsed: it says which commands there are.
    init(arguments: [String]) {
        var role = WorkRole.approver
        for (index, text) in arguments.prefix(while: { $0 != "--" }).enumerated() {
            if text.hasPrefix("--role=") { role = WorkRole(rawValue: String(text.dropFirst(7))) ?? role }
            if text == "--role", index + 1 < arguments.count {
                role = WorkRole(rawValue: arguments[index + 1]) ?? role
            }
        }
        self = role
    }

    /// The arguments with a role that stands before the command put behind it, where the parser looks for it.
    static func behindCommand(_ arguments: [String]) -> [String] {
        let count = arguments.first == "--role" ? 2 : arguments.first?.hasPrefix("--role=") == true ? 1 : 0
        guard count > 0, arguments.count > count else { return arguments }
        let rest = arguments.dropFirst(count)
        // Nothing but the program itself is asked for help or version.
        if let first = rest.first, ["--help", "-h", "--version", "help"].contains(first) {
            return Array(rest)
        }
        let end = rest.firstIndex(of: "--") ?? rest.endIndex
        return Array(rest[..<end] + arguments.prefix(count) + rest[end...])
    }
}

/// The command line of the auditor's role: what only reads.
struct CountersignForAuditors: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "countersign",
        abstract: "Read and prove what was decided. 审计员只读模式。",
        discussion: """
            With --role auditor the store is opened read-only and no command can decide, fetch or send.
            使用 --role auditor 时只读打开数据，不能审批、拉取或发送。
            """,
        version: Version.current,
        subcommands: [
            OpenCommand.self, WhoamiCommand.self, StatusCommand.self, ListCommand.self, ShowCommand.self,
            VerifyCommand.self, AuditForAuditors.self, ArchiveForAuditors.self, ReportCommand.self,
        ],
        defaultSubcommand: OpenCommand.self)
}

/// The log's commands without the one that erases.
struct AuditForAuditors: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: AuditCommand.configuration.abstract,
        subcommands: [
            AuditVerifyCommand.self, AuditCheckpointCommand.self, AuditProveCommand.self,
            AuditExportCommand.self, AuditLogCommand.self, AuditSampleCommand.self,
            AuditPapersCommand.self,
        ])
}

/// The archive's commands without those that add, hold or destroy.
struct ArchiveForAuditors: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "archive", abstract: ArchiveCommand.configuration.abstract,
        subcommands: [
            ArchiveListCommand.self, ArchiveShowCommand.self, ArchiveDueCommand.self,
            ArchiveExportCommand.self, ArchiveVerifyCommand.self,
        ])
}

/// A command was asked for that the role does not have.
struct CommandOutsideRole: ExplainedError, Hashable {
    let command: String

    init(command: String) { self.command = command }

    /// Nothing when the words before the first option lead to a command that the role has.
    init?(arguments: [String], _ role: WorkRole) {
        var here: any ParsableCommand.Type = Countersign.self
        var mine: any ParsableCommand.Type = role.commands
        var path: [String] = []
        func named(_ name: String, in type: any ParsableCommand.Type) -> (any ParsableCommand.Type)? {
            type.configuration.subcommands.first { $0.configuration.commandName == name }
        }
        for word in arguments.prefix(while: { !$0.hasPrefix("-") }) {
            guard let next = named(word, in: here) else { return nil }
            path.append(word)
            guard let own = named(word, in: mine) else {
                self.init(command: path.joined(separator: " "))
                return
            }
            here = next
            mine = own
        }
        return nil
    }

    var explanation: LocalizedText {
        LocalizedText(
            zh: "审计员角色没有 \(command) 命令：此角色只读，不能审批、拉取、发送或清除。",
            en:
                "The auditor's role has no command \(command): it reads, and cannot decide, fetch, send or erase."
        )
    }

    var remedy: LocalizedText {
        LocalizedText(
            zh: "运行 countersign --role auditor --help 查看可用命令；需要审批时请不带 --role 运行。",
            en: "countersign --role auditor --help lists what there is; to decide, leave --role away.")
    }
}
