import Foundation
import Hummingbird
import Invoicing
import NIOCore
import OAProfile
import Testing

@testable import OAClient

/// An answer that a session request may get, and how it must be told.
struct HostileCase: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var answer: HostileServer.Answer
    var expected: @Sendable (OAError) -> Bool

    static func notAnOA(_ name: String, _ cause: OAError.Cause, _ answer: @escaping HostileServer.Answer)
        -> Self
    {
        HostileCase(testDescription: name, answer: answer) { error in
            guard case .notAnOA(let host, cause.rawValue) = error else { return false }
            return host.hasPrefix("127.0.0.1:")
        }
    }

    static let all: [HostileCase] = [
        notAnOA("a login page with 200", .webPage) { _ in
            .text(Sample.portal, type: "text/html; charset=utf-8")
        },
        notAnOA("a login page that claims to be JSON", .unreadable) { _ in .text(Sample.portal) },
        notAnOA("JSON that claims to be text", .notJSON) { _ in .text("{}", type: "text/plain") },
        notAnOA("truncated JSON", .unreadable) { _ in
            let whole = try JSONEncoder().encode(Sample.session)
            return .text(String(decoding: whole.dropLast(9), as: UTF8.self))
        },
        notAnOA("an empty body", .unreadable) { _ in .text("") },
        notAnOA("deeply nested JSON", .unreadable) { _ in .text(String(repeating: "[", count: 30_000)) },
        notAnOA("a redirect", .redirect) { _ in
            .text("", status: 302, headers: ["Location": "http://127.0.0.1:1/elsewhere"])
        },
        notAnOA("a body compressed unasked", .encoded) { _ in
            .text("\u{1F}bomb", headers: ["Content-Encoding": "gzip"])
        },
        notAnOA("a 404 of something in between", .webPage) { _ in
            .text(Sample.portal, type: "text/html", status: 404)
        },
        notAnOA("a problem with another status", .unreadable) { _ in
            try .json(
                Problem(code: .notFound, status: 404, title: "", detail: ""),
                type: "application/problem+json",
                status: 403)
        },
        HostileCase(testDescription: "401 without a problem") { _ in
            .text("", type: "text/plain", status: 401)
        } expected: {
            if case .signedOut = $0 { true } else { false }
        },
        HostileCase(testDescription: "a problem of the OA") { _ in
            try .problem(.notAssignee, 403)
        } expected: {
            if case .problem(let problem) = $0 { problem.code == .notAssignee } else { false }
        },
        HostileCase(testDescription: "a gateway's 503 with Retry-After") { _ in
            .text(Sample.portal, type: "text/html", status: 503, headers: ["Retry-After": "17"])
        } expected: {
            if case .busy(_, 503, 17) = $0 { true } else { false }
        },
        HostileCase(testDescription: "429 with an absurd Retry-After") { _ in
            .text("", status: 429, headers: ["Retry-After": "99999999"])
        } expected: {
            if case .busy(_, 429, 3_600) = $0 { true } else { false }
        },
        HostileCase(testDescription: "a huge body with its length") { _ in
            .text(String(repeating: "x", count: 100_000))
        } expected: {
            if case .tooLarge(_, 65_536) = $0 { true } else { false }
        },
        HostileCase(testDescription: "an endless body without length") { _ in
            Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: .init { writer in
                    let chunk = ByteBuffer(repeating: UInt8(ascii: " "), count: 8_192)
                    for _ in 0..<10_000 { try await writer.write(chunk) }
                    try await writer.finish(nil)
                })
        } expected: {
            if case .tooLarge(_, 65_536) = $0 { true } else { false }
        },
        HostileCase(testDescription: "a connection that breaks off in the body") { _ in
            Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: .init { writer in
                    try await writer.write(ByteBuffer(string: "{\"user\":"))
                    throw CancellationError()
                })
        } expected: {
            $0.isUnreachable(.reset)
        },
    ]
}

