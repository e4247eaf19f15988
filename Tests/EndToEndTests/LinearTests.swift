import Foundation
import OAProfile
import Testing

extension EndToEnd {
    /// The console without a screen.
    @Suite("Linear mode, in a terminal and in a pipe", .serialized)
    struct LinearTests {
        @Test("on a dumb terminal a number and a word approve, and the OA has exactly that decision")
        func approve() async throws {
            let oa = try await OAProcess()
            let home = try await signedInHome(oa, holdSeconds: 0)
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let list = try await Program.run(["list", "--json"], home: home).json()
            let items = list["items"] as? [[String: Any]] ?? []
            let task = try #require(items.first { $0["worst"] == nil }?["task"] as? String)
            let terminal = try await TmuxTerminal(
                ["--lang", "en"], home: home, environment: ["TERM": "dumb"])
            try await terminal.waitFor("Linear mode")
            let bytes = home.folder.url.appendingPathComponent("bytes")
            try await terminal.record(to: bytes)
            try await say("/id=\(task)", to: terminal)
            try await terminal.waitFor("1 in all, 1 to 1")
            try await say("approve 1", to: terminal)
            try await terminal.waitFor("To confirm, type: approve")
            try await say("approve", to: terminal)
            try await terminal.waitFor("Recorded approve")
            let report = try await eventually(within: .seconds(30), "the decision is delivered") {
                () -> OperationReport? in
                let shown = try await Program.run(["show", task, "--json"], home: home).json()
                guard let id = (shown["operation"] as? [String: Any])?["op_id"] as? String else { return nil }
                let report = try await oa.report(id, as: home)
                return report?.state == .applied ? report : nil
            }
            #expect(report.receipt?.task.rawValue == task)
            try await say("q", to: terminal)
            #expect(try await eventually("the console ends") { try await terminal.exitStatus() } == 0)
            // Nothing that a line printer would not print.
            let sent = String(decoding: try Data(contentsOf: bytes), as: UTF8.self)
            #expect(sent.contains("Recorded approve") && !sent.unicodeScalars.contains("\u{1B}"))
        }

        private func say(_ line: String, to terminal: TmuxTerminal) async throws {
            try await terminal.type(line)
            try await terminal.press("Enter")
        }
    }
}
