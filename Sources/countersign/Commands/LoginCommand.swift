import ArgumentParser
import Foundation
import Invoicing
import Logging
import OAClient
import OAProfile
import Store

struct LoginCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "login", abstract: "Sign in to an OA. 登录 OA。")
    @Option(
        name: .long, help: "The OA's address, as https://oa.example.com; else the one in the configuration.")
    var oa: String?
    @Option(name: .long, help: "A file that holds the token; - for standard input.")
    var tokenFile: String?
    @Flag(name: .long, help: "Sign in as the sample user of a reference OA on this machine.")
    var demo = false
    @OptionGroup var common: CommonOptions

    func perform(in setting: Setting) async throws -> ExitStatus {
        guard let url = oa ?? setting.configuration.oaURL else { throw LoginProblem.noAddress }
        let logger = setting.makeLogger("countersign.login")
        let account: OAAccount
        do {
            switch (tokenFile, demo) {
            case (nil, true):
                account = try await SignIn.verify(
                    ProfileConnector.signInToDemo(url: url, logger: logger), logger: logger)
            case (let file?, false):
                account = try await SignIn.verify(
                    setting.reaching(OAAccount(url: url, token: try TokenFile.read(file), user: "")),
                    logger: logger)
            case (nil, false), (.some, true): throw LoginProblem.noToken
            }
        } catch let error as OAError {
            // What the OA said is what the person must read, also where the attempt could not be logged.
            do { try setting.note(.loginFailed(oa: url, reason: error.explanation.en)) } catch {
                setting.voice.say(error)
            }
            throw error
        }
        try SignIn.keep(account, in: setting)
        setting.voice.say(
            LocalizedText(
                zh: "已登录 \(account.url)，用户 \(account.user)。运行 countersign 打开控制台。",
                en: "Signed in to \(account.url) as \(account.user). Run countersign to open the console."))
        if let level = account.level, level < .full {
            setting.voice.say(
                LocalizedText(
                    zh: "OA 能力级别 \(level.rawValue)：\(level.guarantee.zh)。剩余风险：\(level.risk.zh)",
                    en:
                        "Capability level \(level.rawValue): \(level.guarantee.en). Residual risk: \(level.risk.en)"
                ))
        }
        return .done
    }
}

struct LogoutCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout", abstract: "Forget the token; recorded decisions stay. 退出登录。")
    @OptionGroup var common: CommonOptions

    func perform(in setting: Setting) async throws -> ExitStatus {
        let file = AccountFile(setting.home.accountFile)
        if let account = try? file.load() {
            try setting.note(.logout(oa: account.url), by: account.user)
        }
        try file.remove()
        setting.voice.say(
            LocalizedText(
                zh: "已退出登录；已记录的决定仍保存在本机，重新登录后继续发送。",
                en: "Signed out. Recorded decisions stay here and are delivered after the next login."))
        return .done
    }
}

struct WhoamiCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "whoami", abstract: "Who is signed in, at which OA. 当前登录身份。")
    @Flag(name: .long, help: "Print one JSON document.")
    var json = false
    @OptionGroup var common: CommonOptions
    var wantsJSON: Bool { json }

    func perform(in setting: Setting) async throws -> ExitStatus {
        let account = try setting.account()
        let session = try await LevelledConnector.use(
            account, logger: setting.makeLogger("countersign.whoami")
        ) { try await $0.session() }
        if json {
            try Output.json(
                [
                    "user": session.user, "display_name": session.displayName,
                    "environment": session.environment,
                    "url": account.url, "level": String(session.capabilities.level),
                ])
        } else {
            Output.line("\(session.user) \(session.displayName) · \(session.environment) · \(account.url)")
        }
        return .done
    }
}

/// Why nobody could be signed in.
private enum LoginProblem: ExplainedError, Hashable {
    case noAddress
    case noToken
    case tokenUnreadable(String)
    case decisionsWaiting(count: Int, user: String, url: String)

    var explanation: LocalizedText {
        switch self {
        case .noAddress:
            LocalizedText(zh: "没有指定 OA 的地址。", en: "No OA is named.")
        case .noToken:
            LocalizedText(
                zh: "需要 --token-file 或 --demo 之一。", en: "One of --token-file and --demo is needed.")
        case .tokenUnreadable(let file):
            LocalizedText(
                zh: "凭证文件 \(file) 无法读取，或不是一行可打印字符。",
                en: "The token file \(file) cannot be read, or is not one line of printable characters.")
        case .decisionsWaiting(let count, let user, let url):
            LocalizedText(
                zh: "还有 \(count) 个决定尚未送达，属于 \(user)（\(url)）。",
                en:
                    "\(counted(count, "decision")) of \(user) at \(url) \(count == 1 ? "is" : "are") not delivered yet."
            )
        }
    }

    var remedy: LocalizedText {
        switch self {
        case .noAddress:
            LocalizedText(
                zh: "请加上 --oa 地址，或在 config.toml 的 [oa] 中设置 url。",
                en: "Add --oa URL, or set url under [oa] in config.toml.")
        case .noToken:
            LocalizedText(
                zh: "把 OA 发放的凭证存入权限为 600 的文件，用 --token-file 指定；本机参考 OA 用 --demo。",
                en:
                    "Save the OA's token in a file with mode 600 and name it with --token-file; --demo is for a reference "
                    + "OA on this machine.")
        case .tokenUnreadable:
            LocalizedText(zh: "请检查文件路径和内容。", en: "Check the path and what the file holds.")
        case .decisionsWaiting:
            LocalizedText(
                zh: "请先以该用户登录并运行 countersign sync，或为另一用户设置单独的 COUNTERSIGN_HOME。",
                en:
                    "Sign in as that user and run countersign sync first, or use another COUNTERSIGN_HOME for the other user."
            )
        }
    }
}

/// Reads a token from a file, never from an argument, where other users could see it.
private enum TokenFile {
    static func read(_ path: String) throws(LoginProblem) -> String {
        let handle = path == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: path)
        guard let handle, let data = try? handle.read(upToCount: 16_385), data.count <= 16_384,
            let text = String(data: data, encoding: .utf8)
        else { throw .tokenUnreadable(path) }
        let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !token.isEmpty, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .tokenUnreadable(path)
        }
        return token
    }
}

/// What signing in does to the files.
enum SignIn {
    /// Asks the OA who the token belongs to.
    static func verify(_ account: OAAccount, logger: Logger) async throws -> OAAccount {
        let session = try await LevelledConnector.use(account, logger: logger) { try await $0.session() }
        var known = account
        known.user = session.user
        known.displayName = session.displayName
        known.environment = session.environment
        known.level = session.capabilities.capabilityLevel
        return known
    }

    /// Keeps the account. What belongs to another user is never mixed in: with decisions still waiting it is an error, and
    /// the other user's view of the OA is forgotten.
    static func keep(_ account: OAAccount, in setting: Setting) throws {
        try Home.make(setting.home.data)
        let file = AccountFile(setting.home.accountFile)
        let ledger = try Ledger(folder: setting.home.data, session: Workplace.session(of: account.user))
        let open = try ledger.operations(in: [.recorded, .sending, .unknown, .conflict], limit: 10_000)
        if let other = open.first(where: { $0.actor != account.user }) {
            let url = (try? file.load())?.url ?? "?"
            throw LoginProblem.decisionsWaiting(count: open.count, user: other.actor, url: url)
        }
        let mirror = try Mirror(folder: setting.home.data)
        if let before = try? file.load(), before.user != account.user { try mirror.forgetAll() }
        try ledger.note(.login(oa: account.url), at: WallClock.now())
        try file.save(account)
    }
}
