import Invoicing
import Terminal
import Testing

@testable import Console

@Suite("Every screen looks as its golden")
struct GoldenTests {
    @Test(
        "in both languages, at three sizes, with ASCII signs, and without colours",
        arguments: GoldenScreen.all)
    func golden(screen: GoldenScreen) throws {
        var sections: [(head: String, lines: [String])] = []
        let mono = try Theme.builtIn(named: "mono")
        let draw = try screen.prepare()
        for look in GoldenLook.all {
            let surface = try draw(look)
            sections.append((look.head, screen.masked(GoldenText.lines(of: surface))))
            guard look.columns == 80, !look.usesASCII else { continue }
            sections.append((look.head + " mono", GoldenText.attributes(of: surface, in: mono)))
        }
        try GoldenFile(screen.name).check(sections)
    }

    @Test("a lost highlight, a moved cursor and a changed letter each are a difference")
    func canFail() {
        var surface = Surface(size: TerminalSize(columns: 12, rows: 3))
        surface.write(TerminalText("晨光 12.00"), at: Point(column: 1, row: 1), role: .danger)
        surface.cursor = Point(column: 1, row: 1)
        let golden = GoldenText.lines(of: surface)
        #expect(golden == ["~ 1", "| 晨光 12.00", "~ 1", "cursor 1:1", "1: 1. 10d"])
        var plain = surface
        plain.restyle(plain.bounds, role: .text)
        var moved = surface
        moved.cursor = nil
        var other = surface
        other.write(TerminalText("3"), at: Point(column: 10, row: 1), role: .danger)
        for changed in [plain, moved, other] { #expect(GoldenText.lines(of: changed) != golden) }
        #expect(
            GoldenFile.difference(from: golden, to: GoldenText.lines(of: other))
                == "  golden 1: | 晨光 12.00\n  screen 1: | 晨光 12.03")
    }

    @Test("no two screens share a file")
    func names() {
        #expect(Set(GoldenScreen.all.map(\.name)).count == GoldenScreen.all.count)
    }
}
