import Audit
import Foundation
import Invoicing
import OAProfile
import Store
import Testing

@testable import Archive

@Suite("Holds and destruction by two persons")
struct DestructionTests {
    /// The keys of two persons and a file that vouches for both, made once.
    private final class People: Sendable {
        let folder: URL

        init() throws {
            folder = URL(
                fileURLWithPath: "/dev/shm/countersign-people-\(UUID().uuidString)", isDirectory: true)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            var lines = ""
            for name in ["zhang.wei", "li.na"] {
                let run = try KeygenRun(
                    ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", key(name)], input: Data())
                try #require(run.status == 0, "\(run.said)")
                lines += "\(name) \(try String(contentsOfFile: key(name) + ".pub", encoding: .utf8))"
            }
            // Somebody vouches for one key under two names.
            let twin = try String(contentsOfFile: key("zhang.wei") + ".pub", encoding: .utf8)
            try Data((lines + "twin \(twin)").utf8).write(to: folder.appendingPathComponent("allowed"))
        }

        deinit { try? FileManager.default.removeItem(at: folder) }

        func key(_ name: String) -> String { folder.appendingPathComponent(name).path }

        var trust: SignatureTrust {
            get throws { try SignatureTrust(allowedSigners: folder.appendingPathComponent("allowed").path) }
        }
    }

    private static let people = Result { try People() }
    private static let pdf = Data("%PDF-1.7\nan invoice on paper\n%%EOF\n".utf8)
    private static let now: Int64 = 2_750_000_000_000

    /// The day of ``now``: 2057-02-21, after thirty years from 2027 on.
    private static let today = CalendarDate(daysSince1970: Int(now / 86_400_000))

    /// An archive with three invoices on the shelf, the first with an original of its own.
    private struct Room {
        let fixture: ArchiveFixture
        let shelf: ArchiveShelf
        let blobs: BlobStore
        var records: [ArchivedRecord] = []

        init() throws {
            fixture = try ArchiveFixture()
            shelf = ArchiveShelf(fixture.folder.appendingPathComponent("data/archive"))
            blobs = BlobStore(folder: fixture.folder.appendingPathComponent("data"))
            for (index, attachments) in [[DestructionTests.pdf], [], []].enumerated() {
                let id = try fixture.decide("T-\(index + 1)", attachments: attachments)
                for data in attachments { try blobs.put(data) }
                let record = try fixture.register(id)
                let files = try ArchivePackage.make(
                    of: id, in: fixture.ledger, origin: ArchiveFixture.origin,
                    originals: Dictionary(attachments.map { (ContentDigest(of: $0).hex, $0) }) { $1 },
                    findings: [], registration: record, at: 1_764_000_005_000, appVersion: "1")
                _ = try shelf.put(files)
                records.append(
                    try fixture.ledger.place(id, package: ArchivePackage.digest(of: files), at: 5_000))
            }
        }

        func destruction(after: @escaping (Destruction.Step) throws -> Void = { _ in }) -> Destruction {
            Destruction(ledger: fixture.ledger, shelf: shelf, blobs: blobs, after: after)
        }

        func list(_ records: [ArchivedRecord]) throws -> DestructionList {
            try destruction().propose(
                records, archive: ArchiveFixture.origin, proposer: "zhang.wei", reason: "保管期满",
                at: DestructionTests.now, on: DestructionTests.today)
        }

        /// Every file below the data folder, by content.
        func contains(_ needle: String) throws -> Bool {
            let folder = fixture.folder.appendingPathComponent("data")
            for case let file as URL in FileManager.default.enumerator(
                at: folder, includingPropertiesForKeys: nil)
                ?? FileManager.DirectoryEnumerator()
            where file.pathExtension != "db" && !file.hasDirectoryPath {
                if try Data(contentsOf: file).range(of: Data(needle.utf8)) != nil { return true }
            }
            return false
        }
    }

