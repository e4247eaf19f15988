import SeededRandom

extension SeededGenerator {
    /// A string of Latin, Han, marks, controls, emoji and anything else.
    mutating func string() -> String {
        let pools: [ClosedRange<UInt32>] = [
            0x20...0x7E, 0x20...0x7E, 0x4E00...0x9FFF, 0x4E00...0x9FFF, 0x00...0xFF, 0x300...0x36F,
            0x1100...0x11FF,
            0x2000...0x206F, 0x3000...0x30FF, 0xFE00...0xFEFF, 0xFF00...0xFFEF, 0x1F300...0x1FAFF,
            0xE0000...0xE01FF,
            0x0...0x10FFFF,
        ]
        var string = ""
        for _ in 0..<Int.random(in: 0...24, using: &self) {
            let pool = pools[Int.random(in: 0..<pools.count, using: &self)]
            if let scalar = Unicode.Scalar(UInt32.random(in: pool, using: &self)) {
                string.unicodeScalars.append(scalar)
            }
        }
        return string
    }
}
