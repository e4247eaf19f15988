import Foundation
import Testing

extension EndToEnd {
    /// Mouse and macros in the built program, on a terminal and with its bytes.
    @Suite("Mouse and macros", .serialized)
    struct HandsTests {
        private static let on = "\u{1B}[?1000h\u{1B}[?1006h"
        private static let off = "\u{1B}[?1000l\u{1B}[?1002l\u{1B}[?1003l\u{1B}[?1006l"

        private func home(_ oa: OAProcess, _ configuration: String = "") async throws -> TestHome {
            let home = try await signedInHome(oa)
            try Data(configuration.utf8).write(to: home.folder.url.appendingPathComponent("config.toml"))
            try #require(try await Program.run(["sync"], home: home).status == 0)
            return home
        }

        private func marker(_ lines: [String]) -> Int? { lines.firstIndex { $0.hasPrefix(">") } }

        @Test(
            "off, a report of the mouse is swallowed; on, it selects; at the end, or after a crash, the terminal is told",
            arguments: [SIGSEGV, SIGTERM, 0])
        func mouse(signal: Int32) async throws {
            let oa = try await OAProcess()
            let home = try await home(oa)
            let terminal = try await TmuxTerminal(["--lang", "en"], home: home)
            let first = try await terminal.waitUntil("rows") { marker($0) != nil }
            let row = try #require(marker(first))
            let bytes = home.folder.url.appendingPathComponent("bytes")
            try await terminal.record(to: bytes)
            let click = "\u{1B}[<0;30;\(row + 4)M\u{1B}[<0;30;\(row + 4)m"
            try await terminal.type(click)
            try await terminal.press("j")
            try await terminal.waitUntil("the key is heard, the click was not") { marker($0) == row + 1 }
            try await terminal.type("@")
            try await terminal.waitFor("The mouse is on")
            try await terminal.type(click)
            try await terminal.waitUntil("the click selects") { marker($0) == row + 3 }
            let begun = String(decoding: try Data(contentsOf: bytes), as: UTF8.self)
            #expect(begun.contains(HandsTests.on) && !begun.contains(HandsTests.off))
            if signal == 0 {
                try await terminal.press("q")
            } else {
                kill(try await terminal.processID(), signal)
            }
            // A process that died by a signal has no status; what it wrote before tells.
            if signal != SIGSEGV {
                try await eventually("the program has ended") { try await terminal.exitStatus() }
            }
            let all = try await eventually("the terminal is told") {
                let text = String(decoding: try Data(contentsOf: bytes), as: UTF8.self)
                return text.contains(HandsTests.off) ? text : nil
            }
            #expect(all.components(separatedBy: HandsTests.off).last?.contains(HandsTests.on) == false)
        }

        @Test("suspended the mouse is the shell's, and it is heard again afterwards")
        func suspend() async throws {
            let oa = try await OAProcess()
            let home = try await home(oa, "[console]\nmouse = true\n")
            let terminal = try await TmuxTerminal(["--lang", "en"], home: home)
            try await terminal.waitUntil("rows") { marker($0) != nil }
            let bytes = home.folder.url.appendingPathComponent("bytes")
            try await terminal.record(to: bytes)
            try await terminal.press("C-z")
            // Nobody above it stops the job: it comes back by itself.
            let text = try await eventually("off, then on again") {
                let text = String(decoding: try Data(contentsOf: bytes), as: UTF8.self)
                return text.contains(HandsTests.on) ? text : nil
            }
            let parts = text.components(separatedBy: HandsTests.on)
            #expect(parts[0].contains(HandsTests.off))
        }

        @Test("a macro of the configuration runs by its key, and never decides")
        func macro() async throws {
            let oa = try await OAProcess()
            let home = try await home(
                oa, "[macros]\n\"<F5>\" = [\"first\", \"down\", \"open\", \"comment\", \"down\"]\n")
            let terminal = try await TmuxTerminal(["--lang", "en"], home: home)
            try await terminal.waitUntil("rows") { marker($0) != nil }
            try await terminal.press("F5")
            try await terminal.waitFor("The macro stopped before")
            let log = try await Program.run(["audit", "verify", "--json"], home: home).json()
            #expect(log["operations"] as? Int == 0)
        }

        @Test(
            "a macro that cannot be used is an error with its line",
            arguments: [
                ("\"<F5>\" = [\"fly\"]", "fly"), ("\"j\" = [\"down\"]", "down"),
                ("\"<F5>\" = [\"approve\", \"confirm\"]", "confirm"), ("\"<F5>\" = 3", "names of commands"),
            ])
        func wrong(line: String, word: String) async throws {
            let home = try TestHome()
            try Data("language = \"en\"\n[macros]\n\(line)\n".utf8).write(
                to: home.folder.url.appendingPathComponent("config.toml"))
            let run = try await Program.run(["status"], home: home)
            #expect(run.status == 2, "\(run.status)")
            #expect(run.errors.contains("line 3") && run.errors.contains(word), "\(run.errors)")
        }
    }
}
