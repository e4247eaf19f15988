import Invoicing
import Sync
import Testing

@testable import Console

@Suite("Long work says how far it is")
struct ProgressTests {
    @Test(
        "while everything is read the band says how much and how fast, and then no longer",
        arguments: Language.allCases)
    func snapshot(language: Language) throws {
        var bench = try Bench(context: context(language: language))
        let before = bench.screen
        let progress = WorkProgress(done: 12_500, elapsed: 5_000)
        bench.send(.sync(.snapshot(progress)))
        #expect(bench.screen.contains(Strings.readingAll(progress)[language]))
        #expect(bench.screen.contains("12,500") && bench.screen.contains("2,500/"))
        bench.send(.sync(.snapshot(nil)))
        #expect(bench.screen == before)
    }

    @Test(
        "with a total the time that is left stands in the band at 80 columns, without one that is said",
        arguments: Language.allCases)
    func left(language: Language) throws {
        var bench = try Bench(context: context(language: language), columns: 80, rows: 24)
        bench.send(.sync(.snapshot(WorkProgress(done: 12_500, total: 40_000, elapsed: 5_000))))
        #expect(bench.screen.contains(language == .zh ? "31%，还需 11 秒" : "31%, 11 s left"))
        var empty = try Bench([], context: context(language: language), columns: 80, rows: 24)
        empty.send(.sync(.snapshot(WorkProgress(done: 12_500, elapsed: 5_000))))
        #expect(empty.screen.contains(language == .zh ? "剩余时间未知" : "time left unknown"))
    }

    @Test("the worst findings are counted as such, the others behind a plus", arguments: Language.allCases)
    func worst(language: Language) throws {
        let findings = [Fixtures.finding(.error), Fixtures.finding(.warning), Fixtures.finding(.info)]
        let bench = try Bench([Fixtures.entry(1, findings: findings)], context: context(language: language))
        #expect(bench.screen.contains(language == .zh ? "!! 错1+2" : "!! 1err+2"))
    }

    @Test("a message that needs two lines has them", arguments: Language.allCases)
    func twoLines(language: Language) throws {
        var bench = try Bench(context: context(language: language), columns: 80, rows: 24)
        let end = "尾声 the end"
        bench.state.say(
            LocalizedText(
                zh: String(repeating: "很长", count: 22) + end, en: String(repeating: "long ", count: 18) + end)
        )
        let lines = bench.screen.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.last { !$0.isEmpty }?.contains("the end") == true)
        bench.press("j")
        #expect(!bench.screen.contains("the end") && bench.screen.contains("?"))
    }

    @Test("a search inside a view says where else to look", arguments: Language.allCases)
    func elsewhere(language: Language) throws {
        var bench = try Bench(context: context(language: language))
        for step in ["/", "type:没有这个local", "<Enter>"] { bench.perform(step) }
        #expect(bench.screen.contains(Strings.title(of: QueueView.local)[language]))
    }

    @Test("Escape in the list or S on the sync screen stops reading; R or S goes on")
    func stop() throws {
        var bench = try Bench([], context: context(language: .en))
        bench.press("O", "S")
        #expect(bench.state.message?.text == Strings.nothingIsRead)
        bench.press("<Esc>")
        bench.send(.sync(.snapshot(WorkProgress(done: 500, total: 4_000, elapsed: 900))))
        bench.press("<Esc>")
        #expect(bench.asked.last == .stopReading(true))
        var health = SyncHealth(connection: .online, lastPullAt: noon)
        health.stoppedReading = WorkProgress(done: 1_000, total: 4_000, elapsed: 1_800)
        bench.send(.sync(.snapshot(nil)))
        bench.send(.sync(.health(health)))
        #expect(bench.screen.contains("1,000 / 4,000 (25%)") && bench.screen.contains("R goes on"))
        bench.press("R")
        #expect(bench.asked.last == .stopReading(false))
    }
}
