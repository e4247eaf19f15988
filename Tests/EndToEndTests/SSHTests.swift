import Foundation
import OAProfile
import Testing

extension EndToEnd {
    /// The way in which approvers come: a client, a server, a terminal at the far end.
    @Suite(
        "The console over a real sshd", .serialized,
        .enabled(if: SSHServer.isInstalled, "needs sshd: apt-get install openssh-server"))
    struct SSHTests {
        @Test("open, move, approve, leave: one decision is at the OA, and the client ends with status 0")
        func approve() async throws {
            let oa = try await OAProcess()
            let home = try await signedInHome(oa, holdSeconds: 0)
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let task = try await cleanTask(home)
            let server = try await SSHServer()
            let terminal = try await server.terminal(["--lang", "en"], home: home)
            try await terminal.waitUntil("the queue over ssh, at the client's size") { lines in
                lines.count > 39 && lines[39].contains("help") && lines.contains { $0.contains("To decide") }
            }
            try await terminal.press("Down", "j", "Up")
            try await terminal.waitUntil("the second row is marked") { lines in
                lines.count > 4 && lines[4].hasPrefix(">")
            }
            try await openAndApprove(task, in: terminal)
            let operation = try await deliveredOperation(on: task, home: home)
            let report = try #require(try await oa.report(operation, as: home))
            #expect(report.state == .applied)
            let status = try await eventually("the client ends") {
                if let status = try await terminal.exitStatus() { return status }
                try await terminal.press("q")
                return nil
            }
            #expect(status == 0)
        }

        @Test("a client that is gone ends the program, and the next connection is back at the same place")
        func hangUp() async throws {
            let oa = try await OAProcess()
            let home = try await signedInHome(oa, holdSeconds: 5)
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let server = try await SSHServer()
            let terminal = try await server.terminal(["--lang", "en"], home: home)
            try await ConsolePlace.take(in: terminal, home: home)
            #expect(running(in: home) == 1)
            kill(try await terminal.processID(), SIGKILL)
            try await eventually("the program at the far end is gone") { running(in: home) == 0 ? true : nil }
            let again = try await server.terminal(["--lang", "en"], home: home)
            try await ConsolePlace.isBack(in: again)
            try await again.press("q")
            #expect(try await eventually("the client ends") { try await again.exitStatus() } == 0)
        }
    }
}

/// How many consoles of a home run, whoever started them.
private func running(in home: TestHome) -> Int {
    let wanted = "COUNTERSIGN_HOME=\(home.folder.url.path)"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.count { name in
        guard Int(name) != nil,
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(name)/exe"))?
                .hasSuffix("/countersign") == true,
            let environment = try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(name)/environ"))
        else { return false }
        return environment.split(separator: 0).contains { String(decoding: $0, as: UTF8.self) == wanted }
    }
}
