import Foundation
import Invoicing
import OAProfile
import Store
import Terminal
import Testing

@testable import Console

/// A worker that answers only when it is told to, as one on a slow disk.
private struct SlowStage {
    var state: ConsoleState
    private let worker: StoreWorker
    private var waiting: [ConsoleEffect] = []
    private(set) var quits = 0

    init(_ tasks: [ApprovalTask], isReadOnly: Bool = false) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "slow-\(UUID().uuidString)")
        let ledger = try Ledger(
            folder: folder,
            session: Ledger.Session(id: "s1", actor: "zhang.wei", host: "test", appVersion: "1"))
        let mirror = try Mirror(folder: folder, at: 1)
        _ = try mirror.apply(StoreRoom.page(tasks, "0", "1"), at: noon)
        var given = try context(language: .en, isReadOnly: isReadOnly)
        given.overrides = OverrideRights(reviewers: ["zhang.wei"])
        state = try ConsoleState(
            context: given, size: TerminalSize(columns: 120, rows: 40), armingMilliseconds: 0)
        worker = StoreWorker(services: ConsoleServices(ledger: ledger, mirror: mirror), context: given)
        try FileManager.default.removeItem(at: folder)
        execute(state.start())
    }

    mutating func send(_ event: ConsoleEvent) { execute(state.update(event, at: noon)) }

    /// Presses keys of one batch: nothing is painted between them, and no worker answers.
    mutating func press(_ keys: String...) {
        for key in keys { if let press = KeyPress(notation: key) { send(.key(press)) } }
    }

    mutating func type(_ text: String) { for letter in text { send(.key(KeyPress(.character(letter)))) } }

    /// The workers answer, as often as there is something to answer; then the screen is painted.
    mutating func settle() {
        while !waiting.isEmpty {
            let effects = waiting
            waiting = []
            for effect in effects { for event in worker.perform(effect) { send(event) } }
        }
        send(.painted)
    }

    /// As the driver: what is immediate is done at once.
    private mutating func execute(_ effects: [ConsoleEffect]) {
        for effect in effects {
            if effect == .quit { quits += 1 }
            if effect.isImmediate {
                for event in worker.perform(effect) { send(event) }
            } else {
                waiting.append(effect)
            }
        }
    }
}

@Suite("No key is lost while something is being read")
struct TypeAheadTests {
    private func stage() throws -> SlowStage {
        var stage = try SlowStage(FindingsScreenTests.tasks())
        stage.settle()
        return stage
    }

    @Test("keys typed at once after a search act on what was found", arguments: ["!", "<Enter>", "="])
    func search(key: String) throws {
        var stage = try stage()
        stage.press("m", "/")
        stage.type("id:t-3")
        stage.press("<Enter>", key)
        if case .search = stage.state.modal {} else { Issue.record("the answer is not there yet") }
        stage.settle()
        switch (key, stage.state.screens.last) {
        case ("!", .overview(.findings(let page))): #expect(page.task.rawValue == "t-3")
        case ("<Enter>", .detail(let detail)): #expect(detail.identity.task.rawValue == "t-3")
        case ("=", .overview(.compare(let page))):
            #expect(page.pair?.right?.id.rawValue == "t-3")
        default: Issue.record("\(key) led to \(String(describing: stage.state.screens.last))")
        }
        #expect(stage.state.queue.search == "id:t-3", "no key went into the query")
    }

    @Test("keys before the first list is read move in it")
    func start() throws {
        var stage = try SlowStage(FindingsScreenTests.tasks())
        stage.press("j", "j", "<Enter>", "j")
        stage.settle()
        guard case .detail(let detail) = stage.state.screens.last else {
            Issue.record("nothing is open: \(String(describing: stage.state.message))")
            return
        }
        #expect(detail.identity.task.rawValue == "t-3")
    }

    @Test("a key that decides does not wait: it is said, and what came after it does not count")
    func dangerous() throws {
        var stage = try stage()
        stage.press("/")
        stage.type("id:t-3")
        stage.press("<Enter>", "a", "y", "Y")
        stage.settle()
        #expect(stage.state.modal == nil)
        #expect(stage.state.message?.text == Strings.pressedTooEarly("a"))
        #expect(stage.state.operations.isEmpty)
        stage.press("a")
        if case .decision = stage.state.modal {} else { Issue.record("pressed again it opens the bar") }
    }

