import ArgumentParser
import Foundation
import Invoicing
import OAClient
import OAProfile
import Store
import Terminal

struct DoctorCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "What is wrong here, and how to mend it. 检查环境并给出处理办法。")
    @Flag(name: .long, help: "Print one JSON document.")
    var json = false
    @OptionGroup var common: CommonOptions
    var wantsJSON: Bool { json }

    func perform(in setting: Setting) async throws -> ExitStatus {
        var checks = TerminalCheckup(setting).checks() + StoreCheckup(setting).checks()
        checks += await OACheckup(setting).checks() + setting.signingChecks()
        if json {
            try Output.json(["checks": checks])
        } else {
            for check in checks { say(check, in: setting.language) }
        }
        return checks.map(\.exitStatus).max { $0.rawValue < $1.rawValue } ?? .done
    }

    private func say(_ check: Check, in language: Language) {
        let sign = check.outcome.sign[language]
        Output.line(
            TerminalText(sign).padded(toColumns: 8).string
                + LocalizedText(
                    zh: "\(check.title.zh)：\(check.detail.zh)", en: "\(check.title.en): \(check.detail.en)")[
                    language]
        )
        if check.outcome != .good, !check.remedy[language].isEmpty {
            Output.line("        \(check.remedy[language])")
        }
    }
}

/// One thing that was looked at.
struct Check: Encodable {
    /// How it is.
    enum Outcome: String, Encodable {
        case good
        case warning
        case failed

        var sign: LocalizedText {
            switch self {
            case .good: LocalizedText(zh: "正常", en: "ok")
            case .warning: LocalizedText(zh: "注意", en: "warning")
            case .failed: LocalizedText(zh: "故障", en: "FAILED")
            }
        }
    }

    let title: LocalizedText
    let outcome: Outcome
    let detail: LocalizedText
    let remedy: LocalizedText
    let exitStatus: ExitStatus

    private enum CodingKeys: CodingKey {
        case title
        case outcome
        case detail
        case remedy
    }

    static func good(_ title: LocalizedText, _ detail: LocalizedText) -> Check {
        Check(
            title: title, outcome: .good, detail: detail, remedy: LocalizedText(zh: "", en: ""),
            exitStatus: .done)
    }

    static func warning(_ title: LocalizedText, _ detail: LocalizedText, remedy: LocalizedText) -> Check {
        Check(title: title, outcome: .warning, detail: detail, remedy: remedy, exitStatus: .done)
    }

    static func failed(_ title: LocalizedText, _ error: any ExplainedError) -> Check {
        Check(
            title: title, outcome: .failed, detail: error.explanation, remedy: error.remedy,
            exitStatus: ExitStatus(for: error))
    }
}

/// Locale, terminal type and size. No query is sent to the terminal: what the system knows is enough.
private struct TerminalCheckup {
    let setting: Setting

    init(_ setting: Setting) { self.setting = setting }

    func checks() -> [Check] { [locale, terminal] }

    private var locale: Check {
        let title = LocalizedText(zh: "区域设置", en: "Locale")
        for name in ["", "C.UTF-8", "C.utf8", "en_US.UTF-8"] {
            guard setlocale(LC_CTYPE, name) != nil, String(cString: nl_langinfo(Int32(CODESET))) == "UTF-8"
            else {
                continue
            }
            let used = name.isEmpty ? "LANG/LC_ALL" : name
            return .good(title, LocalizedText(zh: "UTF-8（\(used)）", en: "UTF-8 (\(used))"))
        }
        let message = TerminalProblem.noUTF8.message
        return Check(
            title: title, outcome: .failed, detail: LocalizedText(zh: message.zh, en: message.en),
            remedy: LocalizedText(zh: "", en: ""), exitStatus: .usage)
    }

