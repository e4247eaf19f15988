import ArgumentParser
import Invoicing
import OAProfile
import Store

/// Budget: recording is one commit of the ledger; the audit log verifies at 200,000 entries a second.
struct RecordBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "Recording a decision durably; verifying the audit log.")
    @OptionGroup var options: BenchOptions

    func run() throws {
        let folder = try BenchFolder()
        let session = Ledger.Session(id: "bench", actor: "bench", host: "bench", appVersion: "bench")
        let ledger = try Ledger(folder: folder.url, session: session)
        let samples = try SampleTasks(seed: options.seed)
        var random = SystemRandomNumberGenerator()
        var timings = Timings()
        for index in 0..<options.count {
            let new = NewOperation(
                id: OperationID(milliseconds: Int64(index), using: &random), task: samples.task(at: index),
                decision: .approve(comment: ""), actor: "bench", recordedAt: Int64(index))
            _ = try timings.measure { try ledger.record(new) }
        }
        print("record: \(timings.summary)")
        let time = try ContinuousClock().measure { _ = try ledger.verifyAudit() }
        print("audit verify: \(Int(Double(options.count) / time.seconds)) entries/s (\(options.count))")
    }
}
