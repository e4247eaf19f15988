import Foundation
import Invoicing
import OAProfile
import ReferenceOA
import Testing

@Suite("Decisions over HTTP")
struct DecisionTests {
    @Test("an approval is applied, moves the claim on, and its receipt proves it")
    func approval() async throws {
        try await withServer { oa in
            let chen = try oa.token("chen.jing")
            let document = try await oa.openTask(as: chen)
            let approval = request(.approve(comment: "金额无误"), on: document)
            let answer = try await oa.decide(approval, onRev: document.task.rev, as: chen)
            #expect(answer.status == 200)
            let receipt = try answer.decoded(DecisionReceipt.self)
            #expect(receipt.proves(approval))
            #expect(receipt.actor == "chen.jing")
            let after = try await oa.task(document.task.id, as: chen)
            #expect(after.task.status == .approved)
            #expect(after.task.rev == receipt.rev)
            let step = try #require(after.task.steps.first { $0.node == "finance" })
            #expect(step.state == .done)
            #expect(step.comment == "金额无误")
            #expect(step.decidedAt == receipt.decidedAt)
            let next = try await oa.openTask(as: try oa.token("li.na"))
            #expect(next.task.node == "cfo")
            #expect(next.task.steps.map(\.state) == [.done, .done, .current])
        }
    }

    @Test("the digest of a task document is the digest that a client computes from it")
    func digest() async throws {
        try await withServer { oa in
            for document in try await oa.tasks(as: try oa.token("chen.jing")) {
                #expect(document.decisionDigest == SeenContent(of: document.task).digest)
            }
        }
    }

