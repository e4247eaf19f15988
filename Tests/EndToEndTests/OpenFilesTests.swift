import Foundation
import Testing

extension EndToEnd {
    /// Only SQLite opens the live database files: closing any other descriptor of one takes away SQLite's locks, and with
    /// them a commit (https://www.sqlite.org/howtocorrupt.html, 2.2).
    ///
    /// How the two are told apart: SQLite's file layer adds `O_NOFOLLOW` to every open of a database and its companions,
    /// Foundation and the C library's own calls do not; and the program's sources that pass it name neither file.
    @Suite("Who opens the database files", .enabled(if: access("/usr/bin/strace", X_OK) == 0), .serialized)
    struct OpenFilesTests {
        @Test("nothing but SQLite opens ledger and cache, whatever command runs")
        func commands() async throws {
            let oa = try await OAProcess()
            let home = try await signedInHome(oa)
            #expect(try await Program.run(["sync"], home: home).status == 0)
            let task = try await firstOpenTask(home)
            let copy = home.folder.url.appendingPathComponent("copy.db").path
            let table = home.folder.url.appendingPathComponent("table.csv")
            try Data("发票号码,开票日期,价税合计\n26112000000048542161,2026-01-05,4240.00\n".utf8).write(to: table)
            let saved = home.folder.url.appendingPathComponent("saved").path
            let script = home.folder.url.appendingPathComponent("script")
            try Data(":open\n:save-screen \(saved).txt\n".utf8).write(to: script)
            let commands = [
                ["list"], ["show", task], ["approve", task], ["sync"], ["status"], ["audit", "verify"],
                ["audit", "checkpoint"], ["import", table.path], ["report", "sellers"],
                ["--script", script.path], ["backup", copy], ["backup", "--salvage", saved], ["doctor"],
            ]
            for command in commands {
                let log = home.folder.url.appendingPathComponent("trace").path
                let result = try await Shell.run(
                    "/usr/bin/strace",
                    ["-f", "-qq", "-e", "trace=open,openat,openat2,creat", "-o", log, Program.path] + command,
                    environment: home.environment())
                #expect(result.status != 4, "\(command): \(result.errors)")
                let opened = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").filter {
                    $0.contains(home.data.path + "/ledger.db") || $0.contains(home.data.path + "/cache.db")
                }.filter {
                    // Files of the program's own beside them, never the databases.
                    !$0.contains(".db.lock\"") && !$0.contains(".db.damaged\"")
                }
                #expect(!opened.isEmpty, "\(command)")
                for line in opened where !line.contains("O_NOFOLLOW") {
                    Issue.record("\(command) opens it past SQLite: \(line)")
                }
            }
        }
    }
}
