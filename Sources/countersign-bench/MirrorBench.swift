import ArgumentParser
import Foundation
import Invoicing
import OAProfile
import Store

/// Budgets of the cache: applying pulled changes, first rows of a query, a page of rows, full-text search.
struct MirrorBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mirror", abstract: "Applying changes; keys, rows and search over --count tasks.")
    @OptionGroup var options: BenchOptions
    @Option(help: "A folder to fill and keep, for looking at the console over many invoices.")
    var keep: String?

    func run() throws {
        let folder = try BenchFolder()
        let place = keep.map { URL(fileURLWithPath: $0, isDirectory: true) } ?? folder.url
        let mirror = try Mirror(folder: place)
        try fill(mirror)
        let context = Query.Context(now: 1_795_600_000_000, utcOffset: 8 * 3_600, user: "chen.jing")
        for text in [
            "", "status:pending mine", "flagged", "amount>10000", "seller:科技", "seller:kj", "软件",
            "sort:amount-",
        ] {
            let query = try Query(parsing: text, in: context)
            var first = Timings()
            for _ in 0..<20 { _ = try first.measure { try mirror.keys(query, limit: 200) } }
            var all = Timings()
            let keys = try all.measure { try mirror.keys(query, limit: nil) }
            var count = Timings()
            _ = try count.measure { try mirror.count(query) }
            print(
                "keys “\(text)”: first 200 \(first.summary); all \(keys.count) \(all.summary); count \(count.summary)"
            )
        }
        let keys = try mirror.keys(try Query(parsing: "", in: context), limit: nil)
        var rows = Timings()
        for start in stride(from: 0, to: max(1, keys.count - 50), by: max(1, keys.count / 200)) {
            _ = try rows.measure { try mirror.rows(Array(keys[start..<min(keys.count, start + 50)])) }
        }
        print("50 rows: \(rows.summary)")
    }

    private func fill(_ mirror: Mirror) throws {
        let samples = try SampleTasks(seed: options.seed)
        var applying = Duration.zero
        for start in stride(from: 0, to: options.count, by: 500) {
            // Making the page is not what is measured.
            let end = min(options.count, start + 500)
            let page = samples.page(start..<end, hasMore: end < options.count)
            applying += try ContinuousClock().measure { _ = try mirror.apply(page, at: 1_795_600_000_000) }
        }
        print(
            "apply: \(Int(Double(options.count) / applying.seconds)) tasks/s (\(options.count), findings included)"
        )
    }
}
