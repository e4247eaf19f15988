import Foundation
import OAProfile
import Testing

extension EndToEnd {
    /// A weak OA, from a shell: two processes over HTTP.
    @Suite("OAs below the full profile", .serialized)
    struct LevelTests {
        @Test(
            "an answer gets lost, the decision is read back, the OA holds it once, and status tells the risk",
            arguments: [CapabilityLevel.atMostOnce, .taskBound, .versioned])
        func lostAnswer(_ level: CapabilityLevel) async throws {
            let folder = try TemporaryFolder()
            let faults = folder.url.appendingPathComponent("faults.jsonl")
            try #"{"fault": "lost-answer", "on": "decisions", "times": 1}"#
                .write(to: faults, atomically: true, encoding: .utf8)
            let oa = try await OAProcess(
                arguments: ["--level", String(level.rawValue), "--faults", faults.path])
            let home = try await signedInHome(oa)
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let task = try await firstOpenTask(home)
            let approved = try await Program.run(["approve", task, "--comment", "同意"], home: home)
            #expect(approved.status == 3, "the outcome is not known yet: \(approved.errors)")
            _ = try await eventually(within: .seconds(60), "the decision is read back") {
                _ = try await Program.run(["sync"], home: home)
                let told = try await Program.run(["sync", "--explain", task, "--json"], home: home).json()
                return (told["operation"] as? [String: Any])?["state"] as? String == "acked" ? true : nil
            }
            let steps = try await oa.task(task, as: home).task.steps
            #expect(steps.filter { $0.state == .done && $0.comment.hasPrefix("同意 ⟦op:") }.count == 1)
            let status = try await Program.run(["status", "--json"], home: home).json()
            let capability = try #require(status["capability"] as? [String: Any])
            #expect(capability["level"] as? Int == level.rawValue)
            #expect((capability["residual_risk"] as? [String: Any])?["zh"] as? String == level.risk.zh)
            let text = try await Program.run(["status", "--lang", "en"], home: home)
            #expect(text.output.contains(level.risk.en))
        }

        @Test("a folder is served by one reference OA at a time")
        func oneServer() async throws {
            let folder = try TemporaryFolder()
            let data = folder.url.appendingPathComponent("oa").path
            let home = try TestHome()
            let output = folder.url.appendingPathComponent("out").path
            let first = try ChildProcess(
                Program.path, ["oa", "serve", "--port", "0", "--data", data, "--invoices", "3"],
                environment: home.environment(), output: output,
                errors: folder.url.appendingPathComponent("errors").path)
            try await eventually("the first one says where it is") {
                (try? String(contentsOfFile: output, encoding: .utf8))?.hasSuffix("\n") == true ? true : nil
            }
            let second = try await Program.run(
                ["oa", "serve", "--port", "0", "--data", data, "--lang", "en"], home: home)
            #expect(second.status == 4 || second.status == 2, "\(second.status)")
            #expect(second.errors.contains("another reference OA"), "\(second.errors)")
            first.send(SIGKILL)
            _ = try await first.wait()
        }
    }
}
