import Invoicing
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
}
