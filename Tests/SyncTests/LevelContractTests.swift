import Foundation
import Invoicing
import OAClient
import OAProfile
import ReferenceOA
import Simulation
import Store
import Testing

@testable import Sync

/// What every connector must hold to, whatever its OA lacks: against the reference OA of each level, over real HTTP.
@Suite("The contract of a connector, at each capability level")
struct LevelContractTests {
    static let levels = CapabilityLevel.allCases

    @Test("the session names the level; a pull brings everything, and then what changed and what is gone")
    func pull() async throws {
        for level in Self.levels {
            try await LevelBench.run(level, claims: 4) { bench in
                let first = await bench.sync.round()
                #expect(first.health.level == level && bench.connector.level == level)
                #expect(first.changed == 4)
                let tasks = try bench.tasks()
                #expect(tasks.count == 4)
                #expect(await bench.sync.round().changed == 0)
                try bench.server.apply(.amend(tasks[0].id, to: tasks[0].corrected))
                try bench.server.apply(.reassign(tasks[1].id, to: "zhao.min"))
                let second = await bench.sync.round()
                #expect(second.changed == 1 && second.gone == 1, "level \(level.rawValue): \(second)")
                #expect(try bench.mirror.entry(tasks[0].id)?.task.invoice == tasks[0].corrected)
                #expect(try bench.mirror.entry(tasks[0].id)?.task.rev != tasks[0].rev)
                #expect(try bench.mirror.entry(tasks[1].id)?.task.assignee != "zhao.min")
                #expect(try bench.tasks().count == 3)
            }
        }
    }

    struct Case: CustomTestStringConvertible {
        let level: CapabilityLevel
        let fault: FaultPlan.Kind?
        var testDescription: String { "level \(level.rawValue), \(fault.map { "\($0)" } ?? "no fault")" }
        /// Whether the OA carries the request out under the fault.
        var isCarriedOut: Bool {
            switch fault {
            case .loseRequest, .html: false
            default: true
            }
        }
    }

    static let cases: [Case] = levels.flatMap { level in
        [nil, FaultPlan.Kind.dropAnswer, .wrongOperation, .loseRequest, .html].map {
            Case(level: level, fault: $0)
        }
    }

    @Test(
        "each action is carried out once, or the person is asked: never twice, never called done without proof",
        arguments: cases)
    func actions(_ value: Case) async throws {
        let level = value.level
        // Under a fault one of each kind: what completes a task, what changes it otherwise, what only says something.
        let actions =
            value.fault == nil
            ? Decision.Action.allCases.filter { $0 != .release } : [.approve, .hold, .remark]
        try await LevelBench.run(level, claims: actions.count) { bench in
            _ = await bench.sync.round()
            var tasks = try bench.tasks()
            for action in actions {
                let last = tasks.popLast()
                let task = try #require(last)
                let text = "\(action.rawValue)!"
                try await check(value, LevelBench.decision(action, saying: text), on: task, text, bench)
                guard action == .hold, value.fault == nil else { continue }
                // What was put aside is taken up again.
                _ = await bench.sync.round()
                let held = try #require(try bench.mirror.entry(task.id)?.task)
                #expect(held.isHeld)
                try await check(value, .release(comment: "release!"), on: held, "release!", bench)
            }
        }
    }

