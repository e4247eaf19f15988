import Foundation
import Testing

extension EndToEnd {
    /// What an auditor gets: an export and packages, checked in another home that knows nothing.
    @Suite("Proofs leave the store", .serialized)
    struct AuditTests {
        /// A home with two confirmed approvals, with a key and its allowed-signers file beside it.
        private func approved(_ oa: OAProcess) async throws -> (home: TestHome, task: String) {
            let home = try await signedInHome(oa)
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let task = try await firstOpenTask(home)
            try #require(try await Program.run(["approve", task], home: home).status == 0)
            try #require(
                try await Program.run(["approve", try await firstOpenTask(home)], home: home).status == 0)
            let key = home.folder.url.appendingPathComponent("key").path
            let made = try await Shell.run(
                "/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key],
                environment: home.environment())
            try #require(made.status == 0, "\(made.errors)")
            let user = try await Program.run(["whoami", "--json"], home: home).json()["user"] as? String
            let line = "\(try #require(user)) \(try String(contentsOfFile: key + ".pub", encoding: .utf8))"
            try Data(line.utf8).write(to: home.folder.url.appendingPathComponent("allowed"))
            return (home, task)
        }

        @Test(
            "a signed export verifies in an empty home, its statements with ssh-keygen alone, and no changed byte does"
        )
        func export() async throws {
            let (home, task) = try await approved(OAProcess())
            let folder = home.folder.url
            let place = folder.appendingPathComponent("export")
            let key = folder.appendingPathComponent("key").path
            let allowed = folder.appendingPathComponent("allowed").path
            let own = try await Program.run(["audit", "verify", "--json"], home: home)
            let report = try own.json()
            #expect(own.status == 0 && report["intact"] as? Bool == true)
            // The OA is the witness of every round.
            #expect(report["anchored_size"] as? Int == report["entries"] as? Int)
            let export = try await Program.run(
                ["audit", "export", place.path, "--sign", "--key", key], home: home)
            try #require(export.status == 0, "\(export.errors)")
            let empty = try TestHome()
            let verify = ["audit", "verify", "--export", place.path, "--lang", "en"]
            let good = try await Program.run(verify + ["--allowed-signers", allowed], home: empty)
            #expect(good.status == 0 && good.output.isEmpty, "\(good.output)\(good.errors)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: empty.folder.url.path).isEmpty)
            let untrusted = try await Program.run(verify, home: empty)
            #expect(untrusted.status == 1 && untrusted.output.split(separator: "\n").count == 3)
            let unsigned = try await Program.run(
                ["audit", "verify", "--allowed-signers", allowed, "--lang", "en"], home: home)
            #expect(unsigned.status == 1 && unsigned.output.contains("its signature is missing"))
            let missing = try await Program.run(
                verify + ["--allowed-signers", allowed + "-not"], home: empty)
            #expect(missing.status == 1)
            let operations = place.appendingPathComponent("operations")
            let name = try #require(
                try FileManager.default.contentsOfDirectory(atPath: operations.path).first)
            let statement = operations.appendingPathComponent(name).appendingPathComponent("statement.txt")
            let user = try String(contentsOfFile: allowed, encoding: .utf8).prefix { $0 != " " }
            let stock = try await Shell.run(
                "/usr/bin/ssh-keygen",
                [
                    "-Y", "verify", "-f", allowed, "-I", String(user), "-n", "invoice-approval@countersign",
                    "-s", statement.path + ".sig",
                ], input: try Data(contentsOf: statement))
            #expect(stock.status == 0, "\(stock.errors)")
            var log = try Data(contentsOf: place.appendingPathComponent("log.jsonl"))
            log[log.count / 2] ^= 1
            try log.write(to: place.appendingPathComponent("log.jsonl"))
            let changed = try await Program.run(verify + ["--allowed-signers", allowed], home: empty)
            #expect(changed.status == 1 && changed.output.contains("log.jsonl"))

            let proof = folder.appendingPathComponent("p.proof").path
            try #require(
                try await Program.run(["audit", "prove", task, "--out", proof], home: home).status == 0)
            let alone = try await Program.run(["audit", "verify", "--export", proof], home: empty)
            #expect(alone.status == 0, "\(alone.output)\(alone.errors)")
        }

        @Test("an approved invoice is archived with its originals, and its package verifies in an empty home")
        func archive() async throws {
            let oa = try await OAProcess()
            let (home, task) = try await approved(oa)
            let added = try await Program.run(["archive", "add", "--all"], home: home)
            try #require(added.status == 0, "\(added.errors)")
            #expect(added.output.split(separator: "\n").count == 2)
            #expect(try await Program.run(["archive", "add", task], home: home).status == 1)
            // What follows needs no OA.
            try await oa.cut()
            let list = try await Program.run(["archive", "list", "--json"], home: home).json()
            #expect((list["packages"] as? [Any])?.count == 2)
            #expect(try await Program.run(["archive", "verify"], home: home).status == 0)
            let target = home.folder.url.appendingPathComponent("out").path
            let export = try await Program.run(["archive", "export", task, target], home: home)
            try #require(export.status == 0, "\(export.errors)")
            let package = export.output.trimmingCharacters(in: .newlines)
            let empty = try TestHome()
            for language in ["zh", "en"] {
                let result = try await Program.run(
                    ["archive", "verify", package, "--report", "--lang", language], home: empty)
                #expect(result.status == 0, "\(result.output)")
                #expect(result.output.contains(language == "zh" ? "真实性" : "authenticity"))
            }
            let receipt = URL(fileURLWithPath: package).appendingPathComponent("receipt.json")
            var data = try Data(contentsOf: receipt)
            data[data.count - 3] ^= 1
            try data.write(to: receipt)
            let changed = try await Program.run(["archive", "verify", package, "--lang", "en"], home: empty)
            #expect(changed.status == 1 && changed.output.contains("receipt.json"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: empty.folder.url.path).isEmpty)
        }
    }
}
