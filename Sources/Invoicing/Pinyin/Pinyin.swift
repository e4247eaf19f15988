// Pinyin (汉语拼音): finds Chinese names by what people type who do not switch their input method.
// In: a name. Out: its readings as text, and whether letters that were typed are found in them.
// PinyinTable.swift is generated, one reading a character; PinyinReadings.swift has the further readings that names use.

/// How Chinese text is read aloud, in letters without tones.
///
/// A text's ``sound`` is made once, where the text is stored; ``found(_:inSound:)`` is asked often. Letters are found where
/// consecutive characters are each given by the whole syllable or by its beginning sound: `chenguang`, `cg`, `chguang` and
/// `cheng` all find 晨光. `ü` is typed as `v`, as input methods do.
public enum Pinyin {
    /// How many ways to read one text are kept, where characters have several readings.
    public static let mostVariants = 4
    /// How many Chinese characters of one text are read.
    public static let mostCharacters = 60

    /// The syllables of every Chinese character of a text, separated by blanks, each way to read it separated by `|`;
    /// empty where the text has none. Everything else in the text is skipped.
    public static func sound(of text: String) -> String {
        var variants: [String] = [""]
        var count = 0
        for scalar in text.unicodeScalars {
            let readings = readings(of: scalar)
            guard let first = readings.first else { continue }
            count += 1
            guard count <= mostCharacters else { break }
            let blank = count > 1 ? " " : ""
            // A further reading doubles the ways only while there is room; the usual one is always kept.
            let chosen = variants.count * readings.count <= mostVariants ? readings : [first]
            variants = chosen.flatMap { reading in variants.map { $0 + blank + reading } }
        }
        return count == 0 ? "" : variants.joined(separator: "|")
    }

    /// Whether letters are found in a sound that ``sound(of:)`` made. Fewer than two letters find nothing.
    public static func found(_ typed: String, inSound sound: String) -> Bool {
        let letters = Array(typed.utf8)
        guard isSpelling(typed), !sound.isEmpty else { return false }
        return sound.utf8.split(separator: UInt8(ascii: "|")).contains { variant in
            let syllables = variant.split(separator: UInt8(ascii: " "))
            return syllables.indices.contains { isFound(letters[...], in: syllables[$0...]) }
        }
    }

    /// Whether letters are found in a text by its sound.
    public static func found(_ typed: String, in text: String) -> Bool {
        isSpelling(typed) && found(typed, inSound: sound(of: text))
    }

    /// Whether a text may be pinyin at all: two to forty small letters.
    public static func isSpelling(_ typed: String) -> Bool {
        (2...40).contains(typed.utf8.count) && typed.utf8.allSatisfy { (0x61...0x7A).contains($0) }
    }

    /// The readings of a character, the usual one first; none for anything that is not Chinese.
    static func readings(of scalar: Unicode.Scalar) -> [String] {
        guard let usual = PinyinReadings.usual(of: scalar) else { return [] }
        return [usual] + (PinyinReadings.further[scalar] ?? [])
    }

    private typealias Syllable = Substring.UTF8View.SubSequence

    private static func isFound(_ letters: ArraySlice<UInt8>, in syllables: ArraySlice<Syllable>) -> Bool {
        guard !letters.isEmpty else { return true }
        guard let syllable = syllables.first, letters.first == syllable.first else { return false }
        let shared = zip(letters, syllable).prefix { $0 == $1 }.count
        // The last character may be typed in part; every other is whole or its beginning sound alone.
        if shared == letters.count { return true }
        let rest = syllables.dropFirst()
        if shared == syllable.count && isFound(letters.dropFirst(shared), in: rest) { return true }
        if shared >= 2, syllable.dropFirst().first == UInt8(ascii: "h"),
            isFound(letters.dropFirst(2), in: rest)
        {
            return true
        }
        return isFound(letters.dropFirst(), in: rest)
    }
}
