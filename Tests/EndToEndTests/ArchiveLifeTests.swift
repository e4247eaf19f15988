import Foundation
import Testing

extension EndToEnd {
    /// What becomes of an invoice after it was approved: number, retention, hold, and what destruction refuses.
    @Suite("The life of an archived invoice", .serialized)
    struct ArchiveLifeTests {
        @Test("numbers run on, are found again, and holds and destruction say in both languages why not")
        func life() async throws {
            let oa = try await OAProcess()
            let home = try await signedInHome(oa)
            try Data(
                "[archive]\nfonds = \"J001\"\nnumber = \"{fonds}-{category}-{retention}-{number:4}\"\n".utf8
            ).write(to: home.folder.url.appendingPathComponent("config.toml"))
            try #require(try await Program.run(["sync"], home: home).status == 0)
            for _ in 0..<2 {
                let task = try await firstOpenTask(home)
                try #require(try await Program.run(["approve", task], home: home).status == 0)
            }
            let added = try await Program.run(["archive", "add", "--all"], home: home)
            try #require(added.status == 0, "\(added.errors)")
            #expect(
                added.output.contains("J001-KU.PZ-D30-0001") && added.output.contains("J001-KU.PZ-D30-0002"))
            let one = try await Program.run(
                ["archive", "list", "--number", "J001-KU.PZ-D30-0002", "--json"], home: home
            ).json()
            #expect((one["packages"] as? [Any])?.count == 1)
            let held = try await Program.run(
                ["archive", "hold", "J001-KU.PZ-D30-0001", "--reason", "诉讼保全", "--lang", "en"], home: home)
            #expect(held.status == 0 && held.output.contains("legal hold"), "\(held.errors)")
            let due = try await Program.run(["archive", "due", "--json"], home: home).json()
            #expect((due["packages"] as? [Any])?.isEmpty == true)
            let later = try await Program.run(["archive", "due", "--on", "2099-01-01", "--json"], home: home)
            #expect((try later.json()["packages"] as? [Any])?.count == 2)
            let key = home.folder.url.appendingPathComponent("key").path
            _ = try await Shell.run(
                "/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key],
                environment: home.environment())
            for (language, words) in [("zh", ["法律保全", "保管期至"]), ("en", ["legal hold", "retention ends"])] {
                let list = home.folder.url.appendingPathComponent("list-\(language)").path
                let refused = try await Program.run(
                    [
                        "archive", "destroy", "propose", "J001-KU.PZ-D30-0001", "J001-KU.PZ-D30-0002",
                        "--reason", "x", "--out", list, "--key", key, "--lang", language,
                    ], home: home)
                #expect(refused.status == 1)
                for word in words { #expect(refused.errors.contains(word), "\(refused.errors)") }
                #expect(!FileManager.default.fileExists(atPath: list))
            }
            let shown = try await Program.run(
                ["archive", "show", "J001-KU.PZ-D30-0001", "--lang", "zh"], home: home)
            #expect(shown.status == 0 && shown.output.contains("暂停销毁") && shown.output.contains("30年"))
            #expect(try await Program.run(["audit", "verify"], home: home).status == 0)
            #expect(try await Program.run(["archive", "verify"], home: home).status == 0)
            for command in [["hold", "x"], ["release", "x"], ["destroy", "run"]] {
                let auditor = try await Program.run(
                    ["--role", "auditor", "archive"] + command + ["--lang", "en"], home: home)
                #expect(auditor.status == 2, "\(auditor.errors)")
            }
        }
    }
}
