import Foundation
import GRDB
import Invoicing
import OAProfile
import SeededRandom
import Simulation
import Testing

@testable import Store

/// A folder on a disk that fails where the test wants it to.
private final class FaultyFolder {
    /// In memory where that can be: what is tried here is order, and hundreds of openings sync a lot.
    let url = URL(
        fileURLWithPath: FileManager.default.isWritableFile(atPath: "/dev/shm")
            ? "/dev/shm" : FileManager.default.temporaryDirectory.path, isDirectory: true
    ).appendingPathComponent("countersign-disk-\(UUID().uuidString)", isDirectory: true)
    let disk: FaultyDisk

    init() throws { disk = try FaultyDisk(folder: url) }

    deinit { try? FileManager.default.removeItem(at: url) }

    func ledger() throws(StoreError) -> Ledger {
        try Ledger(folder: url, session: LedgerFixture.session(), monotonic: { 42 })
    }

    func file(_ name: String) -> URL { url.appendingPathComponent(name) }

    func size(_ name: String) -> Int64 {
        var facts = stat()
        return stat(file(name).path, &facts) == 0 ? Int64(facts.st_size) : 0
    }
}

@Suite("Disks that fail")
struct DiskFaultTests {
    private static func operation(_ task: String, _ number: UInt64) -> NewOperation {
        var random = SeededGenerator(seed: number)
        return NewOperation(
            id: OperationID(milliseconds: Int64(number), using: &random), task: LedgerFixture.task(task),
            decision: .approve(comment: "同意"), actor: "zhang.wei", recordedAt: 1_000)
    }

