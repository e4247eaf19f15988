import ArgumentParser
import Foundation
import Invoicing
import OAClient
import ReferenceOA
import Store

/// Makes a store of many invoices, as one that synced for three years: `COUNTERSIGN_HOME=DIR countersign` opens it.
struct SeedBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seed",
        abstract: "Fills a folder with a store of many invoices, to look at and to measure.",
        discussion: """
            The invoices come in over three years. The newest wait for somebody, one in fifty; the others are decided: \
            95 % approved, 3 % rejected, 2 % returned. One in eight has a fault that the rules find. The same count and \
            seed make the same store. No OA stands behind it.
            """)
    @Option(help: "How many invoices.")
    var invoices = 1_000_000
    @Option(help: "The seed of the sample data.")
    var seed: UInt64 = 1
    @Argument(help: "The folder, which becomes a COUNTERSIGN_HOME; it must hold no store yet.")
    var folder: String

    func run() throws {
        let data = URL(fileURLWithPath: folder, isDirectory: true).appendingPathComponent("data")
        guard !FileManager.default.fileExists(atPath: data.path) else {
            throw ValidationError("\(data.path) exists already: name a new folder")
        }
        guard invoices > 0 else { throw ValidationError("--invoices must be at least 1") }
        // The folder first: it is for the user alone.
        let mirror = try Mirror(folder: data)
        let reviewer = SampleGenerator.reviewer
        // Port 1 answers on no machine: the console shows “offline” and works on what is here.
        try AccountFile(data.appendingPathComponent("account.json")).save(
            OAAccount(
                url: "http://127.0.0.1:1", token: "seeded", user: reviewer.user,
                displayName: reviewer.displayName, environment: "BENCH"))
        let history = try SeededHistory(count: invoices, seed: seed)
        let start = ContinuousClock.now
        var pages = PageMaker(history: history)
        var done = 0
        while let page = try pages.next() {
            let changes = try mirror.apply(page, at: SeededHistory.now)
            done += changes.changed.count
            guard changes.unreadable.isEmpty else { throw ValidationError("\(changes.unreadable)") }
            if done % 100_000 < page.items.count {
                let time = (ContinuousClock.now - start).seconds
                FileHandle.standardError.write(
                    Data("\(done) invoices in \(Int(time)) s\n".utf8))
            }
        }
        guard done == invoices else { throw ValidationError("\(done) of \(invoices) invoices were stored") }
        print(
            "\(done) invoices in \(Int((ContinuousClock.now - start).seconds)) s: COUNTERSIGN_HOME=\(folder)")
    }
}