    private func check(
        _ value: Case, _ decision: Decision, on task: ApprovalTask, _ text: String, _ bench: LevelBench
    ) async throws {
        let level = value.level
        let id = try bench.record(decision, on: task)
        bench.server.setFaults(FaultPlan(value.fault.map { [.init($0, on: .decisions, times: 1)] } ?? []))
        _ = await bench.sync.round()
        let first = try bench.state(id)
        if first == .acked { #expect(try await bench.carriedOut(text, on: task.id) == 1) }
        if !value.isCarriedOut { #expect(first == .unknown, "\(decision.action): \(first)") }
        // Another program goes on from what is durable.
        if value.fault != nil { try bench.restart() }
        bench.clock.advance(Schedule.longest)
        _ = await bench.sync.round()
        let isLeft = !value.isCarriedOut && !level.isSafeToRepeat(decision.action)
        if isLeft {
            #expect(try bench.state(id) == .unknown, "\(decision.action) is looked for, not sent again")
        }
        try await bench.settle()
        let operation = try #require(try bench.ledger.operation(id))
        let count = try await bench.carriedOut(text, on: task.id)
        if isLeft {
            #expect(operation.state == .conflict && count == 0, "\(decision.action): \(operation.state)")
            #expect(operation.problem?.code == .other(Problem.outcomeUnknown))
            #expect(operation.attempts == 1)
        } else {
            #expect(operation.state == .acked, "\(decision.action): \(operation.state) \(operation.reason)")
            #expect(operation.receipt?.proves(operation.request) == true)
            #expect(count == 1, "\(decision.action)")
        }
    }

    enum Meanwhile: CaseIterable { case commented, amended, withdrawn, reassigned }

    @Test("what changed before sending is found, and what only got a comment goes on", arguments: levels)
    func meanwhile(_ level: CapabilityLevel) async throws {
        try await LevelBench.run(level, claims: Meanwhile.allCases.count) { bench in
            _ = await bench.sync.round()
            for (change, task) in zip(Meanwhile.allCases, try bench.tasks()) {
                let id = try bench.record(.approve(comment: "yes!"), on: task)
                switch change {
                case .commented: try bench.server.apply(.comment(on: task.id))
                case .amended: try bench.server.apply(.amend(task.id, to: task.corrected))
                case .withdrawn: try bench.server.apply(.withdraw(task.id))
                case .reassigned: try bench.server.apply(.reassign(task.id, to: "zhao.min"))
                }
                try await bench.settle()
                let operation = try #require(try bench.ledger.operation(id))
                let last = try bench.ledger.newestOperations(on: [task.id])[task.id]
                switch change {
                case .commented:
                    #expect(last?.state == .acked, "\(String(describing: last?.reason))")
                    #expect(try await bench.carriedOut("yes!", on: task.id) == 1)
                case .amended, .withdrawn:
                    #expect(operation.state == .conflict)
                    #expect(try await bench.carriedOut("yes!", on: task.id) == 0)
                case .reassigned:
                    #expect([.conflict, .refused].contains(operation.state))
                }
            }
        }
    }

    @Test(
        "an edit between looking and sending is prevented by a row version, and found without one",
        arguments: levels)
    func editInBetween(_ level: CapabilityLevel) async throws {
        try await LevelBench.run(level, claims: 1) { bench in
            _ = await bench.sync.round()
            let task = try #require(try bench.tasks().first)
            let id = try bench.record(.approve(comment: "yes!"), on: task)
            let operation = try #require(try bench.ledger.operation(id))
            #expect(try await bench.connector.preflight(operation.request) == nil)
            try bench.server.apply(.amend(task.id, to: task.corrected))
            let answer = await bench.connector.deliver(operation.request, onRev: operation.baseRev)
            guard case .conflict(let problem) = Judgement(answer: answer, to: operation.request) else {
                Issue.record("\(answer)")
                return
            }
            let isPrevented = level.hasRowVersions
            #expect(try await bench.carriedOut("yes!", on: task.id) == (isPrevented ? 0 : 1))
            #expect(problem.code == (isPrevented ? .changed : .other(Problem.changedAtDecision)))
            #expect(
                ServerChange(problem, to: operation.request)
                    == (isPrevented ? .contentChanged : .landedElsewhere))
        }
    }

    @Test("taking back ends what never left, and elsewhere says what it cannot promise", arguments: levels)
    func takingBack(_ level: CapabilityLevel) async throws {
        try await LevelBench.run(level, claims: 3) { bench in
            _ = await bench.sync.round()
            let tasks = try bench.tasks()
            let unsent = try bench.record(.approve(comment: "unsent"), on: tasks[0])
            guard case .cancelled = await bench.sync.cancel(unsent) else {
                Issue.record("what never left was not cancelled")
                return
            }

            let applied = try bench.record(.approve(comment: "applied"), on: tasks[1])
            bench.server.setFaults(FaultPlan([.init(.dropAnswer, on: .decisions, times: 1)]))
            _ = await bench.sync.round()
            #expect(try bench.state(applied) == .unknown)
            guard case .settled(let found) = await bench.sync.cancel(applied) else {
                Issue.record("what was applied was taken back")
                return
            }
            #expect(found.state == .acked)

            let lost = try bench.record(.approve(comment: "lost"), on: tasks[2])
            bench.server.setFaults(FaultPlan([.init(.loseRequest, on: .decisions, times: 1)]))
            bench.clock.advance(Backoff.cap)
            _ = await bench.sync.round()
            #expect(try bench.state(lost) == .unknown)
            let sent = try #require(try bench.ledger.operation(lost))
            var outcome = await bench.sync.cancel(lost)
            if level < .full {
                guard case .notNow(.notFenced) = outcome else {
                    Issue.record("\(outcome)")
                    return
                }
                #expect(try bench.state(lost) == .unknown)
            }
            if level == .versioned {
                // As soon as the row version has moved, no copy of it can apply any more.
                try bench.server.apply(.comment(on: tasks[2].id))
                outcome = await bench.sync.cancel(lost)
            }
            if level.hasRowVersions {
                guard case .cancelled = outcome else {
                    Issue.record("\(outcome)")
                    return
                }
                // Its request arrives late.
                _ = await bench.connector.deliver(sent.request, onRev: sent.baseRev)
                #expect(try await bench.carriedOut("lost", on: tasks[2].id) == 0)
            }
        }
    }

    @Test("what the OA turned away was not carried out, and is sent again", arguments: levels)
    func turnedAway(_ level: CapabilityLevel) async throws {
        try await LevelBench.run(level, claims: 1) { bench in
            _ = await bench.sync.round()
            let task = try #require(try bench.tasks().first)
            let id = try bench.record(.hold(comment: "wait!"), on: task)
            bench.server.setFaults(
                FaultPlan([.init(.status(429, retryAfter: 1), on: .decisions, times: 2)]))
            _ = await bench.sync.round()
            #expect(try bench.state(id) == .unknown)
            try bench.restart()
            try await bench.settle()
            #expect(try bench.state(id) == .acked)
            #expect(try await bench.carriedOut("wait!", on: task.id) == 1)
        }
    }

    @Test("the reference OA really doubles what its level does not guard, so that these tests can fail")
    func theOADoubles() async throws {
        for level in Self.levels {
            try await LevelBench.run(level, claims: 2) { bench in
                _ = await bench.sync.round()
                let tasks = try bench.tasks()
                let decisions: [Decision] = [
                    .approve(comment: "a!"), LevelBench.decision(.remark, saying: "r!"),
                ]
                for (task, decision) in zip(tasks, decisions) {
                    let id = try bench.record(decision, on: task)
                    let operation = try #require(try bench.ledger.operation(id))
                    for _ in 0..<2 {
                        _ = await bench.connector.deliver(operation.request, onRev: operation.baseRev)
                    }
                    let count = try await bench.carriedOut(decision.comment, on: task.id)
                    #expect(
                        count == (level.isSafeToRepeat(decision.action) ? 1 : 2),
                        "level \(level.rawValue) \(decision.action)")
                }
            }
        }
    }

