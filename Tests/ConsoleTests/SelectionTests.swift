import Invoicing
import Store
import Terminal
import Testing

@testable import Console

@Suite("The selection is a task, never a place")
struct SelectionTests {
    @Test("it stays on its task while rows arrive, vanish and move")
    func staysOnTask() throws {
        var bench = try Bench((10...20).map { Fixtures.entry($0) }, context: context())
        bench.press("j", "j", "j")
        let chosen = try #require(bench.selected)
        bench.entries.insert(Fixtures.entry(1), at: 0)
        bench.entries.insert(Fixtures.entry(2), at: 3)
        bench.tellChanged(1, 2)
        #expect(bench.selected == chosen)
        bench.remove(10)
        bench.remove(20)
        bench.tellChanged(10, 20)
        #expect(bench.selected == chosen)
        bench.entries.reverse()
        bench.send(.storesChanged)
        #expect(bench.selected == chosen)
        #expect(bench.state.message == nil)
    }

    @Test(
        "when its task leaves, the neighbour is selected, the user is told, and no key decides before a paint"
    )
    func vanished() throws {
        var bench = try Bench(context: context())
        bench.press("j")
        bench.remove(2)
        bench.tellChanged(2)
        #expect(bench.selected == TaskID(rawValue: "t-3"))
        #expect(bench.state.message?.text == Strings.selectionGone)
        bench.pressAtOnce("a")
        #expect(bench.bar == nil)
        #expect(bench.state.message?.text == Strings.changedUnderHand)
        bench.paint()
        bench.press("a")
        #expect(bench.bar?.identity.task == TaskID(rawValue: "t-3"))
    }

    @Test("the first page comes before the whole list and the selection survives the change")
    func twoSteps() throws {
        let keys = (1...2_000).map { TaskKey(rawValue: Int64($0)) }
        var state = try ConsoleState(context: context(), size: TerminalSize(columns: 120, rows: 40))
        let first = state.start()
        guard case .loadQueue(let request) = first.first else {
            Issue.record("no keys were asked for")
            return
        }
        #expect(request.limit == QueueState.firstPage)
        let next = state.update(
            .queueLoaded(
                QueueListing(generation: request.generation, keys: Array(keys.prefix(500)), isComplete: false)
            ),
            at: noon)
        let whole = next.compactMap { if case .loadQueue(let request) = $0 { request } else { nil } }
        #expect(whole.map(\.limit) == [nil])
        _ = state.update(.key(KeyPress(.character("j"))), at: noon)
        _ = state.update(
            .queueLoaded(QueueListing(generation: whole[0].generation, keys: keys, isComplete: true)),
            at: noon)
        #expect(state.queue.keys.count == 2_000)
        #expect(state.queue.viewport.selection == TaskKey(rawValue: 2))
        let old = state.update(
            .queueLoaded(QueueListing(generation: request.generation, keys: [], isComplete: true)), at: noon)
        #expect(old.allSatisfy { if case .loadQueue = $0 { false } else { true } })
        #expect(state.queue.keys.count == 2_000)
    }

    @Test("a read that fails is told and not repeated for ever")
    func failedRead() throws {
        var state = try ConsoleState(context: context(), size: TerminalSize(columns: 120, rows: 40))
        guard case .loadQueue(let request) = state.start().first else { return }
        let asked = state.update(
            .queueLoaded(
                QueueListing(generation: request.generation, keys: [TaskKey(rawValue: 1)], isComplete: true)),
            at: noon)
        #expect(asked == [.fetchRows([TaskKey(rawValue: 1)])])
        #expect(state.update(.storeFailed(.busy(file: "cache.db")), at: noon).isEmpty)
        #expect(state.message?.role == .danger)
    }

    @Test("jumping through a long list reads one page")
    func jump() throws {
        var bench = try Bench((1...5_000).map { Fixtures.entry($0) }, context: context())
        bench.asked = []
        bench.press("G")
        #expect(bench.selected == TaskID(rawValue: "t-5000"))
        guard case .fetchRows(let keys) = bench.asked.first else {
            Issue.record("no rows were read")
            return
        }
        #expect(bench.asked.count == 1 && keys.count == 35)
        #expect(bench.state.queue.rows.count < 300)
    }

    @Test("a search that cannot be read says where, and the list stays")
    func searchError() throws {
        var bench = try Bench(context: context(), columns: 80, rows: 24)
        bench.press("/")
        bench.type("晨光?")
        bench.press("<Enter>")
        #expect(bench.screen.contains("第 3 个字：这里不能用问号。删去它。"))
        let caret = bench.surface.lines().first { $0.contains("^") }
        #expect(
            caret?.firstIndex(of: "^").map { caret?.distance(from: $0, to: caret?.startIndex ?? $0) } == -11)
        #expect(bench.state.queue.keys.count == 8)
        bench.press("<Backspace>", "<Enter>")
        #expect(bench.state.modal == nil)
        #expect(bench.state.queue.keys.count == 1)
        #expect(bench.screen.contains("查找：晨光"))
        bench.press("<Esc>")
        #expect(bench.state.queue.keys.count == 8)
    }

    @Test("typing goes into the line alone, also pasted text; elsewhere a paste is refused")
    func typing() throws {
        var bench = try Bench(context: context())
        bench.press("/")
        bench.type("aryq?L")
        #expect(bench.recorded.isEmpty && bench.bar == nil)
        guard case .search(let prompt) = bench.state.modal else {
            Issue.record("the search is closed")
            return
        }
        #expect(prompt.editor.text == "aryq?L")
        bench.send(.text("y\ny"))
        bench.press("<Esc>")
        bench.send(.text("ay"))
        #expect(bench.bar == nil && bench.state.message?.text == Strings.pasteIgnored)
    }
}
