import Foundation
import InvoiceFiles
import Invoicing
import SeededRandom
import Testing

@Suite("Hostile and broken input")
struct HostileInputTests {
    @Test(
        "garbage, emptiness and other formats each get their own error",
        arguments: [
            ("garbage", .unrecognised), ("", .empty), (" \n\t ", .empty), ("%PDF-1.7", .notSupported(.pdf)),
            ("01", .unrecognised),
            ("https://example.com/?a=1", .unrecognised), ("{}", .unrecognised),
            ("<html></html>", .unknownDocument(root: "html")),
            ("\u{FEFF}", .empty),
        ] as [(String, InvoiceFileError)])
    func otherFormats(text: String, error: InvoiceFileError) { #expect(Samples.error(text) == error) }

    @Test("pictures and office documents are named")
    func binary() {
        #expect(Samples.error(Data([0x89, 0x50, 0x4E, 0x47, 0x0D])) == .notSupported(.image))
        #expect(Samples.error(Data([0xFF, 0xD8, 0xFF, 0xE0])) == .notSupported(.image))
        #expect(Samples.error(Data([0xD0, 0xCF, 0x11, 0xE0])) == .notSupported(.office))
        #expect(Samples.error(Data([0x00, 0x01, 0x02])) == .unrecognised)
    }

    @Test("the sample cut anywhere is an error with a place, never a trap and never half an invoice")
    func truncated() throws {
        let whole = try Samples.data("einvoice-demo.xml")
        let end = try #require(whole.lastIndex(of: UInt8(ascii: ">")))
        for length in stride(from: 0, to: end, by: 3) {
            let error = Samples.error(whole.prefix(length))
            #expect(error != nil, "cut after \(length) bytes")
        }
        guard case .malformedXML(_, let place) = Samples.error(whole.prefix(1_500)) else {
            Issue.record("no place")
            return
        }
        #expect(place.line > 30)
    }

    @Test(
        "document types and entities are refused",
        arguments: [
            "<!DOCTYPE EInvoice SYSTEM \"file:///etc/passwd\"><EInvoice/>",
            "<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
            "<a><!ENTITY b \"c\"></a>",
        ])
    func doctype(text: String) {
        guard case .documentType = Samples.error(text) else {
            Issue.record("\(String(describing: Samples.error(text)))")
            return
        }
    }

    @Test(
        "malformed XML says where",
        arguments: [
            ("<a>&b;</a>", 1, 4), ("<a>\n  <b></a>", 2, 6), ("<a/><b/>", 1, 5), ("<a x=1/>", 1, 6),
            ("<a x='1' x='2'/>", 1, 10), ("<a>&#xD800;</a>", 1, 4),
            ("<a>&#0;</a>", 1, 4), ("<a><![CDATA[x</a>", 1, 4), ("<a><!-- x</a>", 1, 4), ("<1a/>", 1, 2),
            ("<a></a>x", 1, 8), ("<a", 1, 3),
            ("<a b='<'/>", 1, 7), ("<a>中文&x</a>", 1, 6), ("<", 1, 2), ("<a>&lt</a>", 1, 4),
            ("<a b='1'c='2'/>", 1, 9), ("</a>", 1, 1),
        ])
    func malformed(text: String, line: Int, column: Int) {
        guard case .malformedXML(_, let place) = Samples.error(text) else {
            Issue.record("\(String(describing: Samples.error(text)))")
            return
        }
        #expect(place.line == line)
        #expect(place.column == column)
    }

    @Test("limits of depth, count, attributes and names hold")
    func limits() {
        func limit(_ text: String) -> InvoiceFileError.Limit? {
            if case .beyondLimit(let limit, _) = Samples.error(text) { limit } else { nil }
        }
        let deep = String(repeating: "<a>", count: 100) + String(repeating: "</a>", count: 100)
        #expect(limit(deep) == .depth(64))
        let allowed = String(repeating: "<a>", count: 64) + String(repeating: "</a>", count: 64)
        #expect(Samples.error(allowed) == .unknownDocument(root: "a"))
        #expect(limit("<a>" + String(repeating: "<b/>", count: 200_001) + "</a>") == .elements(200_000))
        #expect(limit("<a " + (0..<65).map { "b\($0)='' " }.joined() + "/>") == .attributes(64))
        #expect(limit("<" + String(repeating: "n", count: 257) + "/>") == .name(256))
    }

    @Test("a file beyond the largest size is refused before anything is read")
    func tooLarge() {
        let bytes = Data(count: InvoiceFile.largestFile + 1)
        #expect(
            Samples.error(bytes)
                == .tooLarge(bytes: InvoiceFile.largestFile + 1, limit: InvoiceFile.largestFile))
    }

    @Test("NUL and other control characters are named with their place")
    func controls() throws {
        for byte: UInt8 in [0, 1, 8, 0x0B, 0x1B, 0x1F] {
            let data = Data("<a>\n中".utf8) + Data([byte]) + Data("</a>".utf8)
            guard case .controlCharacter(byte, let place) = Samples.error(data) else {
                Issue.record("\(byte)")
                continue
            }
            #expect(place.line == 2 && place.column == 2)
        }
    }

