import ArgumentParser
import Foundation
import Invoicing
import OAClient
import OAProfile
import ReferenceOA

struct DemoCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Reference OA, sample data and the console, nothing to configure. 开箱即用的演示。")
    @Option(name: .long, help: "The seed of the sample data, used the first time.")
    var seed: UInt64 = 1
    @Option(name: .long, help: "How many sample invoices are made the first time.")
    var invoices = 200
    @Option(name: .long, help: "The port of the reference OA; 0 takes a free one.")
    var port = 0
    @Option(name: .long, help: "How much of the profile the reference OA offers, from 0 to 3.")
    var level = CapabilityLevel.full
    @Flag(name: .long, help: "Forget an earlier demo and begin anew.")
    var fresh = false
    @OptionGroup var console: ConsoleOptions
    @OptionGroup var common: CommonOptions

    func perform(in setting: Setting) async throws -> ExitStatus {
        // A demo never touches a real account: without COUNTERSIGN_HOME it has a home of its own.
        let hasOwnHome = setting.environment["COUNTERSIGN_HOME"]?.isEmpty == false
        let root = hasOwnHome ? setting.home.configuration : setting.home.data.appendingPathComponent("demo")
        let home = Home(root: root)
        let place = DemoPlace(root: root)
        try place.refuseRealAccount()
        if fresh { try place.clear() }
        try Home.make(place.oaFolder)
        let demo = try Setting(
            environment: setting.environment, home: home, language: common.lang ?? setting.language)

        let server = try ReferenceServer(
            options: ReferenceServer.Options(
                port: port, folder: place.oaFolder, seed: seed, invoices: max(0, invoices),
                level: level),
            logger: demo.makeLogger("countersign.oa"))
        let running = try await RunningServer.start(server)
        do {
            let url = "http://127.0.0.1:\(running.port)"
            let logger = demo.makeLogger("countersign.login")
            let account = try await SignIn.verify(
                ProfileConnector.signInToDemo(url: url, logger: logger), logger: logger)
            try SignIn.keep(account, in: demo)
            let workplace = try Workplace(in: demo, account: account)
            let status = try await ConsoleRun(workplace: workplace, options: console, isDemo: true).run()
            await running.stop()
            if !hasOwnHome {
                demo.voice.say(
                    LocalizedText(
                        zh: "演示数据保存在 \(root.path)；下次 countersign demo 会接着用，--fresh 则重新开始。",
                        en:
                            "The demo is kept in \(root.path); the next countersign demo goes on with it, --fresh begins anew."
                    ))
            }
            return status
        } catch {
            await running.stop()
            throw error
        }
    }
}

/// The folders of a demo.
private struct DemoPlace {
    let root: URL

    /// The reference OA's folder: its name is what marks a demo.
    var oaFolder: URL { root.appendingPathComponent("demo-oa") }

    /// A home that belongs to a real OA is no place for a demo.
    func refuseRealAccount() throws {
        let file = AccountFile(Home(root: root).accountFile)
        guard FileManager.default.fileExists(atPath: file.url.path) else { return }
        let account = try file.load()
        guard let host = URL(string: account.url)?.host, ["127.0.0.1", "localhost", "::1"].contains(host)
        else {
            throw RealAccountHere(folder: root.path, url: account.url)
        }
    }

    /// Removes a demo, and nothing that is not one: a home without a demo OA in it is left alone.
    func clear() throws {
        let files = FileManager.default
        guard files.fileExists(atPath: oaFolder.path) else { return }
        for folder in [oaFolder, Home(root: root).data] where files.fileExists(atPath: folder.path) {
            try files.removeItem(at: folder)
        }
    }
}

/// A server that accepts connections, until it is stopped.
private struct RunningServer {
    let port: Int
    private let task: Task<Void, any Error>

    static func start(_ server: ReferenceServer) async throws -> RunningServer {
        let (ports, continuation) = AsyncThrowingStream<Int, any Error>.makeStream()
        let task = Task {
            do {
                try await server.run { continuation.yield($0) }
                continuation.finish()
            } catch {
                continuation.finish(throwing: error)
                throw error
            }
        }
        for try await port in ports { return RunningServer(port: port, task: task) }
        throw CancellationError()
    }

    func stop() async {
        task.cancel()
        _ = await task.result
    }
}

/// The home already belongs to a real OA.
private struct RealAccountHere: ExplainedError {
    let folder: String
    let url: String

    var explanation: LocalizedText {
        LocalizedText(
            zh: "\(folder) 已登录 \(url)，演示不会占用真实账号的数据。",
            en: "\(folder) is signed in to \(url); a demo never takes the place of a real account.")
    }
    var remedy: LocalizedText {
        LocalizedText(
            zh: "请不设 COUNTERSIGN_HOME 直接运行 countersign demo，或换一个文件夹。",
            en: "Run countersign demo without COUNTERSIGN_HOME, or with another folder.")
    }
}
