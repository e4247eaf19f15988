import Foundation
import Testing

extension EndToEnd {
    /// A finding that is let pass, from the key to the log.
    @Suite("Overriding a finding in a terminal", .serialized)
    struct OverrideTests {
        @Test("only whom the policy names may override; it stands in show --json and in the verified log")
        func override() async throws {
            let oa = try await OAProcess()
            let home = try await signedInHome(oa, holdSeconds: 5)
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let flagged = try await Program.run(["list", "flagged status:pending", "--json"], home: home)
                .json()
            let task = try #require(
                (flagged["items"] as? [[String: Any]])?.compactMap { $0["task"] as? String }.first)
            let user = try #require(
                try await Program.run(["whoami", "--json"], home: home).json()["user"] as? String)
            let policy = home.folder.url.appendingPathComponent("policy.toml")
            func open() async throws -> TmuxTerminal {
                let terminal = try await TmuxTerminal(["--lang", "en"], home: home)
                try await terminal.waitFor("To decide")
                try await terminal.press("/")
                try await terminal.waitFor("Example:")
                try await terminal.type("id=\(task)")
                try await terminal.press("Enter")
                // The line is typed no longer once its example is gone; then one flagged row is left.
                try await terminal.waitUntil("one row") { lines in
                    !lines.contains { $0.contains("Example:") }
                        && lines.filter { [" err", " warn", " info"].contains(where: $0.contains) }.count == 1
                }
                try await terminal.press("!")
                try await terminal.waitFor("basis:")
                return terminal
            }

            try Data("[review]\nreviewers = [\"wang.fang.the.auditor\"]\n".utf8).write(to: policy)
            let refused = try await open()
            try await refused.press("x")
            try await refused.waitFor("Only reviewers may override: wang.fang.the.auditor")

            try Data("version = \"2026-7\"\n[review]\nreviewers = [\"\(user)\"]\n".utf8).write(to: policy)
            let terminal = try await open()
            try await terminal.press("x")
            try await terminal.waitFor("(required):")
            try await terminal.type("checked with the seller")
            try await terminal.press("Enter")
            try await terminal.waitFor("because: checked with the seller")

            let shown = try await Program.run(["show", task, "--json"], home: home).json()
            let known = try #require((shown["overrides"] as? [[String: Any]])?.first)
            #expect(known["in_force"] as? Bool == true && known["policy"] as? String == "2026-7")
            #expect(known["actor"] as? String == user)
            #expect(known["reason"] as? String == "checked with the seller")
            #expect(try await Program.run(["audit", "verify"], home: home).status == 0)

            try await terminal.press("X")
            try await terminal.waitFor("is withdrawn")
            let after = try await Program.run(["show", task, "--json"], home: home).json()
            let withdrawn = try #require((after["overrides"] as? [[String: Any]])?.first)
            #expect(withdrawn["in_force"] as? Bool == false && withdrawn["withdrawn_by"] as? String == user)
            #expect(try await Program.run(["audit", "verify"], home: home).status == 0)
        }
    }
}
