import Invoicing
import Terminal
import Testing

@testable import Console

@Suite("Keys, help and hints come from one table")
struct HelpTests {
    @Test("every command has a key and stands in help, in both languages", arguments: Language.allCases)
    func complete(language: Language) throws {
        let state = try ConsoleState(
            context: context(language: language), size: TerminalSize(columns: 80, rows: 24))
        let lines = HelpScreen.lines(for: state, of: .queue).map(\.string)
        for command in ConsoleCommand.allCases {
            let entry = try #require(state.keymap.entry(for: command))
            #expect(!entry.keys.isEmpty)
            let title = Strings.title(of: command)[language]
            #expect(lines.contains { $0.contains(title) && $0.hasSuffix(command.rawValue) })
        }
        #expect(HelpScreen.lines(for: state, of: .queue).allSatisfy { $0.columns <= 78 })
    }

    @Test("no printable key is bound where text is typed")
    func editorsHearLetters() {
        for binding in ConsoleKeys.bindings where binding.scopes.contains(.editor) {
            #expect(binding.keys.allSatisfy { if case .character = $0.key { false } else { true } })
        }
    }

    @Test("the key that confirms is none of those that start a decision or accept a text")
    func confirmIsApart() {
        func keys(_ commands: [ConsoleCommand]) -> Set<KeyPress> {
            Set(ConsoleKeys.bindings.filter { commands.contains($0.command) }.flatMap(\.keys))
        }
        let confirming = keys([.confirm, .confirmDespiteErrors])
        #expect(
            confirming.isDisjoint(
                with: keys([.approve, .reject, .returnToStep, .transfer, .accept, .open, .undo])))
        #expect(confirming.allSatisfy { if case .character = $0.key { true } else { false } })
    }

    @Test("whatever decides or takes back is marked as dangerous")
    func dangerous() {
        let expected: Set<ConsoleCommand> = [
            .confirm, .confirmDespiteErrors, .comment, .approve, .reject, .returnToStep, .transfer, .abandon,
            .undo, .addApproverBefore, .addApproverAfter, .hold, .release, .dismiss,
            .overrideFinding, .withdrawOverride,
        ]
        #expect(Set(ConsoleKeys.bindings.filter(\.isDangerous).map(\.command)) == expected)
    }

    @Test("the user's own keys move hints, help and texts; a wrong one is refused")
    func ownKeys() throws {
        let bench = try Bench(context: context(keys: ["approve": ["<F2>"]]))
        #expect(bench.surface.text(row: 39).contains("F2 同意"))
        #expect(throws: KeymapProblem.self) { try Bench(context: context(keys: ["approve": ["r"]])) }
        #expect(throws: KeymapProblem.self) { try Bench(context: context(keys: ["aprove": ["z"]])) }
    }

    @Test("quit leaves, the other keys of the frame ask the driver")
    func driverKeys() throws {
        var bench = try Bench(context: context())
        bench.asked = []
        bench.press("C-l", "C-z", "q")
        #expect(bench.asked == [.repaint, .suspend, .quit])
    }

    @Test("what is said on leaving counts what is still to be sent")
    func farewell() {
        #expect(
            ConsoleExit(reason: .quit, waitingToSend: 0, conflicts: 0, language: .en).farewell.en
                == "No decision is waiting to be sent.")
        let busy = ConsoleExit(reason: .quit, waitingToSend: 2, conflicts: 1, language: .en).farewell
        #expect(busy.zh.contains("2 个决定待发送") && busy.zh.contains("1 个冲突"))
        #expect(busy.en.hasPrefix("2 decisions are still to be sent"))
    }
}
