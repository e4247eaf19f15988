import Foundation
import Invoicing
import Testing

@testable import InvoiceFiles

@Suite("Seals of OFD files")
struct SealTests {
    private static func bytes(_ hex: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Substring(hex)
        while let byte = UInt8(rest.prefix(2), radix: 16) {
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return bytes
    }

    /// The example of GB/T 32918.5-2017, annex A.
    private static let key = SM2.PublicKey(
        x: bytes("09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"),
        y: bytes("CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"))
    private static let signature = SM2.Signature(
        r: bytes("F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"),
        s: bytes("B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"))
    private static let message = Array("message digest".utf8)

    @Test("SM2 is that of GB/T 32918, and any bit of message, signature, key or name that differs fails it")
    func vector() {
        #expect(SM2.verify(Self.signature, of: Self.message, by: Self.key))
        #expect(!SM2.verify(Self.signature, of: Self.message + [0], by: Self.key))
        #expect(!SM2.verify(Self.signature, of: Self.message, by: Self.key, identifier: [0x31]))
        for place in [0, 13, 31] {
            for bit in [0, 7] as [UInt8] {
                func flipped(_ bytes: [UInt8]) -> [UInt8] {
                    var bytes = bytes
                    bytes[place] ^= 1 << bit
                    return bytes
                }
                let (r, s) = (Self.signature.r, Self.signature.s)
                #expect(!SM2.verify(.init(r: flipped(r), s: s), of: Self.message, by: Self.key))
                #expect(!SM2.verify(.init(r: r, s: flipped(s)), of: Self.message, by: Self.key))
                let (x, y) = (Self.key.x, Self.key.y)
                #expect(!SM2.verify(Self.signature, of: Self.message, by: .init(x: flipped(x), y: y)))
                #expect(!SM2.verify(Self.signature, of: Self.message, by: .init(x: x, y: flipped(y))))
            }
        }
    }

    @Test(
        "numbers at the edges verify nothing and trap nowhere",
        arguments: [
            "", "00", "01", "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123",
            "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54122",
            "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF",
            String(repeating: "FF", count: 33),
        ])
    func edges(hex: String) {
        let number = Self.bytes(hex)
        #expect(!SM2.verify(.init(r: number, s: Self.signature.s), of: Self.message, by: Self.key))
        #expect(!SM2.verify(.init(r: Self.signature.r, s: number), of: Self.message, by: Self.key))
        #expect(!SM2.verify(Self.signature, of: Self.message, by: .init(x: number, y: Self.key.y)))
        #expect(!SM2.verify(Self.signature, of: Self.message, by: .init(x: Self.key.x, y: number)))
    }

    @Test(
        "the seals of real invoices are right, and say whose they are",
        arguments: [
            ("ofd/legacy-restaurant.ofd", "浙江省税务监制章电子证书", "2019-10-24", "2022-10-24"),
            ("ofd/legacy-test-issuer.ofd", "全国统一发票监制章国家税务总局重庆市税务局测试", "2020-02-26", "2025-02-26"),
        ])
    func real(name: String, subject: String, from: String, to: String) throws {
        let integrity = try InvoiceFile.read(try Samples.data(name)).integrity
        #expect(integrity.state != .changed)
        let detail = try #require(integrity.details.first { $0.zh.contains("SM2") })
        for text in [subject, from, to] { #expect(detail.zh.contains(text) && detail.en.contains(text)) }
        #expect(detail.zh.contains("未核验") && detail.en.contains("was not checked"))
    }

    /// The restaurant's invoice with some of its files changed.
    private static func changed(_ change: (String, [UInt8]) -> [UInt8]) throws -> Data {
        Zip.stored(try OFDParts.of("ofd/legacy-restaurant.ofd").map { ($0.0, change($0.0, $0.1)) })
    }

    @Test("a file that was changed together with its digest is found by the seal's signature")
    func forgedDigests() throws {
        let old = try OFDParts.of("ofd/legacy-restaurant.ofd")
        let invoice = try #require(old.first { $0.0.hasSuffix("original_invoice.xml") })
        let other = Array(String(decoding: invoice.1, as: UTF8.self).replacing("餐厅", with: "饭店").utf8)
        #expect(other != invoice.1)
        func digest(_ bytes: [UInt8]) -> String { Data(SM3.digest(of: bytes)).base64EncodedString() }
        let forged = try Self.changed { name, bytes in
            if name == invoice.0 { return other }
            guard name.hasSuffix("Signature.xml") else { return bytes }
            return Array(
                String(decoding: bytes, as: UTF8.self).replacing(digest(invoice.1), with: digest(other)).utf8)
        }
        let integrity = try InvoiceFile.read(forged).integrity
        #expect(integrity.state == .changed)
        #expect(integrity.details.contains { $0.en.contains("does not fit") && $0.zh.contains("SM2") })
    }

    @Test("every byte of the signed value that is changed is found, or the seal is said to be unchecked")
    func everyPart() throws {
        let value = try #require(
            try OFDParts.of("ofd/legacy-restaurant.ofd").first { $0.0.hasSuffix("SignedValue.dat") }
        ).1
        let signature = try #require(
            try OFDParts.of("ofd/legacy-restaurant.ofd").first { $0.0.hasSuffix("Sign_0/Signature.xml") }
        ).1
        for place in stride(from: 0, to: value.count, by: 211) {
            var other = value
            other[place] ^= 0x10
            if case .right(let certificate, _) = SealSignature.verdict(on: other, over: signature) {
                // The certificate's own signature is not checked, so that only its key is bound.
                #expect((5_121..<6_353).contains(place), "\(place) \(certificate.subject)")
            }
        }
        for count in [0, 1, 2, 100, 5_000, value.count - 1] {
            if case .right = SealSignature.verdict(on: Array(value.prefix(count)), over: signature) {
                Issue.record("\(count) bytes are right")
            }
        }
    }

    @Test("a seal of another form is not claimed to be right")
    func otherForms() {
        // SEQUENCE { OBJECT IDENTIFIER signedData, … }, an empty sequence, lengths beyond the end.
        let forms: [[UInt8]] = [
            [0x30, 0x05, 0x06, 0x03, 0x2A, 0x86, 0x48], [0x30, 0x00], [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF],
            [0x30, 0x80],
            [0x1F, 0x01], [],
        ]
        for form in forms {
            guard case .notChecked = SealSignature.verdict(on: form, over: []) else {
                Issue.record("\(form)")
                return
            }
        }
    }
}
