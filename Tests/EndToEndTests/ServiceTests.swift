import Foundation
import Testing

extension EndToEnd {
    /// `sync --watch` as a service: figures, alerts, readiness, and the unit that starts it.
    @Suite("sync --watch as a service", .serialized)
    struct ServiceTests {
        @Test(
            "figures are written for Prometheus, an alert runs its command once, systemd hears that it is ready"
        )
        func watch() async throws {
            let oa = try await OAProcess()
            let home = try await signedInHome(oa)
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let task = try await firstOpenTask(home)
            try await oa.cut()
            try #require(try await Program.run(["approve", task], home: home).status == 3)
            let folder = home.folder.url
            let flag = folder.appendingPathComponent("alarmed")
            try Data(
                """
                [[alerts]]
                kind = "oldest-unsent"
                threshold = 1
                command = ["/usr/bin/touch", "\(flag.path)"]
                """.utf8
            ).write(to: folder.appendingPathComponent("config.toml"))
            let manager = try DatagramSocket(path: folder.appendingPathComponent("notify").path)
            let metrics = folder.appendingPathComponent("countersign.prom")
            // A second old, so that the first look already finds it too old.
            try await Task.sleep(for: .seconds(1))
            let process = try ChildProcess(
                Program.path, ["sync", "--watch", "--metrics", metrics.path],
                environment: home.environment(["NOTIFY_SOCKET": manager.path]),
                errors: folder.appendingPathComponent("errors").path)
            defer { process.send(SIGKILL) }
            let word = try await eventually("systemd hears of it") { manager.receive() }
            #expect(word.hasPrefix("READY=1\nSTATUS="))
            _ = try await eventually("the alert ran") {
                FileManager.default.fileExists(atPath: flag.path) ? true : nil
            }
            let text = String(decoding: try Data(contentsOf: metrics), as: UTF8.self)
            #expect(
                text.contains("\ncountersign_online 0\n") && text.contains("countersign_conflicts 0\n"),
                "\(text)")
            #expect(text.contains("countersign_operations{state=\"acked\"} 0\n"))
            let age = text.split(separator: "\n").first {
                $0.hasPrefix("countersign_oldest_unsent_age_seconds ")
            }
            #expect((age?.split(separator: " ").last.flatMap { Int($0) } ?? 0) >= 1)
            process.send(SIGTERM)
            try await process.wait()
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(!left.contains { $0.hasPrefix(".countersign-") }, "\(left)")
            let health =
                try await Program.run(["status", "--json"], home: home).json()["health"] as? [String: Any]
            #expect((health?["oldest_unsent_age_seconds"] as? Int ?? 0) >= 1)
        }

        @Test("the unit starts this very program, tells systemd to wait for it, and needs no sign-in")
        func unit() async throws {
            let home = try TestHome()
            let unit = try await Program.run(
                ["sync", "--unit", "--metrics", "/var/lib/a b%.prom"], home: home)
            #expect(unit.status == 0)
            #expect(unit.output.contains("Type=notify\n"))
            #expect(
                unit.output.contains(
                    "ExecStart=\"\(Program.path)\" sync --watch --metrics \"/var/lib/a b%%.prom\"\n"))
            #expect(unit.output.contains("Environment=\"COUNTERSIGN_HOME=\(home.folder.url.path)\"\n"))
        }

        @Test(
            "a rule that cannot be meant is named with what it takes, and status 2",
            arguments: [
                ("kind = \"moon\"\nthreshold = 1\ncommand = [\"/bin/true\"]", "oldest-unsent"),
                ("kind = \"conflicts\"\nthreshold = 0\ncommand = [\"/bin/true\"]", "threshold"),
                ("kind = \"conflicts\"\nthreshold = 1\ncommand = [\"true\"]", "command"),
                ("kind = \"conflicts\"\nthreshold = 1\ncommand = \"rm -rf /\"", "command"),
                ("kind = \"conflicts\"\nthreshld = 1", "alerts.threshld"),
            ])
        func mistakes(rule: String, word: String) async throws {
            let home = try TestHome()
            try Data(("[[alerts]]\n" + rule + "\n").utf8).write(
                to: home.folder.url.appendingPathComponent("config.toml"))
            let result = try await Program.run(["status", "--lang", "en"], home: home)
            #expect(result.status == 2)
            #expect(result.errors.contains(word), "\(result.errors)")
        }

        @Test("a file of faults that cannot be read is named by its line, and status 2")
        func faultMistake() async throws {
            let home = try TestHome()
            let file = home.folder.url.appendingPathComponent("faults")
            try Data("{\"fault\": \"earthquake\"}\n".utf8).write(to: file)
            let data = home.folder.url.appendingPathComponent("oa").path
            let result = try await Program.run(
                ["oa", "serve", "--port", "0", "--data", data, "--faults", file.path, "--lang", "en"],
                home: home)
            #expect(result.status == 2)
            #expect(result.errors.contains("Line 1"))
        }
    }
}

/// The end of a service manager: a datagram socket that a service writes to.
private final class DatagramSocket {
    let path: String
    private let descriptor: Int32

    init(path: String) throws {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: path.utf8) }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let bound = withUnsafePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        guard bound == 0 else { throw Failure("bind: \(errno)") }
    }

    deinit { close(descriptor) }

    /// What was written, if anything was.
    func receive() -> String? {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
    }
}
