import Foundation
import InvoiceFiles
import Invoicing
import SeededRandom
import Testing

@Suite("Containers")
struct ContainerTests {
    @Test("the restaurant's OFD is read from its original XML, and its digests are checked")
    func restaurant() throws {
        let file = try InvoiceFile.read(try Samples.data("ofd/legacy-restaurant.ofd"))
        let invoice = try #require(file.invoice)
        #expect(file.format == .ofd)
        #expect(invoice.number == InvoiceNumber(code: "033002000211", number: "83089647"))
        #expect(invoice.seller.name == "兰溪市悦济舫餐厅")
        #expect(invoice.totals.gross.minor == 52_600)
        #expect(file.integrity.state != .unsigned)
        #expect(file.integrity.state != .changed, "\(file.integrity.details)")
    }

    @Test("the test issuer's OFD of a hundred lines is read")
    func issuer() throws {
        let file = try InvoiceFile.read(try Samples.data("ofd/legacy-test-issuer.ofd"))
        let invoice = try #require(file.invoice)
        #expect(invoice.lines.count == 100)
        #expect(invoice.totals.gross.minor == 1_000_000)
        #expect(invoice.totals.grossInWords == "壹万圆整")
        #expect(file.integrity.state != .unsigned)
    }

    @Test(
        "an XML in a container is found, whatever its name",
        arguments: ["xml/invoice.xml", "a.XML", "发票/票.xml"])
    func packedXML(name: String) throws {
        let xml = [UInt8](try Samples.data("einvoice-demo.xml"))
        let file = try InvoiceFile.read(
            Zip.stored([(name, xml), ("other.xml", Array("<a/>".utf8)), ("x.pdf", [0x25])]))
        #expect(file.format == .digitalXML)
        #expect(file.invoice?.totals.gross.minor == 1_600_000)
    }

    @Test("a container with no invoice, or with two, says so")
    func none() throws {
        let xml = [UInt8](try Samples.data("einvoice-demo.xml"))
        #expect(Samples.error(Zip.stored([("a.txt", [1])])) == .nothingInContainer)
        #expect(Samples.error(Zip.stored([])) == .nothingInContainer)
        guard case .malformedContainer = Samples.error(Zip.stored([("a.xml", xml), ("b.xml", xml)])) else {
            Issue.record("two invoices")
            return
        }
    }

    @Test(
        "names that lead out of the container or stand twice are refused",
        arguments: [
            ["../a.xml"], ["/a.xml"], ["a/../../b.xml"], ["a\\b.xml"], ["a.xml", "a.xml"], [""],
        ])
    func names(names: [String]) {
        guard case .malformedContainer = Samples.error(Zip.stored(names.map { ($0, [1]) })) else {
            Issue.record("\(names)")
            return
        }
    }

    @Test("a declared size of 2 GiB and a thousand and one entries are refused at once")
    func bombs() {
        #expect(
            Samples.error(Zip.stored([("a.xml", [1])], declaredSize: 0x7FFF_FFFF))
                == .beyondLimit(.unpacked(64 * 1_024 * 1_024), nil))
        #expect(
            Samples.error(Zip.stored((0..<1_001).map { ("\($0)", []) })) == .beyondLimit(.entries(1_000), nil)
        )
    }

    @Test(
        "containers cut or mutated anywhere are an error or a file, never a trap",
        arguments: [51, 52] as [UInt64])
    func mutations(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let sample = [UInt8](try Samples.data("ofd/legacy-restaurant.ofd"))
        for _ in 0..<60 {
            var bytes = sample
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
                    in: .min ... .max, using: &random)
            }
            if Bool.random(using: &random) {
                bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random))
            }
            _ = Samples.error(Data(bytes))
        }
    }
}

/// Writes containers without compression.
enum Zip {
    static func stored(_ files: [(String, [UInt8])], declaredSize: Int? = nil) -> Data {
        var body: [UInt8] = []
        var directory: [UInt8] = []
        for (name, content) in files {
            var fields = little(0, 2) + little(0, 4)
            fields += little(Int(checksum(content)), 4)
            fields += little(content.count, 4)
            fields += little(declaredSize ?? content.count, 4)
            fields += little(name.utf8.count, 2) + little(0, 2)
            directory += [0x50, 0x4B, 1, 2] as [UInt8]
            directory += little(20, 2) + little(20, 2) + little(0, 2)
            directory += fields
            directory += [UInt8](repeating: 0, count: 10)
            directory += little(body.count, 4)
            directory += Array(name.utf8)
            body += [0x50, 0x4B, 3, 4] as [UInt8]
            body += little(20, 2) + little(0, 2)
            body += fields
            body += Array(name.utf8)
            body += content
        }
        var end: [UInt8] = [0x50, 0x4B, 5, 6]
        end += little(0, 4)
        end += little(files.count, 2) + little(files.count, 2)
        end += little(directory.count, 4) + little(body.count, 4)
        end += little(0, 2)
        return Data(body + directory + end)
    }

    private static func little(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(value >> ($0 * 8) & 255) }
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var sum = UInt32.max
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 0 ? sum >> 1 : (sum >> 1) ^ 0xEDB8_8320 }
        }
        return ~sum
    }
}
