import SeededRandom
import Testing

@testable import Terminal

@Suite("Text from outside is made safe and measured")
struct TerminalTextTests {
    @Test(
        "what acts, hides or reorders is shown by name",
        arguments: [
            ("a\u{1B}[31mb", "a⟦ESC⟧[31mb"), ("\u{1B}]52;c;QUJD\u{07}", "⟦ESC⟧]52;c;QUJD⟦BEL⟧"),
            ("x\u{7F}", "x⟦DEL⟧"), ("\u{9B}31m", "⟦CSI⟧31m"), ("a\u{85}b", "a⟦NEL⟧b"),
            ("approve\rreject", "approve⟦CR⟧reject"), ("a\tb", "a⟦TAB⟧b"), ("a\nb", "a⟦LF⟧b"),
            ("a\r\nb", "a⟦CR⟧⟦LF⟧b"), ("a\u{08}b", "a⟦BS⟧b"), ("\0", "⟦NUL⟧"),
            ("100\u{202E}001\u{202C}", "100⟦RLO⟧001⟦PDF⟧"), ("\u{2066}x\u{2069}", "⟦LRI⟧x⟦PDI⟧"),
            ("a\u{200F}b\u{61C}", "a⟦RLM⟧b⟦ALM⟧"), ("晨\u{200B}光", "晨⟦ZWSP⟧光"), ("a\u{200D}b", "a⟦ZWJ⟧b"),
            ("\u{FEFF}a", "⟦BOM⟧a"), ("a\u{E0041}", "a⟦U+E0041⟧"), ("co\u{AD}op", "co⟦SHY⟧op"),
            ("a\u{2028}b\u{2029}", "a⟦LS⟧b⟦PS⟧"), ("\u{E000}", "⟦U+E000⟧"), ("\u{0378}", "⟦U+0378⟧"),
            ("\u{FFFD}", "⟦U+FFFD⟧"), ("\u{301}a", "⟦U+0301⟧a"), ("a \u{301}", "a ⟦U+0301⟧"),
            ("\u{FE0F}a", "⟦VS16⟧a"), ("⚠\u{FE0F}\u{FE0F}", "⚠⟦VS16⟧"), ("\u{3164}", "⟦U+3164⟧"),
            ("👨\u{200D}👩", "👨⟦ZWJ⟧👩"), ("a\u{2003}b", "a⟦U+2003⟧b"), ("1\u{20E3}", "1⟦U+20E3⟧"),
            ("\u{1FAE8}", "⟦U+1FAE8⟧"),
        ])
    func marks(input: String, expected: String) {
        let text = TerminalText(input)
        #expect(text.string == expected)
        #expect(text.hidesSomething)
        #expect(text.columns == Glyphs(expected).reduce(0) { $0 + $1.columns })
    }

    @Test(
        "ordinary text stays as it is, with its width",
        arguments: [
            ("INV-2026", "INV-2026", 8), ("晨光文具", "晨光文具", 8), ("￥１２", "￥１２", 6),
            ("Ａ\u{3000}", "Ａ\u{3000}", 4),
            ("“—…①★→■●°±×÷αЖ¥€─│”", "“—…①★→■●°±×÷αЖ¥€─│”", 19), ("e\u{301}", "\u{E9}", 1), ("né", "né", 2),
            ("⚠\u{FE0F}", "⚠", 1), ("a\u{A0}b", "a b", 3), ("한국", "한국", 4),
            ("\u{1112}\u{1161}\u{11AB}", "한", 2),
            ("🇨🇳", "CN", 2), ("👍🏽", "👍", 2), ("กำ", "กำ", 2), ("שלום", "שלום", 4), ("", "", 0),
            ("㈱", "㈱", 2), ("ｱ", "ｱ", 1), ("𠮷", "𠮷", 2), ("葛\u{E0100}", "葛", 2),
        ])
    func plain(input: String, expected: String, columns: Int) {
        let text = TerminalText(input)
        #expect(Array(text.string.unicodeScalars) == Array(expected.unicodeScalars))
        #expect(text.columns == columns)
        #expect(!text.hidesSomething)
    }

    @Test("a pile of joining marks is cut and counted")
    func pile() {
        let text = TerminalText(
            "Z" + String(repeating: "\u{489}", count: 0) + String(repeating: "\u{302}\u{323}", count: 20)
                + "y")
        #expect(text.hidesSomething)
        #expect(text.string.unicodeScalars.count < 12)
        #expect(text.string.hasSuffix("⟧y"))
    }

