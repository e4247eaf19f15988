import Foundation
import InvoiceFiles
import Invoicing
import SeededRandom
import Testing

/// Small PDFs, written object by object.
enum PDF {
    /// A file of numbered objects with a trailer. Object 1 is the catalogue.
    static func file(_ objects: [(Int, [UInt8])], trailer: String = "/Root 1 0 R") -> Data {
        var bytes = Array("%PDF-1.7\n%\u{E2}\n".utf8)
        for (number, body) in objects {
            bytes += Array("\(number) 0 obj\n".utf8) + body + Array("\nendobj\n".utf8)
        }
        return Data(bytes + Array("trailer <<\(trailer)>>\nstartxref\n0\n%%EOF\n".utf8))
    }

    static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    static func stream(_ entries: String, _ content: [UInt8], length: Int? = nil) -> [UInt8] {
        text("<<\(entries) /Length \(length ?? content.count)>>\nstream\r\n") + content + text("\nendstream")
    }

    /// A zlib stream of stored blocks (RFC 1950, RFC 1951).
    static func zlib(_ content: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = [0x78, 0x01]
        var rest = content[...]
        repeat {
            let part = rest.prefix(65_535)
            rest = rest.dropFirst(part.count)
            let count = UInt16(part.count)
            bytes += [
                rest.isEmpty ? 1 : 0, UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255),
                UInt8(~count >> 8),
            ]
            bytes += part
        } while !rest.isEmpty
        return bytes
    }

    /// A PDF that embeds one file.
    static func embedding(_ content: [UInt8], filter: String = "", length: Int? = nil) -> Data {
        file([
            (1, text("<</Type /Catalog /Names <</EmbeddedFiles 2 0 R>>>>")), (2, text("<</Kids [3 0 R]>>")),
            (3, text("<</Names [(a\\)b.xml) 4 0 R] /Limits [(a) (b)]>>")),
            (4, text("<</Type /Filespec /UF <FEFF0061> /EF <</F 5 0 R>>>> % remark")),
            (5, stream(filter, content, length: length)),
        ])
    }
}

@Suite("PDF")
struct PDFTests {
    private static func demo() throws -> [UInt8] { [UInt8](try Samples.data("einvoice-demo.xml")) }

    @Test("an embedded XML is read, stored or packed, and with a wrong length of its stream")
    func embedded() throws {
        let xml = try Self.demo()
        for data in [
            PDF.embedding(xml), PDF.embedding(PDF.zlib(xml), filter: "/Filter /FlateDecode"),
            PDF.embedding(PDF.zlib(xml), filter: "/Filter [/FlateDecode]"), PDF.embedding(xml, length: 1),
            PDF.embedding(xml, length: Int.max),
        ] {
            let file = try InvoiceFile.read(data)
            #expect(file.format == .pdf && file.integrity.state == .unsigned)
            #expect(file.invoice?.totals.gross.minor == 1_600_000)
        }
    }

    @Test("objects packed into an object stream are found")
    func objectStream() throws {
        let parts = ["<</Type /Catalog /AF [11 0 R]>>", "<</EF <</UF 12 0 R>>>>"]
        let index = "1 0 11 \(parts[0].utf8.count + 1) "
        let content = PDF.text(index + parts.joined(separator: " "))
        let data = PDF.file(
            [
                (12, PDF.stream("", try Self.demo())),
                (
                    20,
                    PDF.stream(
                        "/Type /ObjStm /N 2 /First \(index.utf8.count) /Filter /FlateDecode",
                        PDF.zlib(content))
                ),
                (21, PDF.stream("/Type /XRef /Root 1 0 R", [])),
            ], trailer: "")
        #expect(try InvoiceFile.read(data).invoice?.totals.gross.minor == 1_600_000)
    }

    @Test("of two objects of one number the later counts")
    func appended() throws {
        let data = PDF.embedding(Array("<EInvoice/>".utf8))
        let later = PDF.text("5 0 obj\n") + PDF.stream("", try Self.demo()) + PDF.text("\nendobj\n%%EOF")
        #expect(try InvoiceFile.read(data + Data(later)).invoice != nil)
    }