    private var terminal: Check {
        let title = LocalizedText(zh: "终端", en: "Terminal")
        let name = setting.environment["TERM"] ?? ""
        guard isatty(STDOUT_FILENO) == 1 else {
            return .good(
                title, LocalizedText(zh: "标准输出不是终端，未检查。", en: "Standard output is no terminal; not checked."))
        }
        let known = Self.terminfoFolders(setting.environment).contains { folder in
            guard let first = name.unicodeScalars.first else { return false }
            return [String(first), String(first.value, radix: 16)].contains {
                FileManager.default.fileExists(atPath: "\(folder)/\($0)/\(name)")
            }
        }
        var size = winsize()
        _ = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size)
        let shown = "TERM=\(name), \(size.ws_col)x\(size.ws_row)"
        guard known else {
            let problem = TerminalProblem.unknownTerm(name: name, fallback: "xterm-256color").message
            return .warning(
                title, LocalizedText(zh: problem.zh, en: problem.en),
                remedy: LocalizedText(zh: "apt install ncurses-term", en: "apt install ncurses-term"))
        }
        guard size.ws_col >= 80, size.ws_row >= 24 else {
            return .warning(
                title, LocalizedText(zh: shown, en: shown),
                remedy: LocalizedText(zh: "请把窗口放大到至少 80x24。", en: "Enlarge the window to at least 80x24."))
        }
        return .good(title, LocalizedText(zh: shown, en: shown))
    }

    /// Where terminal descriptions lie on Debian (terminfo(5), "Fetching Compiled Descriptions").
    private static func terminfoFolders(_ environment: [String: String]) -> [String] {
        [environment["TERMINFO"], environment["HOME"].map { $0 + "/.terminfo" }].compactMap { $0 }
            + ["/etc/terminfo", "/lib/terminfo", "/usr/lib/terminfo", "/usr/share/terminfo"]
    }
}

/// Folders, ledger and cache.
private struct StoreCheckup {
    let setting: Setting

    init(_ setting: Setting) { self.setting = setting }

    func checks() -> [Check] {
        [configuration, folder] + (hasStore ? [ledger, mirror] : [])
    }

    private var hasStore: Bool {
        FileManager.default.fileExists(atPath: setting.home.data.appendingPathComponent("ledger.db").path)
    }

    private var configuration: Check {
        let title = LocalizedText(zh: "配置", en: "Configuration")
        let file = setting.home.configurationFile.path
        let exists = FileManager.default.fileExists(atPath: file)
        return .good(
            title,
            LocalizedText(
                zh: exists ? file : "\(file)（无，使用默认值）", en: exists ? file : "\(file) (none; defaults)"))
    }

    private var folder: Check {
        let title = LocalizedText(zh: "数据文件夹", en: "Data folder")
        let path = setting.home.data.path
        var facts = stat()
        guard stat(path, &facts) == 0 else {
            return .good(title, LocalizedText(zh: "\(path)（尚未创建）", en: "\(path) (not made yet)"))
        }
        guard facts.st_mode & 0o077 == 0 else {
            return .warning(
                title, LocalizedText(zh: "\(path) 可被他人访问。", en: "\(path) is open to others."),
                remedy: LocalizedText(zh: "chmod 700 \(path)", en: "chmod 700 \(path)"))
        }
        return .good(title, LocalizedText(zh: path, en: path))
    }

    private var ledger: Check {
        let title = LocalizedText(zh: "决定账本 ledger.db", en: "Ledger (ledger.db)")
        do {
            let ledger = try Ledger(folder: setting.home.data, session: Workplace.session(of: "doctor"))
            let counts = try ledger.counts()
            let waiting = OperationState.allCases.filter(\.isUndelivered).reduce(0) { $0 + (counts[$1] ?? 0) }
            guard ledger.hasReserve else {
                return .warning(
                    title,
                    LocalizedText(
                        zh: "磁盘空间不足，无法为决定预留空间。", en: "The disk is too full to keep a reserve for decisions."),
                    remedy: StoreError.diskFull(file: setting.home.data.path).remedy)
            }
            return .good(
                title,
                LocalizedText(
                    zh:
                        "可读写；共 \(counts.values.reduce(0, +)) 个决定，待发送 \(waiting)，冲突 \(counts[.conflict] ?? 0)。",
                    en:
                        "readable; \(counts.values.reduce(0, +)) decisions, \(waiting) to send, \(counts[.conflict] ?? 0) in "
                        + "conflict."))
        } catch {
            return .failed(title, error)
        }
    }

