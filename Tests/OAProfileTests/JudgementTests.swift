import Foundation
import Invoicing
import OAProfile
import SeededRandom
import Testing

/// Section 6.5 of the profile, row by row.
@Suite("What an answer means")
struct JudgementTests {
    private func judge(_ answer: DeliveryAnswer) -> Judgement {
        Judgement(answer: answer, to: Samples.request)
    }

    private func isUnknown(_ judgement: Judgement) -> Bool {
        if case .unknown = judgement { true } else { false }
    }

    @Test(
        "200 with the receipt of this operation: acked",
        arguments: ["application/json", "application/json; charset=utf-8", "Application/JSON"])
    func acked(type: String) throws {
        #expect(judge(try Samples.answer(200, Samples.receipt, type: type)) == .acked(Samples.receipt))
    }

    @Test("200 with another operation's receipt, or one that does not fit: unknown", arguments: 0..<6)
    func wrongReceipt(variant: Int) throws {
        var receipt = Samples.receipt
        switch variant {
        case 0:
            var random = SeededGenerator(seed: 9)
            receipt.opID = OperationID(milliseconds: 1, using: &random)
        case 1: receipt.task = TaskID(rawValue: "T-2")
        case 2: receipt.action = .reject
        case 3: receipt.seenDigest = ContentDigest(of: "other")
        case 4: receipt.outcome = "queued"
        default: receipt.receipt = ""
        }
        #expect(isUnknown(judge(try Samples.answer(200, receipt))))
    }

    @Test("200 with HTML, with half a body, with the right body under another type: unknown")
    func notOurs() throws {
        let body = try JSONEncoder().encode(Samples.receipt)
        let portal = Data("<html>登录</html>".utf8)
        for (type, data) in [
            ("text/html", portal), ("application/json", portal),
            ("application/json", body.prefix(body.count / 2)),
            ("application/json", Data()), ("text/plain", body), ("application/jsonp", body),
        ] {
            #expect(isUnknown(judge(.answer(status: 200, contentType: type, body: data, retryAfter: nil))))
        }
    }

    @Test(
        "no answer, 202, redirects, 408, 425, 429 and every 5xx: unknown",
        arguments: [202, 204, 301, 302, 307, 308, 408, 425, 429, 500, 502, 503, 504, 599])
    func unknown(status: Int) throws {
        let problem = try JSONEncoder().encode(Samples.problem(.policy, status))
        for type in ["text/html", "application/problem+json", "application/json"] {
            #expect(
                isUnknown(judge(.answer(status: status, contentType: type, body: problem, retryAfter: nil))))
        }
        #expect(judge(.nothing(cause: "reset")) == .unknown(cause: "reset", retryAfter: nil))
    }

    @Test(
        "a no counts only as a problem document of the same status",
        arguments: [400, 401, 403, 404, 409, 410, 412, 422, 423, 428])
    func proxyRefusal(status: Int) throws {
        #expect(
            isUnknown(
                judge(
                    .answer(status: status, contentType: "text/html", body: Data("no".utf8), retryAfter: nil))
            ))
        let other = try JSONEncoder().encode(Samples.problem(.policy, status + 1))
        #expect(
            isUnknown(
                judge(
                    .answer(
                        status: status, contentType: "application/problem+json", body: other, retryAfter: nil)
                )))
    }

    @Test("409 in progress: unknown, with the time to wait")
    func inProgress() throws {
        let judgement = judge(try Samples.answer(Samples.problem(.inProgress, 409), retryAfter: 3))
        guard case .unknown(_, retryAfter: 3) = judgement else {
            Issue.record("\(judgement)")
            return
        }
    }

    @Test("401: signed out")
    func signedOut() throws {
        #expect(judge(try Samples.answer(Samples.problem(.unauthenticated, 401))) == .signedOut)
    }

    @Test(
        "definitive answers",
        arguments: [
            (.notAssignee, 403, .refused), (.policy, 422, .refused), (.notFound, 404, .conflict),
            (.notFound, 410, .conflict),
            (.notOpen, 409, .conflict), (.keyReuse, 422, .dead), (.preconditionMissing, 428, .dead),
            (.malformed, 400, .dead),
            (.keyMissing, 400, .dead), (.tooLarge, 413, .dead), (.malformed, 415, .dead),
            (.fenced, 409, .cancelled),
            (.unauthenticated, 401, .unknown), (.claimed, 423, .unknown), (.changed, 412, .conflict),
            (.other("x"), 418, .unknown),
        ] as [(Problem.Code, Int, OperationState)])
    func definitive(code: Problem.Code, status: Int, state: OperationState) throws {
        #expect(judge(try Samples.answer(Samples.problem(code, status))).state == state)
    }

    @Test("409 not open, decided by this very operation: never a refusal, the receipt is asked for at once")
    func decidedByMe() throws {
        var problem = Samples.problem(.notOpen, 409)
        problem.decidedOp = Samples.request.opID.rawValue
        guard case .unknown(_, retryAfter: 0) = judge(try Samples.answer(problem)) else {
            Issue.record("not asked for")
            return
        }
        problem.decidedOp = "another"
        #expect(judge(try Samples.answer(problem)).state == .conflict)
    }

    @Test("412 with the digest that was seen: a new operation on the new version; with another: a conflict")
    func changed() throws {
        var problem = Samples.problem(.changed, 412)
        problem.currentRev = "9"
        problem.currentDigest = Samples.request.seenDigest
        #expect(judge(try Samples.answer(problem)) == .rebase(rev: "9"))
        problem.currentDigest = ContentDigest(of: "other")
        #expect(judge(try Samples.answer(problem)) == .conflict(problem))
        problem.currentDigest = nil
        #expect(judge(try Samples.answer(problem)) == .conflict(problem))
        problem.currentDigest = Samples.request.seenDigest
        problem.currentRev = nil
        #expect(judge(try Samples.answer(problem)) == .conflict(problem))
    }

    @Test(
        "the time to wait is honoured between nothing and one hour",
        arguments: [(-5, 0), (0, 0), (30, 30), (Int.max, 3_600)])
    func retryAfter(given: Int, counted: Int) throws {
        let judgement = judge(.answer(status: 503, contentType: "", body: Data(), retryAfter: given))
        #expect(judgement == .unknown(cause: "HTTP 503", retryAfter: counted))
    }

    @Test("the OA's report about an operation is judged like its answer")
    func reports() {
        let request = Samples.request
        func judge(_ report: OperationReport) -> Judgement { Judgement(report: report, of: request) }
        #expect(
            judge(OperationReport(opID: request.opID, state: .applied, receipt: Samples.receipt))
                == .acked(Samples.receipt))
        #expect(judge(OperationReport(opID: request.opID, state: .fenced)) == .fenced)
        #expect(isUnknown(judge(OperationReport(opID: request.opID, state: .inProgress))))
        #expect(isUnknown(judge(OperationReport(opID: request.opID, state: .applied))))
        let problem = Samples.problem(.policy, 422)
        #expect(
            judge(OperationReport(opID: request.opID, state: .refused, problem: problem)) == .refused(problem)
        )
        #expect(isUnknown(judge(OperationReport(opID: request.opID, state: .refused))))
        var random = SeededGenerator(seed: 3)
        let other = OperationID(milliseconds: 2, using: &random)
        #expect(isUnknown(judge(OperationReport(opID: other, state: .applied, receipt: Samples.receipt))))
    }
}

