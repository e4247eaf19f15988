import Audit
import Foundation
import Invoicing
import OAProfile
import Store

/// A sample as files that prove themselves: the population, what was drawn from it, and for each task that was decided here
/// the proof of its entries in the log.
///
/// ```
/// sample.json  population.csv  proofs/01-T-212.proof …  manifest.sha256
/// ```
public enum SampleExport {
    static let sample = "sample.json"
    static let population = "population.csv"
    static let proofs = "proofs/"
    /// The auditor's working papers, an export of their log.
    static let papers = "papers/"

    /// Writes down a sample.
    /// - Parameters:
    ///   - units: the population that it was drawn from.
    ///   - origin: the name of the log.
    ///   - papers: the export of the auditor's working papers; nothing where there are none.
    ///   - sign: signs the checkpoint of each proof.
    public static func make(
        _ drawn: Sample, from units: [SampleUnit], ledger: Ledger, origin: String,
        papers: FileSet = [:],
        sign: ((String, SignatureNamespace) throws -> String)? = nil
    ) throws -> FileSet {
        var files: FileSet = [
            sample: try JSONFile.data(drawn, isPretty: true),
            population: Data(Sample.populationText(units).utf8),
        ]
        let leaves = try ledger.auditLeaves()
        guard let checkpoint = Checkpoint(of: leaves, origin: origin) else {
            throw FolderProblem(origin, zh: "日志名称无效", en: "it is no name of a log")
        }
        let signature = try sign.map { try $0(checkpoint.text, .checkpoint) } ?? ""
        for (index, item) in drawn.items.enumerated() {
            let entries = try ledger.auditEntries(about: item.task).filter { $0.sequence <= leaves.count }
            guard
                let proof = AuditProof(
                    entries.map { (Int($0.sequence) - 1, $0.sealed.text) }, leaves: leaves,
                    checkpoint: checkpoint, signature: signature)
            else { continue }
            files[place(of: index)] = Data(proof.text.utf8)
        }
        for (path, data) in papers { files[self.papers + path] = data }
        files[Manifest.name] = Data(Manifest.text(over: files).utf8)
        return files
    }

    /// Whether files look like an exported sample.
    public static func isSample(_ files: FileSet) -> Bool { files[sample] != nil && files[population] != nil }

    /// What an export says was drawn; nothing where that cannot be read.
    public static func stated(in files: FileSet) -> Sample? {
        files[sample].flatMap { try? JSONDecoder().decode(Sample.self, from: $0) }
    }

    /// Checks an export alone: its files, the sample drawn again from the population that it holds, and each proof.
    ///
    /// That the population is whole, and the one that was meant, is not in the files: compare its digest with the one of an
    /// own query.
    public static func verify(
        _ files: FileSet, anchors: [Checkpoint] = [], trust: SignatureTrust? = nil, signer: String? = nil
    ) -> LogExport.Report {
        var report = LogExport.Report(
            entries: 0, operations: 0, checkpoint: nil, anchored: nil, signatures: 0,
            problems: Manifest.problems(in: files))
        guard let stated = stated(in: files),
            let units = files[population].flatMap(read)
        else {
            report.problems.append(
                ProofProblem(sample, zh: "样本或总体无法读取。", en: "Sample or population cannot be read."))
            return report
        }
        let again = try? Sample.draw(stated.size, from: units, by: stated.method, seed: stated.seed)
        if again != stated {
            report.problems.append(
                ProofProblem(
                    sample, zh: "按种子和总体重新抽取，得到的样本不同。",
                    en: "Drawn again with its seed from its population, the sample is another one."))
        }
        var known: Set<String> = [sample, population, Manifest.name]
        for (index, item) in stated.items.enumerated() {
            let path = place(of: index)
            known.insert(path)
            guard let data = files[path] else { continue }
            let found = ProofFile.verify(data, anchors: anchors, trust: trust, signer: signer)
            report.entries += found.entries
            report.operations += found.operations
            report.signatures += found.signatures
            report.checkpoint = report.checkpoint ?? found.checkpoint
            report.anchored = report.anchored ?? found.anchored
            report.problems += found.problems.map {
                ProofProblem(path, zh: $0.explanation.zh, en: $0.explanation.en)
            }
            let isAbout = AuditProof(text: String(decoding: data, as: UTF8.self))?.entries.allSatisfy {
                $0.task == item.task
            }
            if isAbout == false {
                report.problems.append(
                    ProofProblem(path, zh: "证明的不是 \(item.task)。", en: "It does not prove \(item.task)."))
            }
        }
        let book = files.filter { $0.key.hasPrefix(papers) }
        if !book.isEmpty {
            // The book is a log of its own, with its own name and checkpoint: the anchors are those of the audited log.
            let found = LogExport.verify(
                Dictionary(
                    uniqueKeysWithValues: book.map { (String($0.key.dropFirst(papers.utf8.count)), $0.value) }
                ),
                trust: trust)
            report.entries += found.entries
            report.signatures += found.signatures
            report.problems += found.problems.map {
                ProofProblem(papers + $0.file, zh: $0.explanation.zh, en: $0.explanation.en)
            }
            known.formUnion(book.keys)
        }
        for path in files.keys.sorted() where !known.contains(path) {
            report.problems.append(
                ProofProblem(path, zh: "样本中没有与之对应的项。", en: "The sample has nothing for it."))
        }
        return report
    }

    private static func place(of index: Int) -> String {
        proofs + String(repeating: "0", count: max(0, 5 - String(index + 1).count)) + "\(index + 1).proof"
    }

    /// Reads what ``Sample/populationText(_:)`` writes; nothing for anything else.
    private static func read(_ data: Data) -> [SampleUnit]? {
        let text = String(decoding: data, as: UTF8.self)
        var units: [SampleUnit] = []
        for line in text.split(separator: "\n").dropFirst() {
            guard let cells = cells(of: line), cells.count == 4,
                let currency = Currency(code: cells[2], scale: scale(of: cells[1])),
                let amount = try? Money(parsing: cells[1], currency: currency)
            else { return nil }
            units.append(SampleUnit(task: cells[0], amount: amount, stratum: cells[3]))
        }
        return Sample.populationText(units) == text ? units : nil
    }

    /// How many digits stand behind the point: amounts are written with all that their currency has.
    private static func scale(of amount: String) -> Int {
        amount.firstIndex(of: ".").map { amount.distance(from: $0, to: amount.endIndex) - 1 } ?? 0
    }

    private static func cells(of line: Substring) -> [String]? {
        var cells: [String] = []
        var rest = line
        while true {
            if rest.first == "\"" {
                var end = rest.index(after: rest.startIndex)
                while end < rest.endIndex, rest[end] != "\"" {
                    if rest[end] == "\\" { end = rest.index(after: end) }
                    guard end < rest.endIndex else { return nil }
                    end = rest.index(after: end)
                }
                guard end < rest.endIndex,
                    let text = try? JSONDecoder().decode(String.self, from: Data(rest[...end].utf8))
                else { return nil }
                cells.append(text)
                rest = rest[rest.index(after: end)...]
            } else {
                let text = rest.prefix { $0 != "," }
                cells.append(String(text))
                rest = rest[text.endIndex...]
            }
            guard rest.first == "," else { return rest.isEmpty ? cells : nil }
            rest = rest.dropFirst()
        }
    }
}