    @Test("fifty copies of one decision at once are applied once, and all get the same answer")
    func concurrentDuplicates() async throws {
        try await withServer { oa in
            let chen = try oa.token("chen.jing")
            let document = try await oa.openTask(as: chen)
            let approval = request(.approve(comment: ""), on: document)
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for _ in 0..<50 {
                    group.addTask { try await oa.decide(approval, onRev: document.task.rev, as: chen) }
                }
                return try await group.reduce(into: [Answer]()) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == 200 })
            #expect(Set(answers.map(\.body)).count == 1)
            #expect(try await oa.tasks(as: try oa.token("li.na")).count == 1)
        }
    }

    @Test("two different decisions at once: exactly one is applied, the other is told who decided")
    func race() async throws {
        try await withServer { oa in
            let chen = try oa.token("chen.jing")
            let document = try await oa.openTask(as: chen)
            let reason = try #require(Decision.Reason("单据不全"))
            let requests = [
                request(.approve(comment: ""), on: document), request(.reject(reason: reason), on: document),
            ]
            async let first = oa.decide(requests[0], onRev: document.task.rev, as: chen)
            async let second = oa.decide(requests[1], onRev: document.task.rev, as: chen)
            let answers = try await [first, second]
            #expect(answers.map(\.status).sorted() == [200, 409])
            let winner = try #require(answers.firstIndex { $0.status == 200 })
            let problem = try answers[1 - winner].problem()
            #expect(problem.code == .notOpen)
            #expect(problem.decidedOp == requests[winner].opID.rawValue)
            #expect(problem.decidedBy == "chen.jing")
        }
    }

    @Test("the same answer comes again after the task has long moved on")
    func replay() async throws {
        try await withServer { oa in
            let chen = try oa.token("chen.jing")
            let document = try await oa.openTask(as: chen)
            let approval = request(.approve(comment: ""), on: document)
            let first = try await oa.decide(approval, onRev: document.task.rev, as: chen)
            let li = try oa.token("li.na")
            let next = try await oa.openTask(as: li)
            _ = try await oa.decide(request(.approve(comment: ""), on: next), onRev: next.task.rev, as: li)
            // The row version is not part of the fingerprint: a rebased repetition is still the same decision.
            for rev in [document.task.rev, "99999"] {
                let again = try await oa.decide(approval, onRev: rev, as: chen)
                #expect(again.status == 200)
                #expect(again.body == first.body)
            }
        }
    }

    @Test("another request under a used key is refused and changes nothing")
    func keyReuse() async throws {
        try await withServer(claims: [SampleClaims.claim(1), SampleClaims.claim(2)]) { oa in
            let chen = try oa.token("chen.jing")
            let open = try await oa.tasks(as: chen)
            let approval = request(.approve(comment: ""), on: open[0])
            #expect(try await oa.decide(approval, onRev: open[0].task.rev, as: chen).status == 200)
            let other = request(.approve(comment: ""), on: open[1], op: approval.opID)
            let answer = try await oa.decide(other, onRev: open[1].task.rev, as: chen)
            #expect(answer.status == 422)
            #expect(try answer.problem().code == .keyReuse)
            #expect(try await oa.task(open[1].task.id, as: chen).task.status == .pending)
            // The answer about the first stands, and another person's key is no way to read it.
            #expect(try await oa.decide(approval, onRev: open[0].task.rev, as: chen).status == 200)
            let stranger = try await oa.decide(
                approval, onRev: open[0].task.rev, as: try oa.token("li.na"))
            #expect(try stranger.problem().code == .keyReuse)
        }
    }

    @Test(
        "a comment by others leaves the digest: 412 says so, and a new operation on the new version applies")
    func rebase() async throws {
        try await withServer { oa in
            let chen = try oa.token("chen.jing")
            let document = try await oa.openTask(as: chen)
            try oa.server.apply(.comment(on: document.task.id))
            let first = request(.approve(comment: ""), on: document)
            let answer = try await oa.decide(first, onRev: document.task.rev, as: chen)
            let problem = try answer.problem()
            #expect(problem.status == 412)
            #expect(problem.code == .changed)
            #expect(problem.currentDigest == document.decisionDigest)
            let rev = try #require(problem.currentRev)
            // The old operation is refused for good, even with the right version.
            #expect(try await oa.decide(first, onRev: rev, as: chen).status == 412)
            let second = request(.approve(comment: ""), on: document)
            #expect(try await oa.decide(second, onRev: rev, as: chen).status == 200)
        }
    }

    @Test("another payee account is another digest: the decision is refused and the document stays open")
    func changedContent() async throws {
        try await withServer { oa in
            let chen = try oa.token("chen.jing")
            let document = try await oa.openTask(as: chen)
            try oa.server.apply(
                .amend(document.task.id, to: SampleClaims.invoice(1, account: "6222999999999999999")))
            let stale = try await oa.decide(
                request(.approve(comment: ""), on: document), onRev: document.task.rev, as: chen)
            let problem = try stale.problem()
            #expect(problem.status == 412)
            let now = try await oa.task(document.task.id, as: chen)
            #expect(problem.currentDigest == now.decisionDigest)
            #expect(now.decisionDigest != document.decisionDigest)
            #expect(now.decisionDigest == SeenContent(of: now.task).digest)
            // The right version does not help who has not seen the content.
            let unseen = request(.approve(comment: ""), on: document)
            #expect(try await oa.decide(unseen, onRev: now.task.rev, as: chen).status == 412)
            #expect(try await oa.task(document.task.id, as: chen).task.status == .pending)
        }
    }

    @Test("a fence before the decision arrives stops it for ever")
    func fenceBefore() async throws {
        try await withServer { oa in
            let chen = try oa.token("chen.jing")
            let document = try await oa.openTask(as: chen)
            let approval = request(.approve(comment: ""), on: document)
            let path = "/v1/ops/\(approval.opID.rawValue)"
            #expect(try await oa.get(path, as: chen).status == 404)
            for _ in 0..<2 {
                let fence = try await oa.send("DELETE", path, as: chen)
                #expect(fence.status == 200)
                #expect(try fence.decoded(OperationReport.self).state == .fenced)
            }
            let late = try await oa.decide(approval, onRev: document.task.rev, as: chen)
            #expect(late.status == 409)
            #expect(try late.problem().code == .fenced)
            #expect(try await oa.task(document.task.id, as: chen).task.status == .pending)
        }
    }

    @Test("a fence after the decision applied reports it with its receipt")
    func fenceAfter() async throws {
        try await withServer { oa in
            let chen = try oa.token("chen.jing")
            let document = try await oa.openTask(as: chen)
            let approval = request(.approve(comment: ""), on: document)
            _ = try await oa.decide(approval, onRev: document.task.rev, as: chen)
            let path = "/v1/ops/\(approval.opID.rawValue)"
            for method in ["DELETE", "GET"] {
                let report = try await oa.send(method, path, as: chen).decoded(OperationReport.self)
                #expect(report.state == .applied)
                #expect(report.receipt?.proves(approval) == true)
            }
            let stranger = try oa.token("li.na")
            #expect(try await oa.get(path, as: stranger).status == 404)
            #expect(try await oa.send("DELETE", path, as: stranger).status == 404)
        }
    }

    @Test("a refusal is final: it is sent again when the reason for it has gone")
    func stickyRefusal() async throws {
        try await withServer { oa in
            let chen = try oa.token("chen.jing")
            let document = try await oa.openTask(as: chen)
            try oa.server.apply(.reassign(document.task.id, to: "li.na"))
            let approval = request(.approve(comment: ""), on: document)
            let refused = try await oa.decide(approval, onRev: document.task.rev, as: chen)
            #expect(refused.status == 403)
            #expect(try refused.problem().code == .notAssignee)
            try oa.server.apply(.reassign(document.task.id, to: "chen.jing"))
            let now = try await oa.task(document.task.id, as: chen)
            let again = try await oa.decide(approval, onRev: now.task.rev, as: chen)
            #expect(again.body == refused.body)
            let path = "/v1/ops/\(approval.opID.rawValue)"
            let report = try await oa.get(path, as: chen).decoded(OperationReport.self)
            #expect(report.state == .refused)
            #expect(report.problem?.code == .notAssignee)
        }
    }

    @Test("a batch answers each element on its own")
    func batch() async throws {
        try await withServer(claims: (1...3).map { SampleClaims.claim($0) }) { oa in
            let chen = try oa.token("chen.jing")
            let open = try await oa.tasks(as: chen)
            var stale = request(.approve(comment: ""), on: open[1])
            stale.seenDigest = ContentDigest(of: "something else")
            let elements = try [
                element(request(.approve(comment: ""), on: open[0]), rev: open[0].task.rev),
                element(stale, rev: open[1].task.rev), #"{"op_id":"no","rev":1}"#, "17",
                element(request(.approve(comment: ""), on: open[2]), rev: open[2].task.rev),
            ]
            let body = Data("{\"decisions\":[\(elements.joined(separator: ","))]}".utf8)
            let answer = try await oa.send(
                "POST", "/v1/decisions/batch", as: chen, headers: ["Content-Type": "application/json"],
                body: body)
            #expect(answer.status == 207)
            struct Results: Decodable {
                struct Result: Decodable {
                    var status: Int
                    var receipt: DecisionReceipt?
                    var problem: Problem?
                }
                var results: [Result]
            }
            let results = try answer.decoded(Results.self).results
            #expect(results.map(\.status) == [200, 412, 400, 400, 200])
            #expect(results.map { $0.receipt != nil } == [true, false, false, false, true])
            #expect(results[1].problem?.currentDigest == open[1].decisionDigest)
            #expect(try await oa.tasks(as: chen).map(\.task.status) == [.approved, .pending, .approved])
        }
    }

    private func element(_ request: DecisionRequest, rev: String) throws -> String {
        let text = String(decoding: try JSONEncoder().encode(request), as: UTF8.self)
        return text.dropLast() + ",\"rev\":\"\(rev)\"}"
    }
}
