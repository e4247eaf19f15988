import Foundation
import Invoicing
import OAClient
import OAProfile
import Simulation
import Store
import Testing

@testable import Sync

@Suite("Pulling changes")
struct PullTests {
    @Test("a pull with nothing new is exactly one request")
    func oneRequest() async throws {
        let bench = try Bench()
        try await bench.submit(5)
        _ = await bench.sync.round()
        #expect(await bench.oa.log == ["changes"])
    }

    @Test("changes, withdrawals and lost permissions arrive, page by page")
    func pages() async throws {
        let bench = try Bench()
        try await bench.submit(3)
        for number in 4...9 { await bench.oa.submit(Sample.task(number)) }
        await bench.oa.edit(TaskID(rawValue: "T-1")) { $0.status = .withdrawn }
        await bench.oa.hide(TaskID(rawValue: "T-2"))
        let report = await bench.sync.round()
        #expect(report.gone == 1 && report.changed >= 7)
        let view = await bench.oa.view
        for id in await bench.oa.known { #expect(try bench.mirror.entry(id)?.task == view[id]) }
    }

    @Test("pages that are fetched while others are written ask the same questions and give the same mirror")
    func ahead() async throws {
        let bench = try Bench()
        for number in 1...8 { await bench.oa.submit(Sample.task(number)) }
        var world = bench.clock.world(bench.dice)
        world.fetchesAhead = true
        let sync = Synchronizer(
            connector: bench.oa, ledger: bench.ledger, mirror: bench.mirror, folder: bench.folder,
            world: world, logger: .silent)
        #expect(await sync.round().changed == 8)
        for number in 9...13 { await bench.oa.submit(Sample.task(number)) }
        await bench.oa.hide(TaskID(rawValue: "T-2"))
        let report = await sync.round()
        #expect(report.changed == 5 && report.gone == 1)
        let pages = { (name: String, count: Int) in Array(repeating: name, count: count) }
        // Snapshots come in threes, changes in twos.
        #expect(
            await bench.oa.log == ["session"] + pages("snapshot", 3) + pages("changes", 1)
                + pages("changes", 3))
        let view = await bench.oa.view
        for id in await bench.oa.known { #expect(try bench.mirror.entry(id)?.task == view[id]) }
    }

    @Test(
        "410 of each kind leads to a snapshot, and leaves the ledger alone",
        arguments: [Problem.Code.cursorExpired, .epochChanged, .aclChanged, .other("new-reason")])
    func gone(_ code: Problem.Code) async throws {
        let bench = try Bench()
        try await bench.submit(4)
        let id = try bench.record(1, actor: "li.na")
        let before = try bench.ledger.operation(id)
        await bench.oa.hide(TaskID(rawValue: "T-3"))
        await bench.oa.script(changes: [.snapshotNeeded(code)])
        let report = await bench.sync.round()
        #expect(report.health.connection == .online && report.gone == 1)
        #expect(try bench.ledger.operation(id) == before)
        #expect(await bench.oa.log == ["changes", "snapshot", "changes"])
    }

    @Test("a page of another history is never applied")
    func otherEpoch() async throws {
        let bench = try Bench()
        try await bench.submit(2)
        let state = try #require(try bench.mirror.syncState())
        let foreign = ChangesPage(
            epoch: "elsewhere", oldCursor: state.cursor, newCursor: "999", hasMore: false,
            items: [ChangeItem(id: TaskID(rawValue: "T-1"), rev: "1", content: .gone(reason: ""))])
        await bench.oa.script(changes: [.page(foreign)])
        _ = await bench.sync.round()
        #expect(try bench.mirror.entry(TaskID(rawValue: "T-1")) != nil)
        #expect(try bench.mirror.syncState()?.epoch == state.epoch)
    }

    @Test("a page that does not follow our cursor is never applied")
    func otherCursor() async throws {
        let bench = try Bench()
        try await bench.submit(2)
        let state = try #require(try bench.mirror.syncState())
        let stale = ChangesPage(epoch: state.epoch, oldCursor: "0", newCursor: "1", hasMore: false, items: [])
        await bench.oa.script(changes: [.page(stale)])
        let report = await bench.sync.round()
        if case .offline(.notAnOA) = report.health.connection {} else { Issue.record("\(report.health)") }
        #expect(try bench.mirror.syncState() == state)
    }

    @Test(
        "a feed that never advances ends in a snapshot, then in an error, never in a loop",
        arguments: [true, false])
    func stuck(isAtOneCursor: Bool) async throws {
        let bench = try Bench()
        try await bench.submit(2)
        let state = try #require(try bench.mirror.syncState())
        let there = "\(state.cursor)9"
        let pages = (0..<200).map { index -> ChangesAnswer in
            // Either the same cursor for ever, or two cursors in turn.
            let (old, new) =
                isAtOneCursor || index % 2 == 0
                ? (state.cursor, isAtOneCursor ? state.cursor : there) : (there, state.cursor)
            return .page(
                ChangesPage(epoch: state.epoch, oldCursor: old, newCursor: new, hasMore: true, items: []))
        }
        await bench.oa.script(changes: pages)
        let report = await bench.sync.round()
        if case .offline(.notAnOA) = report.health.connection {} else { Issue.record("\(report.health)") }
        #expect(await bench.oa.log.filter { $0 == "snapshot" }.count <= Synchronizer.snapshotLimit)
        #expect(await bench.oa.log.count < 40)
        await bench.oa.script(changes: [])
        #expect(await bench.sync.round().health.connection == .online)
    }

    @Test("a decision that becomes due during a long pull does not wait for its end")
    func pushBetweenPages() async throws {
        let bench = try Bench()
        try await bench.submit(2)
        for number in 3...12 { await bench.oa.submit(Sample.task(number)) }
        let id = try bench.record(1)
        // The first attempt fails; its retry falls due while pages are pulled, as the clock moves with every page.
        await bench.oa.script([.answer(status: 500, contentType: "", body: Data(), retryAfter: nil)])
        let clock = bench.clock
        await bench.oa.watchChanges { clock.advance(3_000) }
        _ = await bench.sync.round()
        #expect(try bench.state(id) == .acked)
        let log = await bench.oa.log
        let sent = try #require(log.lastIndex(of: "deliver T-1"))
        #expect(log[sent...].filter { $0 == "changes" }.count > 1, "\(log)")
    }

    @Test("a lost cache is filled again, and ends as it was")
    func lostCache() async throws {
        let bench = try Bench()
        try await bench.submit(4)
        let folder = bench.nextFolder()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            at: bench.folder.appendingPathComponent("ledger.db"),
            to: folder.appendingPathComponent("ledger.db"))
        try bench.reopen(from: folder)
        _ = await bench.sync.round()
        let view = await bench.oa.view
        for id in await bench.oa.known { #expect(try bench.mirror.entry(id)?.task == view[id]) }
    }
}