    @Test("wrong encodings say where they go wrong, unknown ones are named")
    func encodings() {
        guard
            case .wrongEncoding("UTF-8", let place) = Samples.error(
                Data("<a>\n<b>".utf8) + Data([0xD5, 0xC5]) + Data("</b></a>".utf8))
        else {
            Issue.record("UTF-8")
            return
        }
        #expect(place.line == 2 && place.column == 4)
        #expect(Samples.error("<?xml version='1.0' encoding=\"KOI8-R\"?><a/>") == .unknownEncoding("KOI8-R"))
        guard
            case .wrongEncoding("GB18030", _) = Samples.error(
                Data("<?xml version='1.0' encoding='GB18030'?><a>".utf8) + Data([0xFF, 0xFF])
                    + Data("</a>".utf8)),
            case .wrongEncoding("UTF-16", _) = Samples.error(
                Data([0xFF, 0xFE, 0x3C, 0x00, 0x00, 0xD8, 0x3C, 0x00])),
            case .wrongEncoding("UTF-16", _) = Samples.error(Data([0xFF, 0xFE, 0x3C, 0x00, 0x3C]))
        else {
            Issue.record("GB18030 or UTF-16")
            return
        }
    }

    @Test(
        "every error speaks both languages and says what to do, without a text longer than a line of a message"
    )
    func explained() throws {
        let place = try #require(samplePlace())
        let errors: [InvoiceFileError] = [
            .empty, .tooLarge(bytes: 1, limit: 1), .unrecognised, .notSupported(.pdf), .notSupported(.image),
            .notSupported(.office),
            .wrongEncoding(claimed: "UTF-8", place), .unknownEncoding(String(repeating: "长", count: 500)),
            .controlCharacter(0, place),
            .malformedXML(LocalizedText(zh: "坏", en: "bad"), place), .documentType(place),
            .beyondLimit(.depth(64), place), .beyondLimit(.unpacked(1), nil),
            .unknownDocument(root: String(repeating: "x", count: 250)), .missingField("EIid", place),
            .repeatedField("EIid", place),
            .unreadableField("EIid", text: String(repeating: "9", count: 1_000), place),
            .malformedPayload(LocalizedText(zh: "坏", en: "bad")),
            .malformedContainer(LocalizedText(zh: "坏", en: "bad")), .nothingInContainer,
        ]
        for error in errors {
            for text in [error.explanation, error.remedy] {
                #expect(!text.zh.isEmpty && !text.en.isEmpty && text.zh != text.en)
                #expect(text.zh.hasSuffix("。") && text.en.hasSuffix("."))
                #expect(text.zh.count < 120 && text.en.count < 200)
            }
        }
    }

    private func samplePlace() -> InvoiceFileError.Place? {
        if case .malformedXML(_, let place) = Samples.error("<a>&</a>") { place } else { nil }
    }

    @Test(
        "mutations of the sample are an invoice or an error, never a trap",
        arguments: [1, 2, 3, 4] as [UInt64])
    func mutations(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let sample = [UInt8](try Samples.data("einvoice-demo.xml"))
        let fragments = [
            "<", ">", "&", "&amp;", "</", "/>", "<!--", "<![CDATA[", "]]>", "-", "9", "\u{0}", "零", "\"", "'",
            "<a>", "=", " ", "\n", "%", ".",
        ].map { Array($0.utf8) }
        var read = 0
        for round in 0..<1_000 {
            var bytes = sample
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &random)
                case 1:
                    bytes.removeSubrange(
                        index..<min(bytes.count, index + Int.random(in: 1...40, using: &random)))
                case 2:
                    bytes.insert(
                        contentsOf: fragments[Int.random(in: 0..<fragments.count, using: &random)], at: index)
                case 3:
                    let length = min(bytes.count - index, Int.random(in: 1...200, using: &random))
                    bytes.insert(
                        contentsOf: bytes[index..<(index + length)],
                        at: Int.random(in: 0..<bytes.count, using: &random))
                default: bytes[index] ^= 1 << UInt8.random(in: 0...7, using: &random)
                }
                if bytes.isEmpty { bytes = [0] }
            }
            do {
                let file = try InvoiceFile.read(Data(bytes))
                #expect(file.invoice != nil, "seed \(seed), round \(round)")
                read += 1
            } catch {
                #expect(!error.explanation.zh.isEmpty, "seed \(seed), round \(round)")
            }
        }
        // Some mutations only touch texts: both outcomes must occur, else the test tests nothing.
        #expect(read > 10 && read < 990, "seed \(seed)")
    }

    @Test("noise of every kind is an error or a file, never a trap", arguments: [7, 8] as [UInt64])
    func noise(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let starts =
            ["<", "<?xml", "01,", "http", "PK\u{3}\u{4}", "%PDF", "", "\u{FEFF}<", "01,31,,"].map {
                Array($0.utf8)
            } + [[0xFF, 0xFE], [0xFE, 0xFF], [0x3C, 0x00]]
        for _ in 0..<2_000 {
            var bytes = starts[Int.random(in: 0..<starts.count, using: &random)]
            for _ in 0..<Int.random(in: 0...60, using: &random) {
                bytes.append(UInt8.random(in: .min ... .max, using: &random))
            }
            _ = Samples.error(Data(bytes))
        }
    }
}
