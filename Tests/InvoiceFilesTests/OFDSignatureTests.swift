import Foundation
import Testing

@testable import InvoiceFiles

@Suite("Signatures of OFD files")
struct OFDSignatureTests {
    @Test(
        "SM3 is that of GB/T 32905, annex A",
        arguments: [
            ("abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
            (
                String(repeating: "abcd", count: 16),
                "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
            ),
            ("", "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"),
        ])
    func vectors(text: String, hex: String) {
        let digest = SM3.digest(of: Array(text.utf8))
        #expect(digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == hex)
    }

    /// A document of three files with a signature over some of them.
    private func document(
        signed: [String], method: String = "1.2.156.10197.1.401",
        change: (inout [(String, [UInt8])]) -> Void = { _ in }
    ) -> Data {
        let invoice = """
            <eInvoice><InvoiceCode>033002000211</InvoiceCode><InvoiceNo>83089647</InvoiceNo>\
            <IssueDate>2020年07月23日</IssueDate><Seller><SellerName>甲</SellerName></Seller>\
            <TaxInclusiveTotalAmount>526.00</TaxInclusiveTotalAmount><TaxTotalAmount>15.32</TaxTotalAmount>\
            <TaxExclusiveTotalAmount>510.68</TaxExclusiveTotalAmount></eInvoice>
            """
        var files: [(String, [UInt8])] = [
            ("OFD.xml", Array("<OFD/>".utf8)), ("Doc_0/Document.xml", Array("<Document/>".utf8)),
            ("Doc_0/Attachs/original_invoice.xml", Array(invoice.utf8)),
        ]
        let references = files.filter { signed.contains($0.0) }.map { name, content in
            let digest = Data(SM3.digest(of: content)).base64EncodedString()
            return
                #"<ofd:Reference FileRef="/\#(name)"><ofd:CheckValue>\#(digest)</ofd:CheckValue></ofd:Reference>"#
        }
        let signature =
            #"<ofd:Signature><ofd:SignedInfo><ofd:References CheckMethod="\#(method)">"#
            + references.joined() + "</ofd:References></ofd:SignedInfo></ofd:Signature>"
        let list = #"<ofd:Signatures><ofd:Signature ID="1" BaseLoc="Sign_0/Signature.xml"/></ofd:Signatures>"#
        change(&files)
        files.append(("Doc_0/Signs/Signatures.xml", Array(list.utf8)))
        files.append(("Doc_0/Signs/Sign_0/Signature.xml", Array(signature.utf8)))
        files.append(("Doc_0/Signs/Sign_0/SignedValue.dat", [1, 2, 3]))
        return Zip.stored(files)
    }

    private static let all = ["OFD.xml", "Doc_0/Document.xml", "Doc_0/Attachs/original_invoice.xml"]

    private func integrity(_ data: Data) throws -> Integrity { try InvoiceFile.read(data).integrity }

    @Test("every file covered and every digest right: intact")
    func intact() throws { #expect(try integrity(document(signed: Self.all)).state == .intact) }

    @Test("a file outside the signature: partly covered, and it is named")
    func partly() throws {
        let integrity = try integrity(document(signed: Array(Self.all.dropFirst())))
        #expect(integrity.state == .partlyCovered)
        #expect(integrity.details.contains { $0.en.contains("OFD.xml") && $0.zh.contains("OFD.xml") })
    }

    @Test("a signed file that was changed, or taken out: changed, and it is named")
    func changed() throws {
        let altered = document(signed: Self.all) { $0[1].1 = Array("<Document a=''/>".utf8) }
        let missing = document(signed: Self.all) { $0.remove(at: 1) }
        for data in [altered, missing] {
            let integrity = try integrity(data)
            #expect(integrity.state == .changed)
            #expect(integrity.details.contains { $0.en.contains("Doc_0/Document.xml") })
        }
    }

    @Test("a digest that is not supported proves nothing")
    func otherMethod() throws {
        #expect(try integrity(document(signed: Self.all, method: "MD5")).state == .unsigned)
    }
}
