import Foundation
import Hummingbird
import Invoicing
import NIOCore
import OAProfile
import Synchronization
import Testing

@testable import OAClient

@Suite("Limits and secrets of the transport")
struct TransportLimitTests {
    @Test("a server that says nothing, or a byte now and then, is given up in time", arguments: Slow.allCases)
    func slow(_ slow: Slow) async throws {
        let server = slow == .dribbles ? try SocketServer.dribbling() : try SocketServer.silent()
        defer { server.stop() }
        var limits = Transport.Limits.quick
        limits.connect = .milliseconds(400)
        limits.whole = .milliseconds(800)
        let scheme = slow == .silentInHandshake ? "https" : "http"
        let account = OAAccount(url: "\(scheme)://127.0.0.1:\(server.port)", token: "t", user: "u")
        let started = ContinuousClock.now
        let error = try await failure(at: account, limits: limits)
        #expect(ContinuousClock.now - started < .seconds(8))
        let cause = slow == .silentInHandshake ? OAError.Cause.connectTimeOut : .answerTimeOut
        #expect(error?.isUnreachable(cause) == true, "\(String(describing: error))")
    }

    enum Slow: CaseIterable, Sendable {
        case silent
        case silentInHandshake
        case dribbles
    }

    @Test("a file that stalls is given up long before its own limit")
    func stalledFile() async throws {
        let server = try SocketServer { connection, _ in
            let head = Array(
                "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: 9\r\n\r\n".utf8)
            _ = send(connection, head, head.count, Int32(MSG_NOSIGNAL))
            var buffer = [UInt8](repeating: 0, count: 1_024)
            while recv(connection, &buffer, buffer.count, 0) > 0 {}
        }
        defer { server.stop() }
        var limits = Transport.Limits.quick
        limits.silence = .milliseconds(300)
        let connector = try ProfileConnector(
            account: OAAccount(url: "http://127.0.0.1:\(server.port)", token: "t", user: "u"),
            limits: limits, world: Transport.World(environment: [:]), logger: .silent)
        let started = ContinuousClock.now
        let error = await failure { () async throws(OAError) in
            try await connector.blob(String(repeating: "0", count: 64))
        }
        await connector.shutDown()
        #expect(ContinuousClock.now - started < .seconds(10))
        #expect(error?.isUnreachable(.answerTimeOut) == true, "\(String(describing: error))")
    }

    @Test(
        "no redirect is followed, with a decision or a question, here or to another host",
        arguments: [301, 302, 303, 307, 308])
    func redirects(_ status: Int) async throws {
        try await HostileServer.run({ _ in try .json(Sample.session) }) { elsewhere, other in
            try await withConnector { asked in
                .text(
                    "", status: status,
                    headers: ["Location": "http://localhost:\(elsewhere)\(asked.uri)"])
            } _: { connector, server in
                let error = await failure(of: connector.session)
                #expect(error == .notAnOA(connector.name, .redirect))
                let request = try Sample.request()
                let answer = await connector.deliver(request, onRev: "1")
                guard case .unknown = Judgement(answer: answer, to: request) else {
                    Issue.record("\(answer)")
                    return
                }
                #expect(server.requests.count == 2)
                #expect(other.requests.isEmpty, "the token went elsewhere")
            }
        }
    }

    @Test("a body that is compressed unasked is not read, whatever it holds")
    func encoded() async throws {
        let written = Mutex(0)
        let error = try await withConnector { _ in
            Response(
                status: .ok, headers: [.contentType: "application/json", .contentEncoding: "gzip"],
                body: .init { writer in
                    let chunk = ByteBuffer(repeating: 0, count: 65_536)
                    for _ in 0..<10_000 {
                        try await writer.write(chunk)
                        written.withLock { $0 += chunk.readableBytes }
                    }
                    try await writer.finish(nil)
                })
        } _: { connector, _ in
            await failure(of: connector.session)
        }
        guard case .notAnOA(_, OAError.Cause.encoded.rawValue)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        // What fits into the sockets' buffers was sent, not the 625 MiB.
        #expect(written.withLock { $0 } < 64 << 20)
    }

    @Test("the log names each request by the id that the server saw, and holds no token and nothing personal")
    func log() async throws {
        let log = TransportLog()
        let request = DecisionRequest(
            opID: try #require(Sample.operation), task: TaskID(rawValue: "T-1"), round: 1,
            decision: .approve(comment: "marked-comment 张伟"), seenDigest: ContentDigest(of: "seen"),
            onBehalfOf: "marked-person", recordedAt: 1)
        try await withConnector(token: "marked-token", logger: log.logger) { asked in
            switch asked.uri {
            case "/v1/session": try .json(Sample.session)
            case let uri where uri.hasPrefix("/v1/changes"): .text(Sample.portal, type: "text/html")
            default: try .problem(.changed, 412)
            }
        } _: { connector, server in
            _ = await failure(of: connector.session)
            _ = await failure { () async throws(OAError) in
                try await connector.changes(since: "marked-cursor", epoch: "marked-epoch", limit: 5)
            }
            _ = await connector.deliver(request, onRev: "marked-rev")
            #expect(server.requests.count == 3)
            let lines = log.lines.filter { $0.contains("http.request.id") }
            #expect(lines.count == 3)
            for (asked, line) in zip(server.requests, lines) {
                let id = try #require(asked.headers["x-request-id"])
                #expect(line.contains("http.request.id=\(id)"))
                #expect(line.contains("duration_ms="))
            }
        }
        #expect(!log.text.isEmpty)
        for secret in ["marked", "zhang.wei", "张伟", "Bearer"] {
            #expect(!log.text.contains(secret), "\(secret) in the log")
        }
    }
}
