/// Reads UTF-8 one byte at a time. What is not UTF-8 is dropped, but a lone byte 0x80...0x9F counts as the C1 control of that
/// number: terminals in 8-bit mode send their keys with it.
struct CharacterDecoder: Sendable {
    private var value: UInt32 = 0
    private var missing = 0
    private var smallest: UInt32 = 0

    mutating func decode(_ byte: UInt8) -> Unicode.Scalar? {
        if missing > 0 && byte & 0xC0 == 0x80 {
            value = value << 6 | UInt32(byte & 0x3F)
            missing -= 1
            guard missing == 0, value >= smallest else { return nil }
            return Unicode.Scalar(value)
        }
        missing = 0
        switch byte {
        case 0x00...0x9F: return Unicode.Scalar(byte)
        case 0xC2...0xDF: begin(byte & 0x1F, missing: 1, smallest: 0x80)
        case 0xE0...0xEF: begin(byte & 0x0F, missing: 2, smallest: 0x800)
        case 0xF0...0xF4: begin(byte & 0x07, missing: 3, smallest: 0x10000)
        default: break
        }
        return nil
    }

    private mutating func begin(_ bits: UInt8, missing count: Int, smallest least: UInt32) {
        value = UInt32(bits)
        missing = count
        smallest = least
    }
}
