import Testing

@testable import Terminal

@Suite("Characters have the width that terminals give them")
struct CharacterWidthTests {
    @Test(
        "the characters measured on real terminals",
        arguments: [
            ("中国票〇，。（）：￥％ＡＺ　【】《》、ㄅかカ한", 2), ("─│…“”①★→■●°±×÷αЖ¥€℃№—·", 1), ("Az09 ~éß", 1), ("⚠☀✔✘♥", 1),
            ("😀🧾💰👍🚀", 2), ("⌚⏰✅❌⭐", 2), ("ｱﾝ｡", 1), ("𠀀𪚥", 2), ("㉈䷀", 2),
        ])
    func measured(characters: String, columns: Int) {
        for scalar in characters.unicodeScalars {
            #expect(CharacterWidth.columns(of: scalar) == columns, "U+\(String(scalar.value, radix: 16))")
        }
    }

    @Test(
        "joining marks take no column",
        arguments: ["\u{301}", "\u{489}", "\u{E31}", "\u{3099}", "\u{1160}", "\u{20D0}"])
    func joining(mark: Unicode.Scalar) {
        #expect(CharacterWidth.columns(of: mark) == 0)
    }

    @Test("the tables are sorted and do not touch each other")
    func tables() {
        for table in [WidthRanges.wide, WidthRanges.zero] {
            for (first, second) in zip(table, table.dropFirst()) {
                #expect(first.upperBound < second.lowerBound)
            }
        }
        for range in WidthRanges.zero {
            #expect(!WidthRanges.wide.contains { $0.overlaps(range) })
        }
    }
}
