import Foundation
import Invoicing
import Testing

@testable import InvoiceFiles

@Suite("QR code against face")
struct QRAgainstFaceTests {
    private static func payload(_ text: String) throws -> QRPayload {
        guard case .payload(let payload) = try InvoiceFile.read(Data(text.utf8)).content else {
            throw InvoiceFileError.unrecognised
        }
        return payload
    }

    @Test("the code of a real invoice agrees with its face, and each field that does not is told")
    func fields() throws {
        let file = try InvoiceFile.read(try Samples.data("ofd/legacy-restaurant.ofd"))
        let invoice = try #require(file.invoice)
        let code = "01,10,033002000211,83089647,510.68,20200723,16197833567414507415,0941,"
        #expect(try Self.payload(code).disagreements(with: invoice).isEmpty)
        #expect(try file.compared(with: Self.payload(code)) == file)
        for (old, new) in [
            ("83089647", "83089648"), ("033002000211", "033002000212"), ("510.68", "526.00"),
            ("20200723", "20200724"), ("507415,", "507416,"),
        ] {
            let other = try Self.payload(code.replacing(old, with: new))
            #expect(other.disagreements(with: invoice).count == 1, "\(new)")
            #expect(file.compared(with: other).integrity.state == .changed)
        }
        #expect(
            try Self.payload(code.replacing("16197833567414507415", with: "507415")).disagreements(
                with: invoice
            ).isEmpty)
    }

    @Test("a digital invoice's code gives its gross amount")
    func digital() throws {
        let invoice = try #require(try InvoiceFile.read(pdfText: PDFTextTests.digital, of: Data()).invoice)
        #expect(
            try Self.payload("01,31,,24112000000048542163,4449.00,20240528,,B2B6").disagreements(
                with: invoice
            ).isEmpty)
        #expect(
            try Self.payload("01,31,,24112000000048542163,4197.17,20240528,,").disagreements(with: invoice)
                .count == 1)
    }

    @Test("an OFD whose XML holds another code than its fields is changed")
    func embedded() throws {
        let parts = try OFDParts.of("ofd/legacy-restaurant.ofd").map { name, content in
            guard name.hasSuffix("original_invoice.xml") else { return (name, content) }
            let text = String(decoding: content, as: UTF8.self)
            return (name, Array(text.replacing(",510.68,", with: ",999.99,").utf8))
        }
        let file = try InvoiceFile.read(Zip.stored(parts))
        #expect(file.integrity.state == .changed)
        #expect(file.integrity.details.contains { $0.en.contains("in the QR code") })
    }
}
