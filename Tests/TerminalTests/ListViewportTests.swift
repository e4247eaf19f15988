import SeededRandom
import Testing

@testable import Terminal

@Suite("A list keeps its selection by identity")
struct ListViewportTests {
    private func viewport(_ rows: [String], page: Int, selecting id: String) -> ListViewport<String> {
        var viewport = ListViewport<String>(pageSize: page)
        viewport.update(rows: rows)
        viewport.select(id, in: rows)
        return viewport
    }

    @Test("rows that come above the selected one do not move it on the screen")
    func insertedAbove() {
        let rows = (0..<20).map { "r\($0)" }
        var list = viewport(rows, page: 5, selecting: "r10")
        let line = (list.selectedIndex ?? 0) - list.top
        #expect(list.update(rows: ["new1", "new2"] + rows) == .kept)
        #expect(list.selection == "r10")
        #expect(list.selectedIndex == 12)
        #expect((list.selectedIndex ?? 0) - list.top == line)
    }

    @Test("when the selected row is gone its neighbour is selected, and the list says so")
    func vanished() {
        var list = viewport(["a", "b", "c"], page: 3, selecting: "b")
        #expect(list.update(rows: ["a", "c"]) == .replaced(vanished: "b"))
        #expect(list.selection == "c")
        #expect(list.update(rows: [String]()) == .replaced(vanished: "c"))
        #expect(list.selection == nil)
        #expect(list.selectedIndex == nil)
        #expect(list.update(rows: ["z"]) == .kept)
        #expect(list.selection == "z")
    }

    @Test("moving stops at both ends and keeps the selection on the screen")
    func moving() {
        let rows = Array(0..<100)
        var list = ListViewport<Int>(pageSize: 10)
        list.update(rows: rows)
        list.move(by: 12, in: rows)
        #expect(list.selection == 12)
        #expect(list.visibleRange(count: 100) == 3..<13)
        list.move(by: -99, in: rows)
        #expect(list.selection == 0)
        list.movePages(by: 1, in: rows)
        #expect(list.selection == 10)
        #expect(list.top == 10)
        list.moveToLast(in: rows)
        #expect(list.visibleRange(count: 100) == 90..<100)
        list.resize(pageSize: 4, count: 100)
        #expect(list.visibleRange(count: 100) == 96..<100)
    }

    @Test("whatever happens, the selected row exists, is itself, and is on the screen")
    func anything() {
        var random = SeededGenerator(seed: 23)
        var rows = Array(0..<30)
        var list = ListViewport<Int>(pageSize: 7)
        list.update(rows: rows)
        for step in 0..<5_000 {
            let before = list.selection
            switch Int.random(in: 0..<6, using: &random) {
            case 0: rows.insert(1_000 + step, at: Int.random(in: 0...rows.count, using: &random))
            case 1 where !rows.isEmpty: rows.remove(at: Int.random(in: 0..<rows.count, using: &random))
            case 2: rows.shuffle(using: &random)
            case 3: list.move(by: Int.random(in: -5...5, using: &random), in: rows)
            case 4: list.movePages(by: Int.random(in: -2...2, using: &random), in: rows)
            default: list.resize(pageSize: Int.random(in: 1...12, using: &random), count: rows.count)
            }
            let isMove = list.selection != before
            let outcome = list.update(rows: rows)
            if let before, rows.contains(before), !isMove {
                #expect(list.selection == before && outcome == .kept)
            }
            #expect((list.selection == nil) == rows.isEmpty)
            if let selected = list.selection, let index = list.selectedIndex {
                #expect(rows[index] == selected)
                #expect(list.visibleRange(count: rows.count).contains(index))
            }
        }
    }
}
