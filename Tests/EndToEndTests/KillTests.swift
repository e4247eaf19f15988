import Foundation
import OAProfile
import SeededRandom
import Testing

extension EndToEnd {
    /// What a `kill -9` must not do: lose a decision whose result was printed, or have one applied twice.
    @Suite("Killed at random moments", .serialized)
    struct KillTests {
        /// How many runs; the full count is asked for with `COUNTERSIGN_KILL_RUNS`.
        static let runs =
            ProcessInfo.processInfo.environment["COUNTERSIGN_KILL_RUNS"].flatMap { Int($0) } ?? 12

        @Test("every decision that was printed exists, and the OA applies each at most once")
        func killApprove() async throws {
            let oa = try await OAProcess(invoices: Self.runs * 3)
            let home = try await signedInHome(oa)
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let list = try await Program.run(["list", "--json"], home: home).json()
            let tasks = (list["items"] as? [[String: Any]] ?? []).compactMap { $0["task"] as? String }
            try #require(tasks.count >= Self.runs)
            let seed = UInt64.random(in: 0...UInt64.max)
            var random = SeededGenerator(seed: seed)
            var printed: [String: String] = [:]
            // How long an undisturbed run takes, so that the moments spread over all of it.
            let clock = ContinuousClock()
            let span = try await clock.measure { _ = try await Program.run(["list"], home: home) }
            for task in tasks.prefix(Self.runs) {
                let microseconds = Int64(random.next() % UInt64(max(1, span / .microseconds(1) * 2)))
                let output = try await killed(
                    after: .microseconds(microseconds), ["approve", task, "--lang", "en"], home)
                if let operation = output.split(separator: "\n").first(where: { $0.hasPrefix("Recorded ") }) {
                    printed[task] = String(operation.dropFirst("Recorded ".count).prefix(36))
                }
            }
            let delivered = try await eventually(within: .seconds(90), "everything is delivered") {
                _ = try await Program.run(["sync"], home: home)
                let status = try await Program.run(["status", "--json"], home: home).json()
                return status["undelivered"] as? Int == 0 ? status : nil
            }
            let acked = (delivered["outbox"] as? [String: Any])?["acked"] as? Int ?? 0
            #expect(acked >= printed.count, "seed \(seed)")
            for (task, operation) in printed {
                let report = try await oa.report(operation, as: home)
                #expect(report?.state == .applied, "seed \(seed): \(task) \(operation)")
                #expect(report?.receipt?.task.rawValue == task)
            }
            var applied = 0
            for task in tasks.prefix(Self.runs) {
                let document = try await oa.task(task, as: home).task
                // A task is closed by one decision; its own step then stands there once as done.
                if document.status == .approved { applied += 1 }
                #expect(document.status == .approved || printed[task] == nil, "seed \(seed): \(task)")
            }
            #expect(
                applied == acked, "seed \(seed): the OA holds exactly the decisions that are in the ledger")
        }

        private func killed(after delay: Duration, _ arguments: [String], _ home: TestHome) async throws
            -> String
        {
            let file = home.folder.url.appendingPathComponent("killed-\(UUID().uuidString)")
            try Data().write(to: file)
            let process = try ChildProcess(
                Program.path, arguments, environment: home.environment(), errors: file.path)
            try await Task.sleep(for: delay)
            process.send(SIGKILL)
            try await process.wait()
            return String(decoding: try Data(contentsOf: file), as: UTF8.self)
        }
    }
}
