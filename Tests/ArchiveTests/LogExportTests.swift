import Audit
import Foundation
import Invoicing
import OAProfile
import SeededRandom
import Testing

@testable import Archive

@Suite("Exports of the log, and proofs")
struct LogExportTests {
    private static func export() throws -> (ArchiveFixture, FileSet) {
        let fixture = try ArchiveFixture()
        try fixture.decide("T-1")
        try fixture.decide("T-2", isConfirmed: false)
        return (fixture, try LogExport.make(of: fixture.ledger, origin: ArchiveFixture.origin))
    }

    /// The files with a list that fits them again: what a forger who knows the format hands in.
    private static func resealed(_ files: FileSet) -> FileSet {
        var files = files
        files[Manifest.name] = Data(Manifest.text(over: files).utf8)
        return files
    }

    @Test("an export as it was written is whole, and holds what proves each confirmed decision")
    func whole() throws {
        let (fixture, files) = try Self.export()
        let report = LogExport.verify(files, anchors: [try fixture.anchor()])
        #expect(report.problems.isEmpty, "\(report.problems.map(\.line.en))")
        #expect(report.entries == 4 && report.operations == 1 && report.anchored == 4)
        #expect(files.keys.filter { $0.hasSuffix("statement.txt") }.count == 1)
    }

    @Test(
        "each single byte of an export that is changed, removed, doubled or swapped is found",
        arguments: Damage.allCases)
    func everyByte(_ damage: Damage) throws {
        let (_, files) = try Self.export()
        for (path, data) in files {
            // A file and its line are enough to judge it; the list itself is judged with everything.
            let small = path == Manifest.name ? files : Self.resealed([path: data])
            for index in data.indices {
                guard let damaged = damage.apply(to: data, at: index) else { continue }
                var forged = small
                forged[path] = damaged
                if Manifest.problems(in: forged).isEmpty { Issue.record("\(path), byte \(index), \(damage)") }
            }
        }
    }

    @Test(
        "a forger who also writes the list anew is still found by the log, the receipt and the statement",
        arguments: Damage.allCases)
    func everyByteResealed(_ damage: Damage) throws {
        let (fixture, files) = try Self.export()
        let anchor = try fixture.anchor()
        var random = SeededGenerator(seed: 7)
        for (path, data) in files where path != Manifest.name {
            // JSON has white space that says nothing.
            for index in data.indices where EveryByte.isWanted || Int.random(in: 0..<25, using: &random) == 0
            {
                guard let damaged = damage.apply(to: data, at: index) else { continue }
                if path.hasSuffix(Dossier.evidence) || path.hasSuffix(Dossier.decision) { continue }
                var forged = files
                forged[path] = damaged
                let report = LogExport.verify(Self.resealed(forged), anchors: [anchor])
                if report.problems.isEmpty { Issue.record("\(path), byte \(index), \(damage)") }
            }
        }
    }

    @Test(
        "bytes at random places of a large log are found, whoever writes the list anew",
        arguments: Damage.allCases)
    func largeLog(_ damage: Damage) throws {
        let entries = AuditChain.made(1_000)
        let whole = Data(entries.flatMap { Array($0.text.utf8) + [0x0A] })
        let stated = try #require(Checkpoint(of: entries.map(\.leaf), origin: ArchiveFixture.origin))
        let files = [LogExport.log: whole, LogExport.checkpoint: Data(stated.text.utf8)]
        #expect(LogExport.verify(Self.resealed(files)).problems.isEmpty)
        var random = SeededGenerator(seed: 11)
        for _ in 0..<(EveryByte.isWanted ? 500 : 5) {
            let index = Int.random(in: whole.indices, using: &random)
            guard let damaged = damage.apply(to: whole, at: index) else { continue }
            var forged = files
            forged[LogExport.log] = damaged
            if LogExport.verify(Self.resealed(forged)).problems.isEmpty {
                Issue.record("byte \(index), \(damage)")
            }
        }
    }

    @Test("a missing file, an added file and a renamed file are found")
    func files() throws {
        let (_, files) = try Self.export()
        for path in files.keys {
            var less = files
            less[path] = nil
            #expect(!LogExport.verify(less).problems.isEmpty)
            if path != Manifest.name, path != LogExport.checkpoint {
                #expect(!LogExport.verify(Self.resealed(less)).problems.isEmpty, "\(path)")
            }
        }
        var more = files
        more["operations/x/note.txt"] = Data("new".utf8)
        #expect(!LogExport.verify(more).problems.isEmpty)
        #expect(!LogExport.verify(Self.resealed(more)).problems.isEmpty)
    }

