import ArgumentParser
import Foundation
import Invoicing
import OAProfile
import ReferenceOA
import Synchronization

struct OACommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "oa", abstract: "The reference OA. 参考 OA 服务。", subcommands: [ServeCommand.self])
}

struct ServeCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve the reference OA alone. 单独运行参考 OA。")
    @Option(name: .long, help: "The port; 0 takes a free one.")
    var port = 8_650
    @Option(name: .long, help: "The address to bind.")
    var host = "127.0.0.1"
    @Option(name: .long, help: "The folder of its database.")
    var data: String
    @Option(name: .long, help: "The seed of the sample data, used when the folder is new.")
    var seed: UInt64 = 1
    @Option(name: .long, help: "How many sample invoices are made when the folder is new.")
    var invoices = 200
    @Option(name: .long, help: "What the deployment calls itself.")
    var environment = "DEMO"
    @Option(
        name: .long, help: "How much of the profile it offers, from 0 (sent twice is done twice) to 3 (all).")
    var level = CapabilityLevel.full
    @Option(name: .long, help: "A file of faults, one JSON object a line: what it does wrong on purpose.")
    var faults: String?
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port 0…65535") }
    }

    func perform(in setting: Setting) async throws -> ExitStatus {
        let plan = try faults.map { try FaultPlan(file: $0) } ?? .none
        let folder = URL(fileURLWithPath: data, isDirectory: true)
        let claim = try FolderClaim(folder)
        defer { withExtendedLifetime(claim) {} }
        let server = try ReferenceServer(
            options: ReferenceServer.Options(
                host: host, port: port, folder: folder, seed: seed,
                invoices: max(0, invoices), environment: environment, level: level,
                faults: plan),
            logger: setting.makeLogger("countersign.oa"))
        let host = host
        let failure = Mutex<(any Error)?>(nil)
        await StopSignals.run {
            do {
                try await server.run { Output.line("http://\(host):\($0)") }
            } catch is CancellationError {
                // Asked to stop.
            } catch {
                failure.withLock { $0 = error }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
        return .done
    }
}

extension CapabilityLevel: ExpressibleByArgument {}

extension FaultPlan {
    /// Reads a file of faults.
    /// - Throws: `FaultFileError`, ``FaultFileUnreadable``.
    fileprivate init(file path: String) throws {
        guard let handle = FileHandle(forReadingAtPath: path),
            let data = try? handle.read(upToCount: FaultPlan.largestFile) ?? Data()
        else { throw FaultFileUnreadable(file: path) }
        try self.init(jsonLines: String(decoding: data, as: UTF8.self))
    }
}

/// There is no file of faults, or it may not be read.
private struct FaultFileUnreadable: ExplainedError {
    let file: String

    var explanation: LocalizedText {
        LocalizedText(zh: "故障文件 \(file) 无法读取。", en: "The file of faults \(file) cannot be read.")
    }
    var remedy: LocalizedText {
        LocalizedText(zh: "请检查文件路径和权限。", en: "Check the path and its permissions.")
    }
}
