import Foundation
import OAProfile
import Testing

extension EndToEnd {
    /// Commands from a shell, against a reference OA in another process.
    @Suite("The program from a shell", .serialized)
    struct CommandTests {
        @Test(
            "bad input to verify ends in one sentence with a remedy and status 1",
            arguments: [
                Data("garbage".utf8), Data("<?xml version=\"1.0\"?><EInvoice><Header>".utf8), Data(),
                Data([0xFF, 0xFE, 0x00, 0x41]),
            ])
        func badInput(_ input: Data) async throws {
            let home = try TestHome()
            let result = try await Program.run(["verify", "-", "--lang", "en"], home: home, input: input)
            #expect(result.status == 1)
            #expect(result.output.isEmpty)
            #expect(result.errors.split(separator: "\n").count == 2, "\(result.errors)")
            let chinese = try await Program.run(["verify", "-", "--lang", "zh"], home: home, input: input)
            #expect(chinese.errors.unicodeScalars.contains { $0.properties.isIdeographic })
        }

        @Test("a real invoice file is read, and its JSON is one document with the members that are promised")
        func verifySample() async throws {
            let sample = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .deletingLastPathComponent()
                .appendingPathComponent("InvoiceFilesTests/Samples/einvoice-demo.xml")
            let result = try await Program.run(["verify", sample.path, "--json"], home: TestHome())
            let file = try #require((try result.json()["files"] as? [[String: Any]])?.first)
            #expect(file["path"] as? String == sample.path)
            #expect(file["invoice"] is [String: Any])
            #expect((file["integrity"] as? [String: Any])?["state"] is String)
            #expect(file["findings"] is [Any])
        }

        @Test("a misspelt key in the configuration is named with its line, and status 2")
        func misspeltKey() async throws {
            let home = try TestHome()
            try Data("language = \"en\"\n\n[console]\nhold_secnds = 3\n".utf8).write(
                to: home.folder.url.appendingPathComponent("config.toml"))
            let result = try await Program.run(["status"], home: home)
            #expect(result.status == 2)
            #expect(result.errors.contains("line 4"))
            #expect(result.errors.contains("console.hold_seconds"))
        }

        @Test(
            "without a sign-in every command that needs one says how to sign in, and status 5",
            arguments: [
                ["status"], ["list"], ["sync"], ["approve", "X"], ["whoami"], [],
            ])
        func signedOut(_ arguments: [String]) async throws {
            let result = try await Program.run(arguments + ["--lang", "en"], home: TestHome())
            #expect(result.status == 5)
            #expect(result.errors.contains("countersign login"))
        }

        @Test("a wrong use ends with status 2 and says so in the user's language")
        func wrongUse() async throws {
            let result = try await Program.run(["approve", "--lang", "zh"], home: TestHome())
            #expect(result.status == 2)
            #expect(result.errors.contains("命令用法有误"))
        }

        @Test("a ledger that is no database is named, left as it is, and ends with status 4")
        func storeIsNoDatabase() async throws {
            let oa = try await OAProcess()
            let home = try await signedInHome(oa)
            let file = home.data.appendingPathComponent("ledger.db")
            let garbage = Data(String(repeating: "this is no database\n", count: 400).utf8)
            try FileManager.default.removeItem(at: file)
            try garbage.write(to: file)
            for command in [["status"], ["list"], ["approve", "X"], ["sync"]] {
                let result = try await Program.run(command + ["--lang", "en"], home: home)
                #expect(result.status == 4)
                #expect(result.errors.contains("ledger.db"))
            }
            #expect(try Data(contentsOf: file) == garbage)
        }

        @Test("a cache that is no database is made anew, and the next sync fills it")
        func cacheIsNoDatabase() async throws {
            let oa = try await OAProcess()
            let home = try await signedInHome(oa)
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let before = try await Program.run(["list", "", "--json"], home: home).json()["total"] as? Int
            for name in ["cache.db-wal", "cache.db-shm"] {
                try? FileManager.default.removeItem(at: home.data.appendingPathComponent(name))
            }
            try Data("nonsense, and more than a header of it".utf8).write(
                to: home.data.appendingPathComponent("cache.db"))
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let after = try await Program.run(["list", "", "--json"], home: home).json()["total"] as? Int
            #expect(before == after)
        }

