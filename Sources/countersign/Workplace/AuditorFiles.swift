import Archive
import Audit
import Console
import Foundation
import Invoicing
import OAProfile
import Store

extension AuditorDesk {
    /// What packages, folders and working papers of the user hold for an auditor.
    init(of workplace: Workplace) {
        let setting = workplace.setting
        let shelf = ArchiveShelf(setting.home.archive)
        let policies = setting.home.data.appendingPathComponent("policies", isDirectory: true)
        let papers = PaperFiles(setting)
        self.init(
            judged: { name in
                guard let entry = try? shelf.find(name), let files = try? shelf.files(of: entry) else {
                    return nil
                }
                return ArchivePackage.judged(in: files)
            },
            policy: { digest in
                let file = policies.appendingPathComponent(digest.hex + ".toml").path
                guard let data = try? PackageFolder.readFile(file, limit: 1 << 20),
                    ContentDigest(of: data) == digest
                else { return nil }
                return String(decoding: data, as: UTF8.self)
            })
        self.papers = PaperDesk(
            about: { try papers.reading()?.papers(about: $0) ?? [] },
            add: { try papers.writing().add($0, at: WallClock.now()) })
        sample = { try SampleDesk(workplace: workplace, papers: papers).draw($0) }
    }
}

/// Draws samples for the console, and writes them down.
private struct SampleDesk {
    let workplace: Workplace
    let papers: PaperFiles

    /// - Throws: `SamplingProblem`, `StoreError`, `FolderProblem`, ``PaperProblem``.
    func draw(_ order: SampleOrder) throws -> DrawnSample {
        let method = SamplingMethod(rawValue: order.method) ?? .random
        let units = try SamplePopulation.units(
            of: order.population, in: workplace.mirror,
            by: method == .stratified ? .department : nil)
        let sample = try Sample.draw(order.size, from: units, by: method, seed: order.seed)
        try note(sample)
        var folder: String?
        if let name = order.folder {
            let place = URL(fileURLWithPath: name, isDirectory: true)
            try export(sample, from: units, to: place)
            folder = place.path
        }
        return DrawnSample(
            order: order, population: sample.population, populationDigest: sample.populationDigest,
            withoutAmount: sample.withoutAmount.count,
            items: sample.items.map {
                DrawnSample.Item(
                    task: TaskID(rawValue: $0.task), amount: "\($0.currency) \($0.amount)",
                    stratum: $0.stratum,
                    hits: $0.hits)
            }, folder: folder)
    }

    /// The seed stands in the working papers, so that another auditor draws the same.
    private func note(_ sample: Sample) throws {
        guard let population = ContentDigest(hex: sample.populationDigest),
            let paper = WorkingPaper(
                .note, on: .sample(sample.method.rawValue, population: population),
                text:
                    "\(sample.method.rawValue), seed \(sample.seed), \(sample.items.count) of \(sample.population)"
            )
        else { return }
        _ = try papers.writing().add(paper, at: WallClock.now())
    }

    private func export(_ sample: Sample, from units: [SampleUnit], to place: URL) throws {
        let book = try papers.reading()
        let files = try SampleExport.make(
            sample, from: units, ledger: workplace.ledger,
            origin: Checkpoint.origin(url: workplace.account.url, user: workplace.account.user),
            papers: try book.map { try LogExport.make(of: $0.ledger, origin: papers.origin) } ?? [:])
        let event = AuditEvent.exported(
            .sample, to: place.path, digest: files[Manifest.name].map { ContentDigest(of: $0) })
        // Who only reads the store has a log of their own.
        let log = workplace.setting.role == .auditor ? try papers.writing().ledger : workplace.ledger
        try log.note(event, at: WallClock.now())
        try PackageFolder.write(files, to: place)
    }
}

/// What a sample is drawn from.
enum SamplePopulation {
    /// Each claim once: of its tasks the one of the last round.
    static func units(of keys: [TaskKey], in mirror: Mirror, by stratification: Stratification?) throws
        -> [SampleUnit]
    {
        var newest: [InstanceID: QueueRow] = [:]
        for start in stride(from: 0, to: keys.count, by: 1_000) {
            for row in try mirror.rows(Array(keys[start..<min(start + 1_000, keys.count)])) {
                if let known = newest[row.instance],
                    (known.round, known.task.rawValue) > (row.round, row.task.rawValue)
                {
                    continue
                }
                newest[row.instance] = row
            }
        }
        return newest.values.map {
            SampleUnit(
                task: $0.task.rawValue, amount: $0.amount, stratum: stratification?.stratum(of: $0) ?? "")
        }
    }
}
