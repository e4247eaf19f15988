import Foundation
import Invoicing

// Several decisions in one request (`POST /v1/decisions/batch`). Each is one of its own: with its own name, row version,
// digest, answer and place in the OA's op store. Nothing about one of them says anything about another.

/// The body of a batch.
public struct BatchRequest: Encodable, Sendable {
    /// One decision with the row version that it was made on.
    public struct Element: Hashable, Encodable, Sendable {
        /// The decision.
        public let request: DecisionRequest
        /// The row version.
        public let rev: String

        private enum CodingKeys: String, CodingKey {
            case rev
        }

        /// Makes an element.
        public init(_ request: DecisionRequest, onRev rev: String) {
            self.request = request
            self.rev = rev
        }

        /// Writes the members of the request and `rev` into one object.
        public func encode(to encoder: any Encoder) throws {
            try request.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(rev, forKey: .rev)
        }

        /// At most so many bytes of JSON: each byte of a text may need six, the rest is names and numbers.
        public var largestSize: Int {
            let texts = [request.comment, request.target, request.onBehalfOf, request.task.rawValue, rev]
            return 512 + texts.reduce(0) { $0 + $1.utf8.count * 6 }
        }
    }

    /// The decisions.
    public let decisions: [Element]

    /// Makes a body.
    public init(_ decisions: [Element]) { self.decisions = decisions }

    /// How many of the first elements fit into one body.
    public static func fitting(_ elements: [Element], most: Int) -> Int {
        var size = 64
        var count = 0
        for element in elements.prefix(most) {
            size += element.largestSize
            guard size <= OAProfile.largestBatchBody else { break }
            count += 1
        }
        return max(1, count)
    }
}

/// What came back from a batch, as one answer for each of its decisions, to be judged like the answer to it alone.
public struct BatchAnswer: Hashable, Sendable {
    /// What came back for each decision that was sent.
    public let answers: [OperationID: DeliveryAnswer]
    /// Of what kind the whole answer was.
    public let kind: Kind

    /// What a whole answer can be.
    public enum Kind: Hashable, Sendable {
        /// One result for each decision: whatever is missing or wrong in it concerns that decision alone.
        case results
        /// No answer, or one that could come to any request: too busy, signed out.
        case general
        /// Something that no OA answers to a batch: decisions are better sent one by one.
        case foreign
    }

    /// Makes an answer for each.
    public init(answers: [OperationID: DeliveryAnswer], kind: Kind) {
        self.answers = answers
        self.kind = kind
    }

    /// Reads the answer to a batch. Whatever does not name a decision exactly once leaves its outcome open; a status of the
    /// whole answer is believed only where it can be about no single decision: 401, 429 and 5xx.
    public init(answer: DeliveryAnswer, to sent: [BatchRequest.Element]) {
        guard case .answer(let status, let contentType, let body, _) = answer else {
            self.init(answering: answer, to: sent, kind: .general)
            return
        }
        switch status {
        case 207:
            let isJSON = contentType.prefix { $0 != ";" && $0 != " " }.lowercased() == OAProfile.jsonMediaType
            guard isJSON, let results = try? JSONDecoder().decode(Results.self, from: body) else {
                self.init(
                    answering: .nothing(cause: "HTTP 207 without the results of a batch"), to: sent,
                    kind: .foreign)
                return
            }
            self.init(results.results, to: sent)
        case 401, 408, 425, 429, 500...599:
            self.init(answering: answer, to: sent, kind: status == 501 ? .foreign : .general)
        default:
            self.init(
                answering: .nothing(cause: "HTTP \(status) to a batch"), to: sent, kind: .foreign)
        }
    }

    private init(answering answer: DeliveryAnswer, to sent: [BatchRequest.Element], kind: Kind) {
        self.init(
            answers: Dictionary(sent.map { ($0.request.opID, answer) }) { first, _ in first }, kind: kind)
    }

    private init(_ results: [Result], to sent: [BatchRequest.Element]) {
        let named = Dictionary(grouping: results, by: \.opID)
        var answers: [OperationID: DeliveryAnswer] = [:]
        for element in sent {
            let id = element.request.opID
            let mine = named[id.rawValue] ?? []
            answers[id] =
                mine.count == 1
                ? mine[0].answer
                : .nothing(
                    cause: mine.isEmpty
                        ? "the answer to the batch leaves this decision out"
                        : "the answer to the batch names this decision more than once")
        }
        self.init(answers: answers, kind: .results)
    }
}

/// The answer to a batch, as far as it can be read: an element that cannot be read does not spoil the others.
private struct Results: Decodable {
    let results: [Result]
}

private struct Result: Decodable {
    let opID: String
    let status: Int
    let receipt: DecisionReceipt?
    let problem: Problem?

    private enum CodingKeys: String, CodingKey {
        case opID = "op_id"
        case status
        case receipt
        case problem
    }

    init(from decoder: any Decoder) throws {
        let container = try? decoder.container(keyedBy: CodingKeys.self)
        opID = (try? container?.decode(String.self, forKey: .opID)) ?? ""
        status = (try? container?.decode(Int.self, forKey: .status)) ?? 0
        receipt = try? container?.decode(DecisionReceipt.self, forKey: .receipt)
        problem = try? container?.decode(Problem.self, forKey: .problem)
    }

    /// As if the decision had been sent alone.
    var answer: DeliveryAnswer {
        if status == 200, let receipt, receipt.opID.rawValue == opID,
            let body = try? JSONEncoder().encode(receipt)
        {
            return .answer(status: status, contentType: OAProfile.jsonMediaType, body: body, retryAfter: nil)
        }
        if status >= 400, let problem, problem.opID == nil || problem.opID == opID,
            let body = try? JSONEncoder().encode(problem)
        {
            return .answer(
                status: status, contentType: OAProfile.problemMediaType, body: body, retryAfter: nil)
        }
        return .nothing(cause: "the batch's result for this decision holds neither receipt nor problem")
    }
}
