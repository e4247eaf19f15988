import SeededRandom

extension SeededGenerator {
    /// A text of Latin, Han, controls, marks, quotes and emoji; sometimes empty.
    mutating func text() -> String {
        let pools: [ClosedRange<UInt32>] = [
            0x20...0x7E, 0x4E00...0x9FFF, 0x00...0x7F, 0x300...0x36F, 0xC0...0xFF, 0x1F300...0x1FAFF,
        ]
        var text = ""
        for _ in 0..<Int.random(in: 0...12, using: &self) {
            let pool = pools[Int.random(in: 0..<pools.count, using: &self)]
            if let scalar = Unicode.Scalar(UInt32.random(in: pool, using: &self)) {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
