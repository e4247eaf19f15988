import Foundation
import Testing

extension EndToEnd {
    /// A reviewer lets a finding pass and takes that back, with keys typed as fast as they come.
    @Suite("A reviewer overrides a finding in a terminal", .serialized)
    struct OverrideTests {
        private func events(_ home: TestHome) async throws -> [String] {
            let log = try await Program.run(["audit", "log", "--json"], home: home).json()
            return (log["entries"] as? [[String: Any]] ?? []).compactMap { $0["event"] as? String }
        }

        /// A task with an error that somebody else submitted.
        private func flagged(_ home: TestHome) async throws -> String {
            let list = try await Program.run(["list", "severity:error", "--json"], home: home).json()
            let items = list["items"] as? [[String: Any]] ?? []
            guard let task = items.first(where: { $0["submitter"] as? String != "陈静" })?["task"] as? String
            else { throw Failure("no flagged task: \(list)") }
            return task
        }

        /// A console on the checks of a flagged task, where an override was asked for.
        private func overriding(in home: TestHome, reviewer: String) async throws -> TmuxTerminal {
            try Data("[review]\nreviewers = [\"\(reviewer)\"]\n".utf8).write(
                to: home.folder.url.appendingPathComponent("policy.toml"))
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let task = try await flagged(home)
            let terminal = try await TmuxTerminal(["--lang", "en"], home: home)
            try await terminal.waitFor("To decide")
            // All of it at once, as a macro of the terminal or a fast typist on a slow line sends it.
            try await terminal.type("/id=\(task)\r!")
            try await terminal.waitFor("basis:")
            try await terminal.press("x")
            return terminal
        }

        @Test("search and ! in one breath open its checks; x asks why, X takes it back, the log has both")
        func override() async throws {
            let oa = try await OAProcess()
            let home = try await signedInHome(oa)
            let terminal = try await overriding(in: home, reviewer: "chen.jing")
            try await terminal.waitFor("Why override")
            try await terminal.type("checked with the seller")
            try await terminal.press("Enter")
            try await terminal.waitFor("overridden (")
            try await terminal.waitFor("checked with the seller")
            try await eventually("the log has it") {
                try await events(home).contains("finding-overridden") ? true : nil
            }
            try await terminal.type("X")
            try await terminal.waitUntil("it stands again") { lines in
                !lines.contains { $0.contains("overridden (") }
            }
            let told = try await events(home)
            #expect(told.contains("override-withdrawn"), "\(told)")
            let verified = try await Program.run(["audit", "verify", "--lang", "en"], home: home)
            #expect(verified.status == 0, "\(verified.errors)")
            #expect(verified.errors.contains("0 problems") && !verified.errors.contains("1 entries"))
            // What people read of the log is in their language, down to how each step ended.
            let log = try await Program.run(["audit", "log", "--lang", "zh"], home: home)
            #expect(log.output.contains("豁免核验发现  完成"), "\(log.output)")
        }

        @Test("who is no reviewer is told so, and nothing is recorded")
        func stranger() async throws {
            let oa = try await OAProcess()
            let home = try await signedInHome(oa)
            let terminal = try await overriding(in: home, reviewer: "wang.fang")
            try await terminal.waitFor("wang.fang")
            #expect(try await !events(home).contains("finding-overridden"))
        }
    }
}
