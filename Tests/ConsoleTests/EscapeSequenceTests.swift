import Invoicing
import OAProfile
import SeededRandom
import Store
import Terminal
import Testing

@testable import Console

@Suite("No sequence of any terminal decides anything, however the line cuts it")
struct EscapeSequenceTests {
    /// Pauses within which a cut sequence is one sequence, from a packet's to a bad line's.
    private static let short: [Duration] = [
        .zero, .milliseconds(30), .milliseconds(120), .milliseconds(450),
    ]
    /// Pauses of a line that stalls.
    private static let long: [Duration] = [.milliseconds(700), .seconds(3), .seconds(9)]

    /// What keys come of bytes that arrive in two pieces, and of what is typed after them.
    private func keys(
        _ bytes: [UInt8], cutAt cut: Int, pause: Duration, then rest: [UInt8] = [],
        delays: InputParser.Delays = .init()
    ) -> [KeyPress] {
        let start = ContinuousClock().now
        var parser = InputParser(delays: delays)
        var events = parser.feed(bytes[..<cut], at: start)
        // As the reader does: it wakes for what is due, in order.
        while let due = parser.deadline, due <= start + pause {
            let before = parser.deadline
            events += parser.expire(at: due)
            if parser.deadline == before { break }
        }
        events += parser.feed(bytes[cut...], at: start + pause)
        events += parser.feed(rest, at: start + pause)
        events += parser.expire(at: start + pause + .seconds(1))
        return events.compactMap { if case .key(let press) = $0 { press } else { nil } }
    }

    private func commands(of keys: [KeyPress]) -> Set<ConsoleCommand> {
        Set(
            ConsoleKeys.bindings.filter { $0.isDangerous && !Set($0.keys).isDisjoint(with: keys) }.map(
                \.command))
    }

    /// Whether its first two bytes tell it from a key that was typed after Escape. `ESC b` is Escape and `b`, by nature.
    private func isIntroduced(_ bytes: [UInt8]) -> Bool {
        bytes.count > 2 && bytes[0] == 0x1B && [0x5B, 0x4F, 0x1B].contains(bytes[1])
    }

    @Test("forty terminals are there, with every key that they name")
    func fixture() throws {
        let terminals = try TerminfoKeys.terminals()
        #expect(terminals.count == 40)
        #expect(terminals.values.allSatisfy { $0.count >= 5 })
        let sequences = try TerminfoKeys.sequences()
        #expect(sequences.count > 300 && sequences.allSatisfy { $0.first == 0x1B && $0.count > 1 })
    }

    @Test("whole, or cut at any byte with any pause in which it is still one, it is no deciding command")
    func cut() throws {
        var runs = 0
        for bytes in try TerminfoKeys.sequences() where isIntroduced(bytes) {
            let escapes = bytes.prefix { $0 == 0x1B }.count
            for cut in 1...bytes.count {
                // Once its beginning is known, the rest is recognised however long the line stalls.
                for pause in cut > escapes ? Self.short + Self.long : Self.short {
                    for rest: [UInt8] in [[], Array("j".utf8), Array("\u{1B}[A".utf8)] {
                        let found = commands(of: keys(bytes, cutAt: cut, pause: pause, then: rest))
                        #expect(found.isEmpty, "\(bytes) cut at \(cut), \(pause): \(found)")
                        runs += 1
                    }
                }
            }
        }
        #expect(runs > 10_000)
    }

    @Test(
        "cut at its first byte by a line that stalls, it may look like Escape and letters, and still records nothing"
    )
    func stalled() throws {
        // What the keyboard gives in the end is the same few lists of keys, whatever terminal it is from.
        var lists: Set<[KeyPress]> = []
        for bytes in try TerminfoKeys.sequences() {
            for cut in 1...bytes.count {
                for pause in Self.short + Self.long {
                    lists.insert(keys(bytes, cutAt: cut, pause: pause))
                    lists.insert(
                        keys(bytes, cutAt: cut, pause: pause, delays: .init(escape: .milliseconds(100))))
                }
            }
        }
        for screen in try Self.screens() {
            for list in lists {
                let bench = screen.after(list)
                #expect(bench.recorded.count == screen.recorded.count, "\(list.map(\.notation))")
                #expect(!bench.asked.contains { Self.isDecision($0) }, "\(list.map(\.notation))")
            }
        }
    }

    @Test("a sequence that no terminal is known to send, cut anywhere, decides nothing", arguments: 1...8)
    func unknown(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let screens = try Self.screens()
        for _ in 0..<40 {
            var bytes: [UInt8] = [0x1B, Bool.random(using: &random) ? 0x5B : 0x4F]
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                bytes.append(UInt8.random(in: 0x30...0x3F, using: &random))
            }
            // The letters that decide, and any other.
            bytes.append(
                Bool.random(using: &random)
                    ? "yYarbtcxuAiz".utf8.randomElement(using: &random) ?? 0x79
                    : UInt8.random(in: 0x40...0x7E, using: &random))
            let cut = Int.random(in: 1...bytes.count, using: &random)
            let pause = (Self.short + Self.long).randomElement(using: &random) ?? .zero
            let list = keys(bytes, cutAt: cut, pause: pause)
            if cut > 1 { #expect(commands(of: list).isEmpty, "seed \(seed): \(bytes) cut at \(cut)") }
            for screen in screens {
                let bench = screen.after(list)
                #expect(bench.recorded.count == screen.recorded.count, "seed \(seed): \(bytes) cut at \(cut)")
            }
        }
    }

    // MARK: - Screens on which one key decides

    /// An armed bar, one with errors, an armed plan, a recorded decision that can be undone, a conflict.
    private static func screens() throws -> [Bench] {
        let errors = [
            Fixtures.entry(1, findings: [Fixtures.finding(.error)]), Fixtures.entry(2), Fixtures.entry(3),
        ]
        var screens: [Bench] = []
        for keys in [["j", "a"], ["a"], ["j", "m", "j", "m", "a"], ["j", "<Enter>"]] {
            var bench = try Bench(errors, context: context())
            for key in keys { bench.press(key) }
            screens.append(bench)
        }
        #expect(screens[0].bar != nil && screens[1].bar?.errorCount == 1 && screens[2].state.plan != nil)
        return screens.map { bench in
            var bench = bench
            bench.asked = []
            return bench
        }
    }

    private static func isDecision(_ effect: ConsoleEffect) -> Bool {
        switch effect {
        case .record, .recordRows, .cancel, .abandon, .acknowledge: true
        default: false
        }
    }
}

extension Bench {
    /// The same console after keys, each in front of what the one before painted.
    fileprivate func after(_ keys: [KeyPress]) -> Bench {
        var bench = self
        for key in keys {
            bench.send(.key(key))
            bench.paint()
            bench.now += 300
        }
        return bench
    }
}
