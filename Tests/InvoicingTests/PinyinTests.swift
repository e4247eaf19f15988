import Invoicing
import SeededRandom
import Testing

@Suite("Pinyin")
struct PinyinTests {
    @Test(
        "letters find a name by syllables, by beginnings, and by a mixture, never in the middle of a syllable",
        arguments: [
            ("晨光文具", "chenguang", true), ("晨光文具", "cgwj", true), ("晨光文具", "cheng", true),
            ("晨光文具", "chgw", true),
            ("晨光文具", "wenj", true), ("晨光文具", "guangc", false), ("晨光文具", "henguang", false),
            ("重庆长安", "chongqing", true), ("重庆长安", "zqca", true), ("单雄信", "shanxx", true),
            ("吕女士", "lvnv", true),
            ("上海（晨光）集团", "hcgj", true), ("ACME", "ac", false), ("晨光", "c", false), ("", "cg", false),
            ("添加审批人", "tj", true), ("西安", "xian", true), ("先", "xian", true),
        ])
    func found(_ name: String, _ typed: String, _ expected: Bool) {
        #expect(Pinyin.found(typed, in: name) == expected)
    }

    @Test("every character of GB 2312 level one and two has a reading")
    func coverage() {
        let han = (UInt32(0x4E00)...0x9FA5).compactMap(Unicode.Scalar.init).map { String(Character($0)) }
        #expect(han.count { !Pinyin.sound(of: $0).isEmpty } > 20_800)
        #expect("啊阿埃挨哎唉哀皑癌蔼矮艾碍爱隘齄鼾鼽鼯鼷黹黻黼黾".allSatisfy { !Pinyin.sound(of: String($0)).isEmpty })
    }

    @Test("whole syllables, beginnings and any cut of random names find them", arguments: 0..<20)
    func property(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pool = Array("晨光文具股份有限公司重庆长安汽车单曾解仇朴盖厦行乐沈吕京东世纪信息技术顺丰速运绿旅率")
        for _ in 0..<50 {
            let name = String(
                (0..<Int.random(in: 2...12, using: &random)).map { _ in
                    pool.randomElement(using: &random) ?? "晨"
                })
            for variant in Pinyin.sound(of: name).split(separator: "|") {
                let syllables = variant.split(separator: " ")
                let start = Int.random(in: 0..<(syllables.count - 1), using: &random)
                let end = Int.random(in: (start + 1)..<syllables.count, using: &random)
                let typed = syllables[start...end].map {
                    Bool.random(using: &random) ? String($0) : String($0.prefix(1))
                }
                #expect(
                    Pinyin.found(String(typed.joined().prefix(40)), in: name), "\(name) \(typed) seed \(seed)"
                )
            }
        }
    }

    @Test("a text of any length is read in bounded work")
    func bounded() {
        let sound = Pinyin.sound(of: String(repeating: "重行", count: 10_000))
        #expect(sound.split(separator: "|").count == Pinyin.mostVariants)
        #expect(!Pinyin.found(String(repeating: "c", count: 41), inSound: sound))
        #expect(!Pinyin.found(String(repeating: "z", count: 39) + "b", inSound: sound))
    }
}
