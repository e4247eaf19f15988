import Archive
import Console
import Foundation
import Invoicing
import OAClient
import Store
import Sync
import Terminal

/// The console with the synchroniser beside it, on the terminal or driven by a script.
struct ConsoleRun {
    let workplace: Workplace
    let options: ConsoleOptions
    /// Whether it is the demo, whose user may try what a reviewer may.
    var isDemo = false

    /// Runs until the user leaves or the script ends.
    /// - Throws: `ConsoleProblem`, `OAError.misconfigured`, ``ScriptProblem``.
    func run() async throws -> ExitStatus {
        if let file = options.script { return try await runScript(file) }
        if workplace.setting.role == .auditor { return try await runAlone() }
        if isLinear { return try await runLinear() }
        return try await workplace.withConnector { connector in
            let synchronizer = workplace.makeSynchronizer(connector)
            let program = try ConsoleProgram(
                context: context(), services: services(synchronizer, keepsPlace: true))
            let exit = try await syncing(synchronizer, observe: program.observe) {
                try await program.run(environment: workplace.setting.environment)
            }
            // A terminal that is gone cannot be spoken to.
            if exit.reason != .hangUp { Voice(language: exit.language).say(exit.farewell) }
            return .done
        }
    }

    /// Nothing syncs beside an auditor's console: it shows the store as it is.
    private func runAlone() async throws -> ExitStatus {
        let exit: ConsoleExit
        if isLinear {
            exit = try await LinearProgram(context: context(), services: readingServices)
                .run(showsPrompt: isatty(STDIN_FILENO) == 1)
        } else {
            exit = try await ConsoleProgram(context: context(), services: readingServices)
                .run(environment: workplace.setting.environment)
        }
        if exit.reason != .hangUp { Voice(language: exit.language).say(exit.farewell) }
        return .done
    }

    private var isLinear: Bool { options.linear || workplace.setting.environment["TERM"] == "dumb" }

    private var readingServices: ConsoleServices {
        var services = ConsoleServices(
            ledger: workplace.ledger, mirror: workplace.mirror, nudge: {}, round: nil)
        services.archive = ArchiveDesk(
            of: ArchiveShelf(workplace.setting.home.archive), beside: workplace.ledger)
        services.auditor = AuditorDesk(of: workplace)
        return services
    }

    private func runLinear() async throws -> ExitStatus {
        try await workplace.withConnector { connector in
            let synchronizer = workplace.makeSynchronizer(connector)
            let program = try LinearProgram(context: context(), services: services(synchronizer))
            let exit = try await syncing(synchronizer, observe: program.observe) {
                try await program.run(showsPrompt: isatty(STDIN_FILENO) == 1)
            }
            Voice(language: exit.language).say(exit.farewell)
            return .done
        }
    }

    /// Runs the console while the synchroniser works beside it, and waits until that has ended too.
    private func syncing(
        _ synchronizer: Synchronizer, observe: @escaping @Sendable (SyncEvent) -> Void,
        _ run: () async throws -> ConsoleExit
    ) async throws -> ConsoleExit {
        let syncing = Task { await synchronizer.run(observe: observe) }
        let result: Result<ConsoleExit, any Error>
        do { result = .success(try await run()) } catch { result = .failure(error) }
        syncing.cancel()
        await syncing.value
        return try result.get()
    }

    private func runScript(_ file: String) async throws -> ExitStatus {
        let text = try ScriptFile.read(file)
        guard let size = ScriptFile.size(options.size) else { throw ScriptProblem.badSize(options.size) }
        let script = try ConsoleScript(text: text)
        if workplace.setting.role == .auditor {
            _ = try await script.run(
                context: context(holdMilliseconds: 0), services: readingServices, size: size)
            return .done
        }
        return try await workplace.withConnector { connector in
            let synchronizer = workplace.makeSynchronizer(connector)
            _ = try await script.run(
                context: context(holdMilliseconds: 0), services: services(synchronizer), size: size)
            return .done
        }
    }

    private func services(_ synchronizer: Synchronizer, keepsPlace: Bool = false) -> ConsoleServices {
        var services = readingServices
        services.nudge = { Task { await synchronizer.nudge() } }
        services.round = { await synchronizer.round() }
        services.pauseDelivery = { synchronizer.setDeliveryPaused($0) }
        services.stopReading = { synchronizer.setReadingStopped($0) }
        services.lastPullAt = { synchronizer.lastPullAt }
        services.retryDelivery = { Task { await synchronizer.retry() } }
        let files = OwnFiles(home: workplace.setting.home)
        services.keep = { files.keep($0) }
        if keepsPlace { services.sessionFile = SessionFile(folder: workplace.setting.home.data) }
        return services
    }

