import Foundation
import Hummingbird
import Invoicing
import Logging
import OAProfile
import Synchronization
import Testing

@testable import OAClient

@Suite("Questions to the OA")
struct QuestionTests {
    @Test("the session is read")
    func session() async throws {
        try await withConnector { _ in
            try .json(Sample.session)
        } _: { connector, server in
            let session = try await connector.session()
            #expect(session == Sample.session)
            #expect(server.requests.map(\.uri) == ["/v1/session"])
        }
    }

    @Test(
        "410 asks for a snapshot, with its reason",
        arguments: [Problem.Code.cursorExpired, .epochChanged, .aclChanged])
    func gone(_ code: Problem.Code) async throws {
        try await withConnector { _ in
            try .problem(code, 410)
        } _: { connector, server in
            let answer = try await connector.changes(since: "a&b=c", epoch: "e/1", limit: 500)
            #expect(answer == .snapshotNeeded(code))
            #expect(server.requests.first?.uri == "/v1/changes?since=a%26b%3Dc&epoch=e%2F1&limit=500")
        }
    }

    @Test("a page keeps the changes that can be read beside one that cannot")
    func pageWithUnreadable() async throws {
        let text = """
            {"epoch":"e","old_cursor":"1","new_cursor":"2","has_more":false,"items":[
            {"id":"T-1","rev":"1","op":"upsert","doc":{"task":"T-1"}},
            {"id":"T-2","rev":"1","op":"gone","reason":"moved"}]}
            """
        try await withConnector { _ in
            .text(text)
        } _: { connector, _ in
            guard case .page(let page) = try await connector.changes(since: "1", epoch: "e", limit: 2) else {
                Issue.record("no page")
                return
            }
            #expect(page.items.count == 2)
            if case .unreadable = page.items[0].content {} else { Issue.record("\(page.items[0])") }
            #expect(page.items[1].content == .gone(reason: "moved"))
        }
    }

    @Test("a task that is gone, or not ours, is nothing", arguments: [403, 404, 410])
    func noTask(_ status: Int) async throws {
        try await withConnector { _ in
            try .problem(.notFound, status)
        } _: { connector, _ in
            let task = try await connector.task(TaskID(rawValue: "T-1"))
            #expect(task == nil)
        }
    }

    @Test(
        "no id leads to another endpoint",
        arguments: ["../session", "..", "a/b", "a?b", "a#b", "%2e%2e", "任务"])
    func hostileIDs(_ id: String) async throws {
        try await withConnector { _ in
            try .problem(.notFound, 404)
        } _: { connector, server in
            _ = try await connector.task(TaskID(rawValue: id))
            let uri = try #require(server.requests.first?.uri)
            #expect(uri.hasPrefix("/v1/tasks/"))
            let last = uri.dropFirst("/v1/tasks/".count)
            #expect(!last.contains { "/?#.".contains($0) }, "\(uri)")
            #expect(last.removingPercentEncoding == id)
        }
    }

    @Test("a file is taken only when its bytes match its name")
    func blobs() async throws {
        let bytes = Data("%PDF-1.7".utf8)
        let name = ContentDigest(of: bytes).hex
        try await withConnector { _ in
            .text("%PDF-1.7", type: "application/pdf")
        } _: { connector, server in
            let taken = try await connector.blob(name)
            #expect(taken == bytes)
            let other = ContentDigest(of: "else").hex
            let error = await failure { () async throws(OAError) in try await connector.blob(other) }
            #expect(error.map { "\($0)".contains(OAError.Cause.wrongBytes.rawValue) } == true)
            // A name that is no digest never becomes a request.
            _ = await failure { () async throws(OAError) in try await connector.blob("../../etc/passwd") }
            #expect(server.requests.count == 2)
        }
    }

    @Test("the sample sign-in works on this machine only")
    func demo() async throws {
        try await HostileServer.run { asked in
            .text(#"{"token":"tok","user":"zhang.wei","display_name":"张伟"}"#)
        } _: { port, server in
            let url = "http://localhost:\(port)/"
            let account = try await ProfileConnector.signInToDemo(url: url, logger: .silent)
            #expect(account == OAAccount(url: "http://localhost:\(port)", token: "tok", user: "zhang.wei"))
            let asked = try #require(server.requests.first)
            #expect(asked.method == "POST" && asked.uri == "/v1/demo/login" && asked.body == Data("{}".utf8))
            #expect(asked.headers["authorization"] == nil)
        }
        let error = await failure { () async throws(OAError) in
            try await ProfileConnector.signInToDemo(url: "https://oa.example.com", logger: .silent)
        }
        #expect(error == .misconfigured("https://oa.example.com", .notLoopback))
    }

    @Test("the log tells method, path, status and time, and neither token nor body nor cursor")
    func logging() async throws {
        let lines = Mutex<[String]>([])
        try await withConnector(
            logger: Logger(label: "test") { _ in LineHandler { line in lines.withLock { $0.append(line) } } }
        ) {
            _ in
            try .problem(.notFound, 404)
        } _: { connector, _ in
            let request = try Sample.request()
            _ = await connector.deliver(request, onRev: "1")
            _ = await failure { () async throws(OAError) in
                try await connector.changes(since: "cursor-text", epoch: "e", limit: 1)
            }
        }
        let text = lines.withLock { $0.joined(separator: "\n") }
        for expected in ["POST", "/v1/tasks/T-1/decisions", "404", "duration_ms", "http.request.id"] {
            #expect(text.contains(expected))
        }
        for secret in ["secret-token", "同意", "cursor-text", "Bearer"] { #expect(!text.contains(secret)) }
    }
}

private struct LineHandler: LogHandler {
    var write: @Sendable (String) -> Void
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .trace

    init(write: @escaping @Sendable (String) -> Void) { self.write = write }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        write("\(event.message) \(event.metadata ?? [:])")
    }
}
