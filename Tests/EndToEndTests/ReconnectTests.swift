import Foundation
import Testing

extension EndToEnd {
    /// A console that is killed, and the one that comes after it.
    @Suite("Reconnecting in a terminal", .serialized)
    struct ReconnectTests {
        @Test(
            "after kill -9 or a hang-up, view, open task and half-typed reason come back, and nothing is decided",
            arguments: [SIGKILL, SIGHUP])
        func comesBack(_ signal: Int32) async throws {
            let oa = try await OAProcess()
            let home = try await signedInHome(oa, holdSeconds: 5)
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let terminal = try await TmuxTerminal(["--lang", "en"], home: home)
            let file = try await ConsolePlace.take(in: terminal, home: home)
            kill(try await terminal.processID(), signal)
            let again = try await TmuxTerminal(["--lang", "en"], home: home)
            try await ConsolePlace.isBack(in: again)
            // Leaving by a key ends it: the next console begins at the beginning.
            try await again.press("q")
            try await eventually("the console ends") { try await again.exitStatus() }
            #expect(!FileManager.default.fileExists(atPath: file.path))
        }
    }
}

/// A place in the console that is worth coming back to: everything, one row marked, one invoice open.
enum ConsolePlace {
    /// Goes there and waits until it is kept. Returns the file that keeps it.
    @discardableResult
    static func take(in terminal: TmuxTerminal, home: TestHome) async throws -> URL {
        try await terminal.waitFor("To decide")
        try await terminal.press("v", "v")
        try await terminal.press("j", "m", "Enter")
        try await terminal.waitFor("Total with tax")
        let file = home.folder.url.appendingPathComponent("data/session.json")
        try await eventually("the place is saved") {
            let saved = try? String(contentsOf: file, encoding: .utf8)
            return saved?.contains("task:") == true ? true : nil
        }
        return file
    }

    /// Waits until another console is there, open invoice first, and leaves the invoice.
    static func isBack(in again: TmuxTerminal) async throws {
        try await again.waitFor("The line dropped last time")
        try await again.waitFor("Total with tax")
        try await again.press("q")
        try await again.waitUntil("the view with its mark") { lines in
            lines.contains { $0.contains("[Everything]") && $0.contains("Marked 1") }
        }
    }
}
