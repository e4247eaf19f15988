import Foundation
import Testing

extension EndToEnd {
    /// What is said where the shelf is not what the ledger archived, and what erasing and backups leave alone.
    @Suite("Shelf and ledger", .serialized)
    struct ArchiveShelfTests {
        @Test(
            "a missing package is named by verify, list, show and add alike, and the backup says what it leaves out"
        )
        func missing() async throws {
            let oa = try await OAProcess()
            let home = try await signedInHome(oa)
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let task = try await firstOpenTask(home)
            try #require(try await Program.run(["approve", task], home: home).status == 0)
            try #require(try await Program.run(["archive", "add", task], home: home).status == 0)
            try #require(
                try await Program.run(["archive", "hold", task, "--reason", "诉讼"], home: home).status == 0)
            #expect(try await Program.run(["archive", "verify"], home: home).status == 0)
            let copy = home.folder.url.appendingPathComponent("copy.db").path
            let backup = try await Program.run(["backup", copy, "--lang", "en"], home: home)
            #expect(
                backup.status == 0 && backup.errors.contains("1 package or tombstone of"), "\(backup.errors)")

            let shelf = home.data.appendingPathComponent("archive")
            let name = try #require(
                try FileManager.default.contentsOfDirectory(atPath: shelf.path).first { $0.count == 64 })
            let aside = home.folder.url.appendingPathComponent("aside")
            try FileManager.default.moveItem(at: shelf.appendingPathComponent(name), to: aside)
            for role in [[], ["--role", "auditor"]] {
                let empty = try await Program.run(["archive", "verify", "--lang", "en"] + role, home: home)
                #expect(empty.status == 1 && empty.output.contains(name) && empty.output.contains(task))
                #expect(empty.errors.contains("1 failed"), "\(empty.errors)")
            }
            let list = try await Program.run(["archive", "list", "--lang", "en"], home: home)
            #expect(list.output.contains("[on hold] [no package]"), "\(list.output)")
            for command in [["show"], ["add", "--offline"]] {
                let said = try await Program.run(
                    ["archive"] + command + [task, "--lang", "en"], home: home)
                #expect(said.status == 1 && said.errors.contains("not on the shelf"), "\(said.errors)")
                #expect(said.errors.contains("backup") && !said.errors.contains("archive add"))
            }
            try FileManager.default.moveItem(at: aside, to: shelf.appendingPathComponent(name))
            #expect(try await Program.run(["archive", "verify"], home: home).status == 0)
        }

        @Test("erasing says how much it erased, and that there was nothing where nothing was")
        func erasing() async throws {
            let oa = try await OAProcess()
            let home = try await signedInHome(oa)
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let task = try await firstOpenTask(home)
            try #require(try await Program.run(["approve", task], home: home).status == 0)
            try #require(try await Program.run(["archive", "add", task], home: home).status == 0)
            let hold = ["archive", "hold", task, "--reason", "电话 13812345678"]
            try #require(try await Program.run(hold, home: home).status == 0)
            func erase(_ arguments: [String], _ input: String = "") async throws -> Finished {
                try await Program.run(
                    ["audit", "erase"] + arguments + ["--reason", "r", "--lang", "en"], home: home,
                    input: Data(input.utf8))
            }
            let none = try await erase(["999999"])
            #expect(none.status == 1 && none.output.isEmpty)
            #expect(none.errors.contains("no such entry") && none.errors.contains("Nothing was there"))
            let bare = try await erase(["1"])
            #expect(bare.status == 1 && bare.errors.contains("#1: it covers nothing"), "\(bare.errors)")
            let unknown = try await erase(["--matching"], "13900000000\n")
            #expect(unknown.status == 1 && unknown.errors.contains("no entry covers"), "\(unknown.errors)")
            let found = try await erase(["--matching"], "13812345678\n")
            #expect(found.status == 0, "\(found.errors)")
            #expect(found.output.split(separator: "\n").count == 1)
            #expect(found.errors.contains("What 1 entry covered is erased"), "\(found.errors)")
            #expect(try await erase(["--matching"], "13812345678\n").status == 1)
            #expect(try await Program.run(["audit", "verify"], home: home).status == 0)
        }
    }
}