    @Test(
        "a log that was cut with everything that follows is found exactly where an anchor lies beyond the cut"
    )
    func truncation() throws {
        let fixture = try ArchiveFixture()
        for number in 1...4 { try fixture.decide("T-\(number)") }
        let leaves = try fixture.ledger.auditLeaves()
        let lines = try fixture.ledger.auditEntries(from: 1, limit: .max).map(\.text)
        let whole = try LogExport.make(of: fixture.ledger, origin: ArchiveFixture.origin)
        for cut in 0...leaves.count {
            var files: FileSet = [:]
            files[LogExport.log] = Data(lines.prefix(cut).map { $0 + "\n" }.joined().utf8)
            let stated = try #require(
                Checkpoint(of: Array(leaves.prefix(cut)), origin: ArchiveFixture.origin))
            files[LogExport.checkpoint] = Data(stated.text.utf8)
            for done in 0..<(cut / 3) {
                let operation = try #require(
                    try fixture.ledger.auditEntries(from: Int64(done * 3 + 1), limit: 1).first?.entry()
                        .operation)
                for (path, data) in whole where path.hasPrefix("operations/\(operation)/") {
                    files[path] = data
                }
            }
            files = Self.resealed(files)
            #expect(LogExport.verify(files).problems.isEmpty, "cut at \(cut)")
            for size in 0...leaves.count {
                let anchor = try #require(
                    Checkpoint(of: Array(leaves.prefix(size)), origin: ArchiveFixture.origin))
                let report = LogExport.verify(files, anchors: [anchor])
                #expect(report.problems.isEmpty == (size <= cut), "cut at \(cut), anchor at \(size)")
                #expect(report.anchored == size)
            }
        }
    }

    @Test(
        "a proof file is read back as it was written, and each of its bytes counts",
        arguments: Damage.allCases)
    func proof(_ damage: Damage) throws {
        let fixture = try ArchiveFixture()
        for number in 1...3 { try fixture.decide("T-\(number)") }
        let entries = try fixture.ledger.auditEntries(about: "T-2")
        #expect(entries.count == 3)
        let proof = try #require(
            AuditProof(
                entries.map { (Int($0.sequence) - 1, $0.sealed.text) },
                leaves: try fixture.ledger.auditLeaves(), checkpoint: try fixture.anchor(), beginning: 3))
        let data = Data(proof.text.utf8)
        #expect(AuditProof(text: proof.text) == proof)
        let anchored = ProofFile.verify(data, anchors: [try fixture.anchor()])
        #expect(anchored.problems.isEmpty && anchored.anchored == proof.checkpoint.size)
        let larger = try #require(
            Checkpoint(origin: ArchiveFixture.origin, size: 51, root: ContentDigest(of: "not compared")))
        #expect(ProofFile.verify(data, anchors: [larger]).anchored == nil)
        for index in data.indices {
            guard let damaged = damage.apply(to: data, at: index) else { continue }
            if ProofFile.verify(damaged).problems.isEmpty { Issue.record("byte \(index), \(damage)") }
        }
    }

    @Test("a proof whose entry was changed and that was sealed again does not hold")
    func forgedProof() throws {
        let fixture = try ArchiveFixture()
        for number in 1...3 { try fixture.decide("T-\(number)") }
        let entries = try fixture.ledger.auditEntries(about: "T-2")
        let proof = try #require(
            AuditProof(
                entries.map { (Int($0.sequence) - 1, $0.sealed.text) },
                leaves: try fixture.ledger.auditLeaves(), checkpoint: try fixture.anchor(), beginning: 3))
        for place in proof.items.indices {
            var forged = proof
            forged.items[place].entry = forged.items[place].entry.replacing("zhang.wei", with: "zhang.wai")
            #expect(!ProofFile.verify(Data(forged.text.utf8)).problems.isEmpty)
            forged = proof
            forged.items[place].inclusion.index ^= 1
            #expect(!ProofFile.verify(Data(forged.text.utf8)).problems.isEmpty)
        }
        var forged = proof
        forged.beginning?.root = ContentDigest(of: "another log")
        #expect(!ProofFile.verify(Data(forged.text.utf8)).problems.isEmpty)
    }

    @Test(
        "hostile proofs are refused and trap nowhere",
        arguments: [
            "", "\n", "countersign-proof v1\n", "countersign-proof v1\nentry {}\nindex 9223372036854775807\n",
            "countersign-proof v1\nbefore -1 x\n",
            "countersign-proof v1\nentry {}\nindex -1\ncheckpoint\nx\n1\ny\nsha256 z\n",
        ])
    func hostile(_ text: String) { #expect(!ProofFile.verify(Data(text.utf8)).problems.isEmpty) }
}

extension AuditChain {
    /// A log of events beside decisions.
    fileprivate static func made(_ count: Int) -> [SealedEntry] {
        var entries: [SealedEntry] = []
        for sequence in 1...Int64(count) {
            var entry = AuditEntry(
                sequence: sequence, previous: entries.last?.leaf ?? origin, wallTime: sequence, actor: "li",
                event: "")
            AuditEvent.revealed("account", on: SeenTask(ArchiveFixture.task("T-\(sequence)"))).tell(
                in: &entry)
            entries.append(SealedEntry(entry))
        }
        return entries
    }
}
