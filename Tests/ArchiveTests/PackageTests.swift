import Audit
import Foundation
import Invoicing
import OAProfile
import Testing

@testable import Archive

@Suite("Archive packages and their four checks")
struct PackageTests {
    private static let pdf = Data("%PDF-1.7\nan invoice on paper\n%%EOF\n".utf8)

    private static func package(
        attachments: [Data] = [pdf], held: [Data]? = nil, after others: Int = 2, isNumbered: Bool = true
    ) throws -> (ArchiveFixture, FileSet) {
        let fixture = try ArchiveFixture()
        for number in 0..<others { try fixture.decide("other-\(number)") }
        let id = try fixture.decide("T-1", attachments: attachments)
        try fixture.decide("later")
        let originals = Dictionary(
            (held ?? attachments).map { (ContentDigest(of: $0).hex, $0) }, uniquingKeysWith: { $1 })
        let files = try ArchivePackage.make(
            of: id, in: fixture.ledger, origin: ArchiveFixture.origin, originals: originals, findings: [],
            registration: isNumbered ? try fixture.register(id) : nil, at: 1_764_000_005_000, appVersion: "1")
        return (fixture, files)
    }

    private static func resealed(_ files: FileSet) -> FileSet {
        var files = files
        files[Manifest.name] = Data(Manifest.text(over: files, number: Manifest.number(in: files)).utf8)
        return files
    }

    @Test("a package without an archive number, of the first form, still passes, and says that it has none")
    func firstForm() throws {
        let (_, files) = try Self.package(isNumbered: false)
        let checks = FourChecks(of: files, name: ArchivePackage.name(of: files))
        #expect(checks.isPassed, "\(checks.problems.map(\.en))")
        #expect(ArchivePackage.metadata(of: files)?.format == "countersign-archive v1")
        #expect(checks.checks.contains { $0.outcome == .notChecked && $0.title.zh.contains("档号") })
    }

    @Test("number and retention stand in metadata, list of files and proof, and `sha256sum` takes the list")
    func numbered() throws {
        let (fixture, files) = try Self.package()
        let about = try #require(ArchivePackage.metadata(of: files))
        let number = "J001-KU.PZ-2026-D30-0001"
        #expect(about.registration?.number == number && about.value("M13") == number)
        #expect(about.value("M20") == "30年" && about.value("M29") == "2026")
        #expect(Manifest.number(in: files) == number)
        #expect(String(decoding: try #require(files["proof"]), as: UTF8.self).contains("archive-numbered"))
        let shelf = ArchiveShelf(fixture.folder.appendingPathComponent("archive"))
        let name = try shelf.put(files)
        #expect(try shelf.find(number).name == name)
    }

