import Foundation
import Testing

extension EndToEnd {
    /// The same store, opened by somebody who only reads.
    @Suite("The auditor's role", .serialized)
    struct AuditorRoleTests {
        @Test("an auditor lists, shows, proves and reports, and no byte of the ledger changes")
        func reads() async throws {
            let (home, task) = try await Self.decided()
            let before = try Self.ledger(of: home)
            for command in [
                ["list", "status:pending", "--json"], ["show", task, "--json"], ["status", "--json"],
                ["audit", "verify"], ["archive", "list"], ["report", "ageing", "--json"],
                ["audit", "prove", task, "--out", home.folder.url.appendingPathComponent("p").path],
            ] {
                let run = try await Program.run(command + ["--role", "auditor"], home: home)
                #expect(run.status == 0, "\(command): \(run.errors)")
            }
            #expect(try Self.ledger(of: home) == before)
        }

        @Test(
            "what decides, fetches, sends, archives, destroys or erases does not exist for an auditor, wherever the role stands",
            arguments: [
                ("approve", "T-1"), ("reject", "T-1"), ("return", "T-1"), ("transfer", "T-1 --to li.na"),
                ("comment", "T-1"), ("add-approver", "T-1"), ("hold", "T-1"), ("release", "T-1"),
                ("sync", ""),
                ("login", ""), ("logout", ""), ("import", "x.pdf"), ("oa", "serve"), ("demo", ""),
                ("doctor", ""), ("backup", "x"), ("policy", "confirm"), ("policy", "show"),
                ("archive add", "--all"), ("archive hold", "x --reason r"),
                ("archive release", "x --reason r"),
                ("archive destroy", "propose --due --reason r --out l --key k"),
                ("archive destroy", "countersign l --key k"), ("archive destroy", "run"),
                ("audit erase", "1 --reason r"), ("audit erase", "--matching --reason r"),
                ("audit checkpoint --sign", "--key k"),
            ])
        func decidesNothing(_ name: String, _ rest: String) async throws {
            let command = (name + " " + rest).split(separator: " ").map(String.init)
            let home = try TestHome()
            for arguments in [command + ["--role", "auditor"], ["--role", "auditor"] + command] {
                let run = try await Program.run(arguments + ["--lang", "en"], home: home)
                #expect(run.status == 2, "\(arguments)")
                #expect(
                    run.errors.contains("The auditor's role has no command \(name):"), "\(run.errors)")
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: home.folder.url.path).isEmpty)
        }

        @Test("a scripted console in the auditor's role shows everything and knows no deciding command")
        func console() async throws {
            let (home, _) = try await Self.decided()
            let screen = home.folder.url.appendingPathComponent("screen.txt").path
            let script = home.folder.url.appendingPathComponent("script").path
            try Data(":save-screen \(screen)\n".utf8).write(to: URL(fileURLWithPath: script))
            let seen = try await Program.run(
                ["--role", "auditor", "--script", script, "--lang", "en"], home: home)
            #expect(seen.status == 0, "\(seen.errors)")
            let text = try String(contentsOfFile: screen, encoding: .utf8)
            #expect(text.contains("[read-only]") && text.contains("not connected"))
            try Data(":approve\n".utf8).write(to: URL(fileURLWithPath: script))
            let refused = try await Program.run(
                ["--role", "auditor", "--script", script, "--lang", "en"], home: home)
            #expect(refused.status != 0)
        }

        /// A home with one confirmed approval.
        private static func decided() async throws -> (TestHome, task: String) {
            let oa = try await OAProcess()
            let home = try await signedInHome(oa)
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let list = try await Program.run(["list", "status:pending", "--json"], home: home).json()
            let items = try #require(list["items"] as? [[String: Any]])
            let task = try #require(items.first?["task"] as? String)
            let run = try await Program.run(["approve", task, "--comment", "同意"], home: home)
            try #require(run.status == 0, "\(run.errors)")
            return (home, task)
        }

        /// The bytes of the ledger; no process has it open any more.
        private static func ledger(of home: TestHome) throws -> Data {
            try Data(contentsOf: home.data.appendingPathComponent("ledger.db"))
        }
    }
}
