import Foundation
import Testing

// The built program, run as its users run it: in a terminal (tmux), from a shell, against a reference OA in a process of
// its own over real HTTP. In: keys and arguments. Out: screens, exit statuses, and what the OA holds afterwards.

/// Everything that runs the program: one test after the other, so that each has the machine to itself.
@Suite("End to end", .serialized)
enum EndToEnd {}

/// What a process printed and how it ended.
struct Finished: Sendable {
    let status: Int32
    let output: String
    let errors: String

    /// The JSON object on standard output.
    func json() throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
        guard let object = value as? [String: Any] else { throw Failure("not a JSON object: \(output)") }
        return object
    }
}

/// A step of a test that could not be done.
struct Failure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// The program under test.
enum Program {
    /// It lies beside the test bundle.
    static let path: String = {
        let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent("countersign")
            .path
    }()

    /// Runs it to its end.
    static func run(
        _ arguments: [String], home: TestHome, input: Data = Data(), environment: [String: String] = [:]
    ) async throws -> Finished {
        try await Shell.run(path, arguments, environment: home.environment(environment), input: input)
    }
}

/// Runs other programs to their end.
enum Shell {
    static func run(
        _ path: String, _ arguments: [String], environment: [String: String]? = nil, input: Data = Data()
    ) async throws -> Finished {
        // Files rather than pipes: nobody has to read while the process writes.
        let folder = try TemporaryFolder()
        let files = ["in", "out", "err"].map { folder.url.appendingPathComponent($0) }
        try input.write(to: files[0])
        for file in files.dropFirst() { try Data().write(to: file) }
        let process = try ChildProcess(
            path, arguments, environment: environment, input: files[0].path, output: files[1].path,
            errors: files[2].path)
        let status = try await process.wait()
        return Finished(
            status: status, output: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self))
    }
}

/// A folder that goes with the value.
final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        var template = Array("/tmp/countersign-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure("mkdtemp: \(errno)") }
        let path = String(decoding: template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        url = URL(fileURLWithPath: path, isDirectory: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }
}

/// A `COUNTERSIGN_HOME` of its own.
struct TestHome: Sendable {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    var data: URL { folder.url.appendingPathComponent("data") }

    func environment(_ more: [String: String] = [:]) -> [String: String] {
        var result = [
            "COUNTERSIGN_HOME": folder.url.path, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8",
            "HOME": folder.url.path,
            "TERM": "xterm-256color",
        ]
        // Where the toolchain's libraries lie, if the program needs them from there.
        if let libraries = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"] {
            result["LD_LIBRARY_PATH"] = libraries
        }
        result.merge(more) { $1 }
        return result
    }
}

/// Looks again and again until something is there, or the deadline has passed.
@discardableResult
func eventually<Value>(
    within limit: Duration = .seconds(20), _ what: String, _ look: () async throws -> Value?
) async throws -> Value {
    let deadline = ContinuousClock.now.advanced(by: limit)
    while true {
        if let value = try await look() { return value }
        guard ContinuousClock.now < deadline else { throw Failure("did not happen within \(limit): \(what)") }
        try await Task.sleep(for: .milliseconds(20))
    }
}
