/// The digest SM3 (GB/T 32905-2016), with which OFD signatures cover the files of a document.
enum SM3 {
    /// The digest of bytes: 32 bytes.
    static func digest(of message: [UInt8]) -> [UInt8] {
        var state: [UInt32] = [
            0x7380_166F, 0x4914_B2B9, 0x1724_42D7, 0xDA8A_0600, 0xA96F_30BC, 0x1631_38AA, 0xE38D_EE4D,
            0xB0FB_0E4E,
        ]
        var padded = message + [0x80]
        padded += [UInt8](repeating: 0, count: (120 - padded.count % 64) % 64)
        for shift in stride(from: 56, through: 0, by: -8) {
            padded.append(UInt8(truncatingIfNeeded: (UInt64(message.count) * 8) >> UInt64(shift)))
        }
        var words = [UInt32](repeating: 0, count: 68)
        for block in stride(from: 0, to: padded.count, by: 64) {
            for index in 0..<16 {
                words[index] = (0..<4).reduce(0) { $0 << 8 | UInt32(padded[block + index * 4 + $1]) }
            }
            for index in 16..<68 {
                let mixed = words[index - 16] ^ words[index - 9] ^ rotated(words[index - 3], 15)
                words[index] = spread(mixed) ^ rotated(words[index - 13], 7) ^ words[index - 6]
            }
            compress(&state, words)
        }
        return state.flatMap { word in
            stride(from: 24, through: 0, by: -8).map { UInt8(word >> UInt32($0) & 255) }
        }
    }

    private static func compress(_ state: inout [UInt32], _ words: [UInt32]) {
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        for round in 0..<64 {
            let constant: UInt32 = round < 16 ? 0x79CC_4519 : 0x7A87_9D8A
            let sum1 = rotated(rotated(a, 12) &+ e &+ rotated(constant, UInt32(round % 32)), 7)
            let sum2 = sum1 ^ rotated(a, 12)
            let first = round < 16 ? a ^ b ^ c : a & b | a & c | b & c
            let second = round < 16 ? e ^ f ^ g : e & f | ~e & g
            let total1 = first &+ d &+ sum2 &+ (words[round] ^ words[round + 4])
            let total2 = second &+ h &+ sum1 &+ words[round]
            (d, c, b, a) = (c, rotated(b, 9), a, total1)
            (h, g, f, e) = (g, rotated(f, 19), e, total2 ^ rotated(total2, 9) ^ rotated(total2, 17))
        }
        for (index, value) in [a, b, c, d, e, f, g, h].enumerated() { state[index] ^= value }
    }

    private static func rotated(_ value: UInt32, _ count: UInt32) -> UInt32 {
        count == 0 ? value : value << count | value >> (32 - count)
    }

    private static func spread(_ value: UInt32) -> UInt32 {
        value ^ rotated(value, 15) ^ rotated(value, 23)
    }
}
