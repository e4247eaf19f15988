import Foundation
import Testing

extension EndToEnd {
    /// What the program says and writes about the way to its OA.
    @Suite("The way to the OA", .serialized)
    struct ConnectionTests {
        @Test("a proxy of the configuration is said by status and doctor; its password stands nowhere")
        func proxy() async throws {
            let oa = try await OAProcess()
            let home = try await signedInHome(oa)
            // The reference OA is on this machine and never reached through a proxy: another address is.
            let file = home.data.appendingPathComponent("account.json")
            let account = try String(contentsOf: file, encoding: .utf8)
            try FileManager.default.removeItem(at: file)
            #expect(
                FileManager.default.createFile(
                    atPath: file.path,
                    contents: Data(
                        account.replacingOccurrences(of: oa.url, with: "https://oa.invalid").utf8),
                    attributes: [.posixPermissions: 0o600]))
            try Data("[oa]\nproxy = \"http://zhang:marked-secret@127.0.0.1:1\"\nhttp2 = false\n".utf8).write(
                to: home.folder.url.appendingPathComponent("config.toml"))
            let status = try await Program.run(["status", "--json"], home: home)
            let connection = try #require(try status.json()["connection"] as? [String: Any])
            #expect(connection["proxy"] as? String == "127.0.0.1:1")
            #expect(connection["proxy_source"] as? String == "oa.proxy")
            #expect(connection["http2"] as? Bool == false)
            var said = status.output
            for (command, code) in [("status", 0), ("doctor", 3), ("sync", 3)] as [(String, Int32)] {
                for language in ["zh", "en"] {
                    let result = try await Program.run([command, "--lang", language], home: home)
                    #expect(result.status == code, "\(command): \(result.errors)")
                    let text = result.output + result.errors
                    #expect(text.contains(language == "zh" ? "代理" : "proxy"), "\(command): \(text)")
                    said += text
                }
            }
            said += try String(contentsOf: logFile(of: home), encoding: .utf8)
            #expect(said.contains("the proxy does not answer"))
            #expect(!said.contains("marked-secret"))
        }

        @Test(
            "the log names the request of a decision by its id, and holds neither token nor words of people")
        func log() async throws {
            let oa = try await OAProcess(
                faults: "{\"fault\": \"html\", \"on\": \"decisions\", \"times\": 1}\n")
            let home = try await signedInHome(oa)
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let task = try await firstOpenTask(home)
            _ = try await Program.run(["approve", task, "--comment", "marked-comment 同意"], home: home)
            _ = try await Program.run(["sync"], home: home)
            let log = try String(contentsOf: logFile(of: home), encoding: .utf8)
            let sent = log.split(separator: "\n").filter {
                $0.contains("/v1/tasks/\(task)/decisions") && $0.contains("http.request.id")
            }
            #expect(!sent.isEmpty, "\(log)")
            let account = try JSONSerialization.jsonObject(
                with: Data(contentsOf: home.data.appendingPathComponent("account.json")))
            let known = try #require(account as? [String: Any])
            for secret in [known["token"] as? String, known["user"] as? String, "marked-comment", "同意"] {
                #expect(!log.contains(try #require(secret)))
            }
        }

        @Test("a fault that there is not is named with its line, and the OA does not start")
        func unknownFault() async throws {
            let home = try TestHome()
            let faults = home.folder.url.appendingPathComponent("faults")
            try Data("# nothing\n{\"fault\": \"html\"}\n{\"fault\": \"earthquake\"}\n".utf8).write(to: faults)
            let serve = ["oa", "serve", "--port", "0", "--data", home.folder.url.path + "/oa", "--faults"]
            let wrong = try await Program.run(serve + [faults.path, "--lang", "en"], home: home)
            #expect(wrong.status == 2 && wrong.output.isEmpty)
            #expect(wrong.errors.contains("Line 3") && wrong.errors.contains("cursor-loop"))
            let missing = try await Program.run(serve + ["/nonexistent", "--lang", "zh"], home: home)
            #expect(missing.status == 2)
            #expect(missing.errors.contains("/nonexistent") && missing.errors.contains("无法读取"))
        }

        @Test("a decision that the OA lost with a restored backup is said by the sync that finds out")
        func lostDecision() async throws {
            let oa = try await OAProcess(
                faults:
                    "{\"fault\": \"restored-backup\", \"on\": \"changes\", \"every\": 3, \"times\": 1}\n")
            let home = try await signedInHome(oa)
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let task = try await cleanTask(home)
            try #require(try await Program.run(["approve", task], home: home).status == 0)
            let told = try await Program.run(["sync", "--lang", "zh"], home: home)
            #expect(told.status == 1)
            #expect(told.errors.contains("\(task) 同意：冲突，待选择。OA 恢复备份后丢失了"), "\(told.errors)")
            let status = try await Program.run(["status", "--json"], home: home).json()
            #expect(status["conflicts"] as? Int == 1)
            #expect((status["outbox"] as? [String: Any])?["acked"] as? Int == 1)
        }

        private func logFile(of home: TestHome) -> URL {
            home.folder.url.appendingPathComponent("state/countersign.log")
        }
    }
}
