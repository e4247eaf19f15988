import AsyncHTTPClient
import Foundation
import NIOCore
import OAProfile

/// A reference OA in a process of its own, that can be killed and started again on the same port and data.
final class OAProcess: @unchecked Sendable {
    // Proof for @unchecked: `process` and `port` are touched only by the one serialised test that owns the value.
    private let folder: TemporaryFolder
    private let invoices: Int
    /// What else it is started with.
    private let arguments: [String]
    private let faults: String?
    private var process: ChildProcess?
    private(set) var port = 0

    var url: String { "http://127.0.0.1:\(port)" }

    /// - Parameters:
    ///   - arguments: what else it is started with.
    ///   - faults: what it does wrong on purpose, one JSON object a line.
    init(invoices: Int = 60, arguments: [String] = [], faults: String? = nil) async throws {
        folder = try TemporaryFolder()
        self.invoices = invoices
        self.arguments = arguments
        self.faults = faults
        try await start()
    }

    deinit { process?.send(SIGKILL) }

    /// Starts it, on the port it had before.
    func start() async throws {
        let output = folder.url.appendingPathComponent("out-\(UUID().uuidString)")
        var more: [String] = []
        if let faults {
            let file = folder.url.appendingPathComponent("faults")
            try Data(faults.utf8).write(to: file)
            more = ["--faults", file.path]
        }
        process = try ChildProcess(
            Program.path,
            [
                "oa", "serve", "--port", String(port), "--data", folder.url.appendingPathComponent("oa").path,
                "--seed", "7", "--invoices", String(invoices),
            ] + arguments + more,
            environment: try TestHome().environment(["COUNTERSIGN_HOME": folder.url.path]),
            output: output.path,
            errors: folder.url.appendingPathComponent("errors").path)
        port = try await eventually("the reference OA says where it is") {
            let text = String(decoding: (try? Data(contentsOf: output)) ?? Data(), as: UTF8.self)
            guard text.hasSuffix("\n"), let number = text.split(separator: ":").last else { return nil }
            return Int(number.trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }

    /// Ends it at once, as a power cut does.
    func cut() async throws {
        guard let process else { return }
        process.send(SIGKILL)
        try await process.wait()
        self.process = nil
    }

    /// Asks it something as the user of a home.
    func get(_ path: String, as home: TestHome) async throws -> (status: Int, body: Data) {
        let account = try JSONSerialization.jsonObject(
            with: Data(contentsOf: home.data.appendingPathComponent("account.json")))
        guard let token = (account as? [String: Any])?["token"] as? String else { throw Failure("no token") }
        var request = HTTPClientRequest(url: url + path)
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
        let body = try await response.body.collect(upTo: 1 << 24)
        return (Int(response.status.code), Data(body.readableBytesView))
    }

    /// A task as the OA has it.
    func task(_ id: String, as home: TestHome) async throws -> TaskDocument {
        try JSONDecoder().decode(TaskDocument.self, from: try await get("/v1/tasks/\(id)", as: home).body)
    }

    /// What the OA knows of an operation.
    func report(_ operation: String, as home: TestHome) async throws -> OperationReport? {
        let answer = try await get("/v1/ops/\(operation)", as: home)
        return answer.status == 404 ? nil : try JSONDecoder().decode(OperationReport.self, from: answer.body)
    }
}
