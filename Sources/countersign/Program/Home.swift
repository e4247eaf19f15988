import Foundation
import Invoicing

/// The folders of one user: configuration, data, state. `COUNTERSIGN_HOME` stands in for all three, for tests and demos.
struct Home: Hashable, Sendable {
    /// Where `config.toml` is.
    let configuration: URL
    /// Where the store and the account are.
    let data: URL
    /// Where the log is.
    let state: URL

    /// Finds the folders; none is made yet.
    /// - Throws: ``HomeError`` when neither `COUNTERSIGN_HOME` nor `HOME` says where.
    init(environment: [String: String]) throws(HomeError) {
        if let root = environment["COUNTERSIGN_HOME"], !root.isEmpty {
            self = Home(root: URL(fileURLWithPath: root, isDirectory: true))
            return
        }
        func folder(_ variable: String, _ fallback: String) throws(HomeError) -> URL {
            // A relative path in these variables must be ignored (XDG Base Directory Specification).
            if let path = environment[variable], path.hasPrefix("/") {
                return URL(fileURLWithPath: path, isDirectory: true).appendingPathComponent("countersign")
            }
            guard let home = environment["HOME"], home.hasPrefix("/") else { throw .noHome }
            return URL(fileURLWithPath: home, isDirectory: true).appendingPathComponent(fallback)
                .appendingPathComponent("countersign")
        }
        self = Home(
            configuration: try folder("XDG_CONFIG_HOME", ".config"),
            data: try folder("XDG_DATA_HOME", ".local/share"),
            state: try folder("XDG_STATE_HOME", ".local/state"))
    }

    private init(configuration: URL, data: URL, state: URL) {
        self.configuration = configuration
        self.data = data
        self.state = state
    }

    /// The folders below one root.
    init(root: URL) {
        self.init(
            configuration: root, data: root.appendingPathComponent("data"),
            state: root.appendingPathComponent("state"))
    }

    /// The configuration.
    var configurationFile: URL { configuration.appendingPathComponent("config.toml") }
    /// The company's policy, where there is one.
    var policyFile: URL { configuration.appendingPathComponent("policy.toml") }
    /// Address and token of the OA.
    var accountFile: URL { data.appendingPathComponent("account.json") }
    /// The packages of archived invoices.
    var archive: URL { data.appendingPathComponent("archive", isDirectory: true) }
    /// The working papers of an auditor, where nothing else is said.
    var papers: URL { data.appendingPathComponent("papers", isDirectory: true) }
    /// The log.
    var logFile: URL { state.appendingPathComponent("countersign.log") }

    /// Makes a folder for the user alone, with all that lead to it.
    static func make(_ folder: URL) throws(HomeError) {
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw .cannotMake(folder: folder.path, cause: "\((error as NSError).localizedDescription)")
        }
    }
}

/// Why the folders cannot be used.
enum HomeError: ExplainedError, Hashable {
    /// No variable says where.
    case noHome
    /// A folder cannot be made.
    case cannotMake(folder: String, cause: String)

    var explanation: LocalizedText {
        switch self {
        case .noHome:
            LocalizedText(
                zh: "环境变量 HOME 和 COUNTERSIGN_HOME 都没有设置，不知道数据放在哪里。",
                en: "Neither HOME nor COUNTERSIGN_HOME is set, so there is no place for the data.")
        case .cannotMake(let folder, let cause):
            LocalizedText(
                zh: "无法创建文件夹 \(folder)：\(cause)。", en: "The folder \(folder) cannot be made: \(cause).")
        }
    }

    var remedy: LocalizedText {
        switch self {
        case .noHome:
            LocalizedText(
                zh: "请设置 COUNTERSIGN_HOME 为一个可写的文件夹。",
                en: "Set COUNTERSIGN_HOME to a folder that can be written.")
        case .cannotMake:
            LocalizedText(
                zh: "请检查上级文件夹的权限，或把 COUNTERSIGN_HOME 设为另一个文件夹。",
                en: "Check the permissions of the folder above it, or set COUNTERSIGN_HOME to another folder."
            )
        }
    }
}
