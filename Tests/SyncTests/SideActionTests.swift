import Foundation
import Invoicing
import OAClient
import OAProfile
import ReferenceOA
import Simulation
import Store
import Testing

@testable import Sync

/// Operations that leave their task undecided, over real HTTP against the reference OA.
@Suite("Comment, added approver and hold on their way")
struct SideActionTests {
    @Test(
        "a comment and the approval after it arrive in their order, although the comment made a new version")
    func order() async throws {
        let bench = try HTTPBench()
        try await bench.serving { port in
            let console = try await bench.console(port: port)
            _ = await console.sync.round()
            let task = try #require(try await openTask(console))
            let text = try #require(Decision.Reason("合同在哪？"))
            let comment = try record(.remark(text), on: task, console, bench)
            let approval = try record(.approve(comment: ""), on: task, console, bench)
            _ = await console.sync.round()
            #expect(try console.ledger.operation(comment)?.state == .acked)
            // The approval goes on by itself: nothing that was seen changed.
            #expect(try console.ledger.operation(approval)?.state == .superseded)
            let newest = try console.ledger.newestOperations(on: [task.id])[task.id]
            #expect(newest?.state == .acked && newest?.supersedes == approval)
            let entry = try #require(try console.mirror.entry(task.id))
            #expect(entry.task.remarks.map(\.text) == ["合同在哪？"] && entry.task.status == .approved)
            #expect(try console.ledger.verifyAudit().isIntact)
            await console.close()
        }
    }

    @Test("a hold takes the task out of what waits, a release brings it back")
    func hold() async throws {
        let bench = try HTTPBench()
        try await bench.serving { port in
            let console = try await bench.console(port: port)
            _ = await console.sync.round()
            let task = try #require(try await openTask(console))
            let context = Query.Context(now: bench.clock.now, utcOffset: 0, user: task.assignee)
            func count(_ query: String) throws -> Int {
                try console.mirror.count(try Query(parsing: query, in: context))
            }
            let before = try count("status:pending")
            _ = try record(.hold(comment: "等合同"), on: task, console, bench)
            _ = await console.sync.round()
            #expect(try count("status:held") == 1 && count("status:pending") == before - 1)
            let held = try #require(try console.mirror.entry(task.id)?.task)
            #expect(held.held?.comment == "等合同")
            _ = try record(.release(comment: ""), on: held, console, bench)
            _ = await console.sync.round()
            #expect(try count("status:held") == 0 && count("status:pending") == before)
            await console.close()
        }
    }

    @Test("the directory is read once a day, and a round with nothing new asks for nothing more")
    func directory() async throws {
        let bench = try HTTPBench()
        try await bench.serving { port in
            let console = try await bench.console(port: port)
            #expect(try console.mirror.directoryReadAt() == nil)
            _ = await console.sync.round()
            let first = try #require(try console.mirror.directoryReadAt())
            let directory = try console.mirror.directory()
            #expect(
                directory.isComplete && directory.people.contains { $0.user == SampleGenerator.reviewer.user }
            )
            bench.clock.advance(3_600_000)
            _ = await console.sync.round()
            #expect(try console.mirror.directoryReadAt() == first)
            bench.clock.advance(Synchronizer.directoryAge)
            _ = await console.sync.round()
            #expect(try #require(try console.mirror.directoryReadAt()) > first)
            await console.close()
        }
    }

    @Test("what the tax bureau says of waiting invoices is asked of an OA that knows, once a day")
    func verifications() async throws {
        let bench = try HTTPBench()
        try await bench.serving { port in
            let console = try await bench.console(port: port)
            _ = await console.sync.round()
            let task = try #require(try await openTask(console))
            let first = try #require(try console.mirror.verification(of: task.invoice.number))
            #expect(
                ["state", "baidu", "tencent", "aliyun", "hesi"].contains(first.source) && !first.raw.isEmpty)
            #expect(try console.mirror.dueVerification(at: bench.clock.now) == nil)
            await console.close()
        }
    }

    @Test("an OA that does not offer a directory is not asked for one")
    func noDirectory() async throws {
        let bench = try Bench()
        try await bench.submit(1)
        #expect(try bench.mirror.directoryReadAt() == nil)
        #expect(await bench.oa.log.allSatisfy { !$0.contains("people") })
    }

    @Test(
        "on a task that a colleague claimed an added approver is the user's matter at once, an approval waits"
    )
    func claimed() async throws {
        let bench = try Bench()
        try await bench.submit(2)
        for number in 1...2 { await bench.oa.claim(TaskID(rawValue: "T-\(number)")) }
        let adding = try bench.record(1, .addApprover(person: "li.na", place: .before, comment: ""))
        let approval = try bench.record(2)
        _ = await bench.sync.round()
        #expect(try bench.state(adding) == .conflict && bench.state(approval) == .unknown)
    }

    private func openTask(_ console: HTTPConsole) async throws -> ApprovalTask? {
        let items = try await console.connector.snapshot(page: nil).items
        return try items.lazy.compactMap { try console.mirror.entry($0.id)?.task }.first { $0.status.isOpen }
    }

    private func record(
        _ decision: Decision, on task: ApprovalTask, _ console: HTTPConsole, _ bench: HTTPBench
    ) throws -> OperationID {
        var random = SystemRandomNumberGenerator()
        let id = OperationID(milliseconds: bench.clock.now, using: &random)
        return try console.ledger.record(
            NewOperation(
                id: id, task: task, decision: decision, actor: task.assignee, recordedAt: bench.clock.now)
        ).id
    }
}
