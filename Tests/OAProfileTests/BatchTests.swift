import Foundation
import Invoicing
import Testing

@testable import OAProfile

@Suite("Several decisions in one request")
struct BatchTests {
    private func element(_ number: Int, comment: String = "同意") throws -> BatchRequest.Element {
        let id = try #require(OperationID(rawValue: "0190a000-0000-7000-8000-00000000000\(number)"))
        return BatchRequest.Element(
            DecisionRequest(
                opID: id, task: TaskID(rawValue: "T-\(number)"), round: 1,
                decision: .approve(comment: comment), seenDigest: ContentDigest(of: "seen"), onBehalfOf: "",
                recordedAt: 1), onRev: "7")
    }

    private func json(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    }

    private func applied(_ element: BatchRequest.Element) throws -> String {
        let request = element.request
        let receipt = DecisionReceipt(
            opID: request.opID, task: request.task, action: request.action, rev: "8", decisionID: "D",
            decidedAt: 2, actor: "zhang.wei", seenDigest: request.seenDigest, next: "", receipt: "proof")
        return "{\"op_id\":\"\(request.opID.rawValue)\",\"status\":200,\"receipt\":\(try json(receipt))}"
    }

    private func refused(_ element: BatchRequest.Element, _ code: Problem.Code, _ status: Int) throws
        -> String
    {
        let problem = Problem(
            code: code, status: status, title: "no", detail: "", opID: element.request.opID.rawValue)
        return "{\"op_id\":\"\(element.request.opID.rawValue)\",\"status\":\(status),"
            + "\"problem\":\(try json(problem))}"
    }

    private func answer(_ results: [String], status: Int = 207, type: String = "application/json")
        -> DeliveryAnswer
    {
        let body = "{\"results\":[" + results.joined(separator: ",") + "]}"
        return .answer(status: status, contentType: type, body: Data(body.utf8), retryAfter: nil)
    }

    /// The states that the answer leads to, decision by decision.
    private func states(_ answer: BatchAnswer, _ sent: [BatchRequest.Element]) -> [OperationState?] {
        sent.map { element in
            answer.answers[element.request.opID].map { Judgement(answer: $0, to: element.request).state }
                ?? nil
        }
    }

    @Test("each result is judged for itself, whatever stands beside it and in which order")
    func each() throws {
        let sent = try (1...5).map { try element($0) }
        let results = [
            try refused(sent[1], .changed, 412), try applied(sent[0]), "\"rubbish\"",
            try refused(sent[3], .policy, 422),
            "{\"op_id\":\"\(sent[4].request.opID.rawValue)\",\"status\":200}",
        ]
        let read = BatchAnswer(answer: answer(results), to: sent)
        #expect(read.kind == .results)
        #expect(states(read, sent) == [.acked, .conflict, .unknown, .refused, .unknown])
    }

    @Test("a decision that is named twice, or beside a receipt of another, has no outcome")
    func ambiguous() throws {
        let sent = try (1...3).map { try element($0) }
        let other = try applied(sent[2]).replacingOccurrences(
            of: "{\"op_id\":\"\(sent[2].request.opID.rawValue)\",\"status\"",
            with: "{\"op_id\":\"\(sent[1].request.opID.rawValue)\",\"status\"")
        let read = BatchAnswer(
            answer: answer([try applied(sent[0]), try refused(sent[0], .policy, 422), other]), to: sent)
        #expect(states(read, sent) == [.unknown, .unknown, .unknown])
    }

    @Test(
        "what is no answer to a batch leaves every outcome open",
        arguments: [
            (200, "text/html", BatchAnswer.Kind.foreign), (207, "text/html", .foreign), (302, "", .foreign),
            (404, "application/problem+json", .foreign), (409, "application/problem+json", .foreign),
            (413, "application/problem+json", .foreign), (501, "", .foreign), (503, "", .general),
            (429, "", .general),
        ])
    func whole(status: Int, type: String, kind: BatchAnswer.Kind) throws {
        let sent = try (1...2).map { try element($0) }
        // Even where the body claims that everything was applied.
        let read = BatchAnswer(
            answer: answer(try sent.map(applied), status: status, type: type), to: sent)
        #expect(read.kind == kind)
        #expect(states(read, sent) == [.unknown, .unknown])
    }

    @Test("a body that breaks off leaves every outcome open, wherever it breaks")
    func truncated() throws {
        let sent = try (1...2).map { try element($0) }
        guard case .answer(_, let type, let body, _) = answer(try sent.map(applied)) else { return }
        for length in stride(from: 0, to: body.count, by: 7) {
            let cut = DeliveryAnswer.answer(
                status: 207, contentType: type, body: body.prefix(length), retryAfter: nil)
            #expect(states(BatchAnswer(answer: cut, to: sent), sent) == [.unknown, .unknown], "\(length)")
        }
    }

    @Test("signed out is signed out for all, and no answer is none for all")
    func general() throws {
        let sent = try (1...2).map { try element($0) }
        let problem = Problem(code: .unauthenticated, status: 401, title: "", detail: "")
        let out = BatchAnswer(
            answer: .answer(
                status: 401, contentType: "application/problem+json", body: Data(try json(problem).utf8),
                retryAfter: nil), to: sent)
        for element in sent {
            let answer = try #require(out.answers[element.request.opID])
            #expect(Judgement(answer: answer, to: element.request) == .signedOut)
        }
        #expect(
            states(BatchAnswer(answer: .nothing(cause: "reset"), to: sent), sent) == [.unknown, .unknown])
    }

    @Test("an element is the decision's own body with its row version")
    func element() throws {
        let element = try element(1, comment: "合同\"一致\"")
        let text = try json(BatchRequest([element]))
        struct Body: Decodable {
            struct Rev: Decodable { var rev: String }
            var decisions: [Rev]
        }
        struct Requests: Decodable { var decisions: [DecisionRequest] }
        #expect(try JSONDecoder().decode(Body.self, from: Data(text.utf8)).decisions.map(\.rev) == ["7"])
        #expect(try JSONDecoder().decode(Requests.self, from: Data(text.utf8)).decisions == [element.request])
    }

    @Test("as many go together as surely fit into the body, and one always goes")
    func fitting() throws {
        let long = String(repeating: "\u{1}", count: OAProfile.largestComment)
        let elements = Array(repeating: try element(1, comment: long), count: 100)
        let count = BatchRequest.fitting(elements, most: 100)
        #expect((2..<100).contains(count))
        let size = try json(BatchRequest(Array(elements.prefix(count)))).utf8.count
        #expect(size <= OAProfile.largestBatchBody)
        #expect(BatchRequest.fitting([try element(1)], most: 50) == 1)
        let short = Array(repeating: try element(1), count: 80)
        #expect(BatchRequest.fitting(short, most: 50) == 50)
    }
}
