import ArgumentParser
import Invoicing
import Verification

/// Budget: at least 50,000 invoices a second on one core, neighbours included.
struct RulesBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "Rules: invoices a second.")
    @OptionGroup var options: BenchOptions

    func run() throws {
        let samples = try SampleTasks(seed: options.seed)
        let tasks = (0..<options.count).map(samples.task)
        var byKey: [String: [Int]] = [:]
        for (index, task) in tasks.enumerated() {
            for key in RuleBook.neighbourKeys(of: task.invoice, attachments: []) {
                byKey[key, default: []].append(index)
            }
        }
        let neighbours = tasks.map { task -> [Neighbour] in
            let found = Set(
                RuleBook.neighbourKeys(of: task.invoice, attachments: []).flatMap {
                    (byKey[$0] ?? []).prefix(50)
                })
            return found.sorted().map { tasks[$0] }.filter { $0.instance != task.instance }.map {
                Neighbour(
                    instance: $0.instance, title: $0.title, submitter: $0.submitter,
                    submittedAt: $0.submittedAt,
                    invoice: $0.invoice)
            }
        }
        let claims = tasks.map { Claim($0) }
        var findings = 0
        let time = ContinuousClock().measure {
            for (claim, near) in zip(claims, neighbours) {
                findings += RuleBook.findings(on: claim, neighbours: near).count
            }
        }
        print(
            "rules: \(Int(Double(claims.count) / time.seconds)) invoices/s (\(claims.count), \(findings) findings)"
        )
    }
}
