import Foundation
import InvoiceFiles
import Invoicing
import Testing

@Suite("QR payloads")
struct QRPayloadTests {
    private func payload(_ text: String) throws -> QRPayload {
        guard case .payload(let payload) = try InvoiceFile.read(Data(text.utf8)).content else {
            throw InvoiceFileError.unrecognised
        }
        return payload
    }

    @Test(
        "payloads of real invoices have the right checksum",
        arguments: [
            "01,31,,24112000000048542163,4449.00,20240528,,B2B6",
            "01,10,050001700111,12235358,10000.00,20200805,16630282980991510014,7257",
            "01,10,033002000211,83089647,510.68,20200723,16197833567414507415,0941,",
            "01,01,1200154130,03630024,94339.62,20160621,,9335,",
            "01,32,,20882408051806541460,0.01,20240805,,649C",
            "01,31,,24112000000048542163,4449.00,20240528,,b2b6\n",
        ])
    func checksums(text: String) throws { #expect(try payload(text).checksum == .right) }

    @Test("any change of one character is noticed by the checksum")
    func everySingleChange() throws {
        let text = Array("01,31,,24112000000048542163,4449.00,20240528,,B2B6")
        for index in 7..<36 where text[index].isNumber {
            var changed = text
            changed[index] = text[index] == "1" ? "2" : "1"
            guard case .wrong = try payload(String(changed)).checksum else {
                Issue.record("\(String(changed))")
                continue
            }
        }
    }

    @Test("the amount is net on a legacy invoice and gross on a digital one")
    func amounts() throws {
        let legacy = try payload("01,10,033002000211,83089647,510.68,20200723,16197833567414507415,0941,")
        #expect(legacy.amount == .net(Money(minor: 51_068)))
        #expect(legacy.origin == .legacy && legacy.kind == .electronicOrdinary)
        #expect(legacy.number == InvoiceNumber(code: "033002000211", number: "83089647"))
        #expect(legacy.checkCode == "16197833567414507415")
        #expect(legacy.issued?.description == "2020-07-23")
        let digital = try payload("01,31,,24112000000048542163,4449.00,20240528,,B2B6")
        #expect(digital.amount == .gross(Money(minor: 444_900)))
        #expect(digital.origin == .digital && digital.kind == .digitalSpecial)
    }

    @Test(
        "amounts may lack their trailing zeros",
        arguments: [("112", 11_200), ("476.6", 47_660), ("0.01", 1), ("-5", -500)] as [(String, Int64)])
    func shortAmounts(text: String, minor: Int64) throws {
        #expect(
            try payload("01,32,,24112000000048542163,\(text),20240528,,0000").amount?.money.minor == minor)
    }

    @Test("a blockchain address gives number and amount, in fen")
    func blockchain() throws {
        let hash = String(repeating: "0a", count: 33)
        let text =
            "https://bcfp.shenzhen.chinatax.gov.cn/verify/scan?hash=\(hash)&bill_num=08264210&total_amount=7200"
        let file = try InvoiceFile.read(Data(text.utf8))
        let payload = try payload(text)
        #expect(file.format == .blockchainURL)
        #expect(file.invoice == nil)
        #expect(payload.number.number == "08264210")
        #expect(payload.amount == .gross(Money(minor: 7_200)))
        #expect(payload.issued == nil && payload.checksum == .absent && payload.kind == nil)
    }

    @Test(
        "a payload without its end or with too much is refused with the cause",
        arguments: [
            "01,31,,24112000000048542163", "01,31,,24112000000048542163,4449.00,20240528,,B2B6,x",
            "01,3,,24112000000048542163,1,20240528,,B2B6",
            "01,31,,,4449.00,20240528,,B2B6", "01,31,,24112000000048542163,abc,20240528,,B2B6",
            "01,,,,,,,,,,,,,,",
            "https://bcfp.shenzhen.chinatax.gov.cn/verify/scan",
            "https://bcfp.shenzhen.chinatax.gov.cn/verify/scan?hash=1",
            "https://bcfp.shenzhen.chinatax.gov.cn/verify/scan?bill_num=1&bill_num=2",
            "https://bcfp.shenzhen.chinatax.gov.cn/v?bill_num=1&total_amount=-3",
            "https://bcfp.shenzhen.chinatax.gov.cn/v?bill_num=1&total_amount=99999999999999999999",
        ])
    func refused(text: String) {
        guard case .malformedPayload = Samples.error(text) else {
            Issue.record("\(String(describing: Samples.error(text)))")
            return
        }
    }

    @Test("a payload without a checksum says so")
    func noChecksum() throws {
        #expect(try payload("01,31,,24112000000048542163,4449.00,20240528,").checksum == .absent)
        #expect(try payload("01,31,,24112000000048542163,4449.00,20240528,,").checksum == .absent)
    }
}
