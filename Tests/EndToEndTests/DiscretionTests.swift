import Foundation
import Terminal
import Testing

extension EndToEnd {
    /// Accounts, clipboard and reports from the built program, against what its audit log holds afterwards.
    @Suite("What leaves the screen is in the log", .serialized)
    struct DiscretionTests {
        /// The events of the log in its order, each with its subject.
        private func events(_ home: TestHome) async throws -> [(event: String, subject: String)] {
            let place = home.folder.url.appendingPathComponent("export-\(UUID().uuidString)")
            let export = try await Program.run(["audit", "export", place.path], home: home)
            try #require(export.status == 0, "\(export.errors)")
            let log = try String(contentsOf: place.appendingPathComponent("log.jsonl"), encoding: .utf8)
            return try log.split(separator: "\n").map { line in
                let entry = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                return (entry?["event"] as? String ?? "", entry?["subject"] as? String ?? "")
            }
        }

        @Test("show covers accounts, as text and as JSON, until --reveal is asked for, which is logged")
        func show() async throws {
            let oa = try await OAProcess()
            let home = try await signedInHome(oa)
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let list = try await Program.run(["list", "--json"], home: home).json()
            let tasks = (list["items"] as? [[String: Any]] ?? []).compactMap { $0["task"] as? String }
            var found: (task: String, account: String)?
            for task in tasks where found == nil {
                let account = try await oa.task(task, as: home).task.invoice.seller.account
                if account.count > 8 { found = (task, account) }
            }
            let (task, account) = try #require(found)
            for arguments in [["show", task], ["show", task, "--json"]] {
                let covered = try await Program.run(arguments, home: home)
                #expect(covered.status == 0 && !covered.output.contains(account))
                #expect(covered.output.contains("****" + account.suffix(4)))
            }
            let masked = try await Program.run(["show", task, "--json"], home: home).json()["masked"]
            #expect((masked as? [String])?.contains("bank-account") == true)
            #expect(try await events(home).allSatisfy { $0.event != "revealed" })
            for arguments in [["show", task, "--reveal"], ["show", task, "--json", "--reveal"]] {
                let whole = try await Program.run(arguments, home: home)
                #expect(whole.status == 0 && whole.output.contains(account))
            }
            let revealed = try await events(home).filter { $0.event == "revealed" }.map(\.subject)
            #expect(revealed.filter { $0 == "bank-account" }.count == 2, "\(revealed)")
        }

        @Test("the clipboard gets exactly the sequence, after the log has it; TERM=linux gets none")
        func clipboard() async throws {
            let oa = try await OAProcess()
            let home = try await signedInHome(oa)
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let terminal = try await TmuxTerminal(
                ["--lang", "en"], home: home, environment: ["TERM": "tmux-256color"])
            try await terminal.waitFor("To decide")
            let bytes = home.folder.url.appendingPathComponent("bytes")
            try await terminal.record(to: bytes)
            try await terminal.press("Enter")
            try await terminal.waitFor("Total with tax")
            try await terminal.type("\"")
            try await terminal.waitFor("Copy:")
            try await terminal.type("task")
            try await terminal.press("Enter")
            let said = try await terminal.waitFor("Sent to the terminal's clipboard")
            let line = try #require(said.first { $0.contains("Sent to the terminal's clipboard") })
            let copied = try #require(line.split(separator: ":").last).trimmingCharacters(in: .whitespaces)
            let plain = "\u{1B}]52;c;\(Data(copied.utf8).base64EncodedString())\u{7}"
            let expected = plain + "\u{1B}Ptmux;\u{1B}\(plain)\u{1B}\\"
            let sent = try await eventually("the bytes are there") {
                let text = String(decoding: try Data(contentsOf: bytes), as: UTF8.self)
                return text.contains("]52;") ? text : nil
            }
            #expect(sent.contains(expected))
            #expect(sent.components(separatedBy: "]52;").count == 3)
            #expect(try await events(home).map(\.event).filter { $0 == "copied" }.count == 1)

            try await eventually("the console ends") {
                if let status = try await terminal.exitStatus() { return status }
                try await terminal.press("q")
                return nil
            }
            let poor = try await TmuxTerminal(["--lang", "en"], home: home, environment: ["TERM": "linux"])
            try await poor.waitFor("To decide")
            try await poor.record(to: home.folder.url.appendingPathComponent("poor"))
            try await poor.type("\"")
            try await poor.waitFor("There is no clipboard here")
            let nothing = try Data(contentsOf: home.folder.url.appendingPathComponent("poor"))
            #expect(!String(decoding: nothing, as: UTF8.self).contains("]52;"))
        }

        @Test("figures as CSV are in the log, from the shell with the digest of what was printed")
        func report() async throws {
            let oa = try await OAProcess()
            let home = try await signedInHome(oa)
            try #require(try await Program.run(["sync"], home: home).status == 0)
            try #require(try await Program.run(["report", "sellers"], home: home).status == 0)
            try #require(try await Program.run(["report", "sellers", "--json"], home: home).status == 0)
            #expect(try await events(home).allSatisfy { $0.event != "report-exported" })
            try #require(try await Program.run(["report", "sellers", "--csv"], home: home).status == 0)
            let noted = try await events(home).filter { $0.event == "report-exported" }
            #expect(noted.map(\.subject) == ["-"])
        }
    }
}
