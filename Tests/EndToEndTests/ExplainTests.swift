import Foundation
import Testing

extension EndToEnd {
    /// The story of one operation, from a shell.
    @Suite("sync --explain", .serialized)
    struct ExplainTests {
        @Test(
            "an operation's whole story is told by its id and by its task, as text and as one JSON document")
        func story() async throws {
            let oa = try await OAProcess()
            let home = try await signedInHome(oa)
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let task = try await firstOpenTask(home)
            try #require(try await Program.run(["approve", task, "--comment", "同意"], home: home).status == 0)
            let told = try await Program.run(["sync", "--explain", task, "--json"], home: home).json()
            let operation = try #require(told["operation"] as? [String: Any])
            #expect(operation["state"] as? String == "acked")
            #expect((told["attempts"] as? [[String: Any]])?.first?["http_status"] as? Int == 200)
            let states = (told["audit"] as? [[String: Any]])?.compactMap { $0["state"] as? String }
            #expect(states == ["recorded", "sending", "acked"])
            #expect((told["receipt"] as? [String: Any])?["op_id"] as? String == operation["op_id"] as? String)
            let id = try #require(operation["op_id"] as? String)
            let text = try await Program.run(["sync", "--explain", id, "--lang", "en"], home: home)
            #expect(text.status == 0)
            // The first entry of the log is the login.
            for part in [id, task, "HTTP 200", "Audit #2", "confirmed by OA", "Receipt"] {
                #expect(text.output.contains(part), "\(part)")
            }
            let unknown = try await Program.run(["sync", "--explain", "nothing", "--lang", "en"], home: home)
            #expect(unknown.status == 4)
            #expect(unknown.errors.contains("nothing"))
        }
    }
}