    @Test("an endless text is cut with a mark")
    func endless() {
        let text = TerminalText(String(repeating: "光", count: 20_000))
        #expect(text.string.hasSuffix("⟦CUT⟧"))
        #expect(text.columns == 2 * 16_384 + 5)
    }

    @Test("nothing that a terminal acts on survives, whatever goes in")
    func anything() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<2_000 {
            let text = TerminalText(random.string())
            for scalar in text.string.unicodeScalars {
                let category = scalar.properties.generalCategory
                #expect(category != .control && category != .format && category != .privateUse)
                #expect(!scalar.properties.isDefaultIgnorableCodePoint)
            }
            #expect(text.columns == text.glyphs.reduce(0) { $0 + $1.columns })
            #expect(text.string == TerminalText(text.string).string)
        }
    }

    @Test("cutting and filling give exactly the columns, and never half a wide character")
    func exactColumns() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<1_000 {
            let text = TerminalText(random.string())
            let width = Int.random(in: 0...30, using: &random)
            for alignment in [TextAlignment.left, .right, .center] {
                let padded = text.padded(toColumns: width, alignment: alignment)
                #expect(padded.columns == width)
                #expect(padded.glyphs.reduce(0) { $0 + $1.columns } == width)
            }
            #expect(text.truncated(toColumns: width).columns <= width)
            let cut = text.prefix(columns: width)
            #expect(text.string.unicodeScalars.starts(with: cut.string.unicodeScalars))
            #expect(text.dropping(columns: width).columns == max(0, text.columns - width))
        }
    }

    @Test("a cut text ends in two dots inside its columns")
    func ellipsis() {
        #expect(TerminalText("晨光文具股份").truncated(toColumns: 7).string == "晨光..")
        #expect(TerminalText("晨光").truncated(toColumns: 4).string == "晨光")
        #expect(TerminalText("abcdef").truncated(toColumns: 2).string == "ab")
        #expect(TerminalText("12.00").padded(toColumns: 8, alignment: .right).string == "   12.00")
        #expect(TerminalText("a\u{202E}bcdefghijkl").truncated(toColumns: 1).hidesSomething)
    }

    @Test("the half of a wide character that is cut off becomes a blank")
    func droppingHalf() {
        #expect(TerminalText("晨光x").dropping(columns: 1).string == " 光x")
        #expect(TerminalText("晨光x").dropping(columns: 2).string == "光x")
    }

    @Test("lines break between words and beside Han, and never begin with a closing mark")
    func wrapping() {
        #expect(
            TerminalText("the quick brown").wrapped(toColumns: 9).map(\.string) == ["the quick", "brown"])
        #expect(TerminalText("金额不符，请退回").wrapped(toColumns: 8).map(\.string) == ["金额不", "符，请退", "回"])
        #expect(TerminalText("abcdefgh").wrapped(toColumns: 3).map(\.string) == ["abc", "def", "gh"])
        #expect(TerminalText("").wrapped(toColumns: 3).map(\.string) == [""])
        #expect(TerminalText("abc").wrapped(toColumns: 0).isEmpty)
    }

    @Test("wrapping loses nothing but blanks and keeps every line inside the width")
    func wrappingKeepsAll() {
        var random = SeededGenerator(seed: 13)
        for _ in 0..<500 {
            let text = TerminalText(random.string())
            let width = Int.random(in: 2...20, using: &random)
            let lines = text.wrapped(toColumns: width)
            #expect(lines.allSatisfy { $0.columns <= width })
            let joined = lines.map(\.string).joined()
            #expect(
                joined.filter { $0 != " " }.unicodeScalars.elementsEqual(
                    text.string.filter { $0 != " " }.unicodeScalars))
        }
    }

    @Test("paragraphs keep their line ends")
    func paragraphs() {
        #expect(TerminalText.paragraphs("a\r\nb\n\nc\rd").map(\.string) == ["a", "b", "", "c", "d"])
        #expect(TerminalText.paragraphs("1\n2\n3", maximum: 2).map(\.string) == ["1", "2", "⟦CUT⟧"])
    }

    @Test("ambiguous punctuation has a form of certain width")
    func ambiguous() {
        let text = TerminalText("“晨光”…①×2").withoutAmbiguousWidths()
        #expect(text.string == "\"晨光\"..(1)x2")
        #expect(text.columns == 13)
    }
}
