import Foundation
import InvoiceFiles
import Invoicing
import Testing
import Verification

@Suite("The report of verify")
struct VerifyReportTests {
    private func json(_ report: VerifyReport) throws -> [[String: Any]] {
        let object =
            try JSONSerialization.jsonObject(with: try JSONEncoder().encode(report)) as? [String: Any]
        #expect(object.map { Array($0.keys) } == ["files"])
        return try #require(object?["files"] as? [[String: Any]])
    }

    private static let xml = """
        <EInvoice><Header><EIid>24112000000048542163</EIid><InherentLabel><InIssuType><LabelCode>Y</LabelCode></InIssuType>\
        <GeneralOrSpecialVAT><LabelCode>02</LabelCode></GeneralOrSpecialVAT></InherentLabel></Header><EInvoiceData>\
        <SellerInformation><SellerIdNum>91110108690017781B</SellerIdNum><SellerName>甲</SellerName></SellerInformation>\
        <BuyerInformation><BuyerName>乙</BuyerName></BuyerInformation><BasicInformation><TotalAmWithoutTax>100.00</TotalAmWithoutTax>\
        <TotalTaxAm>6.00</TotalTaxAm><TotalTax-includedAmount>106.5</TotalTax-includedAmount><RequestTime>2024-05-28 10:00:00</RequestTime>\
        </BasicInformation><IssuItemInformation><ItemName>*文具*笔</ItemName><Quantity>3</Quantity><UnPrice>33.3333333333</UnPrice><Amount>100.00</Amount><TaxRate>0.06</TaxRate>\
        <ComTaxAm>6.00</ComTaxAm></IssuItemInformation></EInvoiceData></EInvoice>
        """

    @Test("an invoice file has exactly the members of the contract")
    func invoice() throws {
        let file = try InvoiceFile.read(Data(Self.xml.utf8))
        let report = VerifyReport(files: [
            .init(path: "a.xml", file: file, findings: RuleBook.findings(on: file))
        ])
        let entry = try #require(try json(report).first)
        #expect(Set(entry.keys) == ["path", "format", "invoice", "integrity", "findings", "risk"])
        #expect(entry["path"] as? String == "a.xml")
        #expect(entry["format"] as? String == "digital-xml")
        let integrity = try #require(entry["integrity"] as? [String: Any])
        #expect(Set(integrity.keys) == ["state", "details"])
        #expect(integrity["state"] as? String == "unsigned")
        let invoice = try #require(entry["invoice"] as? [String: Any])
        #expect(invoice["issued"] as? String == "2024-05-28")
        #expect(invoice["number"] as? String == "24112000000048542163")
        let totals = try #require(invoice["totals"] as? [String: Any])
        #expect(totals["gross"] as? String == "106.50" && totals["net"] as? String == "100.00")
        let line = try #require((invoice["lines"] as? [[String: Any]])?.first)
        #expect(line["amount"] as? String == "100.00" && line["rate"] as? String == "6%")
        #expect(line["unit_price"] as? String == "33.3333333333")
        let finding = try #require((entry["findings"] as? [[String: Any]])?.first)
        #expect(Set(finding.keys) == ["rule", "rule_version", "severity", "title", "reason", "evidence"])
        #expect(finding["rule"] as? String == "totals.gross" && finding["severity"] as? String == "error")
        let reason = try #require(finding["reason"] as? [String: String])
        #expect(Set(reason.keys) == ["zh", "en"])
        let evidence = try #require(finding["evidence"] as? [String: [String: String]])
        #expect(evidence == ["totals.gross": ["expected": "106.00", "found": "106.50"]])
        #expect(report.worst == .error && !report.hasUnreadableFile)
    }

    @Test("a QR payload has only the members that it knows")
    func payload() throws {
        let file = try InvoiceFile.read(Data("01,10,033002000211,83089647,510.68,20200723,,".utf8))
        let entry = try #require(
            try json(VerifyReport(files: [.init(path: "-", file: file, findings: [])])).first)
        let invoice = try #require(entry["invoice"] as? [String: Any])
        #expect(Set(invoice.keys) == ["kind", "type_code", "code", "number", "issued", "currency", "totals"])
        #expect(invoice["totals"] as? [String: String] == ["net": "510.68"])
        #expect(entry["format"] as? String == "qr")
    }

    @Test("a file that could not be read has its error, and no invoice")
    func unreadable() throws {
        let report = VerifyReport(files: [.init(path: "b", error: InvoiceFileError.empty)])
        let entry = try #require(try json(report).first)
        #expect(Set(entry.keys) == ["path", "error"])
        let error = try #require(entry["error"] as? [String: [String: String]])
        #expect(Set(error.keys) == ["explanation", "remedy"])
        #expect(report.hasUnreadableFile && report.worst == nil)
    }

    @Test("evidence on one field from several claims is kept apart")
    func severalPieces() throws {
        let finding = Finding(
            rule: "r", ruleVersion: 1, severity: .info, title: LocalizedText(zh: "一", en: "one"),
            reason: LocalizedText(zh: "一", en: "one"),
            evidence: [
                Evidence(field: "f", expected: "", found: "1"),
                Evidence(field: "f", expected: "", found: "2"),
            ])
        let file = try InvoiceFile.read(Data(Self.xml.utf8))
        let entry = try #require(
            try json(VerifyReport(files: [.init(path: "a", file: file, findings: [finding])])).first)
        let evidence =
            (entry["findings"] as? [[String: Any]])?.first?["evidence"] as? [String: [String: String]]
        #expect(evidence?.keys.sorted() == ["f", "f#2"])
    }
}
