import Foundation
import Invoicing
import OAProfile
import SeededRandom
import Store
import Testing

/// The mirror against a dictionary: pages repeated, out of order and twice (P15 to P19), snapshots, a deleted
/// file (P22).
struct MirrorModelTests {
    /// A history of an OA: the feed, page by page, and what a user sees at its end.
    private struct History {
        var pages: [ChangesPage] = []
        var seen: [String: ApprovalTask] = [:]

        init(_ random: inout SeededGenerator) {
            var revs: [String: Int] = [:]
            var cursor = 0
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                var items: [ChangeItem] = []
                for _ in 0..<Int.random(in: 0...6, using: &random) {
                    let id = "T\(Int.random(in: 0..<8, using: &random))"
                    let rev = (revs[id] ?? 0) + 1
                    revs[id] = rev
                    if seen[id] != nil, Int.random(in: 0..<4, using: &random) == 0 {
                        seen[id] = nil
                        items.append(MirrorFixture.gone(id, rev: "\(rev)"))
                    } else {
                        let task = Self.task(id, rev: rev, &random)
                        seen[id] = task
                        items.append(MirrorFixture.upsert(task))
                    }
                }
                pages.append(
                    ChangesPage(
                        epoch: "e1", oldCursor: "\(cursor)", newCursor: "\(cursor + 1)", hasMore: true,
                        items: items.shuffled(using: &random)))
                cursor += 1
            }
        }