    private static func signed(
        _ list: DestructionList, by signer: String = "li.na", key: String? = nil,
        proposerKey: String = "zhang.wei"
    ) throws -> KeptDestructionList {
        let people = try people.get()
        let text = try list.text
        let consent = try DestructionConsent(to: ContentDigest(of: text), signer: signer, at: now).text
        return KeptDestructionList(
            text: text,
            signature: try SSHKeygen.sign(text, key: people.key(proposerKey), as: .destruction),
            consent: consent,
            consentSignature: try SSHKeygen.sign(consent, key: people.key(key ?? signer), as: .destruction))
    }

    @Test("a held package is not destroyed, and one with an unsettled matter neither, until each is released")
    func holds() throws {
        let room = try Room()
        let id = room.records[0].id
        let ledger = room.fixture.ledger
        #expect(throws: ArchiveRefusal.noReason) { try ledger.hold(id, reason: " \n", at: 1) }
        let held = try ledger.hold(id, reason: "诉讼保全 (2056) 京01民初1号", at: 6_000)
        try ledger.hold(id, as: .unsettled, reason: "应收款未结清", at: 7_000)
        #expect(held.holds.map(\.kind) == [.legal] && held.holds.first?.actor == "zhang.wei")
        #expect(throws: DestructionProblem.self) { try room.list(room.records) }
        let after = try #require(try ledger.archived(id))
        let names = after.holds.map(\.entry)
        let number = after.registration.number
        #expect(throws: ArchiveRefusal.severalHolds(number, names)) {
            try ledger.release(id, reason: "结案", at: 8_000)
        }
        try ledger.release(id, hold: names[0], reason: "结案", at: 8_000)
        #expect(throws: ArchiveRefusal.notHeld(number)) {
            try ledger.release(id, hold: names[0], reason: "结案", at: 8_500)
        }
        let why = try room.destruction().refusal(of: try #require(try ledger.archived(id)), on: Self.today)
        #expect(why?.zh == "未了事项：应收款未结清")
        let free = try ledger.release(id, reason: "已结清", at: 9_000)
        #expect(free.holds.isEmpty)
        #expect(try room.list([free]).items.count == 1)
        #expect(try ledger.verifyAudit().isIntact)
    }

    @Test(
        "what is not due, kept for ever or gone from the shelf is refused with the reason, and the rest with it"
    )
    func refusals() throws {
        let room = try Room()
        let early = try #require(CalendarDate(year: 2056, month: 12, day: 31))
        let why = try room.destruction().refusal(of: room.records[0], on: early)
        #expect(why?.en == "its retention ends on 2057-01-01")
        #expect(
            try room.destruction().refusal(
                of: room.records[0], on: try #require(CalendarDate(year: 2057, month: 1, day: 1))) == nil)
        let yearly = try room.fixture.decide("T-9")
        let permanent = try room.fixture.register(yearly, as: .annualReport)
        #expect(try room.destruction().refusal(of: permanent, on: Self.today)?.zh == "永久保管")
        let waiting = try room.fixture.register(try room.fixture.decide("T-8"))
        #expect(try room.destruction().refusal(of: waiting, on: Self.today)?.zh.contains("不在档案夹") == true)
        #expect(throws: DestructionProblem.self) { try room.list([room.records[0], permanent]) }
        #expect(throws: DestructionProblem.nothing) { try room.list([]) }
    }

    @Test("destroys package, original and evidence, leaves a tombstone, and everything still verifies")
    func destroys() throws {
        let room = try Room()
        let ledger = room.fixture.ledger
        let agreed = try AgreedDestruction(
            Self.signed(try room.list(Array(room.records.prefix(2)))), trust: Self.people.get().trust)
        #expect(try room.contains("an invoice on paper") && room.contains("上海云图科技有限公司"))
        let anchor = try room.fixture.anchor()
        let numbers = try room.destruction().carryOut(
            agreed, archive: ArchiveFixture.origin, at: Self.now, on: Self.today)
        #expect(numbers == room.records.prefix(2).map(\.registration.number))
        #expect(try !room.contains("an invoice on paper"))
        #expect(try room.shelf.entries().map(\.name) == [room.records[2].package?.hex])
        for record in room.records.prefix(2) {
            let after = try #require(try ledger.archived(record.id))
            #expect(after.list == agreed.kept.digest && after.destroyedAt == Self.now)
            #expect(try ledger.evidence(of: record.id) == nil)
            let name = try #require(record.package?.hex)
            let stone = try room.shelf.tombstone(of: name)
            let checks = FourChecks(ofTombstone: stone, name: name, trust: try Self.people.get().trust)
            #expect(checks.isPassed, "\(checks.problems)")
            #expect(checks.checks.prefix(2).allSatisfy { $0.outcome == .passed })
            let placed = PlacedPackages(try ledger.archived())
            #expect(placed.problem(ofTombstone: stone, of: name) == nil)
            #expect(try placed.missing(on: room.shelf).isEmpty)
            #expect(checks.tombstone?.confirmedBy == "li.na" && checks.tombstone?.proposer == "zhang.wei")
            #expect(throws: ArchiveRefusal.destroyed(record.registration.number)) {
                try ledger.hold(record.id, reason: "too late", at: Self.now)
            }
        }
        let found = try ledger.verifyAudit(anchors: [anchor])
        #expect(found.isIntact && found.destroyed == 2, "\(found.discrepancies)")
        let export = try LogExport.make(of: ledger, origin: ArchiveFixture.origin)
        let report = LogExport.verify(export, anchors: [anchor])
        #expect(report.problems.isEmpty && report.destroyed == 2, "\(report.problems.map(\.line.en))")
        // A second run changes nothing.
        let size = try ledger.auditSize()
        _ = try room.destruction().carryOut(
            agreed, archive: ArchiveFixture.origin, at: Self.now + 1, on: Self.today)
        #expect(try ledger.auditSize() == size)
        #expect(try room.destruction().finish(at: Self.now).isEmpty)
    }

