import Invoicing
import SeededRandom
import Testing

@testable import Console
@testable import Terminal

@Suite("What earlier frames drew serves later ones and is never seen")
struct DrawnRowsTests {
    /// Something that a user or sync may do.
    private func act(_ bench: inout Bench, with random: inout SeededGenerator) {
        switch Int.random(in: 0..<12, using: &random) {
        case 0:
            let number = Int.random(in: 1...60, using: &random)
            bench.change(number) { task in
                task.invoice.totals.gross = Money(minor: Int64.random(in: 1...9_999_999_99, using: &random))
                task.submitter = ["李娜", "Wang\u{202E}", "赵敏"].randomElement(using: &random) ?? ""
            }
            bench.tellChanged(number)
        case 1:
            let sizes = [(80, 24), (120, 40), (160, 40), (200, 60), (120, 30)]
            let size = sizes[Int.random(in: 0..<sizes.count, using: &random)]
            bench.send(.resized(TerminalSize(columns: size.0, rows: size.1)))
        case 2: bench.now += [day, 3_600_000, 1].randomElement(using: &random) ?? 1
        case 3:
            bench.press("a")
            bench.now += 1_000
            bench.press("y")
        case 4: bench.send(.command(.language))
        default:
            let commands: [ConsoleCommand] = [
                .down, .down, .down, .up, .pageDown, .pageUp, .last, .first, .mark, .markAll, .wider,
                .narrower, .columnRight, .columnLeft, .sort, .view, .undo, .preview, .views, .back, .cancel,
                .later, .earlier, .repaint,
            ]
            bench.send(.command(commands[Int.random(in: 0..<commands.count, using: &random)]))
        }
        bench.paint()
    }

    @Test("a frame drawn with it is the frame drawn anew", arguments: 1...4 as ClosedRange<UInt64>)
    func frames(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var bench = try Bench((1...60).map { Fixtures.entry($0) }, context: context())
        var drawn = DrawnRows()
        var seen: Set<Surface> = []
        for step in 0..<60 {
            act(&bench, with: &random)
            let frame = bench.state.draw(with: &drawn)
            #expect(frame == bench.state.draw(), "seed \(seed), step \(step)")
            let again = bench.state.draw(with: &drawn)
            #expect(frame == again, "seed \(seed), step \(step)")
            seen.insert(frame)
        }
        #expect(seen.count > 15)
    }

    @Test("a line that another frame shows unchanged is the same line, on another row as well")
    func sameLine() throws {
        var bench = try Bench((1...60).map { Fixtures.entry($0) }, context: context())
        var drawn = DrawnRows()
        func rows() -> [[Cell]] { bench.state.draw(with: &drawn).grid }
        func isOne(_ left: [Cell], _ right: [Cell]) -> Bool {
            left.withUnsafeBufferPointer { first in
                right.withUnsafeBufferPointer { $0.baseAddress == first.baseAddress }
            }
        }
        let before = rows()
        bench.press("j")
        let after = rows()
        // The marker left the third line and came to the fourth.
        #expect(after.indices.filter { $0 > 4 && $0 < 38 }.allSatisfy { isOne(before[$0], after[$0]) })
        for _ in 0..<40 { bench.press("j") }
        let scrolled = rows()
        bench.press("j")
        let further = rows()
        #expect((4..<35).allSatisfy { isOne(scrolled[$0 + 1], further[$0]) })
    }
}