    @Test(
        "at whichever change the disk fails or the program is killed, a decision is recorded or it is not, and is told so",
        arguments: [
            FaultyDisk.Fault.inputOutput, .sync, .full, .readOnly, .killBefore, .killAfter,
        ])
    func everyChange(_ fault: FaultyDisk.Fault) throws {
        let first = Self.operation("T-1", 1)
        let second = Self.operation("T-2", 2)
        var hotJournals = 0
        for calls in 0..<200 {
            let folder = try FaultyFolder()
            var failure: StoreError?
            do {
                let ledger = try folder.ledger()
                _ = try ledger.record(first)
                folder.disk.arm(fault, after: calls)
                do throws(StoreError) { _ = try ledger.record(second) } catch { failure = error }
            }
            let hasStruck = folder.disk.hasStruck
            if !hasStruck {
                #expect(failure == nil && calls > (fault == .sync ? 1 : 8))
                // A kill leaves a journal to roll back from, at some of the places at least.
                let isKill = fault == .killBefore || fault == .killAfter
                #expect(!isKill || hotJournals > 0)
                return
            }
            #expect(folder.disk.openFiles == 0)
            folder.disk.mend()
            if folder.size("ledger.db-journal") > 512 { hotJournals += 1 }
            let ledger = try folder.ledger()
            #expect(try ledger.verifyAudit().isIntact, "\(fault) at \(calls)")
            #expect(try ledger.operation(first.id)?.state == .recorded)
            let isThere = try ledger.operation(second.id) != nil
            switch (failure, fault) {
            case (nil, _): #expect(isThere, "told as recorded: \(fault) at \(calls)")
            // Killed in the last change: durable, and nobody was told. Both are true states.
            case (_, .killBefore), (_, .killAfter): break
            case (.diskFull, _), (.failed, _), (.readOnly, _):
                #expect(!isThere, "told as not recorded: \(fault) at \(calls)")
            case (let other?, _): Issue.record("\(other): \(fault) at \(calls)")
            }
            if !isThere { #expect(try ledger.record(second).state == .recorded) }
        }
        Issue.record("\(fault) always strikes")
    }

    @Test(
        "a migration that is killed at any change leaves the old schema or the new one, and every decision",
        arguments: 0..<LedgerSchema.steps.count)
    func migrations(from old: Int) throws {
        for calls in 0..<400 {
            let folder = try FaultyFolder()
            try FileManager.default.createDirectory(at: folder.url, withIntermediateDirectories: true)
            if old > 0 {
                try DatabaseQueue(path: folder.file("ledger.db").path).write { db in
                    for step in LedgerSchema.steps.prefix(old) { try db.execute(sql: step) }
                    try db.execute(
                        sql: """
                            INSERT INTO draft VALUES ('T-1', '草稿', 1);
                            PRAGMA application_id = \(LedgerSchema.applicationID);
                            PRAGMA user_version = \(old);
                            """)
                }
            }
            folder.disk.arm(calls.isMultiple(of: 2) ? .killBefore : .killAfter, after: calls / 2)
            do throws(StoreError) { _ = try folder.ledger() } catch {}
            let hasStruck = folder.disk.hasStruck
            folder.disk.mend()
            if hasStruck, folder.size("ledger.db") > 0 {
                let queue = try DatabaseQueue(path: folder.file("ledger.db").path)
                let version = try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
                #expect(version == old || version == LedgerSchema.version)
            }
            let ledger = try folder.ledger()
            if old > 0 { #expect(try ledger.draft(on: TaskID(rawValue: "T-1")) == "草稿") }
            #expect(try ledger.record(Self.operation("T-1", 1)).sequence == 1)
            if !hasStruck { return }
        }
        Issue.record("a kill always strikes")
    }

    @Test("on a full disk the ballast makes room, the user is told, and with room it comes back")
    func ballast() throws {
        let folder = try FaultyFolder()
        let ledger = try folder.ledger()
        #expect(folder.size("ballast") == Ballast.size && ledger.hasReserve && !ledger.isOnReserve)
        #expect(LedgerFileTests.mode(folder.file("ballast")) == 0o600)
        folder.disk.arm(.fullBesideBallast, after: 0)
        // What is already there may have room inside the file; a long history has not.
        for number in 1...40 as ClosedRange<UInt64> {
            _ = try ledger.record(Self.operation("T-\(number)", number))
            if ledger.isOnReserve { break }
        }
        #expect(ledger.isOnReserve && !ledger.hasReserve)
        #expect(ledger.reserveNotice == .onReserve(file: folder.file("ledger.db").path))
        #expect(try ledger.verifyAudit().isIntact)
        folder.disk.mend()
        _ = try ledger.record(Self.operation("T-100", 100))
        #expect(!ledger.isOnReserve && ledger.hasReserve)
    }

    @Test("a page of changes arrives whole or not at all, at whichever change the disk fails")
    func mirror() throws {
        let page = ChangesPage(
            epoch: "e", oldCursor: "0", newCursor: "1", hasMore: false,
            items: (0..<20).map { MirrorFixture.upsert(.sample("T\($0)")) })
        for fault in [FaultyDisk.Fault.inputOutput, .full, .killBefore, .killAfter] {
            var isStruck = true
            var calls = 0
            while isStruck {
                let folder = try FaultyFolder()
                var isTold = false
                do {
                    let mirror = try Mirror(folder: folder.url, at: 1, rules: MirrorFixture.rules)
                    folder.disk.arm(fault, after: calls)
                    isTold = (try? mirror.apply(page, at: 1)) != nil
                }
                isStruck = folder.disk.hasStruck
                folder.disk.mend()
                let mirror = try Mirror(folder: folder.url, at: 2, rules: MirrorFixture.rules)
                #expect(!mirror.wasRebuilt)
                let (count, cursor) = (try mirror.count(.everything), try mirror.syncState()?.cursor)
                #expect((count, cursor) == (20, "1") || (count, cursor) == (0, nil), "\(fault) at \(calls)")
                if isTold { #expect(count == 20) }
                // Every place at the start, where the journal is made; then every fifth.
                calls += calls < 8 ? 1 : 5
            }
            #expect(calls > 8)
        }
    }
}