    @Test("before the checks are there their keys wait; the one that overrides is refused")
    func checks() throws {
        var stage = try stage()
        stage.press("!", "]")
        stage.settle()
        guard case .findings(let page) = stage.state.overview else {
            Issue.record("no checks")
            return
        }
        #expect(page.selected == 1)
        stage.press("<Esc>", "!", "x")
        stage.settle()
        #expect(stage.state.modal == nil)
        #expect(stage.state.message?.text == Strings.pressedTooEarly("x"))
        stage.press("x")
        #expect(stage.state.scope == .editor)
    }

    @Test("leaving never waits, and says what it gave up")
    func leaving() throws {
        var stage = try stage()
        stage.press("!", "]", "]", "<Esc>")
        #expect(stage.state.screens.isEmpty)
        #expect(stage.state.message?.text == Strings.keysForgotten(["]", "]"]))
        stage.press("v", "j")
        stage.press("q")
        #expect(stage.quits == 1)
    }

    @Test("a query that cannot be read keeps its line, and the keys behind it are forgotten")
    func wrongQuery() throws {
        var stage = try stage()
        stage.press("/")
        stage.type("amount>")
        stage.press("<Enter>", "!", "j")
        stage.settle()
        guard case .search(let prompt) = stage.state.modal else {
            Issue.record("the line is gone")
            return
        }
        #expect(prompt.error != nil && prompt.editor.text == "amount>")
        stage.press("<Backspace>")
        guard case .search(let edited) = stage.state.modal else { return }
        #expect(edited.editor.text == "amount")
    }

    @Test("the end of a long list is its end, also while only its first page is here")
    func end() throws {
        var stage = try SlowStage((1...510).map { FindingsScreenTests.clean($0) })
        stage.press("G")
        stage.settle()
        #expect(stage.state.queue.keys.count == 510)
        #expect(stage.state.queue.viewport.selectedIndex == 509)
    }

    @Test("that related invoices are still being read is said; then the number opens one")
    func related() throws {
        var stage = try stage()
        stage.press("<Enter>", "1", "<Enter>")
        #expect(stage.state.message?.text == Strings.relatedStillRead)
        stage.settle()
        stage.press("1", "<Enter>")
        #expect(stage.state.screens.count == 2)
    }

    @Test("more keys than anybody types are dropped, and it is said")
    func tooMany() throws {
        var stage = try SlowStage(FindingsScreenTests.tasks())
        for _ in 0...TypeAhead.most { stage.press("j") }
        #expect(stage.state.message?.text == Strings.tooManyKeys)
        stage.settle()
        #expect(stage.state.queue.viewport.selectedIndex == 2)
    }

    @Test("while the ledger writes, keys wait for the next row, and none of them decides or leaves")
    func recording() throws {
        var bench = try Bench(context: context(language: .en))
        bench.holdsRecords = true
        bench.press("a", "y", "y", "j", "<Enter>")
        #expect(bench.state.screens.isEmpty)
        bench.release()
        #expect(bench.openTask == TaskID(rawValue: "t-3") && bench.operations.count == 1)
        bench.holdsRecords = true
        bench.press("<Esc>", "a", "y", "a", "q")
        bench.release()
        #expect(bench.bar == nil && !bench.asked.contains(.quit))
        #expect(bench.state.message?.role == .good)
    }

    @Test("a confirmation that comes before the bar is armed says so", arguments: ["y", "Y"])
    func tooEarly(key: String) throws {
        var bench = try Bench(context: context(language: .en))
        bench.pressAtOnce("a")
        bench.pressAtOnce(key)
        #expect(bench.operations.isEmpty)
        #expect(bench.state.message?.text == Strings.unheard)
    }

    @Test("a key without a meaning says so, and one that only a reading session lacks says that")
    func unbound() throws {
        var bench = try Bench(context: context(language: .en))
        bench.press("<F10>", "0")
        #expect(bench.state.message?.text == Strings.keyDoesNothing("F10", help: "?"), "the first stays")
        bench.press("a", "y", "y")
        #expect(bench.state.message?.role == .good, "what was recorded stays, too")
        bench.press("a", "j")
        #expect(bench.state.message?.text == Strings.keyDoesNothing("j", help: nil))
        var reading = try Bench(context: context(language: .en, isReadOnly: true))
        reading.press("a")
        #expect(reading.state.message?.text == Strings.keyIsForWriters("a"))
    }
}
