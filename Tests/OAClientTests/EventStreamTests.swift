import Foundation
import Hummingbird
import NIOCore
import Synchronization
import Testing

@testable import OAClient

@Suite("Event stream")
struct EventStreamTests {
    /// What a text means when it comes in pieces of a size.
    private func parts(of text: String, by size: Int) throws -> [EventStreamParser.Part] {
        var parser = EventStreamParser()
        let bytes = Array(text.utf8)
        return try stride(from: 0, to: bytes.count, by: size).flatMap {
            try parser.take(bytes[$0..<min(bytes.count, $0 + size)])
        }
    }

    @Test(
        "events are read however the bytes are cut and the lines end", arguments: [1, 2, 3, 7, 1_000],
        ["\n", "\r\n", "\r"])
    func cutting(size: Int, lineEnd: String) throws {
        let lines = [
            ": open", "", "id: 41", "event: changed", "data: {\"cursor\":", "data:\"41\"}", "", "data", "",
            "event: nothing", "", "retry: 10", "unknown: x", "data: 变更", "id", "",
        ]
        let text = "\u{FEFF}" + lines.map { $0 + lineEnd }.joined()
        #expect(
            try parts(of: text, by: size) == [
                .comment, .event(type: "changed", data: "{\"cursor\":\n\"41\"}", lastID: "41"),
                .event(type: "message", data: "", lastID: "41"),
                .event(type: "message", data: "变更", lastID: ""),
            ])
    }

    @Test("an event that the stream does not finish is none")
    func unfinished() throws {
        #expect(try parts(of: "id: 1\ndata: x\n", by: 5).isEmpty)
    }

    @Test(
        "a line or an event without an end is not read to the end",
        arguments: [
            String(repeating: "x", count: 9_000),
            String(repeating: "data: \(String(repeating: "y", count: 4_000))\n", count: 20),
        ])
    func endless(text: String) {
        #expect(throws: EventStreamParser.TooLarge.self) { _ = try parts(of: text, by: 512) }
    }

    /// Listens to a server that answers as told; what was heard, and how it ended.
    private func listen(
        to text: String, type: String = "text/event-stream", status: Int = 200, after cursor: String? = nil,
        limits: Transport.Limits = .quick
    ) async throws -> (heard: [ChangeHint], failure: OAError?, lastEventID: String?) {
        try await withConnector(limits: limits) { _ in
            .text(text, type: type, status: status)
        } _: { connector, server in
            let heard = Mutex<[ChangeHint]>([])
            let end = await failure { () async throws(OAError) in
                try await connector.listen(after: cursor) { hint in heard.withLock { $0.append(hint) } }
            }
            let asked = server.requests.first
            #expect(asked?.uri == "/v1/events")
            return (heard.withLock { $0 }, end, asked?.headers["last-event-id"])
        }
    }

    @Test("hints are heard until the OA ends the stream; other events are left out")
    func hints() async throws {
        let text =
            ": open\n\nid: 7\nevent: changed\ndata: {}\n\nevent: other\ndata: {}\n\nid: 9\nevent: changed\ndata: {}\n\n"
        let result = try await listen(to: text, type: "text/event-stream; charset=utf-8", after: "5")
        #expect(result.heard == [.opened, .changed(cursor: "7"), .changed(cursor: "9")])
        #expect(result.failure == nil)
        #expect(result.lastEventID == "5")
    }

    @Test("a cursor that no header can carry is not sent", arguments: ["", "a b", "1\r\nX: y", "游标"])
    func strangeCursor(cursor: String) async throws {
        let result = try await listen(to: ": open\n\n", after: cursor)
        #expect(result.heard == [.opened])
        #expect(result.lastEventID == nil)
    }

    @Test(
        "whatever is no event stream is said to be none, and no hint is heard",
        arguments: [
            ("text/html", 200, OAError.Cause.webPage), ("application/json", 200, .notEvents),
            ("text/html", 404, .webPage), ("text/plain", 404, .unexpectedStatus),
        ])
    func notAStream(type: String, status: Int, cause: OAError.Cause) async throws {
        let result = try await listen(to: "id: 7\ndata: x\n\n", type: type, status: status)
        #expect(result.heard.isEmpty)
        guard case .notAnOA(_, cause.rawValue) = result.failure else {
            Issue.record("\(String(describing: result.failure))")
            return
        }
    }

    @Test("a sign-in that is over is told as such")
    func signedOut() async throws {
        let result = try await listen(to: "", status: 401)
        guard case .signedOut = result.failure else {
            Issue.record("\(String(describing: result.failure))")
            return
        }
    }

    @Test("a stream that falls silent is given up")
    func silence() async throws {
        var limits = Transport.Limits.quick
        limits.silence = .milliseconds(200)
        let stream = Response(
            status: .ok, headers: [.contentType: "text/event-stream"],
            body: .init { writer in
                try await writer.write(ByteBuffer(string: ": open\n\n"))
                try await Task.sleep(for: .seconds(60))
                try await writer.finish(nil)
            })
        let end = try await withConnector(limits: limits) { _ in
            stream
        } _: { connector, _ in
            await failure { () async throws(OAError) in try await connector.listen(after: nil) { _ in } }
        }
        guard case .unreachable(_, OAError.Cause.answerTimeOut.rawValue) = end else {
            Issue.record("\(String(describing: end))")
            return
        }
    }

    @Test("a line without an end is given up, however fast it comes")
    func flood() async throws {
        let result = try await listen(to: String(repeating: "z", count: 100_000))
        guard case .tooLarge = result.failure else {
            Issue.record("\(String(describing: result.failure))")
            return
        }
    }
}