    private struct Crash: Error {}

    @Test(
        "a crash after any step leaves each package whole or tombstoned, and another run finishes it",
        arguments: Destruction.Step.allCases, [1, 2])
    func crash(_ step: Destruction.Step, _ time: Int) throws {
        let room = try Room()
        let agreed = try AgreedDestruction(stated: Self.signed(try room.list(Array(room.records.prefix(2)))))
        var met = 0
        let broken = room.destruction { here in
            if here == step { met += 1 }
            if here == step, met == time { throw Crash() }
        }
        if step != .ordered || time == 1 {
            #expect(throws: Crash.self) {
                try broken.carryOut(agreed, archive: ArchiveFixture.origin, at: Self.now, on: Self.today)
            }
        }
        // What the log has is never wrong meanwhile.
        #expect(try room.fixture.ledger.verifyAudit().isIntact)
        for record in room.records.prefix(2) {
            let name = try #require(record.package?.hex)
            let isWhole = try room.shelf.entries().contains { $0.name == name }
            #expect(isWhole || room.shelf.tombstones().contains(name))
            if isWhole {
                let files = try room.shelf.files(of: try room.shelf.find(name))
                #expect(FourChecks(of: files, name: name).isPassed)
            }
        }
        _ = try room.destruction().finish(at: Self.now + 5)
        if step == .ordered, time == 2 {
            // Nothing was ordered in this case: nothing is finished, and all is whole.
            #expect(try room.shelf.entries().count == 3)
            return
        }
        #expect(try room.shelf.entries().count == 1)
        #expect(room.shelf.tombstones().count == 2)
        #expect(try !room.contains("an invoice on paper"))
        let names = try FileManager.default.contentsOfDirectory(
            atPath: room.fixture.folder.appendingPathComponent("data/archive").path)
        #expect(!names.contains { $0.hasPrefix(".") })
        let found = try room.fixture.ledger.verifyAudit()
        #expect(found.isIntact && found.destroyed == 2)
    }

    @Test("one person, one key, another list, a changed list or an unknown signer destroy nothing")
    func twoPersons() throws {
        let room = try Room()
        let list = try room.list([room.records[0]])
        let trust = try Self.people.get().trust
        #expect(throws: DestructionProblem.samePerson("zhang.wei")) {
            try AgreedDestruction(Self.signed(list, by: "zhang.wei"), trust: trust)
        }
        #expect(throws: DestructionProblem.sameKey) {
            try AgreedDestruction(Self.signed(list, by: "twin", key: "zhang.wei"), trust: trust)
        }
        #expect(throws: SignatureProblem.self) {
            try AgreedDestruction(Self.signed(list, by: "wang.fang", key: "li.na"), trust: trust)
        }
        #expect(throws: SignatureProblem.self) {
            try AgreedDestruction(
                Self.signed(list, by: "twin", key: "li.na"), trust: trust)
        }
        let good = try Self.signed(list)
        var other = good
        other.text = try room.list([room.records[1]]).text
        #expect(throws: DestructionProblem.otherList) { try AgreedDestruction(other, trust: trust) }
        var forged = good
        forged.text = good.text.replacing("保管期满", with: "保管期末")
        forged.consent = try DestructionConsent(to: forged.digest, signer: "li.na", at: Self.now).text
        #expect(throws: SignatureProblem.self) { try AgreedDestruction(forged, trust: trust) }
        let agreed = try AgreedDestruction(good, trust: trust)
        #expect(throws: DestructionProblem.otherArchive(ArchiveFixture.origin)) {
            try room.destruction().carryOut(agreed, archive: "another", at: Self.now, on: Self.today)
        }
        // A hold that came after the list was signed counts.
        try room.fixture.ledger.hold(room.records[0].id, reason: "审计", at: Self.now)
        #expect(throws: DestructionProblem.self) {
            try room.destruction().carryOut(
                agreed, archive: ArchiveFixture.origin, at: Self.now, on: Self.today)
        }
        #expect(try room.shelf.entries().count == 3 && room.shelf.tombstones().isEmpty)
    }

    @Test("numbers that are missing or double in a series are named, and tombstones count")
    func shelfNumbers() throws {
        let room = try Room()
        #expect(try ShelfNumbers(of: room.shelf).faults.isEmpty)
        let agreed = try AgreedDestruction(stated: Self.signed(try room.list([room.records[1]])))
        _ = try room.destruction().carryOut(
            agreed, archive: ArchiveFixture.origin, at: Self.now, on: Self.today)
        #expect(try ShelfNumbers(of: room.shelf).faults.isEmpty)
        let numbers = ShelfNumbers(
            of: [("A", 1), ("A", 2), ("A", 2), ("A", 5), ("B", 2), ("C", 1)].map { ($0.0, $0.1) })
        #expect(
            numbers.faults.map { "\($0.series)\($0.running)\($0.isDouble)" } == [
                "A2true", "A3false", "A4false", "B1false",
            ])
        #expect(ShelfNumbers(of: [("A", Int.max)]).faults.count == ShelfNumbers.most)
    }

    @Test(
        "each single byte of a tombstone that is changed, removed, doubled or swapped is found",
        arguments: Damage.allCases)
    func tombstoneBytes(_ damage: Damage) throws {
        let room = try Room()
        let list = try room.list([room.records[0]])
        let agreed = try AgreedDestruction(stated: Self.signed(list))
        let files = try Tombstone.files(of: list.items[0], by: agreed, at: Self.now)
        let name = list.items[0].package
        #expect(Tombstone.problems(in: files, name: name).isEmpty)
        let stone = try #require(files[Tombstone.about])
        for index in stone.indices {
            guard let damaged = damage.apply(to: stone, at: index) else { continue }
            var forged = files
            forged[Tombstone.about] = damaged
            if Tombstone.problems(in: forged, name: name).isEmpty { Issue.record("byte \(index)") }
        }
        var other = files
        other[Tombstone.list] = Data(try room.list([room.records[1]]).text.utf8)
        other[Manifest.name] = Data(Manifest.text(over: other, number: list.items[0].number).utf8)
        #expect(!Tombstone.problems(in: other, name: name).isEmpty)
    }
}
