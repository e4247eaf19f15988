import ArgumentParser
import Audit
import Foundation
import Invoicing
import OAProfile
import Store

/// Budgets: the audit log verifies at 200,000 entries a second, evidence included; an entry costs at most 1 KiB and no
/// fsync of its own.
struct AuditBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "The chain alone, the full replay, the cost and size of an entry.")
    @OptionGroup var options: BenchOptions

    func run() throws {
        // In memory, so that making the log takes no fsync; verifying reads the file through SQLite all the same.
        let folder = try BenchFolder(in: URL(fileURLWithPath: "/dev/shm"))
        let session = Ledger.Session(
            id: "5f0c1d2e3b4a5968", actor: "zhang.wei", host: "jump-01.example.com", appVersion: "0.1.0",
            bootID: "a261499f-29c1-4276-8de3-44e009e24d8e", ttyHash: ContentDigest(of: "/dev/pts/1").hex,
            client: "192.0.2.117")
        let ledger = try Ledger(folder: folder.url, session: session)
        let samples = try SampleTasks(seed: options.seed)
        var random = SystemRandomNumberGenerator()
        // Three entries an operation, as most have: recorded, sending, acked.
        let operations = max(options.count / 3, 1)
        let making = try ContinuousClock().measure {
            for index in 0..<operations {
                let now = Int64(1_764_000_000_000 + index)
                let recorded = try ledger.record(
                    NewOperation(
                        id: OperationID(milliseconds: now, using: &random), task: samples.task(at: index),
                        decision: .approve(comment: index % 2 == 0 ? "" : "同意，金额与合同一致"),
                        actor: "zhang.wei", recordedAt: now))
                _ = try ledger.beginSending(recorded.id, at: now)
                let receipt = DecisionReceipt(
                    opID: recorded.id, task: recorded.task, action: recorded.decision.action, rev: "2",
                    decisionID: "D-\(index)", decidedAt: now, actor: recorded.actor,
                    seenDigest: recorded.seenDigest, next: "财务复核 李娜", receipt: "c2lnbmVk")
                _ = try ledger.settle(
                    recorded.id, as: .acked(receipt), httpStatus: 200, nextAttemptAt: nil, at: now)
            }
        }
        let entries = try ledger.auditSize()
        print("made \(entries) entries in \(making.seconds.rounded()) s, without fsync")
        let sealed = try ledger.auditEntries(from: 1, limit: .max)
        let texts = sealed.reduce(0) { $0 + $1.text.utf8.count }
        print("canonical text: \(texts / entries) bytes an entry")
        let whole = try Self.size(folder)
        print("ledger.db with operations, evidence, receipts: \(whole / entries) bytes an entry")

        rate("chain alone", entries) { _ = AuditChain.verify(sealed) }
        var verification: LedgerVerification?
        try rate("full replay", entries) { verification = try ledger.verifyAudit() }
        guard let verification, verification.isIntact, verification.entries == entries else {
            throw ValidationError("the log of the bench does not verify")
        }

        var timings = Timings()
        for index in 0..<10_000 {
            try ledger.note(.login(oa: "https://oa.example.com"), at: Int64(index))
        }
        print("ledger.db grows by \((try Self.size(folder) - whole) / 10_000) bytes an event")
        let disk = try BenchFolder()
        let durable = try Ledger(folder: disk.url, session: session)
        for index in 0..<200 {
            try timings.measure { try durable.note(.login(oa: "https://oa.example.com"), at: Int64(index)) }
        }
        print("note an event, durable: \(timings.summary)")
    }

    /// The size of ledger.db, asked of the folder: nobody but SQLite opens the file.
    private static func size(_ folder: BenchFolder) throws -> Int {
        let path = folder.url.appendingPathComponent("ledger.db").path
        return try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    }

    private func rate(_ name: String, _ entries: Int, _ work: () throws -> Void) rethrows {
        let time = try ContinuousClock().measure(work)
        print("\(name): \(Int(Double(entries) / time.seconds)) entries/s (\(entries))")
    }
}
