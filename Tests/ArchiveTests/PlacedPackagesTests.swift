import Foundation
import Invoicing
import OAProfile
import Store
import Testing

@testable import Archive

@Suite("A shelf beside the ledger that filled it")
struct PlacedPackagesTests {
    private let fixture: ArchiveFixture
    private let shelf: ArchiveShelf
    private let id: OperationID

    init() throws {
        fixture = try ArchiveFixture()
        shelf = ArchiveShelf(fixture.folder.appendingPathComponent("archive"))
        id = try fixture.decide("T-1")
    }

    private func package(at time: Int64) throws -> FileSet {
        try ArchivePackage.make(
            of: id, in: fixture.ledger, origin: ArchiveFixture.origin, originals: [:], findings: [],
            registration: try fixture.register(id), at: time, appVersion: "1")
    }

    private func placed() throws -> PlacedPackages { PlacedPackages(try fixture.ledger.archived()) }

    @Test("the package that was placed is the one, and nothing is missing")
    func whole() throws {
        let files = try package(at: 1_764_000_005_000)
        #expect(try placed().missing(on: shelf).isEmpty, "numbered, not placed yet")
        _ = try shelf.put(files)
        #expect(try placed().problem(of: shelf.find("T-1")) == nil, "numbered, not placed yet")
        try fixture.ledger.place(id, package: ArchivePackage.digest(of: files), at: 1_764_000_006_000)
        #expect(try placed().problem(of: shelf.find("T-1")) == nil)
        #expect(try placed().missing(on: shelf).isEmpty)
        #expect(shelf.count == 1)
    }

    @Test("another package of the same approval proves itself, and is not the one that was archived")
    func exchanged() throws {
        let files = try package(at: 1_764_000_005_000)
        try fixture.ledger.place(id, package: ArchivePackage.digest(of: files), at: 1_764_000_006_000)
        let name = try shelf.put(try package(at: 1_764_000_005_001))
        let entry = try shelf.find("T-1")
        var checks = FourChecks(of: try shelf.files(of: entry), name: entry.name)
        #expect(checks.isPassed && name != ArchivePackage.name(of: files))
        checks.compare(entry, with: try placed())
        #expect(!checks.isPassed)
        #expect(checks.problems.contains { $0.en.contains(ArchivePackage.name(of: files)) })
        #expect(checks.problems.contains { $0.zh.contains("不是当时归档的档案包") })
        let missing = try placed().missing(on: shelf)
        #expect(missing.map(\.package) == [ArchivePackage.name(of: files)])
        #expect(missing.allSatisfy { !$0.isPassed && $0.problems[0].en.contains("T-1") })
    }

    @Test("a tombstone of what nobody ordered to destroy does not stand in for its package")
    func forgedTombstone() throws {
        let files = try package(at: 1_764_000_005_000)
        let name = ArchivePackage.name(of: files)
        try fixture.ledger.place(id, package: ArchivePackage.digest(of: files), at: 1_764_000_006_000)
        try shelf.bury(name, under: [Tombstone.list: Data("{}".utf8)])
        #expect(try placed().problem(ofTombstone: shelf.tombstone(of: name), of: name) != nil)
        #expect(try placed().missing(on: shelf).map(\.package) == [name])
    }

    @Test("a numbered package that the ledger knows nothing of is none of its archive")
    func stranger() throws {
        _ = try shelf.put(try package(at: 1_764_000_005_000))
        let entry = try shelf.find("T-1")
        #expect(PlacedPackages([]).problem(of: entry) != nil)
    }
}
