import Foundation
import Invoicing
import Logging
import OAClient
import OAProfile
import ReferenceOA
import Simulation
import Store
import Testing

@testable import Sync

/// The whole way over real HTTP: connector, synchroniser, ledger and mirror against the reference OA.
@Suite("Against the reference OA")
struct ReferenceServerTests {
    @Test("a decision goes from the ledger to the OA and comes back as a changed task")
    func approve() async throws {
        let bench = try HTTPBench()
        try await bench.serving { port in
            let console = try await bench.console(port: port)
            var report = await console.sync.round()
            #expect(report.health.connection == .online && report.changed == 3)
            #expect(report.health.session?.user == SampleGenerator.reviewer.user)
            let id = try await console.record(0)
            report = await console.sync.round()
            let operation = try #require(try console.ledger.operation(id))
            #expect(operation.state == .acked && operation.receipt?.proves(operation.request) == true)
            #expect(try console.mirror.entry(operation.task)?.task.status.isOpen != true)
            await console.close()
        }
    }

    @Test("decided while the OA is down, delivered exactly once after its restart")
    func outage() async throws {
        let bench = try HTTPBench()
        let (console, port, tasks) = try await bench.serving { port in
            let console = try await bench.console(port: port)
            _ = await console.sync.round()
            let listed = try await console.connector.snapshot(page: nil).items
            return (console, port, try listed.compactMap { try console.mirror.entry($0.id)?.task })
        }
        let ids = try tasks.map { try console.approve($0) }
        #expect(ids.count == 3)
        let away = await console.sync.round()
        if case .offline(.unreachable) = away.health.connection {} else { Issue.record("\(away.health)") }
        bench.clock.advance(Backoff.cap)
        try await bench.serving(port: port) { _ in
            for _ in 0..<3 {
                let report = await console.sync.round()
                #expect(report.health.connection == .online)
                bench.clock.advance(Backoff.cap)
            }
            for id in ids {
                #expect(try console.ledger.operation(id)?.state == .acked)
                let known = try await console.connector.report(on: id)
                #expect(known?.state == .applied)
            }
        }
        await console.close()
    }

    @Test(
        "a fault on the way of a decision delays it and does not double it",
        arguments: [
            FaultPlan.Kind.html, .dropAnswer, .unavailable(retryAfter: 5), .unavailable(retryAfter: nil),
            .delay(milliseconds: 20),
        ])
    func faults(_ kind: FaultPlan.Kind) async throws {
        let bench = try HTTPBench()
        try await bench.serving(faults: FaultPlan([.init(kind, on: .decisions, times: 2)])) { port in
            let console = try await bench.console(port: port)
            _ = await console.sync.round()
            var ids: [OperationID] = []
            for index in 0..<3 { ids.append(try await console.record(index)) }
            for _ in 0..<8 {
                _ = await console.sync.round()
                bench.clock.advance(Backoff.cap)
            }
            var decisions: Set<String> = []
            for id in ids {
                let operation = try #require(try console.ledger.operation(id))
                #expect(operation.state == .acked, "\(operation.state) \(operation.reason)")
                if let decision = operation.receipt?.decisionID { decisions.insert(decision) }
                #expect(try console.mirror.entry(operation.task)?.task.status.isOpen != true)
            }
            #expect(decisions.count == 3)
            await console.close()
        }
    }

    @Test("everything that is shown is compared in digests over HTTP, and what differs is fetched again")
    func compare() async throws {
        let bench = try HTTPBench()
        try await bench.serving { port in
            let console = try await bench.console(port: port)
            guard case .compared(let right) = await console.sync.compare().outcome else {
                Issue.record("not compared")
                return
            }
            #expect(right.compared == 3 && right.differences == 0)
            let listed = try await console.connector.snapshot(page: nil).items
            let id = try #require(listed.first?.id)
            _ = try console.mirror.repair([ChangeItem(id: id, rev: "0", content: .gone(reason: "?"))], at: 1)
            guard case .compared(let wrong) = await console.sync.compare().outcome else {
                Issue.record("not compared")
                return
            }
            #expect(wrong.differing == [id])
            #expect(try console.mirror.entry(id) != nil)
            await console.close()
        }
    }

    @Test("a wrong token is signed out, and nothing is sent")
    func wrongToken() async throws {
        let bench = try HTTPBench()
        try await bench.serving { port in
            let console = try await bench.console(port: port, token: "wrong")
            #expect(await console.sync.round().health.connection == .signedOut)
            await console.close()
        }
    }

