import Foundation
import Invoicing
import Logging
import OAClient
import OAProfile
import ReferenceOA
import Simulation
import Store
import Synchronization
import Testing

@testable import Sync

/// What the whole client does at an OA that fails on purpose, over real HTTP.
@Suite("Faults of the reference OA")
struct FaultTests {
    @Test(
        "whatever goes wrong on the way of a decision, it is applied once and confirmed in the end",
        arguments: [
            [
                FaultPlan.Kind.loseRequest, .status(408, retryAfter: nil), .status(429, retryAfter: 3),
                .status(500, retryAfter: nil), .statusUntil(503, seconds: 86_400 * 365),
                .statusUntil(503, seconds: -86_400), .bomb(megabytes: 64),
            ],
            [.wrongOperation], [.truncated], [.duplicate],
        ])
    func decisions(_ kinds: [FaultPlan.Kind]) async throws {
        let bench = try HTTPBench()
        let faults = kinds.map { FaultPlan.Fault($0, on: .decisions, times: kinds.count > 1 ? 1 : 2) }
        try await bench.serving(faults: FaultPlan(faults)) { port in
            let console = try await bench.console(port: port)
            _ = await console.sync.round()
            let ids = [try await console.record(0), try await console.record(1)]
            for _ in 0..<kinds.count + 2 {
                _ = await console.sync.round()
                bench.clock.advance(3_600_000)
            }
            for id in ids {
                let operation = try #require(try console.ledger.operation(id))
                #expect(operation.state == .acked, "\(operation.state) \(operation.reason)")
                #expect(try await console.connector.report(on: id)?.state == .applied)
            }
            #expect(try console.ledger.operations(in: Set(OperationState.allCases), limit: 9).count == 2)
            await console.close()
        }
    }

    @Test("a gzip bomb costs neither memory nor time, and is told in one sentence")
    func bomb() async throws {
        let bench = try HTTPBench()
        try await bench.serving(faults: FaultPlan([.init(.bomb(megabytes: 4_096), on: .changes)])) { port in
            let console = try await bench.console(port: port)
            let before = Memory.resident
            let started = ContinuousClock.now
            let report = await console.sync.round()
            #expect(ContinuousClock.now - started < .seconds(10))
            #expect(Memory.resident - before < 64 << 20, "\((Memory.resident - before) >> 20) MiB")
            guard case .offline(let error) = report.health.connection else {
                Issue.record("\(report.health.connection)")
                return
            }
            #expect(error == .notAnOA(host: "127.0.0.1:\(port)", cause: OAError.Cause.encoded.rawValue))
            await console.close()
        }
    }

