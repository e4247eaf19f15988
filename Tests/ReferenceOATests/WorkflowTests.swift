import Foundation
import Invoicing
import OAProfile
import ReferenceOA
import Testing

@Suite("The way of a claim over HTTP")
struct WorkflowTests {
    private func reason() throws -> Decision.Reason { try #require(Decision.Reason("请补充合同")) }

    @Test("a rejection ends the claim")
    func rejection() async throws {
        try await withServer { oa in
            let chen = try oa.token("chen.jing")
            let document = try await oa.openTask(as: chen)
            let answer = try await oa.decide(
                request(.reject(reason: try reason()), on: document), onRev: document.task.rev, as: chen)
            #expect(answer.status == 200)
            let after = try await oa.task(document.task.id, as: chen)
            #expect(after.task.status == .rejected)
            #expect(after.task.steps.map(\.outcome) == ["approved", "rejected"])
            #expect(try await oa.tasks(as: try oa.token("li.na")).isEmpty)
        }
    }

    @Test("a return opens a new round at an earlier step, and old consent is not new consent")
    func returnToStep() async throws {
        try await withServer { oa in
            let chen = try oa.token("chen.jing")
            let document = try await oa.openTask(as: chen)
            let answer = try await oa.decide(
                request(.returnToStep(node: "manager", reason: try reason()), on: document),
                onRev: document.task.rev, as: chen)
            #expect(answer.status == 200)
            let zhang = try oa.token("zhang.wei")
            let again = try await oa.openTask(as: zhang)
            #expect(again.task.round == 2)
            #expect(again.task.instance == document.task.instance)
            #expect(again.task.steps.map(\.outcome) == ["approved", "returned", "", "", ""])
            #expect(
                try await oa.decide(
                    request(.approve(comment: ""), on: again), onRev: again.task.rev, as: zhang
                )
                .status == 200)
            let second = try await oa.openTask(as: chen)
            #expect(second.task.id != document.task.id)
            #expect(second.decisionDigest != document.decisionDigest)
        }
    }

    @Test("a return to the submitter leaves no task open until the claim is handed in again")
    func returnToSubmitter() async throws {
        try await withServer { oa in
            let chen = try oa.token("chen.jing")
            let document = try await oa.openTask(as: chen)
            let answer = try await oa.decide(
                request(.returnToStep(node: "submitter", reason: try reason()), on: document),
                onRev: document.task.rev, as: chen)
            #expect(answer.status == 200)
            for user in ["zhang.wei", "chen.jing", "li.na"] {
                let tasks = try await oa.tasks(as: try oa.token(user))
                #expect(tasks.allSatisfy { !$0.task.status.isOpen })
            }
            try oa.server.apply(.resubmit(document.task.id))
            #expect(try await oa.openTask(as: try oa.token("zhang.wei")).task.round == 2)
        }
    }

    @Test("a transfer closes the task and opens another for the receiver")
    func transfer() async throws {
        try await withServer { oa in
            let chen = try oa.token("chen.jing")
            let document = try await oa.openTask(as: chen)
            let answer = try await oa.decide(
                request(.transfer(to: "li.na", comment: "请代审"), on: document), onRev: document.task.rev,
                as: chen)
            #expect(answer.status == 200)
            #expect(try await oa.task(document.task.id, as: chen).task.status == .transferred)
            let received = try await oa.openTask(as: try oa.token("li.na"))
            #expect(received.task.id != document.task.id)
            #expect(received.task.node == "finance")
            #expect(received.task.round == document.task.round)
        }
    }

    @Test("a withdrawn claim can no longer be decided")
    func withdrawal() async throws {
        try await withServer { oa in
            let chen = try oa.token("chen.jing")
            let document = try await oa.openTask(as: chen)
            try oa.server.apply(.withdraw(document.task.id))
            let answer = try await oa.decide(
                request(.approve(comment: ""), on: document), onRev: document.task.rev, as: chen)
            #expect(answer.status == 409)
            #expect(try answer.problem().code == .notOpen)
        }
    }

    @Test("the submitter never approves an own claim")
    func ownClaim() async throws {
        try await withServer(claims: [SampleClaims.claim(1, submitter: "chen.jing")]) { oa in
            let chen = try oa.token("chen.jing")
            let document = try await oa.openTask(as: chen)
            let answer = try await oa.decide(
                request(.approve(comment: ""), on: document), onRev: document.task.rev, as: chen)
            #expect(answer.status == 422)
            #expect(try answer.problem().code == .policy)
            #expect(try await oa.task(document.task.id, as: chen).task.status == .pending)
        }
    }

    @Test("nobody satisfies two steps of one round, not even after the plan gives them both")
    func twoSteps() async throws {
        let steps =
            SampleClaims.steps.dropLast() + [
                SampleDocument.Step(node: "cfo", title: "财务总监审批", actor: "chen.jing")
            ]
        try await withServer(claims: [SampleClaims.claim(1, steps: Array(steps))]) { oa in
            let chen = try oa.token("chen.jing")
            let first = try await oa.openTask(as: chen)
            #expect(
                try await oa.decide(
                    request(.approve(comment: ""), on: first), onRev: first.task.rev, as: chen
                )
                .status == 200)
            let second = try await oa.openTask(as: chen)
            let answer = try await oa.decide(
                request(.approve(comment: ""), on: second), onRev: second.task.rev, as: chen)
            #expect(try answer.problem().code == .policy)
        }
    }

    @Test(
        "a target that the workflow forbids is refused by policy",
        arguments: [
            (Decision.Action.transfer, "nobody.at.all"), (.transfer, "wang.fang"), (.transfer, "zhang.wei"),
            (.transfer, "chen.jing"), (.returnToStep, "cfo"), (.returnToStep, "no-such-node"),
        ])
    func forbiddenTarget(action: Decision.Action, target: String) async throws {
        try await withServer { oa in
            let chen = try oa.token("chen.jing")
            let document = try await oa.openTask(as: chen)
            let decision = try #require(Decision(action: action, comment: "说明", target: target))
            let answer = try await oa.decide(
                request(decision, on: document), onRev: document.task.rev, as: chen)
            #expect(answer.status == 422)
            #expect(try answer.problem().code == .policy)
            #expect(try await oa.task(document.task.id, as: chen).task.status == .pending)
        }
    }
}
