import Foundation
import Invoicing
import OAProfile
import Store
import Terminal
import Testing

@testable import Console

@Suite("Accounts are covered until they are revealed")
struct RevealingTests {
    private static let account = "1001784309300001"

    /// Every screen on which a task stands, by the keys that lead there.
    static let ways: [(name: String, keys: [String])] = [
        ("queue", []), ("detail", ["<Enter>"]), ("bar", ["a"]), ("bar over the detail", ["<Enter>", "a"]),
        ("plan", ["*", "a"]), ("preview", ["P"]),
    ]

    private func walk(_ bench: inout Bench, _ keys: [String]) {
        for key in keys { bench.press(key) }
    }

    @Test("no screen shows an account before it is asked for", arguments: ways.map(\.name), Language.allCases)
    func covered(name: String, language: Language) throws {
        var bench = try Bench(
            [Fixtures.entry(1)], context: context(language: language), columns: 200, rows: 60)
        walk(&bench, try #require(RevealingTests.ways.first { $0.name == name }).keys)
        #expect(!bench.screen.contains(RevealingTests.account))
        #expect(name == "queue" || bench.screen.contains("****0001"))
    }

    @Test(
        "the key shows it once the audit log has it, and leaving covers it again",
        arguments: ways.map(\.name).filter { $0 != "queue" })
    func revealed(name: String) throws {
        var bench = try Bench([Fixtures.entry(1)], context: context(), columns: 200, rows: 60)
        walk(&bench, try #require(RevealingTests.ways.first { $0.name == name }).keys)
        bench.press("U")
        #expect(bench.screen.contains(RevealingTests.account))
        #expect(bench.revealed.map(\.id.rawValue) == ["t-1"])
        bench.press("U")
        #expect(!bench.screen.contains(RevealingTests.account))
        #expect(bench.revealed.count == 1)
        bench.press("U", "?")
        #expect(bench.state.revealed == nil || name.hasPrefix("bar"))
        bench.press("<Esc>", "<Esc>", "<Esc>")
        #expect(bench.state.revealed == nil)
        #expect(!bench.screen.contains(RevealingTests.account))
    }

    @Test("a ledger that cannot note it reveals nothing")
    func failure() throws {
        var bench = try Bench([Fixtures.entry(1)], context: context())
        bench.revealFailure = .failed(file: "ledger.db", cause: "disk")
        bench.press("<Enter>", "U")
        #expect(!bench.screen.contains(RevealingTests.account))
        #expect(bench.screen.contains("ledger.db"))
    }

    @Test("the next task, and another version of the same one, are covered")
    func others() throws {
        var bench = try Bench((1...3).map { Fixtures.entry($0) }, context: context())
        bench.press("<Enter>", "U", "n")
        #expect(bench.screen.contains("****0002") && bench.state.revealed == nil)
        bench.press("U")
        #expect(bench.screen.contains("1001784309300002"))
        bench.change(2) { $0.invoice.seller.account = "6222021001116245" }
        bench.tellChanged(2)
        #expect(bench.screen.contains("****6245") && !bench.screen.contains("6222021001116245"))
    }

    @Test("revealing changes nothing of what a decision is bound to, and a stopped program covers")
    func decision() throws {
        var bench = try Bench([Fixtures.entry(1)], context: context())
        bench.press("<Enter>", "a", "U", "y")
        #expect(bench.recorded.map(\.seenDigest) == [SeenContent(of: Fixtures.task(1)).digest])
        var other = try Bench([Fixtures.entry(1)], context: context())
        other.press("<Enter>", "U", "C-z")
        #expect(!other.screen.contains(RevealingTests.account))
    }

    @Test("two accounts that look alike when covered are told apart", arguments: Language.allCases)
    func lookAlike(language: Language) {
        var now = Fixtures.task(1)
        now.invoice.seller.account = "9999999999990001"
        let sides = FieldText.differences(
            .payeeAccount, Fixtures.task(1), now, in: language, isRevealed: false)
        #expect(sides.seen == ["****0001"])
        #expect(sides.now == ["****0001  " + Strings.hiddenPartDiffers[language]])
        let whole = FieldText.differences(
            .payeeAccount, Fixtures.task(1), now, in: language, isRevealed: true)
        #expect(whole.now == ["9999999999990001"])
    }

    @Test("where nothing is covered, nothing is noted")
    func nothing() throws {
        var entry = Fixtures.entry(1)
        entry.task.invoice.seller.account = ""
        var bench = try Bench([entry], context: context())
        bench.press("<Enter>", "U")
        #expect(bench.revealed.isEmpty && bench.screen.contains(Strings.nothingCovered.zh))
    }

    @Test("over real stores the audit log names the task, the version and what was shown, never the content")
    func log() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("reveal-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let ledger = try Ledger(
            folder: folder,
            session: Ledger.Session(id: "s1", actor: "zhang.wei", host: "test", appVersion: "1"))
        let mirror = try Mirror(folder: folder)
        let task = Fixtures.task(1)
        _ = try mirror.apply(
            ChangesPage(
                epoch: "e1", oldCursor: "0", newCursor: "1", hasMore: false,
                items: [ChangeItem(id: task.id, rev: task.rev, content: .upsert(TaskDocument(task)))]),
            at: noon)
        var stage = try ScriptStage(
            context: context(hold: 0), services: ConsoleServices(ledger: ledger, mirror: mirror),
            size: TerminalSize(columns: 120, rows: 60))
        try stage.run(.open)
        stage.paint()
        let before = try ledger.auditSize()
        try stage.run(.reveal)
        #expect(stage.state.draw().snapshot().contains(RevealingTests.account))
        let rows = try ledger.auditEntries(from: Int64(before) + 1, limit: 10)
        let entries = try rows.map { try $0.entry() }
        #expect(entries.map(\.event) == ["revealed"])
        #expect(entries[0].subject == "bank-account" && entries[0].task == "t-1")
        #expect(entries[0].seenDigest == SeenContent(of: task).digest && entries[0].revBefore == "r1")
        #expect(!"\(entries[0])".contains(RevealingTests.account))
    }
}
