import Foundation
import Invoicing
import OAProfile

/// Carries questions and decisions to an OA that knows no operations, in the form that such an OA understands.
struct PlainOA: Sendable {
    let base: ProfileConnector
    /// Who is signed in.
    let user: String
    let level: CapabilityLevel

    /// What `POST …/decisions` carries below level 3.
    private struct Body: Encodable {
        var action: Decision.Action
        var comment: String
        var target: String
    }

    /// A task as it is now. Where the OA gives no row versions, one is made of the document.
    func task(_ id: TaskID) async throws(OAError) -> TaskDocument? {
        let document = try await base.task(id)
        return level.hasRowVersions ? document : document?.withOwnVersion()
    }

    /// The task as it is now, against a request.
    func look(_ request: DecisionRequest) async throws(OAError) -> ReadBack {
        ReadBack(
            of: request, by: user, in: try await task(request.task), comparesContent: !level.hasRowVersions)
    }

    /// Sends once and reads back. A yes without an entry in the history is not believed, nor is a no with one.
    func post(_ request: DecisionRequest, onRev rev: String?) async -> DeliveryAnswer {
        let comment = ReadBack.marked(request.comment, request.opID)
        guard comment.utf8.count <= OAProfile.largestComment else {
            return .readBack(request.refused(for: Self.commentTooLong), status: nil)
        }
        let answer: DeliveryAnswer
        do {
            answer = try await base.decide(
                request.task, body: Body(action: request.action, comment: comment, target: request.target),
                onRev: rev)
        } catch {
            return .nothing(cause: error.explanation.en)
        }
        guard case .answer(let status, _, _, _) = answer else { return answer }
        let isYes = (200...299).contains(status)
        // A no is about this copy. Where an earlier one may be under way, the task itself tells.
        guard isYes || (Self.noes.contains(status) && level.isSafeToRepeat(request.action)) else {
            return answer
        }
        let found: ReadBack
        do {
            found = try await look(request)
        } catch {
            return .nothing(cause: "not read back: " + error.explanation.en)
        }
        switch found {
        case .applied(let receipt): return .readBack(request.applied(by: receipt), status: status)
        case .elsewhere(let problem): return .readBack(request.refused(for: problem), status: status)
        case .open(let rev, let digest) where status == 412:
            return .readBack(request.refused(for: .changed(rev: rev, digest: digest)), status: status)
        case .open, .over, .gone:
            // Judged as what it is: a status without a receipt.
            return isYes
                ? .answer(status: status, contentType: "", body: Data(), retryAfter: nil) : answer
        }
    }

    /// Statuses by which an OA refuses a decision for good.
    private static let noes: Set<Int> = [400, 403, 404, 409, 410, 412, 422]

    private static let commentTooLong = Problem(
        code: .policy, status: 422, title: "Comment too long",
        detail:
            "With the mark that this OA needs the comment has more than \(OAProfile.largestComment) bytes.")
}

extension DecisionRequest {
    /// The report that it was applied.
    func applied(by receipt: DecisionReceipt) -> OperationReport {
        OperationReport(opID: opID, state: .applied, receipt: receipt)
    }

    /// The report that it was refused, or cannot be settled, for a reason.
    func refused(for problem: Problem) -> OperationReport {
        OperationReport(opID: opID, state: .refused, problem: problem)
    }
}

extension TaskDocument {
    /// The document under a row version that is made of all that stands in it, for an OA that has none.
    func withOwnVersion() -> TaskDocument {
        var bare = self
        bare.task.rev = ""
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let bytes = try? encoder.encode(bare) else { return self }
        bare.task.rev = "c" + ContentDigest(of: bytes).hex.prefix(20)
        return bare
    }
}
