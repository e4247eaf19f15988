import Foundation
import InvoiceFiles
import Invoicing
import Testing

/// What this thread computed: a limit on it holds on a machine that has other work as well.
enum ProcessorTime {
    static var now: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}

/// Every attack in every carrier: the reader behind a container must be as strict as the one before it.
@Suite("Attacks in every carrier")
struct AttackTests {
    enum Carrier: String, CaseIterable {
        case bare
        case zip
        case ofdOriginal
        case ofdAttachment
        case pdf
        case packedPDF

        func data(_ content: [UInt8]) -> Data {
            func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
            let frame = [
                ("OFD.xml", bytes("<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody></OFD>")),
                ("Doc_0/Document.xml", bytes("<Document><Attachments>A.xml</Attachments></Document>")),
                (
                    "Doc_0/A.xml",
                    bytes(
                        "<Attachments><Attachment><FileLoc>Attachs/x.xml</FileLoc></Attachment></Attachments>"
                    )
                ),
            ]
            switch self {
            case .bare: return Data(content)
            case .zip: return Zip.stored([("xml/invoice.xml", content)])
            case .ofdOriginal: return Zip.stored(frame + [("Doc_0/Attachs/original_invoice.xml", content)])
            case .ofdAttachment: return Zip.stored(frame + [("Doc_0/Attachs/x.xml", content)])
            case .pdf: return PDF.embedding(content)
            case .packedPDF: return PDF.embedding(PDF.zlib(content), filter: "/Filter /FlateDecode")
            }
        }
    }

    enum Attack: String, CaseIterable {
        case entityExpansion
        case externalEntity
        case nesting
        case nul
        case wrongEncoding
        case unknownEncoding
        case cut
        case manyAttributes

        var content: [UInt8] {
            switch self {
            case .entityExpansion:
                Array(
                    "<!DOCTYPE E [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;&a;\">]><EInvoice>&b;</EInvoice>".utf8)
            case .externalEntity:
                Array("<!DOCTYPE E [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><EInvoice>&x;</EInvoice>".utf8)
            case .nesting:
                Array((String(repeating: "<a>", count: 100) + String(repeating: "</a>", count: 100)).utf8)
            case .nul: Array("<EInvoice>\0</EInvoice>".utf8)
            case .wrongEncoding: Array("<EInvoice>".utf8) + [0xD5, 0xC5] + Array("</EInvoice>".utf8)
            case .unknownEncoding: Array("<?xml version=\"1.0\" encoding=\"UTF-7\"?><EInvoice/>".utf8)
            case .cut: Array("<EInvoice><Header>".utf8)
            case .manyAttributes:
                Array(("<EInvoice " + (0..<100).map { "a\($0)='' " }.joined() + "/>").utf8)
            }
        }

        func isAnswered(by error: InvoiceFileError?) -> Bool {
            switch (self, error) {
            case (.entityExpansion, .documentType), (.externalEntity, .documentType): true
            case (.nesting, .beyondLimit(.depth, _)): true
            case (.manyAttributes, .beyondLimit(.attributes, _)), (.nul, .controlCharacter(0, _)): true
            case (.wrongEncoding, .wrongEncoding), (.unknownEncoding, .unknownEncoding),
                (.cut, .malformedXML):
                true
            default: false
            }
        }
    }

    @Test("has the same one answer, at once", arguments: Attack.allCases, Carrier.allCases)
    func answered(_ attack: Attack, _ carrier: Carrier) {
        let data = carrier.data(attack.content)
        let start = ProcessorTime.now
        let error = Samples.error(data)
        #expect(attack.isAnswered(by: error), "\(String(describing: error))")
        #expect(ProcessorTime.now - start < .seconds(2))
    }

    @Test("a declared size of 2 GiB, an encrypted and an overlapping container are one error each")
    func containers() {
        let content = Array("<other/>".utf8)
        #expect(
            Samples.error(Zip.stored([("a.xml", content)], declaredSize: Int(Int32.max)))
                == .beyondLimit(.unpacked(64 * 1_024 * 1_024), nil))
        // Two names for one place: the second name is not the one that stands there.
        var bytes = [UInt8](Zip.stored([("a.xml", content), ("b.xml", content)]))
        if let second = Data(bytes).range(of: Data([0x50, 0x4B, 1, 2]), options: .backwards)?.lowerBound {
            for index in (second + 42)..<(second + 46) { bytes[index] = 0 }
        }
        guard case .malformedContainer = Samples.error(Data(bytes)) else {
            Issue.record("\(String(describing: Samples.error(Data(bytes))))")
            return
        }
    }

    @Test(
        "a file of 50 MB is refused by its size alone",
        arguments: ["<a>", "01,", "PK\u{3}\u{4}", "%PDF-1.7", "a,b\n"])
    func large(head: String) {
        let data = Data(head.utf8) + Data(repeating: 0x20, count: 50_000_000)
        let start = ProcessorTime.now
        do {
            _ = try InvoiceDocument.read(data)
            Issue.record("read")
        } catch {
            #expect(error == .tooLarge(bytes: data.count, limit: InvoiceFile.largestFile))
        }
        #expect(ProcessorTime.now - start < .seconds(1))
    }
}
