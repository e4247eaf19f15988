import Invoicing
import SeededRandom
import Store
import Terminal
import Testing

@testable import Console

@Suite("A macro is a list of commands, and a person decides")
struct MacroTests {
    private func bench(_ commands: String..., count: Int = 8) throws -> Bench {
        var context = try context()
        context.macros = [Macro(key: "<F5>", commands: commands)]
        return try Bench((1...count).map { Fixtures.entry($0) }, context: context)
    }

    /// Presses the macro's key and paints until it has ended.
    private func run(_ bench: inout Bench) {
        bench.pressAtOnce("<F5>")
        for _ in 0...MacroBook.longest where bench.state.macro != nil { bench.paint() }
        bench.paint()
    }

    @Test("its commands run one after the other, each in front of what the one before painted")
    func runs() throws {
        var bench = try bench("down", "down", "mark", "mark", "open")
        run(&bench)
        #expect(bench.state.marks.count == 2 && bench.openTask?.rawValue == "t-5")
        #expect(bench.state.macro == nil)
    }

    @Test("it stops at the first command that is refused, and says at which")
    func refused() throws {
        var bench = try bench("open", "mark", "down")
        run(&bench)
        #expect(bench.screen.contains(Strings.macroStopped(at: .mark).zh))
        #expect(bench.state.marks.isEmpty && bench.openTask?.rawValue == "t-1")
        var other = try self.bench("approve", "down", count: 1)
        other.press("a", "y")
        other.press("v", "v", "v", "v", "v", "v", "v", "v")
        run(&other)
        #expect(other.bar == nil && other.recorded.count == 1)
    }

    @Test("it stops before a question, and any key ends it")
    func questions() throws {
        var bench = try bench("approve", "down", "open")
        run(&bench)
        #expect(bench.bar != nil && bench.screen.contains(Strings.macroAsks(before: .down).zh))
        var other = try self.bench("down", "down", "down", "down")
        other.pressAtOnce("<F5>")
        other.paint()
        other.press("g")
        for _ in 0..<10 { other.paint() }
        #expect(other.selected?.rawValue == "t-1" && other.state.macro == nil)
    }

    @Test("what a macro opens is armed and deaf as ever: only a person's key, in time, records")
    func arming() throws {
        var bench = try bench("approve")
        run(&bench)
        #expect(bench.asked.contains(.discardInput))
        bench.pressAtOnce("y")
        bench.pressAtOnce("<F5>")
        #expect(bench.recorded.isEmpty)
        bench.now += 300
        bench.press("y")
        #expect(bench.recorded.count == 1)
    }

    @Test(
        "no macro of any commands that are taken records, abandons or loses anything",
        arguments: [5, 6] as [UInt64])
    func anything(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let all = ConsoleCommand.allCases.filter { !MacroBook.answers.contains($0) && $0 != .quit }.map(
            \.rawValue)
        for round in 0..<60 {
            let commands = (0..<12).map { _ in all[Int.random(in: 0..<all.count, using: &random)] }
            var context = try context()
            context.macros = [Macro(key: "<F5>", commands: commands)]
            var bench = try Bench((1...5).map { Fixtures.entry($0) }, context: context)
            for _ in 0..<3 {
                run(&bench)
                bench.now += 10_000
                run(&bench)
            }
            let isHarmless = bench.asked.allSatisfy { effect in
                switch effect {
                case .record, .recordRows, .abandon: false
                default: true
                }
            }
            #expect(isHarmless && bench.recorded.isEmpty, "seed \(seed), round \(round): \(commands)")
        }
    }

    @Test(
        "a macro that cannot be used is refused at load, with the reason",
        arguments: [
            ("<Nope>", ["down"], MacroFault.unreadableKey), ("5", ["down"], .digit),
            ("<F5>", [], .wrongLength),
            ("j", ["down"], .taken(by: .down, in: .queue)),
            ("]", ["down"], .taken(by: .nextFinding, in: .detail)),
            ("<F5>", ["down", "fly"], .unknownCommand("fly")),
            ("<F5>", ["approve", "confirm"], .answers(.confirm)),
            ("<F5>", ["confirm-despite-errors"], .answers(.confirmDespiteErrors)),
            ("<F5>", ["accept"], .answers(.accept)),
            ("<F5>", Array(repeating: "down", count: 21), .wrongLength),
        ])
    func faults(key: String, commands: [String], fault: MacroFault) {
        let problem = #expect(throws: ConsoleProblem.self) {
            try ConsoleContext.check(macros: [Macro(key: key, commands: commands)], keys: [:])
        }
        #expect(problem == .macro(key: key, fault))
        #expect(problem?.explanation.zh.isEmpty == false && problem?.remedy.en.isEmpty == false)
    }

    @Test("two macros have two keys, and a key that the user freed is free")
    func keys() throws {
        let problem = #expect(throws: ConsoleProblem.self) {
            try ConsoleContext.check(
                macros: [Macro(key: "<F5>", commands: ["up"]), Macro(key: "<F5>", commands: ["down"])],
                keys: [:])
        }
        #expect(problem == .macro(key: "<F5>", .twice))
        try ConsoleContext.check(macros: [Macro(key: "F", commands: ["up"])], keys: ["group": ["<F9>"]])
    }

    @Test("help lists it with its commands")
    func help() throws {
        var bench = try bench("first", "open")
        bench.press("?", "G")
        #expect(bench.screen.contains("F5") && bench.screen.contains("first, open"))
    }
}