    @Test("what may have been sent is fenced at the OA, over HTTP")
    func fence() async throws {
        let bench = try HTTPBench()
        try await bench.serving(faults: FaultPlan([.init(.html, on: .decisions, times: 1)])) { port in
            let console = try await bench.console(port: port)
            _ = await console.sync.round()
            let id = try await console.record(0)
            _ = await console.sync.round()
            #expect(try console.ledger.operation(id)?.state == .unknown)
            let outcome = await console.sync.cancel(id)
            guard case .cancelled(let operation) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            let answer = await console.connector.deliver(operation.request, onRev: operation.baseRev)
            #expect(Judgement(answer: answer, to: operation.request) == .fenced)
            await console.close()
        }
    }
}

/// A reference OA and consoles, in folders of their own.
final class HTTPBench: Sendable {
    let clock = SimulatedClock()
    let dice = Dice(seed: 7)
    private let root: URL

    init() throws {
        root = Bench.fastFolder
            .appendingPathComponent("countersign-reference-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: root, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    /// Runs the OA while `body` runs.
    func serving<T: Sendable>(
        port: Int = 0, faults: FaultPlan = .none, _ body: @escaping @Sendable (Int) async throws -> T
    ) async throws -> T {
        let options = ReferenceServer.Options(
            port: port, folder: root.appendingPathComponent("oa"), invoices: 3, environment: "TEST",
            faults: faults)
        let server = try ReferenceServer(options: options, logger: .silent) { (1...3).map(Self.claim) }
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run { continuation.yield($0) } }
            defer { group.cancelAll() }
            for await port in ports { return try await body(port) }
            throw CancellationError()
        }
    }

    /// A console with an empty store, signed in.
    func console(port: Int, token: String? = nil, logger: Logger = .silent) async throws -> HTTPConsole {
        var account = try await ProfileConnector.signInToDemo(
            url: "http://127.0.0.1:\(port)", logger: .silent)
        if let token { account.token = token }
        let connector = try ProfileConnector(account: account, logger: logger)
        return try HTTPConsole(
            connector: connector, user: account.user, folder: root.appendingPathComponent("console"),
            clock: clock,
            dice: dice)
    }

    private static func claim(_ number: Int) -> SampleDocument {
        let task = Sample.task(number)
        return SampleDocument(
            title: task.title, submitter: task.submitter, department: task.department, costCentre: "CC-1",
            budgetCode: "B-1", references: [], policyFlags: [], submittedAt: task.submittedAt,
            dueAt: task.submittedAt + 86_400_000, invoice: task.invoice, files: [],
            steps: [.init(node: "manager", title: "部门经理审批", actor: SampleGenerator.reviewer.user)],
            currentStep: 0,
            plantedFaults: [])
    }
}

struct HTTPConsole: Sendable {
    let connector: ProfileConnector
    let ledger: Ledger
    let mirror: Mirror
    let sync: Synchronizer
    /// What the witness of the audit log was told.
    let witnessed = Witnessed()
    private let user: String
    private let clock: SimulatedClock
    private let dice: Dice

    init(connector: ProfileConnector, user: String, folder: URL, clock: SimulatedClock, dice: Dice) throws {
        self.connector = connector
        self.user = user
        self.clock = clock
        self.dice = dice
        ledger = try Ledger(
            folder: folder, session: Ledger.Session(id: "test", actor: user, host: "test", appVersion: "0"))
        mirror = try Mirror(folder: folder)
        sync = Synchronizer(
            connector: connector, ledger: ledger, mirror: mirror, folder: folder, world: clock.world(dice),
            logger: .silent, witness: { [witnessed] in witnessed.add($0, $1) })
    }

    /// Approves the task at a place of the OA's list, as the mirror shows it.
    func record(_ index: Int) async throws -> OperationID {
        let id = try await connector.snapshot(page: nil).items[index].id
        let entry = try #require(try mirror.entry(id))
        return try approve(entry.task)
    }

    /// The OA's tasks, as the mirror shows them.
    func tasks() async throws -> [ApprovalTask] {
        try await connector.snapshot(page: nil).items.compactMap { try mirror.entry($0.id)?.task }
    }

    func approve(_ task: ApprovalTask) throws -> OperationID {
        var generator = clock.world(dice).generator
        let id = OperationID(milliseconds: clock.now, using: &generator)
        return try ledger.record(
            NewOperation(
                id: id, task: task, decision: .approve(comment: "同意"), actor: user, recordedAt: clock.now)
        ).id
    }

    func close() async { await connector.shutDown() }
}