@Suite("Backoff")
struct BackoffTests {
    @Test(
        "the delay is drawn from a growing range and never beyond fifteen minutes",
        arguments: [1, 2, 5, 9, 10, 30, 1_000])
    func range(attempts: Int) {
        let seed: UInt64 = 4
        var random = SeededGenerator(seed: seed)
        let ceiling = attempts >= 10 ? Backoff.cap : min(Backoff.cap, Backoff.base << Int64(attempts - 1))
        var longest: Int64 = 0
        for _ in 0..<2_000 {
            let delay = Backoff.delay(afterAttempts: attempts, retryAfter: nil, using: &random)
            #expect((0...ceiling).contains(delay), "seed \(seed)")
            longest = max(longest, delay)
        }
        #expect(longest > ceiling * 9 / 10, "seed \(seed)")
    }

    @Test(
        "the OA's wish is the least, up to one hour",
        arguments: [(2, 2_000), (3_600, 3_600_000), (Int.max, 3_600_000)] as [(Int, Int64)])
    func wish(seconds: Int, least: Int64) {
        var random = SeededGenerator(seed: 8)
        let delay = Backoff.delay(afterAttempts: 1, retryAfter: seconds, using: &random)
        #expect(delay >= least && delay <= max(least, Backoff.base))
    }
}

@Suite("States of an operation")
struct OperationStateTests {
    @Test("every state can be reached, and from every live state an end")
    func reachable() {
        var reached: Set<OperationState> = [.recorded]
        while true {
            let next = reached.union(reached.flatMap(\.successors))
            if next == reached { break }
            reached = next
        }
        #expect(reached == Set(OperationState.allCases))
        for state in OperationState.allCases {
            var from: Set<OperationState> = [state]
            while !from.contains(where: \.isTerminal) {
                let next = from.union(from.flatMap(\.successors))
                #expect(next != from, "\(state) has no end")
                if next == from { break }
                from = next
            }
        }
    }

    @Test("nothing that was sent is cancelled but through the fence, and an end is an end")
    func noShortcut() {
        #expect(!OperationState.sending.successors.contains(.cancelled))
        #expect(OperationState.recorded.successors == [.sending, .cancelled])
        #expect(!OperationState.recorded.successors.contains(.acked))
        for state in [OperationState.acked, .refused, .dead, .cancelled, .abandoned, .superseded] {
            #expect(state.isTerminal && !state.isLive && !state.isUndelivered)
        }
        #expect(OperationState.conflict.isLive && !OperationState.conflict.isUndelivered)
        for state in OperationState.allCases where state.isUndelivered { #expect(state.isLive) }
    }

    @Test("a judgement leads where the states allow, from sending and from unknown")
    func judgements() {
        let problem = Samples.problem(.policy, 422)
        let judgements: [Judgement] = [
            .acked(Samples.receipt), .unknown(cause: "", retryAfter: nil), .signedOut, .refused(problem),
            .conflict(problem),
            .rebase(rev: "1"), .dead(problem),
        ]
        for judgement in judgements {
            guard let state = judgement.state else { continue }
            #expect(OperationState.sending.successors.contains(state))
            #expect(state == .unknown || OperationState.unknown.successors.contains(state))
        }
        #expect(OperationState.unknown.successors.contains(.cancelled))
    }

    @Test("each state has a word of its own in both languages")
    func titles() {
        #expect(Set(OperationState.allCases.map(\.title.zh)).count == OperationState.allCases.count)
        #expect(Set(OperationState.allCases.map(\.title.en)).count == OperationState.allCases.count)
    }
}
