import Foundation
import Invoicing
import OAProfile
import ReferenceOA
import Testing

@Suite("Comment, added approver, hold and release over HTTP")
struct SideActionTests {
    /// The second one waits for somebody else; its submitter is a colleague who can be added.
    static let claims = [
        HandmadeClaims.claim(1), HandmadeClaims.claim(2, submitter: "zhao.min", at: 0),
    ]

    private func apply(
        _ decision: Decision, to document: TaskDocument, as token: String, in oa: RunningServer
    )
        async throws -> Answer
    {
        try await oa.decide(request(decision, on: document), onRev: document.task.rev, as: token)
    }

    @Test("a comment stands in the document, decides nothing, and has no precondition")
    func comment() async throws {
        try await withServer(claims: Self.claims) { oa in
            let chen = try oa.token("chen.jing")
            let document = try await oa.openTask(as: chen)
            let text = try #require(Decision.Reason("合同在哪？"))
            // The document changes after it was read: what is said about it is welcome all the same.
            try oa.server.apply(.amend(document.task.id, to: HandmadeClaims.invoice(1, account: "999")))
            let sent = request(.remark(text), on: document)
            let answer = try await oa.decide(sent, onRev: document.task.rev, as: chen)
            #expect(answer.status == 200)
            #expect(try answer.decoded(DecisionReceipt.self).proves(sent))
            let after = try await oa.openTask(as: chen)
            #expect(after.task.id == document.task.id)
            #expect(
                after.task.remarks.map(\.text) == ["合同在哪？"] && after.task.remarks.first?.actor == "chen.jing")
            #expect(after.task.steps == document.task.steps)
            // Sent again, it is answered again and not said twice.
            #expect(try await oa.decide(sent, onRev: document.task.rev, as: chen).body == answer.body)
            #expect(try await oa.openTask(as: chen).task.remarks.count == 1)
            // A decision on the older version meets a new version.
            let approval = try await apply(.approve(comment: ""), to: document, as: chen, in: oa)
            #expect(approval.status == 412)
            // Also after the decision, and on the task itself.
            #expect(try await apply(.approve(comment: ""), to: after, as: chen, in: oa).status == 200)
            #expect(try await apply(.remark(text), to: after, as: chen, in: oa).status == 200)
            let li = try await oa.openTask(as: try oa.token("li.na"))
            #expect(li.task.remarks.count == 2, "the next approver reads them")
        }
    }

    @Test("an approver added before decides first; the task sleeps and wakes as the same one")
    func addedBefore() async throws {
        try await withServer(claims: Self.claims) { oa in
            let chen = try oa.token("chen.jing")
            let zhao = try oa.token("zhao.min")
            let document = try await oa.openTask(as: chen)
            let add = Decision.addApprover(person: "zhao.min", place: .before, comment: "请先看")
            #expect(try await apply(add, to: document, as: chen, in: oa).status == 200)
            let asleep = try await oa.task(document.task.id, as: chen)
            #expect(asleep.task.status == .suspended && asleep.decisionDigest == document.decisionDigest)
            #expect(asleep.task.remarks.first?.target == "zhao.min")
            let wait = try await apply(.approve(comment: ""), to: asleep, as: chen, in: oa)
            #expect(wait.status == 423)
            #expect(try wait.problem().isRetryable)
            let added = try await oa.openTask(as: zhao)
            #expect(added.task.steps.filter { $0.state == .current }.map(\.actor) == ["zhao.min"])
            #expect(try await apply(.approve(comment: "没问题"), to: added, as: zhao, in: oa).status == 200)
            let awake = try await oa.openTask(as: chen)
            #expect(awake.task.id == document.task.id && awake.decisionDigest == document.decisionDigest)
            #expect(try await apply(.approve(comment: ""), to: awake, as: chen, in: oa).status == 200)
            #expect(try await oa.openTask(as: try oa.token("li.na")).task.node == "cfo")
        }
    }

    @Test("an operation that met a sleeping task may come again: 423 is no answer for ever")
    func waitsIsNotFinal() async throws {
        try await withServer(claims: Self.claims) { oa in
            let chen = try oa.token("chen.jing")
            let document = try await oa.openTask(as: chen)
            let add = Decision.addApprover(person: "zhao.min", place: .before, comment: "")
            _ = try await apply(add, to: document, as: chen, in: oa)
            let approval = request(.approve(comment: ""), on: document)
            #expect(try await oa.decide(approval, onRev: document.task.rev, as: chen).status == 423)
            #expect(try await oa.get("/v1/ops/\(approval.opID.rawValue)", as: chen).status == 404)
            let zhao = try oa.token("zhao.min")
            let added = try await oa.openTask(as: zhao)
            _ = try await apply(.approve(comment: ""), to: added, as: zhao, in: oa)
            let awake = try await oa.openTask(as: chen)
            #expect(try await oa.decide(approval, onRev: awake.task.rev, as: chen).status == 200)
        }
    }

    @Test("an approver added before who says no closes the sleeping task", arguments: [true, false])
    func addedRefuses(rejects: Bool) async throws {
        try await withServer(claims: Self.claims) { oa in
            let chen = try oa.token("chen.jing")
            let zhao = try oa.token("zhao.min")
            let document = try await oa.openTask(as: chen)
            _ = try await apply(
                .addApprover(person: "zhao.min", place: .before, comment: ""), to: document, as: chen, in: oa)
            let added = try await oa.openTask(as: zhao)
            let reason = try #require(Decision.Reason("金额不符"))
            let refusal: Decision =
                rejects ? .reject(reason: reason) : .returnToStep(node: "manager", reason: reason)
            #expect(try await apply(refusal, to: added, as: zhao, in: oa).status == 200)
            let closed = try await oa.task(document.task.id, as: chen).task
            #expect(closed.status == (rejects ? .rejected : .returned))
        }
    }

    @Test("an approver added after decides next; the task waits as it did")
    func addedAfter() async throws {
        try await withServer(claims: Self.claims) { oa in
            let chen = try oa.token("chen.jing")
            let document = try await oa.openTask(as: chen)
            let add = Decision.addApprover(person: "zhao.min", place: .after, comment: "")
            #expect(try await apply(add, to: document, as: chen, in: oa).status == 200)
            #expect(try await oa.tasks(as: try oa.token("zhao.min")).isEmpty)
            let still = try await oa.openTask(as: chen)
            #expect(still.task.id == document.task.id)
            #expect(try await apply(.approve(comment: ""), to: still, as: chen, in: oa).status == 200)
            let added = try await oa.openTask(as: try oa.token("zhao.min"))
            #expect(
                try await apply(.approve(comment: ""), to: added, as: try oa.token("zhao.min"), in: oa).status
                    == 200)
            #expect(try await oa.openTask(as: try oa.token("li.na")).task.node == "cfo")
        }
    }

    @Test(
        "who may not be added is refused by policy",
        arguments: ["nobody.at.all", "wang.fang", "zhang.wei", "chen.jing", "li.na"])
    func forbidden(person: String) async throws {
        try await withServer(claims: Self.claims) { oa in
            let chen = try oa.token("chen.jing")
            let document = try await oa.openTask(as: chen)
            for place in Decision.ApproverPlace.allCases {
                let answer = try await apply(
                    .addApprover(person: person, place: place, comment: ""), to: document, as: chen, in: oa)
                #expect(try answer.problem().code == .policy)
            }
            #expect(try await oa.openTask(as: chen) == document)
        }
    }

    @Test("a hold says who and why, holds once, and ends by a release or a decision")
    func hold() async throws {
        try await withServer(claims: Self.claims) { oa in
            let chen = try oa.token("chen.jing")
            let document = try await oa.openTask(as: chen)
            #expect(try await apply(.hold(comment: "等合同"), to: document, as: chen, in: oa).status == 200)
            let held = try await oa.openTask(as: chen)
            #expect(
                held.task.isHeld && held.task.held?.actor == "chen.jing" && held.task.held?.comment == "等合同")
            #expect(held.decisionDigest == document.decisionDigest)
            #expect(try await apply(.hold(comment: ""), to: held, as: chen, in: oa).status == 422)
            #expect(try await apply(.release(comment: ""), to: held, as: chen, in: oa).status == 200)
            let released = try await oa.openTask(as: chen)
            #expect(released.task.held == nil)
            #expect(released.task.remarks.map(\.kind) == ["hold", "release"])
            #expect(try await apply(.release(comment: ""), to: released, as: chen, in: oa).status == 422)
            _ = try await apply(.hold(comment: ""), to: released, as: chen, in: oa)
            let again = try await oa.openTask(as: chen)
            #expect(try await apply(.approve(comment: ""), to: again, as: chen, in: oa).status == 200)
            let after = try await oa.task(document.task.id, as: chen).task
            #expect(after.held == nil && after.status == .approved)
        }
    }

    @Test("the directory is read by pages, in order, and searched by user name and name")
    func directory() async throws {
        try await withServer(claims: Self.claims) { oa in
            let chen = try oa.token("chen.jing")
            let all = try await oa.get("/v1/users", as: chen).decoded(PeoplePage.self)
            #expect(all.users.contains(Person(user: "chen.jing", name: "陈静")) && all.nextPage == nil)
            #expect(all.users.map(\.user) == all.users.map(\.user).sorted())
            for query in ["q=CHEN", "q=%E9%99%88", "q=chen.j&page=chen"] {
                let found = try await oa.get("/v1/users?\(query)", as: chen).decoded(PeoplePage.self)
                #expect(found.users == [Person(user: "chen.jing", name: "陈静")], "\(query)")
            }
            #expect(try await oa.get("/v1/users?q=%00", as: chen).status == 400)
            let long = String(repeating: "x", count: 26)
            #expect(try await oa.get("/v1/users?q=\(long)", as: chen).status == 400)
            #expect(try await oa.get("/v1/users?q=\(long.dropLast())", as: chen).status == 200)
            #expect(try await oa.get("/v1/users").status == 401)
        }
    }
}
