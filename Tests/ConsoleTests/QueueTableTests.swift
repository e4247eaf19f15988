import Invoicing
import OAProfile
import SeededRandom
import Store
import Terminal
import Testing

@testable import Console

@Suite("Columns, order and groups of the queue")
struct QueueTableTests {
    // MARK: - Layout

    @Test(
        "columns never pass the width, never overlap, and an amount is never cut",
        arguments: [1, 2, 3, 4] as [UInt64])
    func layout(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            let width = Int.random(in: 40...300, using: &random)
            let amount = Int.random(in: 4...24, using: &random)
            let language = Bool.random(using: &random) ? Language.zh : .en
            var columns = QueueColumn.allCases.shuffled(using: &random)
                .prefix(Int.random(in: 0...QueueColumn.allCases.count, using: &random))
                .map {
                    ColumnChoice(
                        $0, width: Bool.random(using: &random) ? nil : Int.random(in: 0...99, using: &random))
                }
            let isStandard = Bool.random(using: &random)
            let layout = ColumnLayout(
                isStandard ? nil : columns, width: width, amount: amount, language: language)
            var end = 1
            for place in layout.places {
                #expect(place.start > end && place.width > 0, "seed \(seed), width \(width)")
                end = place.start + place.width
            }
            #expect(end < width, "seed \(seed): the last column of the screen stays free")
            #expect(layout.places.contains { $0.column == .amount && $0.width >= amount }, "seed \(seed)")
            columns.removeAll()
        }
    }

    @Test("a terminal of 80 columns shows the claim's subject, without the number that has no room")
    func narrowClaim() throws {
        var entries = (1...2).map { Fixtures.entry($0) }
        entries[0].task.title = "FK-2026-061501 员工体检费付款"
        let bench = try Bench(entries, context: context(), columns: 80, rows: 24)
        #expect(bench.screen.contains(" 员工体检费付款") && !bench.screen.contains("FK-2026"))
        let wide = try Bench(entries, context: context(), columns: 120, rows: 40)
        #expect(wide.screen.contains("FK-2026-061501 员工体检费付款"))
    }

    @Test(
        "columns are hidden, shown, moved and made wider in their choice, and kept",
        arguments: Language.allCases)
    func choice(language: Language) throws {
        var bench = try Bench(context: context(language: language))
        bench.press("C", "<Down>", "<Enter>")
        #expect(bench.state.choices.columns?.contains { $0.column == .due } == false)
        #expect(!bench.surface.text(row: 2).contains(Strings.columnDue[language]))
        bench.press("<Right>", "<Right>")
        #expect(bench.state.choices.columns?.first { $0.column == .seller }?.width == 28)
        bench.press("<PageDown>")
        #expect(bench.state.choices.columns?.map(\.column).prefix(3) == [.amount, .claim, .seller])
        bench.type("currency")
        bench.press("<Enter>", "<Esc>")
        #expect(bench.surface.text(row: 2).contains(Strings.columnCurrency[language]))
        #expect(bench.kept.last == .choices(bench.state.choices))
        bench.press("C", "<Enter>")
        #expect(bench.state.choices.columns?.first?.column == .amount, "the amount stays")
        bench.press("<Del>")
        #expect(bench.state.choices.columns == nil)
    }

    @Test("keys make the current column wider, narrower, and move it")
    func keys() throws {
        var bench = try Bench(context: context(language: .en))
        bench.press(")")
        #expect(bench.state.choices.columns == nil && bench.screen.contains("Choose a column first"))
        bench.press(".", ".", ".")
        #expect(bench.surface.text(row: 2).contains("[Seller]"))
        bench.press(")", ")", "(", "}")
        #expect(bench.state.choices.columns?[3] == ColumnChoice(.seller, width: 27))
    }

    @Test("what was chosen before is there again")
    func remembered() throws {
        var given = try context(language: .en)
        given.choices.columns = [ColumnChoice(.seller, width: 30), ColumnChoice(.amount)]
        given.choices.sort = QueueSort(notation: "amount-")
        let bench = try Bench(context: given)
        let heads = bench.surface.text(row: 2)
        #expect(heads.hasPrefix("  Seller") && heads.hasSuffix("Amountv"))
        guard case .loadQueue(let request) = bench.asked.first else {
            Issue.record("nothing was asked for")
            return
        }
        #expect(request.sort.query == "sort:amount-")
    }

    @Test(
        "a column is written as the configuration has it",
        arguments: [
            ("seller", "seller"), ("seller:30", "seller:30"), ("seller:3", nil), ("seller:x", nil),
            ("sellr", nil),
            ("", nil),
        ])
    func notation(text: String, back: String?) {
        #expect(ColumnChoice(notation: text)?.notation == back)
    }

    // MARK: - Order

    @Test("several columns sort, with sign and place in the heads and words in the message")
    func sorts() throws {
        var bench = try Bench(context: context(language: .en))
        bench.press(".", "s")
        #expect(bench.surface.text(row: 2).contains("[Amountv]"))
        bench.press(".", ".", "s")
        #expect(bench.state.queue.sort.query == "sort:amount-,seller")
        #expect(bench.surface.text(row: 2).contains("Amountv1") && bench.screen.contains("[Seller^2]"))
        #expect(bench.screen.contains("Sorted by Amount descending, Seller ascending."))
        bench.press("s")
        #expect(bench.state.queue.sort.query == "sort:amount-,seller-")
        bench.press("s")
        #expect(bench.state.queue.sort.query == "sort:amount-")
        bench.press("S", "<Enter>", "<Enter>", "<Esc>")
        #expect(bench.state.queue.sort.keys.isEmpty)
        #expect(bench.kept.last == .choices(bench.state.choices))
    }

    // MARK: - Groups

    @Test(
        "groups have heads with count and total, fold, and are never decided on",
        arguments: [(80, 24), (120, 40), (200, 60)])
    func groups(size: (Int, Int)) throws {
        var bench = try Bench(context: context(), columns: size.0, rows: size.1)
        bench.press("F", "<Down>", "<Enter>")
        #expect(bench.state.queue.keys.count == 8 + 5)
        #expect(bench.screen.contains("- Siemens Ltd., China  2 张  CNY 11,301.17"))
        bench.press("g", "a", "m")
        #expect(bench.bar == nil && bench.state.marks.isEmpty)
        bench.press("j", "f")
        #expect(bench.screen.contains("+ Siemens Ltd., China  2 张"))
        #expect(bench.state.queue.keys.count == 8 + 5 - 2)
        bench.press("*")
        #expect(bench.state.marks.count == 6)
        bench.press("f")
        #expect(bench.state.queue.keys.count == 8 + 5)
    }

    @Test("currencies are summed each by itself, and a finer rest is not hidden")
    func sums() {
        #expect(GroupSum(.init(currency: "USD", count: 1, tenThousandths: 12_345_600)).text == "USD 1,234.56")
        #expect(
            GroupSum(.init(currency: "KWD", count: 1, tenThousandths: 12_345_670)).text == "~KWD 1,234.56")
    }

    // MARK: - Views

    @Test("wide terminals show the views with live counts; narrow ones have tabs")
    func viewPane() throws {
        let wide = try Bench(context: context(language: .en), columns: 200, rows: 60)
        #expect(wide.surface.text(row: 1).hasPrefix(" [To decide"))
        #expect((1...8).allSatisfy { wide.surface.text(row: $0).prefix(22).contains("8") })
        let narrow = try Bench(context: context(language: .en), columns: 80, rows: 24)
        #expect(narrow.surface.text(row: 1).hasPrefix(" [To decide 8]  Flagged 0   Everything"))
    }

    @Test("the list's query becomes a view with a name, kept in a file of the program's own")
    func saveView() throws {
        var bench = try Bench(context: context(language: .en))
        bench.press("/")
        bench.type("晨光")
        bench.press("<Enter>", "W")
        bench.type("Stationery")
        bench.press("<Enter>")
        let view = SavedView(name: "Stationery", query: "status:pending (晨光)")
        #expect(bench.kept.contains(.views([view])))
        #expect(bench.state.queue.view == .saved(view) && bench.state.queue.search.isEmpty)
        #expect(bench.surface.text(row: 1).contains("[Stationery]"))
        bench.press("V")
        #expect(bench.screen.contains("status:pending (晨光)"))
    }

    @Test("a long search keeps its place at 80 columns: other views give way", arguments: Language.allCases)
    func longSearch(language: Language) throws {
        var bench = try Bench(context: context(language: language), columns: 80, rows: 24)
        bench.press("/")
        bench.type("amount>10000 seller:cg due<3d dept:市场")
        bench.press("<Enter>")
        #expect(bench.surface.text(row: 1).contains("amount>10000 seller:cg due<3d dept:市场"))
    }

    // MARK: - Refusals

    @Test("a refused decision is acknowledged by a key, leaves the list, and stays in the outbox")
    func dismiss() throws {
        var bench = try Bench(context: context(language: .en))
        bench.press("x")
        #expect(bench.screen.contains("No decision on this row was refused."))
        bench.press("a", "y")
        let operation = try #require(bench.recorded.first)
        let settled = bench.settle(operation.id, .refused, reason: "not your task")
        let refused = try #require(settled)
        bench.send(.sync(.operation(refused)))
        bench.paint()
        bench.press("g")
        #expect(bench.screen.contains("! refused") && bench.surface.text(row: 39).contains("x acknowledge"))
        bench.press("x")
        #expect(bench.acknowledged == [operation.id])
        #expect(!bench.screen.contains("! refused") && bench.state.queue.keys.count == 7)
        bench.press("o")
        #expect(bench.screen.contains("! refused"))
    }

    @Test(
        "recorded, accepted by the OA and applied differ by sign and by word", arguments: Language.allCases,
        [true, false])
    func signs(language: Language, ascii: Bool) throws {
        let state = try Bench(context: context(language: language, usesASCII: ascii)).state
        let words: [OperationStateWord] = [
            OperationStateWord(.recorded), OperationStateWord(.sending), OperationStateWord(.unknown),
            OperationStateWord(.acked), OperationStateWord(.acked, isApplied: true),
        ]
        #expect(Set(words.map { $0.sign(ascii: ascii) }).count == 5)
        let texts = words.map { state.overlayWord($0) }
        #expect(Set(texts.map(\.string)).count == 5 && texts.allSatisfy { $0.columns <= 10 })
    }

    // MARK: - Slow lines

    @Test("on a slow line a step changes no cell at all")
    func slowLink() throws {
        var given = try context()
        given.isSlowLink = true
        var bench = try Bench((1...60).map { Fixtures.entry($0) }, context: given)
        #expect(bench.surface.text(row: 39) == " Enter 打开  a 同意  r 拒绝  b 退回  q 退出  ? 帮助")
        for key in ["j", "j", "k"] {
            var before = bench.surface
            bench.press(key)
            #expect(bench.surface != before)
            before.cursor = bench.surface.cursor
            #expect(bench.surface == before)
        }
    }
}
