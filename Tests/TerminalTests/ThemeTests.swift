import Testing

@testable import Terminal

@Suite("Themes are read strictly")
struct ThemeTests {
    @Test("every theme inside the program can be read and tells states apart without colour")
    func builtIn() throws {
        #expect(
            Theme.builtInNames == [
                "dark", "light", "high-contrast", "deuteranopia", "tritanopia", "ledger-paper", "mono",
                "ascii-mono",
            ])
        for name in Theme.builtInNames {
            let theme = try Theme.builtIn(named: name)
            #expect(theme[.marker] == theme[.text], "a marker of another look costs bytes at every step")
            // Only the one that brings its own page touches body text.
            #expect(theme[.text] == Style() || name == "ledger-paper")
            #expect(theme[.selected] != Style())
            #expect(theme[.danger].attributes.contains(.bold))
        }
        let mono = try Theme.builtIn(named: "mono")
        for role in StyleRole.allCases {
            #expect(mono[role].foreground == .standard && mono[role].background == .standard)
        }
    }

    @Test("a theme may name colours, numbers and attributes, in either form of TOML")
    func forms() throws {
        let theme = try Theme(
            toml:
                "danger = { foreground = \"bright-red\", bold = true, dim = false }\n[band]\nbackground = 24\n",
            name: "mine")
        #expect(theme[.danger] == Style(foreground: .palette(9), attributes: .bold))
        #expect(theme[.band] == Style(background: .palette(24)))
        #expect(theme[.good] == Style())
    }

    @Test(
        "whatever is wrong is named with its line",
        arguments: [
            ("# a\ndanger = { bold = true }\ndangr = { bold = true }", 3, "dangr"),
            ("danger = { bold = true }\n\ngood = { foregruond = 1 }", 3, "good.foregruond"),
            ("[danger]\nbold = true\nblink = true", 3, "danger.blink"),
            ("danger = { foreground = 256 }", 1, "danger.foreground"),
            ("danger = { foreground = \"reddish\" }", 1, "danger.foreground"),
            ("danger = { bold = 1 }", 1, "danger.bold"),
            ("danger = 3", 1, "danger"),
        ])
    func wrong(toml: String, line: Int, key: String) throws {
        let error = try #require(throws: ThemeError.self) { try Theme(toml: toml, name: "mine") }
        #expect(error.line == line)
        #expect(error.key == key)
        #expect(error.message.en.contains("line \(line)") && error.message.en.contains(key))
        #expect(error.message.zh.contains("第 \(line) 行"))
    }

    @Test("a file that is not TOML is refused with its line")
    func notTOML() throws {
        let error = try #require(throws: ThemeError.self) { try Theme(toml: "a = {\n", name: "mine") }
        guard case .notTOML = error.problem else {
            Issue.record("\(error.problem)")
            return
        }
        #expect(error.line != nil)
    }

    @Test("an unknown theme names those that exist")
    func unknown() throws {
        let error = try #require(throws: ThemeError.self) { try Theme.builtIn(named: "drak") }
        #expect(error.message.en.contains("dark, light, high-contrast"))
    }
}