extension OAError {
    func isUnreachable(_ cause: Cause) -> Bool {
        if case .unreachable(_, cause.rawValue) = self { true } else { false }
    }
}

@Suite("Hostile answers")
struct HostileAnswerTests {
    @Test("an answer that is not the OA's is told as what it is", arguments: HostileCase.all)
    func hostile(_ hostile: HostileCase) async throws {
        let error = try await withConnector(answering: hostile.answer) { connector, _ in
            await failure(of: connector.session)
        }
        let told = try #require(error)
        #expect(hostile.expected(told), "\(told)")
        #expect(!told.explanation.zh.isEmpty && !told.explanation.en.isEmpty)
        #expect(!told.remedy.zh.isEmpty && !told.remedy.en.isEmpty)
    }

    @Test("a redirect is never followed")
    func redirectIsNotFollowed() async throws {
        try await withConnector { asked in
            .text("", status: 307, headers: ["Location": "/v1/elsewhere"])
        } _: { connector, server in
            _ = await failure(of: connector.session)
            #expect(server.requests.count == 1)
        }
    }

    @Test("the deadline covers the body, not only the head", arguments: [false, true])
    func slow(headFirst: Bool) async throws {
        var limits = Transport.Limits.quick
        limits.whole = .milliseconds(200)
        let started = ContinuousClock.now
        let error = try await withConnector(limits: limits) { _ in
            if !headFirst { try await Task.sleep(for: .seconds(60)) }
            return Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: .init { writer in
                    try await writer.write(ByteBuffer(string: "{"))
                    try await Task.sleep(for: .seconds(60))
                    try await writer.finish(nil)
                })
        } _: { connector, _ in
            await failure(of: connector.session)
        }
        #expect(error?.isUnreachable(.answerTimeOut) == true, "\(String(describing: error))")
        #expect(ContinuousClock.now - started < .seconds(30))
    }

    @Test("a refused connection is told at once, with its host")
    func refused() async throws {
        // The port of a server that is already gone.
        let port = try await HostileServer.run { _ in
            .text("")
        } _: { port, _ in
            port
        }
        let account = OAAccount(url: "http://127.0.0.1:\(port)", token: "t", user: "u")
        let connector = try ProfileConnector(account: account, logger: .silent)
        let started = ContinuousClock.now
        let error = await failure(of: connector.session)
        #expect(error == .unreachable(host: "127.0.0.1:\(port)", cause: OAError.Cause.refused.rawValue))
        #expect(ContinuousClock.now - started < .seconds(4), "the connect time-out was waited out")
        let request = try Sample.request()
        guard case .nothing(let cause) = await connector.deliver(request, onRev: "1") else {
            Issue.record("a refused connection is no answer")
            return
        }
        #expect(cause.contains("127.0.0.1"))
        await connector.shutDown()
    }

    @Test("https to a port that speaks plain HTTP is an encryption fault, and shows no path of the build")
    func plainPort() async throws {
        let error = try await HostileServer.run { _ in
            .text("")
        } _: { port, _ in
            let connector = try ProfileConnector(
                account: OAAccount(url: "https://127.0.0.1:\(port)", token: "t", user: "u"), logger: .silent)
            let error = await failure(of: connector.session)
            await connector.shutDown()
            return error
        }
        #expect(error?.isUnreachable(.encryption) == true, "\(String(describing: error))")
        #expect(error?.explanation.en.contains("/") == false)
    }

    @Test("every cause is explained in both languages", arguments: OAError.Cause.allCases)
    func causes(_ cause: OAError.Cause) {
        #expect(!cause.text.zh.isEmpty && cause.text.zh != cause.text.en)
        #expect(!cause.remedy.zh.isEmpty && !cause.remedy.en.isEmpty && cause.remedy.zh != cause.remedy.en)
        let error = OAError.misconfigured("oa: example", cause)
        #expect(error.explanation.zh.contains("oa: example") && error.explanation.zh.contains(cause.text.zh))
    }
}
