/// Texts of which it is plain at a glance that canonical JSON writes them as they stand.
public enum CanonicalText {
    /// Whether a text between quotation marks is surely as canonical JSON writes it: no escapes, and only characters that
    /// no normalisation changes or joins with a neighbour (Unicode Annex 15: ASCII, general punctuation U+2010 to U+201F and
    /// U+2026, U+3001 to U+3011, CJK ideographs U+4E00 to U+9FFF, full-width forms U+FF01 to U+FF5E). False says only
    /// that one must look closely.
    public static func isSurelyNormal(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var place = 0
        while place < text.count {
            let byte = text[place]
            if byte < 0x80 {
                guard byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else {
                    return false
                }
                place += 1
                continue
            }
            guard byte & 0xF0 == 0xE0, place + 2 < text.count, text[place + 1] & 0xC0 == 0x80,
                text[place + 2] & 0xC0 == 0x80
            else { return false }
            switch UInt32(byte & 0x0F) << 12 | UInt32(text[place + 1] & 0x3F) << 6
                | UInt32(text[place + 2] & 0x3F)
            {
            case 0x2010...0x201F, 0x2026, 0x3001...0x3011, 0x4E00...0x9FFF, 0xFF01...0xFF5E: place += 3
            default: return false
            }
        }
        return true
    }
}
