import Foundation
import Testing

@testable import Terminal

/// Contrast by WCAG 2.2, success criteria 1.4.3 (text, 4.5:1) and 1.4.11 (lines, 3:1), on the nominal colours of xterm.
@Suite("Themes can be read")
struct ThemeContrastTests {
    /// The pages in front of which a theme is used: indices of the palette.
    private static let pages: [(theme: String, page: UInt8)] = [
        ("dark", 16), ("light", 231), ("high-contrast", 16), ("deuteranopia", 16), ("tritanopia", 16),
        ("ledger-paper", 16), ("ledger-paper", 231), ("mono", 16), ("mono", 231), ("ascii-mono", 16),
    ]

    @Test(
        "every text stands out from what is behind it, with 256 colours and with 16",
        arguments: pages.map(\.theme).indices, [256, 16])
    func contrast(index: Int, colours: Int) throws {
        let (name, page) = Self.pages[index]
        let theme = try Theme.builtIn(named: name)
        for role in StyleRole.allCases {
            let style = theme[role]
            guard case .palette(let ink) = style.foreground else { continue }
            let front = colours == 256 ? ink : CursesPalette.nearestOfSixteen(ink)
            var back = page
            if case .palette(let paper) = style.background {
                back = colours == 256 ? paper : CursesPalette.nearestOfEight(paper)
            }
            let ratio = contrastRatio(front, back)
            #expect(ratio >= (role == .border ? 3 : 4.5), "\(role) of \(name): \(ratio)")
        }
    }

    @Test("every theme is checked")
    func allPages() { #expect(Set(Self.pages.map(\.theme)) == Set(Theme.builtInNames)) }

    @Test("in the themes for colour-blind eyes good and bad differ in brightness, not in hue alone")
    func brightness() throws {
        for name in ["deuteranopia", "tritanopia"] {
            let theme = try Theme.builtIn(named: name)
            #expect(
                theme[.danger].attributes.contains(.underline)
                    && !theme[.good].attributes.contains(.underline))
        }
    }

    @Test("what is inherited counts least, then names with a star, then a role's own name")
    func inheritance() throws {
        let base = try Theme(toml: "danger = { foreground = 1, bold = true }\nascii = true", name: "base")
        let toml = """
            inherits = "base"
            "band*" = { background = 2, bold = true }
            "*" = { background = 3 }
            band-production = { bold = false }
            """
        let theme = try Theme(toml: toml, name: "mine", others: [base])
        #expect(theme.prefersASCII)
        #expect(theme[.danger] == Style(foreground: .palette(1), background: .palette(3), attributes: .bold))
        #expect(theme[.band] == Style(background: .palette(2), attributes: .bold))
        #expect(theme[.bandProduction] == Style(background: .palette(2)))
    }

    @Test(
        "a parent that cannot be is named with its line",
        arguments: ["# x\ninherits = \"drak\"", "# x\ninherits = \"mine\"", "# x\ninherits = 3"])
    func wrongParent(toml: String) throws {
        let error = try #require(throws: ThemeError.self) { try Theme(toml: toml, name: "mine") }
        #expect(error.line == 2 && error.key == "inherits")
        #expect(error.message.en.contains("line 2"))
    }

    private func contrastRatio(_ first: UInt8, _ second: UInt8) -> Double {
        let pair = [luminance(first), luminance(second)].sorted()
        return (pair[1] + 0.05) / (pair[0] + 0.05)
    }

    private func luminance(_ index: UInt8) -> Double {
        let channels = rgb(Int(index)).map { value -> Double in
            let part = Double(value) / 255
            return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    }

    private func rgb(_ index: Int) -> [Int] {
        switch index {
        case 0..<16: return Self.sixteen[index]
        case 232...: return Array(repeating: 8 + 10 * (index - 232), count: 3)
        default:
            let levels = [0, 95, 135, 175, 215, 255]
            let cube = index - 16
            return [levels[cube / 36], levels[cube / 6 % 6], levels[cube % 6]]
        }
    }

    private static let sixteen = [
        [0, 0, 0], [205, 0, 0], [0, 205, 0], [205, 205, 0], [0, 0, 238], [205, 0, 205], [0, 205, 205],
        [229, 229, 229], [127, 127, 127], [255, 0, 0], [0, 255, 0], [255, 255, 0], [92, 92, 255],
        [255, 0, 255], [0, 255, 255], [255, 255, 255],
    ]
}
