import Foundation
import Hummingbird
import Invoicing
import OAProfile
import Testing

@testable import OAClient

@Suite("Delivery of decisions")
struct DeliveryTests {
    @Test("a decision carries its key, its precondition, its digest and the token")
    func headers() async throws {
        let request = try Sample.request()
        try await withConnector { _ in
            try .json(Sample.receipt(of: request))
        } _: { connector, server in
            let answer = await connector.deliver(request, onRev: "W/7-x")
            #expect(Judgement(answer: answer, to: request) == .acked(Sample.receipt(of: request)))
            let asked = try #require(server.requests.first)
            #expect(asked.method == "POST")
            #expect(asked.uri == "/v1/tasks/T-1/decisions")
            #expect(asked.headers["idempotency-key"] == "\"0190a000-0000-7000-8000-000000000001\"")
            #expect(asked.headers["if-match"] == "\"W/7-x\"")
            #expect(asked.headers["authorization"] == "Bearer secret-token")
            #expect(asked.headers["content-type"] == "application/json")
            #expect(asked.headers["accept"]?.contains("application/problem+json") == true)
            #expect(asked.headers["user-agent"]?.hasPrefix("countersign/") == true)
            #expect(asked.headers["x-request-id"]?.isEmpty == false)
            let sum = Data(ContentDigest(of: asked.body).bytes).base64EncodedString()
            #expect(asked.headers["content-digest"] == "sha-256=:\(sum):")
            #expect(try JSONDecoder().decode(DecisionRequest.self, from: asked.body) == request)
        }
    }

    @Test(
        "an answer without our receipt leaves the outcome unknown",
        arguments: [
            "html", "truncated", "other operation", "compressed", "redirect", "404 page", "202", "empty",
        ])
    func unknown(_ kind: String) async throws {
        let request = try Sample.request()
        var other = Sample.receipt(of: request)
        other.opID = try #require(Sample.otherOperation)
        let receipt = other
        let judgement = try await withConnector { _ in
            switch kind {
            case "html": .text(Sample.portal, type: "text/html")
            case "truncated":
                .text(
                    String(
                        decoding: try JSONEncoder().encode(Sample.receipt(of: request)).dropLast(5),
                        as: UTF8.self))
            case "other operation": try .json(receipt)
            case "compressed":
                .text(
                    String(decoding: try JSONEncoder().encode(Sample.receipt(of: request)), as: UTF8.self),
                    headers: ["Content-Encoding": "gzip"])
            case "redirect": .text("", status: 303, headers: ["Location": "/v1/session"])
            case "404 page": .text(Sample.portal, type: "text/html", status: 404)
            case "202": try .json(Sample.receipt(of: request), status: 202)
            default: .text("")
            }
        } _: { connector, server in
            let answer = await connector.deliver(request, onRev: "1")
            #expect(server.requests.count == 1)
            return Judgement(answer: answer, to: request)
        }
        guard case .unknown = judgement else {
            Issue.record("\(judgement)")
            return
        }
    }

    @Test(
        "Retry-After is read as seconds and as a date",
        arguments: [
            ("0", 0), ("120", 120), (" 7 ", 7), ("-5", 0), ("Sun, 06 Nov 1994 08:50:37 GMT", 60),
            ("Sun, 06 Nov 1994 08:49:36 GMT", 0), ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("soon", nil),
            ("Sunday, 06-Nov-94 08:49:37 GMT", nil), ("99999999999999999999999", nil),
            ("Sun, 06 Foo 1994 08:49:37 GMT", nil), ("1.5", nil),
        ] as [(String, Int?)])
    func retryAfter(_ text: String, _ expected: Int?) async throws {
        // The test's clock stands at Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110.
        #expect(RetryAfter.seconds(text, now: 784_111_777_000) == expected)
        // A server says in `Date` what its own clock shows: today, when all of these dates are past.
        let expected = text.hasSuffix("GMT") ? expected.map { _ in 0 } : expected
        let request = try Sample.request()
        try await withConnector { _ in
            .text("", status: 503, headers: ["Retry-After": text])
        } _: { connector, _ in
            guard case .answer(503, _, _, let seconds) = await connector.deliver(request, onRev: "1") else {
                Issue.record("no answer")
                return
            }
            #expect(seconds == expected)
        }
    }

    @Test(
        "a date in Retry-After is read by the OA's own clock, however wrong that is",
        arguments: [
            ("Sat, 06 Nov 2094 08:49:42 GMT", "Sat, 06 Nov 2094 08:49:37 GMT", 5),
            ("Sun, 06 Nov 1904 08:49:42 GMT", "Sun, 06 Nov 1904 08:49:37 GMT", 5),
            ("Sun, 06 Nov 1994 08:49:42 GMT", "yesterday", 5),
        ])
    func wrongClock(_ text: String, _ sentAt: String, _ expected: Int) {
        #expect(RetryAfter.seconds(text, sentAt: sentAt, now: 784_111_777_000) == expected)
    }

    @Test("a row version that would break out of its header is never sent")
    func hostileRev() async throws {
        let request = try Sample.request()
        try await withConnector { _ in
            .text("")
        } _: { connector, server in
            for rev in ["1\"", "1\r\nX: y", "1 2", "一"] {
                guard case .nothing = await connector.deliver(request, onRev: rev) else {
                    Issue.record("sent \(rev)")
                    return
                }
            }
            #expect(server.requests.isEmpty)
        }
    }

    @Test("the OA's word about an operation is believed only when it is about that operation")
    func reports() async throws {
        let operation = try #require(Sample.operation)
        let other = try #require(Sample.otherOperation)
        try await withConnector { asked in
            switch asked.method {
            case "GET": try .problem(.notFound, 404)
            default: try .json(OperationReport(opID: other, state: .fenced))
            }
        } _: { connector, server in
            let report = try await connector.report(on: operation)
            #expect(report == nil)
            let error = await failure { () async throws(OAError) in try await connector.fence(operation) }
            #expect(error.map { "\($0)".contains(OAError.Cause.otherOperation.rawValue) } == true)
            #expect(server.requests.map(\.method) == ["GET", "DELETE"])
            #expect(server.requests.allSatisfy { $0.uri == "/v1/ops/\(operation.rawValue)" })
        }
        // The 404 of a proxy is not "never seen".
        try await withConnector { _ in
            .text(Sample.portal, type: "text/html", status: 404)
        } _: { connector, _ in
            let error = await failure { () async throws(OAError) in try await connector.report(on: operation)
            }
            #expect(error != nil)
        }
    }
}
