import Foundation
import Invoicing

/// What came back from one attempt to deliver a decision.
public enum DeliveryAnswer: Hashable, Sendable {
    /// A complete HTTP answer. `retryAfter` is in seconds, already read from its header.
    case answer(status: Int, contentType: String, body: Data, retryAfter: Int?)
    /// No complete answer: time-out, reset, refused connection, TLS or DNS failure. The cause is for the log.
    case nothing(cause: String)
    /// What the task itself showed when it was read back, at an OA whose answers prove nothing (below level 3). `status`
    /// is that of its answer, if there was one.
    case readBack(OperationReport, status: Int?)
}

/// What an answer means for the operation: section 6.5 of the profile as one pure function.
public enum Judgement: Hashable, Sendable {
    /// Applied, with the receipt that proves it.
    case acked(DecisionReceipt)
    /// It may or may not have been applied: ask, or send again under the same name, not before `retryAfter`
    /// seconds. The cause is for the screen and the log.
    case unknown(cause: String, retryAfter: Int?)
    /// The session is over: stop pushing until the user has signed in again.
    case signedOut
    /// A definitive no.
    case refused(Problem)
    /// A person must choose.
    case conflict(Problem)
    /// The row changed but not what was seen: send again as a new operation on this row version.
    case rebase(rev: String)
    /// A fault of the protocol.
    case dead(Problem)
    /// The operation was fenced and can never apply.
    case fenced

    /// Judges the answer to `POST …/decisions`.
    ///
    /// An answer counts only when it is JSON of the profile about our own operation. Anything else, a captive
    /// portal's HTML with status 200 above all, leaves the outcome unknown.
    public init(answer: DeliveryAnswer, to request: DecisionRequest) {
        switch answer {
        case .nothing(let cause): self = .unknown(cause: cause, retryAfter: nil)
        case .readBack(let report, _): self = Judgement(report: report, of: request)
        case .answer(let status, let contentType, let body, let retryAfter):
            self = Judgement(
                status: status, contentType: contentType, body: body, wait: Self.clamp(retryAfter),
                to: request)
        }
    }

    private init(
        status: Int, contentType: String, body: Data, wait: Int?, to request: DecisionRequest
    ) {
        switch status {
        case 200:
            guard Self.isMediaType(contentType, OAProfile.jsonMediaType),
                let receipt = try? JSONDecoder().decode(DecisionReceipt.self, from: body),
                receipt.proves(request)
            else {
                self = .unknown(cause: "HTTP 200 without a receipt of this decision", retryAfter: wait)
                return
            }
            self = .acked(receipt)
        case 201...399, 408, 425, 429, 500...599:
            self = .unknown(cause: "HTTP \(status)", retryAfter: wait)
        default:
            guard Self.isMediaType(contentType, OAProfile.problemMediaType),
                let problem = try? JSONDecoder().decode(Problem.self, from: body), problem.status == status
            else {
                // A 4xx that is not of the profile may come from anything in between.
                self = .unknown(cause: "HTTP \(status) without a problem document", retryAfter: wait)
                return
            }
            self = Self.judge(problem, request: request, retryAfter: wait)
        }
    }

    /// Judges the OA's report about an operation (`GET /v1/ops/{op_id}`).
    public init(report: OperationReport, of request: DecisionRequest) {
        guard report.opID == request.opID else {
            self = .unknown(cause: "the report is about another operation", retryAfter: nil)
            return
        }
        switch (report.state, report.receipt, report.problem) {
        case (.applied, let receipt?, _) where receipt.proves(request): self = .acked(receipt)
        case (.refused, _, let problem?): self = Self.judge(problem, request: request, retryAfter: nil)
        case (.fenced, _, _): self = .fenced
        case (.inProgress, _, _): self = .unknown(cause: "the OA is still working on it", retryAfter: nil)
        default: self = .unknown(cause: "the report lacks its receipt or problem", retryAfter: nil)
        }
    }

    /// The state that the judgement leads to; nothing where the state stays as it is.
    public var state: OperationState? {
        switch self {
        case .acked: .acked
        case .unknown, .signedOut: .unknown
        case .refused: .refused
        case .conflict: .conflict
        case .rebase: .superseded
        case .dead: .dead
        case .fenced: .cancelled
        }
    }

    private static func judge(_ problem: Problem, request: DecisionRequest, retryAfter: Int?) -> Judgement {
        switch problem.status {
        case 401: .signedOut
        case 403: .refused(problem)
        case 404, 410: .conflict(problem)
        case 409:
            switch problem.code {
            case .inProgress: .unknown(cause: "the OA is still working on it", retryAfter: retryAfter)
            case .fenced: .fenced
            // The OA says that our own operation decided: ask it for the receipt rather than believe a refusal.
            case _ where problem.decidedOp == request.opID.rawValue:
                .unknown(cause: "the OA reports this decision as applied", retryAfter: 0)
            default: .conflict(problem)
            }
        case 412:
            switch ServerChange(problem, to: request).map({
                ConflictTable.course(of: .init(request.action), meeting: $0).way
            }) {
            case .newOperation: problem.currentRev.map { .rebase(rev: $0) } ?? .conflict(problem)
            // What is resent whatever changed has no precondition at an OA of the profile. One that has one keeps
            // its refusal of this operation for ever: a new one is sent where nothing that was seen changed.
            case .resend:
                if let rev = problem.currentRev, problem.currentDigest == request.seenDigest {
                    .rebase(rev: rev)
                } else {
                    .refused(problem)
                }
            default: .conflict(problem)
            }
        case 422: problem.code == .keyReuse ? .dead(problem) : .refused(problem)
        case 423:
            .unknown(
                cause: problem.code == .suspended
                    ? "another approver was put in before" : "claimed by another person",
                retryAfter: retryAfter)
        case 400, 413, 415, 428: .dead(problem)
        default: .unknown(cause: "HTTP \(problem.status) \(problem.code.rawValue)", retryAfter: retryAfter)
        }
    }

    /// Whether a `Content-Type` names the media type: its case does not count, parameters may follow (RFC 9110, 8.3.1).
    private static func isMediaType(_ contentType: String, _ mediaType: String) -> Bool {
        let name = contentType.prefix { $0 != ";" }.filter { !$0.isWhitespace }
        return name.lowercased() == mediaType
    }

    /// `Retry-After` is honoured between nothing and one hour; anything beyond is absurd.
    fileprivate static func clamp(_ seconds: Int?) -> Int? {
        seconds.map { min(max($0, 0), 3_600) }
    }
}

/// How long to wait before the next attempt: full jitter (delay drawn evenly from zero to a growing cap).
public enum Backoff {
    /// The first cap, in milliseconds.
    public static let base: Int64 = 2_000
    /// The last cap, in milliseconds.
    public static let cap: Int64 = 15 * 60 * 1_000

    /// The delay in milliseconds before the next attempt, after `attempts` attempts, not before `retryAfter`
    /// seconds, of which at most one hour counts.
    public static func delay(
        afterAttempts attempts: Int, retryAfter: Int?, using random: inout some RandomNumberGenerator
    ) -> Int64 {
        let exponent = min(max(attempts - 1, 0), 20)
        let ceiling = min(cap, base << Int64(exponent))
        let drawn = Int64.random(in: 0...ceiling, using: &random)
        return max(drawn, Int64(Judgement.clamp(retryAfter) ?? 0) * 1_000)
    }
}
