import Invoicing
import Store
import Terminal
import Testing

@testable import Console

@Suite("The mouse selects and scrolls, and never decides")
struct MouseTests {
    private func bench(_ count: Int = 60, columns: Int = 120, on: Bool = true) throws -> Bench {
        var bench = try Bench((1...count).map { Fixtures.entry($0) }, context: context(), columns: columns)
        if on { bench.press("@") }
        return bench
    }

    private func row(of task: Int, in bench: Bench) throws -> Int {
        try #require(bench.surface.lines().firstIndex { $0.contains("BX-2026-00\(task) ") })
    }

    @Test("it is off until its key turns it on, and the terminal is told")
    func toggle() throws {
        var bench = try bench(on: false)
        let place = Point(column: 10, row: try row(of: 4, in: bench))
        bench.send(.mouse(.click(place)))
        #expect(bench.selected?.rawValue == "t-1")
        #expect(!bench.asked.contains(.useMouse(true)))
        bench.press("@")
        #expect(bench.asked.last == .useMouse(true))
        bench.send(.mouse(.click(place)))
        #expect(bench.selected?.rawValue == "t-4")
        bench.press("@")
        #expect(bench.asked.last == .useMouse(false))
        var configured = try context()
        configured.usesMouse = true
        let other = try Bench(context: configured)
        #expect(other.asked.contains(.useMouse(true)))
    }

    @Test("a click selects the row under it, also after scrolling, and nothing outside the list")
    func click() throws {
        var bench = try bench()
        bench.press("G", "k", "k")
        for task in [58, 40, 55] {
            bench.send(.mouse(.click(Point(column: 30, row: try row(of: task, in: bench)))))
            bench.paint()
            #expect(bench.selected?.rawValue == "t-\(task)")
        }
        for row in [0, 1, 2, 38, 39, 500] {
            bench.send(.mouse(.click(Point(column: 30, row: row))))
            bench.paint()
            #expect(bench.selected?.rawValue == "t-55", "\(row)")
        }
        var few = try self.bench(3)
        few.send(.mouse(.click(Point(column: 30, row: 20))))
        #expect(few.selected?.rawValue == "t-1")
    }

    @Test("the wheel moves through a list and a document")
    func wheel() throws {
        var bench = try bench()
        for _ in 0..<4 { bench.send(.mouse(.wheel(1))) }
        #expect(bench.selected?.rawValue == "t-13")
        bench.send(.mouse(.wheel(-1)))
        #expect(bench.selected?.rawValue == "t-10")
        var small = try Bench([Fixtures.entry(1)], context: context(), columns: 80, rows: 24)
        small.press("@", "<Enter>")
        small.send(.mouse(.wheel(1)))
        small.paint()
        guard case .detail(let detail) = small.state.screens.last else {
            Issue.record("no document")
            return
        }
        #expect(detail.top == 3)
    }

    @Test("a click on a view opens it")
    func view() throws {
        var bench = try bench(columns: 160)
        let row = try #require(bench.surface.lines().firstIndex { $0.hasPrefix("  有问题") })
        bench.send(.mouse(.click(Point(column: 3, row: row))))
        bench.paint()
        #expect(bench.state.queue.view == .flagged)
    }

    @Test("while a bar, a plan's question or a line is open no click does anything, wherever it falls")
    func neverDecides() throws {
        for keys in [["a"], ["<Enter>", "a"], ["<Enter>", "r"], ["/"], ["m", "m", "a"], ["t"], [":"]] {
            var bench = try bench(8)
            for key in keys { bench.press(key) }
            bench.now += 10_000
            let scope = bench.state.scope
            for row in 0..<40 {
                for column in stride(from: 0, to: 120, by: 7) {
                    bench.send(.mouse(.click(Point(column: column, row: row))))
                }
            }
            bench.paint()
            #expect(bench.recorded.isEmpty && bench.state.scope == scope)
        }
    }

    @Test("on a terminal that is too small nothing that cannot be seen is selected")
    func tooSmall() throws {
        var bench = try bench()
        bench.send(.resized(TerminalSize(columns: 40, rows: 10)))
        bench.send(.mouse(.click(Point(column: 3, row: 5))))
        bench.send(.mouse(.wheel(1)))
        #expect(bench.selected?.rawValue == "t-1")
    }
}