        static func task(_ id: String, rev: Int, _ random: inout SeededGenerator) -> ApprovalTask {
            .sample(
                id, rev: "\(rev)", status: TaskStatus.atOA.randomElement(using: &random) ?? .pending,
                dueAt: Bool.random(using: &random) ? Int64.random(in: 0...9, using: &random) : nil,
                number: InvoiceNumber(number: "2631200000000000000\(Int.random(in: 0..<5, using: &random))"),
                seller: ["晨光文具", "华讯科技", "顺丰速运"].randomElement(using: &random) ?? "",
                gross: Int64.random(in: 1...500, using: &random))
        }
    }

    /// Everything that a reader can see of a mirror, but for keys.
    private func view(_ mirror: Mirror) throws -> [String: MirrorEntryView] {
        var view: [String: MirrorEntryView] = [:]
        for row in try mirror.rows(mirror.keys(.everything)) {
            let entry = try #require(try mirror.entry(row.task))
            #expect(entry.key == row.key)
            #expect(entry.findings.count == row.findingCount)
            #expect(entry.findings.map(\.severity).max() == row.worst)
            view[row.task.rawValue] = MirrorEntryView(
                task: entry.task, findings: entry.findings, worst: row.worst)
        }
        return view
    }

    private struct MirrorEntryView: Equatable {
        var task: ApprovalTask
        var findings: [Finding]
        var worst: Severity?
    }

    private func check(_ fixture: MirrorFixture, shows seen: [String: ApprovalTask], _ seed: UInt64) throws {
        let shown = try view(fixture.mirror)
        #expect(shown.mapValues(\.task) == seen, "seed \(seed)")
        #expect(try fixture.mirror.count(.everything) == seen.count, "seed \(seed)")
        // The words, too, are those of the tasks that are there.
        for seller in ["晨光", "华讯", "顺丰速运"] {
            let expected = seen.filter { $0.value.invoice.seller.name.contains(seller) }.keys.sorted()
            #expect(try fixture.found("seller:\(seller)").sorted() == expected, "seed \(seed)")
            #expect(
                try fixture.found("status:pending or seller:\(seller)").count >= expected.count,
                "seed \(seed)")
        }
        // The order: due first, none last, then submitted, then key.
        let order = try fixture.mirror.rows(fixture.mirror.keys(.everything)).map {
            [$0.dueAt ?? .max, $0.submittedAt, $0.key.rawValue]
        }
        #expect(order == order.sorted { $0.lexicographicallyPrecedes($1) }, "seed \(seed)")
    }

    @Test(
        "pages in order, each perhaps twice, give the OA's view and its cursor",
        arguments: 0..<40 as Range<UInt64>)
    func inOrder(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let history = History(&random)
        let fixture = try MirrorFixture()
        for page in history.pages {
            _ = try fixture.mirror.apply(page, at: 5)
            #expect(try fixture.mirror.syncState()?.cursor == page.newCursor)
            if Bool.random(using: &random) {
                #expect(try fixture.mirror.apply(page, at: 6) == AppliedChanges(), "seed \(seed)")
            }
        }
        try check(fixture, shows: history.seen, seed)
    }

    @Test("pages in any order and number give the same mirror", arguments: 100..<140 as Range<UInt64>)
    func anyOrder(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let history = History(&random)
        let straight = try MirrorFixture()
        let fixture = try MirrorFixture()
        for page in history.pages { _ = try straight.mirror.apply(page, at: 5) }
        let repeated = history.pages + history.pages.filter { _ in Bool.random(using: &random) }
        for page in repeated.shuffled(using: &random) { _ = try fixture.mirror.apply(page, at: 5) }
        try check(fixture, shows: history.seen, seed)
        #expect(try view(fixture.mirror) == view(straight.mirror), "seed \(seed)")
    }

    @Test("a snapshot replaces everything at once, and keys stay", arguments: 200..<230 as Range<UInt64>)
    func snapshot(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let before = History(&random)
        let after = History(&random)
        let fixture = try MirrorFixture()
        for page in before.pages { _ = try fixture.mirror.apply(page, at: 5) }
        let keys = try Dictionary(
            uniqueKeysWithValues: fixture.mirror.rows(fixture.mirror.keys(.everything)).map {
                ($0.task, $0.key)
            })
        try fixture.mirror.beginSnapshot()
        for _ in 0..<2 where Bool.random(using: &random) { try fixture.mirror.beginSnapshot() }
        var rest = after.seen.values.map(MirrorFixture.upsert).shuffled(using: &random)
        repeat {
            let count = Int.random(in: 0...3, using: &random)
            let page = SnapshotPage(epoch: "e2", cursor: "s", nextPage: nil, items: Array(rest.prefix(count)))
            rest.removeFirst(min(count, rest.count))
            try fixture.mirror.addToSnapshot(page)
            if Bool.random(using: &random) { try fixture.mirror.addToSnapshot(page) }
            try check(fixture, shows: before.seen, seed)
        } while !rest.isEmpty
        let changes = try fixture.mirror.finishSnapshot(at: 9)
        try check(fixture, shows: after.seen, seed)
        #expect(try fixture.mirror.syncState() == SyncState(epoch: "e2", cursor: "s", updatedAt: 9))
        #expect(Set(changes.gone.map(\.rawValue)) == Set(before.seen.keys).subtracting(after.seen.keys))
        for (id, task) in after.seen where before.seen[id] != task {
            #expect(changes.changed.contains(task.id), "seed \(seed)")
        }
        for (task, key) in keys where after.seen[task.rawValue] != nil {
            #expect(try fixture.mirror.key(of: task) == key, "seed \(seed)")
        }
        // Pulling goes on from there, and the next snapshot works as the first did.
        try fixture.apply([.sample("N", rev: "1")], cursor: "t")
        try fixture.mirror.beginSnapshot()
        try fixture.mirror.addToSnapshot(SnapshotPage(epoch: "e3", cursor: "u", nextPage: nil, items: []))
        #expect(try fixture.mirror.finishSnapshot(at: 10).gone.count == after.seen.count + 1)
        try check(fixture, shows: [:], seed)
    }

    @Test("a task that a snapshot cannot read stays what it was, with its key")
    func unreadableInSnapshot() throws {
        let fixture = try MirrorFixture()
        let task = ApprovalTask.sample("T1")
        try fixture.apply([task, .sample("T2")])
        let key = try fixture.mirror.key(of: task.id)
        try fixture.mirror.beginSnapshot()
        try fixture.mirror.addToSnapshot(
            SnapshotPage(
                epoch: "e1", cursor: "s", nextPage: nil,
                items: [ChangeItem(id: task.id, rev: "9", content: .unreadable(cause: "no total"))]))
        let changes = try fixture.mirror.finishSnapshot(at: 9)
        #expect(changes == AppliedChanges(gone: [TaskID(rawValue: "T2")], unreadable: [task.id: "no total"]))
        #expect(try fixture.mirror.entry(task.id)?.task == task)
        #expect(try fixture.mirror.key(of: task.id) == key)
    }

    @Test("a snapshot that was not begun, has no page, or was overtaken by a page is refused")
    func noSnapshot() throws {
        let fixture = try MirrorFixture()
        let page = SnapshotPage(epoch: "e1", cursor: "s", nextPage: nil, items: [])
        #expect(throws: StoreError.self) { try fixture.mirror.addToSnapshot(page) }
        #expect(throws: StoreError.self) { try fixture.mirror.finishSnapshot(at: 1) }
        try fixture.mirror.beginSnapshot()
        #expect(throws: StoreError.self) { try fixture.mirror.finishSnapshot(at: 1) }
        try fixture.mirror.addToSnapshot(page)
        try fixture.apply([.sample("T1")])
        #expect(throws: StoreError.self) { try fixture.mirror.finishSnapshot(at: 1) }
        #expect(try fixture.found("") == ["T1"])
    }

    @Test("a deleted file is pulled again to the same view", arguments: 300..<305 as Range<UInt64>)
    func deleted(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let history = History(&random)
        let first = try MirrorFixture()
        let second = try MirrorFixture()
        for page in history.pages { _ = try first.mirror.apply(page, at: 5) }
        for page in history.pages + history.pages { _ = try second.mirror.apply(page, at: 5) }
        #expect(try view(first.mirror) == view(second.mirror), "seed \(seed)")
    }
}