    @Test("an OA that offers less from one day to the next gets nothing twice")
    func fallingLevel() async throws {
        let root = LevelBench.freshFolder()
        defer { try? FileManager.default.removeItem(at: root) }
        var kept: (bench: LevelBench, id: OperationID, port: Int)?
        let lossy = FaultPlan([.init(.dropAnswer, on: .decisions, times: 1)])
        try await LevelBench.serve(.full, in: root, claims: 1, faults: lossy) { server, port in
            let account = try await ProfileConnector.signInToDemo(
                url: "http://127.0.0.1:\(port)", logger: .silent)
            let bench = try LevelBench(
                .full, server, account, folder: root.appendingPathComponent("console"), seed: 1)
            _ = await bench.sync.round()
            let id = try bench.record(.approve(comment: "once!"), on: try #require(try bench.tasks().first))
            _ = await bench.sync.round()
            #expect(try bench.state(id) == .unknown)
            kept = (bench, id, port)
        }
        let (bench, id, port) = try #require(kept)
        try await LevelBench.serve(.atMostOnce, in: root, claims: 1, port: port) { _, _ in
            bench.clock.advance(Backoff.cap)
            try await bench.settle()
            #expect(bench.connector.level == .atMostOnce)
            #expect(try bench.state(id) == .conflict)
            let operation = try #require(try bench.ledger.operation(id))
            #expect(operation.attempts == 1)
            #expect(try await bench.carriedOut("once!", on: operation.task) == 1)
        }
        await bench.close()
    }
}