    @Test("what is not embedded, not XML, encrypted or packed in another way leaves only the text")
    func textOnly() throws {
        let xml = try Self.demo()
        var encrypted = PDF.embedding(xml)
        encrypted += Data(PDF.text("trailer <</Root 1 0 R /Encrypt 9 0 R>>"))
        for data in [
            PDF.file([(1, PDF.text("<</Type /Catalog>>"))]), PDF.file([(5, PDF.stream("", xml))]),
            PDF.embedding([0x25, 0x50]), PDF.embedding(xml, filter: "/Filter /LZWDecode"), encrypted,
            PDF.embedding(Array("<other/>".utf8)), Data("%PDF-1.7".utf8),
        ] { #expect(Samples.error(data) == .notSupported(.pdf)) }
    }

    @Test("two invoices in one file are refused, the same as XML and as voucher is one")
    func two() throws {
        func file(_ first: [UInt8], _ second: [UInt8]) -> Data {
            PDF.file([
                (1, PDF.text("<</Names <</EmbeddedFiles <</Names [(a) 2 0 R (b) 3 0 R]>>>>>>")),
                (2, PDF.text("<</EF <</F 4 0 R>>>>")), (3, PDF.text("<</EF <</F 5 0 R>>>>")),
                (4, PDF.stream("", first)), (5, PDF.stream("", second)),
            ])
        }
        let xml = try Self.demo()
        let other = try Samples.demo(replacing: "01234567890123456789", with: "24112000000048542163")
        guard case .malformedContainer = Samples.error(file(xml, [UInt8](other))) else {
            Issue.record("two invoices")
            return
        }
        #expect(try InvoiceFile.read(file(xml, xml)).invoice?.lines.isEmpty == false)
    }

    @Test("signatures are named, and what was appended after the last one")
    func signatures() throws {
        let signed = PDF.text("7 0 obj <</Type /Sig /ByteRange [0 10 20 30]>> endobj ")
        let details = try InvoiceFile.read(PDF.embedding(try Self.demo()) + Data(signed)).integrity.details
        #expect(details.contains { $0.en.contains("carries 1 signatures") })
        #expect(details.contains { $0.en.contains("appended") })
        #expect(
            try InvoiceFile.read(PDF.embedding(try Self.demo())).integrity.details.contains {
                $0.zh.contains("不含电子签名")
            })
    }

    /// Files that lead nowhere, by what they are made of.
    private static let hostileFiles: [String: String] = [
        "reference to itself": "1 0 obj 1 0 R endobj trailer <</Root 1 0 R>>",
        "tree that is its own child":
            "1 0 obj <</Names <</EmbeddedFiles 2 0 R>>>> endobj 2 0 obj <</Kids [2 0 R 2 0 R]>> endobj trailer <</Root 1 0 R>>",
        "arrays": "1 0 obj " + String(repeating: "[", count: 100_000),
        "dictionaries": "1 0 obj " + String(repeating: "<<", count: 100_000),
        "strings": String(repeating: "1 0 obj (", count: 20_000),
        "streams": String(repeating: "1 0 obj <</Length 9>> stream\n", count: 10_000),
        "trailers": String(repeating: "trailer <</Root ", count: 20_000),
        "numbers": String(repeating: "9 ", count: 200_000) + "obj",
        "object stream": "1 0 obj <</Type /ObjStm /N 9 /First 99999999999999999999>>stream\nendstream",
    ]

    @Test("loops, endless nesting and broken streams end at once", arguments: hostileFiles.keys.sorted())
    func hostile(name: String) throws {
        let body = try #require(Self.hostileFiles[name])
        let start = ProcessorTime.now
        #expect(Samples.error("%PDF-1.7\n" + body) == .notSupported(.pdf))
        #expect(ProcessorTime.now - start < .seconds(2))
    }

    @Test("a stream that unpacks to more than the limit is refused")
    func bomb() throws {
        // A block of fixed codes: the byte 0 once, then many copies of 258 bytes at distance 1.
        var bits: [UInt8] = [1, 1, 0]
        bits += [0, 0, 1, 1, 0, 0, 0, 0]
        for _ in 0..<90_000 { bits += [1, 1, 0, 0, 0, 1, 0, 1] + [0, 0, 0, 0, 0] }
        var packed: [UInt8] = [0x78, 0x9C]
        for start in stride(from: 0, to: bits.count, by: 8) {
            packed.append(
                bits[start..<min(bits.count, start + 8)].enumerated().reduce(0) {
                    $0 | $1.element << $1.offset
                })
        }
        let error = Samples.error(PDF.embedding(packed, filter: "/Filter /FlateDecode"))
        #expect(error == .beyondLimit(.unpacked(InvoiceFile.largestFile), nil))
    }

    @Test("mutations are an invoice or an error, never a trap", arguments: [61, 62] as [UInt64])
    func mutations(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let sample = [UInt8](PDF.embedding(try Self.demo()))
        var read = 0
        for _ in 0..<150 {
            var bytes = sample
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                // Most of the file is the embedded XML; its frame is what is tested.
                let index =
                    Bool.random(using: &random)
                    ? Int.random(in: 0..<330, using: &random)
                    : bytes.count - 1 - Int.random(in: 0..<90, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &random)
                case 1: bytes.remove(at: index)
                default: bytes.insert(contentsOf: PDF.text("<< [ ( 1 0 R"), at: index)
                }
            }
            if (try? InvoiceFile.read(Data(bytes))) != nil { read += 1 }
        }
        #expect(read > 5 && read < 145)
    }
}
