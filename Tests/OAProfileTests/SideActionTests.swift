import Foundation
import Invoicing
import OAProfile
import Testing

@Suite("Comment, added approver, hold and release on the wire and in the table")
struct SideActionTests {
    @Test(
        "each action falls into its column, and has its word on the wire",
        arguments: [
            (Decision.Action.addApproverBefore, ConflictTable.LocalAction.handOver, "addsign-before"),
            (.addApproverAfter, .handOver, "addsign-after"), (.hold, .handOver, "hold"),
            (.release, .handOver, "release"), (.remark, .comment, "comment"),
        ])
    func columns(action: Decision.Action, column: ConflictTable.LocalAction, word: String) {
        #expect(ConflictTable.LocalAction(action) == column)
        #expect(action.rawValue == word && Decision.Action(rawValue: word) == action)
        #expect(!action.closesTask && action.occupiesTask == (action != .remark))
    }

    static let decisions: [Decision] = [
        .addApprover(person: "li.na", place: .before, comment: "请先看"),
        .addApprover(person: "li.na", place: .after, comment: ""), .hold(comment: ""), .release(comment: "好"),
    ]

    private func request(_ decision: Decision) -> DecisionRequest {
        let seen = Samples.request
        return DecisionRequest(
            opID: seen.opID, task: seen.task, round: seen.round, decision: decision,
            seenDigest: seen.seenDigest, onBehalfOf: "", recordedAt: 1)
    }

    @Test("a request comes back as the decision that it was, and before is never after", arguments: decisions)
    func wire(decision: Decision) throws {
        let sent = request(decision)
        let read = try JSONDecoder().decode(DecisionRequest.self, from: try JSONEncoder().encode(sent))
        #expect(read.decision == decision && read.fingerprint == sent.fingerprint)
        for other in Self.decisions where other != decision {
            #expect(request(other).fingerprint != sent.fingerprint)
            var receipt = Samples.receipt
            receipt.action = other.action
            #expect(!receipt.proves(sent) || other.action == decision.action)
        }
    }

    @Test(
        "what lacks its person or its text is no decision",
        arguments: [
            (Decision.Action.addApproverBefore, "x", ""), (.addApproverAfter, "x", ""), (.remark, " ", ""),
        ])
    func incomplete(action: Decision.Action, comment: String, target: String) {
        #expect(Decision(action: action, comment: comment, target: target) == nil)
    }

    @Test("a changed version: the others conflict or go on as a new operation, a comment does neither")
    func changedVersion() throws {
        let text = try #require(Decision.Reason("请补充合同"))
        for (digest, others) in [
            (Samples.request.seenDigest, "rebase"), (ContentDigest(of: "other"), "conflict"),
        ] {
            var problem = Samples.problem(.changed, 412)
            problem.currentRev = "9"
            problem.currentDigest = digest
            for decision in Self.decisions {
                let judged = Judgement(answer: try Samples.answer(problem), to: request(decision))
                #expect(judged == (others == "rebase" ? .rebase(rev: "9") : .conflict(problem)))
            }
            let judged = Judgement(answer: try Samples.answer(problem), to: request(.remark(text)))
            #expect(judged == (others == "rebase" ? .rebase(rev: "9") : .refused(problem)))
        }
    }

    @Test("423 because of an added approver waits, and says so")
    func suspended() throws {
        let problem = Samples.problem(.suspended, 423)
        guard
            case .unknown(let cause, _) = Judgement(answer: try Samples.answer(problem), to: Samples.request)
        else {
            Issue.record("not unknown")
            return
        }
        #expect(cause.contains("approver"))
        #expect(ServerChange(problem, to: Samples.request) == .signerInserted)
    }

    @Test("a task that sleeps is read as an inserted signer, or as the same one put in by me")
    func standing() {
        let seen = Samples.task
        var now = seen
        now.status = .suspended
        func change(_ request: DecisionRequest) -> ServerChange {
            ServerChange(now: now, since: request, rev: seen.rev, actor: seen.assignee)
        }
        var mine = request(Self.decisions[0])
        mine.task = seen.id
        #expect(change(mine) == .signerInserted)
        now.remarks = [
            TaskRemark(kind: "addsign-before", actor: seen.assignee, at: 1, text: "", target: "li.na")
        ]
        #expect(change(mine) == .sameByMe)
        #expect(change(request(.approve(comment: ""))) == .signerInserted)
    }

    @Test("remarks and holds are no part of what was seen, and an OA that does not know them is understood")
    func document() throws {
        var task = Samples.task
        let digest = SeenContent(of: task).digest
        let plain = try JSONEncoder().encode(TaskDocument(task))
        #expect(!String(decoding: plain, as: UTF8.self).contains("remarks"))
        #expect(try JSONDecoder().decode(TaskDocument.self, from: plain).task == task)
        task.held = TaskHold(actor: "li.na", since: 5)
        task.remarks = [TaskRemark(kind: "urge", actor: "li.na", at: 5, text: "请尽快")]
        let full = try JSONDecoder().decode(
            TaskDocument.self, from: try JSONEncoder().encode(TaskDocument(task)))
        #expect(full.task == task && SeenContent(of: task).digest == digest && task.isHeld)
    }
}
