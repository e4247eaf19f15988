import Invoicing
import Store
import Terminal
import Testing

@testable import Console

@Suite("A number before a motion, and what was said before")
struct CountTests {
    private func bench(_ count: Int = 200) throws -> Bench {
        try Bench((1...count).map { Fixtures.entry($0) }, context: context())
    }

    @Test(
        "5j, 20G, 50%, g and G go where they say",
        arguments: [
            (["5", "j"], 6), (["2", "0", "G"], 20), (["2", "0", "g"], 20), (["5", "0", "%"], 100),
            (["1", "0", "0", "%"], 200), (["9", "9", "9", "9", "9", "9", "9", "9", "9", "j"], 200),
            (["G", "1", "0", "k"], 190), (["G", "0", "g"], 1), (["2", "<PageDown>"], 71),
            (["4", "<Esc>", "j"], 2), (["3", "L", "j"], 2),
        ])
    func motions(keys: [String], expected: Int) throws {
        var bench = try bench()
        for key in keys { bench.press(key) }
        #expect(bench.selected == TaskID(rawValue: "t-\(expected)"))
        #expect(bench.state.count.number == nil)
    }

    @Test("the number stands at the end of the message line until a command takes it")
    func shown() throws {
        var bench = try bench()
        bench.press("4", "2")
        #expect(bench.surface.text(row: 38).hasSuffix("42"))
        bench.press("j")
        #expect(!bench.surface.text(row: 38).hasSuffix("42"))
    }

    @Test("digits are text where text is typed, and a digit that the user bound runs its command")
    func digitsElsewhere() throws {
        var bench = try bench()
        bench.press("/")
        bench.type("12")
        #expect(bench.screen.contains("查找：12"))
        var own = try Bench(context: context(keys: ["outbox": ["1"]]))
        own.press("1")
        #expect(own.state.screenScope == .outbox)
    }

    @Test("a count turns no decision into several")
    func decisions() throws {
        var bench = try bench()
        bench.press("3", "a", "y")
        #expect(bench.recorded.count == 1)
        bench.press("3", "a", "3", "y")
        #expect(bench.recorded.count == 2)
    }

    @Test("a percentage without a number says how, and documents scroll by counts too")
    func percent() throws {
        var bench = try Bench(context: context(), columns: 80, rows: 24)
        bench.press("%")
        #expect(bench.state.message?.text == Strings.percentNeedsNumber)
        bench.press("<Enter>", "3", "j")
        guard case .detail(let detail) = bench.state.screens.last else {
            Issue.record("nothing is open")
            return
        }
        #expect(detail.top == 3)
    }

    @Test(
        "what was said stays readable, newest first, in the language of the moment",
        arguments: Language.allCases)
    func history(language: Language) throws {
        var bench = try Bench(context: context(language: language))
        bench.press("a", "y", "R", "e")
        let lines = bench.surface.lines()
        let sync = try #require(lines.firstIndex { $0.contains(Strings.syncRequested[language]) })
        let recorded = try #require(
            lines.firstIndex { $0.contains(language == .zh ? "已记录 同意" : "Recorded approve") })
        #expect(sync < recorded)
        #expect(lines[1].contains(Strings.messagesTitle[language]))
        bench.press("<Esc>")
        #expect(bench.state.screens.isEmpty)
        for _ in 0..<300 { bench.press("R") }
        #expect(bench.state.history.entries.count == MessageHistory.limit)
    }
}