    @Test(
        "another number or retention is found although everything was sealed again",
        arguments: [
            ("-0001", "-0002"), ("\"running\" : 1", "\"running\" : 2"), ("voucher", "bank-statement"),
            ("\"retention\" : 30", "\"retention\" : 31"), ("\"retention\" : 30", "\"retention\" : 10"),
            ("\"fiscal_year\" : 2026", "\"fiscal_year\" : 2025"),
        ])
    func forgedNumber(_ old: String, _ new: String) throws {
        let (_, files) = try Self.package()
        var forged = files
        let text = String(decoding: try #require(files["metadata.json"]), as: UTF8.self)
        try #require(text.contains(old))
        forged["metadata.json"] = Data(text.replacing(old, with: new).utf8)
        for number in [Manifest.number(in: files), "J001-KU.PZ-2026-D30-0002", nil] {
            forged[Manifest.name] = Data(Manifest.text(over: forged, number: number).utf8)
            #expect(!FourChecks(of: forged, name: nil).isPassed)
        }
        // The list alone, with another number or none.
        for number in ["J001-KU.PZ-2026-D30-0002", nil] {
            var other = files
            other[Manifest.name] = Data(Manifest.text(over: files, number: number).utf8)
            #expect(!FourChecks(of: other, name: nil).isPassed)
        }
    }

    @Test("a package passes the four checks, alone and under its name", arguments: [0, 2])
    func passes(_ others: Int) throws {
        let (_, files) = try Self.package(after: others)
        let checks = FourChecks(of: files, name: ArchivePackage.name(of: files))
        #expect(checks.isPassed, "\(checks.problems.map(\.en))")
        #expect(Set(checks.checks.map(\.quality)) == Set(FourChecks.Quality.allCases))
        // What was not checked is never reported as passed.
        let virus = try #require(checks.checks.last)
        #expect(virus.quality == .security && virus.outcome == .notChecked)
        for check in checks.checks { #expect(!check.title.zh.isEmpty && !check.title.en.isEmpty) }
    }

    @Test(
        "each single byte of a package that is changed, removed, doubled or swapped is found",
        arguments: Damage.allCases)
    func everyByte(_ damage: Damage) throws {
        let (_, files) = try Self.package(isNumbered: false)
        let name = ArchivePackage.name(of: files)
        // The files that stand in an export too are judged there.
        let shared = [Dossier.decision, Dossier.evidence, Dossier.receipt, Dossier.statement]
        for (path, data) in files where !shared.contains(path) {
            let small = path == Manifest.name ? files : Self.resealed([path: data])
            for index in data.indices {
                guard let damaged = damage.apply(to: data, at: index) else { continue }
                var forged = small
                forged[path] = damaged
                let isFound = !Manifest.problems(in: forged).isEmpty
                if !isFound || (path == Manifest.name && ArchivePackage.name(of: forged) == name) {
                    Issue.record("\(path), byte \(index), \(damage)")
                }
            }
        }
    }

    @Test("each single byte of the archive number in the list of files counts", arguments: Damage.allCases)
    func everyByteOfTheNumber(_ damage: Damage) throws {
        let (_, files) = try Self.package()
        let list = try #require(files[Manifest.name])
        let end = try #require(list.firstIndex(of: 0x0A))
        for index in list.startIndex...end {
            guard let damaged = damage.apply(to: list, at: index) else { continue }
            var forged = files
            forged[Manifest.name] = damaged
            if FourChecks(of: forged, name: nil).isPassed { Issue.record("byte \(index), \(damage)") }
        }
    }

    @Test(
        "a package that was forged and sealed again fails by what it says",
        arguments: [
            ("evidence.json", "120000", "120001"), ("decision.json", "同意", "不同意"),
            ("receipt.json", "D-T-1", "D-T-2"), ("statement.txt", "120000", "120001"),
            ("metadata.json", "1200.00", "1200.01"), ("metadata.json", "云图", "云国"),
            ("content/01.pdf", "paper", "paint"), ("proof", "index 6", "index 7"),
            ("proof", "zhang.wei", "zhang.wai"), ("findings.json", "[", "{"),
        ])
    func forged(_ path: String, _ old: String, _ new: String) throws {
        let (_, files) = try Self.package()
        let data = try #require(files[path])
        let text = String(decoding: data, as: UTF8.self)
        try #require(text.contains(old), "\(text)")
        var forged = files
        forged[path] = Data(text.replacing(old, with: new).utf8)
        forged = Self.resealed(forged)
        #expect(!FourChecks(of: forged, name: nil).isPassed)
        // And it no longer has the name under which the original was handed over.
        #expect(!FourChecks(of: forged, name: ArchivePackage.name(of: files)).isPassed)
    }

    @Test("originals that were not held fail the check of completeness, and name the file")
    func missingOriginal() throws {
        let (_, files) = try Self.package(held: [])
        let failed = FourChecks(of: files, name: nil).checks.filter { $0.outcome == .failed }
        #expect(failed.map(\.quality) == [.integrity])
        #expect(failed.first?.details.first?.zh.contains("附件0.pdf") == true)
    }

    @Test(
        "encrypted, cut and executable originals are told apart",
        arguments: [
            ("%PDF-1.7 /Encrypt 1 0 R %%EOF", FourChecks.Quality.usability),
            ("%PDF-1.7 and no end", .usability), ("\u{7F}ELF binary", .security), ("#!/bin/sh\n", .security),
        ])
    func badOriginals(_ content: String, _ quality: FourChecks.Quality) throws {
        let (_, files) = try Self.package(attachments: [Data(content.utf8)])
        let failed = FourChecks(of: files, name: nil).checks.filter { $0.outcome == .failed }
        #expect(failed.map(\.quality).contains(quality))
    }

    @Test("only a confirmed approval can be archived")
    func notApproved() throws {
        let fixture = try ArchiveFixture()
        let reason = try #require(Decision.Reason("抬头有误"))
        let rejected = try fixture.decide("T-1", .reject(reason: reason))
        let waiting = try fixture.decide("T-2", isConfirmed: false)
        for id in [rejected, waiting] {
            #expect(throws: ArchiveProblem.notApproved(id.rawValue)) {
                try ArchivePackage.make(
                    of: id, in: fixture.ledger, origin: ArchiveFixture.origin, originals: [:], findings: [],
                    at: 0, appVersion: "1")
            }
        }
    }

    @Test("on the shelf a package stands once, under its digest, private, and reads back as it was")
    func shelf() throws {
        let (fixture, files) = try Self.package()
        let folder = fixture.folder.appendingPathComponent("archive")
        let shelf = ArchiveShelf(folder)
        #expect(try shelf.entries().isEmpty)
        let name = try shelf.put(files)
        #expect(throws: ArchiveProblem.self) { try shelf.put(files) }
        let entry = try shelf.find("T-1")
        #expect(entry.name == name && entry.name == ArchivePackage.name(of: files))
        #expect(try shelf.find(String(name.prefix(10))) == entry)
        #expect(try shelf.files(of: entry) == files)
        #expect(throws: ArchiveProblem.noPackage("T-9")) { try shelf.find("T-9") }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [name])
        let mode = try FileManager.default.attributesOfItem(atPath: folder.path + "/\(name)/proof")
        #expect(mode[.posixPermissions] as? Int == 0o600)
    }

    @Test("a symbolic link in a package is refused, and a folder that exists is left as it is")
    func folders() throws {
        let (fixture, files) = try Self.package()
        let place = fixture.folder.appendingPathComponent("copy")
        try PackageFolder.write(files, to: place)
        #expect(throws: FolderProblem.self) { try PackageFolder.write(["a": Data()], to: place) }
        #expect(try PackageFolder.read(place) == files)
        symlink("/etc/passwd", place.path + "/link")
        #expect(throws: FolderProblem.self) { try PackageFolder.read(place) }
    }
}
