import Testing

@testable import Terminal

@Suite("One table says what the keys do")
struct KeymapTests {
    private enum Command: String, CaseIterable { case down, approve, quit, help }
    private enum Place: String { case queue, detail }

    private static func press(_ notation: String) throws -> KeyPress {
        try #require(KeyPress(notation: notation))
    }

    private func binding(
        _ command: Command, _ keys: [String], _ scopes: [Place], isDangerous: Bool = false
    ) throws -> KeyBinding<Command, Place> {
        KeyBinding(
            command, keys: try keys.map(Self.press), title: Bilingual(zh: "标题", en: command.rawValue),
            scopes: scopes,
            isDangerous: isDangerous)
    }

    private func keymap() throws -> Keymap<Command, Place> {
        try Keymap([
            try binding(.down, ["j", "<Down>"], [.queue]),
            try binding(.approve, ["a"], [.queue], isDangerous: true),
            try binding(.quit, ["q"], [.queue, .detail]), try binding(.help, ["?"], [.queue, .detail]),
        ])
    }

    @Test("a key runs the command of the place it is pressed in")
    func lookup() throws {
        let keymap = try keymap()
        #expect(keymap.command(for: try Self.press("<Down>"), in: .queue) == .down)
        #expect(keymap.command(for: try Self.press("j"), in: .detail) == nil)
        #expect(keymap.entries(in: .detail).map(\.command) == [.quit, .help])
        #expect(keymap.entry(for: .down)?.keys.first?.notation == "j")
    }

    @Test("the configuration replaces the keys of a command")
    func overriding() throws {
        let changed = try keymap().overriding(["down": ["n", "C-n"], "help": []])
        #expect(changed.command(for: try Self.press("C-n"), in: .queue) == .down)
        #expect(changed.command(for: try Self.press("j"), in: .queue) == nil)
        #expect(changed.command(for: try Self.press("?"), in: .queue) == nil)
    }

    @Test("one key for two commands in one place is refused by name")
    func conflict() throws {
        let keymap = try keymap()
        let problem = #expect(throws: KeymapProblem.self) { try keymap.overriding(["approve": ["q"]]) }
        #expect(problem == .conflict(key: "q", first: "approve", second: "quit", scope: "queue"))
        #expect(problem?.message.en.contains("approve") == true)
    }

    @Test("a command or a key that does not exist is refused by name")
    func unknown() throws {
        let keymap = try keymap()
        #expect(throws: KeymapProblem.unknownCommand(name: "aprove")) {
            try keymap.overriding(["aprove": ["x"]])
        }
        #expect(throws: KeymapProblem.unreadableKey(notation: "<Entre>", command: "down")) {
            try keymap.overriding(["down": ["<Entre>"]])
        }
    }

    @Test("a read-only session has no dangerous keys")
    func readOnly() throws {
        let safe = try keymap().filter { !$0.isDangerous }
        #expect(safe.command(for: try Self.press("a"), in: .queue) == nil)
        #expect(safe.command(for: try Self.press("j"), in: .queue) == .down)
        #expect(!safe.entries(in: .queue).contains { $0.isDangerous })
    }
}

@Suite("Keys are written one way and read back")
struct KeyNotationTests {
    @Test("every key survives being written and read")
    func roundTrip() {
        let named: [Key] = [
            .enter, .escape, .tab, .backTab, .backspace, .delete, .insert, .up, .down, .left, .right, .home,
            .end, .pageUp,
            .pageDown, .function(1), .function(12), .function(20),
        ]
        for key in named {
            for bits in UInt8(0)...7 {
                let press = KeyPress(key, modifiers: .init(rawValue: bits))
                #expect(KeyPress(notation: press.notation) == press)
            }
        }
        for character in "abzAZ09 <>-?/:.~晨é" {
            for hasAlt in [false, true] {
                let press = KeyPress(.character(character), hasAlt: hasAlt)
                #expect(KeyPress(notation: press.notation) == press)
            }
        }
        for character in "az@\\]^_" {
            let press = KeyPress(.control(character), hasAlt: true)
            #expect(KeyPress(notation: press.notation) == press)
        }
    }

    @Test(
        "people may write it in other ways",
        arguments: [
            ("<enter>", "<Enter>"), ("<CR>", "<Enter>"), ("<C-c>", "C-c"), ("C-C", "C-c"),
            ("A-<Up>", "<A-Up>"), ("M-x", "A-x"),
            ("<PgDn>", "<PageDown>"), ("<lt>", "<"), ("<Space>", "<Space>"), ("<f10>", "<F10>"), ("-", "-"),
            ("C--", ""),
        ])
    func otherWays(written: String, canonical: String) {
        #expect(KeyPress(notation: written)?.notation ?? "" == canonical)
    }

    @Test(
        "what names no key is not read",
        arguments: ["", "jj", "<>", "<Foo>", "C-", "C-晨", "S-x", "<F0>", "<F99>", "\u{1B}", "\u{200B}"])
    func unreadable(written: String) {
        #expect(KeyPress(notation: written) == nil)
    }
}
