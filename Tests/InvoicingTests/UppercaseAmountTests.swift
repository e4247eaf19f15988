import Invoicing
import SeededRandom
import Testing

@Suite("Amounts in words")
struct UppercaseAmountTests {
    private static let roundings: [Int64] = [10, 1_000, 100_000, 100_000_000, 10_000_000_000]

    @Test(
        "an amount is written as on invoices",
        arguments: [
            (1_600_000, "壹万陆仟圆整"), (1_120, "壹拾壹圆贰角整"), (100_850, "壹仟零捌圆伍角整"), (5, "伍分"),
            (-50_000, "（负数）伍佰圆整"), (1_001, "壹拾圆零壹分"), (0, "零圆整"), (10_000_000_000, "壹亿圆整"),
            (100_000_100_00, "壹亿零壹佰圆整"), (100_100_000_00, "壹亿零壹拾万圆整"), (10_050_00, "壹万零伍拾圆整"),
            (200_300_040_056, "贰拾亿零叁佰万零肆佰圆伍角陆分"), (100_000_000_000_000, "壹万亿圆整"),
        ] as [(Int64, String)])
    func writes(minor: Int64, words: String) {
        #expect(UppercaseAmount.text(for: Money(minor: minor)) == words)
    }

    @Test(
        "the forms seen on real invoices say the same amount",
        arguments: [
            ("伍佰伍拾贰元整", 55_200), ("壹拾壹圆贰角", 1_120), ("壹拾圆零壹分", 1_001), ("人民币壹万陆仟元正", 1_600_000),
            ("¥ 壹万 陆仟圆整", 1_600_000), ("ⓧ壹万陆仟圆整", 1_600_000), ("⊗叁佰圆整", 30_000), ("（负数）伍佰圆整", -50_000),
            ("(负数)伍佰圆整", -50_000), ("负伍佰元整", -50_000), ("壹仟零捌圆零伍角", 100_850), ("伍角", 50), ("零圆整", 0),
            ("零圆伍分", 5), ("拾元整", 1_000), ("壹佰亿圆整", 1_000_000_000_000), ("壹万零壹亿圆整", 100_010_000_000_000),
        ] as [(String, Int64)])
    func reads(text: String, minor: Int64) {
        #expect(UppercaseAmount.parse(text)?.minor == minor)
    }

    @Test(
        "a text that is no amount is not read",
        arguments: [
            "", "整", "圆", "负", "一百元", "壹贰圆", "壹圆贰", "伍分贰角", "壹佰贰仟圆整", "壹万壹万圆", "贰角叁角", "壹拾壹", "abc",
            "零零", String(repeating: "壹", count: 200), "壹亿亿亿亿圆整",
            // Close to 2^64 fen: must be refused, not overflow.
            "壹拾捌亿肆仟肆佰陆拾柒万肆仟肆佰零柒亿叁仟柒佰零玖万伍仟伍佰壹拾陆圆玖角玖分",
        ])
    func refuses(text: String) {
        #expect(UppercaseAmount.parse(text) == nil)
    }

    @Test("reading the words of any amount gives the amount", arguments: [1, 2, 3] as [UInt64])
    func roundTrip(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<4_000 {
            // Every length of number, and many zeros inside, where the words are hardest.
            var minor = Int64(truncatingIfNeeded: random.next()) >> Int64.random(in: 0...62, using: &random)
            if Bool.random(using: &random),
                let mask = Self.roundings.randomElement(using: &random)
            {
                minor = minor / mask * mask
            }
            guard minor != .min else { continue }
            let words = UppercaseAmount.text(for: Money(minor: minor))
            #expect(UppercaseAmount.parse(words)?.minor == minor, "\(words), seed \(seed)")
            let variant = words.replacing("圆", with: "元").replacing("整", with: "正")
            #expect(UppercaseAmount.parse(variant)?.minor == minor, "\(variant), seed \(seed)")
        }
    }

    @Test("words mixed at random are an amount or nothing, never a trap")
    func noise() {
        let seed: UInt64 = 11
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("零壹贰叁肆伍陆柒捌玖拾佰仟万亿圆元角分整正负（数）")
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...40, using: &random)
            let text = String(
                (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] })
            if let money = UppercaseAmount.parse(text) {
                let words = UppercaseAmount.text(for: money)
                #expect(UppercaseAmount.parse(words) == money, "\(text), seed \(seed)")
            }
        }
    }
}
