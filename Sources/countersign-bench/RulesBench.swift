import ArgumentParser
import Invoicing
import OAProfile
import Store
import Verification

/// Budgets: at least 50,000 invoices a second on one core for the rules of one invoice, 20,000 with neighbours and
/// statistics, and less than a millisecond for one more invoice among those that are stored.
struct RulesBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "Rules: invoices a second, and what one more invoice costs.")
    @OptionGroup var options: BenchOptions
    @Option(help: "How many invoices are stored before more are added, one by one; 0 leaves this out.")
    var stored = 0
    @Option(help: "How many are added.")
    var added = 1_000

    func run() throws {
        let samples = try SampleTasks(seed: options.seed)
        try judge(samples)
        if stored > 0 { try add(samples) }
    }

    private func judge(_ samples: SampleTasks) throws {
        let members = (0..<options.count).map { Ensemble.Member(samples.task(at: $0)) }
        var findings = 0
        let single = ContinuousClock().measure {
            for member in members { findings += RuleBook.findings(on: member.claim).count }
        }
        print(
            "rules, single: \(perSecond(members.count, single)) invoices/s (\(members.count), \(findings) findings)"
        )
        let ensemble = Ensemble(members)
        findings = 0
        let together = ContinuousClock().measure {
            for place in members.indices { findings += ensemble.findings(at: place).count }
        }
        print(
            "rules, with neighbours and statistics: \(perSecond(members.count, together)) invoices/s (\(findings) findings)"
        )
    }

    private func add(_ samples: SampleTasks) throws {
        let folder = try BenchFolder()
        let mirror = try Mirror(folder: folder.url, at: 0)
        let filling = try ContinuousClock().measure {
            for start in stride(from: 0, to: stored, by: 500) {
                let end = min(start + 500, stored)
                _ = try mirror.apply(samples.page(start..<end, hasMore: end < stored), at: 0)
            }
        }
        print("stored: \(stored) at \(perSecond(stored, filling)) invoices/s, judged as they came")
        // What the commit costs besides: a page with nothing in it but its cursor.
        var commits = Timings()
        var additions = Timings()
        for place in stored..<(stored + added) {
            let page = samples.page(place..<(place + 1))
            let empty = ChangesPage(
                epoch: "bench", oldCursor: "", newCursor: "\(place)-", hasMore: false, items: [])
            try commits.measure { _ = try mirror.apply(empty, at: 0) }
            try additions.measure { _ = try mirror.apply(page, at: 0) }
        }
        print("one more, stored and judged: \(additions.summary)")
        print("of it the commit: \(commits.summary)")
    }

    private func perSecond(_ count: Int, _ time: Duration) -> Int { Int(Double(count) / time.seconds) }
}