        @Test("approve decides exactly once at the OA, and says so in one JSON document")
        func approve() async throws {
            let oa = try await OAProcess()
            let home = try await signedInHome(oa)
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let task = try await firstOpenTask(home)
            let revBefore = try await oa.task(task, as: home).task.rev
            let result = try await Program.run(["approve", task, "--comment", "同意", "--json"], home: home)
            #expect(result.status == 0, "\(result.errors)")
            let row = try #require((try result.json()["results"] as? [[String: Any]])?.first)
            #expect(row["state"] as? String == "acked")
            let operation = try #require((row["operation"] as? [String: Any])?["op_id"] as? String)
            let report = try #require(try await oa.report(operation, as: home))
            #expect(report.state == .applied)
            let after = try await oa.task(task, as: home).task
            #expect(after.status == .approved)
            #expect(after.rev != revBefore)
            // Once more is refused here already: it waits for nobody any more.
            try #require(try await Program.run(["sync"], home: home).status == 0)
            #expect(try await Program.run(["approve", task], home: home).status == 1)
            #expect(try await oa.task(task, as: home).task.rev == after.rev)
        }

        @Test("reject needs a reason")
        func rejectNeedsReason() async throws {
            let oa = try await OAProcess()
            let home = try await signedInHome(oa)
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let task = try await firstOpenTask(home)
            let result = try await Program.run(["reject", task, "--lang", "en"], home: home)
            #expect(result.status == 2)
            #expect(result.errors.contains("--comment"))
            #expect(try await oa.task(task, as: home).task.status == .pending)
        }

        @Test(
            "a decision made while the OA is down ends with status 3, is kept, and is delivered once when it is back"
        )
        func offline() async throws {
            let oa = try await OAProcess()
            let home = try await signedInHome(oa)
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let task = try await firstOpenTask(home)
            try await oa.cut()
            let result = try await Program.run(["approve", task, "--json"], home: home)
            #expect(result.status == 3, "\(result.errors)")
            let row = try #require((try result.json()["results"] as? [[String: Any]])?.first)
            let operation = try #require((row["operation"] as? [String: Any])?["op_id"] as? String)
            let status = try await Program.run(["status", "--json"], home: home).json()
            #expect(status["undelivered"] as? Int == 1)
            try await oa.start()
            let report = try await eventually(within: .seconds(40), "the decision is delivered") {
                _ = try await Program.run(["sync"], home: home)
                let report = try await oa.report(operation, as: home)
                return report?.state == .applied ? report : nil
            }
            #expect(report.receipt?.task.rawValue == task)
            #expect(try await oa.task(task, as: home).task.status == .approved)
        }

        @Test("an OA that answers with a web page is named as such, with status 3")
        func webPage() async throws {
            let page = try await WebPageServer()
            let home = try TestHome()
            let token = home.folder.url.appendingPathComponent("token")
            try Data("secret-token\n".utf8).write(to: token)
            let result = try await Program.run(
                ["login", "--oa", page.url, "--token-file", token.path, "--lang", "en"], home: home)
            #expect(result.status == 3, "\(result.errors)")
            #expect(result.errors.contains("127.0.0.1"))
            #expect(!result.errors.contains("secret-token"))
            await page.stop()
        }
    }
}

/// A home that is signed in to an OA as its sample user.
func signedInHome(_ oa: OAProcess) async throws -> TestHome {
    let home = try TestHome()
    let result = try await Program.run(["login", "--oa", oa.url, "--demo"], home: home)
    guard result.status == 0 else { throw Failure("login: \(result.errors)") }
    return home
}

/// A task that waits for the user.
func firstOpenTask(_ home: TestHome) async throws -> String {
    let list = try await Program.run(["list", "--json"], home: home).json()
    guard let task = (list["items"] as? [[String: Any]])?.first?["task"] as? String else {
        throw Failure("nothing waits: \(list)")
    }
    return task
}
