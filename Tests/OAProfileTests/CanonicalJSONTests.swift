import OAProfile
import Testing

@Suite("Canonical JSON")
struct CanonicalJSONTests {
    @Test("members are sorted by UTF-16 code units, as RFC 8785 shows in 3.2.3")
    func sorting() {
        // The example of the RFC: its names, in the order that it prints.
        let value = JSONValue.object([
            "\u{20ac}": .string("Euro Sign"), "\r": .string("Carriage Return"),
            "\u{fb33}": .string("Hebrew Letter Dalet With Dagesh"), "1": .string("One"),
            "\u{1f600}": .string("Emoji: Grinning Face"), "\u{80}": .string("Control"),
            "\u{f6}": .string("Latin Small Letter O With Diaeresis"),
        ])
        let order = value.canonical.split(separator: "\"").map(String.init).filter { $0.count > 2 }
        // U+FB33 is a composition exclusion: in NFC it becomes U+05D3 U+05BC and sorts before the euro sign.
        #expect(
            order == [
                "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis",
                "Hebrew Letter Dalet With Dagesh", "Euro Sign", "Emoji: Grinning Face",
            ])
    }

    @Test("a surrogate pair sorts before the private use area, unlike by code points")
    func surrogates() {
        let value = JSONValue.object(["\u{e000}": .null, "\u{1f600}": .null])
        #expect(value.canonical == "{\"\u{1f600}\":null,\"\u{e000}\":null}")
    }

    @Test(
        "texts carry the shortest escapes",
        arguments: [
            ("\u{8}\t\n\u{c}\r\"\\/", #""\b\t\n\f\r\"\\/""#),
            ("\u{0}\u{1f}\u{7f}", "\"\\u0000\\u001f\u{7f}\""),
            ("中文 €", "\"中文 €\""), ("\u{2028}", "\"\u{2028}\""), ("", "\"\""),
        ])
    func escapes(text: String, canonical: String) { #expect(JSONValue.string(text).canonical == canonical) }

    @Test(
        "values are written without white space",
        arguments: [
            (.null, "null"), (.bool(true), "true"), (.integer(-0), "0"), (.array([]), "[]"),
            (.object([:]), "{}"),
            (.integer(9_007_199_254_740_991), "9007199254740991"),
            (.integer(9_007_199_254_740_992), "\"9007199254740992\""),
            (.integer(.min), "\"-9223372036854775808\""),
            (.array([.integer(1), .object(["b": .null, "a": .bool(false)])]), #"[1,{"a":false,"b":null}]"#),
        ] as [(JSONValue, String)])
    func values(value: JSONValue, canonical: String) { #expect(value.canonical == canonical) }

    @Test("two ways to write one character give one text, in values and in names")
    func normalisation() {
        let composed = JSONValue.object(["\u{e9}": .string("\u{e9}"), "f": .null])
        let decomposed = JSONValue.object(["e\u{301}": .string("e\u{301}"), "f": .null])
        #expect(Array(composed.canonical.utf8) == Array(decomposed.canonical.utf8))
    }
}

@Suite("Digests")
struct ContentDigestTests {
    @Test(
        "SHA-256 is that of FIPS 180",
        arguments: [
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ])
    func vectors(text: String, hex: String) {
        #expect(ContentDigest(of: text).hex == hex)
        #expect(ContentDigest(hex: hex) == ContentDigest(of: text))
    }

    @Test(
        "what is no digest is refused",
        arguments: [
            "", "ba78", String(repeating: "G", count: 64), String(repeating: "A", count: 64),
            String(repeating: "a", count: 65),
        ])
    func refuses(hex: String) { #expect(ContentDigest(hex: hex) == nil) }

    @Test("a digest has 32 bytes")
    func bytes() {
        #expect(ContentDigest(bytes: [UInt8](repeating: 1, count: 31)) == nil)
        #expect(
            ContentDigest(bytes: [UInt8](repeating: 1, count: 32))?.hex == String(repeating: "01", count: 32))
    }
}
