import Invoicing
import OAProfile
import Store
import Terminal
import Testing

@testable import Console

@Suite("Commands, views and themes are chosen by typing")
struct ChooserTests {
    @Test("every command stands in the palette, by its title in both languages", arguments: Language.allCases)
    func palette(language: Language) throws {
        var bench = try Bench(context: context(language: language), columns: 80, rows: 24)
        bench.press(":")
        let all = bench.state.paletteItems()
        let missing = ConsoleCommand.allCases.filter { command in
            !all.contains { $0.choice == .command(command) }
        }
        #expect(
            Set(missing) == [.palette, .accept, .cancel, .chooseNext, .choosePrevious, .template])
        bench.type("发件箱")
        #expect(bench.surface.lines().contains { $0.hasPrefix(" > ") && $0.contains("outbox") })
        bench.press("<Enter>")
        #expect(bench.state.screenScope == .outbox)
        bench.press("<Esc>", ":")
        bench.type("messages")
        bench.press("<Enter>")
        #expect(bench.state.screenScope == .messages)
    }

    @Test("what cannot be run says why, and is not run")
    func refused() throws {
        var bench = try Bench(context: context(language: .en))
        bench.press(":")
        bench.type("next-finding")
        #expect(bench.screen.contains("only in: Invoice"))
        bench.press("<Enter>")
        #expect(bench.state.message?.text.en == "Not possible now: next finding (only in: Invoice, Checks).")
        #expect(bench.state.scope == .chooser)
        var reader = try Bench(context: context(language: .en, isReadOnly: true))
        reader.press(":")
        let offered = reader.state.paletteItems().map(\.detail)
        for command in ["approve", "undo", "abandon", "sync", "pause-delivery", "reveal", "copy"] {
            #expect(!offered.contains(command))
        }
        #expect(offered.contains("open") && offered.contains("archive"))
        reader.type("approve")
        reader.press("<Enter>")
        #expect(reader.bar == nil)
    }

    @Test("the palette opens a decision like its key, and never confirms one")
    func decisions() throws {
        var bench = try Bench(context: context(language: .en))
        bench.press(":")
        bench.type("approve")
        bench.press("<Enter>")
        #expect(bench.bar?.identity.task == TaskID(rawValue: "t-1"))
        #expect(bench.recorded.isEmpty)
        for scope in [[], ["*", "a"]] {
            var other = try Bench(context: context(language: .en))
            for key in scope { other.press(key) }
            other.press(":")
            other.type("confirm")
            other.press("<Enter>")
            #expect(other.recorded.isEmpty)
            #expect(other.screen.contains("only by its key"))
        }
    }

    @Test("Escape and letters in a choice never reach the queue")
    func contained() throws {
        var bench = try Bench(context: context())
        bench.press(":")
        bench.type("aryY5")
        bench.press("<Esc>")
        #expect(bench.state.modal == nil && bench.recorded.isEmpty && bench.state.count.number == nil)
    }

    @Test(
        "views stand with their counts, the user's own after the built-in ones", arguments: Language.allCases)
    func views(language: Language) throws {
        var given = try context(language: language)
        given.views = [SavedView(name: "大额晨光", query: "seller:晨光")]
        var bench = try Bench(context: given, columns: 80, rows: 24)
        bench.press("V")
        #expect(bench.asked.last == .loadViewCounts(QueueView.builtIn + [.saved(given.views[0])]))
        for view in QueueView.builtIn {
            #expect(bench.screen.contains(Strings.title(of: view)[language]))
        }
        bench.type("大额")
        #expect(bench.surface.lines().contains { $0.contains("> 大额晨光") && $0.contains("8") })
        bench.press("<Enter>")
        #expect(bench.state.queue.view == .saved(given.views[0]))
        #expect(bench.surface.text(row: 1).contains("[大额晨光]"))
        bench.press("v")
        #expect(bench.state.queue.view == .flagged || bench.state.queue.view == .toDecide)
    }

    @Test("a theme shows while the marker stands on it and goes back on Escape")
    func themes() throws {
        var bench = try Bench(context: context())
        let names = Theme.builtInNames
        let start = try #require(names.firstIndex(of: "mono"))
        bench.press("T")
        bench.press(start + 1 < names.count ? "<Down>" : "<Up>")
        let other = names[start + 1 < names.count ? start + 1 : start - 1]
        #expect(bench.asked.last == .useTheme(try Theme.builtIn(named: other)))
        bench.press("<Esc>")
        #expect(bench.asked.last == .useTheme(try Theme.builtIn(named: "mono")))
        bench.press("T")
        bench.type(other)
        bench.press("<Enter>")
        #expect(bench.state.theme == other && bench.state.modal == nil)
    }

    @Test("the preview follows the selection beside the list, on wide terminals alone")
    func preview() throws {
        var narrow = try Bench(context: context(), columns: 120, rows: 40)
        narrow.press("P")
        #expect(narrow.state.message?.text == Strings.previewNeedsWidth(160, has: 120))
        var bench = try Bench(context: context(), columns: 160, rows: 40)
        let before = bench.screen
        bench.press("j")
        #expect(!bench.asked.contains { if case .fetchEntry = $0 { true } else { false } })
        bench.press("k", "P")
        #expect(bench.surface.text(row: 1).contains("BX-2026-001"))
        bench.press("j")
        #expect(bench.state.preview.shown?.identity.task == TaskID(rawValue: "t-2"))
        bench.change(2) { $0.invoice.seller.account = "62220000" }
        bench.tellChanged(2)
        #expect(bench.screen.contains("****0000"))
        bench.press("k", "P")
        #expect(bench.screen == before)
    }

    @Test("reasons suit the findings, and the one given last comes first")
    func templates() throws {
        var finding = Fixtures.finding(.error)
        finding = Finding(
            rule: "duplicate.number", ruleVersion: 1, severity: .error, title: finding.title,
            reason: finding.reason, evidence: [])
        let entries = (1...3).map { Fixtures.entry($0, findings: [finding]) }
        var bench = try Bench(entries, context: context(), columns: 80, rows: 24)
        bench.press("r", "<Tab>")
        #expect(bench.bar?.draft == Strings.reasonDuplicate.zh)
        bench.press("<Tab>")
        #expect(bench.bar?.draft == Strings.reasonAttachments.zh)
        bench.press("<Enter>", "y", "r", "<Tab>")
        #expect(bench.bar?.draft == Strings.reasonAttachments.zh)
        bench.press("<Esc>", "r")
        for _ in 0..<40 { bench.press("<Backspace>") }
        bench.type("我自己写的")
        bench.press("<Tab>")
        #expect(bench.bar?.draft == "我自己写的")
        bench.press("<Esc>", "/", "<Tab>")
        #expect(bench.state.modal != nil)
    }
}
