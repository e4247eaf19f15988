import Invoicing
import Store
import Terminal
import Testing

@testable import Console

@Suite("Completion in the search line, and choosing by pinyin")
struct CompletionTests {
    @Test("Tab puts the first value into the line, and the next value with every Tab")
    func cycles() throws {
        var bench = try Bench(context: context(language: .en))
        bench.completion = QueryCompletion(start: 7, candidates: ["晨光文具", "晨曦"])
        bench.press("/")
        bench.type("seller:c")
        bench.press("<Tab>")
        #expect(typed(bench) == "seller:晨光文具")
        #expect(bench.screen.contains("[晨光文具]  晨曦"))
        bench.press("<Tab>")
        #expect(typed(bench) == "seller:晨曦")
        bench.type("公司")
        #expect(!bench.screen.contains("[晨曦]"))
        #expect(bench.asked.filter { if case .loadCompletion = $0 { true } else { false } }.count == 1)
    }

    @Test("an answer for another text than the one in the line changes nothing")
    func lateAnswer() throws {
        var bench = try Bench(context: context())
        bench.press("/")
        bench.type("dept:x")
        bench.send(.completionLoaded(QueryCompletion(start: 5, candidates: ["市场部"]), of: "dept:"))
        #expect(typed(bench) == "dept:x")
    }

    @Test(
        "the palette finds a command by the initials of its Chinese title",
        arguments: [("tuihui", "退回"), ("fjx", "发件箱")])
    func palette(_ typed: String, _ title: String) throws {
        var bench = try Bench(context: context())
        bench.press(":")
        bench.type(typed)
        guard case .chooser(let chooser) = bench.state.modal else {
            Issue.record("no palette")
            return
        }
        #expect(bench.state.items(of: chooser).contains { $0.title.zh == title })
    }

    private func typed(_ bench: Bench) -> String {
        if case .search(let prompt) = bench.state.modal { prompt.editor.text } else { "" }
    }
}