    /// - Parameter holdMilliseconds: how long a decision waits before it is sent; nothing takes the configuration's word.
    private func context(holdMilliseconds: Int64? = nil) throws -> ConsoleContext {
        let configuration = workplace.setting.configuration
        let files = OwnFiles(home: workplace.setting.home)
        var choices = files.choices()
        if choices.columns == nil && !configuration.columns.isEmpty {
            choices.columns = configuration.columns
        }
        let hasNoColour = workplace.setting.environment["NO_COLOR"]?.isEmpty == false
        var context = ConsoleContext(
            user: workplace.account.user,
            displayName: workplace.account.displayName.isEmpty
                ? workplace.account.user : workplace.account.displayName,
            environment: workplace.account.environment,
            host: URL(string: workplace.account.url)?.host ?? workplace.account.url,
            language: workplace.setting.language,
            theme: try theme(choices.theme, hasNoColour: hasNoColour),
            usesASCII: configuration.isASCII,
            holdMilliseconds: holdMilliseconds ?? Int64(configuration.holdSeconds) * 1_000,
            utcOffset: workplace.setting.utcOffset, isReadOnly: workplace.setting.role == .auditor,
            keys: configuration.keys, now: WallClock.now,
            random: { UInt64.random(in: 0...UInt64.max) })
        context.largeAmount = Int64(configuration.largeAmount)
        context.views = configuration.views
        context.sign = workplace.setting.statementSigner(mayAsk: false)
        let home = workplace.setting.home
        context.program = ProgramFacts(
            version: Version.current, store: home.data.path, configuration: home.configurationFile.path,
            log: home.logFile.path, oa: workplace.account.url,
            level: workplace.account.level?.rawValue)
        context.overrides = OverrideRights(of: workplace.policy)
        if isDemo && context.overrides == OverrideRights() {
            context.overrides.reviewers = [workplace.account.user]
        }
        context.choices = choices
        context.ownViews = files.views()
        context.ownThemes = workplace.setting.themes
        context.usesMouse = configuration.usesMouse
        context.macros = configuration.macros
        context.hasClipboard = configuration.hasClipboard
        context.isSlowLink = options.slowLink || configuration.isSlowLink
        return context
    }

    /// What was chosen last, else what the configuration says; without colours where `NO_COLOR` asks for that and nobody
    /// chose. A look that is gone is no reason to fail: the configuration's is used then.
    private func theme(_ chosen: String?, hasNoColour: Bool) throws(ThemeError) -> Theme {
        let own = workplace.setting.themes
        let configured = workplace.setting.configuration.theme
        let known = Theme.builtInNames + own.map(\.name)
        let name =
            hasNoColour
            ? configured ?? "mono" : chosen.flatMap { known.contains($0) ? $0 : nil } ?? configured
        let wanted = name ?? "dark"
        if let theme = own.first(where: { $0.name == wanted }) { return theme }
        return try Theme.builtIn(named: wanted)
    }
}

/// Why a script cannot be run.
private enum ScriptProblem: ExplainedError, Hashable {
    case unreadable(String)
    case badSize(String)

    var explanation: LocalizedText {
        switch self {
        case .unreadable(let file):
            LocalizedText(
                zh: "脚本 \(file) 无法读取，或不是 1 MiB 以内的 UTF-8 文本。",
                en: "The script \(file) cannot be read, or is not UTF-8 text of at most 1 MiB.")
        case .badSize(let size):
            LocalizedText(zh: "--size \(size) 不是终端尺寸。", en: "--size \(size) is no size of a terminal.")
        }
    }

    var remedy: LocalizedText {
        switch self {
        case .unreadable: LocalizedText(zh: "请检查路径和内容。", en: "Check the path and what the file holds.")
        case .badSize: LocalizedText(zh: "写法如 80x24。", en: "Write it like 80x24.")
        }
    }
}

/// Reads scripts.
private enum ScriptFile {
    private static let largest = 1 << 20

    static func read(_ path: String) throws(ScriptProblem) -> String {
        let handle = path == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: path)
        guard let handle, let data = try? handle.read(upToCount: largest + 1), data.count <= largest,
            let text = String(data: data, encoding: .utf8)
        else { throw .unreadable(path) }
        return text
    }

    static func size(_ text: String) -> TerminalSize? {
        let parts = text.split(separator: "x").compactMap { Int($0) }
        guard parts.count == 2, (1...1_000).contains(parts[0]), (1...500).contains(parts[1]) else {
            return nil
        }
        return TerminalSize(columns: parts[0], rows: parts[1])
    }
}
