import Foundation
import OAProfile
import Testing

extension EndToEnd {
    /// Decisions without a connection, and a bad one afterwards.
    @Suite("Decided offline, delivered through a hostile network", .serialized)
    struct OfflineTests {
        /// How many decisions; the full count of 1,000 is asked for with `COUNTERSIGN_OFFLINE_DECISIONS`.
        static let count =
            ProcessInfo.processInfo.environment["COUNTERSIGN_OFFLINE_DECISIONS"].flatMap { Int($0) } ?? 30

        @Test("each decision reaches the OA exactly once, while one exchange in five goes wrong")
        func deliver() async throws {
            let oa = try await OAProcess(invoices: max(100, Self.count * 3))
            let seed = UInt64.random(in: 0...UInt64.max)
            let proxy = try await HostileProxy(target: oa.port, seed: seed)
            let home = try TestHome()
            let login = try await Program.run(["login", "--oa", proxy.url, "--demo"], home: home)
            try #require(login.status == 0, "\(login.errors)")
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let list = try await Program.run(["list", "--json", "--limit", "100000"], home: home).json()
            let tasks = (list["items"] as? [[String: Any]] ?? []).compactMap { $0["task"] as? String }
            try #require(tasks.count >= Self.count)

            proxy.set(.offline)
            var operations: [String: String] = [:]
            for first in stride(from: 0, to: Self.count, by: 100) {
                let some = Array(tasks[first..<min(first + 100, Self.count)])
                let result = try await Program.run(["approve"] + some + ["--json"], home: home)
                #expect(result.status == 3, "\(result.errors)")
                for row in try result.json()["results"] as? [[String: Any]] ?? [] {
                    let operation = try #require(row["operation"] as? [String: Any])
                    operations[try #require(operation["op_id"] as? String)] = try #require(
                        row["id"] as? String)
                }
            }
            #expect(operations.count == Self.count)

            proxy.set(.hostile)
            let status = try await eventually(within: .seconds(Self.count), "everything is delivered") {
                _ = try await Program.run(["sync"], home: home)
                let status = try await Program.run(["status", "--json"], home: home).json()
                return status["undelivered"] as? Int == 0 ? status : nil
            }
            proxy.set(.fair)
            let met = proxy.met
            print("offline: seed \(seed), \(Self.count) decisions, \(met.exchanges) exchanges, \(met.fates)")
            #expect((status["outbox"] as? [String: Any])?["acked"] as? Int == Self.count, "seed \(seed)")
            for (operation, task) in operations {
                let report = try await oa.report(operation, as: home)
                #expect(report?.state == .applied, "seed \(seed): \(operation)")
                #expect(report?.receipt?.task.rawValue == task, "seed \(seed): \(operation)")
            }
            // Nothing else was applied, and nothing twice: the OA closed exactly these tasks.
            for task in tasks {
                let document = try await oa.task(task, as: home).task
                let isDecided = operations.values.contains(task)
                #expect((document.status == .approved) == isDecided, "seed \(seed): \(task)")
                let mine = document.steps.filter { $0.actor == document.assignee && $0.decidedAt != nil }
                #expect(mine.count <= 1, "seed \(seed): \(task) is decided \(mine.count) times")
            }
            await proxy.stop()
        }
    }
}