    private var mirror: Check {
        let title = LocalizedText(zh: "本地缓存 cache.db", en: "Cache (cache.db)")
        do {
            let mirror = try Mirror(folder: setting.home.data)
            let state = try mirror.syncState()
            if mirror.wasRebuilt {
                return .warning(
                    title, LocalizedText(zh: "无法读取，已另存并重建。", en: "It could not be read and was made anew."),
                    remedy: LocalizedText(
                        zh: "运行 countersign sync 重新取回。", en: "Run countersign sync to fetch it again."))
            }
            let pulled = state.map { WallClock.text($0.updatedAt) }
            return .good(
                title, LocalizedText(zh: "上次同步：\(pulled ?? "尚未同步")", en: "last pull: \(pulled ?? "never")"))
        } catch {
            return .failed(title, error)
        }
    }
}

/// Sign-in, reachability, clock.
private struct OACheckup {
    let setting: Setting

    init(_ setting: Setting) { self.setting = setting }

    func checks() async -> [Check] {
        let title = LocalizedText(zh: "OA", en: "OA")
        let account: OAAccount
        do {
            account = try setting.account()
        } catch AccountFileError.missing {
            return [
                .warning(
                    title, LocalizedText(zh: "尚未登录。", en: "Nobody is signed in."),
                    remedy: LocalizedText(
                        zh: "运行 countersign login，或先试用 countersign demo。",
                        en: "Run countersign login, or try countersign demo first."))
            ]
        } catch {
            return [.failed(title, error)]
        }
        let way: [Check]
        do {
            way = connection(try ConnectionPlan(of: account, environment: setting.environment))
        } catch {
            return [.failed(title, error)]
        }
        do {
            let connector = try ProfileConnector(
                account: account, logger: setting.makeLogger("countersign.doctor"))
            let answer = await Result { () async throws(OAError) in try await connector.session() }
            await connector.shutDown()
            return way + judge(try answer.get(), account, title)
        } catch {
            return way + [.failed(title, error)]
        }
    }

    /// Certificates and proxies, where they are out of the ordinary; a client certificate that ends soon above all.
    private func connection(_ plan: ConnectionPlan) -> [Check] {
        guard let sentence = plan.sentence else { return [] }
        let title = LocalizedText(zh: "连接", en: "Connection")
        guard let certificate = plan.clientCertificate,
            certificate.expiresAt - WallClock.now() / 1_000 < 30 * 86_400
        else { return [.good(title, sentence)] }
        return [
            .warning(
                title, sentence,
                remedy: LocalizedText(
                    zh: "客户端证书即将到期或已到期，请向 OA 管理员申请新的。",
                    en:
                        "The client certificate ends soon or has ended; ask the OA's administrator for a new one."
                ))
        ]
    }

    private func judge(_ session: SessionDocument, _ account: OAAccount, _ title: LocalizedText) -> [Check] {
        let words = "\(account.url): \(session.user), \(session.environment)"
        let level = session.capabilities.capabilityLevel
        let reachable = Check.good(
            title,
            LocalizedText(
                zh: "\(words)，能力级别 \(level.rawValue)；剩余风险：\(level.risk.zh)",
                en: "\(words), level \(level.rawValue); residual risk: \(level.risk.en)"))
        let skew = (WallClock.now() - session.serverTime) / 1_000
        guard abs(skew) > 60 else { return [reachable] }
        return [
            reachable,
            .warning(
                LocalizedText(zh: "时钟", en: "Clock"),
                LocalizedText(
                    zh: "本机与 OA 相差 \(skew) 秒。", en: "This machine and the OA are \(skew) seconds apart."),
                remedy: LocalizedText(
                    zh: "请校准时钟（timedatectl）；审批顺序不受影响，但显示的时间会不准。",
                    en:
                        "Set the clock (timedatectl). The order of decisions does not depend on it, the times shown do."
                )),
        ]
    }
}

extension Result {
    /// Takes the outcome of asynchronous work with a typed error.
    fileprivate init(_ work: () async throws(Failure) -> Success) async {
        do {
            self = .success(try await work())
        } catch {
            self = .failure(error)
        }
    }
}
