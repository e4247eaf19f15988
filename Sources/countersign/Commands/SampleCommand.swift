import Archive
import ArgumentParser
import Audit
import Foundation
import Invoicing
import OAProfile
import Store

struct AuditSampleCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample",
        abstract: "Draw a sample that another auditor can draw again. 抽样：随机、分层、货币单位。")
    @Argument(help: "The query that says what the population is; empty for everything.")
    var query: [String] = []
    @Option(name: .long, help: "How: random, stratified, monetary (MUS).")
    var method = SamplingMethod.random
    @Option(name: .long, help: "How many.")
    var size: Int
    @Option(name: .long, help: "The seed, any text; keep it with the working papers.")
    var seed: String
    @Option(name: .long, help: "The strata: department, seller, kind, month or amount.")
    var by = Stratification.department
    @Option(name: .long, help: "Write sample, population and proofs into a new folder.")
    var export: String?
    @Flag(name: .long, help: "Print one JSON document.")
    var json = false
    @OptionGroup var signing: SigningOptions
    @OptionGroup var common: CommonOptions
    var wantsJSON: Bool { json }

    func perform(in setting: Setting) async throws -> ExitStatus {
        let sign = try signing.signer()
        let workplace = try Workplace(in: setting)
        let parsed = try Query(parsing: query.joined(separator: " "), in: workplace.queryContext)
        let units = try SamplePopulation.units(
            of: workplace.mirror.keys(parsed, limit: nil), in: workplace.mirror,
            by: method == .stratified ? by : nil)
        let sample = try Sample.draw(size, from: units, by: method, seed: seed)
        if let export {
            let book = PaperFiles(setting)
            let papers =
                try book.reading().map {
                    try LogExport.make(of: $0.ledger, origin: book.origin, signer: book.author, sign: sign)
                } ?? [:]
            let files = try SampleExport.make(
                sample, from: units, ledger: workplace.ledger,
                origin: LedgerReading(in: setting).origin, papers: papers, sign: sign)
            let digest = files[Manifest.name].map { ContentDigest(of: $0) }
            try setting.note(.exported(.sample, to: export, digest: digest))
            try PackageFolder.write(files, to: URL(fileURLWithPath: export, isDirectory: true))
        }
        if json {
            try Output.json(sample)
        } else {
            for item in sample.items {
                let hits = item.hits > 1 ? "  x\(item.hits)" : ""
                Output.line("\(item.task)  \(item.currency) \(item.amount)  \(item.stratum)\(hits)")
            }
        }
        setting.voice.say(
            LocalizedText(
                zh:
                    "总体 \(sample.population) 项（SHA-256 \(sample.populationDigest)），抽出 \(sample.items.count) 项，"
                    + "种子“\(seed)”。",
                en:
                    "\(sample.items.count) of \(sample.population) (SHA-256 \(sample.populationDigest)), seed “\(seed)”."
            ))
        if !sample.withoutAmount.isEmpty {
            setting.voice.say(
                LocalizedText(
                    zh: "另有 \(sample.withoutAmount.count) 项没有正金额，货币单位抽样抽不到，请单独查看。",
                    en:
                        "\(sample.withoutAmount.count) have no positive amount and cannot be drawn by it: look at them apart."
                ))
        }
        return .done
    }
}

extension SamplingMethod: ExpressibleByArgument {}

/// By what a population is parted.
enum Stratification: String, CaseIterable, ExpressibleByArgument {
    case department
    case seller
    case kind
    case month
    case amount

    func stratum(of row: QueueRow) -> String {
        switch self {
        case .department: row.department
        case .seller: row.seller
        case .kind: row.kind.rawValue
        case .month: String(row.issued.prefix(7))
        case .amount: band(of: row.amount)
        }
    }

    /// Bands by powers of ten of the currency's unit.
    private func band(of amount: Money) -> String {
        let unit = (0..<amount.currency.scale).reduce(Int64(1)) { product, _ in product * 10 }
        let code = amount.currency.code
        for (limit, name) in [
            (Int64(1_000), "<1000"), (10_000, "1000-10000"), (100_000, "10000-100000"),
        ] where amount.minor < limit * unit { return "\(code) \(name)" }
        return "\(code) >=100000"
    }
}