    @Test("a feed that leads back to where it began ends in an error that says so, after a few requests")
    func endlessLoop() async throws {
        let bench = try HTTPBench()
        let log = RequestLog()
        try await bench.serving(faults: FaultPlan([.init(.cursorLoop, on: .changes)])) { port in
            let console = try await bench.console(port: port, logger: log.logger)
            let report = await console.sync.round()
            #expect(
                report.health.connection
                    == .offline(
                        .notAnOA(host: "127.0.0.1:\(port)", cause: OAError.Cause.cursor.rawValue)))
            #expect(log.paths.filter { $0 == "/v1/changes" }.count <= 6, "\(log.paths)")
            #expect(log.paths.filter { $0 == "/v1/snapshot" }.count == 2)
            // A decision does not wait for the feed to be mended.
            let id = try await console.record(0)
            _ = await console.sync.round()
            #expect(try console.ledger.operation(id)?.state == .acked)
            await console.close()
        }
    }

    @Test("a feed that loops for a while is read again by a snapshot, and nothing is lost")
    func shortLoop() async throws {
        let bench = try HTTPBench()
        try await bench.serving(faults: FaultPlan([.init(.cursorLoop, on: .changes, times: 3)])) { port in
            let console = try await bench.console(port: port)
            let report = await console.sync.round()
            #expect(report.health.connection == .online)
            #expect(try await console.tasks().count == 3)
            await console.close()
        }
    }

    @Test("a restored backup leads to a snapshot; the decision that it lost is said, the ledger stays whole")
    func restoredBackup() async throws {
        let bench = try HTTPBench()
        let plan = FaultPlan([.init(.restoredBackup, on: .changes, times: 1, every: 3)])
        try await bench.serving(faults: plan) { port in
            let console = try await bench.console(port: port)
            _ = await console.sync.round()
            let id = try await console.record(0)
            _ = await console.sync.round()
            let acked = try #require(try console.ledger.operation(id))
            try #require(acked.state == .acked)
            let epoch = try console.mirror.syncState()?.epoch
            bench.clock.advance(60_000)
            let report = await console.sync.round()
            #expect(report.health.connection == .online)
            #expect(try console.mirror.syncState()?.epoch != epoch)
            // What was confirmed stays as it was, with its receipt; what the OA forgot waits for a person.
            #expect(try console.ledger.operation(id) == acked)
            let opened = try #require(try console.ledger.operations(in: [.conflict], limit: 9).first)
            #expect(opened.supersedes == id && opened.attempts == 0)
            #expect(opened.problem.flatMap { ServerChange($0, to: opened.request) } == .decisionLost)
            #expect(report.operations.contains { $0.id == opened.id && $0.state == .conflict })
            #expect(try console.mirror.entry(acked.task)?.task.status.isOpen == true)
            #expect(try console.ledger.verifyAudit().isIntact)
            // It is said once, and the log is anchored at the OA again.
            _ = await console.sync.round()
            #expect(try console.ledger.operations(in: [.conflict], limit: 9).count == 1)
            #expect(await console.sync.health.refusedCheckpoint == nil)
            await console.close()
        }
    }

    @Test(
        "an OA that was put back to a backup takes the log's checkpoint again, from the one that it still has"
    )
    func restoredCheckpoint() async throws {
        let bench = try HTTPBench()
        let console = try await bench.serving { port in
            let console = try await bench.console(port: port)
            _ = await console.sync.round()
            _ = try await console.record(0)
            _ = await console.sync.round()
            return (console, port)
        }
        let plan = FaultPlan([.init(.restoredBackup, on: .changes, times: 1, every: 2)])
        try await bench.serving(port: console.1, faults: plan) { _ in
            let console = console.0
            let second = try await console.record(1)
            bench.clock.advance(60_000)
            _ = await console.sync.round()
            try #require(try console.ledger.operation(second)?.state == .acked)
            let anchored = try console.ledger.checkpoints().filter { $0.anchoredAt != nil }.count
            bench.clock.advance(60_000)
            let report = await console.sync.round()
            #expect(report.health.connection == .online)
            #expect(report.operations.contains { $0.state == .conflict })
            #expect(report.health.refusedCheckpoint == nil)
            #expect(try console.ledger.checkpoints().filter { $0.anchoredAt != nil }.count > anchored)
            await console.close()
        }
    }

    @Test(
        "an OA whose clock is wrong makes nobody wait for its time or overtake",
        arguments: [-90, 10 * 365 * 86_400])
    func clockSkew(_ seconds: Int) async throws {
        let bench = try HTTPBench()
        let plan = FaultPlan([
            .init(.clockSkew(seconds: seconds), on: .everything, times: 1),
            .init(.statusUntil(503, seconds: 30), on: .decisions, times: 1),
        ])
        try await bench.serving(faults: plan) { port in
            let console = try await bench.console(port: port)
            _ = await console.sync.round()
            let session = try #require(await console.sync.health.session)
            let now = Int64(Date().timeIntervalSince1970)
            #expect(abs(session.serverTime / 1_000 - now - Int64(seconds)) < 60)
            let id = try await console.record(0)
            _ = await console.sync.round()
            let waiting = try #require(try console.ledger.operation(id))
            #expect(waiting.state == .unknown)
            let wait = try #require(waiting.nextAttemptAt) - bench.clock.now
            #expect((29_000...31_000).contains(wait), "\(wait) ms")
            bench.clock.advance(31_000)
            _ = await console.sync.round()
            let acked = try #require(try console.ledger.operation(id))
            #expect(acked.state == .acked)
            #expect(acked.recordedAt == waiting.recordedAt)
            #expect(try console.ledger.verifyAudit().isIntact)
            await console.close()
        }
    }

    @Test("a lost permission takes the task away; the decision that was open on it is closed with its reason")
    func aclChange() async throws {
        let bench = try HTTPBench()
        let plan = FaultPlan([
            .init(.status(500, retryAfter: nil), on: .decisions, times: 1),
            .init(.aclChange(tasks: 1), on: .changes, times: 1, every: 2),
        ])
        try await bench.serving(faults: plan) { port in
            let console = try await bench.console(port: port)
            _ = await console.sync.round()
            let all = try await console.tasks()
            let task = try #require(all.first)
            let id = try console.approve(task)
            let report = await console.sync.round()
            #expect(report.health.connection == .online)
            // The view lost one task; what was recorded about it is all there.
            #expect(try console.mirror.entry(task.id) == nil)
            #expect(try await console.tasks().count == all.count - 1)
            #expect(try console.ledger.operation(id)?.state == .unknown)
            bench.clock.advance(3_600_000)
            _ = await console.sync.round()
            let closed = try #require(try console.ledger.operation(id))
            #expect(closed.state == .refused && closed.problem?.code == .notAssignee)
            #expect(!closed.reason.isEmpty)
            #expect(try console.ledger.evidence(of: id)?.id == task.id)
            #expect(try await console.connector.report(on: id)?.state != .applied)
            // The other tasks are decided as if nothing had been.
            let next = try console.approve(try #require(all.last))
            _ = await console.sync.round()
            #expect(try console.ledger.operation(next)?.state == .acked)
            await console.close()
        }
    }
}

/// The paths that a transport asked for, in order.
private final class RequestLog: Sendable {
    private let asked = Mutex<[String]>([])

    var paths: [String] { asked.withLock { $0 } }
    var logger: Logger {
        var logger = Logger(label: "test") { _ in Handler(log: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let log: RequestLog
        var logLevel = Logger.Level.trace
        var metadata = Logger.Metadata()
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        init(log: RequestLog) { self.log = log }

        func log(event: LogEvent) {
            guard case .string(let path)? = event.metadata?["url.path"] else { return }
            log.asked.withLock { $0.append(path) }
        }
    }
}

private enum Memory {
    /// Bytes of this process that are in memory.
    static var resident: Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * Int(getpagesize())
    }
}
