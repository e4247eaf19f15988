import Foundation
import Invoicing
import OAClient
import OAProfile
import ReferenceOA
import Simulation
import Store
import Testing

@testable import Sync

/// A reference OA of a level on loopback, and a console of the sample reviewer beside it, with a clock of its own.
final class LevelBench {
    let level: CapabilityLevel
    let server: ReferenceServer
    let clock: SimulatedClock
    let dice: Dice
    private(set) var connector: LevelledConnector
    private(set) var ledger: Ledger
    private(set) var mirror: Mirror
    private(set) var sync: Synchronizer
    private let account: OAAccount
    private let folder: URL
    private var retired: [LevelledConnector] = []
    /// Reads the OA's record beside the connector that is tested.
    private let eye: ProfileConnector

    /// Runs an OA with so many claims while `body` works.
    static func run(
        _ level: CapabilityLevel, claims: Int, seed: UInt64 = 7,
        _ body: (LevelBench) async throws -> Void
    ) async throws {
        let root = freshFolder()
        try FileManager.default.createDirectory(
            at: root, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: root) }
        try await serve(level, in: root, claims: claims) { server, port in
            let account = try await ProfileConnector.signInToDemo(
                url: "http://127.0.0.1:\(port)", logger: .silent)
            let bench = try LevelBench(
                level, server, account, folder: root.appendingPathComponent("console"), seed: seed)
            do {
                try await body(bench)
                await bench.close()
            } catch {
                await bench.close()
                throw error
            }
        }
    }

    /// A folder in memory where there is one: what is tested here is order, not the disk.
    static func freshFolder() -> URL {
        let memory = URL(fileURLWithPath: "/dev/shm")
        let isThere = FileManager.default.isWritableFile(atPath: memory.path)
        return (isThere ? memory : FileManager.default.temporaryDirectory)
            .appendingPathComponent("countersign-level-\(UUID().uuidString)")
    }

    /// Serves the OA of a folder while `body` works.
    static func serve(
        _ level: CapabilityLevel, in root: URL, claims: Int, port: Int = 0, faults: FaultPlan = .none,
        _ body: (ReferenceServer, Int) async throws -> Void
    ) async throws {
        let options = ReferenceServer.Options(
            port: port, folder: root.appendingPathComponent("oa"), environment: "TEST", level: level,
            faults: faults)
        let server = try ReferenceServer(options: options, logger: .silent) { (1...claims).map(claim) }
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let running = Task {
            defer { continuation.finish() }
            try await server.run { continuation.yield($0) }
        }
        let result: Result<Void, any Error>
        do {
            var iterator = ports.makeAsyncIterator()
            guard let port = await iterator.next() else { throw CancellationError() }
            result = .success(try await body(server, port))
        } catch {
            result = .failure(error)
        }
        running.cancel()
        _ = await running.result
        try result.get()
    }

    init(
        _ level: CapabilityLevel, _ server: ReferenceServer, _ account: OAAccount, folder: URL, seed: UInt64
    ) throws {
        self.level = level
        self.server = server
        self.account = account
        self.folder = folder
        clock = SimulatedClock()
        dice = Dice(seed: seed)
        connector = try LevelledConnector(account: account, logger: .silent)
        eye = try ProfileConnector(account: account, logger: .silent)
        (ledger, mirror, sync) = try Self.open(folder, account, connector, clock.world(dice))
    }

    private static func open(
        _ folder: URL, _ account: OAAccount, _ connector: LevelledConnector, _ world: SyncWorld
    ) throws -> (Ledger, Mirror, Synchronizer) {
        let session = Ledger.Session(id: "test", actor: account.user, host: "test", appVersion: "0")
        let ledger = try Ledger(folder: folder, session: session)
        let mirror = try Mirror(folder: folder)
        let sync = Synchronizer(
            connector: connector, ledger: ledger, mirror: mirror, folder: folder, world: world,
            logger: .silent)
        return (ledger, mirror, sync)
    }

    /// What a program that starts anew finds: all that was only remembered is gone.
    func restart() throws {
        retired.append(connector)
        connector = try LevelledConnector(account: account, logger: .silent)
        (ledger, mirror, sync) = try Self.open(folder, account, connector, clock.world(dice))
    }

    func close() async {
        for connector in retired + [connector] { await connector.shutDown() }
        await eye.shutDown()
    }

    // MARK: What is done

    /// The open tasks as the console sees them, in order.
    func tasks() throws -> [ApprovalTask] {
        try (1...40).compactMap { try mirror.entry(TaskID(rawValue: "T-\($0)"))?.task }
            .filter { $0.status.isOpen && $0.assignee == account.user }
    }

    @discardableResult
    func record(_ decision: Decision, on task: ApprovalTask) throws -> OperationID {
        var generator = dice.generator
        let id = OperationID(milliseconds: clock.now, using: &generator)
        return try ledger.record(
            NewOperation(
                id: id, task: task, decision: decision, actor: account.user, recordedAt: clock.now)
        ).id
    }

    func state(_ id: OperationID) throws -> OperationState {
        try #require(try ledger.operation(id)).state
    }

    /// Rounds until nothing waits to be delivered, with the longest wait between two: what is left then stays for ever.
    func settle(rounds: Int = 12) async throws {
        for _ in 0..<rounds {
            _ = await sync.round()
            if try ledger.operations(in: [.recorded, .sending, .unknown], limit: 1).isEmpty { return }
            clock.advance(Backoff.cap)
        }
    }

    /// How often the OA carried out something of the user's on a task that says `text`, by its own record and without any
    /// faults on the way.
    func carriedOut(_ text: String, on task: TaskID) async throws -> Int {
        server.setFaults(.none)
        let document = try await eye.task(task)?.task
        let now = try #require(document)
        return now.steps.filter { $0.state == .done && $0.actor == account.user && $0.comment.contains(text) }
            .count + now.remarks.filter { $0.actor == account.user && $0.text.contains(text) }.count
    }

    // MARK: What there is to do

    static func decision(_ action: Decision.Action, saying text: String) -> Decision {
        let target =
            switch action {
            case .returnToStep: "submitter"
            case .transfer: "li.na"
            case .addApproverBefore, .addApproverAfter: "zhao.min"
            default: ""
            }
        return Decision(action: action, comment: text, target: target) ?? .approve(comment: text)
    }

    /// A claim that waits for the reviewer; `li.na` decides next, and `zhao.min` is there to be added.
    static func claim(_ number: Int) -> SampleDocument {
        let task = Sample.task(number)
        let next = number == 1 ? "zhao.min" : "li.na"
        let steps: [SampleDocument.Step] = [
            .init(node: "manager", title: "部门经理审批", actor: SampleGenerator.reviewer.user),
            .init(node: "finance", title: "财务复核", actor: next),
        ]
        return SampleDocument(
            title: task.title, submitter: task.submitter, department: task.department, costCentre: "CC-1",
            budgetCode: "B-1", references: [], policyFlags: [], submittedAt: task.submittedAt,
            dueAt: task.submittedAt + 86_400_000, invoice: task.invoice, files: [], steps: steps,
            currentStep: 0, plantedFaults: [])
    }
}

extension ApprovalTask {
    /// The invoice with another total: what makes the decision another one.
    var corrected: Invoice {
        var invoice = invoice
        invoice.totals.gross = Money(minor: invoice.totals.gross.minor + 100)
        return invoice
    }
}
